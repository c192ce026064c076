"""Answers the first search of a process in plain Python, with the answers of `scoring` and without numpy.

Importing numpy takes about 75 ms of a processor, most words of a query stand in a few hundred documents, and what has
to be done for one search is then done in 10 to 20. `ranking` says what is computed.
"""

import itertools
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from indexer.engine.cold_lookup import ColdLookup, Word
from indexer.engine.formulas import (
    ARTICLE,
    FEEDBACK,
    LOOSE,
    MOST,
    NEAR,
    NEARBY,
    RERANKED,
    SAME,
    TIES,
    TOPICAL,
    deepest,
    grouped,
    idf,
    matched,
    saturated,
    term_weight,
    timely,
)
from indexer.engine.parts import Part, frequency, vocabulary
from indexer.engine.protocol import FIELDS, Answer, Clause, Hit, Request, Searcher, Share

__all__ = ["ColdSearcher"]


class Scored(NamedTuple):
    """A ranking clause, evaluated: its weight, and its score by document and by article."""

    clause: Clause
    weight: float
    documents: dict[int, float]
    articles: dict[int, float]


class ColdSearcher(Searcher):
    """An open index (see `indexer.engine.protocol.Searcher`)."""

    def __init__(self, parts: Sequence[tuple[Path, Sequence[str]]]) -> None:
        opened: list[Part] = []
        documents = articles = 0
        for directory, _ in parts:
            part = Part(directory, documents, articles)
            opened.append(part)
            documents += len(part.ids)
            articles += len(part.articles)
        self._lookup = ColdLookup(opened, [removed for _, removed in parts])

    def close(self) -> None:
        """Let the mapped files go."""
        self._lookup = ColdLookup([], [])

    def work(self, request: Request) -> int:
        """Say how many documents a request may have to go through, which is known before it is answered."""
        terms = [term for clause in request.clauses for term in clause.terms]
        ranks = any(not clause.excluded for clause in request.clauses)
        return sum(map(self._lookup.work, terms)) + self._lookup.size * (len(request.facets) + (not ranks))

    def search(self, request: Request) -> Answer:
        """Answer one request."""
        scores, ranking, cut = self._scores(request)
        if ranking and scores:
            self._add_topical(scores)
        ranked = self._ranked(scores, ranking, request)
        articles = [self._lookup.article(doc) for doc in ranked]
        families = [self._lookup.column("family", doc) for doc in ranked]
        found = grouped(ranked, articles, families, request)[request.offset :]
        hits = tuple(self._hit(members, also, scores[members[0]], ranking, request) for members, also in found)
        total = len({self._lookup.article(doc) for doc in scores}) if request.group else len(scores)
        return Answer(total, len(scores), hits, {name: self._counted(name, scores) for name in request.facets}, cut)

    def matching(self, request: Request) -> list[str]:
        """Give the ids of all documents that match, in document order."""
        scores, *_ = self._scores(request)
        return [self._id(doc) for doc in sorted(scores, key=self._order)]

    def vocabulary(self, prefix: str = "", limit: int = 20) -> tuple[tuple[str, int], ...]:
        """Give words that begin with a prefix and how many documents hold each, most frequent first."""
        return vocabulary(self._lookup.parts, prefix, limit)

    def frequency(self, word: str) -> int:
        """Count the documents that hold a folded word."""
        return frequency(self._lookup.parts, word)

    # Matching and scoring

    def _evaluate(
        self, clause: Clause, articles: Mapping[int, range], article_of: Mapping[int, int], *, alone: bool
    ) -> Scored:
        """Score a clause as `scoring` does, in some articles (with their documents) and documents (with theirs)."""
        lookup = self._lookup
        found = [(term, held) for term in clause.terms if (held := lookup.documents(term))]
        own = {term: idf(len(held), lookup.size) for term, held in found}
        said = [value for term, value in own.items() if not term.added]
        weights = [term_weight(clause, term, own[term], said) for term, _ in found]
        scored = Scored(clause, max(weights, default=0.0), {}, {})
        lightest_first = sorted(zip(weights, found, strict=True), key=lambda pair: pair[0])
        heaviest = {lookup.meaning(term): (term, held, weight) for weight, (term, held) in lightest_first}
        for term, held, weight in heaviest.values():
            least = MOST if alone and term.weight >= SAME else 0.0
            together: dict[int, float] = {}
            for doc, count in lookup.counts(term, held & article_of.keys()):
                score = weight * (saturated(count) + least)
                if score > scored.documents.get(doc, 0.0):
                    scored.documents[doc] = score
                article = article_of[doc]
                together[article] = together.get(article, 0.0) + count
            for article, count in together.items():
                score = weight * (saturated(count / lookup.damping(len(articles[article]))) + least)
                if score > scored.articles.get(article, 0.0):
                    scored.articles[article] = score
        return scored

    def _let_through(self, docs: set[int], request: Request) -> set[int]:
        """Keep of some documents what filters, dates, required and excluded clauses let through."""
        lookup = self._lookup
        for clause in request.clauses:
            if clause.excluded or clause.required:
                held = set().union(*map(lookup.documents, clause.terms))
                docs = docs - held if clause.excluded else docs & held
        for facet, values in request.filters.items():
            docs = lookup.having(facet, values, docs)
        for facet, values in request.without.items():
            docs = docs - lookup.having(facet, values, docs)
        if request.signed:
            first, last = request.signed
            docs = {doc for doc in docs if max(first, 1) <= lookup.column("signed", doc) <= last}
        return docs

    def _scores(self, request: Request) -> tuple[dict[int, float], list[Scored], tuple[str, ...]]:
        """Give the documents that match with their scores, the clauses evaluated and those cut."""
        lookup = self._lookup
        wanted = [clause for clause in request.clauses if not clause.excluded]
        if not wanted:
            every = lookup.without_gone(set(range(lookup.size)))
            return dict.fromkeys(self._let_through(every, request), 0.0), [], ()
        held = set().union(*(lookup.documents(term) for clause in wanted for term in clause.terms))
        article_of = {doc: lookup.article(doc) for doc in self._let_through(held, request)}
        articles = {article: lookup.framed(article) for article in set(article_of.values())}
        kin = {doc: article for article, docs in articles.items() for doc in docs}
        alone = len(wanted) == 1
        ranking, cut = timely(
            wanted, request.seconds, lambda clause: self._evaluate(clause, articles, kin, alone=alone)
        )
        if cut:
            article_of = {doc: a for doc, a in article_of.items() if any(doc in each.documents for each in ranking)}
        if request.coverage and len(ranking) > 1:
            least = request.coverage * sum(scored.weight for scored in ranking) - 1e-4
            covered = {a: sum(scored.weight for scored in ranking if a in scored.articles) for a in articles}
            article_of = {doc: article for doc, article in article_of.items() if covered[article] >= least}
        priors = self._priors(set(article_of), request)
        scores = {}
        for doc, article in article_of.items():
            own = sum([scored.documents.get(doc, 0.0) for scored in ranking])
            framed = sum([scored.articles.get(article, 0.0) for scored in ranking])
            scores[doc] = (own + ARTICLE * framed) * priors.get(doc, 1.0)
        return scores, ranking, cut

    def _priors(self, docs: set[int], request: Request) -> dict[int, float]:
        """Give what the boosts multiply the scores of some documents with, where it is not 1."""
        priors: dict[int, float] = {}
        for (facet, value), boost in request.boosts.items():
            for doc in self._lookup.having(facet, (value,), docs):
                priors[doc] = priors.get(doc, 1.0) * boost
        return priors

    def _add_topical(self, scores: dict[int, float]) -> None:
        """Lift documents with the topics that the best ones share, as a reader would who knows what is meant."""
        best = self._sorted(scores, FEEDBACK)[:FEEDBACK]
        whole = sum(scores[doc] for doc in best)
        topics = {doc: self._lookup.values("topic", doc) for doc in scores}
        share: dict[str, float] = {}
        for doc in best:
            for topic in topics[doc]:
                share[topic] = share.get(topic, 0.0) + scores[doc] / whole
        usual = self._lookup.spread("topic")
        often = {topic: usual[topic] / self._lookup.size for topic in share}
        telling = {topic: part * math.log(part / often[topic]) for topic, part in share.items() if part > often[topic]}
        gains = {doc: sum([telling.get(topic, 0.0) for topic in topics[doc]]) for doc in scores}
        lift = TOPICAL * max(scores.values()) / max(*gains.values(), 1e-9)
        for doc, gain in gains.items():
            scores[doc] += lift * gain

    # Ranking

    def _order(self, doc: int) -> int:
        return self._lookup.column("order", doc)

    def _sorted(self, scores: dict[int, float], wanted: int) -> list[int]:
        """Sort the best documents and those that equal the last of them: best first, equal ones in document order."""
        ranks = {doc: round(score * TIES) for doc, score in scores.items()}
        if len(ranks) > wanted:
            least = sorted(ranks.values(), reverse=True)[wanted - 1]
            ranks = {doc: rank for doc, rank in ranks.items() if rank >= least}
        return sorted(ranks, key=lambda doc: (-ranks[doc], self._order(doc)))

    def _ranked(self, scores: dict[int, float], ranking: list[Scored], request: Request) -> list[int]:
        """Sort the best, and move the first RERANKED, in `scores` too, by how near the clauses stand."""
        ranked = self._sorted(scores, deepest(request))
        if len(ranking) > 1:
            near = self._nearness(ranked[:RERANKED], ranking)
            for doc in near:
                scores[doc] *= 1 + NEAR * near[doc]
            ranked = self._sorted({doc: scores[doc] for doc in ranked}, len(ranked))
        return ranked

    def _nearness(self, docs: Sequence[int], ranking: list[Scored]) -> dict[int, float]:
        """Say from 0 to 1 how close the clauses stand in each document, neighbours in the query compared."""
        near = dict.fromkeys(docs, 0.0)
        words = [self._telling(scored.clause) for scored in ranking]
        held = [set().union(*(word.among(set(docs)) for word in each)) for each in words]
        pairs = [left & right for left, right in itertools.pairwise(held)]
        places = [
            {doc: _places(each, doc) for doc in before | after}
            for each, before, after in zip(words, [set(), *pairs], [*pairs, set()], strict=True)
        ]
        weights = 0.0
        for left, right in itertools.pairwise(range(len(ranking))):
            weight = ranking[left].weight + ranking[right].weight
            weights += weight
            for doc in pairs[left]:
                gap = _gap(places[left][doc], places[right][doc])
                near[doc] += weight * max(0.0, 1 - (max(gap, 1) - 1) / NEARBY)
        return {doc: closeness / (weights or 1.0) for doc, closeness in near.items()}

    def _telling(self, clause: Clause) -> list[Word]:
        """Give the words of a clause whose places say something."""
        terms = [term for term in clause.terms if term.weight > LOOSE and not term.prefix]
        return list(dict.fromkeys(self._lookup.word(term.words[0], term) for term in terms))

    # Hits

    def _hit(self, members: list[int], also: list[int], score: float, ranking: list[Scored], request: Request) -> Hit:
        doc = members[0]
        part = self._lookup.part_of(doc)
        shares = tuple(self._share(scored, doc) for scored in ranking) if request.explain else ()
        return Hit(
            id=self._id(doc),
            article=part.articles[self._lookup.article(doc) - part.article_base],
            agreement=self._lookup.values("agreement", doc)[0],
            order=self._order(doc),
            score=round(score, 4),
            siblings=tuple(self._id(other) for other in members[1:]),
            also=tuple(self._id(other) for other in also),
            matched=matched(shares),
            shares=shares,
        )

    def _share(self, scored: Scored, doc: int) -> Share:
        """Say which words of a clause a document holds, and in which fields."""
        held: list[str] = []
        fields: set[int] = set()
        for term in scored.clause.terms:
            if doc in self._lookup.documents(term):
                held.extend(term.words)
                fields.update(*(word.fields(doc) for word in self._lookup.words(term)))
        names = tuple(FIELDS[index] for index in sorted(fields))
        score = scored.documents.get(doc, 0.0) + ARTICLE * scored.articles.get(self._lookup.article(doc), 0.0)
        return Share(scored.clause.said, round(score, 4), tuple(dict.fromkeys(held)), names)

    def _id(self, doc: int) -> str:
        part = self._lookup.part_of(doc)
        return str(part.ids[doc - part.base])

    def _counted(self, facet: str, docs: Iterable[int]) -> tuple[tuple[str, int], ...]:
        """Count the values of a facet among documents, most frequent first."""
        counts = Counter(value for doc in docs for value in self._lookup.values(facet, doc) if value)
        return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _places(words: Sequence[Word], doc: int) -> list[int]:
    return words[0].places(doc) if len(words) == 1 else sorted({place for word in words for place in word.places(doc)})


def _gap(left: list[int], right: list[int]) -> int:
    """Say how close two rows of places come that are in order."""
    gaps = []
    for place in left:
        at = bisect_left(right, place)
        gaps.extend([abs(near - place) for near in right[max(at - 1, 0) : at + 1]])
    return min(gaps)
