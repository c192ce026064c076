"""A parsed treaty as plain text again: what the tests compare with the text that was read."""

from collections.abc import Iterator

from corpus.model import Article, Division, Document, Point, Provision

__all__ = ["render", "words_in_order"]


def render(document: Document) -> str:
    """Return the document in the layout of plain text: a heading, a paragraph or a point a line."""
    return "\n".join(_children(document.children))


def words_in_order(document: Document) -> Iterator[str]:
    """Yield the words of all provisions in reading order, without headings, labels and notes."""
    for provision in document.provisions():
        for where, text in provision.texts():
            if not where.startswith("note:"):
                yield from text.split()


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
