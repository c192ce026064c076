"""The open library of the running site. An index that is rebuilt beside it is taken up without a pause."""

from pathlib import Path
from threading import Lock

from corpus.errors import IndexStateError
from indexer.build.current import current_generation
from indexer.library import Library

__all__ = ["Holder"]


class Holder:
    """Lends the library of the current generation; closes an older one when its last borrower is done.

    The library that the site was started with belongs to whoever opened it and is never closed here.
    """

    def __init__(self, library: Library) -> None:
        library.warm()
        self._given = library
        self._current = library
        self._borrowed = {library: 0}
        self._lock = Lock()
        self._stale = False

    def take(self) -> Library:
        """Lend the library for one request. Raises IndexStateError where the index is gone or of another version."""
        with self._lock:
            index: Path = self._current.generation.parent
            generation = current_generation(index)
            if generation is None:
                raise IndexStateError("no-index-here", hint="build")
            if self._stale or generation != self._current.generation:
                self._stale = False
                fresh = Library(generation)
                fresh.warm()
                retired, self._current = self._current, fresh
                self._borrowed[self._current] = 0
                self._close_if_done(retired)
            self._borrowed[self._current] += 1
            return self._current

    def reload(self) -> None:
        """Open the index anew for the next request, also where it seems the same."""
        self._stale = True

    def give_back(self, library: Library) -> None:
        """Take a library back that a request has done with."""
        with self._lock:
            self._borrowed[library] -= 1
            if library is not self._current:
                self._close_if_done(library)

    def _close_if_done(self, library: Library) -> None:
        if not self._borrowed[library]:
            del self._borrowed[library]
            if library is not self._given:
                library.close()
