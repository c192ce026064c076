"""When agreements and their amendments came, how wide their provisions are and how strong: as lines, and as a picture."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template

from corpus.model import Agreement, Force
from indexer.answers.coverage import FORCES
from indexer.library import Library
from web.views.matrix_svg import SIGNS
from web.views.names import value

__all__ = ["BINDING", "Line", "picture", "timeline"]

BINDING: tuple[Force, ...] = ("prohibition", "obligation")
# In pixels: the column of titles, a year, the bar of the widest agreement, the numbers, the height of a line, the margin.
_SIZES = {"LABEL": 240, "YEAR": 14, "BAR": 260, "NUMBERS": 110, "LINE": 28, "EDGE": 16}
_DECADE = 5  # years from one mark of the scale to the next


@dataclass(frozen=True, slots=True)
class Line:
    """An agreement with the amendments that are known of it, and its provisions at hand by force, strongest first."""

    agreement: Agreement
    amendments: tuple[Agreement, ...]
    forces: Mapping[Force, int]
    selection: bool

    @property
    def provisions(self) -> int:
        """Return how many provisions of scope core or related are at hand."""
        return sum(self.forces.values())

    @property
    def binding(self) -> int:
        """Return how many of them forbid or oblige."""
        return sum(self.forces.get(force, 0) for force in BINDING)

    @property
    def begun(self) -> date | None:
        """Return the day from which it was applied, provisionally or in force, where that is known."""
        return min(filter(None, (self.agreement.provisional_from, self.agreement.in_force)), default=None)


def timeline(library: Library, names: Sequence[str]) -> list[Line]:
    """Return a line for each agreement, by date of signature, those without one last. `selection`: digests alone."""
    counts = {
        force: dict(
            library.search("", filters={"force": [force]}, limit=0, plain=True, facets=("agreement",)).facets["agreement"]
        )
        for force in FORCES
    }
    lines = [
        Line(
            library.entries[name],
            tuple(e for e in library.entries.values() if e.amends and e.amends.agreement == name),
            {force: held[name] for force, held in counts.items() if name in held},
            not library.agreements[name].texts,
        )
        for name in names
        if not library.entries[name].amends
    ]
    return sorted(lines, key=lambda line: (line.agreement.signed or date.max, line.agreement.id))


def picture(lines: Sequence[Line], until: date, language: str, link: Callable[[str], str], index: str) -> str:
    """Return the lines as SVG, up to the day `until`; `link` gives the address of an agreement, `index` its name."""
    label, year, bar, numbers, line, edge = _SIZES.values()
    days = [day for each in lines for day in (each.agreement.signed, each.begun) if day]
    first = min(days, default=until).year // _DECADE * _DECADE
    years = until.year + 1 - first
    widest = max((each.provisions for each in lines), default=1) or 1

    def at(day: date | None) -> float | None:
        """Return where a day stands on the scale."""
        return day and round(edge + label + year * (day.year - first + day.timetuple().tm_yday / 366), 1)

    return render_template(
        "timeline.svg", lines=lines, at=at, until=until, language=language, link=link, index=index, signs=SIGNS,
        marks=range(first, until.year + 1, _DECADE), first=first, scale=bar / widest, forces=FORCES,
        named=lambda force: value("force", force), bars=edge + label + year * years + 2 * edge,
        width=label + year * years + bar + numbers + 4 * edge, height=line * (len(lines) + 5) + 2 * edge, **_SIZES,
    )  # fmt: skip
