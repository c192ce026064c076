"""Treaty texts as ordinary web pages: SICE, Global Affairs Canada and others without a markup of their own.

Headings are known by their words, list labels are made from the list's type where the browser would print them,
and links that are the whole of a line ("to the top", language switches, tables of contents) are navigation.
"""

import re
from dataclasses import dataclass, field, replace

from bs4.element import Tag

from corpus.errors import ParseError
from corpus.formats.headings import (
    DivisionHeading,
    article_blocks,
    could_be_title,
    division_heading,
    is_navigation,
    opens_conclusion,
)
from corpus.formats.html.footnotes import find_anchors
from corpus.formats.html.lines import HtmlLine, lines
from corpus.formats.html.tree import parse, take_unseen
from corpus.formats.levels import with_levels
from corpus.model import Block
from corpus.numbering import Numbering

__all__ = ["read"]

HEADLINES = {"h1", "h2", "h3", "h4", "h5", "h6"}
AROUND = ("nav", "header", "footer", "aside", "form")
NOTE_LABEL = re.compile(r"^(?:footnote|note|nota)\s+(?:al pie\s+)?\d{1,4}\.?$", re.IGNORECASE)
COOKIES = re.compile(r"\bcookies\b", re.IGNORECASE)
# "Arcadia-Borduria Trade Agreement - Chapter 24 - Environment": the words before the division name the treaty.
BEFORE_DIVISION = re.compile(r"\s[–—|:-]+\s+")
RETURN = re.compile(r"\b(?:return|back|retour|volver|↑)", re.IGNORECASE)


@dataclass(slots=True)
class _PageReader:
    blocks: list[Block] = field(default_factory=list)
    head: int = 0
    begun: bool = False
    awaits_title: bool = False
    numbering: Numbering = field(default_factory=Numbering)

    def take(self, line: HtmlLine) -> None:
        headline = bool(HEADLINES.intersection(line.tags))
        plain = line.tabular or bool(line.note)
        heading = None if plain else division_heading(line.text) or (_named_in_title(line.text) if headline else None)
        article = [] if plain else article_blocks(line.text, self.numbering)
        if line.note and not (line.linked and RETURN.search(line.text)):
            self._note(line)
        elif line.linked and not headline and is_navigation(line.text):
            self._drop(line.text, "navigation")
        elif article:
            self._head(article[0])
            for block in article[1:]:
                self._text(block.text)
        elif heading:
            self._head(Block("division", division=heading.kind, number=heading.number, title=heading.title))
        elif self.awaits_title and could_be_title(line.text) and not line.tabular:
            self.blocks[self.head] = replace(self.blocks[self.head], title=line.text)
            self.awaits_title = False
        elif headline and not self.begun:
            self._drop(line.text, "title of the document")
        elif NOTE_LABEL.match(line.text) and "dt" in line.tags[:2]:
            self._drop(line.text, "label of a footnote")
        elif not self.begun and COOKIES.search(line.text):
            self._drop(line.text, "navigation")
        else:
            self._text(line.text)

    def _head(self, block: Block) -> None:
        if block.kind == "division":
            self.numbering.divide()
        self.blocks.append(block)
        self.head = len(self.blocks) - 1
        self.begun = True
        self.awaits_title = not block.title and block.division != "preamble"

    def _note(self, line: HtmlLine) -> None:
        last = self.blocks[-1] if self.blocks else None
        if last and last.kind == "note" and last.number == line.note:
            self.blocks[-1] = replace(last, text=f"{last.text} {line.text}")
        else:
            self.blocks.append(Block("note", number=line.note, text=line.text))

    def _text(self, text: str) -> None:
        if self.begun and opens_conclusion(text):
            self.blocks.append(Block("division", division="conclusion"))
        self.begun, self.awaits_title = True, False
        self.blocks.append(Block("text", text=text))

    def _drop(self, text: str, reason: str) -> None:
        self.blocks.append(Block("dropped", text=text, reason=reason))


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
    return list(with_levels(reader.blocks))
