"""Headings in plain text: which lines open a chapter, an article or an annex, and which only name one.

The styles are those seen in the texts of USTR, MOFCOM, the EU and Spanish-speaking publishers: "Article 18.2: Title",
"ARTICLE 12.1" with the title on the next line, "Article 177 Title", "Chapter Eighteen" over "Environment",
"CHAPTER 18 : ENVIRONMENT", "Annex 18.3.4", "Artículo 5. Título". A line that names an article in passing is told
apart by the numbering, which goes on from one heading to the next.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import DivisionKind

__all__ = ["NUMBER_WORDS", "Found", "Numbering", "in_digits", "read_heading"]

_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40}
_WORDS = {word: value for value, word in enumerate(_UNITS.split(), start=1)} | _TENS
_WORDS |= {f"{ten}{joint}{unit}": value + low for ten, value in _TENS.items() for joint in "- "
           for low, unit in enumerate(_UNITS.split()[:9], start=1)}  # fmt: skip
_SPANISH = (
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro"
)
_WORDS |= {word: value for value, word in enumerate(_SPANISH.split(), start=1)}

_ARTICLE = re.compile(
    r"^\s*(?:ARTICLES?|ARTIICLE|ARTICILE|ARTÍCLE|ART[IÍ]CULO|Art\.)(?:\s+|(?=\d+\.\d+\s*:))"
    r"(?P<number>\d+(?:\.\d+)*(?:\s?bis)?|[IVXLC]+)(?P<mark>\s+\(\d{1,3}\)(?=\s*$))?(?P<rest>.*)$",
    re.IGNORECASE,
)
# Longest first, so that "twenty-one" is not read as "twenty".
NUMBER_WORDS = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
_DIVISION = re.compile(
    r"^\s*(?P<word>PART|TITLE|CHAPTER|SECTION|SUB-?SECTION|PARTE|T[IÍ]TULO|CAP[IÍ]TULO|SECCI[OÓ]N)\s+"
    rf"(?P<number>\d{{1,3}}|[IVXLC]+|[A-Z](?=\s*(?:[:.\-–—]|$))|(?:{NUMBER_WORDS})\b)"
    r"\s*(?P<sign>[:.\-–—]*)\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_ANNEX = re.compile(
    r"^\s*(?P<word>ANNEX|APPENDIX|ANEXO|AP[EÉ]NDICE)\s+"
    r"(?P<number>\d[\w.\-]*(?:\([A-Za-z]\))?|[IVXLC]+(?:-[A-Z0-9]+)?|[A-Z](?:-\d+)?)(?!\w)"
    r"\s*(?P<sign>[:.\-–—]*)\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_PREAMBLE = re.compile(r"^\s*(?:PREAMBLE|PRE[AÁ]MBULO)\s*$", re.IGNORECASE)
_KINDS: dict[str, tuple[DivisionKind, int]] = {
    "part": ("part", 1), "parte": ("part", 1), "title": ("title", 2), "título": ("title", 2), "titulo": ("title", 2),
    "chapter": ("chapter", 3), "capítulo": ("chapter", 3), "capitulo": ("chapter", 3), "section": ("section", 5),
    "sección": ("section", 5), "seccion": ("section", 5), "subsection": ("subsection", 6),
    "sub-section": ("subsection", 6),
}  # fmt: skip
_LEADERS = re.compile(r"(?:\.{3,}|…+)\s*\d*\s*$|\s{3,}\d+\s*$")


@dataclass(frozen=True, slots=True)
class Found:
    """A heading read from a line. `kind` is a division's or "article"; `lines` counts those it takes."""

    kind: str
    number: str
    title: str
    level: int
    lines: int = 1
    contents: bool = False  # an entry of a table of contents


def in_digits(number: str) -> str:
    """Return a printed number in digits where it is a word: "Eighteen" is "18"."""
    plain = re.sub(r"\s+", " ", number.strip().lower())
    return str(_WORDS[plain]) if plain in _WORDS else number.strip()


def _is_title(text: str) -> bool:
    """Tell whether words after a number can be a title: not the middle of a sentence."""
    if not text or len(text) > 160 or re.match(r"[,;(\[]|[a-záéíóúñ]", text):
        return False
    return not re.search(r"[;,:]$|[a-z]\.$", text) or len(text.split()) <= 2


def read_heading(lines: Sequence[str], index: int) -> Found | None:
    """Return the heading that line `index` opens, with a title from the next lines where it stands there, or None."""
    line = lines[index]
    if len(line) > 200:
        return None
    if _PREAMBLE.match(line):
        return Found("preamble", "", line.strip(), 1)
    contents = bool(_LEADERS.search(line))
    line = _LEADERS.sub("", line)
    article = _ARTICLE.match(line)
    if article:
        return _article(article, lines, index, contents=contents)
    for pattern in (_DIVISION, _ANNEX):
        division = pattern.match(line)
        if division:
            return _division(division, lines, index, contents=contents, annex=pattern is _ANNEX)
    return None


def _article(found: re.Match[str], lines: Sequence[str], index: int, *, contents: bool) -> Found | None:
    rest = found["rest"]
    sign = re.match(r"\s*[:.\-–—]+\s*|\s+|$", rest)
    if sign is None:
        return None
    title = rest[sign.end() :].strip()
    plain = not re.search(r"[:.\-–—]", sign.group())
    if title:
        if not _is_title(title) and not (":" in sign.group() and _is_lower_title(title)):
            return None
        if plain and not _mostly_capital(title) and not _stands_alone(lines, index):
            return None
        more = _continued(title, lines, index + 1)
        return Found("article", found["number"], f"{title} {more}".strip(), 9, 2 if more else 1, contents=contents)
    taken, title = _next_title(lines, index + 1)
    if found["mark"]:  # the number carries a footnote's mark, which the title may as well
        title = f"{title}{found['mark'].strip(' ()')}" if title else found["mark"].strip()
    return Found("article", found["number"], title, 9, 1 + taken, contents=contents)


def _division(found: re.Match[str], lines: Sequence[str], index: int, *, contents: bool, annex: bool) -> Found | None:
    title, sign = found["rest"].strip(), found["sign"]
    if title and (not _is_title(title) or (not sign and not _mostly_capital(title))):
        return None
    if annex and "." in sign and title and not _mostly_capital(title):
        return None  # "… in Annex I. The Parties shall …"
    before = lines[index - 1].rstrip() if index else ""
    if not title and (found["word"][0].islower() or ("." in sign and re.search(r"[a-zà-ÿ,]$", before))):
        return None  # "… set out in" at the end of a line, and "Annex I." on the next
    word = found["word"].lower()
    kind, level = ("annex", 4) if annex else _KINDS[word]
    number = found["number"] if annex else in_digits(found["number"])
    if title:
        more = _continued(title, lines, index + 1)
        return Found(kind, number, f"{title} {more}".strip(), level, 2 if more else 1, contents=contents)
    taken, title = _next_title(lines, index + 1)
    return Found(kind, number, title, level, 1 + taken, contents=contents)


def _is_lower_title(text: str) -> bool:
    """Tell whether words in lower case can be a title: few, and no sentence."""
    return len(text) <= 80 and re.match(r"[a-záéíóúñ]", text) is not None and not re.search(r"[.;:,]$", text)


def _stands_alone(lines: Sequence[str], index: int) -> bool:
    """Tell whether a short line stands between finished text and the beginning of another."""
    pages = re.compile(r"\s*\d*\s*$")  # a page mark may stand between
    before = next((line.strip() for line in lines[max(0, index - 3) : index][::-1] if not pages.match(line)), "")
    after = next((line.strip() for line in lines[index + 1 : index + 4] if line.strip()), "")
    line = lines[index].strip()
    return (
        len(line) <= 100
        and not re.search(r"[.;:,]$", line)
        and (not before or before[-1] in ".;:!?")
        and re.match(r"[A-ZÁÉÍÓÚ\d(“\"]", after) is not None
    )


def _mostly_capital(title: str) -> bool:
    words = [word for word in title.split() if len(word) > 3]
    return not words or sum(word[0].isupper() for word in words) >= 0.6 * len(words)


def _opens_something(line: str) -> bool:
    return bool(
        _ARTICLE.match(line)
        or _DIVISION.match(line)
        or _ANNEX.match(line)
        or re.match(r"\s*(?:\d{1,3}\.|\(\w{1,3}\))(?:\s|$)|\s*\d+\s*$", line)
    )


def _next_title(lines: Sequence[str], index: int) -> tuple[int, str]:
    """Return (lines taken, title) where the title stands under the number, blank lines between them allowed."""
    start = index
    while index < len(lines) and not lines[index].strip() and index - start < 3:
        index += 1
    if index >= len(lines) or _opens_something(lines[index]):
        return 0, ""
    title = lines[index].strip()
    if not _is_title(title) or len(title.split()) > 16 or len(title) > 110 or re.search(r"[.;:,]$", title):
        return 0, ""
    capital = title.isupper()
    if not capital and not _mostly_capital(title) and not (index + 1 < len(lines) and not lines[index + 1].strip()):
        return 0, ""
    more = _continued(title, lines, index + 1) if capital else ""
    return index - start + 1 + bool(more), f"{title} {more}".strip()


def _continued(title: str, lines: Sequence[str], index: int) -> str:
    """Return the second line of a title in capitals that wraps, or ""."""
    if index >= len(lines) or not re.search(r"[A-ZÁÉÍÓÚÑ]{3}", title) or not title.isupper():
        return ""
    after = lines[index].strip()
    return after if after.isupper() and len(after) < 90 and not _opens_something(after) and len(after) > 3 else ""


class Numbering:
    """Follows the numbers of articles, and says of each heading whether it is the next."""

    def __init__(self) -> None:
        self.last: tuple[int, ...] | None = None
        self.fresh = True  # a division has just opened

    def divide(self, found: Found) -> None:
        """Take note that a division opens."""
        self.fresh = True
        if found.kind in {"annex", "protocol", "side-letter"}:
            self.last = None

    def accepts(self, number: str) -> bool:
        """Tell whether an article with this number may follow, and remember it if so."""
        plain = re.sub(r"\s?bis$", "", number, flags=re.IGNORECASE)
        if not re.fullmatch(r"\d+(?:\.\d+)*", plain):
            return True
        value = tuple(map(int, plain.split(".")))
        good = self.last is None or self._follows(value, self.last)
        if good:
            self.last, self.fresh = value, False
        return good

    def _follows(self, value: tuple[int, ...], last: tuple[int, ...]) -> bool:
        if len(value) != len(last):
            return self.fresh
        if len(value) == 1 and value[0] % 100 == 1 and value[0] // 100 == last[0] // 100 + 1:
            return self.fresh  # article 401 opens chapter 4
        if value[:-1] == last[:-1]:
            return last[-1] <= value[-1] <= last[-1] + 4 or (self.fresh and value[-1] == 1)
        return value[-1] <= 2 and (self.fresh or value[0] == last[0] + 1)
