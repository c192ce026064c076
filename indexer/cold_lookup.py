"""What an index holds, for a single search without numpy: `lookup` and `columns` in sets and dictionaries.

Documents and articles are numbered through all parts. Whole lists are only handled by what the interpreter does in C;
a step in Python is made for the documents that may be answers, and no others.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import compress

from indexer.engine import Term
from indexer.parts import FIELD_SIZE, Part, Strings
from indexer.ranking import SPREAD, damping, numbers

__all__ = ["ColdLookup", "Word"]

Name = tuple[object, ...]


class Word:
    """One word of a term, wherever it is held; `rows` give, by document, where its postings lie in a part."""

    def __init__(self, rows: Sequence[tuple[Part, dict[int, int]]]) -> None:
        self._rows = rows
        self.documents: set[int] = set().union(*(held for _, held in rows))

    def count(self, doc: int) -> float:
        """Say what the word counts in a document."""
        return float(sum(part.counts[held[doc]] for part, held in self._rows if doc in held))

    def places(self, doc: int) -> list[int]:
        """Give the places of the word in a document, in order."""
        found: list[int] = []
        for part, held in self._rows:
            if doc in held:
                row = held[doc]
                found.extend(part.places[part.place_starts[row] : part.place_starts[row + 1]])
        return sorted(found)

    def fields(self, doc: int) -> set[int]:
        """Give the numbers of the fields of a document that hold the word."""
        return {place // FIELD_SIZE for place in self.places(doc)}


class ColdLookup:
    """The parts of an index and the agreements taken out of each."""

    def __init__(self, parts: Sequence[Part], removed: Sequence[Sequence[str]]) -> None:
        self.parts, self._removed = parts, removed
        self._bases = [part.base for part in parts]
        self._words: dict[Name, Word] = {}
        self._documents: dict[Name, set[int]] = {}
        self._having: dict[tuple[str, str], set[int]] = {}

    # What is known of documents

    @cached_property
    def size(self) -> int:
        """How many documents there are, with those that were taken out."""
        return sum(len(part.ids) for part in self.parts)

    @cached_property
    def article(self) -> list[int]:
        """The number of each document's article; it never falls from one document to the next."""
        return [number for part in self.parts for number in _shifted(part.load("article").tolist(), part.article_base)]

    @cached_property
    def _usual(self) -> float:
        """How many documents an article has on average."""
        return max(1.0, self.size / sum(len(part.articles) for part in self.parts))

    def framed(self, article: int) -> range:
        """Give the documents of an article."""
        return range(bisect_left(self.article, article), bisect_right(self.article, article))

    def damping(self, article: int) -> float:
        """Say what divides the counts of an article."""
        return float(damping(len(self.framed(article)), self._usual))

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
            self._having[facet, value] = set().union(*(_having(part, facet, value) for part in self.parts))
        return self._having[facet, value]

    def valued(self, facet: str, docs: Container[int]) -> Iterator[tuple[str, int, list[int]]]:
        """Yield each value of a facet, part by part, with the number of all its documents and those among `docs`."""
        for part in self.parts:
            documents, codes = (column.tolist() for column in part.pairs(facet))
            held: dict[int, list[int]] = {}
            for doc, code in zip(_shifted(documents, part.base), codes, strict=True):
                if doc in docs:
                    held.setdefault(code, []).append(doc)
            values = Strings(part.directory, f"{facet}_values")
            for code, count in Counter(codes).items():
                yield values[code], count, held.get(code, [])

    def part_of(self, doc: int) -> Part:
        """Give the part that holds a document."""
        return self.parts[bisect_right(self._bases, doc) - 1]

    def column(self, name: str, doc: int) -> int:
        """Give a document's number in a column: `order`, `family`, `signed`."""
        part = self.part_of(doc)
        return int(part.load(name)[doc - part.base])

    # Where terms stand

    def work(self, term: Term) -> int:
        """Say how many rows of postings a term has, that is how long looking it up takes."""
        return sum(
            part.frequency(number) for word in term.words for part in self.parts for number in numbers(part, word, term)
        )

    def word(self, word: str, term: Term) -> Word:
        """Find one word of a term."""
        name = (word, term.exact, term.prefix, term.language)
        if name not in self._words:
            self._words[name] = Word(
                [(part, _rows(part, number)) for part in self.parts for number in numbers(part, word, term)]
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
            held = set.intersection(*(word.documents for word in words)) - self.gone
            if len(words) > 1:
                held = {doc for doc in held if _together(words, doc, exact=term.exact)}
            self._documents[name] = held
        return self._documents[name]


def _rows(part: Part, number: int) -> dict[int, int]:
    first, last = part.starts[number], part.starts[number + 1]
    return dict(zip(_shifted(part.docs[first:last].tolist(), part.base), range(first, last), strict=True))


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


def _having(part: Part, facet: str, value: str) -> Iterable[int]:
    values = list(Strings(part.directory, f"{facet}_values"))
    if value not in values:
        return ()
    documents, codes = part.pairs(facet)
    code = values.index(value)
    return _shifted(list(compress(documents.tolist(), map(code.__eq__, codes.tolist()))), part.base)


def _shifted(listed: list[int], by: int) -> list[int]:
    return [number + by for number in listed] if by else listed
