"""The engine on OpenSearch: an index of the cluster, and beside the generation the columns of its segments.

    <directory>/opensearch.json    the cluster, the index by its own name, what the index must say of itself, and the
                                   segments by name with the agreements taken out of each
    <directory>/MAIN_0.arrays      a segment without its posting lists

No alias is read: a generation names its own index, so a page never mixes two, and the generation commits both. The file
is written before the index is made, so that what a killed build left can be removed.
"""

import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from msgspec import structs

from corpus.errors import EngineDownError, IndexStateError
from indexer.engine.columns import Columns
from indexer.engine.opensearch import loader
from indexer.engine.opensearch.cluster import Address, Cluster
from indexer.engine.opensearch.rows import rows
from indexer.engine.opensearch.searcher import OpenSearchSearcher
from indexer.engine.protocol import EngineDocument, Progress
from indexer.engine.segment import IndexState, Segment, copy_columns, read_state, segment_file
from indexer.engine.workers import write_segments
from indexer.storage.damage import naming_damage
from indexer.storage.json_files import write_json
from indexer.storage.links import link

__all__ = ["STATE", "OpenSearchEngine", "state_of"]

STATE = "opensearch.json"
VERSION = 1
MOST_SEGMENTS = 8


class State(IndexState, frozen=True, kw_only=True):
    """What the directory says of an index, and which of the cluster it is."""

    address: Address
    index: str
    fingerprint: str


class OpenSearchEngine:
    """Writes, extends and opens an index. See `indexer.engine.protocol.Engine`."""

    def __init__(self, address: Address) -> None:
        self._address = address

    @classmethod
    def at(cls, address: str) -> Self:
        """Return the engine of the cluster at an address (see `Address`)."""
        return cls(Address.of(address))

    @classmethod
    def of_index(cls, directory: Path) -> Self:
        """Return the engine that has an index; CLAUSULA_ENGINE says where its cluster is, if it has moved."""
        moved = os.environ.get("CLAUSULA_ENGINE")
        return cls.at(moved) if moved else cls(state_of(directory).address)

    def write(
        self, documents: Iterable[EngineDocument], directory: Path, *, jobs: int = 1, progress: Progress | None = None
    ) -> None:
        """Write segments, load their documents into a new index of the cluster, and keep the columns."""
        directory.mkdir(parents=True, exist_ok=True)
        state = self._begin(directory)
        with TemporaryDirectory(dir=directory) as work:
            names, count = write_segments(enumerate(documents), Path(work), jobs=jobs)
            state = structs.replace(state, segments={name: [] for name in names}, documents=count)
            self._make(directory, state, Path(work), progress)

    def extend(
        self, before: Path, documents: Iterable[EngineDocument], directory: Path, *, replace: Iterable[str] = ()
    ) -> None:
        """Have the cluster copy an index without some agreements, and load the new documents."""
        directory.mkdir(parents=True, exist_ok=True)
        held = state_of(before)
        gone = set(replace)
        state = self._begin(directory)
        first = 1 + max(map(int, held.segments))
        for name in held.segments:
            link(segment_file(before, name), segment_file(directory, name))
        with TemporaryDirectory(dir=directory) as work:
            names, added = write_segments(enumerate(documents, start=held.documents), Path(work), jobs=1, first=first)
            segments = {name: sorted({*removed, *gone}) for name, removed in held.segments.items()}
            segments |= {name: [] for name in names}
            state = structs.replace(state, segments=segments, documents=held.documents + added)
            self._make(directory, state, Path(work), kept=(held, gone))

    def extendable(self, directory: Path) -> bool:
        """Return whether the segments of an index are few and the cluster still has it."""
        return self.wrote(directory) and len(state_of(directory).segments) < MOST_SEGMENTS

    def wrote(self, directory: Path) -> bool:
        """Return whether the cluster has the index of a directory. Raises EngineDownError where it does not answer."""
        if not (directory / STATE).exists():
            return False
        try:
            self.open(directory).close()
        except EngineDownError:
            raise
        except IndexStateError:
            return False
        return True

    def remove(self, directory: Path) -> None:
        """Remove an index from the cluster, then its directory."""
        if (directory / STATE).exists():
            state = state_of(directory)
            with Cluster(self._address) as cluster:
                cluster.ask("DELETE", f"/{state.index}", ignore_unavailable="true")
        shutil.rmtree(directory, ignore_errors=True)

    def open(self, directory: Path) -> OpenSearchSearcher:
        """Open an index for searching."""
        with naming_damage():
            state = state_of(directory)
            cluster = Cluster(self._address)
            try:
                _check(cluster, state)
                files = [(segment_file(directory, name), removed) for name, removed in state.segments.items()]
                return OpenSearchSearcher(cluster, state.index, files)
            except BaseException:
                cluster.close()
                raise

    def _begin(self, directory: Path) -> State:
        """Name the index that will be made, where a later build can read it."""
        token = secrets.token_hex(8)
        generation = directory.parent.name.lower()
        state = State(
            version=VERSION,
            address=self._address,
            index=f"{self._address.prefix}-{generation}-{token}",
            fingerprint=token,
        )
        write_json(directory / STATE, state)
        return state

    def _make(
        self, directory: Path, state: State, work: Path, progress: Progress | None = None,
        kept: tuple[State, set[str]] | None = None,
    ) -> None:  # fmt: skip
        """Make the index of the cluster, of new segments in `work` and of an index before without some agreements."""
        segments: list[Segment] = []
        documents = articles = 0
        for name in state.segments:
            new = segment_file(work, name)
            if new.exists():
                copy_columns(new, segment_file(directory, name))
            segments.append(Segment(new if new.exists() else segment_file(directory, name), documents, articles))
            documents += segments[-1].size
            articles += segments[-1].articles_size
        columns = Columns(segments, [set(removed) for removed in state.segments.values()])
        fresh = segments[len(kept[0].segments) if kept else 0 :]
        expected = columns.count
        with Cluster(self._address) as cluster:
            loader.create(cluster, state.index, state.fingerprint, documents)
            if kept:
                before, gone = kept  # what was replaced before this is not in it any more, and its new words must stay
                loader.copy(cluster, before.index, state.index, gone)
            loader.load(cluster, state.index, rows(fresh, columns), progress)
            loader.finish(cluster, state.index, expected)
        for segment in segments:
            segment.close()
        write_json(directory / STATE, state)


def state_of(directory: Path) -> State:
    """Return what the directory says of an index; raise IndexStateError where there is none, or a damaged one."""
    return read_state(directory / STATE, State, VERSION)


def _check(cluster: Cluster, state: State) -> None:
    """Compare what an index says of itself with what the generation knows of it."""
    described = cluster.ask("GET", f"/{state.index}/_mapping")[state.index]["mappings"]
    if described.get("_meta", {}).get("fingerprint") != state.fingerprint:
        raise IndexStateError("engine-other-index", hint="build", index=state.index)
