"""Answers requests from the arrays of an index: matching as masks, BM25F as vectors, facets as counts.

A term's score in a document is ``idf * count * (K + 1) / (K + count)``, with `count` as `postings` defines it; a
clause takes the best of its terms, so that a translation never counts twice. The same sum over a whole article lifts
each of its documents, and words that stand close together lift the best of them once more.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from indexer.analysis import LANGUAGES, key
from indexer.engine import FIELDS, Answer, Clause, Hit, Request, Share, Term
from indexer.postings import FIELD_SIZE, Floats, Ints, Part, Strings

__all__ = ["VectorSearcher"]

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
FAR = np.int64(1 << 62)

K = 1.6  # how soon further occurrences stop counting
ARTICLE = 1.0  # share of the article's score that each of its documents gets
ARTICLE_DAMPING = 0.5  # share of the number of an article's documents that damps its counts
NEAR = 0.35  # the most that words side by side add, as a share of their clauses' weight
SPREAD = 4  # words that may stand between those of a term that is not a phrase
NEARBY = 12  # words between two clauses beyond which nearness stops counting
FEEDBACK = 12  # best documents that say which topics are meant
TOPICAL = 0.2  # the most that their topics add to a score, as a share of the best score
RERANKED = 300  # documents that nearness may move
EXPANSIONS = 400  # words that a prefix stands for at most
CACHED = 30_000_000  # numbers held of terms already looked up


@dataclass(frozen=True, slots=True)
class Found:
    """Where a term stands: documents with counts, articles with counts."""

    docs: Ints
    counts: Floats
    articles: Ints
    article_counts: Floats


@dataclass(frozen=True, slots=True)
class Scored:
    """A ranking clause, evaluated: its weight, and its score by document and by article."""

    clause: Clause
    weight: float
    documents: Floats
    articles: Floats


class VectorSearcher:
    """An open index (see `indexer.engine.Searcher`)."""

    def __init__(self, parts: Sequence[tuple[Path, Sequence[str]]]) -> None:
        self._parts: list[Part] = []
        self._removed = [set(removed) for _, removed in parts]
        documents = articles = 0
        for directory, _ in parts:
            part = Part(directory, documents, articles)
            self._parts.append(part)
            documents += len(part.ids)
            articles += len(part.articles)
        self._size, self._article_size = documents, articles
        self._cache: OrderedDict[tuple[Any, ...], Found] = OrderedDict()
        self._cached = 0
        self._lock = Lock()
        self._columns: dict[str, tuple[list[str], Ints, Ints]] = {}
        self._masks: dict[tuple[str, str], Mask] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the mapped files go."""
        self._cache.clear()
        self._masks.clear()
        self._parts.clear()

    # Columns

    def _joined(self, name: str) -> Any:
        loaded = [part.load(name) for part in self._parts]
        return loaded[0] if len(loaded) == 1 else np.concatenate(loaded)

    @cached_property
    def _article(self) -> Ints:
        shifted = [part.load("article") + np.int32(part.article_base) for part in self._parts]
        return shifted[0] if len(shifted) == 1 else np.concatenate(shifted)

    @cached_property
    def _damping(self) -> Floats:
        """What divides the counts of an article: more for one of many documents."""
        sizes = np.bincount(self._article, minlength=self._article_size)
        usual = max(1.0, float(sizes.mean())) if len(sizes) else 1.0
        return (1 - ARTICLE_DAMPING + ARTICLE_DAMPING * sizes / usual).astype(np.float32)  # type: ignore[no-any-return]

    @cached_property
    def _order(self) -> Ints:
        return self._joined("order")  # type: ignore[no-any-return]

    @cached_property
    def _signed(self) -> Ints:
        return self._joined("signed")  # type: ignore[no-any-return]

    @cached_property
    def _family(self) -> npt.NDArray[np.uint64]:
        return self._joined("family")  # type: ignore[no-any-return]

    @cached_property
    def _alive(self) -> Mask | None:
        if not any(self._removed):
            return None
        alive = np.ones(self._size, dtype=bool)
        for part, removed in zip(self._parts, self._removed, strict=True):
            values, pairs = Strings(part.directory, "agreement_values"), part.load("agreement_pairs")
            gone = [code for code in range(len(values)) if values[code] in removed]
            alive[pairs[0][np.isin(pairs[1], gone)] + part.base] = False
        return alive

    def _column(self, facet: str) -> tuple[list[str], Ints, Ints]:
        """Give a facet's values, and pairs of document and number of value."""
        if facet not in self._columns:
            values: dict[str, int] = {}
            documents, codes = [], []
            for part in self._parts:
                own = list(Strings(part.directory, f"{facet}_values"))
                renamed = np.array([values.setdefault(value, len(values)) for value in own], dtype=np.int32)
                pairs = part.load(f"{facet}_pairs")
                documents.append(pairs[0] + np.int32(part.base))
                codes.append(renamed[pairs[1]] if len(own) else pairs[1])
            self._columns[facet] = (list(values), np.concatenate(documents), np.concatenate(codes))
        return self._columns[facet]

    def _having(self, facet: str, value: str) -> Mask:
        if (facet, value) not in self._masks:
            values, documents, codes = self._column(facet)
            mask = np.zeros(self._size, dtype=bool)
            if value in values:
                mask[documents[codes == values.index(value)]] = True
            self._masks[facet, value] = mask
        return self._masks[facet, value]

    # Terms

    def _find(self, term: Term) -> Found:
        name = (term.words, term.exact, term.prefix, term.language)
        with self._lock:
            if name in self._cache:
                self._cache.move_to_end(name)
                return self._cache[name]
        found = self._phrase(term) if len(term.words) > 1 else self._word(term)
        with self._lock:
            self._cache[name] = found
            self._cached += 2 * len(found.docs)
            while self._cached > CACHED:
                self._cached -= 2 * len(self._cache.popitem(last=False)[1].docs)
        return found

    def _numbers(self, part: Part, word: str, term: Term) -> Sequence[int]:
        if term.prefix:
            numbers = part.prefix(word)
            return sorted(numbers, key=part.frequency, reverse=True)[:EXPANSIONS]
        if term.exact:
            return part.word(word)
        languages = (term.language,) if term.language else LANGUAGES
        return sorted({n for language in languages for n in part.family(key(word, language), language)})

    def _word(self, term: Term) -> Found:
        held = [part.postings(number) for part in self._parts for number in self._numbers(part, term.words[0], term)]
        if len(held) == 1:
            return self._found(*held[0])
        counts = np.zeros(self._size, dtype=np.float32)
        for docs, gains in held:
            counts[docs] += gains
        docs = np.flatnonzero(counts).astype(np.int32)
        return self._found(docs, counts[docs])

    def _found(self, docs: Ints, counts: Floats) -> Found:
        if self._alive is not None:
            kept = self._alive[docs]
            docs, counts = docs[kept], counts[kept]
        if not len(docs):
            return Found(docs, counts, docs, counts)
        articles = self._article[docs]
        first = np.flatnonzero(np.concatenate(([True], articles[1:] != articles[:-1])))
        articles = articles[first]
        return Found(docs, counts, articles, np.add.reduceat(counts, first) / self._damping[articles])

    def _phrase(self, term: Term) -> Found:
        """Find words side by side; the phrase counts what the rarest of its words counts."""
        singles = [self._find(Term((word,), 1.0, term.exact, language=term.language)) for word in term.words]
        least = np.full(self._size, np.inf, dtype=np.float32)
        seen = np.zeros(self._size, dtype=np.int16)
        for single in singles:
            least[single.docs] = np.minimum(least[single.docs], single.counts)
            seen[single.docs] += 1
        wanted = seen == len(singles)
        if wanted.any():
            ends = self._side_by_side(term, wanted)
            docs = np.unique(ends >> 32).astype(np.int32)
        else:
            docs = np.zeros(0, dtype=np.int32)
        return self._found(docs, least[docs])

    def _side_by_side(self, term: Term, wanted: Mask) -> Places:
        ends: Places | None = None
        for word in term.words:
            places = self._places(word, term, wanted)
            if ends is None:
                ends = places
            elif term.exact:
                ends = places[np.isin(places - 1, ends, assume_unique=True)]
            else:
                ends = ends[_gaps(ends, places) <= SPREAD + len(term.words)]
        assert ends is not None  # noqa: S101 - a phrase has words
        return ends

    def _places(self, word: str, term: Term, wanted: Mask) -> Places:
        held = [part.occurrences(number, wanted) for part in self._parts for number in self._numbers(part, word, term)]
        joined = np.concatenate(held) if held else np.zeros(0, dtype=np.int64)
        return np.sort(joined)

    # Matching and scoring

    def _evaluate(self, clause: Clause) -> Scored:
        """Score a clause: in each document and article the best of its terms."""
        documents = np.zeros(self._size, dtype=np.float32)
        articles = np.zeros(self._article_size, dtype=np.float32)
        found = [(term, self._find(term)) for term in clause.terms]
        said = [_idf(len(f.docs), self._size) for term, f in found if not term.added and len(f.docs)]
        best = 0.0
        for term, held in found:
            if not len(held.docs):
                continue
            idf = _idf(len(held.docs), self._size)
            weight = clause.weight * term.weight * (min(idf, 1.25 * max(said)) if said else idf)
            best = max(best, weight)
            documents[held.docs] = np.maximum(documents[held.docs], weight * _saturated(held.counts))
            articles[held.articles] = np.maximum(articles[held.articles], weight * _saturated(held.article_counts))
        return Scored(clause, best, documents, articles)

    def _allowed(self, request: Request) -> Mask | None:
        allowed = self._alive
        for facet, values in request.filters.items():
            any_of = np.logical_or.reduce([self._having(facet, value) for value in values])
            allowed = any_of if allowed is None else allowed & any_of
        for facet, values in request.without.items():
            for value in values:
                allowed = ~self._having(facet, value) if allowed is None else allowed & ~self._having(facet, value)
        if request.signed:
            inside = (self._signed >= request.signed[0]) & (self._signed <= request.signed[1]) & (self._signed > 0)
            allowed = inside if allowed is None else allowed & inside
        for clause in request.clauses:
            if clause.excluded or clause.required:
                held = np.zeros(self._size, dtype=bool)
                for term in clause.terms:
                    held[self._find(term).docs] = True
                held = ~held if clause.excluded else held
                allowed = held if allowed is None else allowed & held
        return allowed

    def _scores(self, request: Request) -> tuple[Ints, Floats, list[Scored]]:
        """Give the documents that match, in document order, their scores, and the clauses as evaluated."""
        allowed = self._allowed(request)
        ranking = [self._evaluate(clause) for clause in request.clauses if not clause.excluded]
        if not ranking:
            docs = (
                np.arange(self._size, dtype=np.int32) if allowed is None else np.flatnonzero(allowed).astype(np.int32)
            )
            return docs, np.zeros(len(docs), dtype=np.float32), []
        documents, articles = ranking[0].documents.copy(), ranking[0].articles.copy()
        covered = ranking[0].weight * (articles > 0)
        for scored in ranking[1:]:
            documents += scored.documents
            articles += scored.articles
            covered += scored.weight * (scored.articles > 0)
        matching = documents > 0
        if request.coverage:
            least = request.coverage * sum(scored.weight for scored in ranking) - 1e-4
            matching &= (covered >= least)[self._article]
        if allowed is not None:
            matching &= allowed
        docs = np.flatnonzero(matching).astype(np.int32)
        scores = documents[docs] + np.float32(ARTICLE) * articles[self._article[docs]]
        for (facet, value), boost in request.boosts.items():
            scores[self._having(facet, value)[docs]] *= np.float32(boost)
        return docs, scores, ranking

    def search(self, request: Request) -> Answer:
        """Answer one request."""
        docs, scores, ranking = self._scores(request)
        if ranking and len(docs):
            scores += self._topical(docs, scores)
        ranked, values = self._ranked(docs, scores, ranking, request)
        groups = _Groups(request, self._group_of(request), self._family if request.fold else None)
        groups.read(ranked)
        total = self._total(docs, request)
        shown = groups.kept[request.offset : request.offset + request.limit]
        value_of = dict(zip(ranked.tolist(), values.tolist(), strict=False))
        hits = tuple(self._hit(members, also, value_of, ranking, request) for members, also in shown)
        return Answer(total, len(docs), hits, self._facets(docs, request.facets))

    def matching(self, request: Request) -> list[str]:
        """Give the ids of all documents that match, in document order."""
        docs, _, _ = self._scores(request)
        return [self._id(int(doc)) for doc in docs[np.argsort(self._order[docs], kind="stable")]]

    def _ranked(self, docs: Ints, scores: Floats, ranking: list[Scored], request: Request) -> tuple[Ints, Floats]:
        """Sort: best first, equal ones in document order; nearness moves the first RERANKED."""
        wanted = RERANKED + 8 * (request.offset + request.limit)
        if len(docs) > wanted:
            bound = np.partition(scores, len(scores) - wanted)[len(scores) - wanted]
            held = np.flatnonzero(scores >= bound)[: 4 * wanted]
            docs, scores = docs[held], scores[held]
        order = np.lexsort((self._order[docs], -scores))
        docs, scores = docs[order], scores[order].copy()
        if len(ranking) > 1 and len(docs):
            scores[:RERANKED] *= 1 + np.float32(NEAR) * self._nearness(docs[:RERANKED], ranking)
            order = np.lexsort((self._order[docs], -scores))
            docs, scores = docs[order], scores[order]
        return docs, scores

    def _topical(self, docs: Ints, scores: Floats) -> Floats:
        """Lift documents with the topics that the best ones share, as a reader would who knows what is meant."""
        best = np.argpartition(-scores, min(FEEDBACK, len(scores) - 1))[:FEEDBACK]
        values, documents, codes = self._column("topic")
        weights = np.zeros(self._size, dtype=np.float32)
        weights[docs[best]] = scores[best]
        if not len(documents):
            return np.zeros(len(docs), dtype=np.float32)
        share = np.bincount(codes, weights[documents], minlength=len(values)) / max(float(scores[best].sum()), 1e-9)
        usual = np.bincount(codes, minlength=len(values)) / self._size
        telling = np.where(share > usual, share * np.log(share / usual + 1e-9), 0.0)
        gain = np.bincount(documents, telling[codes], minlength=self._size)
        gain = gain[docs]
        most = float(gain.max())
        return (
            (np.float32(TOPICAL) * scores.max() * gain / most).astype(np.float32)
            if most > 0
            else np.zeros(len(docs), dtype=np.float32)
        )

    def _nearness(self, docs: Ints, ranking: list[Scored]) -> Floats:
        """Say from 0 to 1 how close the clauses stand in each document, neighbours in the query compared."""
        wanted = np.zeros(self._size, dtype=bool)
        wanted[docs] = True
        near = np.zeros(self._size, dtype=np.float32)
        weights = 0.0
        places = [self._clause_places(scored.clause, wanted) for scored in ranking]
        for left, right, first, second in zip(places, places[1:], ranking, ranking[1:], strict=False):
            weight = first.weight + second.weight
            weights += weight
            if len(left) and len(right):
                held, closeness = _closeness(left, right)
                best = np.zeros(self._size, dtype=np.float32)
                np.maximum.at(best, held, closeness)
                near += np.float32(weight) * best
        return near[docs] / np.float32(weights or 1.0)

    def _clause_places(self, clause: Clause, wanted: Mask) -> Places:
        held = [
            self._places(term.words[0], term, wanted)
            for term in clause.terms
            if term.weight > 0.5 and not term.prefix  # noqa: PLR2004 - nearness of loose relatives says little
        ]
        return np.sort(np.concatenate(held)) if held else np.zeros(0, dtype=np.int64)

    # Hits

    def _group_of(self, request: Request) -> Callable[[int], int]:
        return (lambda doc: int(self._article[doc])) if request.group else (lambda doc: doc)

    def _total(self, docs: Ints, request: Request) -> int:
        """Count the hits that pages can reach: one an article or document, families counted once if folded."""
        if not request.group and not request.fold:
            return len(docs)
        heads = docs
        if request.group and len(docs):
            heads = docs[np.unique(self._article[docs], return_index=True)[1]]
        return len(heads)

    def _hit(
        self,
        members: list[int],
        also: list[int],
        value_of: Mapping[int, float],
        ranking: list[Scored],
        request: Request,
    ) -> Hit:
        doc = members[0]
        values, documents, codes = self._column("agreement")
        at = int(np.searchsorted(documents, doc))
        part = self._part(doc)
        shares = tuple(self._share(scored, doc) for scored in ranking) if request.explain else ()
        matched: dict[str, tuple[str, ...]] = {}
        for share in shares:
            for name in share.fields:
                matched[name] = tuple(dict.fromkeys((*matched.get(name, ()), *share.words)))
        return Hit(
            id=self._id(doc),
            article=part.articles[int(self._article[doc]) - part.article_base],
            agreement=values[codes[at]],
            order=int(self._order[doc]),
            score=round(value_of[doc], 4),
            siblings=tuple(self._id(other) for other in members[1:]),
            also=tuple(self._id(other) for other in also),
            matched=matched,
            shares=shares,
        )

    def _share(self, scored: Scored, doc: int) -> Share:
        """Say which words of a clause a document holds, and in which fields."""
        wanted = np.zeros(self._size, dtype=bool)
        wanted[doc] = True
        part = self._part(doc)
        held: list[str] = []
        fields: set[int] = set()
        for term in scored.clause.terms:
            found = self._find(term).docs
            if not np.any(found == doc):
                continue
            for word in term.words:
                for number in self._numbers(part, word, term):
                    places = part.occurrences(number, wanted)
                    if len(places):
                        held.append(part.words[number])
                        fields.update((places & 0xFFFFFFFF) // FIELD_SIZE)
        names = tuple(FIELDS[index] for index in sorted(fields))
        score = float(scored.documents[doc]) + ARTICLE * float(scored.articles[self._article[doc]])
        return Share(scored.clause.said, round(score, 4), tuple(dict.fromkeys(held)), names)

    def _part(self, doc: int) -> Part:
        return next(part for part in reversed(self._parts) if part.base <= doc)

    def _id(self, doc: int) -> str:
        part = self._part(doc)
        return str(part.ids[doc - part.base])

    def _facets(self, docs: Ints, wanted: Sequence[str]) -> dict[str, tuple[tuple[str, int], ...]]:
        if not wanted:
            return {}
        held = np.zeros(self._size, dtype=bool)
        held[docs] = True
        counted = {}
        for facet in wanted:
            values, documents, codes = self._column(facet)
            counts = np.bincount(codes[held[documents]], minlength=len(values)).tolist()
            pairs = [(value, count) for value, count in zip(values, counts, strict=True) if count and value]
            counted[facet] = tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
        return counted

    # Vocabulary

    def vocabulary(self, prefix: str = "", limit: int = 20) -> tuple[tuple[str, int], ...]:
        """Give words that begin with a prefix and how many documents hold each, most frequent first."""
        counts: dict[str, int] = {}
        for part in self._parts:
            for number in part.prefix(prefix):
                word = part.words[number]
                counts[word] = counts.get(word, 0) + part.frequency(number)
        return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])

    def frequency(self, word: str) -> int:
        """Count the documents that hold a folded word."""
        return len(self._find(Term((word,), exact=True)).docs)


class _Groups:
    """Gathers ranked documents under the first of their article, and articles under the first of their family."""

    def __init__(self, request: Request, group_of: Callable[[int], int], family: npt.NDArray[np.uint64] | None) -> None:
        self._needed = request.offset + request.limit
        self._group_of, self._family = group_of, family
        self.kept: list[tuple[list[int], list[int]]] = []

    def read(self, ranked: Ints) -> None:
        """Walk down the ranking; what belongs to no hit kept so far opens the next."""
        by_group: dict[int, list[int]] = {}
        by_family: dict[int, list[int]] = {}
        for doc in ranked.tolist():
            group = self._group_of(doc)
            if group in by_group:
                by_group[group].append(doc)
                continue
            family = int(self._family[doc]) if self._family is not None else -1
            members = by_group[group] = [doc]
            if family in by_family:
                by_family[family].append(doc)
            elif len(self.kept) < self._needed:
                also: list[int] = []
                if self._family is not None:
                    by_family[family] = also
                self.kept.append((members, also))


def _idf(frequency: int, size: int) -> float:
    return math.log1p((size - frequency + 0.5) / (frequency + 0.5))


def _saturated(counts: Floats) -> Floats:
    return counts * np.float32(K + 1) / (counts + np.float32(K))


def _gaps(left: Places, right: Places) -> Places:
    """For each place on the left, how far the nearest on the right is (another document is very far)."""
    if not len(right):
        return np.full(len(left), FAR)
    after = np.minimum(np.searchsorted(right, left), len(right) - 1)
    before = np.maximum(after - 1, 0)
    return np.minimum(np.abs(right[after] - left), np.abs(left - right[before]))


def _closeness(left: Places, right: Places) -> tuple[Places, Floats]:
    """For each place on the left its document, and how near the right is: 1 beside it, 0 beyond NEARBY."""
    gaps = np.maximum(_gaps(left, right), 1)
    return left >> 32, np.maximum(0, 1 - (gaps - 1) / NEARBY).astype(np.float32)
