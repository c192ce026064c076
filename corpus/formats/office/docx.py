"""DOCX (ECMA-376, part 1: WordprocessingML) to blocks, by way of the web page that the document would make.

Tracked changes are read as accepted; struck-out and hidden words are left out and accounted for, as on a page. The
numbers that Word counts itself are written out, tables of contents are navigation, headers and footers are not read.
"""

import html
from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element

from corpus.errors import ParseError
from corpus.formats.html import page
from corpus.formats.office.archive import Archive
from corpus.formats.office.numbers import Counter, ListLevel
from corpus.formats.office.web_page import WebPage
from corpus.formats.xml.root import xml_root
from corpus.model import Block

__all__ = ["read"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_FORMS = {"decimal": "1", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_OFF = {"0", "false", "off", "none"}
_DEPTHS = range(9)


def read(data: bytes, language: str) -> list[Block]:
    """Return the blocks of a DOCX file. Raises ParseError where it is broken, past the limits or holds no text."""
    archive = Archive(data, "")
    reader = _DocxReader(archive)
    try:
        made = reader.page()
    except RecursionError as error:
        raise ParseError("xml-too-deep") from error
    return page.read(made.encode(), language)


class _DocxReader:
    """Walks the document; `counters` go on through the whole of it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        numbering = self._part("numbering")
        self._abstract = {
            _value(each, "abstractNumId"): _levels(each) for each in numbering.findall(f"{_W}abstractNum")
        }
        self._lists = {_value(each, "numId"): _child(each, "abstractNumId") for each in numbering.findall(f"{_W}num")}
        self._counters: dict[str, Counter] = {}
        self._styles = {_value(each, "styleId"): each for each in self._part("styles").findall(f"{_W}style")}
        self._page = WebPage()

    def page(self) -> str:
        """Return the web page that the document makes."""
        self._blocks(self._part("document"))
        for kind in ("footnote", "endnote"):
            bodies = {_value(each, "id"): each for each in self._part(f"{kind}s").findall(f"{_W}{kind}")}
            for number in self._page.notes(kind):
                body = bodies.get(number)
                texts = [self._words(each) for each in body.iter(f"{_W}p")] if body is not None else []
                self._page.note(kind, number, texts)
        return self._page.text()

    def _part(self, name: str) -> Element:
        data = self._archive.read(f"word/{name}.xml")
        return xml_root(data) if data else Element(name)

    def _blocks(self, element: Element) -> None:
        for child in element:
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag in {f"{_W}tbl", f"{_W}tr", f"{_W}tc"}:
                with self._page.within({"tbl": "table", "tr": "tr", "tc": "td"}[child.tag.removeprefix(_W)]):
                    self._blocks(child)
            elif child.tag != _FALLBACK:
                self._blocks(child)

    def _paragraph(self, paragraph: Element) -> None:
        style = _child(_properties(paragraph), "pStyle")
        label = self._label(paragraph, style)
        text = self._words(paragraph)
        self._page.paragraph(text, label=label, contents=style.lower().startswith("toc"))
        for box in paragraph.iter(_CHOICE):
            for content in box.iter(f"{_W}txbxContent"):
                self._blocks(content)

    def _label(self, paragraph: Element, style: str) -> str:
        """Return the number that Word prints before a paragraph, by its own properties or those of its style."""
        own = _properties(paragraph).find(f"{_W}numPr")
        for _ in _DEPTHS:
            if own is not None or style not in self._styles:
                break
            own = _properties(self._styles[style]).find(f"{_W}numPr")
            style = _child(self._styles[style], "basedOn")
        number = _child(own, "numId") if own is not None else ""
        depth = _child(own, "ilvl") if own is not None else ""
        if number in {"", "0"} or number not in self._lists:
            return ""
        abstract = self._lists[number]
        # Lists that share an abstract definition go on counting together.
        counter = self._counters.setdefault(abstract, Counter(self._abstract.get(abstract, {})))
        return counter.next(int(depth) if depth.isdecimal() and len(depth) < 3 else 0)

    def _words(self, element: Element) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, element: Element) -> Iterator[str]:
        for child in element:
            tag = child.tag.removeprefix(_W)
            if tag in {"del", "moveFrom"}:
                yield f"<del>{self._words(child)}</del>"
            elif tag == "r":
                yield _run(child, self._words(child))
            elif tag in {"footnoteReference", "endnoteReference"}:
                yield self._page.mark(tag.removesuffix("Reference"), _value(child, "id"))
            elif tag in _SIGNS:
                yield _SIGNS[tag](child)
            elif tag not in _UNREAD and child.tag not in {_CHOICE, _FALLBACK}:
                yield self._words(child)


_SIGNS: Mapping[str, Callable[[Element], str]] = {
    "t": lambda each: html.escape(each.text or ""),
    "delText": lambda each: html.escape(each.text or ""),
    "tab": lambda _: " ",
    "br": lambda _: "<br>",
    "cr": lambda _: "<br>",
    "noBreakHyphen": lambda _: "-",
}
_UNREAD = {"pPr", "rPr", "instrText", "delInstrText", "txbxContent", "pict", "footnoteRef", "endnoteRef"}


def _run(run: Element, words: str) -> str:
    """Return the words of a run in the elements that say whether they are struck out, hidden or raised."""
    properties = run.find(f"{_W}rPr")
    if properties is None or not words:
        return words
    if _is_on(properties, "strike") or _is_on(properties, "dstrike"):
        return f"<s>{words}</s>"
    if _is_on(properties, "vanish"):
        return f"<span hidden>{words}</span>"
    raised = _child(properties, "vertAlign") == "superscript" and "<a " not in words
    return f"<sup>{words}</sup>" if raised else words


def _is_on(properties: Element, name: str) -> bool:
    found = properties.find(f"{_W}{name}")
    return found is not None and _value(found, "val") not in _OFF


def _levels(abstract: Element) -> dict[int, ListLevel]:
    levels: dict[int, ListLevel] = {}
    for level in abstract.findall(f"{_W}lvl"):
        depth, start = _value(level, "ilvl"), _child(level, "start")
        if depth.isdecimal() and int(depth) in _DEPTHS:
            form = _FORMS.get(_child(level, "numFmt"), "")
            first = int(start) if start.isdecimal() and len(start) < 6 else 1
            levels[int(depth)] = ListLevel(form, _child(level, "lvlText"), first)
    return levels


def _properties(element: Element) -> Element:
    found = element.find(f"{_W}pPr")
    return Element("none") if found is None else found


def _child(element: Element, name: str) -> str:
    """Return the value of a child, "" without one."""
    found = element.find(f"{_W}{name}")
    return _value(found, "val") if found is not None else ""


def _value(element: Element, name: str) -> str:
    return element.get(f"{_W}{name}", "")
