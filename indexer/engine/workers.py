"""Writes segments with several processes, none of which outlives the build or holds it up when it dies."""

import gc
import multiprocessing
from collections.abc import Iterable, Iterator
from multiprocessing.context import SpawnProcess
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Full

from corpus.errors import IndexStateError
from indexer.engine.protocol import EngineDocument
from indexer.engine.segment import segment_file
from indexer.engine.segment_writer import SegmentWriter
from indexer.processes import end_with_parent

__all__ = ["write_segments"]

LARGEST = 250_000  # documents of a segment, which bounds the memory of a build: about 8 KB for each
PATIENCE = 1.0  # seconds between looks at whether a process is alive

Numbered = tuple[int, EngineDocument]


def write_segments(
    documents: Iterable[Numbered], directory: Path, *, jobs: int, first: int = 0
) -> tuple[list[str], int]:
    """Write documents, in their order, to segments named by number from `first` on.

    Returns the names of the segments and the number of documents.

    Raises:
        IndexStateError: a process died.
    """
    count = 0

    def counted() -> Iterator[Numbered]:
        nonlocal count
        for numbered in documents:
            yield numbered
            count += 1

    if jobs < 2:
        _write(_agreements(counted()), directory, first, 1)
    else:
        _share_out(_agreements(counted()), directory, first, jobs)
    names = [path.stem.partition("_")[2] for path in directory.glob(segment_file(directory, "*").name)]
    return sorted((name for name in names if int(name) >= first), key=int), count


def _agreements(documents: Iterable[Numbered]) -> Iterator[list[Numbered]]:
    """Cut a stream into runs of one agreement."""
    run: list[Numbered] = []
    for numbered in documents:
        if run and run[-1][1]["agreement"] != numbered[1]["agreement"]:
            yield run
            run = []
        run.append(numbered)
    if run:
        yield run


def _write(runs: Iterable[list[Numbered]], directory: Path, first: int, step: int) -> None:
    """Write at least one segment, if an empty one, and begin another whenever one is full."""
    writer = SegmentWriter()
    for run in runs:
        if len(writer) and len(writer) + len(run) > LARGEST:
            writer.write(segment_file(directory, str(first)))
            writer, first = SegmentWriter(), first + step
        for number, document in run:
            writer.add(number, document)
    writer.write(segment_file(directory, str(first)))


def _share_out(runs: Iterable[list[Numbered]], directory: Path, first: int, jobs: int) -> None:
    """Hand each run to the process that has had the fewest documents so far."""
    context = multiprocessing.get_context("spawn")
    queues: list[Queue[list[Numbered] | None]] = [context.Queue(maxsize=4) for _ in range(jobs)]
    workers = [
        context.Process(target=_work, args=(queue, directory, first + number, jobs))
        for number, queue in enumerate(queues)
    ]
    for worker in workers:
        worker.start()
    given = [0] * jobs
    try:
        for run in runs:
            least = given.index(min(given))
            _put(queues[least], run, workers)
            given[least] += len(run)
        for queue in queues:
            _put(queue, None, workers)
        while any(worker.is_alive() for worker in workers):
            _look_at(workers)
            for worker in workers:
                worker.join(PATIENCE)
        _look_at(workers)
    finally:
        for worker, queue in zip(workers, queues, strict=True):
            worker.kill()
            queue.cancel_join_thread()  # what a dead process did not take is not waited for
            queue.close()


def _put(queue: "Queue[list[Numbered] | None]", run: list[Numbered] | None, workers: list[SpawnProcess]) -> None:
    while True:
        _look_at(workers)
        try:
            queue.put(run, timeout=PATIENCE)
        except Full:
            continue
        return


def _look_at(workers: list[SpawnProcess]) -> None:
    if any(worker.exitcode for worker in workers):
        raise IndexStateError("index-writer-died")


def _work(queue: "Queue[list[Numbered] | None]", directory: Path, first: int, step: int) -> None:
    end_with_parent()
    gc.disable()  # the process makes millions of small values, frees none and then ends
    _write(iter(queue.get, None), directory, first, step)
