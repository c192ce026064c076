"""White space, footnote marks and other printed signs, the same in every format."""

import re

__all__ = ["MARK", "clean", "closed_up", "note_mark", "visible", "without_note_marks"]

JOINER = "\u2060"
# Soft hyphens and zero-width signs are invisible and would break every comparison of words.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0e-\x1f\x7f]")
SPACE_BEFORE_MARK = re.compile(rf"\s+(?={JOINER}\[)")
MARK = re.compile(rf"{JOINER}\[([^\]{JOINER}]*)\]{JOINER}")


def clean(text: str) -> str:
    """Return the text with every run of white space, no-break spaces included, as one space."""
    return " ".join(text.split())


def visible(text: str) -> str:
    """Return source text without the characters that nobody sees, so that only `note_mark` writes word joiners."""
    return INVISIBLE.sub("", text)


def note_mark(mark: str) -> str:
    """Return the token that stands in running text where the source prints a footnote's mark."""
    return f"{JOINER}[{clean(mark).replace(']', '').replace('[', '')}]{JOINER}"


def closed_up(text: str) -> str:
    """Return cleaned text in which footnote tokens stand directly after the word that they belong to."""
    return SPACE_BEFORE_MARK.sub("", clean(text))


def without_note_marks(text: str) -> str:
    """Return the text as it reads without the tokens of `note_mark`."""
    return MARK.sub("", text)
