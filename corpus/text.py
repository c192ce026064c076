"""The few changes that a text's characters undergo before anything reads or compares them.

`normalise` is for the words of a treaty: NFC turns the Greek question mark that some files use for ";" into a
semicolon, every kind of space becomes one, invisible characters go, and of a run of spaces two hundred stay; quotation
marks, dashes and spelling stay as printed. `fold` is for comparison only.
"""

import re
import unicodedata
from collections.abc import Sequence

__all__ = ["INVISIBLE", "first_of", "fold", "normalise", "squeeze", "without_accents", "xml_text"]

# Soft hyphens, signs of no width and of direction, as ranges of a pattern: they would break every comparison of words.
# U+2060 is left alone: it brackets footnote marks (see `corpus.typography`).
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2061-\u2069\ufeff"
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
# A vertical tab is the line end that word processors keep inside a paragraph (Shift+Enter).
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028]")
_LONG_RUN = re.compile(" {200,}")  # no table has such columns; expressions that look for spaces would take for ever
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def normalise(text: str) -> str:
    """Return the text with NFC characters, plain spaces and plain line ends. A form feed becomes a line end."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return _LONG_RUN.sub(" " * 200, _CONTROL.sub("", _SPACES.sub(" ", _LINE_ENDS.sub("\n", text))))


def squeeze(text: str) -> str:
    """Return the text with every run of white space, no-break spaces included, as one space, none at the ends."""
    return " ".join(text.split())


def xml_text(text: str, instead: str = "\ufffd") -> str:
    """Return the text with another sign for each that XML 1.0 does not allow."""
    return _NOT_XML.sub(instead, text)


def first_of(items: Sequence[str], most: int = 4) -> str:
    """Return the first items of a list and how many more there are: "Annex 1, Annex 2 and 3 more"."""
    return ", ".join(items[:most]) + (f" and {len(items) - most} more" if len(items) > most else "")


def without_accents(text: str) -> str:
    """Return the text without accents and other combining signs: "Párrafo" is "Parrafo", "ñ" is "n"."""
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def fold(text: str) -> str:
    """Return the text as it compares: small letters without accents, white space squeezed."""
    return squeeze(without_accents(text).casefold())
