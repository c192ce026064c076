"""How words reach Whoosh: as arrays that are sorted already, past its analysers and its pool of postings.

Whoosh's analysers and the sorting of single postings cost two thirds of a build. Its codec takes postings in order
through public methods (`start_field`, `start_term`, `add`), so the arrays of `postings.PartWriter` are written with
these; what comes out is an ordinary Whoosh index with positions.
"""

from array import array
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from whoosh.analysis.tokenizers import RegexTokenizer
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3PostingsWriter
from whoosh.fields import FieldType
from whoosh.formats import Positions

from indexer.engine.postings import FieldPostings, PartWriter
from indexer.engine.protocol import FIELDS

__all__ = ["WordsCodec", "WordsField"]

POSITIONS = Positions()


class WordsField(FieldType):
    """A field whose words were counted before; its value is their number, which becomes the field's length."""

    def __init__(self) -> None:
        self.format = POSITIONS
        self.analyzer = RegexTokenizer()  # type: ignore[assignment]
        self.scorable = True

    def index(self, value: int, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:  # type: ignore[override]
        """Yield one item that carries the length; `WordsFieldWriter` drops it."""
        yield b"", value, 0.0, b""


class WordsCodec(W3Codec):
    """Whoosh's own codec, with the words of the fields taken from arrays."""

    def __init__(self, arrays: PartWriter) -> None:
        super().__init__()
        self._arrays = arrays

    def __reduce__(self) -> tuple[type[W3Codec], tuple[()]]:
        """Leave Whoosh's own codec behind: a segment keeps the codec that wrote it, and reading needs no arrays."""
        return W3Codec, ()

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> "WordsPostingsWriter":
        """Give the writer of posting blocks."""
        return WordsPostingsWriter(dbfile, self._blocklimit, byteids, self._compression, self._inlinelimit)

    def field_writer(self, storage: Any, segment: Any) -> "WordsFieldWriter":
        """Give the writer of the postings of one segment."""
        return WordsFieldWriter(self, storage, segment, self._arrays)


class WordsFieldWriter(W3FieldWriter):
    """Writes keywords as they come from the pool, then the words of each field from the arrays."""

    def __init__(self, codec: WordsCodec, storage: Any, segment: Any, arrays: PartWriter) -> None:
        super().__init__(codec, storage, segment)
        self._arrays = arrays

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[tuple[str, bytes, int, float, bytes]]) -> None:
        """Write all postings of the segment."""
        super().add_postings(schema, lengths, (item for item in items if item[0] not in FIELDS))
        for field in self._arrays.by_field():
            self.start_field(field.name, schema[field.name])
            values, frequencies = _encoded(field), field.frequencies
            for number, word in enumerate(field.words):
                held = slice(field.edges[number], field.edges[number + 1])
                self.start_term(word)
                writer: Any = self._postwriter
                writer.add_many(field.docs[held], values[held], frequencies[held], field.lengths[held])
                self.finish_term()
            self.finish_field()


class WordsPostingsWriter(W3PostingsWriter):
    """Takes the postings of a word at once; `add_posting` costs twelve checks each."""

    def add_many(self, docs: Any, values: list[bytes], frequencies: Any, lengths: Any) -> None:
        """Add postings in order, and write the blocks that they fill."""
        for first in range(0, len(values), self._blocklimit):
            if self._ids:
                self._write_block()
            held = slice(first, first + self._blocklimit)
            self._ids = array("I", docs[held].tolist())
            self._weights = array("f", frequencies[held].tolist())
            self._values = values[held]
            self._maxweight = float(frequencies[held].max())
            self._minlength, self._maxlength = int(lengths[held].min()), int(lengths[held].max())


def _encoded(field: FieldPostings) -> list[bytes]:
    """Encode the positions of every posting as Whoosh's format does."""
    one = [POSITIONS.encode([position]) for position in range(int(field.positions.max()) + 1)]
    values = [one[position] for position in field.positions[field.starts[:-1]].tolist()]
    for row in np.flatnonzero(field.frequencies > 1).tolist():
        values[row] = POSITIONS.encode(field.positions[field.starts[row] : field.starts[row + 1]].tolist())
    return values
