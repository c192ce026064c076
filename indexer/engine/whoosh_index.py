"""The engine on Whoosh: an index of segments whose posting lists are arrays.

    <directory>/segments.json    the version, and the segments by name with the agreements taken out of each
    <directory>/MAIN_0.arrays    a segment (`segment_writer`): all that a search needs, once
    <directory>/_MAIN_1.toc      the same list and the schema for Whoosh's own readers (`codec`)

An ordinary Whoosh reader and `scoring` read the same bytes. Scoring walks no matcher, since a Python step for each
posting costs two hundred times an array's, and Whoosh's collectors drop and double hits (wrong totals with Not).
"""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.errors import IndexStateError
from indexer.engine.protocol import EngineDocument, Progress
from indexer.engine.scoring import VectorSearcher
from indexer.engine.segment import IndexState, read_state, segment_file
from indexer.storage.damage import naming_damage
from indexer.storage.json_files import write_json
from indexer.storage.links import link

__all__ = ["WhooshEngine"]

STATE = "segments.json"
VERSION = 3
MOST_SEGMENTS = 8  # beyond which all is written anew: each costs every search a little


class WhooshEngine:
    """Writes, extends and opens an index. See `indexer.engine.protocol.Engine`."""

    def write(
        self, documents: Iterable[EngineDocument], directory: Path, *, jobs: int = 1, progress: Progress | None = None
    ) -> None:
        """Write a whole index into an empty directory, with `jobs` processes."""
        directory.mkdir(parents=True, exist_ok=True)
        _write(_counted(documents, progress), directory, {}, 0, jobs=jobs)

    def extend(
        self, before: Path, documents: Iterable[EngineDocument], directory: Path, *, replace: Iterable[str] = ()
    ) -> None:
        """Link the segments of an index, take agreements out of them, and add a segment with new documents."""
        directory.mkdir(parents=True, exist_ok=True)
        held = _state(before)
        gone = set(replace)
        for name in held.segments:
            link(segment_file(before, name), segment_file(directory, name))
        segments = {name: sorted({*removed, *gone}) for name, removed in held.segments.items()}
        _write(documents, directory, segments, held.documents, jobs=1)

    def extendable(self, directory: Path) -> bool:
        """Return whether the segments of an index are few and of this version."""
        try:
            return len(_state(directory).segments) < MOST_SEGMENTS
        except IndexStateError:
            return False

    def wrote(self, directory: Path) -> bool:
        """Return whether an index has the list of segments that this engine writes."""
        return (directory / STATE).exists()

    def remove(self, directory: Path) -> None:
        """Remove an index."""
        shutil.rmtree(directory, ignore_errors=True)

    def open(self, directory: Path) -> VectorSearcher:
        """Open an index for searching."""
        with naming_damage():
            segments = _state(directory).segments.items()
            return VectorSearcher([(segment_file(directory, name), removed) for name, removed in segments])


def _state(directory: Path) -> IndexState:
    return read_state(directory / STATE, IndexState, VERSION)


def _write(
    documents: Iterable[EngineDocument], directory: Path, linked: dict[str, list[str]], count: int, *, jobs: int
) -> None:
    """Write documents behind those of the segments that were linked, which are `count`, and then the list of all."""
    from indexer.engine.codec import write_toc  # noqa: PLC0415 - only a build needs Whoosh and other processes
    from indexer.engine.workers import write_segments  # noqa: PLC0415

    first = 1 + max(map(int, linked), default=-1)
    names, added = write_segments(enumerate(documents, start=count), directory, jobs=jobs, first=first)
    segments = linked | {name: [] for name in names}
    write_toc(directory, segments)
    write_json(directory / STATE, IndexState(version=VERSION, segments=segments, documents=count + added))


def _counted(documents: Iterable[EngineDocument], progress: Progress | None) -> Iterator[EngineDocument]:
    """Yield the documents, and report after each how many there were."""
    for count, document in enumerate(documents, start=1):
        yield document
        if progress:
            progress(count)
