"""The snapshot store: bytes as they were received, each with a JSON record of where they came from.

Layout: ``snapshots/<agreement>/<language>-<publisher>-<first 12 of sha256>.<ext>`` and the record beside it as
``.json``. The record is written last, and both are written under a temporary name first, so that whatever has a record
is whole.
"""

import contextlib
import errno
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import structs

from corpus.errors import IntegrityError, StoreError
from corpus.model import Agreement, Snapshot, Source

__all__ = ["Held", "SnapshotStore"]

_EXTENSIONS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/xhtml+xml": "xhtml",
    "application/xml": "xml",
    "application/zip": "zip",
    "text/html": "html",
    "text/markdown": "md",
    "text/plain": "txt",
    "text/xml": "xml",
}
_STALE = 24 * 3600  # seconds


class Held:
    """The newest snapshots of an agreement, read once, for whoever adds many texts to it."""

    def __init__(self, snapshots: Iterable[Snapshot]) -> None:
        """Take snapshots, the newest last."""
        self._newest: dict[tuple[str, ...], Snapshot] = {}
        self.hashes: set[str] = set()
        for snapshot in snapshots:
            self.add(snapshot)

    def add(self, snapshot: Snapshot) -> None:
        """Take a snapshot that is newer than all before."""
        # A dictionary keeps the place of the first, so the chapters of an agreement stay in the order they came in.
        self._newest[_place(snapshot.source, snapshot.original_name)] = snapshot
        self.hashes.add(snapshot.sha256)

    def newest(self, source: Source, original_name: str = "") -> Snapshot | None:
        """Return the newest snapshot of the place that `source` names; local files have no address, but names."""
        return self._newest.get(_place(source, original_name))

    def all_newest(self) -> list[Snapshot]:
        """Return the newest snapshot of each place, first received first."""
        return list(self._newest.values())


class SnapshotStore:
    """The snapshots under `root`. Nothing is deleted but by `forget`; older snapshots stay beside newer ones.

    A record that is damaged is no snapshot: `damaged` names it, and all others are there.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._swept: set[Path] = set()

    def add(
        self,
        source: Source,
        data: bytes,
        *,
        how: Literal["fetch", "import"],
        retrieved_at: datetime,
        final_url: str = "",
        etag: str = "",
        last_modified: str = "",
        status: int = 0,
        headers: Mapping[str, str] | None = None,
        language_asked: str = "",
        original_name: str = "",
        agreement: Agreement | None = None,
        held: Held | None = None,
    ) -> Snapshot:
        """Keep `data` as a snapshot of `source` and return it; the same bytes of the same source are kept once.

        `retrieved_at` must carry a time zone. `agreement` describes an agreement that the catalogue does not know.
        `held` is what the agreement has, for a caller that adds many; the snapshot is added to it.
        Raises StoreError when the folder cannot be written; what was held before is untouched then.
        """
        if not data:
            raise StoreError("nothing-to-keep", text=source.url or original_name)
        _check_readable(source, agreement)
        sha256 = hashlib.sha256(data).hexdigest()
        held = held or self.held(source.agreement)
        newest = held.newest(source, original_name)
        if newest and newest.sha256 == sha256 and self._is_whole(newest):
            return newest
        snapshot = Snapshot(
            source=source,
            sha256=sha256,
            size=len(data),
            retrieved_at=retrieved_at.astimezone(UTC),
            path=self._free_path(source, sha256, _extension(source, headers or {}, original_name)),
            how=how,
            final_url=final_url,
            etag=etag,
            last_modified=last_modified,
            status=status,
            headers=dict(headers or {}),
            language_asked=language_asked,
            original_name=original_name,
            agreement=agreement,
        )
        self._write(snapshot, data)
        held.add(snapshot)
        return snapshot

    def snapshots(self, agreement: str | None = None) -> list[Snapshot]:
        """Return what is held, of one agreement or of all, newest last."""
        found = [record for record in self._records(agreement) if isinstance(record, Snapshot)]
        return sorted(found, key=lambda snapshot: (snapshot.retrieved_at, snapshot.path))

    def damaged(self) -> dict[str, list[StoreError]]:
        """Return what is wrong with the records that cannot be read, by agreement; each error names its file."""
        found: dict[str, list[StoreError]] = {}
        for record in self._records(None):
            if isinstance(record, StoreError):
                found.setdefault(Path(str(record.values["path"])).parent.name, []).append(record)
        return found

    def held(self, agreement: str | None = None) -> Held:
        """Return what is held of an agreement, or of all, as it is now."""
        return Held(self.snapshots(agreement))

    def latest(self, agreement: str | None = None) -> list[Snapshot]:
        """Return the newest snapshot of each agreement, language, publisher and address, first received first.

        Local files have no address: those of different names are different texts.
        """
        return self.held(agreement).all_newest()

    def newest(self, source: Source) -> Snapshot | None:
        """Return the newest snapshot of the address that `source` names, None without one that is whole."""
        found = self.held(source.agreement).newest(source)
        return found if found and self._is_whole(found) else None

    def _is_whole(self, snapshot: Snapshot) -> bool:
        with contextlib.suppress(StoreError, IntegrityError):
            self.read(snapshot)
            return True
        return False

    def read(self, snapshot: Snapshot) -> bytes:
        """Return the bytes of `snapshot`. Raises IntegrityError when they are not those that were received."""
        path = self.root / snapshot.path
        try:
            data = path.read_bytes()
        except OSError as error:
            raise StoreError("not-readable", hint="bring-again", path=path, problem=error.strerror) from error
        if hashlib.sha256(data).hexdigest() != snapshot.sha256:
            raise IntegrityError("snapshot-changed", hint="bring-again", path=path)
        return data

    def agreements(self) -> dict[str, Agreement]:
        """Return the agreements that came with their texts because the catalogue does not know them, by id."""
        return {each.agreement.id: each.agreement for each in self.snapshots() if each.agreement}

    def forget(self, snapshots: Iterable[Snapshot]) -> None:
        """Delete snapshots, the record of each before its bytes. Raises StoreError when that cannot be done."""
        for snapshot in snapshots:
            path = self.root / snapshot.path
            try:
                path.with_suffix(".json").unlink(missing_ok=True)
                path.unlink(missing_ok=True)
                with contextlib.suppress(OSError):  # others are there
                    path.parent.rmdir()
            except OSError as error:
                raise _store_error(error, path) from error

    def _records(self, agreement: str | None) -> Iterator[Snapshot | StoreError]:
        try:
            paths = sorted(self.root.glob(f"{agreement or '*'}/[!.]*.json"))
        except OSError as error:
            raise _store_error(error, self.root) from error
        for path in paths:
            try:
                yield _record(path)
            except StoreError as error:
                yield error

    def _free_path(self, source: Source, sha256: str, extension: str) -> str:
        """Return a path for the bytes; two addresses that serve the same bytes do not share one."""
        stem = f"{source.language}-{source.publisher}-{sha256[:12]}"
        record = self.root / source.agreement / f"{stem}.json"
        if record.exists():
            owner = _record(record)
            if _place(owner.source) != _place(source):
                stem += f"-{hashlib.sha256(source.url.encode()).hexdigest()[:8]}"
            else:
                extension = PurePosixPath(owner.path).suffix[1:]
        return f"{source.agreement}/{stem}.{extension}"

    def _write(self, snapshot: Snapshot, data: bytes) -> None:
        path = self.root / snapshot.path
        record = msgspec.json.encode(structs.replace(snapshot, path=path.name))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.parent not in self._swept:
                _sweep(path.parent)
                self._swept.add(path.parent)
            _replace(path, data)
            _replace(path.with_suffix(".json"), msgspec.json.format(record, indent=1))
        except OSError as error:
            raise _store_error(error, path) from error


def _check_readable(source: Source, agreement: Agreement | None) -> None:
    """Raise StoreError for what could not be read back: it is not written."""
    try:
        msgspec.convert(msgspec.to_builtins((source, agreement)), tuple[Source, Agreement | None])
    except msgspec.ValidationError as error:
        raise StoreError("not-a-name", problem=error) from error


def _place(source: Source, original_name: str = "") -> tuple[str, ...]:
    """Return what tells one text from another: local files have no address, those of different names are different."""
    return source.agreement, source.language, source.publisher, source.url or original_name


def _extension(source: Source, headers: Mapping[str, str], original_name: str) -> str:
    """Choose the file's ending: the user's own, then the source's media type, the answer's, the address's."""
    known = set(_EXTENSIONS.values())
    own = PurePosixPath(original_name).suffix[1:].lower()
    if own in known:
        return own
    answered = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    for media_type in (source.media_type, answered):
        extension = _EXTENSIONS.get(media_type.partition(";")[0].strip().lower())
        if extension:
            return extension
    in_url = PurePosixPath(urlsplit(source.url).path).suffix[1:].lower()
    return in_url if in_url in known else "bin"


def _replace(path: Path, data: bytes) -> None:
    """Write `data` beside `path` under a temporary name and move it there when all of it is on the disk."""
    descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sweep(folder: Path) -> None:
    """Remove what a writer that was killed left, and nothing that another may be writing now."""
    for part in folder.glob(".*.part"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - part.stat().st_mtime > _STALE:
                part.unlink()


def _store_error(error: OSError, path: Path) -> StoreError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        hint = "disk-full"
    elif error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        hint = "make-writable"
    else:
        hint = "check-folder"
    return StoreError("not-writable", hint=hint, path=path, problem=error.strerror or error, folder=path.parent)


def _record(path: Path) -> Snapshot:
    """Return what the record at `path` says. Raises StoreError, which names the file, where it is damaged."""
    try:
        snapshot = msgspec.json.decode(path.read_bytes(), type=Snapshot)
    except OSError as error:
        raise StoreError("not-readable", path=path, problem=error.strerror) from error
    except (msgspec.DecodeError, ValueError) as error:
        raise StoreError("snapshot-damaged", path=path, problem=error) from error
    file = snapshot.path
    if file != f"{path.stem}.{file.rpartition('.')[2]}" or snapshot.source.agreement != path.parent.name:
        raise StoreError("snapshot-damaged", path=path, problem="it does not belong to the file beside it")
    return structs.replace(snapshot, path=f"{path.parent.name}/{file}")
