"""The texts of a clause in reading order: the one walk over points, for provisions, their records and their points."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

__all__ = ["Passage", "PointText", "PointedText", "passages", "printed_label", "walk_points"]

_COUNTED = re.compile(r"-(\d+)\Z")


class PointedText(Protocol):
    """A text with points below it: a provision, its record, or one of their points."""

    @property
    def text(self) -> str:
        """The words before the points."""

    @property
    def points(self) -> "Sequence[PointText]":
        """What stands below, in order."""

    @property
    def closing(self) -> str:
        """The words after the points."""


class PointText(PointedText, Protocol):
    """A point."""

    @property
    def label(self) -> str:
        """The label without brackets: as printed, but that a second "(b)" of one text is "b-2"."""

    @property
    def points(self) -> Sequence[Self]:
        """What stands below, in order."""


AnyPoint = TypeVar("AnyPoint", bound=PointText)


def walk_points(points: Iterable[AnyPoint], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], AnyPoint]]:
    """Yield every point at any depth in reading order, with the labels that lead to it: ("a", "i")."""
    for point in points:
        own = (*path, point.label)
        yield own, point
        yield from walk_points(point.points, own)


def printed_label(label: str) -> tuple[str, int]:
    """Return the label of a point as the treaty prints it, and which of those that it prints so is meant.

    >>> printed_label("b-2")
    ('b', 2)
    """
    counted = _COUNTED.search(label)
    return (label[: counted.start()], int(counted[1])) if counted else (label, 1)


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of a clause. `path` are the labels of the points down to it, none for the paragraph's own words.

    `closing` says that it is what follows the points of that place, and not its own words.
    """

    path: tuple[str, ...]
    text: str
    closing: bool = False

    @property
    def where(self) -> str:
        """The name of the text as in `Span.where`: "", "a.i", "closing", "a:closing"."""
        point = ".".join(self.path)
        return f"{point}:closing" if self.closing and point else "closing" if self.closing else point

    @property
    def label(self) -> str:
        """The label as printed before the text: "(i)", or nothing."""
        return f"({printed_label(self.path[-1])[0]})" if self.path and not self.closing else ""

    def labelled(self) -> str:
        """Return the text with its label before it."""
        return f"{self.label} {self.text}".strip()


def passages(clause: PointedText, path: tuple[str, ...] = ()) -> Iterator[Passage]:
    """Yield every text of a clause in reading order; a closing only where there is one."""
    yield Passage(path, clause.text)
    for point in clause.points:
        yield from passages(point, (*path, point.label))
    if clause.closing:
        yield Passage(path, clause.closing, closing=True)
