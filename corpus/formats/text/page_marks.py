"""Page marks of plain text drawn from PDFs: lines that hold nothing but a mark, known by their sequence."""

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from corpus.formats.headings import article_start, division_start
from corpus.formats.text.heading_lines import mostly_capital
from corpus.numbering import roman_value

__all__ = ["page_ends"]

_CHAPTER_MARK = re.compile(r"^\s*\d{1,2}-\d{1,3}\s*$")  # "18-16"
_BARE = re.compile(r"^\s*(\d{1,3})\s*$")
_OPENING = re.compile(r"^\s*(\d{1,3})(?=\s*$|\s+[A-Z“\"‘(])")
_ROMAN = re.compile(r"^\s*([ivxlc]{1,8}|[IVXLC]{1,8})\s*$")
# Such as "16-A-1" or "EU/XY/en 12": the same signs before a number that counts up.
_PREFIXED = re.compile(r"^\s*([^\s(]{0,12}[-/](?:[A-Za-z]{1,4}[- ])?)(\d{1,3})\s*$")
# "Page 3", "p. 3", "Página 3 de 40", "3/40", "[3]", "- 3 -".
_WORDED = re.compile(
    r"^\W*(?:(?:page|p[aá]gina|p[aá]g|p)\b\.?\s*(\d{1,3})(?:\s*(?:of|de|/)\s*\d{1,3})?|(\d{1,3})\s*(?:of|de|/)\s*\d{1,3}"
    r"|\[(\d{1,3})\]|(?<=[-–—])\s?(\d{1,3})(?=\s?[-–—]))\W*$",
    re.IGNORECASE,
)
_NAMED = re.compile(r".*/.*/.*#|[A-Z]{1,2} ?\d{1,4}/#")  # a document's name, or that of a gazette: "L 12/7"
_ANNEX_PAGE = re.compile(r"\d{1,2}-[A-Z]{1,2}-$")
_MANY_CHAPTER_MARKS = 5
_MANY_BARE = 10  # bare figures are also marks of notes and labels
_MANY_ROMAN = 4
_MANY_PREFIXED = 3
_MANY_ANNEX = 2  # "16-A-1" can be nothing else
_MANY_HEADERS = 5
_FIRST_PAGE = 6  # the first number of a page may be as high
_MOSTLY = 0.8  # share of bare figures that open no other line
_COUNTED = 0.9  # share of headers that follow the one before, others being lost; of lines that stand beside marks
_INTERRUPTS = 0.3  # share of a header's lines that stand in mid-sentence
_LONGEST_HEADER = 100
_HEADING = 3  # words that a heading of an item has, "Tariff Line 7"
_SHORTEST_PAGE = 12  # lines
_SHORT_PAGE = 5  # lines of a page at the end of a chapter, whose number can be no label
_NEAR = 12  # lines around a header in which the sentence goes on that it stands in
_LABELS = 20  # Roman numerals up to here are also labels of sections and points


def page_ends(lines: Sequence[str]) -> set[int]:
    """Return the indices of the lines that hold only a page mark."""
    found = {index for index, line in enumerate(lines) if _CHAPTER_MARK.match(line)}
    found = found if len(found) >= _MANY_CHAPTER_MARKS else set[int]()
    numbered = found | _roman(lines) | _prefixed(lines) | _worded(lines)
    headers = _headers(lines, numbered | {index for index, line in enumerate(lines) if _BARE.match(line)})
    found = numbered | headers | (set[int]() if found else _bare(lines, headers))
    return found | _beside(lines, found)


def _bare(lines: Sequence[str], headers: AbstractSet[int]) -> set[int]:
    """Return figures alone on their lines that count up, a page apart; `headers` are the headers of pages."""
    chains: dict[int, list[int]] = {}  # by their last number
    opening = Counter[str]()
    for index, line in enumerate(lines):
        opens = _OPENING.match(line)
        opening.update(opens.groups() if opens else ())
        found = _BARE.match(line)
        if found:
            number = int(found[1])
            shortest = _SHORTEST_PAGE if number <= _LABELS else _SHORT_PAGE
            before = [n for n in range(number - 3, number) if n in chains and index - chains[n][-1] >= shortest]
            chain = chains.pop(max(before, key=lambda n: len(chains[n]))) if before else []
            chain.append(index)
            if len(chain) > 1 or len(chains.get(number, [])) <= 1:
                chains[number] = chain
    return {index for chain in chains.values() if _are_pages(lines, chain, opening, headers) for index in chain}


def _are_pages(
    lines: Sequence[str], chain: Sequence[int], opening: Mapping[str, int], headers: AbstractSet[int]
) -> bool:
    """Return whether figures that count up are numbers of pages: many from the first on, or some that tear sentences.

    `opening` says how many lines each number opens: that of a note has a mark in a sentence and a body at the foot.
    """
    many = len(chain) >= _MANY_BARE
    if len(chain) < _MANY_ROMAN or (many and int(lines[chain[0]]) <= _FIRST_PAGE):
        return many
    torn = len({_torn(lines, index, headers) for index in chain} - {None})
    single = sum(opening[lines[index].strip()] == 1 for index in chain)
    return torn >= (2 if many else _INTERRUPTS * len(chain)) and single >= _MOSTLY * len(chain)


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


def _headers(lines: Sequence[str], marks: AbstractSet[int]) -> set[int]:
    """Return lines that come again on each page, with the same words and no number or one that counts up.

    Some of them stand in mid-sentence, which no heading does, or they name a document: "EU/XY/Annex 2-B/en 7". `marks`
    and other lines that come again may stand between them and the sentence.
    """
    places: dict[str, list[tuple[int, int]]] = {}
    for index, line in enumerate(lines):
        words = line.strip()
        if len(words) <= _LONGEST_HEADER and words[-1:].isalnum() and not _BARE.match(words):
            spans = [number.span() for number in re.finditer(r"\d{1,4}", words)]
            for at, end in [(0, 0), *spans] if _is_title(words) else spans:
                places.setdefault(f"{words[:at]}#{words[end:]}", []).append((index, int(words[at:end] or 0)))
    places = {key: found for key, found in places.items() if _comes_again(found)}
    again = {index for key, found in places.items() if _is_title(key) for index, _ in found} | marks
    return {index for key, found in places.items() if _is_header(lines, key, found, again) for index, _ in found}


def _is_title(words: str) -> bool:
    return mostly_capital(re.sub(r"[\d#./-]+", " ", words))


def _comes_again(found: Sequence[tuple[int, int]]) -> bool:
    """Return whether lines that are alike but for a number, each given with it, stand a page apart and count up."""
    pairs = list(itertools.pairwise(found))
    if len(found) < _MANY_PREFIXED or any(b[0] - a[0] < _SHORTEST_PAGE for a, b in pairs):
        return False
    steps = [b[1] - a[1] for a, b in pairs]
    return not any(number for _, number in found) or (
        min(steps) > 0 and sum(step <= 2 for step in steps) >= _COUNTED * len(steps)
    )


def _is_header(lines: Sequence[str], key: str, found: Sequence[tuple[int, int]], again: AbstractSet[int]) -> bool:
    """Return whether lines that come again are headers of pages."""
    torn = len({_torn(lines, index, again) for index, _ in found} - {None})  # law that comes again stands in one place
    if not found[0][1]:
        return len(found) >= _MANY_HEADERS and torn >= _INTERRUPTS * len(found)
    title = len(found) >= _MANY_BARE and len(key.split()) > _HEADING and _is_title(key)
    heading = article_start(key.replace("#", "1")) or division_start(key.replace("#", "1"))
    return torn >= 2 or _NAMED.fullmatch(key) is not None or (title and not heading)


def _beside(lines: Sequence[str], marks: AbstractSet[int]) -> set[int]:
    """Return lines that come again beside most of the marks of pages, blank lines aside, and hardly anywhere else."""
    places: dict[str, set[int]] = {}
    for mark in marks:
        for step in (-1, 1):
            index = mark + step
            while 0 <= index < len(lines) and (index in marks or not lines[index].strip()):
                index += step
            if 0 <= index < len(lines) and _is_title(lines[index]):
                places.setdefault(lines[index].strip(), set()).add(index)
    often = {words: found for words, found in places.items() if len(found) >= max(_MANY_HEADERS, len(marks) / 2)}
    everywhere = Counter(line.strip() for line in lines) if often else Counter[str]()
    return {i for words, found in often.items() if len(found) >= _COUNTED * everywhere[words] for i in found}


def _torn(lines: Sequence[str], index: int, again: AbstractSet[int]) -> tuple[str, str] | None:
    """Return the two lines of the sentence that a line tears, or None.

    Blank lines and those that come `again` may stand between.
    """
    above = (lines[i].strip() for i in range(index - 1, max(0, index - _NEAR) - 1, -1) if i not in again)
    below = (lines[i].strip() for i in range(index + 1, min(len(lines), index + _NEAR)) if i not in again)
    before, after = next(filter(None, above), ""), next(filter(None, below), "")
    return (before, after) if before[-1:].isalnum() and after[:1].islower() else None
