"""Treaty texts as ordinary web pages: SICE, Global Affairs Canada and others without a markup of their own.

Headings are known by their words, list labels are made from the list's type where the browser would print them,
and links that are the whole of a line ("to the top", language switches, tables of contents) are navigation.
"""

import re

from bs4.element import Tag

from corpus.errors import ParseError
from corpus.formats.block_writer import BlockWriter
from corpus.formats.contents import without_contents
from corpus.formats.headings import DivisionHeading, division_heading, is_due, is_navigation
from corpus.formats.html.footnotes import find_anchors
from corpus.formats.html.lines import HtmlLine, lines
from corpus.formats.html.tree import parse, take_unseen
from corpus.formats.levels import with_levels
from corpus.model import Block

__all__ = ["read"]

HEADLINES = {"h1", "h2", "h3", "h4", "h5", "h6"}
AROUND = ("nav", "header", "footer", "aside", "form")
# As in "Footnote 3", "Nota al pie 12."
NOTE_LABEL = re.compile(r"^(?:footnote|note|nota)\s+(?:al pie\s+)?\d{1,4}\.?$", re.IGNORECASE)
COOKIES = re.compile(r"\bcookies\b", re.IGNORECASE)
# "Arcadia-Borduria Trade Agreement - Chapter 24 - Environment": the words before the division name the treaty.
BEFORE_DIVISION = re.compile(r"\s[–—|:-]+\s+")
RETURN = re.compile(r"\b(?:return|back|retour|volver|↑)", re.IGNORECASE)


class _PageReader(BlockWriter):
    def take(self, line: HtmlLine) -> None:
        headline = bool(HEADLINES.intersection(line.tags))
        if line.note and not (line.linked and RETURN.search(line.text)):
            last = self.blocks[-1] if self.blocks else None
            self.add_note(line.note, line.text, continues=last is not None and last.number == line.note)
        elif line.linked and not headline and is_navigation(line.text):
            self.drop(line.text, "navigation")
        elif (
            line.note
            or (line.tabular and not is_due(line.text, self.numbering))
            or not self._heading(line, headline=headline)
        ):
            self._words(line, headline=headline)

    def _heading(self, line: HtmlLine, *, headline: bool) -> bool:
        return self.take_heading(line.text, _named_in_title(line.text) if headline else None)

    def _words(self, line: HtmlLine, *, headline: bool) -> None:
        """Take a line that is no heading: text of the treaty, or what a page puts around it."""
        if headline and not self.begun:
            self.drop(line.text, "title of the document")
        elif NOTE_LABEL.match(line.text) and "dt" in line.tags[:2]:
            self.drop(line.text, "label of a footnote")
        elif not self.begun and COOKIES.search(line.text):
            self.drop(line.text, "navigation")
        else:
            self.add_text(line.text)


def _named_in_title(text: str) -> DivisionHeading | None:
    """Return the division that the title of a page names behind the name of the treaty."""
    for sign in BEFORE_DIVISION.finditer(text):
        heading = division_heading(text[sign.end() :])
        if heading and heading.number:
            return heading
    return None


def read(data: bytes, language: str) -> list[Block]:
    """Return the blocks of a treaty's web page. Raises ParseError when the page holds no text.

    `language` is not needed: headings are known in all languages that Clausula reads.
    """
    del language
    soup = parse(data)
    unseen = take_unseen(soup)
    anchors = find_anchors(soup)
    around: list[HtmlLine] = []
    for tag in soup.find_all(AROUND):
        if isinstance(tag, Tag) and not any(id(part) in anchors.bodies for part in (tag, *tag.find_all(True))):
            around.extend(lines(tag, anchors))
            tag.clear()
    page = lines(soup, anchors)
    if not any(line.text for line in page if not line.linked):
        raise ParseError("html-empty")
    reader = _PageReader([*unseen, *(Block("dropped", text=line.text, reason="navigation") for line in around)])
    for line in page:
        reader.take(line)
    return list(with_levels(without_contents(reader.blocks)))
