"""ZIP archives, read within limits: a file of a few kilobytes can hold gigabytes."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from corpus.errors import ParseError

__all__ = ["LARGEST", "MEMBERS", "Archive"]

LARGEST = 64_000_000  # bytes of all members read: larger than any treaty
MEMBERS = 2000
# What damaged archives make zipfile raise, and what its decompressors do.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


class Archive:
    """The members of a ZIP archive, without folders. `name` is what messages call the file.

    Raises ParseError where it is broken, locked with a password or past the limits, which count over all reads.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name or "The file"
        self._left = LARGEST
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise ParseError("zip-broken", file=self._name, problem=error) from error
        listed = self._zip.infolist()
        if len(listed) > MEMBERS:
            raise ParseError("zip-too-large", file=self._name, members=MEMBERS, megabytes=LARGEST // 1_000_000)
        self._members = {info.filename: info for info in listed if not info.is_dir()}

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the members in the order of the archive."""
        return iter(self._members)

    def read(self, member: str) -> bytes:
        """Return the bytes of a member, b"" where there is none of this name."""
        info = self._members.get(member)
        if info is None:
            return b""
        if info.flag_bits & 1:
            raise ParseError("zip-locked", file=self._name)
        try:  # what an archive says of its sizes may be untrue
            with self._zip.open(info) as file:
                data = file.read(self._left + 1)
        except _BROKEN as error:
            raise ParseError("zip-broken", file=self._name, problem=error) from error
        self._left -= len(data)
        if self._left < 0:
            raise ParseError("zip-too-large", file=self._name, members=MEMBERS, megabytes=LARGEST // 1_000_000)
        return data
