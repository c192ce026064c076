"""The engine on Whoosh: an index in parts, each a Whoosh index with its postings as arrays beside it.

    <directory>/index.json       the version, the parts, and the agreements taken out of each
    <directory>/part-0/whoosh/   an ordinary Whoosh index of one segment
    <directory>/part-0/*.npy     the same postings, ready to score (`postings`)

Only this module imports Whoosh, and only to write: its collectors drop and double hits (wrong totals with Not,
deleted documents after a refresh), and a Python step for each posting costs two hundred times an array's.
"""

import gc
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import IndexStateError
from indexer.engine.protocol import FACETS, FIELDS, Document, Progress
from indexer.engine.warming import WarmingSearcher

if TYPE_CHECKING:
    from multiprocessing.queues import Queue

__all__ = ["WhooshEngine"]

VERSION = 2


class WhooshEngine:
    """Writes, extends and opens an index. See `indexer.engine.protocol.Engine`."""

    def write(
        self, documents: Iterable[Document], directory: Path, *, jobs: int = 1, progress: Progress | None = None
    ) -> None:
        """Write a whole index into an empty directory, with `jobs` processes."""
        directory.mkdir(parents=True, exist_ok=True)
        names = [f"part-{number}" for number in range(max(1, jobs))]
        if len(names) == 1:
            _write_part(_counted(documents, progress), directory / names[0])
        else:
            _write_parts(documents, [directory / name for name in names], progress)
        _write_manifest(directory, {"version": VERSION, "parts": {name: [] for name in names}})

    def extend(self, documents: Iterable[Document], directory: Path, *, replace: Iterable[str] = ()) -> None:
        """Take agreements out and add a part with new documents."""
        import shutil  # noqa: PLC0415

        from whoosh.index import open_dir  # noqa: PLC0415

        manifest = read_manifest(directory)
        gone = sorted(set(replace))
        for name, removed in manifest["parts"].items():
            index = open_dir(str(directory / name / "whoosh"), schema=_schema())
            writer = index.writer()
            for agreement in gone:
                writer.delete_by_term("agreement", agreement)
            writer.commit(merge=False)
            index.close()
            removed[:] = sorted({*removed, *gone})
        fresh = f"part-{1 + max(int(name.rpartition('-')[2]) for name in manifest['parts'])}"
        shutil.rmtree(directory / fresh, ignore_errors=True)
        _write_part(documents, directory / fresh)
        manifest["parts"][fresh] = []
        _write_manifest(directory, manifest)

    def open(self, directory: Path) -> WarmingSearcher:
        """Open an index for searching."""
        parts = read_manifest(directory)["parts"]
        return WarmingSearcher([(directory / name, removed) for name, removed in parts.items()])


def read_manifest(directory: Path) -> dict[str, Any]:
    """Read which parts an index has.

    Raises:
        IndexStateError: there is none, or another version wrote it.
    """
    try:
        manifest: dict[str, Any] = json.loads((directory / "index.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise IndexStateError("no-index", hint="build", path=directory) from None
    except ValueError:
        raise IndexStateError("index-damaged", hint="build", file=directory) from None
    if manifest.get("version") != VERSION:
        raise IndexStateError("index-of-other-version", hint="build")
    return manifest


def _write_manifest(directory: Path, manifest: dict[str, Any]) -> None:
    fresh = directory / "index.json.new"
    fresh.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    fresh.replace(directory / "index.json")


def _counted(documents: Iterable[Document], progress: Progress | None) -> Iterable[Document]:
    for number, document in enumerate(documents, 1):
        yield document
        if progress:
            progress(number)


def _write_parts(documents: Iterable[Document], parts: list[Path], progress: Progress | None) -> None:
    """Hand each agreement to the process that has had the fewest documents so far."""
    import multiprocessing  # noqa: PLC0415

    from indexer.engine.postings import chunks  # noqa: PLC0415

    context = multiprocessing.get_context("spawn")
    queues: list[Queue[Any]] = [context.Queue(maxsize=4) for _ in parts]
    workers = [context.Process(target=_work, args=pair) for pair in zip(queues, parts, strict=True)]
    for worker in workers:
        worker.start()
    given = [0] * len(parts)
    try:
        for run in chunks(documents):
            least = given.index(min(given))
            queues[least].put(run)
            given[least] += len(run)
            if progress:
                progress(sum(given))
        for queue in queues:
            queue.put(None)
        for worker in workers:
            worker.join()
    finally:
        for worker in workers:
            if worker.is_alive():
                worker.terminate()
    if any(worker.exitcode for worker in workers):
        raise IndexStateError("index-writer-died")


def _work(queue: "Queue[Any]", part: Path) -> None:
    gc.disable()  # the process makes millions of small values, frees none and then ends
    _write_part((document for run in iter(queue.get, None) for document in run), part)


def _write_part(documents: Iterable[Document], part: Path) -> None:
    from whoosh.index import create_in  # noqa: PLC0415

    from indexer.engine.codec import WordsCodec  # noqa: PLC0415
    from indexer.engine.postings import PartWriter  # noqa: PLC0415

    (part / "whoosh").mkdir(parents=True)
    arrays = PartWriter()
    index = create_in(str(part / "whoosh"), _schema())
    writer = index.writer(codec=WordsCodec(arrays))
    for document in documents:
        lengths = arrays.add(document)
        facets = document["facets"]
        keywords = {name: _listed(facets[name]) for name in FACETS if facets.get(name)}
        writer.add_document(id=document["id"], **lengths, **keywords)
    arrays.finish()
    writer.commit()
    index.close()
    arrays.write(part)


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _schema() -> Any:
    from whoosh.fields import ID, KEYWORD, Schema  # noqa: PLC0415

    from indexer.engine.codec import WordsField  # noqa: PLC0415

    keywords = {name: KEYWORD(commas=True) for name in FACETS}
    return Schema(id=ID(stored=True, unique=True), **{name: WordsField() for name in FIELDS}, **keywords)
