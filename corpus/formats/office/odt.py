"""ODT (OpenDocument 1.3, part 3) to blocks, by way of the web page that the document would make.

Tracked changes are read as accepted; struck-out and hidden words are left out and accounted for, as on a page. The
numbers of lists are written out; tables of contents are navigation.
"""

import html
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from corpus.errors import ParseError
from corpus.formats.html import page
from corpus.formats.office.archive import Archive
from corpus.formats.office.numbers import Counter, ListLevel
from corpus.formats.office.web_page import WebPage
from corpus.formats.xml.root import xml_root
from corpus.model import Block

__all__ = ["read"]

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _STYLE, _OFFICE = (f"{_ODF}{name}:1.0}}" for name in ("text", "table", "style", "office"))
_ROWS = {f"{_TABLE}table": "table", f"{_TABLE}table-row": "tr", f"{_TABLE}table-cell": "td"}
_UNREAD = {
    f"{_TEXT}tracked-changes", f"{_TEXT}sequence-decls", f"{_OFFICE}annotation", f"{_OFFICE}forms",
}  # fmt: skip
_CONTENTS = {f"{_TEXT}table-of-content", f"{_TEXT}alphabetical-index"}
_DEEPEST = 10  # levels of a list


def read(data: bytes, language: str) -> list[Block]:
    """Return the blocks of an ODT file. Raises ParseError where it is broken, past the limits or holds no text."""
    archive = Archive(data, "")
    content = archive.read("content.xml")
    styles = archive.read("styles.xml")
    root = xml_root(content)
    reader = _OdtReader([*(xml_root(styles).iter() if styles else ()), *root.iter()])
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    try:
        made = reader.page(body if body is not None else Element("none"))
    except RecursionError as error:
        raise ParseError("xml-too-deep") from error
    return page.read(made.encode(), language)


class _OdtReader:
    """Walks the document; `elements` are those of its styles and of its text."""

    def __init__(self, elements: list[Element]) -> None:
        name = f"{_STYLE}name"
        self._lists = {each.get(name, ""): _levels(each) for each in elements if each.tag == f"{_TEXT}list-style"}
        self._looks = {each.get(name, ""): _look(each) for each in elements if each.tag == f"{_STYLE}style"}
        self._counters: dict[str, Counter] = {}
        self._notes: dict[str, Element] = {}
        self._page = WebPage()

    def page(self, body: Element) -> str:
        """Return the web page that the text makes."""
        self._blocks(body)
        for identifier in self._page.notes("note"):
            texts = [self._words(each) for each in self._notes[identifier].iter(f"{_TEXT}p")]
            self._page.note("note", identifier, texts)
        return self._page.text()

    def _blocks(self, element: Element, *, contents: bool = False) -> None:
        for child in element:
            if child.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                self._page.paragraph(self._words(child), contents=contents)
            elif child.tag == f"{_TEXT}list":
                self._list(child, "", 0)
            elif child.tag in _ROWS:
                with self._page.within(_ROWS[child.tag]):
                    self._blocks(child)
            elif child.tag not in _UNREAD:
                self._blocks(child, contents=contents or child.tag in _CONTENTS)

    def _list(self, element: Element, style: str, depth: int) -> None:
        """Write the paragraphs of a list; an inner list has the style of the outer one where it names none."""
        style = element.get(f"{_TEXT}style-name") or style
        goes_on = depth or element.get(f"{_TEXT}continue-numbering") == "true" or element.get(f"{_TEXT}continue-list")
        if not goes_on or style not in self._counters:
            self._counters[style] = Counter(self._lists.get(style, {}))
        for item in element:
            label = self._counters[style].next(depth) if item.tag == f"{_TEXT}list-item" and _is_text(item) else ""
            for child in item:
                if child.tag == f"{_TEXT}list":
                    self._list(child, style, min(depth + 1, _DEEPEST))
                elif child.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                    self._page.paragraph(self._words(child), label=label)
                    label = ""

    def _words(self, element: Element) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, element: Element) -> Iterator[str]:
        yield html.escape(element.text or "")
        for child in element:
            if child.tag == f"{_TEXT}note":
                identifier = str(len(self._notes))
                self._notes[identifier] = child
                yield self._page.mark("note", identifier)
            elif child.tag == f"{_TEXT}line-break":
                yield "<br>"
            elif child.tag in {f"{_TEXT}s", f"{_TEXT}tab"}:
                yield " "
            elif child.tag not in _UNREAD:
                yield self._looks.get(child.get(f"{_TEXT}style-name", ""), "{}").format(self._words(child))
            yield html.escape(child.tail or "")


def _is_text(item: Element) -> bool:
    """Return whether an item has words of its own: one that only holds an inner list is not counted."""
    return len(item) > 0 and item[0].tag != f"{_TEXT}list"


def _look(style: Element) -> str:
    """Return how words of a style stand in the page."""
    found = style.find(f"{_STYLE}text-properties")
    if found is None:
        return "{}"
    if found.get(f"{_STYLE}text-line-through-style", "none") != "none":
        return "<s>{}</s>"
    if found.get(f"{_TEXT}display") == "none":
        return "<span hidden>{}</span>"
    return "<sup>{}</sup>" if found.get(f"{_STYLE}text-position", "").startswith("super") else "{}"


def _levels(style: Element) -> dict[int, ListLevel]:
    levels: dict[int, ListLevel] = {}
    for level in style.findall(f"{_TEXT}list-level-style-number"):
        depth, start = level.get(f"{_TEXT}level", ""), level.get(f"{_TEXT}start-value", "1")
        shown = level.get(f"{_TEXT}display-levels", "1")
        if not (depth.isdecimal() and 0 < int(depth[:3]) <= _DEEPEST):
            continue
        last = int(depth)
        first = last - (int(shown[:2]) if shown.isdecimal() else 1) + 1
        numbers = ".".join(f"%{each}" for each in range(max(first, 1), last + 1))
        text = f"{level.get(f'{_STYLE}num-prefix', '')}{numbers}{level.get(f'{_STYLE}num-suffix', '')}"
        form = level.get(f"{_STYLE}num-format", "")
        levels[last - 1] = ListLevel(form, text, int(start[:5]) if start.isdecimal() else 1)
    return levels
