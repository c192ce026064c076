"""The constants and formulas of the ranking, which `scoring` computes in arrays.

A term's score in a document is ``idf * saturated(count)``, with `count` as `segment_writer` defines it; a clause takes
the best of its terms, so that a translation never counts twice. The same over a whole article lifts each of its
documents; then topics that the best share lift some once more.
"""

import math
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from corpus.model import LANGUAGES
from indexer.engine.protocol import ScoreShare, SearchClause, Term
from indexer.engine.segment import Segment
from indexer.query.words import key

__all__ = [
    "ARTICLE", "FEEDBACK", "MOST", "SAME", "SPREAD", "TIES", "TOPICAL",
    "damping", "families_of", "idf", "matched", "numbers", "saturated", "term_weight", "timely",
]  # fmt: skip

Evaluated = TypeVar("Evaluated")

K = 1.6  # how soon further occurrences stop counting
MOST = K + 1  # what no number of occurrences reaches
ARTICLE = 1.3  # share of the article's score that each of its documents gets
ARTICLE_DAMPING = 0.4  # share of the number of an article's documents that damps its counts
RAREST = 1.5  # how much more than the user's own words an added one may weigh for being rare
SAME = 0.9  # least weight of a term that says the very same
FEEDBACK = 16  # best documents that say which topics are meant
TOPICAL = 0.2  # the most that their topics add to a score, as a share of the best score
SPREAD = 4  # words that may stand between those of a term that is not a phrase
EXPANSIONS = 400  # words that a prefix stands for at most
TAKE_ES = ("d", "l", "n", "r")  # letters after which a Spanish plural ends in -es
SHORT = 3  # letters of words that are no plurals
TIES = 1000  # parts of one point of score that are told apart; what floats disagree on below is a tie


def idf(frequency: int, size: int) -> float:
    """Return how telling a term is that `frequency` of `size` documents hold."""
    return math.log1p((size - frequency + 0.5) / (frequency + 0.5))


def saturated(counts: Any) -> Any:
    """Turn counts (a number or an array) into what they add to a score: ever less for each further one."""
    return counts * MOST / (counts + K)


def damping(documents: Any, usual: float) -> Any:
    """Return what divides the counts of an article of so many documents (a number or an array)."""
    return 1 - ARTICLE_DAMPING + ARTICLE_DAMPING * documents / usual


def term_weight(clause: SearchClause, term: Term, own: float, said: Sequence[float]) -> float:
    """Weigh a term by its own idf, held to those of what was `said`: an added word is often rarer than it is good."""
    return clause.weight * term.weight * (min(own, RAREST * max(said)) if said else own)


def timely(
    clauses: Sequence[SearchClause], seconds: float, evaluate: Callable[[SearchClause], Evaluated]
) -> tuple[list[Evaluated], tuple[str, ...]]:
    """Evaluate clauses while there is time; give them and what was said in those left out, which only rank."""
    stop = time.monotonic() + seconds
    evaluated: list[Evaluated] = []
    cut: list[str] = []
    for clause in clauses:
        if evaluated and not clause.required and time.monotonic() > stop:
            cut.append(clause.said)
        else:
            evaluated.append(evaluate(clause))
    return evaluated, tuple(dict.fromkeys(cut))


def numbers(segments: Sequence[Segment], word: str, term: Term) -> list[Sequence[int]]:
    """Return the numbers that the words meant by one word of a term have, segment by segment."""
    if term.prefix:
        return [sorted(s.prefix(word), key=s.frequency, reverse=True)[:EXPANSIONS] for s in segments]
    if term.exact:
        return [segment.word(word) for segment in segments]
    families = [(key(word, term.language), term.language)] if term.language else families_of(segments, word)
    return [sorted({n for name, language in families for n in segment.family(name, language)}) for segment in segments]


def families_of(segments: Sequence[Segment], word: str) -> list[tuple[str, str]]:
    """Return the families, with their languages, that hold a word in the singular or the plural; else any it may have.

    English "part" is not looked for as Spanish "parte", though a stemmer gives both one stem; Spanish "finales" is
    looked for as English "final", as its singular is.
    """
    found = []
    for form in _in_number(word):
        held = [(segment, set(segment.word(form))) for segment in segments]
        for language in LANGUAGES:
            family = key(form, language)
            if any(not own.isdisjoint(segment.family(family, language)) for segment, own in held if own):
                found.append((family, language))
    return list(dict.fromkeys(found)) or [(key(word, language), language) for language in LANGUAGES]


def _in_number(word: str) -> list[str]:
    """Return a word with what may be its plural and its singular; no word of three letters is a plural."""
    forms = [word, f"{word}s", word.removesuffix("s") if len(word) > SHORT else word]
    if word.endswith(TAKE_ES):
        forms.append(f"{word}es")
    if word.endswith("es") and word[:-2].endswith(TAKE_ES):
        forms.append(word[:-2])
    return forms


def matched(shares: Sequence[ScoreShare]) -> dict[str, tuple[str, ...]]:
    """Return the words found in each field, from what each clause gave to a hit."""
    found: dict[str, tuple[str, ...]] = {}
    for share in shares:
        for name in share.fields:
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *share.words)))
    return found
