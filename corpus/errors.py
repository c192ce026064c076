"""Every error that a user can meet, under one base: a code and values, whose words stand in data/errors.toml."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Literal

from corpus.data import data_table

__all__ = [
    "CatalogueError",
    "ClausulaError",
    "ContentError",
    "EngineDownError",
    "FetchError",
    "IndexStateError",
    "IntegrityError",
    "NotFoundError",
    "ParseError",
    "QueryError",
    "StoreError",
    "error_words",
    "hint_words",
]

MessageKind = Literal["messages", "hints"]


@cache
def error_words() -> Mapping[MessageKind, Mapping[str, str]]:
    """Return the English words of all messages and hints by their codes, with the names of the values in braces."""
    return data_table("errors.toml")  # type: ignore[return-value]


def hint_words(code: str, /, **values: object) -> str:
    """Return the English words of one hint, for advice that is given without an error."""
    return error_words()["hints"][code].format_map(values)


class ClausulaError(Exception):
    """What went wrong, as a code, and the values that belong in its words.

    `hint` is the code of the words that say what to do next; without it, they are those with the code of the error,
    if there are any. An empty hint leaves them out.
    """

    def __init__(self, code: str, *, hint: str | None = None, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.hint_code = (code if code in error_words()["hints"] else "") if hint is None else hint
        self.values = values

    def words(self, translated: Callable[[str], str] = str) -> tuple[str, str]:
        """Return the message and the hint ("" without one); `translated` gives the words of another language."""
        known = error_words()
        message = translated(known["messages"].get(self.code, self.code)).format_map(self.values)
        hint = known["hints"].get(self.hint_code, self.hint_code)
        return message, translated(hint).format_map(self.values) if hint else ""

    @property
    def message(self) -> str:
        """The message in English."""
        return self.words()[0]

    @property
    def hint(self) -> str:
        """What to do next, in English."""
        return self.words()[1]

    def __str__(self) -> str:
        return self.message


class CatalogueError(ClausulaError):
    """The catalogue or another data file of the package contradicts itself."""


class StoreError(ClausulaError):
    """The snapshot store cannot be read or written."""


class FetchError(ClausulaError):
    """A publisher cannot be reached."""


class ContentError(ClausulaError):
    """A publisher answered, but not with the treaty: a bot wall, an empty or a wrong answer."""


class IntegrityError(ClausulaError):
    """Bytes differ from the hash that they should have."""


class ParseError(ClausulaError):
    """Bytes are not what their format promises, so nothing can be read from them."""


class QueryError(ClausulaError):
    """A query cannot be understood; `position` is the offset of the one character where it goes wrong, if any."""

    def __init__(self, code: str, *, hint: str | None = None, position: int | None = None, **values: object) -> None:
        super().__init__(code, hint=hint, **values)
        self.position = position


class NotFoundError(ClausulaError):
    """Nothing has the id asked for; `nearest` holds the ids that come closest, best first."""

    def __init__(self, code: str, *, hint: str | None = None, nearest: Sequence[str] = (), **values: object) -> None:
        super().__init__(code, hint=hint, nearest=", ".join(nearest), **values)
        self.nearest = tuple(nearest)


class IndexStateError(ClausulaError):
    """The index is missing, stale, of another version, or locked."""


class EngineDownError(IndexStateError):
    """The search engine, which is not in this process, does not answer now; it may again in a moment."""
