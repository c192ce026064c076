"""Every error that a user can meet, under one base, each with a hint that says what to do next."""

from collections.abc import Sequence

__all__ = [
    "CatalogueError",
    "ClausulaError",
    "ContentError",
    "FetchError",
    "IndexStateError",
    "IntegrityError",
    "NotFoundError",
    "ParseError",
    "QueryError",
    "StoreError",
]


class ClausulaError(Exception):
    """A message for the user and a hint that says what to do next."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


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
    """A query cannot be understood; `position` is the offset of the character where it goes wrong."""

    def __init__(self, message: str, hint: str = "", position: int = 0) -> None:
        super().__init__(message, hint)
        self.position = position


class NotFoundError(ClausulaError):
    """Nothing has the id asked for; `nearest` holds the ids that come closest, best first."""

    def __init__(self, message: str, hint: str = "", nearest: Sequence[str] = ()) -> None:
        super().__init__(message, hint)
        self.nearest = tuple(nearest)


class IndexStateError(ClausulaError):
    """The index is missing, stale, of another version, or locked."""
