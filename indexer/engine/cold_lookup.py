"""What an index holds, for a single search without numpy: `lookup` and `columns` in sets and dictionaries.

Documents and articles are numbered through all parts. What is asked of few documents is found by bisection, document
by document; else the whole list is taken, by what the interpreter does in C.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from indexer.engine.formulas import SPREAD, damping, numbers
from indexer.engine.parts import FIELD_SIZE, Part, Strings
from indexer.engine.protocol import Term

__all__ = ["ColdLookup", "Word"]

Name = tuple[object, ...]
Runs = tuple[tuple[tuple[int, int], ...], ...]
FEW = 16  # a bisection takes as long as so many steps through a list


class Word:
    """One word of a term, wherever it is held. `runs` are the rows of its postings, some for each part."""

    def __init__(self, parts: Sequence[Part], runs: Runs) -> None:
        self._parts, self._runs = parts, runs
        self._bases = [part.base for part in parts]
        self._places: dict[int, list[int]] = {}
        self.size = sum(last - first for own in runs for first, last in own)

    @cached_property
    def _rows(self) -> tuple[dict[int, int], dict[int, list[int]]]:
        """Each document's first row, and the others of documents that have several."""
        rows: dict[int, int] = {}
        more: dict[int, list[int]] = {}
        for part, runs in zip(self._parts, self._runs, strict=True):
            for first, last in runs:
                held = dict(zip(_shifted(part.docs[first:last].tolist(), part.base), range(first, last), strict=True))
                for doc in held.keys() & rows.keys():
                    more.setdefault(doc, []).append(rows[doc])
                rows |= held
        return rows, more

    @cached_property
    def documents(self) -> set[int]:
        """All documents that hold the word."""
        return set().union(
            *(
                _shifted(part.docs[first:last].tolist(), part.base)
                for part, runs in zip(self._parts, self._runs, strict=True)
                for first, last in runs
            )
        )

    def among(self, docs: set[int]) -> set[int]:
        """Give those of some documents that hold the word."""
        if "_rows" in self.__dict__ or len(docs) * FEW > self.size:
            return docs & self.documents
        return {doc for doc in docs if self._of(doc)[1]}

    def prepare(self, asked: int) -> None:
        """List all rows if more than a few documents will be asked for: else each is found by bisection."""
        if asked * FEW > self.size:
            self._rows  # noqa: B018 - read here once

    def _of(self, doc: int) -> tuple[Part, Sequence[int]]:
        """Give the rows that tell of a document, and their part."""
        number = bisect_right(self._bases, doc) - 1
        part = self._parts[number]
        if "_rows" in self.__dict__:
            rows, more = self._rows
            if doc in more:
                return part, [*more[doc], rows[doc]]
            return part, [rows[doc]] if doc in rows else ()
        found = []
        own = doc - part.base
        for first, last in self._runs[number]:
            row = bisect_left(part.docs, own, first, last)
            if row < last and part.docs[row] == own:
                found.append(row)
        return part, found

    @cached_property
    def counts(self) -> dict[int, float]:
        """What the word counts in each document that holds it."""
        counts: dict[int, float] = {}
        for part, runs in zip(self._parts, self._runs, strict=True):
            for first, last in runs:
                docs = _shifted(part.docs[first:last].tolist(), part.base)
                held = dict(zip(docs, part.counts[first:last].tolist(), strict=True))
                for doc in held.keys() & counts.keys():
                    held[doc] += counts[doc]
                counts |= held
        return counts

    def count(self, doc: int) -> float:
        """Say what the word counts in a document."""
        part, rows = self._of(doc)
        return float(part.counts[rows[0]] if len(rows) == 1 else sum([part.counts[row] for row in rows]))

    def places(self, doc: int) -> list[int]:
        """Give the places of the word in a document, in order."""
        if doc not in self._places:
            part, rows = self._of(doc)
            runs = [part.places[part.place_starts[row] : part.place_starts[row + 1]].tolist() for row in rows]
            self._places[doc] = runs[0] if len(runs) == 1 else sorted(chain.from_iterable(runs))
        return self._places[doc]

    def fields(self, doc: int) -> set[int]:
        """Give the numbers of the fields of a document that hold the word."""
        return {place // FIELD_SIZE for place in self.places(doc)}


Meaning = tuple[tuple[Word, ...], bool]


class ColdLookup:
    """The parts of an index and the agreements taken out of each."""

    def __init__(self, parts: Sequence[Part], removed: Sequence[Sequence[str]]) -> None:
        self.parts = parts
        self._removed = [set(agreements) for agreements in removed]
        self._bases = [part.base for part in parts]
        self._article_bases = [part.article_base for part in parts]
        self._facets: dict[tuple[Part, str], tuple[Any, Any, list[str]]] = {}
        self._words: dict[Name, Word] = {}
        self._same: dict[Runs, Word] = {}
        self._documents: dict[Meaning, set[int]] = {}

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
        documents, codes, names = self._facet(part, facet)
        own = doc - part.base
        row = bisect_left(documents, own)
        found = []
        while row < len(documents) and documents[row] == own:
            found.append(names[codes[row]])
            row += 1
        return found

    def _facet(self, part: Part, facet: str) -> tuple[Any, Any, list[str]]:
        name = (part, facet)
        if name not in self._facets:
            self._facets[name] = (*part.pairs(facet), list(Strings(part.directory, f"{facet}_values")))
        return self._facets[name]

    def having(self, facet: str, values: Iterable[str], docs: set[int]) -> set[int]:
        """Give those of some documents that have any of some values of a facet."""
        wanted = set(values)
        listed = [(part, run) for part in self.parts for run in self._runs(part, facet, wanted)]
        if sum(len(run) for _, run in listed) > len(docs) * FEW:
            return {doc for doc in docs if not wanted.isdisjoint(self.values(facet, doc))}
        return docs.intersection(chain.from_iterable(_shifted(run.tolist(), part.base) for part, run in listed))

    def _runs(self, part: Part, facet: str, wanted: set[str]) -> list[Any]:
        """Give the documents of each of some values of a facet."""
        _, _, names = self._facet(part, facet)
        documents, starts = part.load(f"{facet}_docs"), part.load(f"{facet}_starts")
        return [documents[starts[code] : starts[code + 1]] for code, name in enumerate(names) if name in wanted]

    @cached_property
    def _gone(self) -> set[int]:
        """The documents of agreements that were taken out."""
        held = [pair for pair in zip(self.parts, self._removed, strict=True) if pair[1]]
        return {
            doc + part.base for part, removed in held for run in self._runs(part, "agreement", removed) for doc in run
        }

    def without_gone(self, docs: set[int]) -> set[int]:
        """Leave out the documents of agreements that were taken out."""
        return docs - self._gone if self._gone else docs

    def spread(self, facet: str) -> Counter[str]:
        """Count how many documents have each value of a facet."""
        counts: Counter[str] = Counter()
        for part in self.parts:
            _, codes, names = self._facet(part, facet)
            for code, count in Counter(codes.tolist()).items():
                counts[names[code]] += count
        return counts

    # Where terms stand

    def work(self, term: Term) -> int:
        """Say how many documents may hold a term at most, which is how long looking it up may take."""
        return min(word.size for word in self.words(term))

    def word(self, word: str, term: Term) -> Word:
        """Find one word of a term."""
        name = (word, term.exact, term.prefix, term.language)
        if name not in self._words:
            runs = tuple(
                tuple((part.starts[number], part.starts[number + 1]) for number in own)
                for part, own in zip(self.parts, numbers(self.parts, word, term), strict=True)
            )
            self._words[name] = self._same.setdefault(runs, Word(self.parts, runs))
        return self._words[name]

    def words(self, term: Term) -> tuple[Word, ...]:
        """Find the words of a term; it is the same word for all of a family."""
        return tuple(self.word(word, term) for word in term.words)

    def meaning(self, term: Term) -> Meaning:
        """Give what terms share that are found in the same places: "labour laws" and "labor law"."""
        return self.words(term), term.exact and len(term.words) > 1

    def documents(self, term: Term) -> set[int]:
        """Give the documents that hold a term."""
        name = self.meaning(term)
        if name not in self._documents:
            words = self.words(term)
            rarest, *others = sorted(words, key=lambda word: word.size)
            held = rarest.documents
            for word in others:
                held = word.among(held)
            if others:
                for word in words:
                    word.prepare(len(held))
                held = {doc for doc in held if _together(words, doc, exact=term.exact)}
            self._documents[name] = self.without_gone(held)
        return self._documents[name]

    def counts(self, term: Term, docs: Iterable[int]) -> list[tuple[int, float]]:
        """Say what a term counts in each of some documents that hold it; words that stand together as their rarest."""
        words = self.words(term)
        if len(words) == 1:
            counts = words[0].counts
            return [(doc, counts[doc]) for doc in docs]
        return [(doc, min([word.count(doc) for word in words])) for doc in docs]


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
            ends = [end for end in ends if _between(places, end - apart, end + apart)]
        if not ends:
            return False
    return True


def _between(places: Sequence[int], first: int, last: int) -> bool:
    at = bisect_left(places, first)
    return at < len(places) and places[at] <= last


def _shifted(listed: list[int], by: int) -> list[int]:
    return [number + by for number in listed] if by else listed
