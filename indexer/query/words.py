"""Words: how a text becomes tokens, how a token is folded, and which words count as the same.

The chain is the same for texts and queries: cut, NFC, lower case, fold accents (ñ stays ñ), then a *key* that
singular and plural, spelling variants and close relatives ("environment", "environmental") share.
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache
from threading import Lock

from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.spanish_stemmer import SpanishStemmer

from corpus.data import data_table
from corpus.model import LANGUAGES

__all__ = [
    "NAME_WORDS",
    "STOP_WORDS",
    "beginning",
    "beginnings",
    "fold",
    "key",
    "words",
]

STEMMING = Lock()
# The package's variant in Python, whatever else is installed: words of an index and of queries are stemmed alike.
STEMMERS = {"en": EnglishStemmer(), "es": SpanishStemmer()}

# Numbers keep their dots ("18.3.4"); a possessive stays with its word; combining marks belong to their letter.
WORD = re.compile(r"\d+(?:[.]\d+)+|[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*(?:['’]s\b)?")

# The ending of a plural in Spanish texts: -es of what ends in a consonant, else -s, which English words also take after
# consonants. The stemmer alone takes some plurals for verbs: "gobiernos" for "gobi-er-nos".
PLURAL = re.compile(r"(?:(?<=[cdlnrz])(?<!bl)es|(?<=[^\W\dius_])s)\Z(?<=\w{4})")

_DATA = data_table("words.toml", "indexer")
STOP_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(_DATA[language]["stop"].split()) for language in LANGUAGES
}
NAME_WORDS: Mapping[str, frozenset[str]] = {name: frozenset(held.split()) for name, held in _DATA["agreements"].items()}
PERUVIAN = frozenset(_DATA["es"]["peruvian"].split())
# Words that may turn the sense of a clause round, of all languages: a quotation does not say of which it is.
_TURNING_PHRASES = [each.replace("_", " ") for code in LANGUAGES for each in _DATA[code]["turning"].split()]
_BINDING = frozenset(word for code in LANGUAGES for word in _DATA[code]["binding"].split())
_TURNING = re.compile(rf" ({'|'.join(_TURNING_PHRASES)})(?= )")
_THINGS = {
    code: {line.split()[0]: line.split()[1:] for line in _DATA[code]["things"].splitlines() if line}
    for code in LANGUAGES
}
# The key of the family of each curated word.
FAMILY_OF: Mapping[str, Mapping[str, str]] = {
    language: {
        word: line.split()[0] for line in _DATA[language]["families"].strip().splitlines() for word in line.split()
    }
    for language in LANGUAGES
}


def turning_words(folded: Iterable[str]) -> list[str]:
    """Return those of a row of folded words that may turn the sense of a clause round: "not", "unless", "salvo"."""
    return _TURNING.findall(f" {' '.join(folded)} ")


def words(text: str) -> list[str]:
    """Cut a text into folded words."""
    return [fold(word) for word in WORD.findall(text)]


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Fold one token: NFC, lower case, no accents but ñ, no possessive ending."""
    plain = unicodedata.normalize("NFC", word).lower()
    if plain.endswith(("'s", "’s")):
        plain = plain[:-2]
    if plain.isascii():
        return plain
    return plain.translate(_PLAIN)


def weighty_words(folded: Sequence[str]) -> list[str]:
    """Return those that turn the sense of a clause round, say how strongly it binds, or are numbers."""
    return [*turning_words(folded), *(word for word in folded if word in _BINDING or word[0].isdigit())]


class _Plain(dict[int, str]):
    """Letters without their accents, each found out when it is first met; ñ is a letter of its own."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        parts = letter if letter == "ñ" else unicodedata.normalize("NFKD", letter)
        self[code] = plain = parts if parts == "ñ" else "".join(p for p in parts if not unicodedata.combining(p))
        return plain


_PLAIN = _Plain()


@lru_cache(maxsize=200_000)
def key(word: str, language: str) -> str:
    """Name the family of words that a folded word belongs to in a language ("en" or "es").

    Words of one family find each other. Where the curated families say nothing, Snowball's stem of the singular is
    the name.
    """
    families = FAMILY_OF[language]
    if word in families:
        return families[word]
    if language == "es":
        word = PLURAL.sub("", word)
        if word in families:
            return families[word]
    if not word.isalpha() or len(word) < 3:
        return word
    stem = _stem(word, language)
    return families.get(stem, stem)


def means_thing(family: str, beside: Container[str], language: str) -> bool:
    """Return whether a word that may name a body, given by its family, means a thing beside words of other families."""
    return any(key(word, language) in beside for word in _THINGS[language].get(family, ()))


def beginning(word: str) -> str:
    """Return the two letters that a folded word shares with its stem ("dying", "die")."""
    return word[:2].replace("y", "i")


@lru_cache(maxsize=10_000)
def beginnings(folded: tuple[str, ...], language: str) -> frozenset[str]:
    """Return the beginnings of all words in the families of folded words; a word that begins otherwise is in none."""
    families = {key(word, language) for word in folded}
    members = (word for word, family in FAMILY_OF[language].items() if family in families)
    return frozenset(map(beginning, (*families, *members, *folded)))


def _stem(word: str, language: str) -> str:
    # A stemmer keeps the word that it works on, so that two threads would give each other's stems.
    with STEMMING:
        stem = str(STEMMERS[language].stemWord(word))
    return f"{stem[:-1]}c" if language == "es" and stem.endswith("z") else stem  # raíz, raíces
