"""Where words stand: terms of a request looked up in all parts of an index, and kept while there is room."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from indexer.engine.columns import Columns
from indexer.engine.formulas import SPREAD, damping, numbers, saturated
from indexer.engine.postings import ArrayPart, Floats, Ints
from indexer.engine.protocol import Term

__all__ = ["Found", "Lookup", "Places", "gaps"]

Places = npt.NDArray[np.int64]
Kept = TypeVar("Kept")
FAR = np.int64(1 << 62)

ROOM = 40_000_000  # numbers kept of what was looked up


@dataclass(frozen=True, slots=True)
class Found:
    """Where a term stands: documents and articles in order, with their saturated counts."""

    docs: Ints
    counts: Floats
    gains: Floats
    articles: Ints
    article_gains: Floats


class Lookup:
    """Looks terms up. It may be used from several threads."""

    def __init__(self, parts: Sequence[ArrayPart], columns: Columns) -> None:
        self._parts, self._columns = parts, columns
        self._kept: OrderedDict[tuple[object, ...], tuple[object, int]] = OrderedDict()
        self._room = ROOM
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
    def _damping(self) -> Floats:
        """What divides the counts of an article: more for one of many documents."""
        sizes = np.bincount(self._columns.article, minlength=self._columns.articles)
        usual = max(1.0, float(sizes.mean())) if len(sizes) else 1.0
        return damping(sizes, usual).astype(np.float32)  # type: ignore[no-any-return]

    def find(self, term: Term) -> Found:
        """Find the documents and articles that hold a term."""
        name = ("term", term.words, term.exact, term.prefix, term.language)
        make = self._phrase if len(term.words) > 1 else self._word
        return self._keep(name, lambda: make(term), lambda found: 4 * len(found.docs) + 100)

    def places(self, word: str, term: Term) -> Places:
        """Give every place of one word of a term in order, each as document times 2**32 plus place."""
        name = ("places", word, term.exact, term.prefix, term.language)
        return self._keep(name, lambda: self._all_places(word, term), lambda places: 2 * len(places) + 100)

    def _all_places(self, word: str, term: Term) -> Places:
        meant = zip(self._parts, numbers(self._parts, word, term), strict=True)
        held = [part.occurrences(number) for part, own in meant for number in own]
        if not held:
            return np.zeros(0, dtype=np.int64)
        return np.sort(np.concatenate(held), kind="stable")

    def _word(self, term: Term) -> Found:
        meant = zip(self._parts, numbers(self._parts, term.words[0], term), strict=True)
        held = [part.postings(number) for part, own in meant for number in own]
        if len(held) == 1:
            return self._found(*held[0])
        counts = np.zeros(self._columns.size, dtype=np.float32)
        for docs, gains in held:
            counts[docs] += gains
        docs = np.flatnonzero(counts).astype(np.int32)
        return self._found(docs, counts[docs])

    def _found(self, docs: Ints, counts: Floats) -> Found:
        if self._columns.alive is not None:
            kept = self._columns.alive[docs]
            docs, counts = docs[kept], counts[kept]
        if not len(docs):
            return Found(docs, counts, counts, docs, counts)
        articles = self._columns.article[docs]
        first = np.flatnonzero(np.concatenate(([True], articles[1:] != articles[:-1])))
        articles = articles[first]
        together = np.add.reduceat(counts, first) / self._damping[articles]
        return Found(docs, counts, saturated(counts), articles, saturated(together.astype(np.float32)))

    def _phrase(self, term: Term) -> Found:
        """Find words that stand together; they count what the rarest of them counts."""
        singles = [self.find(Term((word,), 1.0, term.exact, language=term.language)) for word in term.words]
        docs = min(singles, key=lambda single: len(single.docs)).docs
        for single in singles:
            docs = docs[np.isin(docs, single.docs, assume_unique=True)]
        if len(docs):
            docs = np.unique(self._together(term, docs) >> 32).astype(np.int32)
        least = np.full(len(docs), np.inf, dtype=np.float32)
        for single in singles:
            least = np.minimum(least, single.counts[np.searchsorted(single.docs, docs)])
        return self._found(docs, least)

    def _together(self, term: Term, docs: Ints) -> Places:
        ends = self.places_in(term.words[0], term, docs)
        for word in term.words[1:]:
            places = self.places_in(word, term, docs)
            if term.exact:
                ends = places[np.isin(places - 1, ends, assume_unique=True)]
            else:
                ends = ends[gaps(ends, places) <= SPREAD + len(term.words)]
        return ends

    def places_in(self, word: str, term: Term, docs: Ints) -> Places:
        """Give the places of one word of a term in some documents (sorted), in order."""
        places = self.places(word, term)
        wanted = docs.astype(np.int64) << 32
        first, last = np.searchsorted(places, wanted), np.searchsorted(places, wanted + (1 << 32))
        lengths = last - first
        offsets = np.repeat(first - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
        found: Places = places[offsets + np.arange(len(offsets))]
        return found


def gaps(left: Places, right: Places) -> Places:
    """Say for each place on the left how far the nearest on the right is (in another document: very far)."""
    if not len(right):
        return np.full(len(left), FAR)
    after = np.minimum(np.searchsorted(right, left), len(right) - 1)
    before = np.maximum(after - 1, 0)
    nearest: Places = np.minimum(np.abs(right[after] - left), np.abs(left - right[before]))
    return nearest
