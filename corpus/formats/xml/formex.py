"""Formex, the XML of the Publications Office: acts, agreements, consolidated acts and annexes.

The elements are those that files were found to have: DIVISION with TI and STI, ARTICLE with TI.ART and STI.ART, PARAG
with NO.PARAG, LIST of ITEM with NO.P and TXT, NOTE inside the sentence. An annex is a file of its own and becomes a
division of its own. Files that only list other files (``*.doc.xml``, ``*.toc.xml``) hold no text and are refused.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from corpus.errors import ParseError
from corpus.formats.headings import article_heading, division_heading, opens_conclusion
from corpus.formats.levels import with_levels
from corpus.formats.xml.root import xml_root
from corpus.model import Block
from corpus.text import squeeze
from corpus.typography import closed_up, note_mark, visible

__all__ = ["read"]

INLINE = {
    "DATE", "EXPONENT", "EXPR", "FT", "HT", "IE", "IND", "LINK", "NOTE", "OVER", "QUOT.END", "QUOT.START", "UNDER",
}  # fmt: skip
METADATA = {
    "BIB.DATA", "BIB.DOC", "BIB.INSTANCE", "BIB.INSTANCE.CONS", "FAM.COMP", "GR.CORRIG", "GR.MOD.ACT", "INCLUSIONS",
    "INFO.CONSLEG", "INFO.PROD", "NO.DOC", "DOCUMENT.REF",
}  # fmt: skip
LISTINGS = {"DOC", "PUBLICATION", "TOC", "OJ"}
LABELS = {"NO.P", "NO.PARAG", "NO.GR.SEQ", "NO.ITEM"}


def read(data: bytes, language: str) -> list[Block]:
    """Return the blocks of a Formex file. Raises ParseError when the XML is broken, unsafe or holds no text.

    `language` is not needed: headings are known in all languages that Clausula reads.
    """
    del language
    root = xml_root(data)
    if root.tag in LISTINGS:
        raise ParseError("formex-list", root=root.tag)
    reader = _FormexReader()
    try:
        reader.visit(root)
    except RecursionError as error:
        raise ParseError("xml-too-deep") from error
    if not any(block.kind in {"text", "article", "note"} for block in reader.blocks):
        raise ParseError("formex-empty")
    return list(with_levels(reader.blocks))


@dataclass(slots=True)
class _FormexReader:
    """Walks the tree; `labels` wait for the paragraph that they stand before, `quoted` counts open QUOT.S."""

    blocks: list[Block] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    bodies: list[Block] = field(default_factory=list)
    printed: set[str] = field(default_factory=set)
    arabic: int = 0
    stars: int = 0
    quoted: int = 0
    in_annex: bool = False

    def visit(self, element: Element) -> None:
        """Take an element that is a block or holds blocks."""
        special: dict[str, Callable[[Element], None]] = {
            "TITLE": self._title, "DIVISION": self._division, "ARTICLE": self._article, "PREAMBLE": self._preamble,
            "ANNEX": self._annex, "CONS.ANNEX": self._annex, "FINAL": self._final, "ROW": self._row,
            "DLIST.ITEM": self._row, "LIST": self._list, "GR.NOTES": self._notes, "QUOT.S": self._quoted,
        }  # fmt: skip
        if element.tag in METADATA:
            self._drop(self._inline(element), "metadata")
        elif element.tag in LABELS:
            self.labels.append(self._inline(element))
        elif element.tag in special:
            special[element.tag](element)
        else:
            self._mixed(element)

    def _mixed(self, element: Element, without: Collection[str] = ()) -> None:
        """Take text and blocks in turn; a run of text and inline elements is one paragraph."""
        run = visible(element.text or "")
        for child in element:
            if _is_inline(child):
                run += self._inline_child(child)
                continue
            self._paragraph(run)
            if child.tag not in without:
                self.visit(child)
            run = visible(child.tail or "")
        self._paragraph(run)
        if element.tag in {"NP", "PARAG", "ITEM"}:
            self._paragraph("", even_if_empty=True)

    def _paragraph(self, text: str, *, even_if_empty: bool = False) -> None:
        text = closed_up(text)
        if text or (even_if_empty and self.labels):
            if not self.in_annex and opens_conclusion(text) and self.blocks and self.blocks[-1].kind != "division":
                self.blocks.append(Block("division", division="conclusion"))
            self.blocks.append(Block("text", text=" ".join([*self.labels, text]).strip()))
            self.labels = []
        self.blocks.extend(self.bodies)
        self.bodies = []

    def _inline(self, element: Element) -> str:
        return closed_up(visible(element.text or "") + "".join(self._inline_child(child) for child in element))

    def _inline_child(self, child: Element) -> str:
        tail = visible(child.tail or "")
        if child.tag in {"QUOT.START", "QUOT.END"}:
            return _sign(child) + tail
        if child.tag == "NOTE":
            return self._note(child) + tail
        inner = visible(child.text or "") + "".join(self._inline_child(each) for each in child)
        return (inner if _is_inline(child) else f" {inner} ") + tail

    def _note(self, note: Element) -> str:
        """Keep the body of a footnote for after the paragraph and return its mark."""
        key = note.get("NOTE.ID") or note.get("NOTE.REF") or ""
        if not key or key not in self.marks:
            self.marks[key] = self._next_mark(note)
        mark = self.marks[key]
        body = self._inline(note)
        if body and key in self.printed and note.get("NOTE.REF"):
            self.bodies.append(Block("dropped", text=body, reason="footnote printed again"))
        elif body:
            self.printed.add(key)
            self.bodies.append(Block("note", number=mark, text=body))
        return note_mark(mark)

    def _next_mark(self, note: Element) -> str:
        """Return the mark that the converter of the Publications Office would print."""
        if note.get("NUMBER.ORG"):
            return note.get("NUMBER.ORG", "")
        if note.get("NUMBERING") == "STAR":
            self.stars += 1
            return f"*{self.stars}"
        self.arabic += 1
        return str(self.arabic)

    def _notes(self, notes: Element) -> None:
        for note in notes:
            self._note(note)
        self._paragraph("")

    def _head(self, title: Element | None) -> tuple[str, str]:
        """Return the two parts of a heading: TI and STI."""
        if title is None:
            return "", ""
        parts = [squeeze(" ".join(self._inline(part) for part in title if part.tag == tag)) for tag in ("TI", "STI")]
        return parts[0] or squeeze(title.text or ""), parts[1]

    def _title(self, title: Element) -> None:
        """Take a title outside divisions: of the whole document, or of a group in an annex."""
        number, name = self._head(title)
        heading = division_heading(number)
        if not any(block.kind in {"text", "division", "article"} for block in self.blocks) and not heading:
            self._drop(f"{number} {name}", "title of the document")
        elif heading and not self.quoted:
            self.blocks.append(
                Block("division", division=heading.kind, number=heading.number, title=heading.title or name)
            )
        else:
            self._paragraph(f"{number} {name}")
        self._paragraph("")

    def _division(self, division: Element) -> None:
        number, name = self._head(division.find("TITLE"))
        heading = division_heading(number)
        if self.quoted:
            self._paragraph(f"{number} {name}")
        elif heading:
            title = " ".join(filter(None, (heading.title, name)))
            self.blocks.append(Block("division", division=heading.kind, number=heading.number, title=title))
        elif number or name:
            self.blocks.append(Block("division", division="section", title=f"{number} {name}".strip()))
        self._mixed(division, without={"TITLE"})

    def _article(self, article: Element) -> None:
        heading, name = (
            squeeze(" ".join(self._inline(part) for part in article if part.tag == tag))
            for tag in ("TI.ART", "STI.ART")
        )
        number, title = article_heading(heading) or (heading, "")
        if self.quoted:
            self._paragraph(f"{heading} {name}")
        else:
            title = " ".join(filter(None, (title, name)))
            self.blocks.append(Block("article", number=number, title=title, locator=article.get("IDENTIFIER", "")))
        self._paragraph("")
        self._mixed(article, without={"TI.ART", "STI.ART"})

    def _preamble(self, preamble: Element) -> None:
        if squeeze("".join(preamble.itertext())):
            self.blocks.append(Block("division", division="preamble"))
        self._mixed(preamble)

    def _annex(self, annex: Element) -> None:
        number, name = self._head(annex.find("TITLE"))
        heading = division_heading(number)
        kind = heading.kind if heading else "annex"
        title = " ".join(filter(None, (heading.title if heading else number, name)))
        self.blocks.append(Block("division", division=kind, number=heading.number if heading else "", title=title))
        self.in_annex = True
        self._mixed(annex, without={"TITLE"})

    def _final(self, final: Element) -> None:
        self.blocks.append(Block("division", division="conclusion"))
        self._mixed(final)

    def _row(self, row: Element) -> None:
        """Join the cells of a row of data, or a term and its definition."""
        self._paragraph(" ".join(self._inline(cell) for cell in row))

    def _list(self, listing: Element) -> None:
        """Take a list; only items without a printed number get the sign that the type of the list stands for."""
        sign = {"DASH": "—", "BULLET": "•"}.get(listing.get("TYPE", ""), "")
        for item in listing:
            if sign and item.tag == "ITEM" and item.find("NP") is None:
                self.labels.append(sign)
            self.visit(item)

    def _quoted(self, quoted: Element) -> None:
        self.quoted += 1
        self._mixed(quoted)
        self.quoted -= 1

    def _drop(self, text: str, reason: str) -> None:
        if squeeze(text):
            self.blocks.append(Block("dropped", text=squeeze(text), reason=reason))


def _is_inline(element: Element) -> bool:
    return element.tag in INLINE or str(element.tag).startswith("REF.")


def _sign(quotation: Element) -> str:
    """Return the quotation mark that CODE names by its number in Unicode."""
    try:
        return chr(int(quotation.get("CODE", ""), 16))
    except (ValueError, OverflowError):
        return '"'
