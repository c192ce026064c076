"""What is known of every document, as arrays over all segments of an index: facets, articles, families, dates."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.engine.protocol import FACETS
from indexer.engine.segment import Floats, Ints, Segment

__all__ = ["Columns", "Mask"]

Mask = npt.NDArray[np.bool_]
PRIORS = 32  # combinations of boosts that are kept


class Facet:
    """The values of one facet: each document's number of value if it has one, else pairs of document and number."""

    def __init__(self, segments: Sequence[Segment], name: str, size: int) -> None:
        numbers: dict[str, int] = {}
        documents, codes = [], []
        for segment in segments:
            own = list(segment.strings(f"{name}_values"))
            renamed = np.array([numbers.setdefault(value, len(numbers)) for value in own], dtype=np.int32)
            numbered = segment.load(f"{name}_codes")
            documents.append(segment.load(f"{name}_docs") + np.int32(segment.base))
            codes.append(renamed[numbered] if own else numbered)
        self.numbers = numbers
        self.values = list(numbers)
        self.documents, self.codes = np.concatenate(documents), np.concatenate(codes)
        self.single = len(self.documents) == size and bool((np.diff(self.documents) == 1).all())

    def mask(self, value: str, size: int) -> Mask:
        """Mark the documents that have one of the values."""
        mask = np.zeros(size, dtype=bool)
        mask[self.documents[self.codes == self.numbers[value]]] = True
        return mask

    def frequencies(self, alive: Mask | None) -> npt.NDArray[np.intp]:
        """Count each value among all documents that were not taken out."""
        codes = self.codes if alive is None else self.codes[alive[self.documents]]
        return np.bincount(codes, minlength=len(self.values))

    def counts(self, docs: Ints, held: Mask) -> list[int]:
        """Count each value among documents, given as numbers and as a mask."""
        codes = self.codes[docs] if self.single else self.codes[held[self.documents]]
        return np.bincount(codes, minlength=len(self.values)).tolist()  # type: ignore[no-any-return]


class Columns:
    """The columns of an index; each is loaded when it is first asked for."""

    def __init__(self, segments: Sequence[Segment], removed: Sequence[set[str]]) -> None:
        self._segments, self._removed = segments, removed
        self.size = sum(segment.size for segment in segments)
        self.articles = sum(segment.articles_size for segment in segments)
        self._nothing = np.zeros(self.size, dtype=bool)
        self._facets: dict[str, Facet] = {}
        self._masks: dict[tuple[str, str], Mask] = {}
        self._counts: dict[str, int] = {}
        self._priors: OrderedDict[tuple[tuple[tuple[str, str], float], ...], Floats] = OrderedDict()

    def _joined(self, name: str) -> Any:
        loaded = [segment.load(name) for segment in self._segments]
        return loaded[0] if len(loaded) == 1 else np.concatenate(loaded)

    @cached_property
    def article(self) -> Ints:
        """The number of each document's article; it never falls from one document to the next."""
        shifted = [segment.load("article") + np.int32(segment.article_base) for segment in self._segments]
        return np.concatenate(shifted)

    @cached_property
    def number(self) -> Ints:
        """Each document's number in the order in which all were given."""
        return self._joined("number")  # type: ignore[no-any-return]

    @cached_property
    def signed(self) -> Ints:
        """The date of signature as yyyymmdd, or 0."""
        return self._joined("signed")  # type: ignore[no-any-return]

    @cached_property
    def family(self) -> Ints:
        """The families of near-identical clauses, numbered from 0."""
        numbered: Ints = np.unique(self._joined("family"), return_inverse=True)[1].astype(np.int32)
        return numbered

    @cached_property
    def alive(self) -> Mask | None:
        """The documents that were not taken out, or None if none was."""
        if not any(self._removed):
            return None
        alive = np.ones(self.size, dtype=bool)
        for segment, removed in zip(self._segments, self._removed, strict=True):
            alive[np.flatnonzero(segment.taken_out(removed)) + segment.base] = False
        return alive

    @cached_property
    def count(self) -> int:
        """How many documents were not taken out."""
        return self.size if self.alive is None else int(np.count_nonzero(self.alive))

    def count_in_language(self, language: str) -> int:
        """Count the documents that can hold words of a language: its own texts, and what has labels or a digest."""
        if language not in self._counts:
            held = self.with_any("lang", (language, "mul"))
            held[self.facet("topic").documents] = True
            self._counts[language] = int(np.count_nonzero(held if self.alive is None else held & self.alive))
        return self._counts[language]

    def facet(self, name: str) -> Facet:
        """Return the column of a facet."""
        if name not in self._facets:
            self._facets[name] = Facet(self._segments, name, self.size)
        return self._facets[name]

    def with_value(self, name: str, value: str) -> Mask:
        """Mark the documents that have a facet's value; all values that none has share one answer."""
        if value not in self.facet(name).numbers:
            return self._nothing
        if (name, value) not in self._masks:
            self._masks[name, value] = self.facet(name).mask(value, self.size)
        return self._masks[name, value]

    def with_any(self, name: str, values: Sequence[str]) -> Mask:
        """Mark the documents that have any of some values of a facet."""
        marked = self._nothing.copy()
        for value in dict.fromkeys(values):
            marked |= self.with_value(name, value)
        return marked

    def read_all(self) -> None:
        """Read all columns, which most searches need."""
        self.article, self.number, self.signed, self.family, self.alive  # noqa: B018 - read here once
        for name in FACETS:
            self.facet(name)

    def prior(self, boosts: Mapping[tuple[str, str], float]) -> Floats | None:
        """Return what the boosts multiply each document's score with, or None if there are none."""
        if not boosts:
            return None
        name = tuple(sorted(boosts.items()))
        if name not in self._priors:
            prior = np.ones(self.size, dtype=np.float32)
            for (facet, value), boost in name:
                prior[self.with_value(facet, value)] *= np.float32(boost)
            self._priors[name] = prior
            if len(self._priors) > PRIORS:
                self._priors.popitem(last=False)
        return self._priors[name]
