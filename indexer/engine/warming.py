"""Decides which searcher answers: the first search of a process alone is not worth importing numpy for."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from indexer.engine.cold import ColdSearcher
from indexer.engine.protocol import Answer, Request, Searcher

__all__ = ["WarmingSearcher"]

# Rows of postings beyond which plain Python takes longer than importing numpy and doing the same in arrays.
MOST_WORK = 100_000


class WarmingSearcher(Searcher):
    """An open index (`indexer.engine.protocol.Searcher`); `parts` are folders, each with the agreements taken out."""

    def __init__(self, parts: Sequence[tuple[Path, Sequence[str]]]) -> None:
        self._parts = parts
        self._cold = ColdSearcher(parts)
        self._warm: Searcher | None = None
        self._asked = False
        self._lock = Lock()

    def warm(self) -> Searcher:
        """Get ready for many searches, and give the searcher that will answer them."""
        with self._lock:
            if self._warm is None:
                from indexer.engine.scoring import VectorSearcher  # noqa: PLC0415 - it imports numpy

                self._warm = VectorSearcher(self._parts)
            return self._warm

    def _for(self, request: Request) -> Searcher:
        with self._lock:
            first, self._asked = not self._asked, True
        if first and self._warm is None and self._cold.work(request) <= MOST_WORK:
            return self._cold
        return self.warm()

    def search(self, request: Request) -> Answer:
        """Answer one request."""
        return self._for(request).search(request)

    def matching(self, request: Request) -> list[str]:
        """Give the ids of all documents that match, in document order."""
        return self._for(request).matching(request)

    def vocabulary(self, prefix: str = "", limit: int = 20) -> tuple[tuple[str, int], ...]:
        """Give words that begin with a prefix and how many documents hold each, most frequent first."""
        return self._cold.vocabulary(prefix, limit)

    def frequency(self, word: str) -> int:
        """Count the documents that hold a folded word."""
        return self._cold.frequency(word)

    def close(self) -> None:
        """Let the files go."""
        self._cold.close()
        if self._warm is not None:
            self._warm.close()
