"""Whether the index that answers is whole: every byte against its digest, records against the engine's documents."""

from pathlib import Path

from corpus.errors import IndexStateError
from indexer.build.current import current_generation
from indexer.engine.protocol import SearchRequest
from indexer.library import Library
from indexer.manifest import read_manifest
from indexer.storage.digests import changed

__all__ = ["check"]


def check(home: Path) -> tuple[str, ...]:
    """Return the files of the index that are not what was written, or nothing where it is whole.

    Where all files are, but the engine holds other documents than there are records, that is "engine".

    Raises:
        IndexStateError: there is no index, or its list of files is damaged itself.
    """
    generation = current_generation(home / "index")
    if generation is None:
        raise IndexStateError("no-index", hint="build", path=home)
    if found := changed(generation, read_manifest(generation).files):
        return tuple(found)
    with Library(generation) as library:
        numbered = sorted(library.ids, key=library.ids.__getitem__)
        return () if library.searcher.matching(SearchRequest()) == numbered else ("engine",)
