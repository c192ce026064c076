"""Where the words of a request stand in the texts of a provision, as character spans.

Spans are found in the very text that is shown, with the same analysis as the index: what is marked is what matched.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from corpus.model import LANGUAGES
from indexer.engine.formulas import SPREAD
from indexer.engine.protocol import SearchRequest, Term
from indexer.query.words import WORD, beginning, beginnings, fold, key
from indexer.record import TextSpan

__all__ = ["highlight"]

LEAST = 0.7  # weight below which a term helped to rank, but is not what was asked


class Token(NamedTuple):
    """A folded word and the characters it takes in its text."""

    word: str
    start: int
    end: int


def highlight(texts: Iterable[tuple[str, str]], request: SearchRequest) -> tuple[TextSpan, ...]:
    """Return the spans that a request matches in texts, in their order; `texts` are (where, text), as in `Span`."""
    wanted = [
        term for clause in request.clauses if not clause.excluded for term in clause.terms if term.weight >= LEAST
    ]
    begin = {
        language: beginnings(tuple(word for term in wanted for word in term.words if _in(term, language)), language)
        for language in LANGUAGES
    }
    as_written = (beginning(word) for term in wanted if term.exact or term.prefix for word in term.words)
    begin["any"] = frozenset(as_written).union(*begin.values())
    return tuple(TextSpan(where, start, end) for where, text in texts for start, end in _spans(text, wanted, begin))


def _in(term: Term, language: str) -> bool:
    return not (term.exact or term.prefix) and term.language in {"", language}


def _spans(text: str, wanted: list[Term], begin: Mapping[str, frozenset[str]]) -> list[tuple[int, int]]:
    held: dict[int, Token] = {}
    places: dict[tuple[str, str], list[int]] = {}
    for number, found in enumerate(WORD.finditer(text)):
        word = fold(found.group())
        begins = beginning(word)
        if begins not in begin["any"]:  # to look closer at every word would take longer than the search
            continue
        held[number] = Token(word, found.start(), found.end())
        places.setdefault(("exact", word), []).append(number)
        for language in LANGUAGES:
            if begins in begin[language]:
                places.setdefault((language, key(word, language)), []).append(number)
    marked: set[int] = set()
    for term in wanted:
        marked.update(_marked(term, held, places))
    return _joined([held[number] for number in sorted(marked)], text)


def _marked(term: Term, held: Mapping[int, Token], places: Mapping[tuple[str, str], list[int]]) -> set[int]:
    """Return the numbers of the words of a text that a term matches."""
    if term.prefix:
        return {number for number, token in held.items() if token.word.startswith(term.words[0])}
    of_words = [_places(word, term, places) for word in term.words]
    if len(of_words) == 1:
        return set(of_words[0])
    if term.exact:
        ends = [
            last for last in of_words[-1] if all(last - back in of_words[-1 - back] for back in range(len(of_words)))
        ]
        return {last - back for last in ends for back in range(len(of_words))}
    apart = SPREAD + len(of_words)
    marked: set[int] = set()
    for first in of_words[0]:
        near = [[place for place in others if abs(place - first) <= apart] for others in of_words[1:]]
        if all(near):
            marked.update({first}, *near)
    return marked


def _places(word: str, term: Term, places: Mapping[tuple[str, str], list[int]]) -> set[int]:
    if term.exact:
        return set(places.get(("exact", word), ()))
    languages = (term.language,) if term.language else LANGUAGES
    return {number for language in languages for number in places.get((language, key(word, language)), ())}


def _joined(found: list[Token], text: str) -> list[tuple[int, int]]:
    """Join words with nothing but white space between them to one span."""
    spans: list[tuple[int, int]] = []
    for token in found:
        if spans and not text[spans[-1][1] : token.start].strip():
            spans[-1] = (spans[-1][0], token.end)
        else:
            spans.append((token.start, token.end))
    return spans
