"""Bytes to characters, the same for every format that is text."""

import re

from corpus.formats.line_ends import vocabulary
from corpus.typography import visible

__all__ = ["decode"]

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# As in <meta charset="utf-8">, <?xml version="1.0" encoding="ISO-8859-1"?>
_CHARSET = re.compile(
    rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([a-zA-Z0-9_-]+)", re.IGNORECASE
)
# What pages call themselves that are windows-1252 or, more often, UTF-8.
_NOT_BELIEVED = {"iso-8859-1", "latin1", "us-ascii", "utf-8", "unicode-1-1-utf-8", "windows-1252", "cp1252"}


_SOFT = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,})\u00ad([^\W\d_]{2,})")


def decode(data: bytes, declared: str = "") -> str:
    """Return the visible characters of bytes: UTF-8 when they mostly are, else what they declare, else windows-1252.

    `declared` is a character set that came with the bytes, such as a header's. A byte that fits nowhere costs one
    replaced character (U+FFFD) and no more. Declarations in the bytes are believed last, and not at all where they name
    the sets that UTF-8 pages often name.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _seen(data[len(mark) :].decode(name, errors="replace"))
    text = data.decode("utf-8", errors="replace")
    high = sum(byte >= 0x80 for byte in data)
    if text.count("\ufffd") * 2 < high or not high:
        return _seen(text)
    found = _CHARSET.search(data[:4096])
    named = [(found[1] or found[2]).decode("ascii")] if found else []
    for name in (declared, *named):
        if not name or name.lower() in _NOT_BELIEVED:
            continue
        try:
            return _seen(data.decode(name, errors="replace"))
        except LookupError:
            continue
    return _seen(data.decode("windows-1252", errors="replace"))


def _seen(text: str) -> str:
    """Return the visible characters of a text in which soft hyphens may stand for hyphens, as some PDFs give them.

    They do where most of them join two words of the text, "non" and "working": syllables are no words.
    """
    joined = _SOFT.findall(text.casefold())
    words = vocabulary(_SOFT.sub(" ", text)) if joined else frozenset[str]()
    hyphens = sum({first, rest} <= words and f"{first}{rest}" not in words for first, rest in joined)
    return visible(text.replace("\u00ad", "-") if 2 * hyphens > len(joined) else text)
