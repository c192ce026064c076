"""Citations of a provision: a short form, forms after OSCOLA, the Bluebook's rule 21.4 and ISO 690, and files.

They follow those guides as far as the facts at hand allow, and leave out what is not known or not verified. `record`
is a provision with its source, `agreement` what the catalogue knows. A citation states the address of the source that
the words were taken from, and the day only where they were fetched from there on that day.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from urllib.parse import quote

from corpus.catalogue.amendments import applied, effects_on
from corpus.citation.place import Located, Place, place
from corpus.errors import NotFoundError
from corpus.model import Agreement, Footnote, PointedText, passages

__all__ = [
    "BLUEBOOK_PARTIES", "EXTENSIONS", "MEDIA_TYPES", "MONTHS", "STYLES", "Citable", "cite", "short", "together",
]  # fmt: skip

STYLES = ("short", "oscola", "bluebook", "iso690", "bibtex", "ris", "csl")
MEDIA_TYPES = {
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl": "application/vnd.citationstyles.csl+json",
}
EXTENSIONS = {"bibtex": "bib", "ris": "ris", "csl": "csl.json"}

MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
    # May, June and July are not shortened (Bluebook, table T12).
    "bluebook": "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split(),
}
# After the Bluebook's table T10.3, not checked against a printed copy.
BLUEBOOK_PARTIES = {
    "AUS": "Austl.", "BHR": "Bahr.", "CAN": "Can.", "CHE": "Switz.", "CHL": "Chile", "CHN": "China", "COL": "Colom.",
    "CRI": "Costa Rica", "EU": "E.U.", "GBR": "U.K.", "GEO": "Geor.", "ISL": "Ice.", "ISR": "Isr.", "JOR": "Jordan",
    "JPN": "Japan", "KOR": "S. Kor.", "MAR": "Morocco", "MDA": "Mold.", "MEX": "Mex.", "NZL": "N.Z.", "OMN": "Oman",
    "PAK": "Pak.", "PAN": "Pan.", "PER": "Peru", "SGP": "Sing.", "UKR": "Ukr.", "USA": "U.S.", "VNM": "Viet.",
}  # fmt: skip


# What the divisions of an agreement are called in a pinpoint.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "article": "art", "chapter": "ch", "section": "s", "preamble": "preamble, recital", "paragraph": "para",
        "unnumbered": "unnumbered para", "side-letter": "side letter", "conclusion": "final provisions",
    },
    "es": {
        "article": "art.", "chapter": "cap.", "section": "sec.", "preamble": "preámbulo, considerando",
        "paragraph": "párr.", "unnumbered": "párr. sin número", "annex": "anexo", "protocol": "protocolo",
        "side-letter": "carta adjunta", "conclusion": "disposiciones finales", "part": "parte", "title": "título",
        "subsection": "subsección",
    },
    "bluebook": {
        "article": "art.", "chapter": "ch.", "section": "§", "preamble": "pmbl., recital", "paragraph": "¶",
        "unnumbered": "unnumbered ¶", "side-letter": "side letter", "conclusion": "final provisions",
    },
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


@dataclass(frozen=True, slots=True)
class _Cited:
    """The facts of one citation; `language` is that of the words in it, where the style leaves that open."""

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
    def translated(self) -> bool:
        """Whether the text read is a translation that no party made authentic."""
        return self.role == "translation"


def cite(
    record: Citable, agreement: Agreement, style: str = "short", *, path: str = "", note: str = "", language: str = "en"
) -> str:
    """Return the citation of a provision in one of `STYLES`.

    `path` names a point ("a.i"), `note` a footnote of the provision by its mark. `language` ("en" or "es") is that of
    the short form and of the files; OSCOLA and the Bluebook are English, ISO 690 is given in Spanish.
    Raises NotFoundError where the text at hand has no such point or footnote, KeyError for another style.
    """
    marks = [held.mark for held in record.footnotes]
    if note and note not in marks:
        hint = "its-footnotes" if marks else "no-footnotes"
        raise NotFoundError("no-footnote", hint=hint, provision=record.id, footnote=note, footnotes=", ".join(marks))
    held = list(dict.fromkeys(".".join(passage.path) for passage in passages(record) if passage.path))
    if path and path not in held and record.language != "mul":
        hint = "its-points" if held else "no-points"
        raise NotFoundError("no-point", hint=hint, provision=record.id, point=path, points=", ".join(held))
    return _FORMS[style](_cited(record, agreement, path, note, language))


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


def _cited(record: Citable, agreement: Agreement, path: str, note: str, language: str) -> _Cited:
    source = record.source
    return _Cited(
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
    )


def _pinpoint(where: Place, style: str) -> str:
    """Return "art 18.3(1)(a)", "annex 18.3.4, para 12(a)", "preamble, recital 3", or "" for an agreement as a whole."""
    words = _WORDS[style]
    named = [f"{words.get(kind, kind)} {number}".strip() for kind, number in where.frames if kind != "untitled"]
    if where.kind == "preamble":
        numbered = where.label or where.ordinal
        return f"{named[-1]} {numbered}{where.points}" if numbered else named[-1].partition(",")[0]
    if where.label and where.kind == "article":
        return f"{', '.join(named)}({where.label}){where.points}"
    number, kind = (where.label, "paragraph") if where.label else (where.ordinal, "unnumbered")
    tail = [f"{words[kind]} {number}"] if number else []
    return f"{', '.join(named + tail)}{where.points}"


def _day(day: date, language: str = "en") -> str:
    month = MONTHS[language][day.month - 1]
    return f"{day.day} de {month} de {day.year}" if language == "es" else f"{day.day} {month} {day.year}"


def _short(cited: _Cited) -> str:
    return _with_place(cited.agreement.short_titles[cited.language], cited.place, cited.note, cited.language)


def _with_place(name: str, where: Place, note: str, language: str) -> str:
    said = {"en": "fn", "es": "nota"}[language]
    return ", ".join(part for part in (name, _pinpoint(where, language), f"{said} {note}" if note else "") if part)


def _official_journal(agreement: Agreement) -> str:
    """Return "[2012] OJ L354" from "L 354, 21.12.2012", with the page where it is known."""
    found = re.fullmatch(
        r"([LC]) ?(\d+), \d{1,2}\.\d{1,2}\.(\d{4})(?:, p\. (\d+))?", agreement.identifiers.get("oj", "")
    )
    if not found or "identifiers" in agreement.unverified:
        return ""
    return f"[{found[3]}] OJ {found[1]}{found[2]}" + (f"/{found[4]}" if found[4] else "")


def _oscola(cited: _Cited) -> str:
    agreement = cited.agreement
    dates = [f"signed {_day(cited.signed)}"] if cited.signed else []
    if agreement.in_force and "in_force" not in agreement.unverified:
        dates.append(f"entered into force {_day(agreement.in_force)}")
    if cited.amended:
        dates.append(f"as amended by {cited.amended}")
    parts = [
        agreement.titles["en"],
        "(translation)" if cited.translated else "",
        f"({', '.join(dates)})" if dates else "",
        _official_journal(agreement),
        _pinpoint(cited.place, "en"),
        f"fn {cited.note}" if cited.note else "",
        f"<{cited.published}>" if cited.published else "",
        f"accessed {_day(cited.retrieved)}" if cited.published and cited.retrieved else "",
    ]
    return " ".join(part for part in parts if part)


def _bluebook(cited: _Cited) -> str:
    agreement = cited.agreement
    names = sorted(BLUEBOOK_PARTIES[p] for p in agreement.parties if p in BLUEBOOK_PARTIES)
    # Only the two parties of a bilateral agreement are named.
    parties = "-".join(names) if len(names) == len(agreement.parties) == 2 else ""
    pinpoint = _pinpoint(cited.place, "bluebook")
    day = cited.signed
    parts = [
        agreement.titles["en"],
        parties,
        f"{pinpoint} n.{cited.note}".strip() if cited.note else pinpoint,
        f"{MONTHS['bluebook'][day.month - 1]} {day.day}, {day.year}" if day else "",
        f"as amended by {cited.amended}" if cited.amended else "",
        cited.published,
    ]
    if cited.translated:
        parts[0] += " (translation)"
    return ", ".join(part for part in parts if part) + "."


def _iso690(cited: _Cited) -> str:
    pinpoint = ", ".join(filter(None, (_pinpoint(cited.place, "es"), f"nota {cited.note}" if cited.note else "")))
    parts = [
        f"{cited.agreement.titles['es']}{' [en línea]' if cited.published else ''}",
        "Traducción" if cited.translated else "",
        f"Firmado el {_day(cited.signed, 'es')}" if cited.signed else "",
        f"Modificado por: {'; '.join(entry.short_titles['es'] for entry in cited.amendments)}" if cited.amended else "",
        f"{pinpoint[:1].upper()}{pinpoint[1:]}",
    ]
    text = ". ".join(part for part in parts if part)
    if cited.published and cited.retrieved:
        text += f" [consulta: {_day(cited.retrieved, 'es')}]"
    return f"{text}. Disponible en: {cited.published}" if cited.published else f"{text}."


def _note(cited: _Cited) -> str:
    heading = f"({cited.heading})" if cited.heading else ""
    where = " ".join(part for part in (_pinpoint(cited.place, cited.language), heading) if part)
    note = f"{_FOOTNOTE[cited.language]} {cited.note}" if cited.note else ""
    said = ", ".join(part for part in (where, note) if part)
    return f"{said}; {_AMENDED[cited.language]} {cited.amended}" if cited.amended else said


_AMENDED = {"en": "as amended by", "es": "modificado por:"}
_FOOTNOTE = {"en": "footnote", "es": "nota"}


def _bibtex(cited: _Cited) -> str:
    agreement = cited.agreement
    key = re.sub(r"[^a-z0-9]+", "-", cited.identifier.lower()).strip("-")
    fields = {
        "title": f"{{{_tex(agreement.titles[cited.language])}}}",
        "shorttitle": f"{{{_tex(agreement.short_titles[cited.language])}}}",
        "year": str(cited.signed.year) if cited.signed else "",
        "note": _tex(_note(cited)),
        # A reader of BibTeX takes an address as it is, but counts its braces.
        "url": quote(cited.url, safe="%/:?&=+#~@!$'()*,;[]"),
        "urldate": cited.retrieved.isoformat() if cited.retrieved else "",
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{body}\n}}\n"


_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def _tex(text: str) -> str:
    return re.sub(r"[&%$#_{}\\~^]", lambda sign: _TEX.get(sign[0], f"\\{sign[0]}"), _line(text))


def _line(text: str) -> str:
    """Return a text in one line: a line of RIS begins with its tag."""
    return " ".join(text.split())


def _ris(cited: _Cited) -> str:
    agreement = cited.agreement
    lines = [
        ("TY", "STAT"),
        ("TI", agreement.titles[cited.language]),
        ("ST", agreement.short_titles[cited.language]),
        ("DA", cited.signed.strftime("%Y/%m/%d") if cited.signed else ""),
        ("PY", str(cited.signed.year) if cited.signed else ""),
        ("SE", _note(cited)),
        ("UR", cited.url),
        ("Y2", cited.retrieved.strftime("%Y/%m/%d") if cited.retrieved else ""),
        ("ID", cited.identifier),
    ]
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def _csl(cited: _Cited) -> str:
    agreement = cited.agreement
    item: dict[str, Any] = {
        "id": cited.identifier,
        "type": "treaty",
        "title": agreement.titles[cited.language],
        "title-short": agreement.short_titles[cited.language],
        "section": _note(cited),
        "language": cited.language,
    }
    if not item["section"]:
        del item["section"]  # the whole agreement
    if cited.signed:
        item["issued"] = _date_parts(cited.signed)
    if cited.url:
        item["URL"] = cited.url
    if cited.retrieved:
        item["accessed"] = _date_parts(cited.retrieved)
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _date_parts(day: date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


_FORMS: Mapping[str, Callable[[_Cited], str]] = {
    "short": _short,
    "oscola": _oscola,
    "bluebook": _bluebook,
    "iso690": _iso690,
    "bibtex": _bibtex,
    "ris": _ris,
    "csl": _csl,
}
