"""Page marks of plain text drawn from PDFs: lines that hold nothing but a mark, known by their sequence."""

import itertools
import re
from collections.abc import Sequence

from corpus.numbering import roman_value

__all__ = ["page_ends"]

_CHAPTER_MARK = re.compile(r"^\s*\d{1,2}-\d{1,3}\s*$")  # "18-16"
_BARE = re.compile(r"^\s*(\d{1,3})\s*$")
_ROMAN = re.compile(r"^\s*([ivxlc]{1,8}|[IVXLC]{1,8})\s*$")
# Such as "16-A-1" or "EU/XY/en 12": the same signs before a number that counts up.
_PREFIXED = re.compile(r"^\s*([^\s(]{0,12}[-/](?:[A-Za-z]{1,4}[- ])?)(\d{1,3})\s*$")
# "Page 3", "p. 3", "Página 3 de 40", "3/40", "[3]", "- 3 -".
_WORDED = re.compile(
    r"^\W*(?:(?:page|p[aá]gina|p[aá]g|p)\b\.?\s*(\d{1,3})(?:\s*(?:of|de|/)\s*\d{1,3})?|(\d{1,3})\s*(?:of|de|/)\s*\d{1,3}"
    r"|\[(\d{1,3})\]|(?<=[-–—])\s?(\d{1,3})(?=\s?[-–—]))\W*$",
    re.IGNORECASE,
)
_ANNEX_PAGE = re.compile(r"\d{1,2}-[A-Z]{1,2}-$")
_MANY_CHAPTER_MARKS = 5
_MANY_BARE = 10  # bare figures are also marks of notes and labels
_MANY_ROMAN = 4
_MANY_PREFIXED = 3
_MANY_ANNEX = 2  # "16-A-1" can be nothing else
_MANY_HEADERS = 5
_INTERRUPTS = 0.3  # share of a header's lines that stand in mid-sentence
_LONGEST_HEADER = 100
_SHORTEST_PAGE = 12  # lines
_LABELS = 20  # Roman numerals up to here are also labels of sections and points


def page_ends(lines: Sequence[str]) -> set[int]:
    """Return the indices of the lines that hold only a page mark."""
    marks = {index for index, line in enumerate(lines) if _CHAPTER_MARK.match(line)}
    found = marks if len(marks) >= _MANY_CHAPTER_MARKS else _bare(lines)
    return found | _roman(lines) | _prefixed(lines) | _worded(lines) | _headers(lines)


def _bare(lines: Sequence[str]) -> set[int]:
    chain: list[int] = []
    expected = 0
    for index, line in enumerate(lines):
        found = _BARE.match(line)
        if not found:
            continue
        number = int(found[1])
        apart = not chain or index - chain[-1] >= _SHORTEST_PAGE
        if (not chain and number <= 6) or (chain and apart and expected <= number <= expected + 2):
            chain.append(index)
            expected = number + 1
    return set(chain) if len(chain) >= _MANY_BARE else set()


def _roman(lines: Sequence[str]) -> set[int]:
    """Return Roman numerals that count up, a page apart."""
    chain: list[int] = []
    last = 0
    for index, line in enumerate(lines):
        found = _ROMAN.match(line)
        number = roman_value(found[1]) if found else 0
        apart = not chain or index - chain[-1] >= _SHORTEST_PAGE
        if number and (apart or number > _LABELS) and (number - last in {1, 2} or (not last and number > 2)):
            chain.append(index)
            last = number
    return set(chain) if len(chain) >= (_MANY_ROMAN if last <= _LABELS else _MANY_PREFIXED) else set()


def _prefixed(lines: Sequence[str]) -> set[int]:
    chains: dict[str, list[tuple[int, int]]] = {}
    for index, line in enumerate(lines):
        found = _PREFIXED.match(line) if len(line) < 30 else None
        if found:
            chain = chains.setdefault(found[1], [])
            if not chain or 0 < int(found[2]) - chain[-1][1] <= 2:
                chain.append((index, int(found[2])))
    many = {prefix: _MANY_ANNEX if _ANNEX_PAGE.match(prefix) else _MANY_PREFIXED for prefix in chains}
    return {index for prefix, chain in chains.items() if len(chain) >= many[prefix] for index, _ in chain}


def _worded(lines: Sequence[str]) -> set[int]:
    """Return marks that a word or a sign tells, each a page below the one before and a number or two above it."""
    chains: dict[tuple[str, int], list[int]] = {}  # by their last mark, its number taken out, and that number
    for index, line in enumerate(lines):
        found = _WORDED.match(line) if len(line) < 30 else None
        if found:
            number, style = int(next(filter(None, found.groups()))), re.sub(r"\d+|\s+", "", line)
            before = next((step for step in (1, 2) if (style, number - step) in chains), 0)
            chain = chains.pop((style, number - before), []) if before else []
            if not chain or index - chain[-1] >= _SHORTEST_PAGE:
                chain.append(index)
            chains[style, number] = chain
    return {index for chain in chains.values() if len(chain) >= _MANY_PREFIXED for index in chain}


def _headers(lines: Sequence[str]) -> set[int]:
    """Return lines that come again on each page, with the same words and no number or one that counts up.

    Some of them stand in mid-sentence, which no heading does, or they name a document: "EU/XY/Annex 2-B/en 7".
    """
    places: dict[str, list[tuple[int, int]]] = {}
    for index, line in enumerate(lines):
        words = line.strip()
        if len(words) <= _LONGEST_HEADER and words[-1:].isalnum() and any(map(str.isalpha, words)):
            numbers = list(re.finditer(r"\d{1,4}", words))
            for at, end in {number.span() for number in (numbers[:1] + numbers[-1:])} or {(0, 0)}:
                places.setdefault(f"{words[:at]}#{words[end:]}", []).append((index, int(words[at:end] or 0)))
    return {index for key, found in places.items() if _is_header(lines, key, found) for index, _ in found}


def _is_header(lines: Sequence[str], key: str, found: Sequence[tuple[int, int]]) -> bool:
    """Return whether lines that are alike but for a number, each given with it, are headers of pages."""
    pages = itertools.pairwise(found)
    if len(found) < _MANY_PREFIXED or not all(
        b[0] - a[0] >= _SHORTEST_PAGE and (0 < b[1] - a[1] <= 2 or not b[1]) for a, b in pages
    ):
        return False
    torn = sum(_is_torn(lines, index) for index, _ in found)
    named = key.count("/") > 1 and key.endswith("#") and found[0][1] > 0
    return named or (len(found) >= _MANY_HEADERS and torn >= _INTERRUPTS * len(found))


def _is_torn(lines: Sequence[str], index: int) -> bool:
    """Return whether a line stands in mid-sentence."""
    before = next((line.rstrip() for line in reversed(lines[max(0, index - 3) : index]) if line.strip()), "")
    after = next((line.lstrip() for line in lines[index + 1 : index + 4] if line.strip()), "")
    return before[-1:].isalnum() and after[:1].islower()
