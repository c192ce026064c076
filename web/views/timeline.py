"""When agreements and their amendments came, how wide and how strong their provisions are: as lines, and drawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template

from corpus.model import MAY_BIND, Agreement, Force
from indexer.answers.coverage import FORCES
from indexer.library import Library
from web.views.catalogue import agreement
from web.views.matrix_svg import SIGNS
from web.views.names import value

__all__ = ["BINDING", "TimelineRow", "picture", "timeline"]

BINDING: tuple[Force, ...] = ("prohibition", "obligation")
# In pixels: the column of titles, a year, the widest bar, the numbers, the height of a line, the margin.
_SIZES = {"LABEL": 240, "YEAR": 14, "BAR": 260, "NUMBERS": 110, "LINE": 28, "EDGE": 16}
_DECADE = 5  # years from one mark of the scale to the next


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """An agreement, the amendments known of it with their days, and its provisions at hand by their strongest force.

    `selection` says that only digests are at hand.
    """

    agreement: Agreement
    amendments: tuple[tuple[Agreement, date | None], ...]
    forces: Mapping[Force, int]
    selection: bool

    @property
    def provisions(self) -> int:
        """Return how many provisions of scope core or related are at hand."""
        return sum(self.forces.values())

    @property
    def binding(self) -> int:
        """Return how many of them forbid or oblige: none where the agreement ended or never entered into force."""
        if self.agreement.status not in MAY_BIND:
            return 0
        return sum(self.forces.get(force, 0) for force in BINDING)

    @property
    def begun(self) -> date | None:
        """Return the day from which it was applied, provisionally or in force, where that is known."""
        return _begun(self.agreement)

    @property
    def undated(self) -> bool:
        """Return whether it is applied, but from when is not known here."""
        return not self.begun and self.agreement.status in MAY_BIND


def _begun(entry: Agreement) -> date | None:
    return min(filter(None, (entry.provisional_from, entry.in_force)), default=None)


def _amends(entry: Agreement, other: Agreement) -> bool:
    return entry.amends is not None and entry.amends.agreement == other.id


def timeline(library: Library, names: Sequence[str]) -> list[TimelineRow]:
    """Return a line for each agreement that amends no other, by date of signature, those without one last.

    Raises NotFoundError for an agreement that nobody knows.
    """
    chosen = [agreement(library, name) for name in names]

    def count(force: Force) -> dict[str, int]:
        stronger = [f"-{each}" for each in FORCES[: FORCES.index(force)]]  # a provision with points may have several
        found = library.search("", filters={"force": [force, *stronger]}, limit=0, plain=True, facets=("agreement",))
        return dict(found.facets["agreement"])

    counts = {force: count(force) for force in FORCES}
    lines = [
        TimelineRow(
            entry,
            tuple((e, e.signed or _begun(e)) for e in library.entries.values() if _amends(e, entry)),
            {force: held[entry.id] for force, held in counts.items() if entry.id in held},
            not library.agreements[entry.id].texts,
        )
        for entry in chosen
        if not entry.amends
    ]
    return sorted(lines, key=lambda line: (line.agreement.signed or date.max, line.agreement.id))


def picture(lines: Sequence[TimelineRow], until: date, link: Callable[[str], str], index: str) -> str:
    """Return the lines as SVG, up to the day `until`; `link` gives the address of an agreement, `index` its name."""
    label, year, bar, numbers, line, edge = _SIZES.values()
    days = [day for each in lines for day in (each.agreement.signed, each.begun) if day]
    first = min(days, default=until).year // _DECADE * _DECADE
    years = until.year + 1 - first
    widest = max((each.provisions for each in lines), default=1) or 1

    def at(day: date | None) -> float | None:
        """Return where a day stands on the scale."""
        return (
            None if day is None else round(edge + label + year * (day.year - first + day.timetuple().tm_yday / 366), 1)
        )

    return render_template(
        "timeline.svg", lines=lines, at=at, until=until, link=link, index=index, signs=SIGNS,
        marks=range(first, until.year + 1, _DECADE), first=first, scale=bar / widest, forces=FORCES,
        named=lambda force: value("force", force), status=lambda code: value("status", code),
        bars=edge + label + year * years + 2 * edge,
        width=label + year * years + bar + numbers + 4 * edge, height=line * (len(lines) + 5) + 2 * edge, **_SIZES,
    )  # fmt: skip
