"""One segment of the index, read: which documents hold a word, what it counts there, and where it stands.

`segment_writer` writes the file and says what the arrays hold. Documents and articles are numbered from 0 in each
segment; `base` and `article_base` shift them to what they are in the whole index. Small arrays are read whole when
they are first asked for, posting lists by the slice.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field

from corpus.errors import IndexStateError
from indexer.storage.arrays import ArrayFile, ArrayFileWriter, Strings
from indexer.storage.damage import of_other_version
from indexer.storage.json_files import read_json

__all__ = [
    "FIELD_SIZE",
    "Floats",
    "IndexState",
    "Ints",
    "Positions",
    "Segment",
    "copy_columns",
    "read_state",
    "run_starts",
    "segment_file",
]

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int64]

# A position is one number: the index of the field in `FIELDS` times FIELD_SIZE, plus how many words stand before it
# in the field.
FIELD_SIZE = 1 << 24
POSTINGS = frozenset({"docs", "counts", "position_starts", "positions", "fields", "lengths"})  # arrays of posting lists


def segment_file(directory: Path, name: str) -> Path:
    """Return the file of a segment; Whoosh knows it by the same name."""
    return directory / f"MAIN_{name}.arrays"


class IndexState(Struct, frozen=True, kw_only=True):
    """The segments of an index by name, with the agreements taken out of each, and how many documents it was given.

    The file of another version may hold no more than its number.
    """

    version: int
    segments: dict[str, list[str]] = field(default_factory=dict)
    documents: int = 0


State = TypeVar("State", bound=IndexState)


def read_state(path: Path, kind: type[State], version: int) -> State:
    """Return what a file says of an index.

    Raises:
        IndexStateError: there is no index, it is damaged, or another version wrote it.
    """
    if not path.parent.is_dir():
        raise IndexStateError("no-index", hint="build", path=path.parent)
    state = read_json(path, kind)
    if state.version != version:
        raise of_other_version()
    return state


def run_starts(*columns: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Return the rows at which any of the columns begins a new value: of 4, 4, 7, 7, 4 the rows 0, 2, 4."""
    first = np.zeros(len(columns[0]), dtype=bool)
    first[:1] = True
    for column in columns:
        first[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(first)


def copy_columns(source: Path, target: Path) -> None:
    """Copy a segment without its posting lists."""
    file = ArrayFile(source)
    with ArrayFileWriter(target) as out:
        for name in file.names:
            if name not in POSTINGS:
                out.add(name, file.read(name))
    file.close()


class Segment:
    """An open segment."""

    def __init__(self, path: Path, base: int = 0, article_base: int = 0) -> None:
        self.base, self.article_base = base, article_base
        self._file = ArrayFile(path)
        self._loaded: dict[str, Any] = {}
        self.size = self._file.length("number")
        self.articles_size = self._file.length("articles.ends") - 1

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def load(self, name: str) -> Any:
        """Read one array, once."""
        if name not in self._loaded:
            self._loaded[name] = self._file.read(name)
        return self._loaded[name]

    def strings(self, name: str) -> Strings:
        """Read a list of strings, once."""
        key = f"{name}.strings"
        if key not in self._loaded:
            self._loaded[key] = Strings(self._file, name)
        found: Strings = self._loaded[key]
        return found

    @property
    def words(self) -> Strings:
        """The folded words, sorted by their bytes."""
        return self.strings("words")

    @property
    def ids(self) -> Strings:
        """The id of each document."""
        return self.strings("ids")

    @property
    def articles(self) -> Strings:
        """The id of each article."""
        return self.strings("articles")

    @cached_property
    def _starts(self) -> list[int]:
        starts: list[int] = self._file.read("starts").tolist()
        return starts

    def taken_out(self, agreements: Collection[str]) -> npt.NDArray[np.bool_]:
        """Mark the documents of some agreements."""
        values = self.strings("agreement_values")
        marked = np.zeros(self.size, dtype=bool)
        gone = [code for code, value in enumerate(values) if value in agreements]
        marked[self.load("agreement_docs")[np.isin(self.load("agreement_codes"), gone)]] = True
        return marked

    # Words

    def word(self, word: str) -> list[int]:
        """Return the number of a folded word, or nothing."""
        at = self.words.bisect(word)
        return [at] if at < len(self.words) and self.words[at] == word else []

    def family(self, name: str, language: str) -> list[int]:
        """Return the numbers of the words of a family."""
        names = self.strings(f"families_{language}")
        at = names.bisect(name)
        if at == len(names) or names[at] != name:
            return []
        starts, members = self.load(f"family_starts_{language}"), self.load(f"family_words_{language}")
        return members[starts[at] : starts[at + 1]].tolist()  # type: ignore[no-any-return]

    def fields(self, number: int) -> int:
        """Return a bit for each field of `FIELDS` that holds a word."""
        return int(self.load("fields")[number])

    def prefix(self, prefix: str) -> range:
        """Return the numbers of the words that begin with a prefix."""
        return range(self.words.bisect(prefix), self.words.bisect(f"{prefix}\U0010ffff"))

    def frequency(self, number: int) -> int:
        """Count the documents that hold a word."""
        return self._starts[number + 1] - self._starts[number]

    # Postings

    def postings(self, numbers: Sequence[int]) -> tuple[Ints, Floats]:
        """Return the documents (numbered through all segments) that hold some words, and what each counts there.

        The documents are in order where it is one word, else in order for each of the words.
        """
        runs = list(self._runs(numbers))
        docs = [self._file.read("docs", *run) for run in runs] or [np.zeros(0, dtype=np.int32)]
        counts = [self._file.read("counts", *run) for run in runs] or [np.zeros(0, dtype=np.float32)]
        return _joined(docs) + np.int32(self.base), _joined(counts)

    def positions(self, numbers: Sequence[int]) -> Positions:
        """Return where some words stand, each as document times 2**32 plus position, in order for each word."""
        found = [np.zeros(0, dtype=np.int64)]
        for first, last in self._runs(numbers):
            edges = self._file.read("position_starts", first, last + 1)
            docs = self._file.read("docs", first, last).astype(np.int64) + self.base
            positions = self._file.read("positions", int(edges[0]), int(edges[-1]))
            found.append((np.repeat(docs, np.diff(edges)) << 32) + positions)
        positions_of_all: Positions = _joined(found[1:] or found)
        return positions_of_all

    def _runs(self, numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Yield the first row and the one after the last of words that stand together."""
        first = last = -1
        for number in sorted(numbers):
            if self._starts[number] != last:
                if last > first:
                    yield first, last
                first = self._starts[number]
            last = self._starts[number + 1]
        if last > first:
            yield first, last


def _joined(found: Sequence[npt.NDArray[Any]]) -> Any:
    return found[0] if len(found) == 1 else np.concatenate(found)
