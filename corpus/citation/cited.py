"""The facts of one citation, and what all styles say alike: the pinpoint, days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from corpus.citation.place import Place, frame_name
from corpus.model import Agreement

__all__ = ["MONTHS", "Cited", "day_in_words", "pinpoint"]

# Not from Babel, whose locales take longer to load than a cold search may: pinpoints are read in each.
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
    # May, June and July are not shortened (Bluebook, table T12).
    "bluebook": "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split(),
}

# What the divisions of an agreement are called in a pinpoint.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "article": "art", "chapter": "ch", "section": "s", "preamble": "preamble, recital", "paragraph": "para",
        "unnumbered": "unnumbered para", "side-letter": "side letter", "conclusion": "final provisions",
        "footnote": "fn",
    },
    "es": {
        "article": "art.", "chapter": "cap.", "section": "sec.", "preamble": "preámbulo, considerando",
        "paragraph": "párr.", "unnumbered": "párr. sin número", "annex": "anexo", "protocol": "protocolo",
        "side-letter": "carta adjunta", "conclusion": "disposiciones finales", "part": "parte", "title": "título",
        "subsection": "subsección", "footnote": "nota",
    },
    "bluebook": {
        "article": "art.", "chapter": "ch.", "section": "§", "preamble": "pmbl., recital", "paragraph": "¶",
        "unnumbered": "unnumbered ¶", "side-letter": "side letter", "conclusion": "final provisions", "footnote": "n.",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cited:
    """The facts of one citation; `language` is that of its own words, where the style leaves that open.

    `text_language` is that of the text that was read, "" where only a digest was; `index` names the index that had it.
    """

    agreement: Agreement
    place: Place
    note: str
    url: str
    role: str
    retrieved: date | None
    identifier: str
    heading: str
    language: str
    amendments: tuple[Agreement, ...]
    text_language: str
    index: str

    @property
    def amended(self) -> str:
        """The amendments that made the cited words what they are, by their short titles."""
        return "; ".join(entry.short_titles[self.language] for entry in self.amendments)

    @property
    def signed(self) -> date | None:
        """The day of signature where it is known and verified."""
        return None if "signed" in self.agreement.unverified else self.agreement.signed

    @property
    def published(self) -> str:
        """The address to print: that of an official publication. A third party's copy only stands in the files."""
        return self.url if self.role == "official" else ""

    @property
    def official(self) -> str:
        """The address of an official publication, for the files: that of the words, or one that the catalogue knows.

        Of the latter those in the language of the words that have all of the agreement, the text before a page that
        leads to it; an address that nobody has verified is left out.
        """
        wanted = self.text_language or self.language
        known = (
            source
            for source in self.agreement.sources
            if source.role == "official" and not source.unverified and source.language == wanted
            and source.covers.startswith(("whole text", "body", "landing page"))
        )  # fmt: skip
        best = min(known, key=lambda source: source.covers.startswith("landing"), default=None)
        return self.published or (best.url if best else "")

    @property
    def accessed(self) -> date | None:
        """The day on which the words were fetched from the official address."""
        return self.retrieved if self.published else None

    @property
    def in_force(self) -> date | None:
        """The day of entry into force where it is known and verified."""
        return None if "in_force" in self.agreement.unverified else self.agreement.in_force

    @property
    def translated(self) -> bool:
        """Whether the text read is a translation that no party made authentic."""
        return self.role == "translation"


def pinpoint(where: Place, style: str) -> str:
    """Return "art 18.3(1)(a)", "annex 18.3.4, para 12(a)", "preamble, recital 3", or "" for an agreement as a whole."""
    words, points = _WORDS[style], where.points("es" if style == "es" else "en")
    named = [frame_name(words.get(kind, kind), number) for kind, number in where.frames if kind != "untitled"]
    if where.kind == "preamble":
        numbered = where.label or where.ordinal
        return f"{named[-1]} {numbered}{points}" if numbered else named[-1].partition(",")[0]
    if where.label and where.kind == "article":
        return f"{', '.join(named)}({where.label}){points}"
    number, kind = (where.label, "paragraph") if where.label else (where.ordinal, "unnumbered")
    tail = [f"{words[kind]} {number}"] if number else []
    return f"{', '.join(named + tail)}{points}"


def day_in_words(day: date, language: str = "en") -> str:
    """Return "9 May 2026" or "9 de mayo de 2026"."""
    month = MONTHS[language][day.month - 1]
    return f"{day.day} de {month} de {day.year}" if language == "es" else f"{day.day} {month} {day.year}"
