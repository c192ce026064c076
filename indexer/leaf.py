"""Provisions as they are printed: one row of words with labels, and the way back from each word to its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from indexer.analysis import fold
from indexer.wording import read

__all__ = ["Leaf", "View", "leaves"]

Record = Mapping[str, Any]


@dataclass(slots=True)
class Leaf:
    """Words in reading order. `between[n]` stands before word `n`; `places[n]` is the id of the text that holds it.

    `labels` are the numbers of the words that are labels ("a" of "(a)"): the same text is quoted with and without.
    """

    words: list[str] = field(default_factory=list)
    between: list[str] = field(default_factory=lambda: [""])
    places: list[str] = field(default_factory=list)
    labels: set[int] = field(default_factory=set)

    def add(self, text: str, place: str, *, label: bool = False) -> None:
        """Put a text at the end."""
        wording = read(text)
        if label:
            self.labels.update(range(len(self.words), len(self.words) + len(wording.words)))
        first, *others = wording.between
        space = " " if self.words or self.between[-1] else ""
        self.between[-1] = f"{self.between[-1].rstrip()}{space}{first.lstrip()}"
        self.between += others
        self.words += wording.words
        self.places += [place] * len(wording.words)

    def views(self) -> Iterator["View"]:
        """Yield the leaf with its labels and, where it has any, without them."""
        yield View(self, tuple(range(len(self.words))))
        if self.labels:
            yield View(self, tuple(number for number in range(len(self.words)) if number not in self.labels))


@dataclass(frozen=True)
class View:
    """The words of a leaf that count: `numbers` are theirs in the leaf."""

    leaf: Leaf
    numbers: tuple[int, ...]

    @cached_property
    def words(self) -> list[str]:
        """The folded words."""
        return [fold(self.leaf.words[number]) for number in self.numbers]

    @cached_property
    def row(self) -> str:
        """The folded words as one string, a space around each."""
        return f" {' '.join(self.words)} "

    def between(self, number: int) -> str:
        """Return what stands before a word of the view, or after its last; of labels left out nothing stays."""
        here = self.numbers[number] if number < len(self.numbers) else len(self.leaf.words)
        before = self.numbers[number - 1] if number else -1
        if here == before + 1:
            return self.leaf.between[here]
        first, last = self.leaf.between[before + 1], self.leaf.between[here]
        return f"{first.replace('(', '').rstrip()} {last.lstrip(').').lstrip()}"

    def beside_label(self, number: int) -> bool:
        """Say whether a label stands directly before or after what is before a word, in the view or left out of it."""
        return bool(self.leaf.labels & set(range(self.numbers[number - 1], self.numbers[number] + 1)))

    def left_out(self, start: int, end: int) -> bool:
        """Say whether labels between the words from `start` up to `end` are not in the view."""
        return self.numbers[end - 1] - self.numbers[start] > end - 1 - start

    def text(self, start: int, end: int) -> str:
        """Return the words from `start` up to `end` with what stands between them."""
        opening = "(" if self.numbers[start] in self.leaf.labels and self.between(start).endswith("(") else ""
        rest = (f"{self.between(n)}{self.leaf.words[self.numbers[n]]}" for n in range(start + 1, end))
        return opening + self.leaf.words[self.numbers[start]] + "".join(rest)

    def find(self, words: Sequence[str], start: int = 0) -> int:
        """Return where folded words stand together first, from word `start` on, or -1."""
        offset = sum(map(len, self.words[:start])) + start if start else 0
        at = self.row.find(f" {' '.join(words)} ", offset)
        return self.row.count(" ", 0, at) if at >= 0 else -1


def leaves(records: Sequence[Record]) -> Iterator[Leaf]:
    """Yield provisions that follow each other as one leaf, then each footnote and title as a leaf of its own."""
    main = Leaf()
    for record in records:
        if record["label"]:
            main.add(f"{record['label']}.", record["id"], label=True)
        _add(main, record, record["id"], "")
    yield main
    for record in records:
        for note in record["footnotes"]:
            leaf = Leaf()
            leaf.add(note["text"], f"{record['id']}#{note['mark']}")
            yield leaf
    title = records[0]["headings"][-1]["title"] if records[0]["headings"] else ""
    if title:
        leaf = Leaf()
        leaf.add(title, records[0]["article"])
        yield leaf


def _add(leaf: Leaf, part: Record, identifier: str, path: str) -> None:
    place = f"{identifier}.{path}" if path else identifier
    leaf.add(part["text"], place)
    for point in part["points"]:
        inner = f"{path}.{point['label']}" if path else point["label"]
        leaf.add(f"({point['label']})", f"{identifier}.{inner}", label=True)
        _add(leaf, point, identifier, inner)
    leaf.add(part["closing"], place)
