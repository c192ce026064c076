"""Snowball's stemmers as modules of this package, one by one: the package that they come in imports every language.

That takes 30 ms, more than the rest of a cold search. ``indexer.query.stemming.english_stemmer`` is the very file
``snowballstemmer/english_stemmer.py``. It is always the one in Python: words of an index and of queries are
stemmed alike, whether the package's variant in C is installed or not.
"""

from importlib import import_module
from importlib.machinery import PathFinder
from typing import Protocol

__all__ = ["Stemmer", "stemmer"]

_found = PathFinder.find_spec("snowballstemmer")
__path__ = list(_found.submodule_search_locations or ()) if _found else []
NAMES = {"en": "English", "es": "Spanish"}


class Stemmer(Protocol):
    """What is used of a Snowball stemmer."""

    def stemWord(self, word: str) -> str:  # noqa: N802 - the library's name
        """Stem one word."""
        ...


def stemmer(language: str) -> Stemmer:
    """Make the stemmer of a language ("en" or "es")."""
    name = NAMES[language]
    made: Stemmer = getattr(import_module(f"{__name__}.{name.lower()}_stemmer"), f"{name}Stemmer")()
    return made
