"""The table of contents of an agreement's texts: whole where it is short, else one division at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from corpus.errors import NotFoundError

__all__ = ["SHORT", "WHOLE", "entries", "opened"]

Entry = Mapping[str, Any]

SHORT = 60  # entries that the page of an agreement shows
WHOLE = 250  # entries that a page of their own shows


def entries(children: Sequence[Entry]) -> int:
    """Return how many divisions and articles stand in these, at any depth."""
    return sum(1 + entries(child.get("children", ())) for child in children)


def opened(report: Mapping[str, Any], place: str) -> list[Entry]:
    """Return the divisions down to the one that an address opens ("en.3.0": by language and number at each depth).

    The first of them stands for the whole text. Raises NotFoundError where there is none such.
    """
    language, *numbers = place.split(".")
    text = report.get("texts", {}).get(language, {})
    path: list[Entry] = [{"kind": "", "number": "", "title": "", "children": text.get("contents", ())}]
    for number in numbers:
        children = path[-1].get("children", ())
        if not (number.isascii() and number.isdigit() and len(number) < 6 and int(number) < len(children)):
            raise NotFoundError("no-division")
        path.append(children[int(number)])
    if not path[-1].get("children"):
        raise NotFoundError("no-division")
    return path
