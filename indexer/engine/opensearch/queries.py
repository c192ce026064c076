"""A request as OpenSearch takes it. The formulas are those of `formulas`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from indexer.engine.formulas import ARTICLE, MOST, SAME, SPREAD, K, numbers, saturated
from indexer.engine.opensearch.names import features_of
from indexer.engine.protocol import FIELDS, SearchClause, SearchRequest, Term
from indexer.engine.scoring import Weighed
from indexer.engine.segment import Segment

__all__ = ["WeighedTerms", "holding", "matching", "scored", "words_of"]

QueryBody = dict[str, Any]
NONE: QueryBody = {"match_none": {}}


@dataclass(frozen=True, slots=True)
class WeighedTerms(Weighed):
    """A ranking clause with the weights of those of its terms that any document holds."""

    terms: tuple[tuple[Term, float], ...]


def holding(term: Term, segments: Sequence[Segment]) -> QueryBody:
    """Return the query for the documents that hold a term."""
    if features := features_of(term, segments):
        return _any([_feature("f", name, 1.0) for name in features])
    words = [words_of(term, word, segments) for word in term.words]
    if not all(words):
        return NONE
    return _any([_in_field(f"x.{name}", words, term) for name in FIELDS])


def matching(request: SearchRequest, segments: Sequence[Segment]) -> QueryBody:
    """Return the query for what filters, dates, required and excluded clauses let through."""
    kept = [_facet(facet, values) for facet, values in request.filters.items()]
    dropped = [_facet(facet, values) for facet, values in request.without.items()]
    if request.signed:
        first, last = request.signed
        kept.append({"range": {"signed": {"gte": max(first, 1), "lte": last}}})
    for clause in request.clauses:
        if clause.required or clause.excluded:
            (dropped if clause.excluded else kept).append(_held(clause, segments))
    return {"bool": {"filter": kept, "must_not": dropped}}


def scored(
    request: SearchRequest, ranking: Sequence[WeighedTerms], segments: Sequence[Segment], *, named: bool
) -> QueryBody:
    """Return the query for what matches and ranks, with its score before boosts and lifts.

    Where a query is `named`, its answer tells what each term gave: "0.1 f" is the document's share of the second term
    of the first clause, "0.1 a" that of its article.
    """
    alone = len([clause for clause in request.clauses if not clause.excluded]) == 1
    documents, articles = (
        [
            _best([
                _gain(term, weight, part, segments, name=f"{at}.{number} {part}" if named else "", alone=alone)
                for number, (term, weight) in enumerate(clause.terms)
            ])
            for at, clause in enumerate(ranking)
            if clause.terms
        ]
        for part in ("f", "a")
    )  # fmt: skip
    filters = [matching(request, segments)]
    if covered := _covered(request, ranking, segments):
        filters.append(covered)
    return {"bool": {"must": [_any(documents)], "should": articles, "filter": filters}}


def words_of(term: Term, word: str, segments: Sequence[Segment]) -> list[str]:
    """Return the words of the index that one word of a term stands for."""
    meant = numbers(segments, word, term)
    held = (segment.words[number] for segment, own in zip(segments, meant, strict=True) for number in own)
    return list(dict.fromkeys(held))


def _held(clause: SearchClause, segments: Sequence[Segment]) -> QueryBody:
    return _any([holding(term, segments) for term in clause.terms])


def _covered(request: SearchRequest, ranking: Sequence[WeighedTerms], segments: Sequence[Segment]) -> QueryBody | None:
    """Return the filter for articles that hold enough of the clauses, or None where any one of them is enough."""
    least = request.coverage * sum(clause.weight for clause in ranking) - 1e-4
    if len(ranking) < 2 or min(clause.weight for clause in ranking) >= least:
        return None
    shares: list[QueryBody] = []
    for clause in ranking:
        held: list[QueryBody] = []
        for term, _ in clause.terms:
            features = features_of(term, segments)
            held += [_feature("a", name, 1.0) for name in features] if features else [holding(term, segments)]
        if clause.weight:
            shares.append({"constant_score": {"filter": _any(held), "boost": clause.weight}})
    return {"function_score": {"query": _any(shares), "boost_mode": "replace", "functions": [], "min_score": least}}


def _gain(
    term: Term, weight: float, part: str, segments: Sequence[Segment], *, name: str, alone: bool
) -> QueryBody:  # fmt: skip
    """Return the query that scores a term in documents (`part` f) or in their articles (a)."""
    share = weight * (ARTICLE if part == "a" else 1.0)
    features = features_of(term, segments)
    if features:
        gain = _best([_feature(part, each, share * MOST) for each in features])
    elif term.prefix:
        gain = _constant(holding(term, segments), share * saturated(1.0))
    else:  # words that stand together count what the rarest of them counts
        single = min(term.words, key=lambda word: _frequency(term, word, segments))
        rarest = features_of(term._replace(words=(single,)), segments)
        gain = {
            "bool": {
                "must": [_best([_feature(part, each, share * MOST) for each in rarest])],
                "filter": [holding(term, segments)],
            }
        }
    if alone and term.weight >= SAME:
        gain = {"bool": {"must": [gain, {"match_all": {"boost": share * MOST}}]}}
    if name:
        next(iter(gain.values()))["_name"] = name
    return gain


def _frequency(term: Term, word: str, segments: Sequence[Segment]) -> int:
    meant = numbers(segments, word, term)
    return sum(segment.frequency(n) for segment, own in zip(segments, meant, strict=True) for n in own)


def _in_field(field: str, words: Sequence[Sequence[str]], term: Term) -> QueryBody:
    """Return the query for one field that holds a term that has no feature, as `terms.TermLookup` defines it."""
    if term.prefix:
        return {"terms": {field: list(words[0])}}
    spans = [_span(field, each) for each in words]
    if term.exact:
        return {"span_near": {"clauses": spans, "slop": 0, "in_order": True}}
    slop = SPREAD + len(words) - 1
    near = [{"span_near": {"clauses": [spans[0], span], "slop": slop, "in_order": False}} for span in spans[1:]]
    return {"bool": {"must": near}}


def _span(field: str, words: Sequence[str]) -> QueryBody:
    held: list[QueryBody] = [{"span_term": {field: word}} for word in words]
    return held[0] if len(held) == 1 else {"span_or": {"clauses": held}}


def _facet(facet: str, values: Sequence[str]) -> QueryBody:
    return {"terms": {facet: list(values)}}


def _feature(part: str, name: str, boost: float) -> QueryBody:
    return {"rank_feature": {"field": f"{part}.{name}", "saturation": {"pivot": K}, "boost": boost}}


def _constant(query: QueryBody, boost: float) -> QueryBody:
    return {"constant_score": {"filter": query, "boost": boost}}


def _any(queries: Sequence[QueryBody]) -> QueryBody:
    if not queries:
        return NONE
    return queries[0] if len(queries) == 1 else {"bool": {"should": list(queries), "minimum_should_match": 1}}


def _best(queries: Sequence[QueryBody]) -> QueryBody:
    return queries[0] if len(queries) == 1 else {"dis_max": {"queries": list(queries)}}
