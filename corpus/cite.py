"""Citations of a provision: a short form, forms after OSCOLA, the Bluebook's rule 21.4 and ISO 690, and files.

They follow those guides as far as the facts at hand allow, and leave out what is not known. `record` is the JSON of a
provision (DESIGN.md, section 6), `agreement` what the catalogue knows. A citation states the source that the words
were taken from with the day on which they were taken; without a text at hand it states none.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.model import Agreement

__all__ = ["EXTENSIONS", "MEDIA_TYPES", "STYLES", "cite", "short"]

Record = Mapping[str, Any]

STYLES = ("short", "oscola", "bluebook", "iso690", "bibtex", "ris", "csl")
MEDIA_TYPES = {
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl": "application/vnd.citationstyles.csl+json",
}
EXTENSIONS = {"bibtex": "bib", "ris": "ris", "csl": "json"}

_MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTHS_ES = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
# May, June and July are not shortened (Bluebook, table T12).
_MONTHS_BLUEBOOK = ["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]
# Bluebook, table T10; a party that is not here is left to the title of the agreement.
_BLUEBOOK_PARTIES = {
    "AUS": "Austl.", "BHR": "Bahr.", "CAN": "Can.", "CHE": "Switz.", "CHL": "Chile", "CHN": "China", "COL": "Colom.",
    "CRI": "Costa Rica", "EU": "E.U.", "GBR": "U.K.", "GEO": "Geor.", "ISL": "Ice.", "ISR": "Isr.", "JOR": "Jordan",
    "JPN": "Japan", "KOR": "S. Kor.", "MAR": "Morocco", "MDA": "Mold.", "MEX": "Mex.", "NZL": "N.Z.", "OMN": "Oman",
    "PAK": "Pak.", "PAN": "Pan.", "PER": "Peru", "SGP": "Sing.", "UKR": "Ukr.", "USA": "U.S.", "VNM": "Viet.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Cited:
    """The facts of one citation. `article` is "18.3", `annex` "18.3.4", `labels` the paragraph and its points."""

    agreement: Agreement
    division: str
    number: str
    labels: tuple[str, ...]
    note: str
    url: str
    retrieved: date | None
    identifier: str
    heading: str


def cite(record: Record, agreement: Agreement, style: str = "short", *, path: str = "", note: str = "") -> str:
    """Return the citation of a provision in one of `STYLES`.

    `path` names a point ("a.i"), `note` a footnote of the provision by its mark. Raises KeyError for another style.
    """
    return _FORMS[style](_cited(record, agreement, path, note))


def short(record: Record, *, path: str = "", language: str = "en") -> str:
    """Return the short form, which needs no catalogue: "US-Peru TPA, art 18.3(1)(a)"."""
    division, number, labels = _where(record, path)
    name = record["agreement"]["short_titles"].get(language) or record["agreement"]["title"]
    return f"{name}, {_pinpoint(division, number, labels, _WORDS[language])}"


def _cited(record: Record, agreement: Agreement, path: str, note: str) -> _Cited:
    division, number, labels = _where(record, path)
    source = record["source"] or {}
    taken = source.get("retrieved")
    return _Cited(
        agreement=agreement,
        division=division,
        number=number,
        labels=labels,
        note=note,
        url=source.get("url", ""),
        retrieved=date.fromisoformat(taken[:10]) if taken else None,
        identifier=record["id"],
        heading=next((h["title"] for h in reversed(record["headings"]) if h["title"] and h["kind"] != "heading"), ""),
    )


def _where(record: Record, path: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the division ("article", "annex", "preamble"), its number, and the labels down to the point."""
    framing = [h for h in record["headings"] if h["kind"] != "heading"]
    frame = framing[-1] if framing else {"kind": "", "number": "", "title": ""}
    within = [h for h in framing if h["kind"] in {"annex", "protocol"} and h is not frame]
    number = frame["number"] or ""
    if within and frame["kind"] == "article":
        number = f"{number} of {within[-1]['kind']} {within[-1]['number']}".strip()
    paragraph = record["label"] or (record["id"].rpartition("/")[2] if frame["kind"] == "preamble" else "")
    return frame["kind"], number, tuple(part for part in (paragraph, *path.split(".")) if part)


_WORDS = {
    "en": {"article": "art", "annex": "annex", "preamble": "preamble, recital", "chapter": "ch", "paragraph": "para"},
    "es": {
        "article": "art.",
        "annex": "anexo",
        "preamble": "preámbulo, considerando",
        "chapter": "cap.",
        "paragraph": "párr.",
    },
    "bluebook": {
        "article": "art.",
        "annex": "annex",
        "preamble": "pmbl., recital",
        "chapter": "ch.",
        "paragraph": "¶",
    },
}


def _pinpoint(division: str, number: str, labels: tuple[str, ...], words: Mapping[str, str]) -> str:
    """Return "art 18.3(1)(a)", "annex 18.3.4, para 12(a)" or "preamble, recital 3"."""
    if words is _WORDS["es"]:
        number = number.replace(" of annex ", " del anexo ").replace(" of protocol ", " del protocolo ")
    name = f"{words.get(division, division)} {number}".strip()
    if division == "article":
        return name + "".join(f"({label})" for label in labels)
    if not labels:
        return name
    first, *points = labels
    tail = first + "".join(f"({point})" for point in points)
    return f"{name} {tail}" if division == "preamble" else f"{name}, {words['paragraph']} {tail}"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def _dia(day: date) -> str:
    return f"{day.day} de {_MONTHS_ES[day.month - 1]} de {day.year}"


def _short(cited: _Cited) -> str:
    note = f" n {cited.note}" if cited.note else ""
    place = _pinpoint(cited.division, cited.number, cited.labels, _WORDS["en"])
    return f"{cited.agreement.short_titles['en']}, {place}{note}"


def _official_journal(agreement: Agreement) -> str:
    """Return "[2012] OJ L354" from "L 354, 21.12.2012"."""
    found = re.fullmatch(r"([LC]) ?(\d+), \d{1,2}\.\d{1,2}\.(\d{4})", agreement.identifiers.get("oj", ""))
    return f"[{found[3]}] OJ {found[1]}{found[2]}" if found else ""


def _oscola(cited: _Cited) -> str:
    agreement = cited.agreement
    dates = [f"signed {_day(agreement.signed)}"] if agreement.signed else []
    if agreement.in_force and "in_force" not in agreement.unverified:
        dates.append(f"entered into force {_day(agreement.in_force)}")
    parts = [
        agreement.titles["en"],
        f"({', '.join(dates)})" if dates else "",
        _official_journal(agreement),
        _pinpoint(cited.division, cited.number, cited.labels, _WORDS["en"]),
        f"fn {cited.note}" if cited.note else "",
    ]
    online = f" <{cited.url}> accessed {_day(cited.retrieved)}" if cited.url and cited.retrieved else ""
    return " ".join(part for part in parts if part) + online


def _bluebook(cited: _Cited) -> str:
    agreement = cited.agreement
    names = sorted(_BLUEBOOK_PARTIES[p] for p in agreement.parties if p in _BLUEBOOK_PARTIES)
    # Only the two parties of a bilateral agreement are named.
    parties = "-".join(names) if len(names) == len(agreement.parties) == 2 else ""
    place = _pinpoint(cited.division, cited.number, cited.labels, _WORDS["bluebook"])
    day = agreement.signed
    parts = [
        agreement.titles["en"],
        parties,
        f"{place} n.{cited.note}" if cited.note else place,
        f"{_MONTHS_BLUEBOOK[day.month - 1]} {day.day}, {day.year}" if day else "",
        cited.url,
    ]
    return ", ".join(part for part in parts if part) + "."


def _iso690(cited: _Cited) -> str:
    agreement = cited.agreement
    place = _pinpoint(cited.division, cited.number, cited.labels, _WORDS["es"])
    parts = [
        f"{agreement.titles['es']}{' [en línea]' if cited.url else ''}",
        f"Firmado el {_dia(agreement.signed)}" if agreement.signed else "",
        f"{place[0].upper()}{place[1:]}{f', nota {cited.note}' if cited.note else ''}",
    ]
    text = ". ".join(part for part in parts if part) + "."
    if cited.url and cited.retrieved:
        text += f" [Consulta: {_dia(cited.retrieved)}]. Disponible en: {cited.url}"
    return text


def _bibtex(cited: _Cited) -> str:
    agreement = cited.agreement
    key = re.sub(r"[^a-z0-9]+", "-", cited.identifier.lower()).strip("-")
    fields = {
        "title": f"{{{_tex(agreement.titles['en'])}}}",
        "year": str(agreement.signed.year) if agreement.signed else "",
        "note": _tex(_note(cited)),
        "url": cited.url,
        "urldate": cited.retrieved.isoformat() if cited.retrieved else "",
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{body}\n}}\n"


def _note(cited: _Cited) -> str:
    place = _pinpoint(cited.division, cited.number, cited.labels, _WORDS["en"])
    heading = f" ({cited.heading})" if cited.heading else ""
    return f"{place}{heading}{f', footnote {cited.note}' if cited.note else ''}"


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)


def _ris(cited: _Cited) -> str:
    agreement = cited.agreement
    lines = [
        ("TY", "STAT"),
        ("TI", agreement.titles["en"]),
        ("ST", agreement.short_titles["en"]),
        ("DA", agreement.signed.strftime("%Y/%m/%d") if agreement.signed else ""),
        ("PY", str(agreement.signed.year) if agreement.signed else ""),
        ("SE", _note(cited)),
        ("UR", cited.url),
        ("Y2", cited.retrieved.strftime("%Y/%m/%d") if cited.retrieved else ""),
        ("ID", cited.identifier),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def _csl(cited: _Cited) -> str:
    agreement = cited.agreement
    item: dict[str, Any] = {
        "id": cited.identifier,
        "type": "treaty",
        "title": agreement.titles["en"],
        "title-short": agreement.short_titles["en"],
        "section": _note(cited),
    }
    if agreement.signed:
        item["issued"] = {"date-parts": [[agreement.signed.year, agreement.signed.month, agreement.signed.day]]}
    if cited.url:
        item["URL"] = cited.url
    if cited.retrieved:
        item["accessed"] = {"date-parts": [[cited.retrieved.year, cited.retrieved.month, cited.retrieved.day]]}
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


_FORMS: Mapping[str, Callable[[_Cited], str]] = {
    "short": _short,
    "oscola": _oscola,
    "bluebook": _bluebook,
    "iso690": _iso690,
    "bibtex": _bibtex,
    "ris": _ris,
    "csl": _csl,
}
