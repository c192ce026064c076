"""Words of a query that are in no text at hand, and what was probably meant by them.

A word that English or Spanish has, and that no text holds, is not taken for a misspelt one. The word forms are those
that pyspellchecker brings along; they are read when the first strange word is met, which takes about 0.2 s.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from corpus.language import count_function_words
from corpus.model import LANGUAGES
from indexer.engine.protocol import Searcher
from indexer.query.markets import words_of_markets
from indexer.query.query import Part, Query, to_text
from indexer.query.thesaurus import detect_language, entries, places
from indexer.query.words import FAMILY_OF, PERUVIAN, STOP_WORDS, WORD, fold, key

__all__ = ["corrections", "is_foreign", "missing"]

SHORTEST = 4  # letters: shorter words have too many neighbours
LIKENESS = 0.8  # least ratio of difflib
LONG = 8  # letters: a shorter word was misspelt once, a longer one twice at most: "chompa" is no "compra"
MOST_NEIGHBOURS = 5000
MOST_LETTERS = 2  # that may be missing or too many
MOST_WORDS = 8
SPANISH_LETTER = re.compile("[áíóúñ]", re.IGNORECASE)  # English words have none; some of its loans have é
LEAST_FOREIGN = 2  # words that tell of another language beside others that are known
OTHER_LETTER = re.compile(r"[^\W\d_a-záéíóúüñ]")  # of neither language


def missing(query: Query, searcher: Searcher) -> tuple[str, ...]:
    """Return the words of a query that no text at hand holds and that stand for nothing else, as they were typed."""
    typed = [word for part in query.parts for word in _typed(part)]
    folded = [fold(word) for word in typed]
    named = {folded[at] for place in places(folded) for at in range(place.start, place.end)}
    understood = STOP_WORDS[query.language] | words_of_markets(" ".join(typed)) | named
    return tuple(
        dict.fromkeys(word for word in typed if fold(word) not in understood and _is_strange(fold(word), searcher))
    )


def is_foreign(query: Query, strange: Sequence[str], meant: Sequence[str], *, found: bool) -> bool:
    """Tell whether the words of a query are of another language than English and Spanish; names and codes do not count.

    `strange` are its words that no text at hand holds, `meant` is the query as `corrections` returns it, `found` says
    whether anything was found. Half of the strange words are then of another language, or where something was found or
    may be misspelt, two or more that are half of all words, not all of them put right. A letter of neither says it too,
    and small words of another language.
    """
    plain = [word for word in strange if not any(letter.isdigit() or letter.isupper() for letter in word[1:])]
    unknown = [word for word in plain if not any(_is_word(fold(word), language) for language in LANGUAGES)]
    small, words = count_function_words(" ".join(word for part in query.parts for word in _typed(part)))
    own = max(small.pop(language) for language in LANGUAGES)
    if any(OTHER_LETTER.search(word.lower()) for word in unknown if not word[0].isupper()) or (
        strange and max(small.values()) > own
    ):
        return True
    if not (found or meant):
        return 2 * len(unknown) >= len(plain) > 0
    unknown = [word for word in unknown if word[0].islower()]
    typed = {word for word in words if fold(word) not in STOP_WORDS[query.language]}
    left = [word for word in unknown if not meant or word in meant[0].split()]
    return bool(left) and len(unknown) >= LEAST_FOREIGN and 2 * len(unknown) >= len(typed)


def corrections(query: Query, strange: Sequence[str], searcher: Searcher) -> tuple[str, ...]:
    """Return the query as it was probably meant, in its own language; nothing where its words are well spelt.

    `strange` are its words that no text at hand holds. A word that English or Spanish has is not put right, nor is one
    in capitals, which is a name or an abbreviation.
    """
    typed = " ".join(word for part in query.parts for word in _typed(part))
    hinted = detect_language(typed, default="")
    if any(SPANISH_LETTER.search(word) for word in strange):
        languages: Sequence[str] = ("es",)
    else:
        languages = (hinted,) if hinted else (query.language,) if query.language != "en" else LANGUAGES
    unknown = [
        fold(word)
        for word in strange
        if len(word) >= SHORTEST
        and word.isalpha()
        and not word.isupper()
        and not OTHER_LETTER.search(word.lower())
        and not any(_is_word(fold(word), language) for language in LANGUAGES)
    ][:MOST_WORDS]
    meant = {word: near for word in unknown if (near := _nearest(word, languages, searcher))}
    if not meant:
        return ()
    return (to_text(query._replace(parts=tuple(_corrected(part, meant) for part in query.parts))),)


def _typed(part: Part) -> Sequence[str]:
    """Return the words of a part as they were typed, without those that are left out or only begin a word."""
    if part.excluded:
        return ()
    return [word for each in part.words if each.kind != "prefix" for word in WORD.findall(each.text)]


def _is_strange(word: str, searcher: Searcher) -> bool:
    """Tell whether no text holds a folded word or one of its family, and no term of the field or product is it."""
    known = any((key(word, language),) in entries([word], language) for language in LANGUAGES)
    return not (known or searcher.finds(word))


def _nearest(word: str, languages: Sequence[str], searcher: Searcher) -> str:
    """Return the likeliest known word of the languages; words that find each other anyway are no correction.

    Of words as near, one that sounds the same in Spanish ("pezca", "pesca") comes first, then the more frequent one.
    """
    from difflib import SequenceMatcher, get_close_matches  # noqa: PLC0415 - few searches need it

    sound = _sound(word)
    known = {
        other: count
        for first in _firsts(word)
        for other, count in searcher.vocabulary(first, MOST_NEIGHBOURS)
        if abs(len(other) - len(word)) <= MOST_LETTERS and len(other) >= SHORTEST
    }
    near = [
        other
        for other in get_close_matches(word, known, n=5, cutoff=LIKENESS)
        if _slips(word, other) <= 1 + (len(word) >= LONG)
    ]
    near += [other for other in known if other not in near and _sound(other) == sound]
    near = [other for other in near if any(_has(language, other) for language in languages)]
    if not near:
        return ""
    best = max(near, key=lambda w: (_sound(w) == sound, round(SequenceMatcher(None, word, w).ratio(), 2), known[w]))
    if any(key(best, language) == key(word, language) for language in LANGUAGES):
        return ""
    return next((form for language in languages if (form := _forms(language).get(best))), best)


def _has(language: str, word: str) -> bool:
    return _is_word(word, language) or (key(word, language),) in entries([word], language)


def _slips(word: str, other: str) -> int:
    """Count the letters that are missing, too many, wrong or swapped with the next (Damerau and Levenshtein)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == wanted:
                least = min(least, older[j - 2] + 1)
            row.append(least)
    return row[-1]


# What Spanish spells in more than one way, as (letters, one of them): z and c before e or i sound as s, v as b.
SOUNDS = (
    ("qu(?=[ei])|c(?![eihs])|k", "k"), ("z|c(?=[ei])|sc(?=[ei])|x", "s"), ("v", "b"), ("ll|y", "i"), ("g(?=[ei])", "j"),
    ("(?<!c)h", ""), (r"(.)\1", r"\1"),
)  # fmt: skip
FIRSTS = ("bv", "ckqsz", "gj", "iy", "h")


def _sound(word: str) -> str:
    """Spell a word as it sounds in Spanish."""
    for letters, sound in SOUNDS:
        word = re.sub(letters, sound, word)
    return word


def _firsts(word: str) -> str:
    """Give the letters with which a word may begin that sounds the same; a mute h may have been left out or put."""
    first = word[1:2] if word[0] == "h" else word[0]
    return "".join(dict.fromkeys([word[0], first, *next((row for row in FIRSTS if first in row), ""), "h"]))


def _corrected(part: Part, meant: dict[str, str]) -> Part:
    def swap(text: str) -> str:
        return WORD.sub(lambda found: meant.get(fold(found.group()), found.group()), text)

    return part._replace(words=tuple(word._replace(text=swap(word.text)) for word in part.words))


@cache
def _forms(language: str) -> Mapping[str, str]:
    """Return the words of a language as they are written, the more frequent of two, by their folded forms."""
    from spellchecker import SpellChecker  # noqa: PLC0415 - few searches hold a strange word

    counts = SpellChecker(language=language).word_frequency.dictionary
    known = {fold(word): word for word in sorted(counts, key=lambda word: (counts[word], word))}
    if language == "es":
        known |= {word: word for word in PERUVIAN if word not in known}
        known |= {plain: known[word] for word in known if (plain := word.replace("ñ", "n")) not in known}  # as typed
    return known


def _is_word(word: str, language: str) -> bool:
    """Return whether a language has a folded word, as it stands, in the singular or in the masculine."""
    if word in FAMILY_OF[language]:
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
