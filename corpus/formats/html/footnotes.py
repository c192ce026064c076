"""Which links of an HTML page are footnote marks, and where the bodies of those footnotes stand.

A mark is believed only if its body is found: an anchor that is short like a mark, leads to a place in the page,
and from that place a link leads back or the mark is repeated. Cross-references and tables of contents do neither.
"""

import re
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from corpus.typography import clean

__all__ = ["Anchors", "find_anchors"]

MARK_TEXT = re.compile(
    r"^[(\[]?\s*(?:(?:footnote|note|nota|fußnote)\s*)?(\d{1,4}(?:-\d{1,3})?|[*†‡]{1,4}|[a-z])\s*[)\]]?\.?$",
    re.IGNORECASE,
)
LONGEST_MARK = 30


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
    return anchors


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
    found = MARK_TEXT.match(clean(text))
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
