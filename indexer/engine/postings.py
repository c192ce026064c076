"""Posting lists as arrays: which documents hold a word, how much it counts there, and where it stands.

A part of the index keeps, beside its Whoosh index, the same postings as `.npy` files that are mapped into memory,
so that a query neither imports Whoosh nor walks its postings in Python. A contract test holds the two equal.

A place is one number: the field's index in `FIELDS` times `FIELD_SIZE`, plus the position of the word in the field.
A word's count in a document is that of true BM25F: occurrences weighted by field and damped by the field's length,
summed over the fields before they saturate.
"""

import hashlib
import itertools
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.engine.parts import FIELD_SIZE, Part
from indexer.engine.protocol import FACETS, FIELDS, Document
from indexer.query.words import LANGUAGES, WORD, fold, key

__all__ = ["ArrayPart", "PartWriter", "family_code"]

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

# Field: weight of an occurrence, share of the length that damps it, usual length in words. The lengths are constants
# and not averages, so that adding an agreement changes no count that is already written.
WEIGHTS = {
    "text": (1.0, 0.6, 75.0),
    "heading": (2.2, 0.5, 5.0),
    "chapter": (0.7, 0.3, 4.0),
    "notes": (0.4, 0.6, 40.0),
    "digest_en": (1.2, 0.6, 35.0),
    "digest_es": (1.2, 0.6, 35.0),
    "topics_en": (1.2, 0.4, 6.0),
    "topics_es": (1.2, 0.4, 6.0),
}
LANGUAGE_OF = {"digest_en": "en", "topics_en": "en", "digest_es": "es", "topics_es": "es"}


def write_strings(directory: Path, name: str, strings: Iterable[str]) -> None:
    """Write strings so that they can be mapped (`indexer.engine.parts.Strings`)."""
    encoded = [string.encode() for string in strings]
    np.save(directory / f"{name}.ends.npy", np.cumsum([0, *map(len, encoded)], dtype=np.int64))
    np.save(directory / f"{name}.npy", np.frombuffer(b"".join(encoded), dtype=np.uint8))


class _Numbers(dict[str, int]):
    """Numbers the words as they come; a key is a token as written, so that each is folded once."""

    def __init__(self) -> None:
        super().__init__()
        self.of_folded: dict[str, int] = {}

    def __missing__(self, written: str) -> int:
        number = self.of_folded.setdefault(fold(written), len(self.of_folded))
        self[written] = number
        return number


@dataclass(frozen=True, slots=True)
class FieldPostings:
    """The postings of one field, by word and then by document.

    Word number `n` has the rows ``edges[n]`` to ``edges[n + 1]`` of `docs` and `lengths` (words that the field of the
    document holds); row `r` has the rows ``starts[r]`` to ``starts[r + 1]`` of `positions`.
    """

    name: str
    words: list[bytes]
    edges: list[int]
    docs: Ints
    lengths: Any
    starts: Any
    positions: Ints

    @property
    def frequencies(self) -> Any:
        """How often each row's document holds the word."""
        return np.diff(self.starts)


class PartWriter:
    """Collects the documents of one part and writes their arrays."""

    def __init__(self) -> None:
        self.numbers = _Numbers()
        self.documents: list[Document] = []
        self._words_read, self._places_read, self._counts_read = array("i"), array("i"), array("i")
        self._languages: dict[str, set[int]] = {language: set() for language in LANGUAGES}

    def add(self, document: Document) -> dict[str, int]:
        """Take one document; say how many words each of its fields holds."""
        numbers = self.numbers
        lengths: dict[str, int] = {}
        count = 0
        for index, name in enumerate(FIELDS):
            text = document["fields"].get(name)
            if not text:
                continue
            held = [numbers[word] for word in WORD.findall(text)]
            lengths[name] = len(held)
            count += len(held)
            self._words_read.extend(held)
            self._places_read.extend(range(index * FIELD_SIZE, index * FIELD_SIZE + len(held)))
            language = LANGUAGE_OF.get(name) or document["lang"]
            self._languages["es" if language == "es" else "en"].update(held)
        self._counts_read.append(count)
        kept = {name: document[name] for name in document if name != "fields"}
        self.documents.append(kept)
        return lengths

    def finish(self) -> None:
        """Sort the words; call it once, after the last document."""
        vocabulary = list(self.numbers.of_folded)
        order = sorted(range(len(vocabulary)), key=lambda number: vocabulary[number].encode())
        rank = np.empty(len(order), dtype=np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        self._vocabulary = [vocabulary[number] for number in order]
        self._rank = rank
        self._words = rank[np.array(self._words_read, dtype=np.int32)]
        self._places = np.array(self._places_read, dtype=np.int32)
        counts = np.array(self._counts_read, dtype=np.int32)
        self._docs = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        self._gains = _gains(self._docs, self._places, len(counts))
        by_word = np.argsort(self._words, kind="stable")
        self._words, self._docs, self._places = (column[by_word] for column in (self._words, self._docs, self._places))
        self._gains = self._gains[by_word]

    def by_field(self) -> Iterator["FieldPostings"]:
        """Yield the postings of each field that has any."""
        fields = self._places // FIELD_SIZE
        for index, name in sorted(enumerate(FIELDS), key=lambda pair: pair[1]):
            rows = np.flatnonzero(fields == index)
            if not len(rows):
                continue
            words, docs = self._words[rows], self._docs[rows]
            starts = _starts(words, docs)
            of_word = _starts(words[starts])
            yield FieldPostings(
                name=name,
                words=[self._vocabulary[number].encode() for number in words[starts][of_word].tolist()],
                edges=np.append(of_word, len(starts)).tolist(),
                docs=docs[starts],
                lengths=np.bincount(docs)[docs[starts]],
                starts=np.append(starts, len(rows)),
                positions=self._places[rows] % FIELD_SIZE,
            )

    def write(self, directory: Path) -> None:
        """Write all arrays of the part."""
        write_strings(directory, "words", self._vocabulary)
        self._write_postings(directory)
        vocabulary = list(self.numbers.of_folded)
        for language, held in self._languages.items():
            _write_families(directory, language, [(vocabulary[number], int(self._rank[number])) for number in held])
        self._write_documents(directory)

    def _write_postings(self, directory: Path) -> None:
        words, docs, gains = self._words, self._docs, self._gains
        starts = _starts(words, docs)
        np.save(directory / "docs.npy", docs[starts])
        np.save(directory / "counts.npy", np.add.reduceat(gains, starts) if len(starts) else gains)
        np.save(directory / "places.npy", self._places)
        np.save(directory / "place_starts.npy", np.append(starts, len(words)).astype(np.int32))
        edges = np.searchsorted(words[starts], np.arange(len(self._vocabulary) + 1, dtype=np.int32))
        np.save(directory / "starts.npy", edges.astype(np.int32))

    def _write_documents(self, directory: Path) -> None:
        documents = self.documents
        write_strings(directory, "ids", (document["id"] for document in documents))
        articles = {article: code for code, article in enumerate(dict.fromkeys(d["article"] for d in documents))}
        write_strings(directory, "articles", articles)
        np.save(directory / "article.npy", np.array([articles[d["article"]] for d in documents], dtype=np.int32))
        np.save(directory / "signed.npy", np.array([d["signed"] for d in documents], dtype=np.int32))
        np.save(directory / "order.npy", np.array([d["order"] for d in documents], dtype=np.int32))
        families = np.array([family_code(d["family"] or d["id"]) for d in documents], dtype=np.uint64)
        np.save(directory / "family.npy", families)
        for facet in FACETS:
            _write_facet(directory, facet, [_values(d["facets"].get(facet, "")) for d in documents])


def family_code(family: str) -> int:
    """Turn the name of a family into a number of 64 bits."""
    return int.from_bytes(hashlib.blake2b(family.encode(), digest_size=8).digest(), "little")


def _starts(*columns: Ints) -> Any:
    """Give the rows at which any of the columns begins a new value."""
    first = np.zeros(len(columns[0]), dtype=bool)
    first[:1] = True
    for column in columns:
        first[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(first)


def _values(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _gains(documents: Ints, places: Ints, count: int) -> Floats:
    """Say what each occurrence counts: the weight of its field over the damping of the field's length."""
    field = places // FIELD_SIZE
    lengths = np.bincount(documents.astype(np.int64) * len(FIELDS) + field, minlength=count * len(FIELDS))
    weight, damping, usual = (np.array([WEIGHTS[name][i] for name in FIELDS]) for i in range(3))
    per_field = weight / (1 - damping + damping * lengths.reshape(-1, len(FIELDS)) / usual)
    return per_field.astype(np.float32)[documents, field]  # type: ignore[no-any-return]


def _write_families(directory: Path, language: str, held: list[tuple[str, int]]) -> None:
    families: dict[str, list[int]] = {}
    for word, rank in held:
        families.setdefault(key(word, language), []).append(rank)
    names = sorted(families, key=str.encode)
    write_strings(directory, f"families_{language}", names)
    ends = np.cumsum([0, *(len(families[name]) for name in names)], dtype=np.int32)
    np.save(directory / f"family_starts_{language}.npy", ends)
    members = itertools.chain.from_iterable(families[name] for name in names)
    np.save(directory / f"family_words_{language}.npy", np.fromiter(members, dtype=np.int32))


def _write_facet(directory: Path, facet: str, values: list[list[str]]) -> None:
    codes = {value: code for code, value in enumerate(dict.fromkeys(itertools.chain.from_iterable(values)))}
    write_strings(directory, f"{facet}_values", codes)
    pairs = [(number, codes[value]) for number, held in enumerate(values) for value in held]
    columns = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
    np.save(directory / f"{facet}_pairs.npy", columns)
    documents, held = columns
    # The same by value, for whoever asks for the documents of one.
    by_value = np.argsort(held, kind="stable")
    np.save(directory / f"{facet}_docs.npy", documents[by_value])
    starts = np.searchsorted(held[by_value], np.arange(len(codes) + 1, dtype=np.int32))
    np.save(directory / f"{facet}_starts.npy", starts.astype(np.int32))


class ArrayPart(Part):
    """A part whose arrays are numpy's."""

    def view(self, numbers: memoryview) -> Any:
        """Give the numbers as an array."""
        return np.asarray(numbers)

    def postings(self, number: int) -> tuple[Ints, Floats]:
        """Give the documents (numbered through all parts) that hold a word, and what it counts in each."""
        held = slice(self.starts[number], self.starts[number + 1])
        return self.docs[held] + np.int32(self.base), self.counts[held]

    def occurrences(self, number: int) -> npt.NDArray[np.int64]:
        """Give the places of a word in order, each as document times 2**32 plus place."""
        first, last = int(self.starts[number]), int(self.starts[number + 1])
        edges = self.place_starts[first : last + 1]
        docs = np.repeat(self.docs[first:last].astype(np.int64) + self.base, np.diff(edges))
        places: npt.NDArray[np.int64] = (docs << 32) + self.places[edges[0] : edges[-1]]
        return places


def chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Cut a stream into runs of one agreement."""
    run: list[Document] = []
    for document in documents:
        if run and run[-1]["agreement"] != document["agreement"]:
            yield run
            run = []
        run.append(document)
    if run:
        yield run
