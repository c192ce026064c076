"""Texts to index: parse what the store holds, classify it, and put a whole new index in the place of the old.

A generation of the index is a folder of its own; the file ``CURRENT`` names the one that answers. A build writes
beside it and moves the name last, so a killed build, or a full disk, leaves the old index as it was.

    index/CURRENT
    index/<generation>/manifest.json      versions, fingerprint, counts
    index/<generation>/agreements.json    what is known of each agreement, its sources, contents and problems
    index/<generation>/records.jsonl      a provision a line, with records.npy holding where each begins
    index/<generation>/engine/            the search engine's own files
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from corpus.catalogue import Catalogue
from corpus.digests import load_digests
from corpus.errors import IndexStateError, StoreError
from corpus.identifiers import split_id
from corpus.model import Agreement, Digest, Snapshot
from corpus.store import SnapshotStore
from indexer.documents import document
from indexer.generations import SCHEMA, current_generation
from indexer.records import digest_record
from indexer.texts import Parsed, parse_texts
from indexer.whoosh_engine import WhooshEngine

__all__ = ["BuildReport", "build", "fingerprint"]

FIRST = ("us-peru", "eu-andean", "china-peru")
_CODE = ("corpus", "indexer")


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made. `failed` holds (file, reason) of what could not be read."""

    generation: Path
    agreements: int
    provisions: int
    digests: int
    articles: int
    failed: tuple[tuple[str, str], ...]
    rows: tuple[Mapping[str, Any], ...] = field(default=())


Progress = Callable[[str, int, int], None]


def fingerprint(snapshots: Iterable[Snapshot]) -> str:
    """Return twelve characters that change with the texts, the digests, the rules and the code that made an index."""
    digest = hashlib.sha256(f"{SCHEMA} {version('clausula')}".encode())
    for snapshot in sorted(snapshots, key=lambda s: s.path):
        digest.update(f"{snapshot.path} {snapshot.sha256}".encode())
    for package in _CODE:
        for path in sorted(_data_files(package)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _data_files(package: str) -> Iterator[Path]:
    root = Path(str(files(package)))
    yield from (p for p in root.rglob("*") if p.suffix in {".py", ".toml"} and "__pycache__" not in p.parts)


def build(home: Path, catalogue: Catalogue, *, jobs: int = 1, progress: Progress) -> BuildReport:
    """Build a whole index from the store under `home` and the embedded digests; return what it holds.

    Raises IndexStateError while another build runs, StoreError when the disk is full or cannot be written.
    """
    index = home / "index"
    try:
        index.mkdir(parents=True, exist_ok=True)
        with FileLock(index / "lock", timeout=1):
            _sweep(index)
            return _build(index, SnapshotStore(home / "snapshots"), catalogue, jobs, progress)
    except Timeout:
        raise IndexStateError("Another build is running.", "Wait for it to end, then build again.") from None
    except OSError as error:
        raise StoreError(
            f"The index cannot be written: {error.strerror or error} ({error.filename or index}).",
            f"Free some space under {index} or choose another folder with CLAUSULA_HOME. The old index still answers.",
        ) from error


def _sweep(index: Path) -> None:
    """Remove what a killed build left, and generations older than the one before the current."""
    current = current_generation(index)
    whole = sorted(p for p in index.iterdir() if p.is_dir() and (p / "manifest.json").exists() and p != current)
    kept = {current, *whole[-1:]}
    for path in index.iterdir():
        if path.is_dir() and path not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _build(index: Path, store: SnapshotStore, catalogue: Catalogue, jobs: int, progress: Progress) -> BuildReport:
    snapshots = store.latest()
    agreements = {agreement.id: agreement for agreement in catalogue.agreements} | store.agreements()
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    work = Path(tempfile.mkdtemp(prefix=f"{stamp}-", dir=index))
    try:
        parsed = _parse_all(store, snapshots, agreements, jobs, progress)
        report = _write(
            work=work, parsed=parsed, agreements=agreements, snapshots=snapshots, jobs=jobs, progress=progress
        )
        pointer = index / "CURRENT.new"
        pointer.write_text(work.name, encoding="utf-8")
        pointer.replace(index / "CURRENT")
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return report


def _parse_all(
    store: SnapshotStore,
    snapshots: Sequence[Snapshot],
    agreements: Mapping[str, Agreement],
    jobs: int,
    progress: Progress,
) -> list[Parsed]:
    """Parse and classify every agreement with a text at hand, in the order in which they are shown."""
    grouped: dict[str, list[Snapshot]] = {}
    for snapshot in snapshots:
        grouped.setdefault(snapshot.source.agreement, []).append(snapshot)
    order = sorted(grouped, key=lambda identifier: _place(identifier, agreements))
    tasks = [(store.root, agreements[identifier], tuple(grouped[identifier])) for identifier in order]
    parsed: list[Parsed] = []
    if jobs > 1 and len(tasks) > 1:
        with ProcessPoolExecutor(max_workers=jobs) as pool:
            for done, result in enumerate(pool.map(parse_texts, tasks), start=1):
                progress("reading", done, len(tasks))
                parsed.append(result)
    else:
        for done, task in enumerate(tasks, start=1):
            parsed.append(parse_texts(task))
            progress("reading", done, len(tasks))
    return parsed


def _place(identifier: str, agreements: Mapping[str, Agreement]) -> tuple[int, int, str]:
    """Return the order of agreements: Peru's three, the catalogue's, then the others by id."""
    first = FIRST.index(identifier) if identifier in FIRST else len(FIRST)
    return first, list(agreements).index(identifier), identifier


def _write(
    *,
    work: Path,
    parsed: Sequence[Parsed],
    agreements: Mapping[str, Agreement],
    snapshots: Sequence[Snapshot],
    jobs: int,
    progress: Progress,
) -> BuildReport:
    records = list(_ordered(parsed, agreements))
    _write_records(work, records)
    engine = WhooshEngine()
    (work / "engine").mkdir()
    documents = (document(row) for row in records)
    engine.write(documents, work / "engine", jobs=jobs, progress=lambda done: progress("indexing", done, len(records)))
    with engine.open(work / "engine") as searcher:
        if not searcher.vocabulary(limit=1) and records:
            raise IndexStateError("The new index is empty.", "Report this; the old index still answers.")
    held = {p.agreement: p for p in parsed}
    rows = [
        {**(held[identifier].report if identifier in held else {}), "id": identifier}
        for identifier in sorted(agreements, key=lambda i: _place(i, agreements))
    ]
    digests = sum(1 for row in records if row["digest"])
    failed = tuple(failure for p in parsed for failure in p.failed)
    print_of = fingerprint(snapshots)
    _dump(work / "agreements.json", {row["id"]: row for row in rows})
    _dump(
        work / "manifest.json",
        {
            "schema": SCHEMA, "version": version("clausula"), "fingerprint": print_of,
            "built": datetime.now(UTC).isoformat(timespec="seconds"), "provisions": len(records),
            "agreements": len({row["agreement"]["id"] for row in records}), "digests": digests, "failed": failed,
        },
    )  # fmt: skip
    return BuildReport(
        generation=work,
        agreements=len({row["agreement"]["id"] for row in records}),
        provisions=sum(1 for row in records if row["text"] or row["points"]),
        digests=digests,
        articles=len({row["article"] for row in records}),
        failed=failed,
        rows=tuple(row for row in rows if row["id"] in held),
    )


def _ordered(parsed: Sequence[Parsed], agreements: Mapping[str, Agreement]) -> Iterator[dict[str, Any]]:
    """Yield all records in order: texts with their digests, and digests whose text is not at hand."""
    by_agreement = {p.agreement: p for p in parsed}
    digests: dict[str, dict[str, list[Digest]]] = {}
    for digest in load_digests():
        agreement = digest.provision.partition("/")[0]
        digests.setdefault(agreement, {}).setdefault(_provision_of(digest.provision), []).append(digest)
    order = 0
    for identifier in sorted({*by_agreement, *digests}, key=lambda i: _place(i, agreements)):
        here = by_agreement.get(identifier)
        placed = here.placed_digests if here else frozenset()
        for row in here.records if here else ():
            yield {**row, "order": order}
            order += 1
        for provision, group in digests.get(identifier, {}).items():
            left = [digest for digest in group if digest.provision not in placed]
            if left:
                yield digest_record(provision, left, agreements[identifier], order)
                order += 1


def _provision_of(digest: str) -> str:
    """Return the provision (or article) that a digest's place lies in: points share their paragraph's."""
    return split_id(digest)[0]


def _write_records(work: Path, records: Sequence[Mapping[str, Any]]) -> None:
    offsets = np.zeros(len(records) + 1, dtype=np.int64)
    with (work / "records.jsonl").open("wb") as out:
        for number, row in enumerate(records):
            out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
            offsets[number + 1] = out.tell()
    np.save(work / "records.npy", offsets)
    (work / "ids.txt").write_text("\n".join(row["id"] for row in records), encoding="utf-8")


def _dump(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
