"""Whoosh's codec interface over the segments of this package: what an ordinary Whoosh reader reads are their arrays.

`whoosh.index.open_dir` opens an index of Clausula; its readers, matchers and queries (Term, And, Or, Not, Phrase,
Prefix …) work on it. Each field of `protocol.FIELDS` is a scorable field with positions, each facet a keyword field,
and the stored fields of a document are its id and its number. Only reading is implemented: segments are written in
one go by `segment_writer`, because Whoosh's own writer handles every posting in Python, at four times the processor
time, and pickles what it writes.

Whoosh keeps the list of segments and the schema in a pickled file, the TOC. It is written for Whoosh's readers only.
Nothing in Clausula opens it, since unpickling a file that somebody else made can run code.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.analysis.acore import Token
from whoosh.analysis.tokenizers import Tokenizer
from whoosh.codec.base import Codec, EmptyCursor, FieldCursor, PerDocumentReader, TermsReader
from whoosh.codec.base import Segment as WhooshSegment
from whoosh.fields import KEYWORD, STORED, TEXT, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Positions
from whoosh.index import TOC
from whoosh.matching.mcore import ListMatcher, Matcher
from whoosh.reading import TermInfo, TermNotFound

from indexer.engine.protocol import FACETS, FIELDS
from indexer.engine.segment import FIELD_SIZE, Ints, Segment, run_starts, segment_file
from indexer.query.words import words

__all__ = ["write_toc"]

NAME = "MAIN"  # Whoosh's own default
FIELD_NUMBERS = {name: number for number, name in enumerate(FIELDS)}


def write_toc(directory: Path, segments: dict[str, list[str]]) -> None:
    """Write Whoosh's TOC: the schema, and the segments by name with the agreements that were taken out of each."""
    storage = FileStorage(str(directory))
    TOC.create(storage, _schema(), NAME)
    listed = [ArraySegment(name, tuple(removed)) for name, removed in segments.items()]
    TOC(_schema(), listed, 1).write(storage, NAME)
    (directory / TOC._filename(NAME, 0)).unlink()  # noqa: SLF001 - the empty one that `create` wrote


def _schema() -> Schema:
    words: dict[str, FieldType] = {name: WordsField() for name in FIELDS}
    return Schema(id=STORED(), number=STORED(), **words, **{name: KEYWORD(commas=True) for name in FACETS})


class WordTokenizer(Tokenizer):
    """Cuts and folds words as the index does."""

    def __call__(self, value: str, *, positions: bool = False, start_pos: int = 0, **options: Any) -> Iterator[Token]:
        """Yield the words of a text."""
        token = Token(
            positions=positions, **{name: options[name] for name in ("mode", "removestops") if name in options}
        )
        for number, word in enumerate(words(value), start=start_pos):
            token.text, token.boost, token.stopped = word, 1.0, False
            if positions:
                token.pos = number
            yield token


class PlainPositions(Positions):
    """Positions as Whoosh's queries ask for them, held as they are instead of pickled."""

    def encode(self, poslist: Iterable[int]) -> tuple[int, ...]:
        """Return positions as the value of a posting."""
        return tuple(poslist)

    def decode_positions(self, valuestring: tuple[int, ...]) -> list[int]:
        """Return the positions of a posting."""
        return list(valuestring)

    def decode_frequency(self, valuestring: tuple[int, ...]) -> int:
        """Count the positions of a posting."""
        return len(valuestring)


class WordsField(TEXT):
    """A field of words with their positions."""

    def __init__(self) -> None:
        super().__init__(analyzer=WordTokenizer())
        self.format = PlainPositions()


class ArraySegment(WhooshSegment):
    """What Whoosh's TOC holds of a segment."""

    def __init__(self, name: str, removed: tuple[str, ...]) -> None:
        super().__init__(NAME)
        self.segid, self.removed = name, removed

    def codec(self) -> "ArrayCodec":
        """Return the codec that reads the segment."""
        return ArrayCodec()

    def should_assemble(self) -> bool:
        """Keep the file as it is."""
        return False


class ArrayCodec(Codec):
    """Reads segments."""

    def terms_reader(self, storage: FileStorage, segment: ArraySegment) -> "ArrayTermsReader":
        """Return the reader of words and postings."""
        return ArrayTermsReader(_opened(storage, segment))

    def per_document_reader(self, storage: FileStorage, segment: ArraySegment) -> "ArrayDocumentReader":
        """Return the reader of documents."""
        return ArrayDocumentReader(_opened(storage, segment), segment.removed)


def _opened(storage: FileStorage, segment: ArraySegment) -> Segment:
    return Segment(segment_file(Path(storage.folder), segment.segid))


class ArrayTermsReader(TermsReader):
    """The terms of one segment."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._facets: dict[str, dict[bytes, Ints]] = {}

    def close(self) -> None:
        """Close the file."""
        self._segment.close()

    def indexed_field_names(self) -> list[str]:
        """Return the fields in which words or values stand."""
        return sorted([*FIELDS, *FACETS])

    def _documents_by_value(self, facet: str) -> dict[bytes, Ints]:
        if facet not in self._facets:
            values = self._segment.strings(f"{facet}_values")
            docs, codes = self._segment.load(f"{facet}_docs"), self._segment.load(f"{facet}_codes")
            held = {values.encoded(code): docs[codes == code] for code in range(len(values))}
            self._facets[facet] = {value: held[value] for value in sorted(held) if value}
        return self._facets[facet]

    def _number(self, field: str, text: bytes) -> int | None:
        found = self._segment.word(text.decode())
        return found[0] if found and self._segment.fields(found[0]) >> FIELD_NUMBERS[field] & 1 else None

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        if field in FIELD_NUMBERS:
            return self._number(field, text) is not None
        return field in FACETS and text in self._documents_by_value(field)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield all terms, by field and then by their bytes."""
        return (term for field in self.indexed_field_names() for term in self._of_field(field, b""))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the terms from one on, in the same order."""
        names = self.indexed_field_names()
        yield from self._of_field(fieldname, prefix)
        for field in names[names.index(fieldname) + 1 :]:
            yield from self._of_field(field, b"")

    def _of_field(self, field: str, first: bytes) -> Iterator[tuple[str, bytes]]:
        if field in FACETS:
            yield from ((field, value) for value in self._documents_by_value(field) if value >= first)
            return
        words, bit = self._segment.words, 1 << FIELD_NUMBERS[field]
        for number in range(words.bisect(first.decode()), len(words)):
            if self._segment.fields(number) & bit:
                yield field, words.encoded(number)

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield all terms with what is known of each."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield the terms from one on with what is known of each."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: FieldType) -> FieldCursor:
        """Return a cursor over the terms of a field."""
        found = [fieldobj.from_bytes(text) for _, text in self._of_field(fieldname, b"")]
        return ListCursor(found) if found else EmptyCursor()

    def _postings(self, field: str, text: bytes) -> tuple[Ints, list[tuple[int, ...]] | None]:
        """Return the documents that hold a term, and for words their positions in the field.

        Raises:
            TermNotFound: there is no such term.
        """
        if (field, text) not in self:
            raise TermNotFound(f"No term {field}:{text!r}")
        if field in FACETS:
            return self._documents_by_value(field)[text], None
        placed = self._segment.positions([self._number(field, text) or 0])
        in_field = placed[(placed & 0xFFFFFFFF) // FIELD_SIZE == FIELD_NUMBERS[field]]
        docs = in_field >> 32
        firsts = run_starts(docs)
        runs = np.split(in_field % FIELD_SIZE, firsts[1:])
        return docs[firsts].astype(np.int32), [tuple(run.tolist()) for run in runs]

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return how often a term stands where."""
        docs, positions = self._postings(fieldname, text)
        if positions is None:
            return TermInfo(float(len(docs)), len(docs), 1, 1, 1.0, int(docs[0]), int(docs[-1]))
        frequencies = [len(run) for run in positions]
        lengths = _lengths(self._segment)[docs, FIELD_NUMBERS[fieldname]]
        return TermInfo(
            float(sum(frequencies)), len(docs), int(lengths.min()), int(lengths.max()), float(max(frequencies)),
            int(docs[0]), int(docs[-1]),
        )  # fmt: skip

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Count the occurrences of a term."""
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Count the documents that hold a term."""
        return int(self.term_info(fieldname, text).doc_frequency())

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Matcher:
        """Return a matcher over the postings of a term."""
        docs, positions = self._postings(fieldname, text)
        weights = None if positions is None else [float(len(run)) for run in positions]
        return ListMatcher(
            docs.tolist(), weights, positions, format_, scorer, term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )  # fmt: skip


class ListCursor(FieldCursor):
    """A cursor over sorted terms."""

    def __init__(self, terms: list[str]) -> None:
        self._terms, self._at = terms, 0

    def first(self) -> str | None:
        """Go to the first term."""
        self._at = 0
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        """Go to the first term that is not below another."""
        wanted = string.decode() if isinstance(string, bytes) else string
        self._at = next((at for at, term in enumerate(self._terms) if term >= wanted), len(self._terms))
        return self.text()

    def next(self) -> str | None:
        """Go to the next term."""
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        """Return the term, or nothing behind the last."""
        return self._terms[self._at] if self.is_valid() else None

    term = text

    def is_valid(self) -> bool:
        """Return whether there is a term."""
        return self._at < len(self._terms)


class ArrayDocumentReader(PerDocumentReader):
    """The documents of one segment; `removed` are the agreements that were taken out."""

    def __init__(self, segment: Segment, removed: tuple[str, ...]) -> None:
        self._segment, self._removed = segment, removed

    def close(self) -> None:
        """Close the file."""
        self._segment.close()

    def doc_count_all(self) -> int:
        """Count the documents, with those that were taken out."""
        return self._segment.size

    def doc_count(self) -> int:
        """Count the documents."""
        return self._segment.size - len(self._deleted)

    @cached_property
    def _deleted(self) -> frozenset[int]:
        return frozenset(np.flatnonzero(self._segment.taken_out(self._removed)).tolist())

    def has_deletions(self) -> bool:
        """Return whether documents were taken out."""
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Return whether a document was taken out."""
        return docnum in self._deleted

    def deleted_docs(self) -> frozenset[int]:
        """Return the documents that were taken out."""
        return self._deleted

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return the id of a document and its number in the order in which all were given."""
        return {"id": self._segment.ids[docnum], "number": int(self._segment.load("number")[docnum])}

    def _of_field(self, field: str) -> Ints:
        lengths: Ints = _lengths(self._segment)[:, FIELD_NUMBERS[field]]
        return lengths

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Count the words in a field of a document."""
        return int(self._of_field(fieldname)[docnum]) if fieldname in FIELD_NUMBERS else default

    def field_length(self, fieldname: str) -> int:
        """Count the words in a field of all documents."""
        return int(self._of_field(fieldname).sum()) if fieldname in FIELD_NUMBERS else 0

    def min_field_length(self, fieldname: str) -> int:
        """Count the words in a field of the document that has fewest."""
        return int(self._of_field(fieldname).min(initial=0)) if fieldname in FIELD_NUMBERS else 0

    def max_field_length(self, fieldname: str) -> int:
        """Count the words in a field of the document that has most."""
        return int(self._of_field(fieldname).max(initial=0)) if fieldname in FIELD_NUMBERS else 0


def _lengths(segment: Segment) -> Ints:
    lengths: Ints = segment.load("lengths").reshape(-1, len(FIELDS))
    return lengths
