"""Citations of a provision: a short form, forms after OSCOLA, the Bluebook's rule 21.4 and ISO 690, and files.

They follow those guides as far as the facts at hand allow, and leave out what is not known or not verified. `record`
is the JSON of a provision (DESIGN.md, section 6), `agreement` what the catalogue knows. A citation states the address
of the source that the words were taken from, and the day only where they were fetched from there on that day.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from corpus.catalogue.amendments import applied, effects_on
from corpus.errors import NotFoundError
from corpus.model import Agreement

__all__ = [
    "BLUEBOOK_PARTIES",
    "EXTENSIONS",
    "MEDIA_TYPES",
    "MONTHS",
    "STYLES",
    "cite",
    "framing",
    "points",
    "short",
    "together",
]

Record = Mapping[str, Any]

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


_NUMBERED = frozenset({"part", "title", "chapter", "section", "subsection", "article"})


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a provision stands: `frames` are (kind, number) of an annex and of what is in it, or of the article.

    `label` is the printed number of the paragraph, `ordinal` its place where it has none, `path` the point's labels.
    """

    frames: tuple[tuple[str, str], ...]
    label: str
    ordinal: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cited:
    """The facts of one citation; `language` is that of the words in it, where the style leaves that open."""

    agreement: Agreement
    place: _Place
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
    record: Record, agreement: Agreement, style: str = "short", *, path: str = "", note: str = "", language: str = "en"
) -> str:
    """Return the citation of a provision in one of `STYLES`.

    `path` names a point ("a.i"), `note` a footnote of the provision by its mark. `language` ("en" or "es") is that of
    the short form and of the files; OSCOLA and the Bluebook are English, ISO 690 is given in Spanish.
    Raises NotFoundError where the text at hand has no such point or footnote, KeyError for another style.
    """
    marks = [held["mark"] for held in record["footnotes"]]
    if note and note not in marks:
        hint = "its-footnotes" if marks else "no-footnotes"
        raise NotFoundError("no-footnote", hint=hint, provision=record["id"], footnote=note, footnotes=", ".join(marks))
    held = list(points(record["points"]))
    if path and path not in held and record["language"] != "mul":
        hint = "its-points" if held else "no-points"
        raise NotFoundError("no-point", hint=hint, provision=record["id"], point=path, points=", ".join(held))
    return _FORMS[style](_cited(record, agreement, path, note, language))


def short(record: Record, *, path: str = "", note: str = "", language: str = "en") -> str:
    """Return the short form, which needs no catalogue: "US-Peru TPA, art 18.3(1)(a)"."""
    name = record["agreement"]["short_titles"].get(language) or record["agreement"]["title"]
    return _joined(name, _pinpoint(_place(record, path), _WORDS[language])) + _short_note(note, language)


def together(citations: Sequence[str], style: str) -> str:
    """Return several citations of one style as one text: a line each, or one file."""
    if style == "csl":
        items = [item for citation in citations for item in json.loads(citation)]
        return json.dumps(items, ensure_ascii=False, indent=2) + "\n"
    return "".join(citation if citation.endswith("\n") else f"{citation}\n" for citation in citations)


def framing(record: Record, place: str) -> dict[str, Any]:
    """Return the record of what frames a provision, as far as a citation of the whole needs it.

    `place` is the id of its article, of a division ("us-peru/chapter-18") or of the agreement.
    """
    headings = list(record["headings"])
    kind = place.rpartition("/")[2].partition("-")[0] if "/" in place else ""
    if not kind or kind in {"part", "title", "chapter", "section"}:
        while headings and headings[-1]["kind"] != kind:
            headings.pop()
    whole = {"id": place, "article": place, "headings": headings, "label": "", "points": [], "footnotes": []}
    return {**record, **whole}


def points(held: Sequence[Record], prefix: str = "") -> Iterator[str]:
    """Yield the path of every point ("a", "a.i") in reading order."""
    for point in held:
        path = f"{prefix}{point['label']}"
        yield path
        yield from points(point["points"], f"{path}.")


def _cited(record: Record, agreement: Agreement, path: str, note: str, language: str) -> _Cited:
    source = record["source"] or {}
    # The day of an import says nothing about the address that the catalogue names for the file.
    taken = source.get("retrieved") if source.get("how") == "fetch" else None
    return _Cited(
        agreement=agreement,
        place=_place(record, path),
        note=note,
        url=source.get("url", ""),
        role=source.get("role", ""),
        retrieved=date.fromisoformat(taken[:10]) if taken else None,
        identifier=f"{record['id']}.{path}" if path else record["id"],
        heading=next((h["title"] for h in reversed(record["headings"]) if h["title"] and h["kind"] != "heading"), ""),
        language=language,
        amendments=applied(effects_on(record["id"], ())),
    )


def _place(record: Record, path: str) -> _Place:
    frames = [(h["kind"], h["number"]) for h in record["headings"] if h["kind"] != "heading"]
    # A heading without a number ("Objectives" above the words of a chapter) does not say where they stand; the id does.
    frames = [(kind, number) for kind, number in frames if number or kind not in _NUMBERED] or _framed(
        record["article"]
    )
    around = {"annex", "protocol", "side-letter"}
    if frames and frames[-1][0] in {"chapter", "section"}:
        around |= {"part", "title"}  # chapters may be counted anew in each
    outer = [frame for frame in frames[:-1] if frame[0] in around]
    whole = record["id"] == record["article"]
    ordinal = "" if whole or record["label"] else re.sub(r"\D.*", "", record["id"].rpartition("/")[2])
    return _Place(
        frames=(*outer[-1:], *(frames[-1:] or [("", "")])),
        label=record["label"],
        ordinal=ordinal,
        path=tuple(part for part in path.split(".") if part),
    )


def _framed(article: str) -> list[tuple[str, str]]:
    """Return the frame that the id of an article names: "us-peru/chapter-6" gives ("chapter", "6")."""
    own = article.partition("/")[2].partition("@")[0]
    kind = next((kind for kind in _NUMBERED if own.startswith(f"{kind}-")), "article" if own else "")
    return [(kind, own.removeprefix(f"{kind}-"))]


def _pinpoint(place: _Place, words: Mapping[str, str]) -> str:
    """Return "art 18.3(1)(a)", "annex 18.3.4, para 12(a)" or "preamble, recital 3".

    The first of several unnumbered paragraphs looks like the only one, so only later ones are counted.
    """
    kind = place.frames[-1][0]
    named = [f"{words.get(kind, kind)} {number}".strip() for kind, number in place.frames]
    points = "".join(f"({label})" for label in place.path)
    if kind == "preamble":
        numbered = place.label or place.ordinal.removeprefix("0")
        return f"{named[-1]} {numbered}{points}" if numbered else named[-1].partition(",")[0]
    if place.label:
        tail = f"({place.label})" if kind == "article" else f", {words['paragraph']} {place.label}"
    else:
        tail = f", {words['unnumbered']} {place.ordinal}" if place.ordinal not in {"", "0", "1"} else ""
    return f"{', '.join(named)}{tail}{points}"


def _day(day: date, language: str = "en") -> str:
    month = MONTHS[language][day.month - 1]
    return f"{day.day} de {month} de {day.year}" if language == "es" else f"{day.day} {month} {day.year}"


def _short(cited: _Cited) -> str:
    place = _pinpoint(cited.place, _WORDS[cited.language])
    return _joined(cited.agreement.short_titles[cited.language], place) + _short_note(cited.note, cited.language)


def _joined(name: str, place: str) -> str:
    return f"{name}, {place}" if place else name


def _short_note(note: str, language: str) -> str:
    return {"en": ", fn ", "es": ", nota "}[language] + note if note else ""


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
        _pinpoint(cited.place, _WORDS["en"]),
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
    place = _pinpoint(cited.place, _WORDS["bluebook"])
    day = cited.signed
    parts = [
        agreement.titles["en"],
        parties,
        f"{place} n.{cited.note}" if cited.note else place,
        f"{MONTHS['bluebook'][day.month - 1]} {day.day}, {day.year}" if day else "",
        f"as amended by {cited.amended}" if cited.amended else "",
        cited.published,
    ]
    if cited.translated:
        parts[0] += " (translation)"
    return ", ".join(part for part in parts if part) + "."


def _iso690(cited: _Cited) -> str:
    place = _pinpoint(cited.place, _WORDS["es"])
    parts = [
        f"{cited.agreement.titles['es']}{' [en línea]' if cited.published else ''}",
        "Traducción" if cited.translated else "",
        f"Firmado el {_day(cited.signed, 'es')}" if cited.signed else "",
        f"Modificado por: {'; '.join(entry.short_titles['es'] for entry in cited.amendments)}" if cited.amended else "",
        f"{place[:1].upper()}{place[1:]}{f', nota {cited.note}' if cited.note else ''}",
    ]
    text = ". ".join(part for part in parts if part)
    if cited.published and cited.retrieved:
        text += f" [consulta: {_day(cited.retrieved, 'es')}]"
    return f"{text}. Disponible en: {cited.published}" if cited.published else f"{text}."


def _note(cited: _Cited) -> str:
    place = _pinpoint(cited.place, _WORDS[cited.language])
    heading = f" ({cited.heading})" if cited.heading else ""
    amended = f"; {_AMENDED[cited.language]} {cited.amended}" if cited.amended else ""
    return f"{place}{heading}{f', {_FOOTNOTE[cited.language]} {cited.note}' if cited.note else ''}{amended}".lstrip(
        " ;"
    )


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
