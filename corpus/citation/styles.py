"""Citations of a provision: a short form, forms after OSCOLA, the Bluebook's rule 21.4 and ISO 690, and files.

They follow those guides as far as the facts at hand allow, and leave out what is not known or not verified. `record`
is a provision with its source, `agreement` what the catalogue knows. A citation states the address of the source that
the words were taken from, and the day only where they were fetched from there on that day.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from corpus.catalogue.amendments import applied, effects_on
from corpus.citation.cited import MONTHS, Cited, day_in_words, pinpoint
from corpus.citation.files import bibtex, csl, ris
from corpus.citation.place import Located, Place, place
from corpus.errors import NotFoundError
from corpus.model import Agreement, Footnote
from corpus.passages import PointedText, walk_points

__all__ = [
    "BLUEBOOK_PARTIES", "STYLES", "Citable", "cite", "short", "together",
]  # fmt: skip

STYLES = ("short", "oscola", "bluebook", "iso690", "bibtex", "ris", "csl")

# After the Bluebook's table T10.3, not checked against a printed copy.
BLUEBOOK_PARTIES = {
    "AUS": "Austl.", "BHR": "Bahr.", "CAN": "Can.", "CHE": "Switz.", "CHL": "Chile", "CHN": "China", "COL": "Colom.",
    "CRI": "Costa Rica", "EU": "E.U.", "GBR": "U.K.", "GEO": "Geor.", "ISL": "Ice.", "ISR": "Isr.", "JOR": "Jordan",
    "JPN": "Japan", "KOR": "S. Kor.", "MAR": "Morocco", "MDA": "Mold.", "MEX": "Mex.", "NZL": "N.Z.", "OMN": "Oman",
    "PAK": "Pak.", "PAN": "Pan.", "PER": "Peru", "SGP": "Sing.", "UKR": "Ukr.", "USA": "U.S.", "VNM": "Viet.",
}  # fmt: skip


class _Titled(Protocol):
    @property
    def title(self) -> str:
        """In English."""

    @property
    def short_titles(self) -> Mapping[str, str]:
        """By language."""


class _Origin(Protocol):
    @property
    def url(self) -> str:
        """The address, or ""."""

    @property
    def role(self) -> str:
        """Official, mirror or translation."""

    @property
    def how(self) -> str:
        """Fetch or import."""

    @property
    def retrieved(self) -> str:
        """When the words were taken, ISO 8601."""


class Citable(Located, PointedText, Protocol):
    """What is cited: a provision with its agreement and, where its words are at hand, their source."""

    @property
    def language(self) -> str:
        """The language of the words; "mul" where only a digest is at hand."""

    @property
    def footnotes(self) -> Sequence[Footnote]:
        """Its footnotes."""

    @property
    def agreement(self) -> _Titled:
        """Its agreement."""

    @property
    def source(self) -> _Origin | None:
        """Where its words come from."""


def cite(
    record: Citable, agreement: Agreement, style: str = "short", *, path: str = "", note: str = "",
    language: str = "en", index: str = "",
) -> str:  # fmt: skip
    """Return the citation of a provision in one of `STYLES`.

    `path` names a point ("a.i"), `note` a footnote of the provision by its mark. `language` ("en" or "es") is that of
    the short form and of the files; OSCOLA and the Bluebook are English, ISO 690 is given in Spanish. `index` is the
    fingerprint of the index that had the words; only the files hold it.
    Raises NotFoundError where the text at hand has no such point or footnote, KeyError for another style.
    """
    marks = [held.mark for held in record.footnotes]
    if note and note not in marks:
        hint = "its-footnotes" if marks else "no-footnotes"
        raise NotFoundError("no-footnote", hint=hint, provision=record.id, footnote=note, footnotes=", ".join(marks))
    held = list(dict.fromkeys(".".join(path) for path, _ in walk_points(record.points)))
    if path and path not in held and record.language != "mul":
        hint = "its-points" if held else "no-points"
        raise NotFoundError("no-point", hint=hint, provision=record.id, point=path, points=", ".join(held))
    return _FORMS[style](_cited(record, agreement, path, note=note, language=language, index=index))


def short(record: Citable, *, path: str = "", note: str = "", language: str = "en") -> str:
    """Return the short form, which needs no catalogue: "US-Peru TPA, art 18.3(1)(a)"."""
    name = record.agreement.short_titles.get(language) or record.agreement.title
    return _with_place(name, place(record, path), note, language)


def together(citations: Sequence[str], style: str) -> str:
    """Return several citations of one style as one text: a line each, or one file."""
    if style == "csl":
        items = [item for citation in citations for item in json.loads(citation)]
        return json.dumps(items, ensure_ascii=False, indent=2) + "\n"
    return "".join(citation if citation.endswith("\n") else f"{citation}\n" for citation in citations)


def _cited(record: Citable, agreement: Agreement, path: str, *, note: str, language: str, index: str) -> Cited:
    source = record.source
    return Cited(
        agreement=agreement,
        place=place(record, path),
        note=note,
        url=source.url if source else "",
        role=source.role if source else "",
        # The day of an import says nothing about the address that the catalogue names for the file.
        retrieved=date.fromisoformat(source.retrieved[:10]) if source and source.how == "fetch" else None,
        identifier=f"{record.id}.{path}" if path else record.id,
        heading=next((h.title for h in reversed(record.headings) if h.title and h.kind != "heading"), ""),
        language=language,
        amendments=applied(effects_on(record.id, ())),
        text_language="" if record.language == "mul" else record.language,
        index=index,
    )


def _short(cited: Cited) -> str:
    return _with_place(cited.agreement.short_titles[cited.language], cited.place, cited.note, cited.language)


def _with_place(name: str, where: Place, note: str, language: str) -> str:
    said = {"en": "fn", "es": "nota"}[language]
    return ", ".join(part for part in (name, pinpoint(where, language), f"{said} {note}" if note else "") if part)


def _official_journal(agreement: Agreement) -> str:
    """Return "[2012] OJ L354" from "L 354, 21.12.2012", with the page where it is known."""
    found = re.fullmatch(
        r"([LC]) ?(\d+), \d{1,2}\.\d{1,2}\.(\d{4})(?:, p\. (\d+))?", agreement.identifiers.get("oj", "")
    )
    if not found or "identifiers" in agreement.unverified:
        return ""
    return f"[{found[3]}] OJ {found[1]}{found[2]}" + (f"/{found[4]}" if found[4] else "")


def _oscola(cited: Cited) -> str:
    agreement = cited.agreement
    dates = [f"signed {day_in_words(cited.signed)}"] if cited.signed else []
    if cited.in_force:
        dates.append(f"entered into force {day_in_words(cited.in_force)}")
    if cited.amended:
        dates.append(f"as amended by {cited.amended}")
    parts = [
        agreement.titles["en"],
        "(translation)" if cited.translated else "",
        f"({', '.join(dates)})" if dates else "",
        _official_journal(agreement),
        pinpoint(cited.place, "en"),
        f"fn {cited.note}" if cited.note else "",
        f"<{cited.published}>" if cited.published else "",
        f"accessed {day_in_words(cited.accessed)}" if cited.accessed else "",
    ]
    return " ".join(part for part in parts if part)


def _bluebook(cited: Cited) -> str:
    agreement = cited.agreement
    names = sorted(BLUEBOOK_PARTIES[p] for p in agreement.parties if p in BLUEBOOK_PARTIES)
    # Only the two parties of a bilateral agreement are named.
    parties = "-".join(names) if len(names) == len(agreement.parties) == 2 else ""
    where = pinpoint(cited.place, "bluebook")
    day = cited.signed
    parts = [
        agreement.titles["en"],
        parties,
        f"{where} n.{cited.note}".strip() if cited.note else where,
        f"{MONTHS['bluebook'][day.month - 1]} {day.day}, {day.year}" if day else "",
        f"as amended by {cited.amended}" if cited.amended else "",
        cited.published,
    ]
    if cited.translated:
        parts[0] += " (translation)"
    return ", ".join(part for part in parts if part) + "."


def _iso690(cited: Cited) -> str:
    where = ", ".join(filter(None, (pinpoint(cited.place, "es"), f"nota {cited.note}" if cited.note else "")))
    parts = [
        f"{cited.agreement.titles['es']}{' [en línea]' if cited.published else ''}",
        "Traducción" if cited.translated else "",
        f"Firmado el {day_in_words(cited.signed, 'es')}" if cited.signed else "",
        f"Modificado por: {'; '.join(entry.short_titles['es'] for entry in cited.amendments)}" if cited.amended else "",
        f"{where[:1].upper()}{where[1:]}",
    ]
    text = ". ".join(part for part in parts if part)
    if cited.accessed:
        text += f" [consulta: {day_in_words(cited.accessed, 'es')}]"
    return f"{text}. Disponible en: {cited.published}" if cited.published else f"{text}."


_FORMS: Mapping[str, Callable[[Cited], str]] = {
    "short": _short,
    "oscola": _oscola,
    "bluebook": _bluebook,
    "iso690": _iso690,
    "bibtex": bibtex,
    "ris": ris,
    "csl": csl,
}
