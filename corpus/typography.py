"""The token that stands in running text where a footnote's mark is printed, and the signs that nobody sees.

A token is written between two word joiners: U+2060 [mark] U+2060. `visible` takes word joiners out of every source
first, so that no source can forge one.
"""

import re

from corpus.text import INVISIBLE, squeeze

__all__ = [
    "RAISED",
    "RAISED_FIGURES",
    "TOKEN",
    "TOKENS",
    "closed_up",
    "note_mark",
    "note_token",
    "visible",
    "without_note_marks",
]

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
RAISED_FIGURES = str.maketrans("0123456789-−+", f"{RAISED}⁻⁻⁺")
_JOINER = "\u2060"
TOKEN = re.compile(rf"{_JOINER}\[([^\]{_JOINER}]*)\]{_JOINER}")
# Any number of tokens, each behind spaces or a comma or neither, as part of a pattern.
TOKENS = rf"(?:\s*(?:,\s*)?{_JOINER}\[[^\]{_JOINER}]*\]{_JOINER})*"
# The readers themselves use U+2029 and unit separators besides word joiners. At the end of a line a soft hyphen takes
# it along.
_INVISIBLE = re.compile(f"\u00ad\r?\n[ \t]{{0,80}}|[{INVISIBLE}\u2029\u2060\x00-\x08\x0e-\x1f\x7f]")
_BETWEEN_FIGURES = re.compile(r"(?<=\d)\u00ad(?=\d)")  # a hyphen: figures are not broken
_SPACE_BEFORE_TOKEN = re.compile(rf"\s+(?={_JOINER}\[)")


def visible(text: str) -> str:
    """Return source text without the characters that nobody sees. Every reader passes all its input through here."""
    return _INVISIBLE.sub("", _BETWEEN_FIGURES.sub("-", text))


def note_token(key: str) -> str:
    """Return the token for a key that holds no brackets."""
    return f"{_JOINER}[{key}]{_JOINER}"


def note_mark(mark: str) -> str:
    """Return the token that stands in running text where the source prints a footnote's mark."""
    return note_token(squeeze(mark).replace("]", "").replace("[", ""))


def closed_up(text: str) -> str:
    """Return squeezed text in which footnote tokens stand directly after the word that they belong to."""
    return _SPACE_BEFORE_TOKEN.sub("", squeeze(text))


def without_note_marks(text: str) -> str:
    """Return the text as it reads without the tokens of `note_mark`."""
    return TOKEN.sub("", text)
