"""From what was asked to what the engine runs: stop words, names of places, the terms that the thesaurus adds."""

from collections.abc import Mapping

from indexer.analysis import STOP_WORDS, words
from indexer.engine import Clause, Request, Term
from indexer.query import Part, Query

__all__ = ["plan"]

COVERAGE = 0.4  # share of the words' weight that an article must hold where no sign asks for all of them


def plan(
    query: Query,
    *,
    limit: int = 10,
    offset: int = 0,
    facets: tuple[str, ...] = (),
    group: bool = True,
    fold: bool = True,
    explain: bool = False,
) -> Request:
    """Make the engine's request of a query."""
    clauses = _clauses(query)
    filters = {("article_number" if name == "article" else name): values for name, values in query.filters}
    without = {("article_number" if name == "article" else name): values for name, values in query.without}
    if not query.all and "scope" not in filters:
        without["scope"] = (*without.get("scope", ()), "none")
    return Request(
        clauses=clauses, filters=filters, without=without, signed=query.signed, coverage=0 if query.strict else COVERAGE,
        limit=limit, offset=offset, group=group, fold=fold, facets=facets, explain=explain,
    )  # fmt: skip


def _clauses(query: Query) -> tuple[Clause, ...]:
    clauses = []
    for part in query.parts:
        said = " OR ".join(word.text for word in part.words)
        terms = tuple(
            Term(tuple(words(word.text)), exact=word.kind == "phrase", prefix=word.kind == "prefix",
                 language="" if word.kind != "word" else query.language)
            for word in part.words
        )  # fmt: skip
        if not query.strict and all(word in STOP_WORDS[query.language] for term in terms for word in term.words):
            continue
        clauses.append(Clause(terms, said, required=query.strict and not part.excluded, excluded=part.excluded))
    return tuple(clauses)
