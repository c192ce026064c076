"""The library: one open index with all that can be asked of it. The command line and the site ask only here."""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self

import msgspec

from corpus.catalogue.agreements import load_catalogue
from corpus.catalogue.rules import NOTICE
from corpus.errors import IndexStateError, QueryError
from corpus.home import home as default_home
from corpus.model import Agreement
from indexer.build.current import SCHEMA, current_generation
from indexer.engine.choice import engine
from indexer.engine.protocol import NOTHING, Hit, Searcher
from indexer.lookup import Lookup
from indexer.pointers import PointerIndex, Pointers
from indexer.query.agreement_names import AgreementNames
from indexer.query.highlight import highlight
from indexer.query.language import Query, parse_query, to_text
from indexer.query.plan import plan
from indexer.query.spelling import corrections
from indexer.storage.damage import naming_damage
from indexer.storage.digests import check_sizes
from indexer.storage.json_files import read_json
from indexer.storage.records import RecordReader

__all__ = ["FACETS", "Library", "ResultPage", "open_library"]

Record = dict[str, Any]
FACETS = ("agreement", "bloc", "party", "topic", "force", "scope", "lang", "status")


class ResultPage(NamedTuple):
    """The answers to one query. `hits` are records with `score`, `spans` and `matched` added.

    `total` counts what the pages can reach, `documents` all provisions that match. `pinpoint` is the id that the
    query names, if it names one; `offered` are those that it may mean, where it names no agreement or a place that does
    not exist. `added` are the terms that the thesaurus put beside what was typed, `corrections`
    the query as it was probably meant, where a word of it is in no text at hand, `cut` what of it was not looked for
    since the time was up. `pointers` are the rules of law, services and agreements that the query points to.
    """

    query: Query
    total: int
    documents: int
    hits: tuple[Record, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]] = NOTHING
    page: int = 1
    limit: int = 10
    pinpoint: str = ""
    offered: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    fingerprint: str = ""
    pointers: Pointers = Pointers()

    def to_json(self) -> Record:
        """Return the page as JSON values."""
        return {
            "query": to_text(self.query),
            "total": self.total,
            "documents": self.documents,
            "page": self.page,
            "limit": self.limit,
            "pinpoint": self.pinpoint or None,
            "offered": list(self.offered),
            "added": list(self.added),
            "corrections": list(self.corrections),
            "cut": list(self.cut),
            "facets": {
                name: [{"value": value, "count": count} for value, count in values]
                for name, values in self.facets.items()
            },
            "fingerprint": self.fingerprint,
            **msgspec.to_builtins(self.pointers),
            "rules_notice": NOTICE if self.pointers.rules else None,
            "hits": list(self.hits),
        }


class Library:
    """An open generation of the index. Use it as a context, or close it; it may be shared by threads."""

    @naming_damage()
    def __init__(self, generation: Path) -> None:
        self.generation = generation
        self.manifest = read_json(generation / "manifest.json", Record)
        if self.manifest["schema"] != SCHEMA:
            raise IndexStateError("index-of-other-version", hint="build")
        check_sizes(generation, self.manifest["files"])
        self._searcher = engine().open(generation / "engine")
        self._records = RecordReader(generation, self.manifest["batches"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the files go."""
        self._searcher.close()
        self._records.close()

    def warm(self) -> None:
        """Get ready for many requests: read all that they would read by name, since a build may sweep it away."""
        self.ids, self.agreements, self.pointers  # noqa: B018 - read here once
        self._searcher.warm()

    @property
    def searcher(self) -> Searcher:
        """Return the engine's searcher, for what is no search: a quotation is looked up word by word."""
        return self._searcher

    @property
    def fingerprint(self) -> str:
        """Return what names this index in exports and pages, so that a search can be repeated."""
        return str(self.manifest["fingerprint"])

    @cached_property
    def _extents(self) -> dict[str, range]:
        """The numbers of the records of each agreement, in the order in which agreements are shown."""
        shares = self.manifest["shares"].items()
        return {name: range(share["first"], share["first"] + share["rows"]) for name, share in shares}

    @cached_property
    @naming_damage()
    def ids(self) -> dict[str, int]:
        """Return the number of each provision's record by id."""
        return self._records.ids(self._extents.values())

    @cached_property
    @naming_damage()
    def agreements(self) -> dict[str, Record]:
        """Return what is known of every agreement, with the report on its texts where any is at hand."""
        return read_json(self.generation / "agreements.json", dict[str, Record])

    @cached_property
    @naming_damage()
    def pointers(self) -> PointerIndex:
        """Return what a search can point to beside provisions."""
        return read_json(self.generation / "pointers.json", PointerIndex)

    @cached_property
    def articles(self) -> dict[str, list[int]]:
        """Return the places of the records of each article by its id."""
        out: dict[str, list[int]] = {}
        for name, number in self.ids.items():
            out.setdefault(name.rpartition("/")[0] if name.count("/") > 1 else name, []).append(number)
        return out

    def record(self, number: int) -> Record:
        """Return a record by its number."""
        row: Record = json.loads(self._read(number))
        return row

    @naming_damage()
    def _read(self, number: int) -> bytes:
        """Return a record as it was written.

        Raises:
            IndexStateError: it is not.
        """
        return self._records.read(number)

    def extent(self, identifier: str) -> range:
        """Return the numbers of all records of the agreement of a provision, in their order."""
        return self._extents[identifier.partition("/")[0]]

    def records(self) -> Iterator[Record]:
        """Yield every record in order."""
        return (self.record(number) for extent in self._extents.values() for number in extent)

    def labelled(self) -> Iterator[Record]:
        """Yield the records of scope core or related; most have neither, and are not even decoded."""
        for extent in self._extents.values():
            for number in extent:
                row = self._read(number)
                # Quotation marks inside a text are escaped, so these bytes can only be the label.
                if b'"scope":"none"' not in row:
                    yield json.loads(row)

    def search(
        self,
        text: str | Query,
        *,
        limit: int = 10,
        page: int = 1,
        facets: Sequence[str] = (),
        fold: bool = True,
        explain: bool = False,
        plain: bool = False,
        seconds: float = math.inf,
        **options: Any,
    ) -> ResultPage:
        """Return one page of ranked provisions.

        `text` is a query as typed, or parsed; `options` go to `parse_query`: `filters`, `language`, `all`, `expand`.
        `plain` leaves out what a terminal does not show and what takes longest: the spans, and where something was
        found, the corrections. Once `seconds` have passed, words that only rank are left out, and named in `cut`.
        Raises QueryError where the query cannot be understood.
        """
        try:
            query = text if isinstance(text, Query) else parse_query(text, **options)
        except QueryError:  # a citation may hold what no query may
            if not (found := self.resolve(str(text))):
                raise
            return ResultPage(Query(pinpoint=str(text)), 0, 0, (), pinpoint=found, fingerprint=self.fingerprint)
        found = self.resolve(query.pinpoint) if query.pinpoint else None
        planned = plan(
            query, limit=limit, offset=(page - 1) * limit, facets=tuple(facets), fold=fold, explain=explain,
            seconds=seconds,
        )  # fmt: skip
        answer = self._searcher.search(planned.request)
        hits = []
        for hit in answer.hits:
            row = self.record(hit.number)
            spans = [] if plain else highlight(row, planned.request)
            hits.append(row | _said_of(hit, spans, explain=explain))
        pointers = Pointers() if found else self.pointers.look_up(query)
        return ResultPage(
            query=query,
            total=answer.total,
            documents=answer.documents,
            hits=tuple(hits),
            facets=answer.facets,
            page=page,
            limit=limit,
            pinpoint=found or "",
            offered=() if found or not query.pinpoint else tuple(self.lookup.offered(query.pinpoint)),
            added=planned.added,
            corrections=() if (plain and hits) or pointers else corrections(query, self._searcher),
            cut=answer.cut,
            fingerprint=self.fingerprint,
            pointers=pointers,
        )

    @cached_property
    def entries(self) -> dict[str, Agreement]:
        """Return the agreements of the catalogue, and those that imported texts brought along, by id.

        The index itself holds what it needs to know of the latter: its snapshots may have been removed.
        """
        reports = self.agreements.values()
        brought = [msgspec.convert(report["entry"], Agreement) for report in reports if "entry" in report]
        return {entry.id: entry for entry in (*load_catalogue().agreements, *brought)}

    @cached_property
    def lookup(self) -> Lookup:
        """Return what finds the places that people write."""
        return Lookup(self, AgreementNames(self.entries.values()))

    def resolve(self, pinpoint: str) -> str | None:
        """Return the id of the agreement, division, article, provision or point that a text names, or None."""
        if pinpoint in self.ids or pinpoint in self.articles:
            return pinpoint
        return self.lookup.resolve(pinpoint)

    def show(self, pinpoint: str) -> list[Record]:
        """Return the provision that an id or a pinpoint names, or all provisions of an article, a chapter or more.

        Raises NotFoundError with the nearest ids.
        """
        found = self.resolve(pinpoint)
        if found is None:
            raise self.lookup.missing(pinpoint)
        return [self.record(number) for number in self.lookup.numbers(found)]

    def nearest(self, pinpoint: str) -> list[str]:
        """Return the ids that come closest to a text that names no place."""
        return list(self.lookup.missing(pinpoint).nearest)

    def neighbours(self, identifier: str) -> tuple[str | None, str | None]:
        """Return the ids before and after a provision in its agreement."""
        number, extent = self.ids[identifier], self.extent(identifier)
        before, after = (str(self.record(near)["id"]) if near in extent else None for near in (number - 1, number + 1))
        return before, after

    def article_of(self, identifier: str) -> list[Record]:
        """Return all provisions of the article that frames a provision."""
        article = identifier.rpartition("/")[0] if identifier.count("/") > 1 else identifier
        return [self.record(number) for number in self.articles.get(article, [self.ids[identifier]])]


def open_library(home: Path | None = None, *, build: Callable[[], object] | None = None) -> Library:
    """Open the index under `home` (CLAUSULA_HOME by default).

    `build` is called once where there is no index. Raises IndexStateError where there is none, or an old one.
    """
    root = home or default_home()
    generation = current_generation(root / "index")
    if generation is None and build is not None:
        build()
        generation = current_generation(root / "index")
    if generation is None:
        raise IndexStateError("no-index", hint="build", path=root)
    return Library(generation)


def _said_of(hit: Hit, spans: list[Record], *, explain: bool) -> Record:
    """Return what a hit adds to its record."""
    extra: Record = {
        "score": round(float(hit.score), 4),
        "spans": spans,
        "matched": {name: list(found) for name, found in hit.matched.items()},
        "also": list(hit.also),
        "siblings": list(hit.siblings),
    }
    if explain:
        extra["explain"] = [
            {"said": s.said, "score": round(float(s.score), 4), "words": list(s.words), "fields": list(s.fields)}
            for s in hit.shares
        ]
    return extra
