"""Where words stand: terms of a request looked up in all segments of an index, and kept while there is room."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TypeVar

import numpy as np

from indexer.engine.columns import Columns
from indexer.engine.formulas import SPREAD, damping, numbers, saturated
from indexer.engine.protocol import Term
from indexer.engine.segment import Floats, Ints, Positions, Segment, run_starts

__all__ = ["TermLookup", "TermPostings"]

Kept = TypeVar("Kept")
FAR = np.int64(1 << 62)

# Numbers kept of what was looked up: at least so many, and so many a document, or common words push each other out.
ROOM = 40_000_000
ROOM_OF_DOCUMENT = 300


@dataclass(frozen=True, slots=True)
class TermPostings:
    """Where a term stands: documents and articles in order, with their saturated counts."""

    docs: Ints
    counts: Floats
    gains: Floats
    articles: Ints
    article_gains: Floats


class TermLookup:
    """Looks terms up. It may be used from several threads."""

    def __init__(self, segments: Sequence[Segment], columns: Columns) -> None:
        self._segments, self._columns = segments, columns
        self._kept: OrderedDict[tuple[object, ...], tuple[object, int]] = OrderedDict()
        self._room = max(ROOM, ROOM_OF_DOCUMENT * columns.size)
        self._lock = Lock()

    def _keep(self, name: tuple[object, ...], make: Callable[[], Kept], size: Callable[[Kept], int]) -> Kept:
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name][0]  # type: ignore[return-value]
        made = make()
        with self._lock:
            if name not in self._kept:
                self._kept[name] = (made, size(made))
                self._room -= size(made)
            while self._room < 0 and len(self._kept) > 1:
                self._room += self._kept.popitem(last=False)[1][1]
        return made

    @cached_property
    def damping(self) -> Floats:
        """What divides the counts of an article: more for one of many documents."""
        alive, article = self._columns.alive, self._columns.article
        sizes = np.bincount(article if alive is None else article[alive], minlength=self._columns.articles)
        usual = max(1.0, float(sizes[sizes > 0].mean())) if sizes.any() else 1.0
        return damping(sizes, usual).astype(np.float32)  # type: ignore[no-any-return]

    def find(self, term: Term) -> TermPostings:
        """Find the documents and articles that hold a term."""
        name = ("term", term.words, term.exact, term.prefix, term.language)
        make = self._phrase if len(term.words) > 1 else self._word
        return self._keep(name, lambda: make(term), lambda found: 4 * len(found.docs) + 100)

    def positions(self, word: str, term: Term) -> Positions:
        """Return every place of one word of a term in order, each as document times 2**32 plus place."""
        name = ("positions", word, term.exact, term.prefix, term.language)
        return self._keep(name, lambda: self._all_positions(word, term), lambda places: 2 * len(places) + 100)

    def _all_positions(self, word: str, term: Term) -> Positions:
        meant = zip(self._segments, numbers(self._segments, word, term), strict=True)
        held = [segment.positions(own) for segment, own in meant]
        return np.sort(np.concatenate(held), kind="stable")

    def _word(self, term: Term) -> TermPostings:
        meant = numbers(self._segments, term.words[0], term)
        held = [segment.postings(own) for segment, own in zip(self._segments, meant, strict=True)]
        docs = np.concatenate([docs for docs, _ in held])
        counts = np.concatenate([counts for _, counts in held])
        if max(map(len, meant)) > 1:  # a document may hold several of the words
            summed = np.bincount(docs, counts, minlength=self._columns.size)
            docs = np.flatnonzero(summed).astype(np.int32)
            counts = summed[docs].astype(np.float32)
        return self._found(docs, counts)

    def _found(self, docs: Ints, counts: Floats) -> TermPostings:
        if self._columns.alive is not None:
            kept = self._columns.alive[docs]
            docs, counts = docs[kept], counts[kept]
        if not len(docs):
            return TermPostings(docs, counts, counts, docs, counts)
        articles = self._columns.article[docs]
        first = run_starts(articles)
        articles = articles[first]
        together = np.add.reduceat(counts, first) / self.damping[articles]
        return TermPostings(docs, counts, saturated(counts), articles, saturated(together.astype(np.float32)))

    def _phrase(self, term: Term) -> TermPostings:
        """Find words that stand together; they count what the rarest of them counts."""
        singles = [self.find(Term((word,), 1.0, term.exact, language=term.language)) for word in term.words]
        docs = min(singles, key=lambda single: len(single.docs)).docs
        for single in singles:
            docs = docs[np.isin(docs, single.docs, assume_unique=True)]
        if len(docs):
            held = (self._together(term, docs) >> 32).astype(np.int32)
            docs = held[run_starts(held)]  # np.unique loads numpy.ma, which takes as long as the rest of a search
        least = np.full(len(docs), np.inf, dtype=np.float32)
        for single in singles:
            least = np.minimum(least, single.counts[np.searchsorted(single.docs, docs)])
        return self._found(docs, least)

    def _together(self, term: Term, docs: Ints) -> Positions:
        ends = self.positions_in(term.words[0], term, docs)
        for word in term.words[1:]:
            places = self.positions_in(word, term, docs)
            if term.exact:
                ends = places[np.isin(places - 1, ends, assume_unique=True)]
            else:
                ends = ends[_gaps(ends, places) <= SPREAD + len(term.words)]
        return ends

    def positions_in(self, word: str, term: Term, docs: Ints) -> Positions:
        """Return the places of one word of a term in some documents (sorted), in order."""
        places = self.positions(word, term)
        wanted = docs.astype(np.int64) << 32
        first, last = np.searchsorted(places, wanted), np.searchsorted(places, wanted + (1 << 32))
        lengths = last - first
        offsets = np.repeat(first - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
        found: Positions = places[offsets + np.arange(len(offsets))]
        return found


def _gaps(left: Positions, right: Positions) -> Positions:
    """Return for each place on the left how far the nearest on the right is (in another document: very far)."""
    if not len(right):
        return np.full(len(left), FAR)
    after = np.minimum(np.searchsorted(right, left), len(right) - 1)
    before = np.maximum(after - 1, 0)
    nearest: Positions = np.minimum(np.abs(right[after] - left), np.abs(left - right[before]))
    return nearest
