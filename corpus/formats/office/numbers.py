"""The numbers that a word processor prints before the paragraphs of a list; the file holds only how they are made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.numbering import as_roman

__all__ = ["Counter", "ListLevel", "figure"]


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How one level of a list is numbered: `form` as `figure` takes it, `text` with "%1" for the number of level 1."""

    form: str
    text: str
    start: int = 1


@dataclass(slots=True)
class Counter:
    """Counts through one list; `levels` begin at 0."""

    levels: Mapping[int, ListLevel]
    _counts: dict[int, int] = field(default_factory=dict)

    def next(self, depth: int) -> str:
        """Return the label of the next paragraph at a depth, "" where the level prints no number."""
        level = self.levels.get(depth)
        if level is None:
            return ""
        self._counts[depth] = self._counts.get(depth, level.start - 1) + 1
        for deeper in [each for each in self._counts if each > depth]:
            del self._counts[deeper]
        if not figure(1, level.form):
            return ""
        label = level.text
        for each in range(depth, -1, -1):
            above = self.levels.get(each, level)
            label = label.replace(f"%{each + 1}", figure(self._counts.get(each, above.start), above.form))
        return label


def figure(number: int, form: str) -> str:
    """Return a number as a list prints it: `form` is "1", "a", "A", "i" or "I"; "" for any other, such as a bullet."""
    if form == "1" or number < 1:
        return str(number)
    if form in {"a", "A"}:  # after z comes aa, then bb
        letters = chr(ord(form) + (number - 1) % 26)
        return letters * min(1 + (number - 1) // 26, 9)
    if form in {"i", "I"}:
        return as_roman(number) if form == "i" else as_roman(number).upper()
    return ""
