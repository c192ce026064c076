"""Which words English and Spanish have, so that a word that no text holds is not taken for a misspelt one.

The word forms are those that pyspellchecker brings along; they are read when the first strange word is met, which takes
about 0.2 s.
"""

from functools import cache

from indexer.query.words import FAMILY_OF, PERUVIAN, fold

__all__ = ["is_word"]


@cache
def _forms(language: str) -> frozenset[str]:
    from spellchecker import SpellChecker  # noqa: PLC0415 - few searches hold a strange word

    return frozenset(fold(word) for word in SpellChecker(language=language).word_frequency)


def is_word(word: str, language: str) -> bool:
    """Return whether a language has a folded word, as it stands, in the singular or in the masculine."""
    if word in FAMILY_OF[language] or (language == "es" and word in PERUVIAN):
        return True
    known = _forms(language)
    return any(form in known for form in _bases(word, language))


def _bases(word: str, language: str) -> list[str]:
    """Return a word and what it may be the plural or the feminine of: "paltas", "tambores", "nueces", "pesqueras"."""
    forms = [word]
    if word.endswith("s"):
        forms.append(word[:-1])
    if word.endswith("es"):
        forms.append(word[:-2])
    if language == "es":
        forms += [f"{word[:-3]}z"] if word.endswith("ces") else []
        forms += [f"{form[:-1]}o" for form in forms if form.endswith("a")]
    elif word.endswith("ies"):
        forms.append(f"{word[:-3]}y")
    return forms
