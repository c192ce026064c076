"""What was probably meant, where a word of a query is in no text at hand."""

from collections.abc import Sequence

from indexer.analysis import LANGUAGES, WORD, fold, key
from indexer.engine import Searcher
from indexer.query import Part, Query, to_text

__all__ = ["corrections"]

SHORTEST = 4  # letters: shorter words have too many neighbours
LIKENESS = 0.8  # least ratio of difflib
MOST_NEIGHBOURS = 5000
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
    return [word for word in typed if len(word) >= SHORTEST and word.isalpha() and not searcher.frequency(word)]


def _nearest(word: str, searcher: Searcher) -> str:
    """Return the likeliest known word; words that find each other anyway are no correction."""
    from difflib import get_close_matches  # noqa: PLC0415 - few searches need it

    known = dict(searcher.vocabulary(word[0], MOST_NEIGHBOURS))
    near = get_close_matches(word, known, n=3, cutoff=LIKENESS)
    if not near or any(key(near[0], language) == key(word, language) for language in LANGUAGES):
        return ""
    return near[0]


def _corrected(part: Part, meant: dict[str, str]) -> Part:
    def swap(text: str) -> str:
        return WORD.sub(lambda found: meant.get(fold(found.group()), found.group()), text)

    return part._replace(words=tuple(word._replace(text=swap(word.text)) for word in part.words))
