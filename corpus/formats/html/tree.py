"""The bytes of a web page as a tree."""

import warnings

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.exceptions import ParserRejectedMarkup

from corpus.errors import ParseError
from corpus.formats.decoding import decode

__all__ = ["parse"]


def parse(data: bytes) -> BeautifulSoup:
    """Return the tree of an HTML page. Raises ParseError when the bytes hold no markup that can be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        try:
            return BeautifulSoup(decode(data), "html.parser")
        except (ParserRejectedMarkup, RecursionError, ValueError) as error:
            raise ParseError("html-unreadable", hint="download-again", problem=type(error).__name__) from error
