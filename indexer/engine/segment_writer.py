"""Documents to one segment of the index: posting lists as arrays, by word and then by document.

A word's count in a document is that of true BM25F: occurrences weighted by field and damped by the field's length,
summed over the fields before they saturate. A document is numbered by its order in the segment. The arrays:

    words, starts                    the folded words, sorted; the first row of each in the four that follow
    docs, counts                     a row for each document that holds the word: its number, and what the word counts
    position_starts, positions       the first position of each row; the positions (see `segment.FIELD_SIZE`)
    fields                           a bit for each field of `FIELDS` that holds the word, by word
    families_en, family_starts_en, family_words_en (and _es)    the words of each family (`words.key`)
    lengths                          words in each field of each document, len(FIELDS) numbers a document
    ids, number, article, articles, signed, family              what is known of each document
    <facet>_values, <facet>_docs, <facet>_codes                 the values of a facet; who has which
"""

import itertools
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from corpus.model import LANGUAGES
from indexer.engine.protocol import FACETS, FIELDS, EngineDocument
from indexer.engine.segment import FIELD_SIZE, Floats, Ints, run_starts
from indexer.query.words import WORD, fold, key
from indexer.storage.arrays import ArrayFileWriter
from indexer.storage.digests import number_of

__all__ = ["SegmentWriter"]

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


class _Numbers(dict[str, int]):
    """Numbers the words as they come; a key is a token as written, so that each is folded once."""

    def __init__(self) -> None:
        super().__init__()
        self.of_folded: dict[str, int] = {}

    def __missing__(self, written: str) -> int:
        number = self.of_folded.setdefault(fold(written), len(self.of_folded))
        self[written] = number
        return number


class SegmentWriter:
    """Collects the documents of one segment and writes their arrays."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._documents: list[EngineDocument] = []
        self._given = array("i")
        self._words_read, self._positions_read, self._counts_read = array("i"), array("i"), array("i")
        self._languages: dict[str, set[int]] = {language: set() for language in LANGUAGES}

    def __len__(self) -> int:
        return len(self._documents)

    def add(self, number: int, document: EngineDocument) -> None:
        """Take one document; `number` is its place among all that were ever given."""
        numbers = self._numbers
        count = 0
        for index, name in enumerate(FIELDS):
            text = document["fields"].get(name)
            if not text:
                continue
            held = [numbers[word] for word in WORD.findall(text)]
            count += len(held)
            self._words_read.extend(held)
            self._positions_read.extend(range(index * FIELD_SIZE, index * FIELD_SIZE + len(held)))
            language = LANGUAGE_OF.get(name) or document["lang"]
            self._languages["es" if language == "es" else "en"].update(held)
        self._counts_read.append(count)
        self._given.append(number)
        self._documents.append({**document, "fields": {}})  # the texts take most of the memory

    def write(self, path: Path) -> None:
        """Write the segment."""
        vocabulary = list(self._numbers.of_folded)
        order = sorted(range(len(vocabulary)), key=lambda number: vocabulary[number].encode())
        rank = np.empty(len(order), dtype=np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        with ArrayFileWriter(path) as out:
            out.add_strings("words", (vocabulary[number] for number in order))
            self._write_postings(out, rank)
            for language, held in self._languages.items():
                _write_families(out, language, [(vocabulary[number], int(rank[number])) for number in held])
            self._write_documents(out)

    def _write_postings(self, out: ArrayFileWriter, rank: Ints) -> None:
        words = rank[np.array(self._words_read, dtype=np.int32)]
        positions = np.array(self._positions_read, dtype=np.int32)
        counts = np.array(self._counts_read, dtype=np.int32)
        docs = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        lengths = _lengths(docs, positions, len(counts))
        gains = _gains(docs, positions, lengths)
        by_word = np.argsort(words, kind="stable")
        words, docs, positions, gains = words[by_word], docs[by_word], positions[by_word], gains[by_word]
        starts = run_starts(words, docs)
        edges = np.searchsorted(words[starts], np.arange(len(rank) + 1, dtype=np.int32))
        fields = np.zeros(len(rank), dtype=np.uint8)
        for index in range(len(FIELDS)):
            fields[words[positions // FIELD_SIZE == index]] |= np.uint8(1 << index)
        out.add("starts", edges.astype(np.int32))
        out.add("docs", docs[starts])
        out.add("counts", np.add.reduceat(gains, starts) if len(starts) else gains)
        out.add("position_starts", np.append(starts, len(words)).astype(np.int32))
        out.add("positions", positions)
        out.add("fields", fields)
        out.add("lengths", lengths.reshape(-1).astype(np.int32))

    def _write_documents(self, out: ArrayFileWriter) -> None:
        documents = self._documents
        out.add_strings("ids", (document["id"] for document in documents))
        out.add("number", np.array(self._given, dtype=np.int32))
        articles = {article: code for code, article in enumerate(dict.fromkeys(d["article"] for d in documents))}
        out.add_strings("articles", articles)
        out.add("article", np.array([articles[d["article"]] for d in documents], dtype=np.int32))
        out.add("signed", np.array([d["signed"] for d in documents], dtype=np.int32))
        out.add("family", np.array([number_of((d["family"] or d["id"]).encode()) for d in documents], dtype=np.uint64))
        for facet in FACETS:
            _write_facet(out, facet, [_values(d["facets"].get(facet, "")) for d in documents])


def _values(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _lengths(docs: Ints, positions: Ints, count: int) -> Any:
    """Count the words in each field (column) of each document (row)."""
    cells = docs.astype(np.int64) * len(FIELDS) + positions // FIELD_SIZE
    return np.bincount(cells, minlength=count * len(FIELDS)).reshape(-1, len(FIELDS))


def _gains(docs: Ints, positions: Ints, lengths: Any) -> Floats:
    """Return what each occurrence counts: the weight of its field over the damping of the field's length."""
    weight, damping, usual = (np.array([WEIGHTS[name][i] for name in FIELDS]) for i in range(3))
    per_field = weight / (1 - damping + damping * lengths / usual)
    return per_field.astype(np.float32)[docs, positions // FIELD_SIZE]  # type: ignore[no-any-return]


def _write_families(out: ArrayFileWriter, language: str, held: list[tuple[str, int]]) -> None:
    families: dict[str, list[int]] = {}
    for word, rank in held:
        families.setdefault(key(word, language), []).append(rank)
    names = sorted(families, key=str.encode)
    out.add_strings(f"families_{language}", names)
    out.add(f"family_starts_{language}", np.cumsum([0, *(len(families[name]) for name in names)], dtype=np.int32))
    members: Iterator[int] = itertools.chain.from_iterable(families[name] for name in names)
    out.add(f"family_words_{language}", np.fromiter(members, dtype=np.int32))


def _write_facet(out: ArrayFileWriter, facet: str, values: list[list[str]]) -> None:
    codes = {value: code for code, value in enumerate(dict.fromkeys(itertools.chain.from_iterable(values)))}
    out.add_strings(f"{facet}_values", codes)
    out.add(f"{facet}_docs", np.repeat(np.arange(len(values), dtype=np.int32), [len(held) for held in values]))
    out.add(f"{facet}_codes", np.array([codes[value] for held in values for value in held], dtype=np.int32))
