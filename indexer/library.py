"""The library: one open index with all that can be asked of it. The command line and the site ask only here."""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, NamedTuple, Self

import msgspec

from corpus.catalogue.agreements import load_catalogue
from corpus.catalogue.rules import NOTICE
from corpus.errors import IndexStateError, QueryError
from corpus.home import home as default_home
from corpus.model import Agreement
from indexer.build.current import SCHEMA, current_generation
from indexer.engine.parts import mapped
from indexer.engine.protocol import NOTHING, Hit, Searcher
from indexer.engine.whoosh_index import WhooshEngine
from indexer.lookup import Lookup
from indexer.pointers import PointerIndex, Pointers
from indexer.query.agreement_names import AgreementNames
from indexer.query.highlight import highlight
from indexer.query.language import Query, parse_query, to_text
from indexer.query.plan import plan
from indexer.query.spelling import corrections

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

    def __init__(self, generation: Path) -> None:
        self.generation = generation
        self.manifest: Record = _load(generation / "manifest.json")
        if self.manifest["schema"] != SCHEMA:
            raise IndexStateError("index-of-other-version", hint="build")
        self._shifts = [0]  # by how much the places of records are less than the orders of their documents
        self._searcher = WhooshEngine().open(generation / "engine")
        self._offsets = mapped(generation / "records.npy")
        # Threads share the library, and later builds sweep its folder away while a request still reads.
        with (generation / "records.jsonl").open("rb") as records:
            self._records = mmap(records.fileno(), 0, access=ACCESS_READ)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the files go."""
        self._searcher.close()

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
    def ids(self) -> dict[str, int]:
        """Return the place of each provision's record by id."""
        names = (self.generation / "ids.txt").read_text(encoding="utf-8").split("\n")
        return {name: number for number, name in enumerate(names) if name}

    @cached_property
    def agreements(self) -> dict[str, Record]:
        """Return what is known of every agreement, with the report on its texts where any is at hand."""
        rows: dict[str, Record] = _load(self.generation / "agreements.json")
        return rows

    @cached_property
    def pointers(self) -> PointerIndex:
        """Return what a search can point to beside provisions."""
        try:
            return msgspec.json.decode((self.generation / "pointers.json").read_bytes(), type=PointerIndex)
        except (OSError, msgspec.DecodeError) as error:
            raise IndexStateError("index-damaged", hint="build", file="pointers.json") from error

    @cached_property
    def articles(self) -> dict[str, list[int]]:
        """Return the places of the records of each article by its id."""
        out: dict[str, list[int]] = {}
        for name, number in self.ids.items():
            out.setdefault(name.rpartition("/")[0] if name.count("/") > 1 else name, []).append(number)
        return out

    def record(self, number: int) -> Record:
        """Return the record at a place."""
        row: Record = json.loads(self._records[self._offsets[number] : self._offsets[number + 1]])
        return row

    def _record_of(self, hit: Hit) -> Record:
        """Return the record of a hit: its place is the hit's order less what was taken out before it, most often 0."""
        for shift in self._shifts:
            if 0 <= hit.order - shift < len(self._offsets) - 1:
                row = self.record(hit.order - shift)
                if row["id"] == hit.id:
                    return row
        number = self._number(hit.id)
        self._shifts.append(hit.order - number)
        return self.record(number)

    def _number(self, name: str) -> int:
        """Return the place of a record by its id, without making `ids` for one search of a process."""
        if "ids" in self.__dict__:
            return self.ids[name]
        names = f"\n{(self.generation / 'ids.txt').read_text(encoding='utf-8')}\n"
        return names.count("\n", 0, names.index(f"\n{name}\n"))

    def records(self) -> Iterator[Record]:
        """Yield every record in order."""
        with (self.generation / "records.jsonl").open("rb") as source:
            for line in source:
                yield json.loads(line)

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
            row = self._record_of(hit)
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
        number = self.ids[identifier]
        names = list(self.ids)
        agreement = identifier.partition("/")[0]
        near = [names[n] if 0 <= n < len(names) else "" for n in (number - 1, number + 1)]
        before, after = (name if name.partition("/")[0] == agreement else None for name in near)
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


def _load(path: Path) -> Record:
    try:
        value: Record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexStateError("index-damaged", hint="build", file=path.name) from error
    return value
