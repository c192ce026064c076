"""What a search engine must do for Clausula, in types that know no engine.

Documents are typed dictionaries, requests and answers plain values, so that another engine can take the place of
this one; the contract tests take any. A document is

    {"id": "us-peru/18.3/1", "article": "us-peru/18.3", "agreement": "us-peru", "lang": "en",
     "fields": {"text": "…", "heading": "…", "chapter": "…", "notes": "…", "digest_en": "…", "digest_es": "…",
                "topics_en": "…", "topics_es": "…"},
     "facets": {"agreement": "us-peru", "bloc": "US", "party": ["PER", "USA"], "topic": [], "force": "obligation",
                "scope": "core", "lang": "en", "status": "in force", "article_number": "18.3"},
     "signed": 20060412, "family": "9f2c…"}

`signed` is yyyymmdd or 0, and `family` names the clauses that say nearly the same (`family_key`). Documents are
numbered from 0 in the order in which they are given; what is added later goes on from there. A hit says its number.

Limits: the number of a document, and the number of all words of a segment of the own engine, fit in 31 bits; a field of
a document holds 2**24 words there; a segment ends at 250,000 documents (`workers.LARGEST`). A cluster gives the
documents that match in pages of 20,000 and keeps nine bits of a count, so its scores are within .4 %.

    from indexer.query.plan import plan
    from indexer.query.language import parse_query
    from indexer.engine.choice import engine

    engine().write(documents, directory, jobs=2)
    with engine().open(directory) as searcher:
        answer = searcher.search(plan(parse_query("illegal logging party:PER"), limit=10).request)
        for hit in answer.hits:
            print(hit.id, hit.score, hit.also)
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple, Protocol, Self, TypedDict

from msgspec import Meta, Struct

__all__ = [
    "FACETS", "FIELDS", "NOTHING", "Engine", "EngineDocument", "Health", "Hit", "Order", "Progress", "ScoreShare",
    "SearchAnswer", "SearchClause", "SearchRequest", "Searcher", "Term",
]  # fmt: skip

NOTHING: Mapping[Any, Any] = MappingProxyType({})
Progress = Callable[[int], None]
Order = Literal["relevance", "date", "agreement"]

FIELDS = ("text", "heading", "chapter", "notes", "digest_en", "digest_es", "topics_en", "topics_es")
FACETS = (
    "agreement", "bloc", "party", "topic", "whole_force", "force", "scope", "addressee", "enforcement", "lang",
    "status", "chapter_number", "article_number", "instrument", "product",
)  # fmt: skip


class EngineDocument(TypedDict):
    """What an engine indexes; see above."""

    id: str
    article: str
    agreement: str
    lang: str
    fields: Mapping[str, str]
    facets: Mapping[str, str | Sequence[str]]
    signed: int
    family: str


class Term(NamedTuple):
    """One way to say what is sought: a word, or several that stand side by side in one field.

    `words` are folded (`analysis.fold`). `exact` matches these very words, else each stands for its family in
    `language` ("" tries both). `prefix` takes every word that begins with the (single) word. `weight` counts
    against the other terms of its clause; `added` says that the thesaurus put it there.
    """

    words: tuple[str, ...]
    weight: float = 1.0
    exact: bool = False
    prefix: bool = False
    language: str = ""
    added: bool = False


class SearchClause(NamedTuple):
    """Terms of which any one answers; `said` is what the user wrote for it.

    A `required` clause must match and an `excluded` one must not; the others rank.
    """

    terms: tuple[Term, ...]
    said: str = ""
    weight: float = 1.0
    required: bool = False
    excluded: bool = False


class SearchRequest(NamedTuple):
    """All that the engine needs for one answer.

    `filters` keep documents with any of the values of every facet named, `without` drops documents with any of
    them, `signed` bounds the date of signature (yyyymmdd, both ends included). `boosts` multiply the score of
    documents with a facet's value. `coverage` is the least share of the ranking clauses' weight that an article
    must hold. `group` gives one hit an article, `fold` one hit a family. `facets` names the counts wanted. Once
    `seconds` have passed, clauses that only rank are left out. `language` is that of the query. `sort` orders the hits:
    best first, the latest date of signature first, or as the documents were given.
    """

    clauses: tuple[SearchClause, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = NOTHING
    without: Mapping[str, tuple[str, ...]] = NOTHING
    signed: tuple[int, int] | None = None
    boosts: Mapping[tuple[str, str], float] = NOTHING
    coverage: float = 0.0
    limit: int = 10
    offset: int = 0
    group: bool = True
    fold: bool = True
    facets: tuple[str, ...] = ()
    explain: bool = False
    seconds: float = math.inf
    language: str = ""
    sort: Order = "relevance"


class ScoreShare(Struct, frozen=True):
    """What one part of a query gave to a hit's score."""

    said: Annotated[str, Meta(description="The part of the query, as typed")]
    score: Annotated[float, Meta(description="What it added")]
    words: Annotated[tuple[str, ...], Meta(description="The words of it that the provision holds")]
    fields: Annotated[tuple[str, ...], Meta(description="The fields that hold them")]


class Hit(NamedTuple):
    """One document found; `number` is its place in the order in which documents were given.

    `siblings` are further documents of its article that match, `also` the first documents of other articles that
    were folded under it because they say nearly the same; both hold ids, best first. `matched` maps a field to
    the words found in it; `shares`, only where asked for, explain the score.
    """

    id: str
    article: str
    agreement: str
    number: int
    score: float
    siblings: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    matched: Mapping[str, tuple[str, ...]] = NOTHING
    shares: tuple[ScoreShare, ...] = ()


class SearchAnswer(NamedTuple):
    """The hits of one page; `documents` counts all that match, `total` the hits that pages can reach.

    `facets` holds (value, count of documents), most frequent first. `cut` is what was said in the clauses that were
    left out for want of time.
    """

    total: int
    documents: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]] = NOTHING
    cut: tuple[str, ...] = ()


class Health(NamedTuple):
    """How an engine is: its name and version, "green" where it lacks nothing, and its name for the index."""

    engine: str
    status: str = "green"
    place: str = ""
    nodes: int = 1
    replicas: int = 0


class Searcher(Protocol):
    """An open index. It may be used from several threads."""

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Answer one request."""

    def matching(self, request: SearchRequest) -> list[str]:
        """Return the ids of all documents that match, in document order."""

    def vocabulary(self, prefix: str = "", limit: int = 20) -> tuple[tuple[str, int], ...]:
        """Return words of the index that begin with a prefix and how many documents hold each, most frequent first."""

    def frequency(self, word: str) -> int:
        """Count the documents that hold a folded word."""

    def finds(self, word: str) -> bool:
        """Return whether a folded word can find anything, in one of its forms."""

    def warm(self) -> None:
        """Get ready for many requests, and depend no more on names of files, which a later build may remove."""

    def ready(self) -> bool:
        """Return whether requests can be answered now."""

    def health(self) -> Health:
        """Return which engine answers, and how it is. Raises EngineDownError where it does not answer."""

    def close(self) -> None:
        """Let the files go."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class Engine(Protocol):
    """Writes, opens and removes indexes, each of which has a directory of its own."""

    def write(
        self, documents: Iterable[EngineDocument], directory: Path, *, jobs: int = 1, progress: Progress | None = None
    ) -> None:
        """Write a whole index into an empty directory; `progress` hears how many documents are done.

        Raises:
            IndexStateError: a process that wrote it died.
        """

    def extend(
        self, before: Path, documents: Iterable[EngineDocument], directory: Path, *, replace: Iterable[str] = ()
    ) -> None:
        """Write an index that holds what the one in `before` does, without some agreements, and new documents.

        Only called where `extendable`; the index in `before` is not changed.
        """

    def extendable(self, directory: Path) -> bool:
        """Return whether an index can be extended and would still be searched as fast as a new one."""

    def wrote(self, directory: Path) -> bool:
        """Return whether this engine wrote an index and still has what it keeps of it elsewhere."""

    def remove(self, directory: Path) -> None:
        """Remove an index, with whatever the engine keeps of it elsewhere."""

    def open(self, directory: Path) -> Searcher:
        """Open an index for searching.

        Raises:
            IndexStateError: there is no index, it is damaged, or another version wrote it.
        """
