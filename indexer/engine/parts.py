"""The arrays of one part of an index, read where they lie. Light: numpy takes longer to import than a search.

`postings` writes them and says what they hold. Numbers of documents and articles in the files begin at 0 in each part;
`base` and `article_base` shift them to what they are in the whole index.
"""

import mmap
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

__all__ = ["FIELD_SIZE", "Part", "Strings", "frequency", "mapped", "vocabulary"]

FIELD_SIZE = 1 << 24
FORMATS = {b"i4": "i", b"i8": "q", b"u8": "Q", b"u1": "B", b"f4": "f"}  # of numpy, and of memoryview


def mapped(path: Path) -> memoryview:
    """Map a `.npy` file as one row of numbers.

    The header is that of version 1.0 of the format: its length in the bytes 8 and 9, then a dictionary in Python's
    notation whose first value is the type, as in ``{'descr': '<i4', …}``.
    """
    with path.open("rb") as file:
        whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    start = 10 + int.from_bytes(whole[8:10], "little")
    kind = bytes(whole[10:start]).split(b"'")[3]
    return whole[start:].cast(FORMATS[kind[1:]])  # type: ignore[call-overload, no-any-return]


class Strings(Sequence[str]):
    """A sequence of strings in two mapped files; sorted ones can be searched by bisection."""

    def __init__(self, directory: Path, name: str) -> None:
        self._ends = mapped(directory / f"{name}.ends.npy")
        self._bytes = mapped(directory / f"{name}.npy")

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, index: Any) -> Any:
        return self.encoded(index).decode()

    def encoded(self, index: int) -> bytes:
        """Give one string as it is stored."""
        return bytes(self._bytes[self._ends[index] : self._ends[index + 1]])

    def bisect(self, wanted: str) -> int:
        """Give the number of the first string that is not below `wanted`."""
        low, high, sought = 0, len(self), wanted.encode()
        while low < high:
            middle = (low + high) // 2
            if self.encoded(middle) < sought:
                low = middle + 1
            else:
                high = middle
        return low


class Part:
    """One part; each array is mapped when it is first asked for."""

    def __init__(self, directory: Path, base: int, article_base: int) -> None:
        self.directory, self.base, self.article_base = directory, base, article_base
        self._loaded: dict[str, Any] = {}
        self._families: dict[str, tuple[Strings, Any, Any]] = {}

    def load(self, name: str) -> Any:
        """Map one array, once."""
        if name not in self._loaded:
            self._loaded[name] = self.view(mapped(self.directory / f"{name}.npy"))
        return self._loaded[name]

    def view(self, numbers: memoryview) -> Any:
        """Give the numbers of an array in the form that `load` hands out."""
        return numbers

    def pairs(self, facet: str) -> tuple[Any, Any]:
        """Map who has which value of a facet: documents in order, and the number of a value for each."""
        both = self.load(f"{facet}_pairs")
        return both[::2], both[1::2]

    @cached_property
    def words(self) -> Strings:
        """The folded words, sorted by their bytes."""
        return Strings(self.directory, "words")

    @cached_property
    def ids(self) -> Strings:
        """The id of each document."""
        return Strings(self.directory, "ids")

    @cached_property
    def articles(self) -> Strings:
        """The id of each article."""
        return Strings(self.directory, "articles")

    @cached_property
    def starts(self) -> Any:
        """The row of `docs` and `counts` where each word's begin."""
        return self.load("starts")

    @cached_property
    def docs(self) -> Any:
        """The documents that hold a word, in order."""
        return self.load("docs")

    @cached_property
    def counts(self) -> Any:
        """What the word counts in each."""
        return self.load("counts")

    @cached_property
    def places(self) -> Any:
        """Where the words stand."""
        return self.load("places")

    @cached_property
    def place_starts(self) -> Any:
        """The row of `places` where each row's of `docs` begin."""
        return self.load("place_starts")

    def word(self, word: str) -> list[int]:
        """Give the number of a folded word, or nothing."""
        at = self.words.bisect(word)
        return [at] if at < len(self.words) and self.words[at] == word else []

    def family(self, name: str, language: str) -> list[int]:
        """Give the numbers of the words of a family."""
        if language not in self._families:
            self._families[language] = (
                Strings(self.directory, f"families_{language}"),
                self.load(f"family_starts_{language}"),
                self.load(f"family_words_{language}"),
            )
        names, starts, members = self._families[language]
        at = names.bisect(name)
        if at == len(names) or names[at] != name:
            return []
        return members[starts[at] : starts[at + 1]].tolist()  # type: ignore[no-any-return]

    def prefix(self, prefix: str) -> range:
        """Give the numbers of the words that begin with a prefix."""
        return range(self.words.bisect(prefix), self.words.bisect(f"{prefix}\U0010ffff"))

    def frequency(self, number: int) -> int:
        """Count the documents that hold a word."""
        return int(self.starts[number + 1] - self.starts[number])


def vocabulary(parts: Sequence[Part], prefix: str, limit: int) -> tuple[tuple[str, int], ...]:
    """Give words that begin with a prefix and how many documents hold each, most frequent first."""
    counts: dict[str, int] = {}
    for part in parts:
        for number in part.prefix(prefix):
            word = part.words[number]
            counts[word] = counts.get(word, 0) + part.frequency(number)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])


def frequency(parts: Sequence[Part], word: str) -> int:
    """Count the documents that hold a folded word."""
    return sum(part.frequency(number) for part in parts for number in part.word(word))
