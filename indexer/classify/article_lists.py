"""Lists of chapters and articles as texts print them: "Chapters 5, 6 and 12", "Articles 286, paragraph 2, and 291".

A number may be a word ("Chapter Eighteen") and may have its title behind it in brackets. What belongs to another
instrument ("Article 9.1 of the Protocol") is none of the agreement's own, and "Section B of Chapter 20" is no chapter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import Provision
from corpus.numbering import NUMBER_WORDS, in_digits

__all__ = ["ArticlePlace", "chapters_named", "places_named"]

_TITLE = r"(?:\s*\((?=[A-ZÁÉÍÓÚ][^()]{2})[^()]*\))?"
_DIVISIONS = re.compile(r"\b(chapter|title|cap[ií]tulo|t[ií]tulo)s?\s+", re.IGNORECASE)
# "Eighteen (Environment)", "5", "IV": the number of a chapter, with its title.
_DIVISION = re.compile(rf"((?:{NUMBER_WORDS})\b|\d+(?![\w.]\w)|[IVXL]+\b){_TITLE}", re.IGNORECASE)
# "Section B of " before "Chapter 20".
_PART_OF = re.compile(
    r"\b(?:section|article|annex|secci[oó]n|art[ií]culo|anexo)\s+[\w.()]+\s+(?:of|del?)\s+$", re.IGNORECASE
)
_ARTICLES = re.compile(r"\b(?:articles?|art[ií]culos?)\s+", re.IGNORECASE)
# "18.3(2)(a)", "286, paragraph 2", "18.2, paragraphs 1 and 3 (Enforcement)".
_ARTICLE = re.compile(
    r"(?P<number>\d+(?:\.\d+)*)(?P<points>(?:\(\w{1,4}\))*)"
    r"(?:,?\s+(?:paragraph\s+(?P<one>\d+)|paragraphs\s+(?P<several>\d+(?:,\s*\d+)*(?:\s*(?:and|or|to)\s+\d+)?)))?"
    rf"{_TITLE}"
)
# What joins numbers: ", ", " and ", "; o "
_AND = re.compile(r"\s*(?:(?:[,;]|\band\b|\bor\b|\by\b|\bo\b)\s*)+", re.IGNORECASE)
# What stands between the ends of a range: " to ", " al ", "-"
_TO = re.compile(r"\s*(?:\bto\b|\bthrough\b|\ba\b|\bal\b|[-–])\s*", re.IGNORECASE)
# " of the Protocol", but not " of this Chapter".
_ELSEWHERE = re.compile(
    r"\s+(?:of|to|del?)\s+(?:the\s+|el\s+|la\s+)?"
    r"(?!this\b|the present\b|este\b|presente\b|chapter|title|part|section)\w",
    re.IGNORECASE,
)
_LONGEST_RANGE = 200


@dataclass(frozen=True, slots=True)
class ArticlePlace:
    """An article, or one numbered paragraph of it."""

    article: str
    paragraph: str = ""

    def covers(self, number: str, provision: Provision) -> bool:
        """Return whether a provision of article `number` lies here. "Article 286.2" is paragraph 2 where 286 is one."""
        if self.article == number:
            return self.paragraph in {"", provision.label}
        return not self.paragraph and self.article == f"{number}.{provision.label}"


def chapters_named(text: str) -> frozenset[tuple[str, str]]:
    """Return (kind, number in digits or Roman letters) of the chapters and titles that a text names."""
    out = set()
    for opening in _DIVISIONS.finditer(text):
        if _PART_OF.search(text[: opening.start()]):
            continue
        kind = "title" if opening[1].lower().startswith("t") else "chapter"
        items, _ = _items(text, opening.end(), _DIVISION)
        out |= {(kind, number) for item in items for number in _expanded(*map(in_digits, item))}
    return frozenset(out)


def places_named(text: str) -> frozenset[ArticlePlace]:
    """Return the articles of the agreement that a text names, down to the paragraph where it names that."""
    out: set[ArticlePlace] = set()
    for opening in _ARTICLES.finditer(text):
        items, end = _items(text, opening.end(), _ARTICLE)
        if not _ELSEWHERE.match(text, end):
            out.update(place for first, last in items for place in _places(first, last))
    return frozenset(out)


def _items(text: str, start: int, item: re.Pattern[str]) -> tuple[list[tuple[str, str]], int]:
    """Return the items of a list as (first, last), last being "" where there is no range, and where the list ends."""
    out: list[tuple[str, str]] = []
    end = start
    found = item.match(text, start)
    while found:
        first, last, end = found[0], "", found.end()
        if (to := _TO.match(text, end)) and (until := item.match(text, to.end())):
            last, end = until[0], until.end()
        out.append((_bare(first), _bare(last)))
        joint = _AND.match(text, end)
        found = item.match(text, joint.end()) if joint else None
    return out, end


def _bare(item: str) -> str:
    """Return an item without its title."""
    return re.sub(r"\s*\([^()]{3,}\)$", "", item)


def _places(first: str, last: str) -> Iterator[ArticlePlace]:
    if last:
        yield from (ArticlePlace(number) for number in _expanded(first, last))
        return
    found = _ARTICLE.fullmatch(first)
    if found is None:
        return
    parts = found["number"].split(".")
    article, below = ".".join(parts[:2]), "".join(parts[2:3])
    point = re.match(r"\((\d+)\)", found["points"])
    named = found["one"] or found["several"] or below or (point[1] if point else "")
    for paragraph in re.findall(r"\d+", named) or [""]:
        yield ArticlePlace(article, paragraph)


def _expanded(first: str, last: str) -> list[str]:
    """Return the numbers that "267 to 286" or "5.1 through 5.4" means."""
    head, dot, start = first.rpartition(".")
    beginning, _, end = last.rpartition(".")
    if not last or not start.isdigit() or not end.isdigit() or beginning not in {"", head}:
        return [number for number in (first, last) if number]
    return [f"{head}{dot}{number}" for number in range(int(start), min(int(end), int(start) + _LONGEST_RANGE) + 1)]
