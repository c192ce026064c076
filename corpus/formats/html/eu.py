"""Acts of the European Union as HTML, in the four families of markup that the Publications Office has used.

Old class names (``ti-art``), the same with the prefix ``oj-``, consolidated texts (``title-article-norm``) and pages
without classes (``#TexteOnly``, or consolidated before 2004) are told apart by what the page holds, never by year.
The class names are those that pages of each family were found to have.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bs4.element import Tag

from corpus.errors import ParseError
from corpus.formats.block_writer import BlockWriter
from corpus.formats.headings import article_heading, could_be_title, division_heading, opens_conclusion
from corpus.formats.html.footnotes import find_anchors, with_footnote_rows
from corpus.formats.html.lines import HtmlLine, lines
from corpus.formats.html.tree import parse, take_unseen
from corpus.formats.levels import with_levels
from corpus.model import Block, DivisionKind

__all__ = ["read"]

ARTICLE = {"ti-art", "title-article-norm"}
ARTICLE_TITLE = {"sti-art", "stitle-article-norm"}
DIVISION = {"ti-section-1", "title-division-1"}
DIVISION_TITLE = {"ti-section-2", "title-division-2"}
ANNEX = {"doc-ti", "title-annex-1", "title-annex-2"}
DOCUMENT = {"title-doc-first", "title-doc-last", "title-doc-oj-reference"}
SUBHEADING = {"ti-grseq-1", "ti-grseq-2", "title-gr-seq-level-1", "title-gr-seq-level-2"}
NOTES = {"note", "footnote"}
CLOSING = {"final", "signatory"}
EDITORIAL = {
    "hd-date": "page header", "hd-lg": "page header", "hd-ti": "page header", "hd-oj": "page header",
    "reference": "page header", "disclaimer": "editorial note", "hd-modifiers": "editorial note",
    "hd-toc-1": "editorial note", "hd-toc-2": "editorial note", "hd-toc-3": "editorial note",
    "title-fam-member": "editorial note", "title-fam-member-star": "editorial note", "toc-1": "editorial note",
    "toc-2": "editorial note", "title-toc": "table of contents", "toc-item": "table of contents",
    "toc-item-in": "table of contents", "arrow": "amendment mark", "modref": "amendment mark",
}  # fmt: skip
CLASSED = ARTICLE | DIVISION | ANNEX | DOCUMENT | {"normal", "norm"}
AMENDMENT_MARK = re.compile(r"^(?:[►▼◄]\s*[A-Z]?\d{0,3}\s*)+[—–\s]*$")
AMENDMENT_SIGN = re.compile(r"[►▼◄]\s?(?:[ABCM]\d{0,3}\b)?\s*")
HOLDERS = ("TexteOnly", "text", "document1", "PP4Contents", "docHtml")
# Ids such as "art_18", "018.003", "d1e45-".
PLACE = re.compile(r"(?:anx|art|cit|cpt|enc|fnp|pbl|prt|rct|sct|tit)_|\d{3}\.\d{3}|d\d+e\d+-")
UNCLOSED = re.compile(r"[,;:—–-]$|\.$")


@dataclass(slots=True, kw_only=True)
class _EuReader(BlockWriter):
    """Turns lines into blocks; `classed` says whether class names or only words tell what a line is."""

    classed: bool
    in_annex: bool = False

    def take(self, line: HtmlLine) -> None:
        classes = set(line.classes)
        reason = next((EDITORIAL[name] for name in line.classes if name in EDITORIAL), "")
        if line.note:
            self._note(line)
        elif reason or AMENDMENT_MARK.match(line.text):
            self.drop(line.text, reason or "amendment mark")
        elif classes & NOTES:
            self._unmarked_note(line)
        elif classes & DOCUMENT and not self.in_annex:
            self.drop(line.text, "title of the document")
        elif classes & ARTICLE:
            self._article(line)
        elif classes & (ARTICLE_TITLE | DIVISION_TITLE) and self.awaits_title:
            self._title(line.text)
        elif classes & (DIVISION | ANNEX | SUBHEADING):
            self._heading(line, classes)
        elif not (self.classed and "normal" in classes) and self._worded(line):
            return
        else:
            self._text(line, classes)

    def _worded(self, line: HtmlLine) -> bool:
        """Take a line for a heading or a title by its words alone; False if it is neither."""
        if line.tabular or self.classed:
            return False
        if article_heading(line.text):
            self._article(line)
        elif division_heading(line.text):
            self._heading(line, set())
        elif self.awaits_title and could_be_title(line.text):
            self._title(line.text)
        else:
            return False
        return True

    def _note(self, line: HtmlLine) -> None:
        last = self.blocks[-1] if self.blocks else None
        same = last is not None and last.number == line.note and line.classes[:1] != ("note",)
        self.add_note(line.note, line.text, continues=same)

    def _unmarked_note(self, line: HtmlLine) -> None:
        """Take a further paragraph of a footnote, or a note that no mark leads to."""
        last = self.blocks[-1] if self.blocks else None
        if last and last.kind == "note":
            self.add_note(last.number, line.text, continues=True)
        else:
            self._text(line, set())

    def _article(self, line: HtmlLine) -> None:
        number, title = article_heading(line.text) or (line.text, "")
        self.open(Block("article", number=number, title=title, locator=_locator(line)))

    def _heading(self, line: HtmlLine, classes: set[str]) -> None:
        heading = division_heading(line.text)
        if heading and (heading.kind != "protocol" or self.begun or not classes & ANNEX):
            self._division(heading.kind, heading.number, heading.title, line)
        elif self.awaits_title and (classes & ANNEX or not self.classed):
            self._title(line.text)
        elif classes & ANNEX and not self.begun:
            self.drop(line.text, "title of the document")
        elif classes & DIVISION:
            self._division("section", "", line.text, line)
        else:
            self._text(line, set())

    def _division(self, kind: DivisionKind, number: str, title: str, line: HtmlLine) -> None:
        self.open(Block("division", division=kind, number=number, title=title, locator=_locator(line)))
        self.in_annex = kind in {"annex", "protocol"}

    def _title(self, text: str) -> None:
        self.add_title(text)
        self.awaits_title = self.classed  # a second line of a title has the same class

    def _text(self, line: HtmlLine, classes: set[str]) -> None:
        text = AMENDMENT_SIGN.sub("", line.text) if "►" in line.text or "◄" in line.text else line.text
        if text != line.text:
            self.drop(" ".join(AMENDMENT_SIGN.findall(line.text)), "amendment mark")
        if not text.strip():
            return
        if not self.begun:
            self.blocks.append(Block("division", division="preamble"))
        elif not self.in_annex and (classes & CLOSING or opens_conclusion(text)) and not self._is_closing():
            self.blocks.append(Block("division", division="conclusion"))
        self.begun, self.awaits_title = True, False
        self.blocks.append(Block("text", text=text, locator=_locator(line)))

    def _is_closing(self) -> bool:
        last = next((each for each in reversed(self.blocks) if each.kind in {"division", "article"}), None)
        return last is not None and last.kind == "division" and last.division == "conclusion"


def _locator(line: HtmlLine) -> str:
    """Return the innermost id that names a place of the act, the same in every language of it."""
    return next((name for name in line.ids if PLACE.match(name)), "")


def read(data: bytes, language: str) -> list[Block]:
    """Return the blocks of an EU act or agreement. Raises ParseError when the page holds no text.

    `language` is not needed: headings are known in all languages that Clausula reads.
    """
    del language
    soup = parse(data)
    unseen = take_unseen(soup)
    anchors = find_anchors(soup)
    holder = next((found for name in HOLDERS if isinstance(found := soup.find(id=name), Tag)), None)
    act = lines(holder or soup, anchors)
    around: list[HtmlLine] = []
    if holder:
        holder.extract()
        around = lines(soup, anchors)
    if not act:
        raise ParseError("eu-page-empty")
    reader = _EuReader(classed=any(CLASSED.intersection(line.classes) for line in act))
    reader.blocks.extend([*unseen, *(Block("dropped", text=line.text, reason="navigation") for line in around)])
    front = _front_matter(act, classed=reader.classed)
    reader.blocks.extend(Block("dropped", text=line.text, reason=reason) for line, reason in front)
    for line in act[len(front) :]:
        reader.take(line)
    return list(with_levels(reader.blocks if reader.classed else with_footnote_rows(reader.blocks)))


def _front_matter(act: Sequence[HtmlLine], *, classed: bool) -> list[tuple[HtmlLine, str]]:
    """Return the lines before the act begins, each with the reason why it is no part of it.

    A consolidated text begins at its first mark of the base act; a page without classes begins with its title,
    which ends where a line ends like a sentence.
    """
    base = next((index for index, line in enumerate(act) if line.text.startswith("▼B")), 0)
    front = [(line, "editorial note") for line in act[:base]]
    if classed:
        return front
    for line in act[base:]:
        if line.note or UNCLOSED.search(line.text) or division_heading(line.text) or article_heading(line.text):
            break
        front.append((line, "amendment mark" if AMENDMENT_MARK.match(line.text) else "title of the document"))
    return front
