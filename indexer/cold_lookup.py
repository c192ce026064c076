"""What an index holds, for a single search without numpy: `lookup` and `columns` in sets and dictionaries.

Documents and articles are numbered through all parts. What is asked of few documents is found by bisection, document
by document; else the whole list is taken, by what the interpreter does in C.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import compress

from indexer.engine import Term
from indexer.parts import FIELD_SIZE, Part, Strings
from indexer.ranking import SPREAD, damping, numbers

__all__ = ["ColdLookup", "Word"]

Name = tuple[object, ...]
FEW = 16  # a bisection takes as long as so many steps through a list


class Word:
    """One word of a term, wherever it is held. `runs` are the rows of its postings, some in each part."""

    def __init__(self, runs: Iterable[tuple[Part, int, int]]) -> None:
        self._runs = list(runs)
        self.size = sum(last - first for _, first, last in self._runs)

    @cached_property
    def _rows(self) -> list[tuple[Part, dict[int, int]]]:
        """The row of each document, run by run."""
        return [
            (part, dict(zip(_shifted(part.docs[first:last].tolist(), part.base), range(first, last), strict=True)))
            for part, first, last in self._runs
        ]

    @cached_property
    def documents(self) -> set[int]:
        """All documents that hold the word."""
        return set().union(*(held for _, held in self._rows))

    def among(self, docs: set[int]) -> set[int]:
        """Give those of some documents that hold the word."""
        if "documents" in self.__dict__ or len(docs) * FEW > self.size:
            return docs & self.documents
        return {doc for doc in docs if any(True for _ in self._of(doc))}

    def _of(self, doc: int) -> Iterator[tuple[Part, int]]:
        """Yield the rows that tell of a document."""
        if "_rows" in self.__dict__:
            yield from ((part, held[doc]) for part, held in self._rows if doc in held)
            return
        for part, first, last in self._runs:
            row = bisect_left(part.docs, doc - part.base, first, last)
            if row < last and part.docs[row] == doc - part.base:
                yield part, row

    def count(self, doc: int) -> float:
        """Say what the word counts in a document."""
        return float(sum(part.counts[row] for part, row in self._of(doc)))

    def places(self, doc: int) -> list[int]:
        """Give the places of the word in a document, in order."""
        return sorted(
            place
            for part, row in self._of(doc)
            for place in part.places[part.place_starts[row] : part.place_starts[row + 1]]
        )

    def fields(self, doc: int) -> set[int]:
        """Give the numbers of the fields of a document that hold the word."""
        return {place // FIELD_SIZE for place in self.places(doc)}


class ColdLookup:
    """The parts of an index and the agreements taken out of each."""

    def __init__(self, parts: Sequence[Part], removed: Sequence[Sequence[str]]) -> None:
        self.parts = parts
        self._removed = [set(agreements) for agreements in removed]
        self._bases = [part.base for part in parts]
        self._article_bases = [part.article_base for part in parts]
        self._values: dict[tuple[int, str], list[str]] = {}
        self._words: dict[Name, Word] = {}
        self._documents: dict[Name, set[int]] = {}

    # What is known of documents

    @cached_property
    def size(self) -> int:
        """How many documents there are, with those that were taken out."""
        return sum(len(part.ids) for part in self.parts)

    @cached_property
    def _usual(self) -> float:
        """How many documents an article has on average."""
        return max(1.0, self.size / sum(len(part.articles) for part in self.parts))

    def part_of(self, doc: int) -> Part:
        """Give the part that holds a document."""
        return self.parts[bisect_right(self._bases, doc) - 1]

    def column(self, name: str, doc: int) -> int:
        """Give a document's number in a column: `order`, `family`, `signed`."""
        part = self.part_of(doc)
        return int(part.load(name)[doc - part.base])

    def article(self, doc: int) -> int:
        """Give the number of a document's article; it never falls from one document to the next."""
        part = self.part_of(doc)
        return int(part.load("article")[doc - part.base]) + part.article_base

    def framed(self, article: int) -> range:
        """Give the documents of an article."""
        part = self.parts[bisect_right(self._article_bases, article) - 1]
        articles, own = part.load("article"), article - part.article_base
        return range(bisect_left(articles, own) + part.base, bisect_right(articles, own) + part.base)

    def damping(self, documents: int) -> float:
        """Say what divides the counts of an article of so many documents."""
        return float(damping(documents, self._usual))

    def values(self, facet: str, doc: int) -> list[str]:
        """Give a document's values of a facet."""
        part = self.part_of(doc)
        documents, codes = part.pairs(facet)
        own = doc - part.base
        names = self._names(part, facet)
        return [names[code] for code in codes[bisect_left(documents, own) : bisect_right(documents, own)]]

    def _names(self, part: Part, facet: str) -> list[str]:
        name = (part.base, facet)
        if name not in self._values:
            self._values[name] = list(Strings(part.directory, f"{facet}_values"))
        return self._values[name]

    def having(self, facet: str, values: Iterable[str], docs: set[int]) -> set[int]:
        """Give those of some documents that have any of some values of a facet."""
        wanted = set(values)
        if len(docs) * FEW < self.size:
            return {doc for doc in docs if not wanted.isdisjoint(self.values(facet, doc))}
        found: set[int] = set()
        for part in self.parts:
            found.update(self._having(part, facet, wanted))
        return docs & found

    def _having(self, part: Part, facet: str, wanted: set[str]) -> list[int]:
        codes = {code for code, value in enumerate(self._names(part, facet)) if value in wanted}
        documents, held = part.pairs(facet)
        return _shifted(list(compress(documents.tolist(), map(codes.__contains__, held.tolist()))), part.base)

    def without_gone(self, docs: set[int]) -> set[int]:
        """Leave out the documents of agreements that were taken out."""
        for part, agreements in zip(self.parts, self._removed, strict=True):
            if agreements:
                docs = docs.difference(self._having(part, "agreement", agreements))
        return docs

    def spread(self, facet: str) -> Counter[str]:
        """Count how many documents have each value of a facet."""
        counts: Counter[str] = Counter()
        for part in self.parts:
            names = self._names(part, facet)
            for code, count in Counter(part.pairs(facet)[1].tolist()).items():
                counts[names[code]] += count
        return counts

    # Where terms stand

    def work(self, term: Term) -> int:
        """Say how many rows of postings a term has, that is how long looking it up may take."""
        return sum(self.word(word, term).size for word in term.words)

    def word(self, word: str, term: Term) -> Word:
        """Find one word of a term."""
        name = (word, term.exact, term.prefix, term.language)
        if name not in self._words:
            self._words[name] = Word(
                (part, part.starts[number], part.starts[number + 1])
                for part in self.parts
                for number in numbers(part, word, term)
            )
        return self._words[name]

    def words(self, term: Term) -> list[Word]:
        """Find the words of a term."""
        return [self.word(word, term) for word in term.words]

    def documents(self, term: Term) -> set[int]:
        """Give the documents that hold a term."""
        name = (term.words, term.exact, term.prefix, term.language)
        if name not in self._documents:
            words = self.words(term)
            rarest, *others = sorted(words, key=lambda word: word.size)
            held = rarest.documents
            for word in others:
                held = word.among(held)
            if others:
                held = {doc for doc in held if _together(words, doc, exact=term.exact)}
            self._documents[name] = self.without_gone(held)
        return self._documents[name]


def _together(words: Sequence[Word], doc: int, *, exact: bool) -> bool:
    """Say whether words stand side by side in a document, or else close together."""
    ends = words[0].places(doc)
    apart = SPREAD + len(words)
    for word in words[1:]:
        places = word.places(doc)
        if exact:
            before = set(ends)
            ends = [place for place in places if place - 1 in before]
        else:
            ends = [end for end in ends if any(abs(place - end) <= apart for place in places)]
    return bool(ends)


def _shifted(listed: list[int], by: int) -> list[int]:
    return [number + by for number in listed] if by else listed
