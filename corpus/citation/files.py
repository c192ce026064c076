"""Citations as files for reference managers: BibTeX, RIS and CSL.

They name the official publication, never a third party's copy, and say which index the words were found in.
"""

import json
import re
from datetime import date
from typing import Any
from urllib.parse import quote

from corpus.citation.cited import Cited, day_in_words, pinpoint
from corpus.text import squeeze

__all__ = ["EXTENSIONS", "MEDIA_TYPES", "bibtex", "csl", "ris"]

MEDIA_TYPES = {
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl": "application/vnd.citationstyles.csl+json",
}
EXTENSIONS = {"bibtex": "bib", "ris": "ris", "csl": "csl.json"}


def _note(cited: Cited) -> str:
    heading = f"({cited.heading})" if cited.heading else ""
    where = " ".join(part for part in (pinpoint(cited.place, cited.language), heading) if part)
    note = f"{_FOOTNOTE[cited.language]} {cited.note}" if cited.note else ""
    said = ", ".join(part for part in (where, note) if part)
    return f"{said}; {_AMENDED[cited.language]} {cited.amended}" if cited.amended else said


_AMENDED = {"en": "as amended by", "es": "modificado por:"}
_FOOTNOTE = {"en": "footnote", "es": "nota"}


def _in_force(cited: Cited) -> str:
    day = cited.in_force
    return f"{_IN_FORCE[cited.language]} {day_in_words(day, cited.language)}" if day else ""


def _index(cited: Cited) -> str:
    return f"{_INDEX[cited.language]} {cited.index}" if cited.index else ""


_IN_FORCE = {"en": "entered into force", "es": "en vigor desde el"}
_INDEX = {"en": "found with Clausula, index", "es": "hallado con Clausula, índice"}


def bibtex(cited: Cited) -> str:
    """Return an entry for BibTeX and biblatex."""
    agreement = cited.agreement
    key = re.sub(r"[^a-z0-9]+", "-", cited.identifier.lower()).strip("-")
    fields = {
        "title": f"{{{_tex(agreement.titles[cited.language])}}}",
        "shorttitle": f"{{{_tex(agreement.short_titles[cited.language])}}}",
        "year": str(cited.signed.year) if cited.signed else "",
        "note": _tex("; ".join(filter(None, (_note(cited), _in_force(cited))))),
        "language": _BABEL.get(cited.text_language, cited.text_language),
        # A reader of BibTeX takes an address as it is, but counts its braces.
        "url": quote(cited.official, safe="%/:?&=+#~@!$'()*,;[]"),
        "urldate": cited.accessed.isoformat() if cited.accessed else "",
        "annote": _tex(_index(cited)),
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{body}\n}}\n"


_BABEL = {"en": "english", "es": "spanish", "fr": "french", "pt": "portuguese", "de": "german"}
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def _tex(text: str) -> str:
    return re.sub(r"[&%$#_{}\\~^]", lambda sign: _TEX.get(sign[0], f"\\{sign[0]}"), squeeze(text))


def ris(cited: Cited) -> str:
    """Return a record of RIS."""
    agreement = cited.agreement
    lines = [
        ("TY", "STAT"),
        ("TI", agreement.titles[cited.language]),
        ("ST", agreement.short_titles[cited.language]),
        ("DA", cited.signed.strftime("%Y/%m/%d") if cited.signed else ""),
        ("PY", str(cited.signed.year) if cited.signed else ""),
        ("SE", _note(cited)),
        ("LA", cited.text_language),
        ("N1", _in_force(cited)),
        ("N1", _index(cited)),
        ("UR", cited.official),
        ("Y2", cited.accessed.strftime("%Y/%m/%d") if cited.accessed else ""),
        ("ID", cited.identifier),
    ]
    return "".join(f"{tag}  - {squeeze(value)}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def csl(cited: Cited) -> str:
    """Return a list of one item of CSL-JSON."""
    agreement = cited.agreement
    item: dict[str, Any] = {
        "id": cited.identifier,
        "type": "treaty",
        "title": agreement.titles[cited.language],
        "title-short": agreement.short_titles[cited.language],
        "section": _note(cited),
        "language": cited.text_language,
        "note": "; ".join(filter(None, (_in_force(cited), _index(cited)))),
        "issued": _date_parts(cited.signed),
        "URL": cited.official,
        "accessed": _date_parts(cited.accessed),
    }
    known = {name: value for name, value in item.items() if value}
    return json.dumps([known], ensure_ascii=False, indent=2) + "\n"


def _date_parts(day: date | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None
