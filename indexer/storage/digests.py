"""Sizes and digests of all files of a generation, by which damage is found that no reader would meet."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from indexer.storage.damage import damaged

__all__ = ["Sealed", "changed", "check_sizes", "number_of", "seal"]

Sealed = Mapping[str, tuple[int, str]]  # path within the generation: size in bytes, sha256


def number_of(data: bytes) -> int:
    """Return a digest of bytes as a number of 64 bits."""
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


def seal(directory: Path) -> dict[str, tuple[int, str]]:
    """Return size and sha256 of every file, and have the system write all of them and their folders to the disk."""
    sealed = {}
    for path in _files(directory):
        _sync(path)
        sealed[path.relative_to(directory).as_posix()] = (path.stat().st_size, _sha256(path))
    for folder in [directory, *(path for path in directory.rglob("*") if path.is_dir())]:
        sync_folder(folder)
    return sealed


def check_sizes(directory: Path, sealed: Sealed) -> None:
    """Compare the sizes of all files, which takes no time.

    Raises:
        IndexStateError: a file is missing or has another size.
    """
    for name, (size, _) in sealed.items():
        try:
            held = (directory / name).stat().st_size
        except OSError as error:
            raise damaged(name) from error
        if held != size:
            raise damaged(name)


def changed(directory: Path, sealed: Sealed) -> list[str]:
    """Return the files that are missing or not what they were, by their sha256."""
    found = []
    for name, (size, sha256) in sealed.items():
        try:
            whole = (directory / name).stat().st_size == size and _sha256(directory / name) == sha256
        except OSError:
            whole = False
        if not whole:
            found.append(name)
    return found


def _files(directory: Path) -> Iterator[Path]:
    return (path for path in sorted(directory.rglob("*")) if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("r+b") as file:  # Windows syncs only what is open for writing
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have the system write the names in a folder to the disk, where it can (Windows cannot)."""
    try:
        held = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(held)
    finally:
        os.close(held)
