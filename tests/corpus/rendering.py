"""A parsed treaty as plain text again: what the tests compare with the text that was read."""

import re
from collections.abc import Iterator

from corpus.model import Article, Division, Document, Point, Provision

__all__ = ["render", "words_in_order"]


def render(document: Document) -> str:
    """Return the document in the layout of plain text: a heading, a paragraph or a point a line."""
    return "\n".join(_children(document.children))


def words_in_order(document: Document) -> Iterator[str]:
    """Yield numbers, titles, labels and texts in reading order, as printed, without the notes."""
    yield from _in_order(document.children, ("", ""))


def _in_order(children: tuple[Division | Article, ...], above: tuple[str, str]) -> Iterator[str]:
    for child in children:
        own = (child.number, child.title)
        if isinstance(child, Division) and child.kind == "footnotes":
            continue
        if own != above or isinstance(child, Division):
            yield from own
        if isinstance(child, Division):
            yield from _in_order(child.children, own)
            continue
        bare: tuple[str, ...] = ()
        for provision in child.provisions:
            titles = tuple(heading.title for heading in provision.headings if heading.kind == "heading")
            if titles != bare:
                yield from titles
            bare = titles
            yield from (provision.label, provision.text)
            yield from _points_in_order(provision.points)
            yield provision.closing


def _points_in_order(points: tuple[Point, ...]) -> Iterator[str]:
    for point in points:
        yield from (re.sub(r"-\d+$", "", point.label), point.text)
        yield from _points_in_order(point.points)
        yield point.closing


def _children(children: tuple[Division | Article, ...]) -> Iterator[str]:
    for child in children:
        if isinstance(child, Division):
            yield f"{child.kind.upper()} {child.number}: {child.title}"
            yield from _children(child.children)
        else:
            if child.number:
                yield f"Article {child.number}: {child.title}"
            for provision in child.provisions:
                yield from _provision(provision)


def _provision(provision: Provision) -> Iterator[str]:
    label = f"{provision.label}. " if provision.label else ""
    if label or provision.text:
        yield f"{label}{provision.text}"
    yield from _points(provision.points)
    if provision.closing:
        yield provision.closing


def _points(points: tuple[Point, ...]) -> Iterator[str]:
    for point in points:
        yield f"({point.label}) {point.text}"
        yield from _points(point.points)
        if point.closing:
            yield point.closing
