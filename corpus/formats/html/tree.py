"""The bytes of a web page as a tree, and what of it a reader of the page does not see as text of the treaty."""

import re
import warnings

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.element import Tag
from bs4.exceptions import ParserRejectedMarkup

from corpus.errors import ParseError
from corpus.formats.decoding import decode
from corpus.model import STRUCK, UNSEEN, Block
from corpus.text import squeeze
from corpus.typography import visible

__all__ = ["parse", "take_unseen"]

_STRUCK_TAGS = {"del", "s", "strike"}
# As in style="text-decoration: line-through"
_STRUCK_STYLE = re.compile(r"text-decoration[a-z-]*\s*:[^;]*line-through", re.IGNORECASE)
# "display:none", "font-size: 0px".
_HIDDEN_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt)?\s*(?:;|$))",
    re.IGNORECASE,
)
_RAISED_STYLE = re.compile(r"vertical-align\s*:\s*(?:super|text-top)", re.IGNORECASE)
_SEVERAL_MARKS = re.compile(r"\d{1,3}(?:\s?[,;]\s?\d{1,3})+")
# Word's comments, and the banners that ask for consent.
_ASIDE = re.compile(
    r"\b(?:cookie|consent|gdpr|msocom|mso-comment)|^(?:cookie|consent)|\b(?:sr-only|visually-hidden|skip-link)\b",
    re.IGNORECASE,
)
_STRUCK_CLASS = re.compile(r"\b(?:strike|struck|strikethrough|line-through|deleted)\b", re.IGNORECASE)
_LONGEST_BANNER = 4000  # characters; a page that names its whole body so is not hidden by it


def parse(data: bytes) -> BeautifulSoup:
    """Return the tree of an HTML page. Raises ParseError when the bytes hold no markup that can be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        try:
            return _one_mark_each(BeautifulSoup(decode(data), "html.parser"))
        except (ParserRejectedMarkup, RecursionError, ValueError) as error:
            raise ParseError("html-unreadable", hint="download-again", problem=type(error).__name__) from error


def _one_mark_each(soup: BeautifulSoup) -> BeautifulSoup:
    """Return the tree with each raised mark in a `sup` of its own, also those of several notes, "2,3"."""
    for tag in soup.find_all(["span", "font"], style=_RAISED_STYLE):
        tag.name = "sup"
    for tag in soup.find_all("sup"):
        text = squeeze(tag.get_text())
        if isinstance(tag, Tag) and _SEVERAL_MARKS.fullmatch(text):
            for mark in re.findall(r"\d+", text):
                raised = soup.new_tag("sup")
                raised.string = mark
                tag.insert_before(raised)
            tag.extract()
    return soup


def take_unseen(soup: BeautifulSoup) -> list[Block]:
    """Take out of the tree what is struck out, hidden or no part of the page's text; return it as dropped blocks."""
    found: list[Block] = []
    reasons = [(tag, reason) for tag in soup.find_all(True) if isinstance(tag, Tag) and (reason := _why_unseen(tag))]
    for tag, reason in reversed(reasons):  # the inner before the outer
        text = squeeze(visible(tag.get_text(" ")))
        if text:
            found.append(Block("dropped", text=text, reason=reason))
        tag.extract()
    return found[::-1]


def _why_unseen(tag: Tag) -> str:
    """Return why the words of an element are not read, "" where they are."""
    style = str(tag.get("style") or "")
    named = " ".join(str(name) for name in [tag.get("id"), *tag.get_attribute_list("class")] if name)
    if tag.name in _STRUCK_TAGS or _STRUCK_STYLE.search(style) or _STRUCK_CLASS.search(named):
        return STRUCK
    if (
        tag.name in {"textarea", "dialog"}
        or tag.get("role") == "dialog"
        or tag.has_attr("hidden")
        or _HIDDEN_STYLE.search(style)
    ):
        return UNSEEN
    if tag.name not in {"html", "body"} and _ASIDE.search(named) and _is_short(tag):
        return "navigation"
    return ""


def _is_short(tag: Tag) -> bool:
    size = 0
    for string in tag.strings:
        size += len(string)
        if size > _LONGEST_BANNER:
            return False
    return True
