"""Answers requests from the arrays of an index: matching as masks, BM25F as vectors, facets as counts.

`formulas` says what is computed.
"""

from abc import abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from indexer.engine.columns import Columns, Mask
from indexer.engine.formulas import (
    ARTICLE,
    FEEDBACK,
    MOST,
    SAME,
    TIES,
    TOPICAL,
    idf,
    matched,
    numbers,
    term_weight,
    timely,
)
from indexer.engine.groups import Group, groups
from indexer.engine.protocol import (
    FIELDS,
    Health,
    Hit,
    ScoreShare,
    SearchAnswer,
    SearchClause,
    Searcher,
    SearchRequest,
    Term,
)  # fmt: skip
from indexer.engine.segment import FIELD_SIZE, Floats, Ints, Segment
from indexer.engine.terms import TermLookup
from indexer.storage.damage import naming_damage

__all__ = ["ArraySearcher", "VectorSearcher", "Weighed"]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A ranking clause, evaluated: the weight of the best term that any document holds."""

    clause: SearchClause
    weight: float


@dataclass(frozen=True, slots=True)
class Scored(Weighed):
    """A ranking clause with its score by document and by article."""

    documents: Floats
    articles: Floats


Evaluated = TypeVar("Evaluated", bound=Weighed)


class ArraySearcher(Searcher, Generic[Evaluated]):
    """An open index whose columns are at hand, wherever its posting lists are.

    What is found and what it scores is for a subclass to say; lifts, order, groups, pages and counts are made here.
    """

    def __init__(self, segments: Sequence[tuple[Path, Sequence[str]]]) -> None:
        """Open the files of some segments, each with the agreements that were taken out of it."""
        self._segments: list[Segment] = []
        documents = articles = 0
        for path, _ in segments:
            segment = Segment(path, documents, articles)
            self._segments.append(segment)
            documents += segment.size
            articles += segment.articles_size
        self._columns = Columns(self._segments, [set(removed) for _, removed in segments])
        self._size = documents

    @abstractmethod
    def _scores(self, request: SearchRequest) -> tuple[Ints, Floats, list[Evaluated], tuple[str, ...]]:
        """Return the documents that match, in order, their scores, the clauses as evaluated and what was cut."""

    @abstractmethod
    def _shares(
        self, docs: Sequence[int], ranking: list[Evaluated], request: SearchRequest
    ) -> list[tuple[ScoreShare, ...]]:
        """Return for each document which words of each clause it holds, in which fields, and what they gave."""

    def _idf(self, term: Term, count: int, language: str) -> float:
        """Return the idf of a term of a query in a language, among the documents that can hold words of the term's.

        Among all documents each word of a language in which few texts are held would pass for a rare one.
        """
        spoken = term.language or ("" if term.added else language)
        size = self._columns.count_in_language(spoken) if spoken else self._columns.count
        return idf(min(count, size), size)

    def close(self) -> None:
        """Close the files."""
        for segment in self._segments:
            segment.close()

    @naming_damage()
    def warm(self) -> None:
        """Read what every search needs."""
        self._columns.read_all()

    @naming_damage()
    def search(self, request: SearchRequest) -> SearchAnswer:
        """Answer one request."""
        docs, scores, ranking, cut = self._scores(request)
        if ranking and len(docs):
            scores += self._topical(docs, scores)
        total, page = groups(
            docs,
            self._keys(docs, scores, request),
            numbers=self._columns.number[docs],
            articles=self._columns.article[docs],
            families=self._columns.family[docs],
            request=request,
        )
        value_of = {group: float(scores[np.searchsorted(docs, group.documents[0])]) for group in page}
        explained: Sequence[tuple[ScoreShare, ...]] = [()] * len(page)
        if request.explain:
            explained = self._shares([group.documents[0] for group in page], ranking, request)
        hits = tuple(self._hit(group, value_of[group], shares) for group, shares in zip(page, explained, strict=True))
        return SearchAnswer(total, len(docs), hits, self._facets(docs, request.facets), cut)

    @naming_damage()
    def matching(self, request: SearchRequest) -> list[str]:
        """Return the ids of all documents that match, in document order."""
        docs, *_ = self._scores(request)
        return [self._id(int(doc)) for doc in docs[np.argsort(self._columns.number[docs], kind="stable")]]

    def _filtered(self, request: SearchRequest) -> Mask | None:
        """Mark what filters and dates let through; None is everything."""
        columns = self._columns
        masks = [] if columns.alive is None else [columns.alive]
        for facet, values in request.filters.items():
            masks.append(columns.with_any(facet, values))
        for facet, values in request.without.items():
            masks.append(~columns.with_any(facet, values))
        if request.signed:
            first, last = request.signed
            masks.append((columns.signed >= first) & (columns.signed <= last) & (columns.signed > 0))
        return np.logical_and.reduce(masks) if masks else None

    # Ranking

    def _topical(self, docs: Ints, scores: Floats) -> Floats:
        """Lift documents with the topics that the best ones share, as a reader would who knows what is meant."""
        topic = self._columns.facet("topic")
        if not len(topic.documents):
            return np.zeros(len(docs), dtype=np.float32)
        best = self._best(docs, scores, FEEDBACK)
        best = best[self._sorted(docs[best], scores[best])[:FEEDBACK]]
        weights = np.zeros(self._size, dtype=np.float32)
        weights[docs[best]] = scores[best] / scores[best].sum()
        share = np.bincount(topic.codes, weights[topic.documents], minlength=len(topic.values))
        usual = topic.frequencies(self._columns.alive) / self._columns.count
        telling = np.where(share > usual, share * np.log(np.maximum(share, 1e-9) / usual), 0.0)
        gains = np.bincount(topic.documents, telling[topic.codes], minlength=self._size)[docs]
        lift: Floats = (TOPICAL * scores.max() / max(float(gains.max()), 1e-9) * gains).astype(np.float32)
        return lift

    def _keys(self, docs: Ints, scores: Floats, request: SearchRequest) -> Ints:
        """Return what hits are ordered by, more first; documents of equal keys stay in the order of their numbers."""
        if request.sort == "date":
            return self._columns.signed[docs]
        return np.zeros(len(docs), dtype=np.int32) if request.sort == "agreement" else _ranks(scores)

    def _best(self, docs: Ints, scores: Floats, wanted: int) -> npt.NDArray[np.intp]:
        """Return the indices of the best; equal scores at the edge are all kept, so that the order never varies."""
        if len(docs) <= wanted:
            return np.arange(len(docs))
        ranks = _ranks(scores)
        return np.flatnonzero(ranks >= np.partition(ranks, len(ranks) - wanted)[len(ranks) - wanted])

    def _sorted(self, docs: Ints, scores: Floats) -> npt.NDArray[np.intp]:
        return np.lexsort((self._columns.number[docs], -_ranks(scores)))

    # Hits

    def _hit(self, group: Group, score: float, shares: tuple[ScoreShare, ...]) -> Hit:
        doc = group.documents[0]
        segment = self._segment(doc)
        agreement = self._columns.facet("agreement")
        return Hit(
            id=self._id(doc),
            article=segment.articles[int(self._columns.article[doc]) - segment.article_base],
            agreement=agreement.values[agreement.codes[np.searchsorted(agreement.documents, doc)]],
            number=int(self._columns.number[doc]),
            score=round(score, 4),
            siblings=tuple(self._id(other) for other in group.documents[1:]),
            also=tuple(self._id(other) for other in group.also),
            matched=matched(shares),
            shares=shares,
        )

    def _segment(self, doc: int) -> Segment:
        return next(segment for segment in reversed(self._segments) if segment.base <= doc)

    def _id(self, doc: int) -> str:
        segment = self._segment(doc)
        return segment.ids[doc - segment.base]

    def _facets(self, docs: Ints, wanted: Sequence[str]) -> dict[str, tuple[tuple[str, int], ...]]:
        held = np.zeros(self._size, dtype=bool)
        held[docs] = True
        counted = {}
        for name in wanted:
            facet = self._columns.facet(name)
            pairs = zip(facet.values, facet.counts(docs, held), strict=True)
            found = [(value, count) for value, count in pairs if count and value]
            counted[name] = tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))
        return counted

    # Vocabulary

    @naming_damage()
    def vocabulary(self, prefix: str = "", limit: int = 20) -> tuple[tuple[str, int], ...]:
        """Return words that begin with a prefix and how many documents hold each, most frequent first."""
        counts: Counter[str] = Counter()
        for segment in self._segments:
            counts.update({segment.words[number]: segment.frequency(number) for number in segment.prefix(prefix)})
        return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])

    @naming_damage()
    def frequency(self, word: str) -> int:
        """Count the documents that hold a folded word."""
        return sum(segment.frequency(number) for segment in self._segments for number in segment.word(word))

    @naming_damage()
    def finds(self, word: str) -> bool:
        """Return whether a folded word can find anything, in one of its forms."""
        return any(numbers(self._segments, word, Term((word,))))


class VectorSearcher(ArraySearcher[Scored]):
    """An open index whose posting lists are arrays too (see `indexer.engine.protocol.Searcher`)."""

    def __init__(self, segments: Sequence[tuple[Path, Sequence[str]]]) -> None:
        super().__init__(segments)
        self._lookup = TermLookup(self._segments, self._columns)

    def ready(self) -> bool:
        """Return True: an index of files can answer as long as it is open."""
        return True

    def health(self) -> Health:
        """Return the state of an open index of files."""
        return Health("Whoosh (here)")

    def _evaluate(self, clause: SearchClause, language: str, *, alone: bool) -> Scored:
        """Score a clause: in each document and article the best of its terms.

        Where nothing else is asked (`alone`), whatever holds the word itself or its translation comes before what
        holds only a word that the thesaurus finds near it, however often.
        """
        documents = np.zeros(self._size, dtype=np.float32)
        articles = np.zeros(self._columns.articles, dtype=np.float32)
        looked_up = [(term, self._lookup.find(term)) for term in clause.terms]
        found = [(term, held, self._idf(term, len(held.docs), language)) for term, held in looked_up if len(held.docs)]
        said = [own for term, _, own in found if not term.added]
        best = 0.0
        for term, held, own in found:
            weight = term_weight(clause, term, own, said)
            least = np.float32(MOST if alone and term.weight >= SAME else 0)
            gains = np.float32(weight) * (held.gains + least)
            article_gains = np.float32(weight) * (held.article_gains + least)
            if best:
                documents[held.docs] = np.maximum(documents[held.docs], gains)
                articles[held.articles] = np.maximum(articles[held.articles], article_gains)
            else:
                documents[held.docs] = gains
                articles[held.articles] = article_gains
            best = max(best, weight)
        return Scored(clause, best, documents, articles)

    def _allowed(self, request: SearchRequest) -> Mask | None:
        """Mark what filters, dates, required and excluded clauses let through; None is everything."""
        filtered = self._filtered(request)
        masks = [] if filtered is None else [filtered]
        for clause in request.clauses:
            if clause.excluded or clause.required:
                held = np.zeros(self._size, dtype=bool)
                for term in clause.terms:
                    held[self._lookup.find(term).docs] = True
                masks.append(~held if clause.excluded else held)
        return np.logical_and.reduce(masks) if masks else None

    def _scores(self, request: SearchRequest) -> tuple[Ints, Floats, list[Scored], tuple[str, ...]]:
        """Return the documents that match, in order, their scores, the clauses as evaluated and what was cut."""
        allowed = self._allowed(request)
        wanted = [clause for clause in request.clauses if not clause.excluded]
        alone = len(wanted) == 1
        ranking, cut = timely(
            wanted, request.seconds, lambda clause: self._evaluate(clause, request.language, alone=alone)
        )
        if not ranking:
            every = np.flatnonzero(allowed) if allowed is not None else np.arange(self._size)
            return every.astype(np.int32), np.zeros(len(every), dtype=np.float32), [], cut
        documents, articles = ranking[0].documents, ranking[0].articles
        for scored in ranking[1:]:
            documents = documents + scored.documents
            articles = articles + scored.articles
        matching = documents > 0
        if allowed is not None:
            matching &= allowed
        docs = np.flatnonzero(matching).astype(np.int32)
        if request.coverage and len(ranking) > 1:
            covered = np.zeros(len(articles), dtype=np.float32)
            for scored in ranking:
                covered += np.float32(scored.weight) * (scored.articles > 0)
            least = request.coverage * sum(scored.weight for scored in ranking) - 1e-4
            docs = docs[(covered >= least)[self._columns.article[docs]]]
        scores: Floats = documents[docs] + np.float32(ARTICLE) * articles[self._columns.article[docs]]
        prior = self._columns.prior(request.boosts)
        return docs, scores if prior is None else (scores * prior[docs]).astype(np.float32), ranking, cut

    def _shares(
        self,
        docs: Sequence[int],
        ranking: list[Scored],
        request: SearchRequest,  # noqa: ARG002 - it is not needed here
    ) -> list[tuple[ScoreShare, ...]]:
        return [tuple(self._share(scored, doc) for scored in ranking) for doc in docs]

    def _share(self, scored: Scored, doc: int) -> ScoreShare:
        """Return which words of a clause a document holds, and in which fields."""
        only = np.array([doc], dtype=np.int32)
        held: list[str] = []
        fields: set[int] = set()
        for term in scored.clause.terms:
            docs = self._lookup.find(term).docs
            if doc not in docs[np.searchsorted(docs, doc) :][:1]:
                continue
            for word in term.words:
                held.append(word)
                places = self._lookup.positions_in(word, term, only)
                fields.update(((places & 0xFFFFFFFF) // FIELD_SIZE).tolist())
        names = tuple(FIELDS[index] for index in sorted(fields))
        score = float(scored.documents[doc]) + ARTICLE * float(scored.articles[self._columns.article[doc]])
        return ScoreShare(scored.clause.said, round(score, 4), tuple(dict.fromkeys(held)), names)


def _ranks(scores: Floats) -> Ints:
    """Turn scores into whole numbers: below that, what is equal differs by how sums were rounded."""
    ranks: Ints = np.rint(scores * np.float32(TIES)).astype(np.int32)
    return ranks
