"""What codes are called in the languages of Clausula's own words, read from `data/words.toml`.

>>> word("force", "obligation", "es")
'Obligación'
"""

from collections.abc import Mapping
from functools import cache

from corpus.data import data_table

__all__ = ["licence", "status_words", "word", "words"]


@cache
def words(group: str) -> Mapping[str, Mapping[str, str]]:
    """Return the words of a group ("force", "status", "kind" …) by code, then by language."""
    return _groups()[group]


def word(group: str, code: str, language: str) -> str:
    """Return what a code of a group is called in "en" or "es"; a code that the group lacks is returned as it is."""
    held = words(group).get(code)
    return held[language] if held else code


def status_words(status: str, *, unverified: bool, language: str) -> str:
    """Return the status of an agreement, and that no text at hand confirms it where that is so."""
    mark = f" ({word('export', 'unverified', language)})" if unverified else ""
    return f"{word('status', status, language)}{mark}"


def licence(language: str = "en") -> str:
    """Return the sentence that says whose the words are, which stands under all that is taken along."""
    return word("licence", "all", language)


@cache
def _groups() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return data_table("words.toml")
