"""The few changes that a treaty's characters undergo before anything reads them.

NFC turns the Greek question mark that some files use for ";" into a semicolon; every kind of space becomes one;
invisible characters go. Nothing else is touched: quotation marks, dashes and spelling stay as printed.
"""

import re
import unicodedata

__all__ = ["normalise", "squeeze"]

# U+2060 is left alone: it brackets footnote marks.
_INVISIBLE = str.maketrans(dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0xFEFF, 0x200E, 0x200F]))
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t\x0b]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def normalise(text: str) -> str:
    """Return the text with NFC characters, plain spaces and plain line ends. A form feed becomes a line end."""
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\x0c", "\n")
        .replace("\u2028", "\n")
        .replace("\x85", "\n")
    )
    return _CONTROL.sub("", _SPACES.sub(" ", text))


def squeeze(text: str) -> str:
    """Return the text with every run of white space as one space, none at the ends."""
    return " ".join(text.split())
