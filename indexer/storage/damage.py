"""The one error for whatever a damaged index makes go wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from corpus.errors import ClausulaError, IndexStateError

__all__ = ["damaged", "naming_damage", "of_other_version"]


def damaged(file: str = "") -> IndexStateError:
    """Return the error to raise; `file` is the name of the file that is missing or changed, if one is to blame."""
    if file:
        return IndexStateError("index-file-damaged", hint="build", file=file)
    return IndexStateError("index-damaged", hint="build")


def of_other_version() -> IndexStateError:
    """Return the error for what is undamaged and yet has another shape than this version writes."""
    return IndexStateError("index-of-other-version", hint="build")


@contextmanager
def naming_damage() -> Iterator[None]:
    """Turn whatever goes wrong while an index is read into IndexStateError; errors of our own pass.

    What a changed byte does cannot be listed: it may be any error of a decoder, an index or the file system.
    """
    try:
        yield
    except ClausulaError:
        raise
    except Exception as error:
        raise damaged() from error
