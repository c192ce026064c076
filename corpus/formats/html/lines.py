"""HTML as lines: one for each printed paragraph, with its list labels, footnote marks and the classes above it.

The walk keeps a stack of its own, so that neither deep nesting nor a long page can exhaust Python's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from corpus.formats.headings import article_heading, division_heading
from corpus.formats.html.footnotes import Anchors
from corpus.numbering import as_roman
from corpus.text import squeeze
from corpus.typography import RAISED_FIGURES, TOKEN, closed_up, note_mark, visible

__all__ = ["HtmlLine", "lines"]

BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
    "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "txt_te", "ul",
}  # fmt: skip
UNSEEN = {
    "script", "style", "noscript", "template", "head", "title", "meta", "link", "object", "iframe", "svg", "math",
    "select", "button", "input", "datalist",
}  # fmt: skip
# "(a)", "12.", "–", "18.3.1" and nothing else.
LABEL_ALONE = re.compile(
    r"^(?:\(?(?:[0-9]{1,3}|[a-zA-Z]{1,5}|[0-9]{1,2}[a-z])[.)]|[–—•-]|[0-9]{1,3}(?:\.[0-9]{1,3})+\.?)$"
)
# Not "Fish.", a word of a list.
LABEL_AT_START = re.compile(
    r"^(?:\(?(?:[0-9]{1,3}|[a-zA-Z]{1,5})\)|(?:[0-9]{1,3}|[a-zA-Z]|[ivxIVX]{2,5})\.-?|[0-9]{1,3}(?:\s?[º°:]|\s[-–—])"
    r"|[0-9]{1,3}(?:\.[0-9]{1,3})+\.?)(?:\s|$)"
)
LIST_STYLES = {
    "a": "a", "lower-alpha": "a", "lower-latin": "a", "lst-lwr-alph": "a", "i": "i", "lower-roman": "i",
    "lst-lwr-rmn": "i", "A": "A", "upper-alpha": "A", "upper-latin": "A", "lst-upr-alph": "A", "I": "I",
    "upper-roman": "I", "lst-upr-rmn": "I", "1": "1", "decimal": "1", "lst-num": "1",
    "none": "", "lst-none": "", "list-unstyled": "",
}  # fmt: skip
LABEL_HOLDERS = {"norm", "grid-list-column-1"}
STYLE_OF_LIST = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)")
# Stands where a footnote's body began with its mark.
NOTE_SIGN = "\x1f"
NOTE_OPENING = re.compile(rf"^\s*[(\[]?\s*{NOTE_SIGN}\s*[)\]]?\.?\s*")
BRACKETED_MARK = re.compile(rf"[(\[]\s*({TOKEN.pattern})\s*[)\]]")
BLANK_LINE = re.compile(r"\n[ \t\u00a0]*\n\s*")
LARGEST_ROW = 400  # nodes
# How many elements above a paragraph can say what it is.
NEAR = 8


@dataclass(frozen=True, slots=True)
class HtmlLine:
    """One printed paragraph.

    `classes` are those of the elements around it, innermost first, without the prefix ``oj-``; `tags` likewise.
    `note` is the mark if the paragraph is (part of) a footnote's body. `linked` says that all of it is a link.
    """

    text: str
    classes: tuple[str, ...]
    tags: tuple[str, ...]
    ids: tuple[str, ...]
    note: str = ""
    linked: bool = False
    tabular: bool = False


def lines(root: Tag, anchors: Anchors) -> list[HtmlLine]:
    """Return the printed paragraphs below `root` in reading order."""
    walk = _TreeWalk(anchors)
    for event, node in _events(root):
        if event == "text":
            walk.text(str(node))
        elif isinstance(node, Tag):
            (walk.open if event == "open" else walk.close)(node)
    walk.flush()
    return walk.lines


def _events(root: Tag) -> Iterator[tuple[Literal["open", "close", "text"], Tag | NavigableString]]:
    stack = [(root, iter(root.contents))]
    yield "open", root
    while stack:
        tag, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            yield "close", tag
        elif isinstance(child, Tag):
            if child.name not in UNSEEN:
                stack.append((child, iter(child.contents)))
                yield "open", child
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            yield "text", child


@dataclass(slots=True)
class _List:
    style: str
    number: int


@dataclass(slots=True)
class _Label:
    text: str
    generated: bool


@dataclass(slots=True)
class _TreeWalk:
    """The state of a walk through the tree; `row` is the data row that is being joined, if any."""

    anchors: Anchors
    lines: list[HtmlLine] = field(default_factory=list)
    buffer: list[str] = field(default_factory=list)
    above: list[Tag] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    labels: list[_Label] = field(default_factory=list)
    note: str = ""
    note_holder: Tag | None = None
    silent: Tag | None = None
    row: Tag | None = None
    row_classes: list[str] = field(default_factory=list)
    links: int = 0
    unlinked: bool = False

    def text(self, string: str) -> None:
        """Take a run of characters; only preformatted text keeps its blank lines."""
        if self.silent is not None:
            return
        string = visible(string)
        if string.strip() and not self.links:
            self.unlinked = True
        if not any(tag.name == "pre" for tag in self.above[-3:]):
            self.buffer.append(string.replace("\n", " "))
            return
        self.buffer.append(string)

    def open(self, tag: Tag) -> None:
        """Enter an element."""
        if self.silent is not None:
            return
        if tag.name in BLOCKS:
            self.flush()
            self.above.append(tag)
        if tag.name == "br":
            self.buffer.append("\n")
        if id(tag) in self.anchors.marks:
            self.buffer.append(note_mark(self.anchors.marks[id(tag)]))
            self.silent = tag
        elif id(tag) in self.anchors.bodies:
            self._open_note(tag)
        elif tag.name == "sup":
            self._raise(tag)
        elif tag.name == "a" and tag.get("href"):
            self.links += 1
        else:
            self._open_list(tag)

    def _open_list(self, tag: Tag) -> None:
        """Enter a list, an item of one or a row; nothing for any other element."""
        if tag.name in {"ol", "ul"}:
            self.lists.append(_List(_style_of(tag), _whole(tag.get("start"), 1)))
        elif tag.name == "li":
            self._open_item(tag)
        elif tag.name == "tr" and self.row is None and _is_data_row(tag):
            self.row, self.row_classes = tag, []

    def close(self, tag: Tag) -> None:
        """Leave an element."""
        if self.silent is not None:
            if self.silent is tag:
                self.silent = None
            return
        if tag.name == "a" and tag.get("href") and id(tag) not in self.anchors.bodies:
            self.links = max(0, self.links - 1)
        if tag.name not in BLOCKS:
            return
        if self.row is tag:
            self.row = None
            self.flush(tabular=True)
        else:
            self.flush()
        if tag.name in {"ol", "ul"} and self.lists:
            self.lists.pop()
        elif tag.name in {"tr", "li"} or "grid-container" in _classes(tag):
            self._settle_labels(tag)
        if self.note_holder is tag:
            self.note, self.note_holder = "", None
        if self.above and self.above[-1] is tag:
            self.above.pop()

    def _raise(self, tag: Tag) -> None:
        """Print raised figures that are no marks as such, so that "10" and a raised "3" are not 103."""
        text = squeeze(visible(tag.get_text()))
        noted = self.anchors.marks.keys() | self.anchors.bodies.keys()
        if any(id(link) in noted for link in tag.find_all("a")):
            return
        if text and set(map(ord, text)) <= RAISED_FIGURES.keys():
            self.buffer.append(text.translate(RAISED_FIGURES))
            self.silent = tag

    def _open_note(self, tag: Tag) -> None:
        self.flush_before_note()
        self.note = self.anchors.bodies[id(tag)]
        if tag.name in {"a", "sup"}:
            self.buffer.append(NOTE_SIGN)
            self.silent = tag
            self.note_holder = self.above[-1] if self.above else None
        else:
            self.note_holder = tag

    def flush_before_note(self) -> None:
        """End the paragraph before a footnote's body, except for the bracket that opens the mark."""
        if "".join(self.buffer).strip(" \n([") or self.labels:
            self.flush()

    def _open_item(self, item: Tag) -> None:
        if not self.lists:
            return
        current = self.lists[-1]
        current.number = _whole(item.get("value"), current.number)
        label = _label(current.style, current.number)
        current.number += 1
        if label and not LABEL_AT_START.match(_beginning(item)):
            self.labels.append(_Label(label, generated=True))

    def _settle_labels(self, tag: Tag) -> None:
        """At the end of a row or item, print the labels that found no text; made-up ones go."""
        if not self.labels or (tag.name == "tr" and any(each.name == "tr" for each in self.above[:-1])):
            return
        text = " ".join(label.text for label in self.labels if not label.generated)
        self.labels = []
        if text:
            self._emit(text, tabular=False)

    def flush(self, *, tabular: bool = False) -> None:
        """End the paragraph."""
        if self.row is not None:
            self.buffer.append(" ")
            if self.above:
                self.row_classes.extend(_classes(self.above[-1]))
            return
        text = "".join(self.buffer)
        linked = not self.unlinked and bool(text.strip())
        self.buffer, self.unlinked = [], False
        pieces = _pieces(text)
        if not pieces and NOTE_SIGN in text:
            pieces = [""]
        for piece in pieces:
            if LABEL_ALONE.match(piece) and any(_holds_labels(tag) for tag in self.above[-3:]):
                self.labels.append(_Label(piece, generated=False))
            else:
                self._emit(" ".join([*(label.text for label in self.labels), piece]), tabular=tabular, linked=linked)
                self.labels = []

    def _emit(self, text: str, *, tabular: bool, linked: bool = False) -> None:
        near = self.above[: -NEAR - 1 : -1]
        classes = [*(self.row_classes if tabular else []), *(name for tag in near for name in _classes(tag))]
        ids = tuple(str(tag["id"]) for tag in near if tag.get("id"))
        self.lines.append(
            HtmlLine(
                text, tuple(classes), tuple(tag.name for tag in near), ids, self.note, linked=linked, tabular=tabular
            )
        )


def _pieces(text: str) -> list[str]:
    """Split at blank lines, and at a single line break only where a heading or a label begins or a heading ends."""
    text = NOTE_OPENING.sub("", BRACKETED_MARK.sub(r"\1", text))
    pieces: list[str] = []
    for paragraph in BLANK_LINE.split(text):
        joined = ""
        for part in filter(None, (closed_up(part) for part in paragraph.split("\n"))):
            if joined and (_is_heading(joined) or _is_heading(part) or LABEL_AT_START.match(part)):
                pieces.append(joined)
                joined = part
            else:
                joined = f"{joined} {part}".strip()
        if joined:
            pieces.append(joined)
    return pieces


def _is_heading(text: str) -> bool:
    return article_heading(text) is not None or division_heading(text) is not None


def _classes(tag: Tag) -> list[str]:
    names = tag.get("class")
    if not names:
        return []
    return [name.removeprefix("oj-") for name in (names if isinstance(names, list) else str(names).split())]


def _holds_labels(tag: Tag) -> bool:
    """Return whether an element may hold a label alone: a cell, or a list's first column in a consolidated act."""
    return tag.name in {"td", "th"} or (tag.name == "div" and bool(LABEL_HOLDERS.intersection(_classes(tag))))


def _style_of(tag: Tag) -> str:
    """Return how the items of a list are numbered: "a", "A", "i", "I", "1" or "" for not at all."""
    if tag.name == "ul":
        return ""
    printed = STYLE_OF_LIST.search(str(tag.get("style") or ""))
    for name in (str(tag.get("type") or ""), printed[1] if printed else "", *_classes(tag)):
        if name in LIST_STYLES:
            return LIST_STYLES[name]
    return "1"


def _whole(value: object, otherwise: int) -> int:
    return int(str(value)) if re.fullmatch(r"\d{1,5}", str(value or "")) else otherwise


def _label(style: str, number: int) -> str:
    """Return the label that a browser would print for the item, in the form that treaties print it."""
    if style == "1":
        return f"{number}."
    if style in {"a", "A"}:
        letters = ""
        while number > 0:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord(style) + rest) + letters
        return f"({letters})"
    if style in {"i", "I"}:
        roman = as_roman(number)
        return f"({roman if style == 'i' else roman.upper()})"
    return ""


def _inside(tag: Tag, most: int) -> Iterator[PageElement]:
    """Yield the first `most` nodes inside an element in reading order; bs4's own way first looks for the last one."""
    stack = [iter(tag.contents)]
    while stack and most:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        most -= 1
        yield node
        if isinstance(node, Tag):
            stack.append(iter(node.contents))


def _beginning(tag: Tag) -> str:
    strings = (node for node in _inside(tag, LARGEST_ROW) if type(node) is NavigableString)  # no comment or script
    return next((squeeze(string) for string in strings if string.strip()), "")


def _is_data_row(row: Tag) -> bool:
    """Return whether a table row holds data, one paragraph a cell, rather than a layout or a labelled point."""
    cells: list[list[str]] = []
    for count, node in enumerate(_inside(row, LARGEST_ROW + 2)):
        if count > LARGEST_ROW or (
            isinstance(node, Tag) and node.name in {"table", "ol", "ul", "h1", "h2", "h3", "h4"}
        ):
            return False
        if isinstance(node, Tag) and node.name in {"td", "th"}:
            cells.append([])
        elif isinstance(node, Tag) and node.name in {"p", "div"} and cells:
            cells[-1].append("")
        elif isinstance(node, NavigableString) and cells and squeeze(node):
            cells[-1][-1:] = [(cells[-1][-1] if cells[-1] else "") + squeeze(node)]
    filled = [[text for text in cell if text] for cell in cells if any(cell)]
    if len(filled) < 2 or any(len(cell) > 1 for cell in filled):
        return False
    return "table" in _classes(row) or not LABEL_ALONE.match(filled[0][0])
