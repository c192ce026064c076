"""Answers the first search of a process in plain Python, with the answers of `scoring` and without numpy.

Importing numpy takes about 75 ms of a processor, most words of a query stand in a few hundred documents, and what has
to be done for one search is then done in 10 to 20. `ranking` says what is computed.
"""

import itertools
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from indexer.cold_lookup import ColdLookup
from indexer.engine import FIELDS, Answer, Clause, Hit, Request, Share
from indexer.parts import Part, Strings, frequency, vocabulary
from indexer.ranking import (
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
    term_weight,
)  # fmt: skip

__all__ = ["ColdSearcher"]


class Scored(NamedTuple):
    """A ranking clause, evaluated: its weight, and its score by document and by article."""

    clause: Clause
    weight: float
    documents: dict[int, float]
    articles: dict[int, float]


class ColdSearcher:
    """An open index (see `indexer.engine.Searcher`)."""

    def __init__(self, parts: Sequence[tuple[Path, Sequence[str]]]) -> None:
        opened: list[Part] = []
        documents = articles = 0
        for directory, _ in parts:
            part = Part(directory, documents, articles)
            opened.append(part)
            documents += len(part.ids)
            articles += len(part.articles)
        self._lookup = ColdLookup(opened, [removed for _, removed in parts])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the mapped files go."""
        self._lookup = ColdLookup([], [])

    def work(self, request: Request) -> int:
        """Say how many rows a request has to go through, which is known before it is answered."""
        terms = [term for clause in request.clauses for term in clause.terms]
        ranks = any(not clause.excluded for clause in request.clauses)
        return sum(map(self._lookup.work, terms)) + self._lookup.size * (len(request.facets) + (not ranks))

    def search(self, request: Request) -> Answer:
        """Answer one request."""
        scores, ranking = self._scores(request)
        docs = sorted(scores)
        if ranking and docs:
            self._add_topical(scores)
        ranked = self._ranked(scores, ranking, request)
        articles = [self._lookup.article[doc] for doc in ranked]
        families = [self._lookup.column("family", doc) for doc in ranked]
        found = grouped(ranked, articles, families, request)[request.offset :]
        hits = tuple(self._hit(members, also, scores[members[0]], ranking, request) for members, also in found)
        total = len({self._lookup.article[doc] for doc in docs}) if request.group else len(docs)
        return Answer(total, len(docs), hits, {name: self._counted(name, scores.keys()) for name in request.facets})

    def matching(self, request: Request) -> list[str]:
        """Give the ids of all documents that match, in document order."""
        scores, _ = self._scores(request)
        return [self._id(doc) for doc in sorted(scores, key=self._order)]

    def vocabulary(self, prefix: str = "", limit: int = 20) -> tuple[tuple[str, int], ...]:
        """Give words that begin with a prefix and how many documents hold each, most frequent first."""
        return vocabulary(self._lookup.parts, prefix, limit)

    def frequency(self, word: str) -> int:
        """Count the documents that hold a folded word."""
        return frequency(self._lookup.parts, word)

    # Matching and scoring

    def _evaluate(self, clause: Clause, *, alone: bool) -> Scored:
        """Score a clause as `scoring` does: in each document and article the best of its terms."""
        found = [(term, self._lookup.find(term)) for term in clause.terms]
        own = {term: idf(len(held.documents), self._lookup.size) for term, held in found if held.documents}
        said = [value for term, value in own.items() if not term.added]
        scored = Scored(clause, 0.0, {}, {})
        for term, held in found:
            if not held.documents:
                continue
            weight = term_weight(clause, term, own[term], said)
            least = MOST if alone and term.weight >= SAME else 0.0
            for best, gains in ((scored.documents, held.documents), (scored.articles, held.articles)):
                for number, gain in gains.items():
                    score = weight * (gain + least)
                    if score > best.get(number, 0.0):
                        best[number] = score
            scored = scored._replace(weight=max(scored.weight, weight))
        return scored

    def _let_through(self, docs: Iterable[int], request: Request) -> set[int]:
        """Keep of some documents what filters, dates, required and excluded clauses let through."""
        lookup = self._lookup
        kept = set(docs) - lookup.gone
        for facet, values in request.filters.items():
            kept &= set().union(*(lookup.having(facet, value) for value in values))
        for facet, values in request.without.items():
            kept = kept.difference(*(lookup.having(facet, value) for value in values))
        if request.signed:
            first, last = request.signed
            kept = {doc for doc in kept if max(first, 1) <= lookup.column("signed", doc) <= last}
        for clause in request.clauses:
            if clause.excluded or clause.required:
                held = set().union(*(lookup.find(term).documents for term in clause.terms))
                kept = kept - held if clause.excluded else kept & held
        return kept

    def _scores(self, request: Request) -> tuple[dict[int, float], list[Scored]]:
        """Give the documents that match with their scores, and the clauses as evaluated."""
        wanted = [clause for clause in request.clauses if not clause.excluded]
        ranking = [self._evaluate(clause, alone=len(wanted) == 1) for clause in wanted]
        if not ranking:
            return dict.fromkeys(self._let_through(range(self._lookup.size), request), 0.0), []
        article = self._lookup.article
        docs = self._let_through(itertools.chain.from_iterable(scored.documents for scored in ranking), request)
        if request.coverage and len(ranking) > 1:
            least = request.coverage * sum(scored.weight for scored in ranking) - 1e-4
            covered = {
                number: sum(scored.weight for scored in ranking if number in scored.articles)
                for number in {article[doc] for doc in docs}
            }
            docs = {doc for doc in docs if covered[article[doc]] >= least}
        boosts = [(boost, self._lookup.having(facet, value)) for (facet, value), boost in request.boosts.items()]
        scores = {}
        for doc in docs:
            own = sum(scored.documents.get(doc, 0.0) for scored in ranking)
            around = sum(scored.articles.get(article[doc], 0.0) for scored in ranking)
            prior = math.prod(boost for boost, having in boosts if doc in having)
            scores[doc] = (own + ARTICLE * around) * prior
        return scores, ranking

    def _add_topical(self, scores: dict[int, float]) -> None:
        """Lift documents with the topics that the best ones share, as a reader would who knows what is meant."""
        best = self._sorted(scores)[:FEEDBACK]
        whole = sum(scores[doc] for doc in best)
        usual, held = self._topics(scores)
        gains: dict[int, float] = {}
        for topic, docs in held.items():
            share = sum(scores[doc] for doc in best if doc in docs) / whole
            often = usual[topic] / self._lookup.size
            if share > often:
                for doc in docs:
                    gains[doc] = gains.get(doc, 0.0) + share * math.log(share / often)
        if gains:
            lift = TOPICAL * max(scores.values()) / max(*gains.values(), 1e-9)
            for doc, gain in gains.items():
                scores[doc] += lift * gain

    def _topics(self, docs: Container[int]) -> tuple[Counter[str], dict[str, set[int]]]:
        """Count how many documents have each topic, and give those of `docs` that do."""
        usual: Counter[str] = Counter()
        held: dict[str, set[int]] = {}
        for part, values, documents, codes in self._pairs("topic"):
            for code, count in Counter(codes).items():
                usual[values[code]] += count
            for doc, code in zip(documents, codes, strict=True):
                if doc + part.base in docs:
                    held.setdefault(values[code], set()).add(doc + part.base)
        return usual, held

    def _pairs(self, facet: str) -> Iterator[tuple[Part, list[str], list[int], list[int]]]:
        for part in self._lookup.parts:
            documents, codes = part.pairs(facet)
            yield part, list(Strings(part.directory, f"{facet}_values")), documents.tolist(), codes.tolist()

    # Ranking

    def _order(self, doc: int) -> int:
        return self._lookup.column("order", doc)

    def _sorted(self, scores: dict[int, float]) -> list[int]:
        """Sort documents: best first, equal ones in document order."""
        return sorted(scores, key=lambda doc: (-_rank(scores[doc]), self._order(doc)))

    def _ranked(self, scores: dict[int, float], ranking: list[Scored], request: Request) -> list[int]:
        """Sort the best, and move the first RERANKED, in `scores` too, by how near the clauses stand."""
        ranked = self._sorted(scores)
        wanted = deepest(request)
        if len(ranked) > wanted:
            least = _rank(scores[ranked[wanted - 1]])
            ranked = [doc for doc in ranked if _rank(scores[doc]) >= least]
        if len(ranking) > 1:
            for doc in ranked[:RERANKED]:
                scores[doc] *= 1 + NEAR * self._nearness(doc, ranking)
            ranked = self._sorted({doc: scores[doc] for doc in ranked})
        return ranked

    def _nearness(self, doc: int, ranking: list[Scored]) -> float:
        """Say from 0 to 1 how close the clauses stand in a document, neighbours in the query compared."""
        places = [self._clause_places(scored.clause, doc) for scored in ranking]
        near = weights = 0.0
        for number, (left, right) in enumerate(itertools.pairwise(places)):
            weight = ranking[number].weight + ranking[number + 1].weight
            weights += weight
            if left and right:
                near += weight * max(0.0, 1 - (max(_gap(left, right), 1) - 1) / NEARBY)
        return near / (weights or 1.0)

    def _clause_places(self, clause: Clause, doc: int) -> list[int]:
        terms = [term for term in clause.terms if term.weight > LOOSE and not term.prefix]
        return sorted(place for term in terms for place in self._lookup.places(term.words[0], term, doc))

    # Hits

    def _hit(self, members: list[int], also: list[int], score: float, ranking: list[Scored], request: Request) -> Hit:
        doc = members[0]
        part = self._lookup.part_of(doc)
        shares = tuple(self._share(scored, doc) for scored in ranking) if request.explain else ()
        matched: dict[str, tuple[str, ...]] = {}
        for share in shares:
            for name in share.fields:
                matched[name] = tuple(dict.fromkeys((*matched.get(name, ()), *share.words)))
        documents, codes = part.pairs("agreement")
        agreement = codes[bisect_left(documents, doc - part.base)]
        return Hit(
            id=self._id(doc),
            article=part.articles[self._lookup.article[doc] - part.article_base],
            agreement=Strings(part.directory, "agreement_values")[agreement],
            order=self._order(doc),
            score=round(score, 4),
            siblings=tuple(self._id(other) for other in members[1:]),
            also=tuple(self._id(other) for other in also),
            matched=matched,
            shares=shares,
        )

    def _share(self, scored: Scored, doc: int) -> Share:
        """Say which words of a clause a document holds, and in which fields."""
        held: list[str] = []
        fields: set[int] = set()
        for term in scored.clause.terms:
            if doc in self._lookup.find(term).documents:
                held.extend(term.words)
                fields.update(*(self._lookup.fields(word, term, doc) for word in term.words))
        names = tuple(FIELDS[index] for index in sorted(fields))
        score = scored.documents.get(doc, 0.0) + ARTICLE * scored.articles.get(self._lookup.article[doc], 0.0)
        return Share(scored.clause.said, round(score, 4), tuple(dict.fromkeys(held)), names)

    def _id(self, doc: int) -> str:
        part = self._lookup.part_of(doc)
        return str(part.ids[doc - part.base])

    def _counted(self, facet: str, docs: Iterable[int]) -> tuple[tuple[str, int], ...]:
        """Count the values of a facet among documents, most frequent first."""
        wanted = set(docs)
        counts: Counter[str] = Counter()
        for part, values, documents, codes in self._pairs(facet):
            held = [code for doc, code in zip(documents, codes, strict=True) if doc + part.base in wanted]
            for code, count in Counter(held).items():
                counts[values[code]] += count
        return tuple(sorted(((v, n) for v, n in counts.items() if v), key=lambda pair: (-pair[1], pair[0])))


def _rank(score: float) -> int:
    return round(score * TIES)


def _gap(left: list[int], right: list[int]) -> int:
    """Say how close two rows of places come."""
    return min(abs(after - before) for before in left for after in right)
