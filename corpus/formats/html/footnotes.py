"""Which links of an HTML page are footnote marks, and where the bodies of those footnotes stand.

A mark is believed only if its body is found: an anchor that is short like a mark, leads to a place in the page,
and from that place a link leads back or the mark is repeated. Cross-references and tables of contents do neither.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from corpus.formats.headings import article_start
from corpus.model import Block
from corpus.text import squeeze
from corpus.typography import closed_up, note_mark

__all__ = ["Anchors", "find_anchors", "with_footnote_rows"]

# "(12)", "[nota 3]", "*", "18-12".
MARK_TEXT = re.compile(
    r"^[(\[]?\s*(?:(?:footnote|note|nota|fußnote)\s*)?(\d{1,4}(?:-\d{1,3})?|[*†‡]{1,4}|[a-z])\s*[)\]]?\.?$",
    re.IGNORECASE,
)
LONGEST_MARK = 30
RAISED_MARK = re.compile(r"^[(\[]?(\d{1,3}|[*†‡]{1,3})[)\]]?$")
UNIT = re.compile(r"(?:\d|(?<!\w)(?:[kcdm]?m|CO|ft|in|s))$")
ROW_BODY = re.compile(r"^[(\[](\d{1,3})[)\]]\s+(\S.*)$", re.DOTALL)
# Glued to a word: "Article 3(1)" and "paragraph (2)" are references, "Commission(1)" is a mark.
ROW_MARK = re.compile(r"(?:(?<=[^\W\d_])|(?<=[”’»\"']))\((\d{1,3})\)|\s?\[(\d{1,3})\](?!\w)")


@dataclass(slots=True)
class Anchors:
    """Marks and bodies by the identity of their element; the values are the marks as printed, without brackets."""

    marks: dict[int, str] = field(default_factory=dict)
    bodies: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Anchor:
    tag: Tag
    mark: str
    names: frozenset[str]
    target: str


def find_anchors(soup: BeautifulSoup) -> Anchors:
    """Return the footnote marks and bodies of a page."""
    places: dict[str, Tag] = {}
    for tag in soup.find_all(True):
        for name in _own_names(tag):
            places.setdefault(name, tag)
    anchors = Anchors()
    by_name: dict[str, _Anchor] = {}
    by_target: dict[str, _Anchor] = {}
    candidates: list[_Anchor] = []
    for tag in soup.find_all("a"):
        mark = _mark_of(tag)
        if not mark:
            continue
        anchor = _Anchor(tag, mark, _names(tag), _fragment(tag))
        partner = by_name.get(anchor.target) or next(
            (by_target[name] for name in anchor.names if name in by_target), None
        )
        if partner:
            anchors.bodies[id(tag)] = partner.mark
        elif anchor.target in places:
            candidates.append(anchor)
            by_target.setdefault(anchor.target, anchor)
            for name in anchor.names:
                by_name.setdefault(name, anchor)
    _confirm(anchors, candidates, places)
    _raised(soup, anchors)
    return anchors


def _raised(soup: BeautifulSoup, anchors: Anchors) -> None:
    """Take raised figures without links: one that opens a block, with another before it, begins a footnote's body."""
    before: set[str] = set()
    for tag in soup.find_all("sup"):
        raised = RAISED_MARK.match(squeeze(tag.get_text()))
        inside = any(id(part) in anchors.marks or id(part) in anchors.bodies for part in (tag, *tag.find_all(True)))
        linked = isinstance(tag.parent, Tag) and {id(tag.parent)} & {*anchors.marks, *anchors.bodies}
        if inside or linked or not raised:
            continue
        mark = raised[1]
        if _opens_block(tag):
            if mark in before:
                anchors.bodies[id(tag)] = mark
        elif not _is_power(tag):
            anchors.marks[id(tag)] = mark
            before.add(mark)


def _opens_block(tag: Tag) -> bool:
    """Return whether nothing stands before an element in its paragraph."""
    node: PageElement | None = tag
    while isinstance(node, PageElement):
        before = node.previous_sibling
        while isinstance(before, NavigableString) and not before.strip():
            before = before.previous_sibling
        if before is not None:
            return isinstance(before, Tag) and before.name in {"br", "p", "div", "hr"}
        if node.parent is None or node.parent.name in {"p", "div", "li", "td", "dd", "body"}:
            return True
        node = node.parent
    return True


def _is_power(tag: Tag) -> bool:
    """Return whether a raised figure is a power: it stands behind a figure or a unit such as "m" or "km"."""
    before = tag.previous_sibling
    words = str(before).split() if isinstance(before, NavigableString) and not before[-1:].isspace() else []
    return bool(words) and bool(UNIT.search(words[-1])) and not article_start(str(before).strip())


def _confirm(anchors: Anchors, candidates: list[_Anchor], places: dict[str, Tag]) -> None:
    """Keep the marks whose body is an anchor already found, or an element that links back."""
    sure: set[str] = set()
    for tag in (candidate for candidate in places.values() if id(candidate) in anchors.bodies):
        sure |= _names(tag)
    for anchor in candidates:
        place = places[anchor.target]
        if anchor.target not in sure and place.name in {"dd", "li", "p", "div", "aside", "td"}:
            back = place.find("a", href=lambda link, names=anchor.names: bool(link) and link.partition("#")[2] in names)
            if back is not None:
                anchors.bodies[id(place)] = anchor.mark
                sure.add(anchor.target)
        if anchor.target in sure or id(_next_anchor(place)) in anchors.bodies:
            anchors.marks[id(anchor.tag)] = anchor.mark


def _next_anchor(place: Tag) -> Tag | None:
    """Return the link that follows an empty named anchor, where old pages put the name."""
    if place.name == "a" and place.find("a") is None:
        return place.find_next("a")
    return place.find("a")


def _mark_of(tag: Tag) -> str:
    text = ""
    for string in tag.strings:
        text += string
        if len(text) > 4 * LONGEST_MARK:
            return ""
    found = MARK_TEXT.match(squeeze(text))
    return found[1] if found else ""


def _own_names(tag: Tag) -> list[str]:
    return [str(tag[key]) for key in (("id", "name") if tag.name == "a" else ("id",)) if tag.get(key)]


def _names(tag: Tag) -> frozenset[str]:
    """Return the names that lead to an anchor: its own, those of a sign around it, of an empty anchor before it."""
    names = set(_own_names(tag))
    parent = tag.parent
    if isinstance(parent, Tag) and parent.name in {"sup", "span"}:
        names.update(_own_names(parent))
    before: PageElement | None = tag.previous_sibling
    if isinstance(before, NavigableString) and not before.strip(" ([\n\t\u00a0"):
        before = before.previous_sibling
    if isinstance(before, Tag) and before.name == "a" and not before.get("href"):
        names.update(_own_names(before))
    return frozenset(names)


def _fragment(tag: Tag) -> str:
    return str(tag.get("href") or "").partition("#")[2]


def with_footnote_rows(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with footnotes told apart that no link tells: "Commission(1)", then "(1) OJ C 29 ...".

    A row of paragraphs (1), (2), (3) ... is a row of footnotes if it stands below the signatures, or if articles came
    before it, no heading stands directly above it, and each of its numbers is a mark in the text since the row before.
    """
    done = list(blocks)
    first_article = next((index for index, block in enumerate(done) if block.kind == "article"), len(done))
    start, index = 0, first_article + 1
    while index < len(done):
        end = _end_of_row(done, index)
        if end > index and done[index - 1].kind not in {"article", "division"}:
            numbers = {str(number) for number in range(1, end - index + 1)}
            if _is_signed(done, index) or numbers <= _marks(done[start:index]):
                done[start:index] = [_marked(block, numbers) for block in done[start:index]]
                done[index:end] = [_body(block) for block in done[index:end]]
                start = end
        index = max(end, index + 1)
    return done


def _is_signed(blocks: Sequence[Block], index: int) -> bool:
    heading = next((block for block in reversed(blocks[:index]) if block.kind in {"article", "division"}), None)
    return heading is not None and heading.kind == "division" and heading.division == "conclusion"


def _end_of_row(blocks: Sequence[Block], start: int) -> int:
    end = start
    while end < len(blocks) and blocks[end].kind == "text":
        found = ROW_BODY.match(blocks[end].text)
        if not found or int(found[1]) != end - start + 1:
            break
        end += 1
    return end


def _marks(blocks: Sequence[Block]) -> set[str]:
    return {
        found[1] or found[2]
        for block in blocks
        if block.kind in {"text", "article", "division"}
        for found in ROW_MARK.finditer(f"{block.title} {block.text}")
    }


def _marked(block: Block, numbers: set[str]) -> Block:
    def token(found: re.Match[str]) -> str:
        mark = found[1] or found[2]
        return note_mark(mark) if mark in numbers else found[0]

    if block.kind not in {"text", "article", "division"}:
        return block
    return replace(
        block, text=closed_up(ROW_MARK.sub(token, block.text)), title=closed_up(ROW_MARK.sub(token, block.title))
    )


def _body(block: Block) -> Block:
    found = ROW_BODY.match(block.text)
    return Block("note", number=found[1], text=found[2]) if found else block
