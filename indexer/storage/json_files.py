"""JSON files of an index, each with the sha256 of what it holds in its first line.

{"sha256": "…64 digits…",
"value": …}
"""

import hashlib
import os
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from indexer.storage.damage import damaged, of_other_version

__all__ = ["read_json", "write_json", "write_whole"]

Kept = TypeVar("Kept")

HEAD, MIDDLE, END = b'{"sha256": "', b'",\n"value": ', b"}\n"


def write_json(path: Path, value: Any) -> None:
    """Write a value; see `write_whole`."""
    body = msgspec.json.format(msgspec.json.encode(value), indent=1)
    write_whole(path, HEAD + hashlib.sha256(body).hexdigest().encode() + MIDDLE + body + END)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under a temporary name, wait until it is on the disk, and rename it."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)


def read_json(path: Path, kind: type[Kept]) -> Kept:
    """Return the value of a file, decoded by its type.

    Raises:
        IndexStateError: the file is missing or changed, or another version wrote it.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise damaged(path.name) from error
    start = len(HEAD) + 64 + len(MIDDLE)
    body = data[start : -len(END)]
    if data[:start] != HEAD + hashlib.sha256(body).hexdigest().encode() + MIDDLE or not data.endswith(END):
        raise damaged(path.name)
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:  # its digest is right
        raise of_other_version() from error
