"""The bytes of a web page as a tree."""

import re
import warnings

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.exceptions import ParserRejectedMarkup

from corpus.errors import ParseError

__all__ = ["decode", "parse"]

CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]+)", re.IGNORECASE)


def decode(data: bytes) -> str:
    """Return the text of an HTML file: UTF-8 when the bytes are UTF-8, else what they declare, else windows-1252.

    Declarations are believed last: pages that call themselves "UNICODE-1-1-UTF-8" or ISO-8859-1 are often UTF-8.
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        declared = CHARSET.search(data[:4096])
        name = declared[1].decode("ascii").lower() if declared else "windows-1252"
    if name in {"iso-8859-1", "latin1", "us-ascii", "utf-8", "unicode-1-1-utf-8"}:
        # A truncated UTF-8 file ends inside a character; one bad place in a long file is no other character set.
        name = "utf-8" if _is_mostly_utf8(data) else "windows-1252"
    elif name == "windows-1252" and _is_mostly_utf8(data):
        name = "utf-8"
    try:
        return data.decode(name, errors="replace")
    except LookupError:
        return data.decode("windows-1252", errors="replace")


def _is_mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", errors="replace")
    high = sum(1 for byte in data if byte >= 0x80)
    return text.count("\ufffd") * 2 < high


def parse(data: bytes) -> BeautifulSoup:
    """Return the tree of an HTML page. Raises ParseError when the bytes hold no markup that can be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        try:
            return BeautifulSoup(decode(data), "html.parser")
        except (ParserRejectedMarkup, RecursionError, ValueError) as error:
            raise ParseError("html-unreadable", hint="download-again", problem=type(error).__name__) from error
