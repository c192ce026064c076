"""What languages are called, and which one a text is in, as its commonest small words tell."""

import re
from functools import cache

from corpus.data import data_table

__all__ = ["count_function_words", "language_names", "tell_language", "three_letters"]

_SAMPLE = 400_000  # characters
_FEWEST = 3  # small words that tell anything
_CLEARLY = 1.5  # times as many as of the next language


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {language: frozenset(words) for language, words in data_table("function_words.toml").items()}


def three_letters(code: str) -> str:
    """Return the code of ISO 639-2/T ("eng") for one of ISO 639-1; one that is not known is returned as it is."""
    known = data_table("languages.toml").get(code)
    return str(known["three"]) if known else code


def language_names() -> dict[str, str]:
    """Return the code of each language (ISO 639-1) by its names in English, Spanish and French, without accents."""
    return {name: code for code, known in data_table("languages.toml").items() for name in known["names"]}


def count_function_words(text: str) -> tuple[dict[str, int], list[str]]:
    """Return how many small words of each language (ISO 639-1) a text holds, and all its words in small letters."""
    words = re.findall(r"[^\W\d_]+", text[:_SAMPLE].lower())
    return {name: sum(word in common for word in words) for name, common in _function_words().items()}, words


def tell_language(text: str) -> str:
    """Return the language of a text (ISO 639-1), "" where its words do not tell."""
    counts, _ = count_function_words(text)
    first, second = sorted(counts, key=counts.__getitem__, reverse=True)[:2]
    return first if counts[first] >= _FEWEST and counts[first] > _CLEARLY * counts[second] else ""
