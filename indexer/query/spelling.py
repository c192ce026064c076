"""What was probably meant, where a word of a query is in no text at hand."""

import re
from collections.abc import Sequence

from indexer.engine.protocol import Searcher
from indexer.query.language import Part, Query, to_text
from indexer.query.thesaurus import entries
from indexer.query.words import LANGUAGES, WORD, fold, key

__all__ = ["corrections"]

SHORTEST = 4  # letters: shorter words have too many neighbours
LIKENESS = 0.8  # least ratio of difflib
MOST_NEIGHBOURS = 5000
MOST_LETTERS = 2  # that may be missing or too many
MOST_WORDS = 8


def corrections(query: Query, searcher: Searcher) -> tuple[str, ...]:
    """Return the query as it was probably meant, or nothing where every word of it is known."""
    unknown = [word for part in query.parts for word in _unknown(part, searcher)][:MOST_WORDS]
    meant = {word: near for word in unknown if (near := _nearest(word, searcher))}
    if not meant:
        return ()
    return (to_text(query._replace(parts=tuple(_corrected(part, meant) for part in query.parts))),)


def _unknown(part: Part, searcher: Searcher) -> Sequence[str]:
    if part.excluded:
        return ()
    typed = [fold(word) for each in part.words if each.kind != "prefix" for word in WORD.findall(each.text)]
    return [
        word
        for word in typed
        if len(word) >= SHORTEST
        and word.isalpha()
        and not searcher.frequency(word)
        and not any((key(word, language),) in entries([word], language) for language in LANGUAGES)
    ]


def _nearest(word: str, searcher: Searcher) -> str:
    """Return the likeliest known word; words that find each other anyway are no correction.

    Of words as near, one that sounds the same in Spanish ("pezca", "pesca") comes first, then the more frequent one.
    """
    from difflib import SequenceMatcher, get_close_matches  # noqa: PLC0415 - few searches need it

    sound = _sound(word)
    known = {
        other: count
        for first in _firsts(word)
        for other, count in searcher.vocabulary(first, MOST_NEIGHBOURS)
        if abs(len(other) - len(word)) <= MOST_LETTERS
    }
    near = get_close_matches(word, known, n=5, cutoff=LIKENESS)
    near += [other for other in known if other not in near and _sound(other) == sound]
    if not near:
        return ""
    best = max(near, key=lambda w: (_sound(w) == sound, round(SequenceMatcher(None, word, w).ratio(), 2), known[w]))
    return "" if any(key(best, language) == key(word, language) for language in LANGUAGES) else best


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
