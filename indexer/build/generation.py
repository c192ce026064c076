"""Texts to index: parse what the store holds, classify it, and put a whole new index in the place of the old.

A generation of the index is a folder of its own; the file ``CURRENT`` names the one that answers. A build writes
beside it and moves the name last, so a killed build, or a full disk, leaves the old index as it was.

    index/CURRENT
    index/<generation>/manifest.json      versions, fingerprint, counts
    index/<generation>/agreements.json    what is known of each agreement, its sources, contents and problems
    index/<generation>/pointers.json      what a search points to beside provisions
    index/<generation>/records.jsonl      a provision a line, with records.npy holding where each begins
    index/<generation>/engine/            the search engine's own files
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock, Timeout

from corpus.catalogue.agreements import Catalogue
from corpus.catalogue.digests import load_digests
from corpus.errors import CatalogueError, IndexStateError, StoreError
from corpus.identifiers import split_id
from corpus.model import Agreement, Digest, Snapshot
from corpus.store.snapshots import SnapshotStore
from indexer.build.agreement import Parsed, parse_texts
from indexer.build.current import SCHEMA, current_generation
from indexer.build.documents import document
from indexer.build.increment import Previous, RecordsFile, Share, previous
from indexer.build.pointers import pointer_index
from indexer.engine.whoosh_index import WhooshEngine
from indexer.record import digest_record

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


def build(home: Path, catalogue: Catalogue, *, jobs: int = 1, progress: Progress) -> BuildReport:
    """Build a whole index from the store under `home` and the embedded digests; return what it holds.

    Raises CatalogueError where digests name an unknown agreement, IndexStateError while another build runs,
    StoreError when the disk is full or cannot be written.
    """
    index = home / "index"
    try:
        index.mkdir(parents=True, exist_ok=True)
        with FileLock(index / "lock", timeout=1):
            _sweep(index)
            return _build(index, SnapshotStore(home / "snapshots"), catalogue, jobs, progress)
    except Timeout:
        raise IndexStateError("build-running") from None
    except OSError as error:
        raise StoreError(
            "index-not-written", problem=error.strerror or error, path=error.filename or index, folder=index
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
    snapshots, damaged = store.latest(), store.damaged()
    agreements = {agreement.id: agreement for agreement in catalogue.agreements} | store.agreements()
    _no_strangers({digest.provision.partition("/")[0] for digest in load_digests()}, agreements)
    texts = {identifier: _fingerprint_of(group) for identifier, group in _grouped(snapshots).items()}
    rules = _rules()
    before = previous(current_generation(index), rules, texts, frozenset(damaged))
    wanted = [s for s in snapshots if before is None or s.source.agreement in before.changed]
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    work = Path(tempfile.mkdtemp(prefix=f"{stamp}-", dir=index))
    try:
        parsed = _parse_all(store, wanted, agreements, jobs, progress)
        made = _Made(work, agreements, texts, before, store.agreements())
        made.write(parsed, jobs, progress)
        report = made.finish(parsed, damaged, rules, fingerprint(snapshots))
        pointer = index / "CURRENT.new"
        pointer.write_text(work.name, encoding="utf-8")
        pointer.replace(index / "CURRENT")
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return report


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
    progress: Progress,
) -> list[Parsed]:
    """Parse and classify every agreement with a text at hand, in the order in which they are shown."""
    grouped = _grouped(snapshots)
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


class _Made:
    """A generation while it is written: whole, or what another held with the rows of some agreements new."""

    def __init__(
        self, work: Path, agreements: Mapping[str, Agreement], texts: Mapping[str, str], before: Previous | None,
        brought: Mapping[str, Agreement],
    ) -> None:  # fmt: skip
        self.work, self.agreements, self.texts, self.before = work, agreements, texts, before
        self.brought = brought
        self.shares: dict[str, Share] = {}
        self.orders = before.orders if before else 0

    def write(self, parsed: Sequence[Parsed], jobs: int, progress: Progress) -> None:
        """Write the records and the engine's files."""
        fresh = _fresh(parsed, self.agreements, self.before)
        total = sum(map(len, fresh.values()))
        self.orders += total
        kept = self.before.kept if self.before else {}
        with RecordsFile(self.work) as out:
            for identifier in sorted({*fresh, *kept}, key=lambda i: _place(i, self.agreements)):
                if identifier in fresh:
                    out.add(fresh[identifier])
                    self.shares[identifier] = Share.of(fresh[identifier], self.texts.get(identifier, ""))
                elif self.before:
                    out.copy(self.before, identifier)
                    self.shares[identifier] = kept[identifier]
        rows = (document(row) for group in fresh.values() for row in group)
        engine, directory = WhooshEngine(), self.work / "engine"
        if self.before:
            self.before.copy_engine(directory)
            engine.extend(rows, directory, replace=self.before.changed)
        else:
            directory.mkdir()
            engine.write(rows, directory, jobs=jobs, progress=lambda done: progress("indexing", done, total))
        with engine.open(directory) as searcher:
            if not searcher.vocabulary(limit=1) and self.shares:
                raise IndexStateError("index-empty")

    def finish(
        self, parsed: Sequence[Parsed], damaged: Mapping[str, Sequence[StoreError]], rules: str, print_of: str
    ) -> BuildReport:
        """Write what is known of the agreements and of the whole; return the report."""
        held = {p.agreement: p for p in parsed}
        old = self.before.reports if self.before else {}
        # What only the store knows of an agreement goes into the index, which answers when the store is gone.
        entries = {i: {"entry": msgspec.to_builtins(entry)} for i, entry in self.brought.items()}
        rows = [
            {**(held[i].report if i in held else old.get(i, {})), **entries.get(i, {}), "id": i}
            for i in sorted(self.agreements, key=lambda i: _place(i, self.agreements))
        ]
        failed = dict(self.before.failed) if self.before else {}
        failed |= {p.agreement: p.failed for p in parsed}
        for name, errors in damaged.items():
            told = tuple((Path(str(error.values["path"])).name, error.message) for error in errors)
            failed[name] = (*failed.get(name, ()), *told)
        failures = tuple((name, reason) for group in failed.values() for name, reason in group)
        shares = self.shares.values()
        pointers = pointer_index(self.agreements.values(), {name for name, share in self.shares.items() if share.rows})
        (self.work / "pointers.json").write_bytes(msgspec.json.encode(pointers))
        _dump(self.work / "agreements.json", {row["id"]: row for row in rows})
        _dump(
            self.work / "manifest.json",
            {
                "schema": SCHEMA, "version": version("clausula"), "fingerprint": print_of, "rules": rules,
                "orders": self.orders,
                "built": datetime.now(UTC).isoformat(timespec="seconds"),
                "provisions": sum(share.rows for share in shares),
                "agreements": sum(share.rows > 0 for share in shares),
                "digests": sum(share.digests for share in shares), "failed": failures,
                "failed_by_agreement": {name: group for name, group in failed.items() if group},
                "shares": {name: asdict(share) for name, share in self.shares.items()},
            },
        )  # fmt: skip
        return BuildReport(
            generation=self.work,
            agreements=sum(share.rows > 0 for share in shares),
            provisions=sum(share.with_words for share in shares),
            digests=sum(share.digests for share in shares),
            articles=sum(share.articles for share in shares),
            failed=failures,
            rows=tuple(row for row in rows if row["id"] in held),
        )


def _fresh(
    parsed: Sequence[Parsed], agreements: Mapping[str, Agreement], before: Previous | None
) -> dict[str, list[dict[str, Any]]]:
    """Return the new records by agreement, in order: texts with their digests, and digests without a text at hand."""
    by_agreement = {p.agreement: p for p in parsed}
    digests: dict[str, dict[str, list[Digest]]] = {}
    for digest in load_digests():
        agreement = digest.provision.partition("/")[0]
        if before is None or agreement in before.changed:
            digests.setdefault(agreement, {}).setdefault(_provision_of(digest.provision), []).append(digest)
    order = before.orders if before else 0  # records that are added later stand behind all others where scores tie
    out: dict[str, list[dict[str, Any]]] = {}
    for identifier in sorted({*by_agreement, *digests}, key=lambda i: _place(i, agreements)):
        here = by_agreement.get(identifier)
        placed = here.placed_digests if here else frozenset()
        rows = out.setdefault(identifier, [])
        rows.extend({**row, "order": order + number} for number, row in enumerate(here.records if here else ()))
        for provision, group in digests.get(identifier, {}).items():
            left = [digest for digest in group if digest.provision not in placed]
            if left:
                rows.append(digest_record(provision, left, agreements[identifier], order + len(rows)))
        order += len(rows)
    return out


def _provision_of(digest: str) -> str:
    """Return the provision (or article) that a digest's place lies in: points share their paragraph's."""
    return split_id(digest)[0]


def _dump(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
