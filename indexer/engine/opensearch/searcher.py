"""An open index in a cluster: the cluster says what matches and scores it, the columns at hand do the rest.

All that match come back, by place and score, so that groups, totals and counts are as exact as with the own engine.
Scores are not: a cluster keeps nine bits of a count, which moves a score by up to .4 %; words of which it keeps no
count (phrases, beginnings of words) count what one of them does.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import IndexStateError
from indexer.engine.formulas import term_weight, timely
from indexer.engine.opensearch.cluster import Cluster
from indexer.engine.opensearch.queries import WeighedTerms, holding, matching, scored, words_of
from indexer.engine.protocol import FIELDS, Health, ScoreShare, SearchClause, SearchRequest, Term
from indexer.engine.scoring import ArraySearcher
from indexer.engine.segment import Floats, Ints
from indexer.storage.damage import naming_damage

__all__ = ["PAGE", "OpenSearchSearcher"]

PAGE = 20_000  # documents of one answer; of more that match, the next are asked for

Key = tuple[tuple[str, ...], bool, bool, str]


class OpenSearchSearcher(ArraySearcher[WeighedTerms]):
    """See `indexer.engine.protocol.Searcher`."""

    def __init__(self, cluster: Cluster, index: str, segments: Sequence[tuple[Path, Sequence[str]]]) -> None:
        """Open the columns of some segments, each with the agreements that were taken out of it."""
        super().__init__(segments)
        self._cluster, self._index = cluster, index
        self._frequencies: dict[Key, int] = {}

    def close(self) -> None:
        """Close the files and the connections."""
        super().close()
        self._cluster.close()

    def ready(self) -> bool:
        """Return whether all shards answer now."""
        try:
            self._cluster.search(f"/{self._index}/_search", {"size": 0})
        except IndexStateError:
            return False
        return True

    def health(self) -> Health:
        """Return how the cluster is."""
        version = self._cluster.ask("GET", "/")["version"]
        state = self._cluster.ask("GET", f"/_cluster/health/{self._index}", level="indices")
        index = state["indices"][self._index]
        return Health(
            f"{version.get('distribution', 'OpenSearch')} {version['number']}", str(index["status"]), self._index,
            int(state["number_of_nodes"]), int(index["number_of_replicas"]),
        )  # fmt: skip

    # Matching and scoring

    @naming_damage()
    def _scores(self, request: SearchRequest) -> tuple[Ints, Floats, list[WeighedTerms], tuple[str, ...]]:
        if not request.clauses:
            allowed = self._filtered(request)
            every = np.flatnonzero(allowed) if allowed is not None else np.arange(self._size)
            return every.astype(np.int32), np.zeros(len(every), dtype=np.float32), [], ()
        wanted = [clause for clause in request.clauses if not clause.excluded]
        self._count(wanted)
        ranking, cut = timely(wanted, request.seconds, lambda clause: self._evaluate(clause, request.language))
        query = matching(request, self._segments)
        if ranking:
            query = scored(request, ranking, self._segments, named=False)
        docs, scores = self._all(query)
        prior = self._columns.prior(request.boosts)
        if prior is not None and ranking:
            scores = (scores * prior[docs]).astype(np.float32)
        return docs, scores if ranking else np.zeros(len(docs), dtype=np.float32), ranking, cut

    def _all(self, query: dict[str, Any]) -> tuple[Ints, Floats]:
        """Return the places of all documents that a query finds, in order, and their scores."""
        body = {
            "size": PAGE, "query": query, "sort": [{"place": "asc"}], "track_scores": True, "track_total_hits": False,
            "_source": False, "stored_fields": "_none_",
        }  # fmt: skip
        docs: list[int] = []
        scores: list[float] = []
        while True:
            answer = self._cluster.search(
                f"/{self._index}/_search", body, filter_path="hits.hits._score,hits.hits.sort"
            )
            hits = answer.get("hits", {}).get("hits", [])
            docs += [hit["sort"][0] for hit in hits]
            scores += [hit["_score"] for hit in hits]
            if len(hits) < PAGE:
                return np.array(docs, dtype=np.int32), np.array(scores, dtype=np.float32)
            body["search_after"] = hits[-1]["sort"]

    def _count(self, clauses: Sequence[SearchClause]) -> None:
        """Learn how many documents hold each term of some clauses; an index never changes, so it is asked once."""
        terms = {_key(term): term for clause in clauses for term in clause.terms}
        unknown = [(key, term) for key, term in terms.items() if key not in self._frequencies]
        if not unknown:
            return
        asked = [{"size": 0, "track_total_hits": True, "query": holding(term, self._segments)} for _, term in unknown]
        answers = self._cluster.search(f"/{self._index}/_msearch", asked)["responses"]
        for (key, _), answer in zip(unknown, answers, strict=True):
            self._frequencies[key] = answer["hits"]["total"]["value"]

    def _evaluate(self, clause: SearchClause, language: str) -> WeighedTerms:
        counted = [(term, self._frequencies[_key(term)]) for term in clause.terms]
        held = [(term, self._idf(term, count, language)) for term, count in counted if count]
        said = [own for term, own in held if not term.added]
        terms = tuple((term, term_weight(clause, term, own, said)) for term, own in held)
        return WeighedTerms(clause, max((weight for _, weight in terms), default=0.0), terms)

    # What is at hand, or is not told by a cluster

    def _shares(
        self, docs: Sequence[int], ranking: list[WeighedTerms], request: SearchRequest
    ) -> list[tuple[ScoreShare, ...]]:  # fmt: skip
        query = scored(request, ranking, self._segments, named=True)
        body = {
            "size": len(docs), "_source": ["place", "x"],
            "query": {"bool": {"must": [query], "filter": [{"terms": {"place": list(docs)}}]}},
        }  # fmt: skip
        answer = self._cluster.search(f"/{self._index}/_search", body, include_named_queries_score="true")
        hits = {hit["_source"]["place"]: hit for hit in answer["hits"]["hits"]}
        return [tuple(self._share(at, clause, hits[doc]) for at, clause in enumerate(ranking)) for doc in docs]

    def _share(self, at: int, clause: WeighedTerms, hit: dict[str, Any]) -> ScoreShare:
        given: dict[str, float] = hit.get("matched_queries", {})
        held = [term for number, (term, _) in enumerate(clause.terms) if f"{at}.{number} f" in given]
        words = tuple(dict.fromkeys(word for term in held for word in term.words))
        forms = {form for term in held for word in term.words for form in words_of(term, word, self._segments)}
        texts: dict[str, str] = hit["_source"]["x"]
        fields = tuple(name for name in FIELDS if not forms.isdisjoint(texts.get(name, "").split()))
        parts = [[score for name, score in given.items() if _of(name, at, part)] for part in "fa"]
        return ScoreShare(
            clause.clause.said, round(sum(max(scores, default=0.0) for scores in parts), 4), words, fields
        )


def _key(term: Term) -> Key:
    return term.words, term.exact, term.prefix, term.language


def _of(name: str, at: int, part: str) -> bool:
    """Return whether the name of a query is of a clause and part (see `queries.scored`)."""
    return name.startswith(f"{at}.") and name.endswith(part)
