"""A pasted quotation: its outer quotation marks taken off, its ellipses and square brackets understood.

An ellipsis ("...", "…", "[…]", "(...)", "* * *") leaves words out; square brackets put words in or change letters
("[t]he"), and promise the reader that the original differs just there. A treaty may print any of these signs itself,
so a quotation has more than one reading, the literal one first.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from corpus.errors import QueryError
from indexer.query.words import WORD, words
from indexer.quotes.word_differences import Wording, read

__all__ = ["LONGEST", "QUOTABLE", "QuotedRun", "Reading", "readings"]

LONGEST = 20_000  # characters
# What a quotation holds at least, a letter or a digit; in ranges, which mean the same wherever a pattern is read.
QUOTABLE = r"[0-9A-Za-z\u00c0-\u1fff\u2c00-\ud7ff]"
MOST_EDITS = 50  # ellipses and brackets; a text with more of them is only read literally
ANYWHERE = 2_000  # words that an ellipsis may leave out
REPLACED = 15  # words that a pair of brackets may stand for

_ELLIPSIS = r"[\[(]\s*(?:\.\s?\.\s?\.|…)\s*[\])]|\.(?:\s?\.){2,3}|…+|\*\s?\*\s?\*"
_LETTERS = r"\[([^\W\d_]{1,3})\](?=[^\W_])"
# As in "…", "[T]he", "[sic]" and the like
_EDITED = re.compile(rf"(?P<gap>{_ELLIPSIS})|(?:{_LETTERS})|(?P<put>\[[^\[\]]{{0,200}}\])")
# A footnote's mark copied with the words: the 3 of "species3", of "law.3".
_NOTE_MARK = re.compile(r"(?<=[^\W\d])\d{1,2}(?=[\s.,;:)]|$)|(?<=[^\W\d][,;:.)])\d{1,2}(?=\s|$)")
# What copying from a page puts into a text: words broken at the end of a line, marks of footnotes.
_COPIED: Mapping[str, re.Pattern[str]] = {
    "hyphens": re.compile(r"(?<=[^\W\d])[-\u00ad][ \t]*\r?\n\s*(?=[^\W\d])"),
    "notes": _NOTE_MARK,
}
_PAIRS = {'"': '"', "“": "”", "„": "”", "«": "»", "'": "'", "‘": "’", "‹": "›"}


@dataclass(frozen=True, slots=True)
class QuotedRun:
    """Words that stand together. Up to `gap` words may come between them and the segment before.

    `free` are the numbers of words whose first letters stand in brackets, so that their case says nothing.
    """

    wording: Wording
    gap: int = 0
    free: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a quotation; `notes` says what was taken out of it, `put` are the words put in brackets."""

    segments: tuple[QuotedRun, ...]
    notes: frozenset[str] = field(default_factory=frozenset)
    put: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """All words that must stand in the text."""
        return [word for segment in self.segments for word in segment.wording.words]


def readings(text: str) -> tuple[Reading, ...]:
    """Return the ways to read what was pasted, the literal one first; none where it has no words.

    Raises QueryError where it is too long.
    """
    if len(text) > LONGEST:
        raise QueryError("quotation-too-long", hint="use-at-most", count=len(text), most=LONGEST)
    plain = _unquoted(text.strip())
    out = [Reading((QuotedRun(read(plain)),))]
    if 0 < len(_EDITED.findall(plain)) <= MOST_EDITS:
        out.append(Reading(tuple(_segments(plain)), put=_put(plain)))
    cleaned, notes = _cleaned(plain)
    if notes and len(_EDITED.findall(cleaned)) <= MOST_EDITS:
        out.append(Reading(tuple(_segments(cleaned)), notes, _put(cleaned)))
    return tuple(reading for reading in out if reading.words)


def _put(text: str) -> tuple[str, ...]:
    """Return the folded words that stand in brackets of their own: "or", "90", "days" of "[or 90 days]"."""
    return tuple(word for found in _EDITED.finditer(text) if found["put"] for word in words(found["put"]))


def _cleaned(text: str) -> tuple[str, frozenset[str]]:
    """Return a text without what copying from a page puts into it, and the names of what was taken out."""
    notes = set()
    for name, pattern in _COPIED.items():
        cleaned = pattern.sub("", text)
        notes |= {name} if cleaned != text else set()
        text = cleaned
    return text, frozenset(notes)


def _unquoted(text: str) -> str:
    """Take off one pair of quotation marks around the whole, also with a full stop after it."""
    closing = _PAIRS.get(text[:1])
    end = text.rstrip(".,; ")
    if not closing or len(end) < 2 or end[-1] not in {closing, '"', "”"}:
        return text
    inside = end[1:-1]
    # `“fishing” means “the taking”` opens and closes twice: those marks belong to the text.
    opens, closes = inside.find(text[0]), inside.find(closing)
    return text if closes >= 0 and (opens < 0 or closes < opens) and closing != "’" else inside.strip()


def _segments(text: str) -> Iterator[QuotedRun]:
    """Cut a text at its ellipses and brackets."""
    out, free, gap, at = "", set[int](), 0, 0
    for found in _EDITED.finditer(text):
        out += text[at : found.start()]
        at = found.end()
        if found[2]:  # letters in brackets at the beginning of a word
            free.add(len(out))
            out += found[2]
            continue
        if segment := _segment(out, free, gap):
            yield segment
            gap = 0
        leaves_out = bool(found["gap"])
        gap = max(gap, ANYWHERE if leaves_out else 0 if found["put"].lower() == "[sic]" else REPLACED)
        out, free = "", set()
    if segment := _segment(out + text[at:], free, gap):
        yield segment


def _segment(text: str, free: set[int], gap: int) -> QuotedRun | None:
    wording = read(text)
    if not wording.words:
        return None
    starts = [found.start() for found in WORD.finditer(text)]
    return QuotedRun(wording, gap, frozenset(number for number, start in enumerate(starts) if start in free))
