"""The table of contents of an agreement's texts: whole where it is short, else one division at a time."""

from collections.abc import Sequence

from corpus.errors import NotFoundError
from indexer.manifest import AgreementReport, ContentsEntry

__all__ = ["SHORT", "WHOLE", "entries", "opened"]

SHORT = 60  # entries that the page of an agreement shows
WHOLE = 250  # entries that a page of their own shows


def entries(children: Sequence[ContentsEntry]) -> int:
    """Return how many divisions and articles stand in these, at any depth."""
    return sum(1 + entries(child.children) for child in children)


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
