"""Headings without a number of their own, or with a letter, that stand between the paragraphs of an article."""

import re
from collections.abc import Sequence

from corpus.formats.headings import is_sentence, is_unfinished
from corpus.numbering import roman_value
from corpus.typography import TOKEN, TOKENS

__all__ = ["CAPITAL", "ENDS", "headings_above_numbers", "is_heading_line"]

CAPITAL = re.compile(r"^[(\[“\"‘'«¿—–\-•·\s]*[A-ZÀ-ÞΑ-ΩА-Я]")
_SMALL = {
    "a", "an", "and", "as", "at", "by", "de", "del", "e", "el", "en", "for", "from", "in", "la", "las", "los", "of",
    "on", "or", "para", "por", "the", "to", "with", "y",
}  # fmt: skip
ENDS = re.compile(rf"[.!?][)\]”\"’»]*{TOKENS}\s*$")
# "A. Valuation rules", "II. Labour"
_LETTERED = re.compile(r"([A-Z]|[IVX]{1,4})\.\s+(?=[A-ZÀ-Þ])")
_NUMBER = re.compile(r"\s*(\d{1,3})\s?\.?(?:\s|$)")
_NO_HEADING = re.compile(r"[.;:,!?]$|\d|⊥")
_LONGEST = 12  # words of a heading in small letters


def is_heading_line(text: str) -> bool:
    """Return whether a line reads as a heading: up to nine words, most of them capitalised, no full stop at the end."""
    words = text.split()
    if not 0 < len(words) <= 9 or TOKEN.search(text) or _NO_HEADING.search(text) or not CAPITAL.match(text):
        return False
    weighty = [word for word in words if word.lower() not in _SMALL]
    return bool(weighty) and sum(word[:1].isupper() for word in weighty) >= 0.6 * len(weighty)


def headings_above_numbers(lines: Sequence[str]) -> set[int]:
    """Return the lines that head numbered paragraphs: "Talks on fish", or counted, "A. Lists", "B. Rates".

    The paragraph below is the first or the next, so that no end of a sentence is taken for one.
    """
    found: set[int] = set()
    counted: dict[bool, list[int]] = {False: [], True: []}  # with letters, and with Roman numerals
    over: set[int] = set()  # lines above a paragraph
    last = 0  # the number of the last paragraph
    for index, line in enumerate(lines[:-1]):
        below, lettered = _NUMBER.match(lines[index + 1]), _LETTERED.match(line)
        due = below is not None and int(below[1]) in {1, last + 1}
        above = index - 1 in found or index - 1 in counted[False] + counted[True]
        over.update([index] if due else [])
        if above or not index or ENDS.search(lines[index - 1]):
            if due and not lettered and _could_head(line):
                found.add(index)
            elif lettered and (due or _LETTERED.match(lines[index + 1])) and _could_head(line[lettered.end() :]):
                for roman, row in counted.items():
                    if len(row) + 1 == (roman_value(lettered[1]) if roman else ord(lettered[1][-1]) - 64):
                        row.append(index)
        number = _NUMBER.match(line)
        last = int(number[1]) if number and int(number[1]) in {1, last + 1} else last
    return found.union(*(row for row in counted.values() if len(over.intersection(row)) > 1))


def _could_head(text: str) -> bool:
    """Return whether a line can be a heading in small letters: short, without a stop, a figure or a verb of duty."""
    begins = len(text.split()) <= _LONGEST and re.match(r"(?!For\b|Por\b)[A-ZÀ-Þ¿]", text)
    return bool(begins) and not (
        _NO_HEADING.search(text) or TOKEN.search(text) or is_sentence(text) or is_unfinished(text)
    )
