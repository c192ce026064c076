"""Texts to index: parse what the store holds, classify it, and put a whole new index in the place of the old.

A generation of the index is a folder of its own; the file ``CURRENT`` names the one that answers. A build writes
beside it and moves the name last, so a killed build, or a full disk, leaves the old index as it was.

    index/CURRENT
    index/<generation>/manifest.json      versions, fingerprint, counts, sizes and digests of all files
    index/<generation>/agreements.json    what is known of each agreement, its sources, contents and problems
    index/<generation>/pointers.json      what a search points to beside provisions
    index/<generation>/package.json       digests, products and remarks as they were
    index/<generation>/records-0.*        a provision a record (`indexer.storage.records`)
    index/<generation>/engine/            the search engine's own files
"""

import hashlib
import itertools
import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.catalogue.agreements import Catalogue
from corpus.catalogue.digests import load_digests
from corpus.errors import CatalogueError, EngineDownError, IndexStateError, StoreError
from corpus.model import Agreement, Snapshot
from corpus.store.snapshots import SnapshotStore
from indexer.build.agreement import Parsed, parse_texts
from indexer.build.current import SCHEMA, current_generation
from indexer.build.earlier import KEPT, Earlier
from indexer.build.increment import Previous, previous
from indexer.build.writer import BuildProgress, BuildReport, GenerationWriter, shown_order
from indexer.engine.choice import engine, engine_of
from indexer.engine.protocol import Engine
from indexer.processes import end_with_parent
from indexer.storage.digests import sync_folder
from indexer.storage.json_files import write_whole

__all__ = ["build", "fingerprint"]

_CODE = ("corpus", "indexer")


def fingerprint(snapshots: Iterable[Snapshot]) -> str:
    """Return twelve characters that change with the texts, the digests, the rules and the code that made an index."""
    digest = hashlib.sha256(_rules().encode())
    for snapshot in sorted(snapshots, key=lambda s: s.path):
        digest.update(f"{snapshot.path} {snapshot.sha256}".encode())
    return digest.hexdigest()[:12]


def _rules() -> str:
    """Return what changes with all that makes an index of texts: code, rules, digests, catalogue."""
    digest = hashlib.sha256(f"{SCHEMA} {version('clausula')}".encode())
    for package in _CODE:
        for path in sorted(_data_files(package)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _data_files(package: str) -> Iterator[Path]:
    root = Path(str(files(package)))
    yield from (p for p in root.rglob("*") if p.suffix in {".py", ".toml"} and "__pycache__" not in p.parts)


def build(
    home: Path,
    catalogue: Catalogue,
    *,
    jobs: int = 1,
    progress: BuildProgress,
    patience: float = 1.0,
    address: str = "",
) -> BuildReport:
    """Build an index of all in the store under `home` and the embedded digests; return what it holds.

    Only what changed since the last build is read anew, where that is possible. `patience` is for how many seconds
    to wait for another build to end, `address` of the engine that shall have the index (see `indexer.engine.choice`).

    Raises CatalogueError where digests name an unknown agreement, IndexStateError while another build runs,
    StoreError when the disk is full or cannot be written.
    """
    index = home / "index"
    chosen = engine(address)
    try:
        index.mkdir(parents=True, exist_ok=True)
        with FileLock(index / "lock", timeout=patience):
            _sweep(index)
            return _build(index, SnapshotStore(home / "snapshots"), catalogue, jobs, progress, engine=chosen)
    except Timeout:
        raise IndexStateError("build-running") from None
    except OSError as error:
        raise StoreError(
            "index-not-written", problem=error.strerror or error, path=error.filename or index, folder=index
        ) from error


def _sweep(index: Path) -> None:
    """Remove what a killed build left, and generations older than the one before the current."""
    current = _current(index)
    whole = sorted(p for p in index.iterdir() if p.is_dir() and (p / "manifest.json").exists() and p != current)
    kept = {current, *whole[-1:]}
    for path in index.iterdir():
        if path.is_dir() and path not in kept:
            _remove(path)


def _remove(generation: Path) -> None:
    """Remove a generation; one whose engine does not answer now is left for a later build."""
    directory = generation / "engine"
    try:
        engine_of(directory).remove(directory)
    except EngineDownError:
        return
    except IndexStateError:  # what it says of its engine is damaged
        pass
    shutil.rmtree(generation, ignore_errors=True)


def _current(index: Path) -> Path | None:
    """Return the generation that answers, or None where there is none or one that cannot be read."""
    try:
        return current_generation(index)
    except IndexStateError:
        return None


def _build(
    index: Path, store: SnapshotStore, catalogue: Catalogue, jobs: int, progress: BuildProgress, *, engine: Engine
) -> BuildReport:
    snapshots, damaged = store.latest(), store.damaged()
    earlier = Earlier(_current(index))
    kept = {name: earlier.reports[name].entry for name in damaged if name in earlier.reports}
    agreements = {agreement.id: agreement for agreement in catalogue.agreements} | kept | store.agreements()
    digests = load_digests()
    _no_strangers({digest.provision.partition("/")[0] for digest in digests}, agreements)
    texts = {identifier: _fingerprint_of(group) for identifier, group in _grouped(snapshots).items()}
    rules = _rules()
    before = previous(earlier, rules, texts, frozenset(kept), engine)
    damage = _damage_reports(damaged, kept)
    if before and not before.changed:
        return _unchanged(before, damage)
    skipped = before.kept.keys() if before else kept.keys()
    wanted = [snapshot for snapshot in snapshots if snapshot.source.agreement not in skipped]
    work = _folder(index)
    try:
        parsed = [earlier.instead_of(each) for each in _parse_all(store, wanted, agreements, jobs, progress)]
        if before is None:
            parsed += [found for name in kept if (found := earlier.parsed(name))]
            texts |= {name: earlier.texts(name) for name in kept}
        writer = GenerationWriter(work, agreements, texts, digests, before, engine)
        writer.write(parsed, jobs, progress)
        report = writer.finish(parsed, rules, fingerprint(snapshots))
        write_whole(index / "CURRENT", work.name.encode("ascii"))
        sync_folder(index)
    except BaseException:
        _remove(work)
        raise
    return replace(report, failed=(*report.failed, *damage))


def _folder(index: Path) -> Path:
    """Make a new folder with the permissions that the umask gives (`mkdtemp` lets in nobody but its maker)."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    work = index / f"{stamp}-{secrets.token_hex(4)}"
    work.mkdir()
    return work


def _unchanged(before: Previous, damage: Sequence[tuple[str, str]]) -> BuildReport:
    """Return the report on a generation that has all that can be read; `damage` is what else is wrong."""
    failed = (*itertools.chain.from_iterable(before.failed.values()), *damage)
    return replace(BuildReport.of(before.generation, before.kept.values(), failed), unchanged=True)


def _damage_reports(damaged: Mapping[str, Sequence[StoreError]], kept: Collection[str]) -> list[tuple[str, str]]:
    """Return (file, reason) of each record of the store that is damaged; those of `kept` are missed by nobody yet.

    They are not written into the manifest: the store itself tells of them as long as they are damaged.
    """
    return [
        (Path(str(error.values["path"])).name, f"{error.message}. {KEPT}" if name in kept else error.message)
        for name, errors in damaged.items()
        for error in errors
    ]


def _no_strangers(digested: Iterable[str], agreements: Mapping[str, Agreement]) -> None:
    if strangers := sorted(set(digested) - agreements.keys()):
        raise CatalogueError("digests-of-stranger", agreement=strangers[0])


def _fingerprint_of(snapshots: Sequence[Snapshot]) -> str:
    return " ".join(sorted(f"{snapshot.path}:{snapshot.sha256}" for snapshot in snapshots))


def _grouped(snapshots: Iterable[Snapshot]) -> dict[str, list[Snapshot]]:
    grouped: dict[str, list[Snapshot]] = {}
    for snapshot in snapshots:
        grouped.setdefault(snapshot.source.agreement, []).append(snapshot)
    return grouped


def _parse_all(
    store: SnapshotStore,
    snapshots: Sequence[Snapshot],
    agreements: Mapping[str, Agreement],
    jobs: int,
    progress: BuildProgress,
) -> list[Parsed]:
    """Parse and classify every agreement with a text at hand, in the order in which they are shown."""
    grouped = _grouped(snapshots)
    order = sorted(grouped, key=lambda identifier: shown_order(identifier, agreements))
    tasks = [(store.root, agreements[identifier], tuple(grouped[identifier])) for identifier in order]
    parsed: list[Parsed] = []
    if jobs > 1 and len(tasks) > 1:
        try:
            with ProcessPoolExecutor(max_workers=jobs, initializer=end_with_parent) as pool:
                for done, result in enumerate(pool.map(parse_texts, tasks), start=1):
                    progress("reading", done, len(tasks))
                    parsed.append(result)
        except BrokenProcessPool:
            raise IndexStateError("text-reader-died", hint="index-writer-died") from None
    else:
        for done, task in enumerate(tasks, start=1):
            parsed.append(parse_texts(task))
            progress("reading", done, len(tasks))
    return parsed
