"""The records of an index: one JSON object a line, found by number, each compared with its digest when it is read.

Records are written in batches, one for each build that adds any; numbers go on from batch to batch. A batch is
never changed: an incremental build links those before it, and the records of agreements that it replaces stay in
them and are named by nobody.

    records-0.jsonl     the records
    records-0.arrays    `ids`, `ends` (in bytes) and `digests` (BLAKE2b, 8 bytes) of each
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import Any, Self
from weakref import finalize

import numpy as np

from indexer.storage.arrays import ArrayFile, ArrayFileWriter, Strings
from indexer.storage.damage import damaged
from indexer.storage.digests import number_of
from indexer.storage.links import link

__all__ = ["RecordReader", "RecordWriter", "link_batches"]


class RecordWriter:
    """Writes one batch of records. Use it as a context."""

    def __init__(self, directory: Path, batch: int) -> None:
        self._path = directory / f"records-{batch}.jsonl"
        self._ids: list[str] = []
        self._ends, self._digests = array("q", [0]), array("Q")

    def __enter__(self) -> Self:
        self._out = self._path.open("wb")
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._out.close()
        if kind is None:
            with ArrayFileWriter(self._path.with_suffix(".arrays")) as out:
                out.add_strings("ids", self._ids)
                out.add("ends", np.array(self._ends, dtype="<i8"))
                out.add("digests", np.array(self._digests, dtype="<u8"))

    def add(self, identifier: str, record: bytes) -> None:
        """Write one record: JSON without a line end."""
        self._out.write(record + b"\n")
        self._ids.append(identifier)
        self._ends.append(self._ends[-1] + len(record) + 1)
        self._digests.append(number_of(record))


class _Batch:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._arrays = ArrayFile(path.with_suffix(".arrays"))
        self._ends: Any = self._arrays.read("ends")
        self._digests: Any = self._arrays.read("digests")
        self._lock = Lock()
        try:
            self._file = path.open("rb", buffering=0)
        except OSError as error:
            raise damaged(path.name) from error
        self._close = finalize(self, self._file.close)
        self.size = len(self._digests)

    def read(self, number: int) -> bytes:
        start, end = int(self._ends[number]), int(self._ends[number + 1])
        with self._lock:
            self._file.seek(start)
            record = (self._file.read(end - start) or b"")[:-1]
        if number_of(record) != int(self._digests[number]):
            raise damaged(self._path.name)
        return record

    def ids(self) -> Strings:
        return Strings(self._arrays, "ids")

    def close(self) -> None:
        self._close()
        self._arrays.close()


class RecordReader:
    """The records of a generation. It may be used from several threads."""

    def __init__(self, directory: Path, batches: int) -> None:
        self._batches = [_Batch(directory / f"records-{batch}.jsonl") for batch in range(batches)]
        self._firsts = [0]
        for batch in self._batches:
            self._firsts.append(self._firsts[-1] + batch.size)

    def __len__(self) -> int:
        return self._firsts[-1]

    def read(self, number: int) -> bytes:
        """Return one record as JSON.

        Raises:
            IndexStateError: it is not what was written.
        """
        if not 0 <= number < len(self):
            raise damaged()
        batch = bisect_right(self._firsts, number) - 1
        return self._batches[batch].read(number - self._firsts[batch])

    def ids(self, extents: Iterable[range]) -> dict[str, int]:
        """Return numbers of records by id, for those in some ranges of numbers."""
        names = [name for batch in self._batches for name in batch.ids()]
        return {names[number]: number for extent in extents for number in extent}

    def close(self) -> None:
        """Close the files."""
        for batch in self._batches:
            batch.close()


def link_batches(source: Path, target: Path, batches: int) -> None:
    """Put the batches of one generation into the folder of another."""
    for batch in range(batches):
        for ending in ("jsonl", "arrays"):
            link(source / f"records-{batch}.{ending}", target / f"records-{batch}.{ending}")
