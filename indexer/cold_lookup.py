"""Where words stand, for a single search without numpy: `lookup` in sets and dictionaries of what a request needs.

Documents and articles are numbered through all parts. Only what is common to all documents that hold a word is done
for the whole list, by what the interpreter does in C; what is asked of one document is found by bisection.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import compress
from typing import NamedTuple

from indexer.engine import Term
from indexer.parts import FIELD_SIZE, Part, Strings
from indexer.ranking import SPREAD, damping, numbers, saturated

__all__ = ["ColdLookup", "Found"]

Name = tuple[object, ...]


class Found(NamedTuple):
    """What a term's counts are worth, in each document and article that holds it."""

    documents: dict[int, float]
    articles: dict[int, float]


class ColdLookup:
    """The parts of an index and the agreements taken out of each."""

    def __init__(self, parts: Sequence[Part], removed: Sequence[Sequence[str]]) -> None:
        self.parts, self._removed = parts, removed
        self._numbers: dict[Name, list[Sequence[int]]] = {}
        self._holders: dict[Name, set[int]] = {}
        self._found: dict[Name, Found] = {}
        self._having: dict[tuple[str, str], set[int]] = {}

    # What is known of documents

    @cached_property
    def size(self) -> int:
        """How many documents there are, with those that were taken out."""
        return sum(len(part.ids) for part in self.parts)

    @cached_property
    def article(self) -> list[int]:
        """The number of each document's article; it never falls from one document to the next."""
        return [number + part.article_base for part in self.parts for number in part.load("article").tolist()]

    @cached_property
    def gone(self) -> set[int]:
        """The documents that were taken out."""
        return {
            doc
            for part, agreements in zip(self.parts, self._removed, strict=True)
            for agreement in agreements
            for doc in _having(part, "agreement", agreement)
        }

    def having(self, facet: str, value: str) -> set[int]:
        """Give the documents that have a facet's value."""
        if (facet, value) not in self._having:
            self._having[facet, value] = {doc for part in self.parts for doc in _having(part, facet, value)}
        return self._having[facet, value]

    def part_of(self, doc: int) -> Part:
        """Give the part that holds a document."""
        return next(part for part in reversed(self.parts) if part.base <= doc)

    def column(self, name: str, doc: int) -> int:
        """Give a document's number in a column: `order`, `family`, `signed`."""
        part = self.part_of(doc)
        return int(part.load(name)[doc - part.base])

    # Where terms stand

    def work(self, term: Term) -> int:
        """Say how many rows of postings a term has, that is how long looking it up takes."""
        return sum(
            part.frequency(number)
            for word in term.words
            for part, found in zip(self.parts, self._words(word, term), strict=True)
            for number in found
        )

    def find(self, term: Term) -> Found:
        """Find the documents and articles that hold a term."""
        name = (term.words, term.exact, term.prefix, term.language)
        if name not in self._found:
            counts = self._phrase(term) if len(term.words) > 1 else self._counts(term)
            for doc in self.gone & counts.keys():
                del counts[doc]
            articles: dict[int, float] = {}
            for doc, count in counts.items():
                article = self.article[doc]
                articles[article] = articles.get(article, 0.0) + count
            self._found[name] = Found(
                {doc: saturated(count) for doc, count in counts.items()},
                {article: saturated(count / self._damping(article)) for article, count in articles.items()},
            )
        return self._found[name]

    def _damping(self, article: int) -> float:
        documents = bisect_right(self.article, article) - bisect_left(self.article, article)
        usual = self.size / sum(len(part.articles) for part in self.parts)
        return float(damping(documents, max(1.0, usual)))

    def _words(self, word: str, term: Term) -> list[Sequence[int]]:
        """Give, part by part, the numbers of the words that one word of a term means."""
        name = (word, term.exact, term.prefix, term.language)
        if name not in self._numbers:
            self._numbers[name] = [numbers(part, word, term) for part in self.parts]
        return self._numbers[name]

    def _lists(self, word: str, term: Term) -> Iterator[tuple[list[int], slice, Part]]:
        """Yield the documents that hold each word meant, and where their rows lie in which part."""
        for part, found in zip(self.parts, self._words(word, term), strict=True):
            for number in found:
                rows = slice(part.starts[number], part.starts[number + 1])
                docs = part.docs[rows].tolist()
                yield ([doc + part.base for doc in docs] if part.base else docs), rows, part

    def _holding(self, word: str, term: Term) -> set[int]:
        """Give the documents that hold one word of a term."""
        name = (word, term.exact, term.prefix, term.language)
        if name not in self._holders:
            self._holders[name] = set().union(*(docs for docs, _, _ in self._lists(word, term)))
        return self._holders[name]

    def _counts(self, term: Term) -> dict[int, float]:
        counts: dict[int, float] = {}
        for docs, rows, part in self._lists(term.words[0], term):
            held = dict(zip(docs, part.counts[rows].tolist(), strict=True))
            for doc in held.keys() & counts.keys():
                held[doc] += counts[doc]
            counts |= held
        return dict(sorted(counts.items()))

    def _phrase(self, term: Term) -> dict[int, float]:
        """Find words that stand together; they count what the rarest of them counts."""
        holders = sorted((self._holding(word, term) for word in term.words), key=len)
        docs = sorted(holders[0].intersection(*holders[1:]))
        return {
            doc: min(sum(part.counts[row] for part, row in self._rows(word, term, doc)) for word in term.words)
            for doc in docs
            if self._together(term, doc)
        }

    def _together(self, term: Term, doc: int) -> bool:
        ends = self.places(term.words[0], term, doc)
        apart = SPREAD + len(term.words)
        for word in term.words[1:]:
            places = self.places(word, term, doc)
            if term.exact:
                before = set(ends)
                ends = [place for place in places if place - 1 in before]
            else:
                ends = [end for end in ends if any(abs(place - end) <= apart for place in places)]
        return bool(ends)

    def _rows(self, word: str, term: Term, doc: int) -> Iterator[tuple[Part, int]]:
        """Yield the rows of postings that tell of one word of a term in a document."""
        part = self.part_of(doc)
        own = doc - part.base
        for number in self._words(word, term)[self.parts.index(part)]:
            end = part.starts[number + 1]
            row = bisect_left(part.docs, own, part.starts[number], end)
            if row < end and part.docs[row] == own:
                yield part, row

    def places(self, word: str, term: Term, doc: int) -> list[int]:
        """Give the places of one word of a term in a document, in order."""
        if doc not in self._holding(word, term):
            return []
        return sorted(
            place
            for part, row in self._rows(word, term, doc)
            for place in part.places[part.place_starts[row] : part.place_starts[row + 1]]
        )

    def fields(self, word: str, term: Term, doc: int) -> set[int]:
        """Give the numbers of the fields of a document that hold one word of a term."""
        return {place // FIELD_SIZE for place in self.places(word, term, doc)}


def _having(part: Part, facet: str, value: str) -> Iterator[int]:
    values = list(Strings(part.directory, f"{facet}_values"))
    if value not in values:
        return
    documents, codes = part.pairs(facet)
    code = values.index(value)
    for doc in compress(documents.tolist(), map(code.__eq__, codes.tolist())):
        yield doc + part.base
