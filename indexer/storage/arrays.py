"""Named arrays of numbers in one file, in blocks whose checksums are compared whenever a block is read.

    arrays       one behind the other, each beginning at a multiple of 8 bytes, little-endian
    checksums    a CRC-32 for each block of BLOCK bytes of the arrays
    contents     JSON: {name: [type, offset in bytes, count]}
    tail         TAIL: length of the arrays, length of the contents, CRC-32 of checksums and contents, MAGIC

Nothing is mapped: a slice is read into memory, so a file that is cut short under a running server is an error and
not the end of the process, and a flipped bit is an error and not a wrong answer.
"""

import json
import struct
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Self, overload
from weakref import finalize

import numpy as np
import numpy.typing as npt

from indexer.storage.damage import damaged

__all__ = ["ArrayFile", "ArrayFileWriter", "Strings"]

BLOCK = 1 << 14
TAIL = struct.Struct("<QII8s")
MAGIC = b"CLAUSUL1"


class ArrayFileWriter:
    """Writes arrays one after the other. Use it as a context: the file is whole when it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._contents: dict[str, tuple[str, int, int]] = {}
        self._checksums = array("I")
        self._checksum = 0  # of the block begun
        self._length = 0

    def __enter__(self) -> Self:
        self._out = self._path.open("wb")
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._finish()
        self._out.close()

    def add(self, name: str, numbers: npt.NDArray[Any]) -> None:
        """Write one array of one dimension."""
        numbers = np.ascontiguousarray(numbers)
        numbers = numbers.astype(numbers.dtype.newbyteorder("<"), copy=False)
        self._write(memoryview(bytes(-self._length % 8)))
        self._contents[name] = (numbers.dtype.str, self._length, len(numbers))
        self._write(numbers.data.cast("B") if len(numbers) else memoryview(b""))

    def add_strings(self, name: str, strings: Iterable[str]) -> None:
        """Write strings, to be read as `Strings`."""
        encoded = [string.encode() for string in strings]
        self.add(f"{name}.ends", np.cumsum([0, *map(len, encoded)], dtype=np.int64))
        self.add(name, np.frombuffer(b"".join(encoded), dtype=np.uint8))

    def _write(self, data: memoryview) -> None:
        self._out.write(data)
        while data:
            piece = data[: BLOCK - self._length % BLOCK]
            self._checksum = zlib.crc32(piece, self._checksum)
            self._length += len(piece)
            if self._length % BLOCK == 0:
                self._end_block()
            data = data[len(piece) :]

    def _end_block(self) -> None:
        self._checksums.append(self._checksum)
        self._checksum = 0

    def _finish(self) -> None:
        if self._length % BLOCK:
            self._end_block()
        checksums = np.array(self._checksums, dtype="<u4").tobytes()
        contents = json.dumps(self._contents).encode()
        self._out.write(checksums + contents)
        self._out.write(TAIL.pack(self._length, len(contents), zlib.crc32(checksums + contents), MAGIC))


class ArrayFile:
    """An open file of arrays. It may be used from several threads.

    Raises:
        IndexStateError: the file is missing, cut short or changed; on opening, or when the place is read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        try:
            self._file = path.open("rb", buffering=0)
            size = path.stat().st_size
        except OSError as error:
            raise damaged(path.name) from error
        self.close = finalize(self, self._file.close)  # what was read stays
        if size < TAIL.size:
            raise damaged(path.name)
        self._length, contents, checksum, magic = TAIL.unpack(self._bytes(size - TAIL.size, size))
        blocks = -(-self._length // BLOCK)
        if magic != MAGIC or self._length + 4 * blocks + contents + TAIL.size != size:
            raise damaged(path.name)
        described = self._bytes(self._length, size - TAIL.size)
        if zlib.crc32(described) != checksum:
            raise damaged(path.name)
        self._checksums: list[int] = np.frombuffer(described[: 4 * blocks], dtype="<u4").tolist()
        self._contents: dict[str, tuple[str, int, int]] = json.loads(described[4 * blocks :])

    @property
    def names(self) -> Sequence[str]:
        """The names of the arrays, in the order in which they were written."""
        return tuple(self._contents)

    def length(self, name: str) -> int:
        """Return how many numbers an array holds."""
        return self._contents[name][2]

    def read(self, name: str, first: int = 0, last: int | None = None) -> npt.NDArray[Any]:
        """Return the numbers `first` to `last` of an array, by default all."""
        kind, offset, count = self._contents[name]
        last = count if last is None else last
        if not 0 <= first <= last <= count:
            raise damaged(self._path.name)
        size = np.dtype(kind).itemsize
        return np.frombuffer(self._checked(offset + first * size, offset + last * size), dtype=kind)

    def _checked(self, start: int, end: int) -> memoryview:
        """Read bytes with all blocks that they lie in, and compare the checksums of these."""
        block = start // BLOCK
        data = memoryview(self._bytes(block * BLOCK, min(-(-end // BLOCK) * BLOCK, self._length)))
        for number, at in enumerate(range(0, len(data), BLOCK), start=block):
            if zlib.crc32(data[at : at + BLOCK]) != self._checksums[number]:
                raise damaged(self._path.name)
        return data[start - block * BLOCK : end - block * BLOCK]

    def _bytes(self, start: int, end: int) -> bytes:
        with self._lock:
            self._file.seek(start)
            data = self._file.read(max(end - start, 0))
        if data is None or len(data) < end - start:
            raise damaged(self._path.name)
        return data


class Strings(Sequence[str]):
    """Strings that `ArrayFileWriter.add_strings` wrote; sorted ones can be searched by bisection."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._ends: list[int] = file.read(f"{name}.ends").tolist()
        self._bytes = file.read(name).tobytes()

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        return self.encoded(index).decode()

    def encoded(self, index: int) -> bytes:
        """Return one string as it is stored."""
        return self._bytes[self._ends[index] : self._ends[index + 1]]

    def bisect(self, wanted: str) -> int:
        """Return the number of the first string that is not below `wanted` (by their bytes)."""
        return bisect_left(range(len(self)), wanted.encode(), key=self.encoded)
