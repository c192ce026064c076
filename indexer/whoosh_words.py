"""The one Whoosh field type of Clausula: words that were cut and folded before, with their positions."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from whoosh.analysis import IDAnalyzer
from whoosh.fields import FieldType
from whoosh.formats import Positions

__all__ = ["WordsField"]

POSITIONS = Positions()


class WordsField(FieldType):  # type: ignore[misc]
    """Takes a list of folded words as UTF-8; Whoosh's own analysers are passed by (they cost a third of a build)."""

    def __init__(self) -> None:
        self.format = POSITIONS
        self.analyzer = IDAnalyzer()
        self.scorable = True
        self.stored = self.unique = self.spelling = False
        self.vector = self.column_type = None
        self.multitoken_query = "phrase"

    def index(self, value: list[bytes], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (word, frequency, weight, encoded positions)."""
        places: dict[bytes, list[int]] = {}
        for position, word in enumerate(value):
            places.setdefault(word, []).append(position)
        for word, held in places.items():
            yield word, len(held), float(len(held)), _one(held[0]) if len(held) == 1 else POSITIONS.encode(held)


@lru_cache(maxsize=100_000)
def _one(position: int) -> bytes:
    encoded: bytes = POSITIONS.encode([position])
    return encoded
