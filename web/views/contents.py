"""The table of contents of an agreement's texts, and the way through it to a division and the articles in it."""

from collections.abc import Iterator, Sequence

from corpus.errors import NotFoundError
from indexer.manifest import AgreementReport, ContentsEntry

__all__ = ["SHORT", "articles_in", "entries", "opened", "place_of"]

SHORT = 60  # entries that the page of an agreement shows


def entries(children: Sequence[ContentsEntry]) -> int:
    """Return how many divisions and articles stand in these, at any depth."""
    return sum(1 + entries(child.children) for child in children)


def articles_in(children: Sequence[ContentsEntry]) -> Iterator[str]:
    """Yield the ids of the articles that stand in these, at any depth, in order."""
    for child in children:
        if child.id:
            yield child.id
        yield from articles_in(child.children)


def place_of(report: AgreementReport, language: str, article: str, kind: str = "") -> str:
    """Return the place, as `opened` reads it, of the innermost division that holds an article, or ""; of a `kind`."""

    def within(children: Sequence[ContentsEntry], place: str, found: str) -> str:
        for number, child in enumerate(children):
            if child.id == article:
                return found
            here = f"{place}.{number}"
            if child.children and (
                held := within(child.children, here, here if not kind or child.kind == kind else found)
            ):
                return held
        return ""

    return within(report.contents.get(language, ()), language, "")


def opened(report: AgreementReport, place: str) -> list[ContentsEntry]:
    """Return the divisions down to the one that an address opens ("en.3.0": by language and number at each depth).

    The first of them stands for the whole text. Raises NotFoundError where there is none such.
    """
    language, *numbers = place.split(".")
    path = [ContentsEntry(children=report.contents.get(language, ()))]
    for number in numbers:
        children = path[-1].children
        if not (number.isascii() and number.isdigit() and len(number) < 6 and int(number) < len(children)):
            raise NotFoundError("no-division")
        path.append(children[int(number)])
    if not path[-1].children:
        raise NotFoundError("no-division")
    return path
