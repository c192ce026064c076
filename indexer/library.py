"""The library: one open index and every question to it. The command line and the site use nothing below it."""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from corpus.errors import IndexStateError, NotFoundError, QueryError
from corpus.home import home as default_home
from corpus.model import LANGUAGES, Agreement
from indexer.build.current import current_generation
from indexer.engine.choice import engine_of
from indexer.engine.protocol import Order, Searcher, SearchRequest
from indexer.lookup import Lookup
from indexer.manifest import AgreementReport, PackageData, read_manifest
from indexer.pointers import PointerIndex, Pointers
from indexer.query.agreement_names import AgreementNames
from indexer.query.filters import FilterValues, in_force_on
from indexer.query.language import parse_query
from indexer.query.plan import Plan, plan, unsearched
from indexer.query.query import Query
from indexer.query.reference import one_of
from indexer.query.spelling import corrections, is_foreign, missing
from indexer.record import Record, decode
from indexer.result_page import Fold, ResultPage, check_options, record_hit
from indexer.storage.damage import naming_damage
from indexer.storage.digests import check_sizes
from indexer.storage.json_files import read_json
from indexer.storage.records import RecordReader

if TYPE_CHECKING:
    from indexer.answers.compare import Comparison
    from indexer.answers.coverage import Coverage
    from indexer.answers.definitions import Definition
    from indexer.quotes.check import QuoteResult

__all__ = ["Fold", "Library", "ResultPage", "open_library"]

LEAST = 0.6  # weight of a digest where nearly all is held in full
STEP = 500  # hits read at a time by `every`


class Library:
    """An open generation of the index. Use it as a context, or close it; it may be shared by threads."""

    @naming_damage()
    def __init__(self, generation: Path) -> None:
        self.generation = generation
        self.manifest = read_manifest(generation)
        check_sizes(generation, self.manifest.files)
        self._searcher = engine_of(generation / "engine").open(generation / "engine")
        self._records = RecordReader(generation, self.manifest.batches)
        self._definitions: dict[str, tuple[Definition, ...]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files."""
        self._searcher.close()
        self._records.close()

    def warm(self) -> None:
        """Prepare for many requests: read every file that is read by name, as a later build may delete it."""
        self.ids, self.agreements, self.pointers, self.package_data  # noqa: B018 - read here once
        self._searcher.warm()

    @property
    def searcher(self) -> Searcher:
        """Return the engine's searcher, for lookups that are no search, such as the words of a quotation."""
        return self._searcher

    @property
    def fingerprint(self) -> str:
        """Return the identifier of this index, which exports and pages print so that a search can be repeated."""
        return self.manifest.fingerprint

    @cached_property
    def _extents(self) -> dict[str, range]:
        """The numbers of the records of each agreement, in the order in which agreements are shown."""
        shares = self.manifest.shares.items()
        return {name: range(share.first, share.first + share.rows) for name, share in shares}

    @cached_property
    def _wordless(self) -> float:
        """Return what a digest without its text weighs: the more texts a library holds, the less it was asked for."""
        shares = self.manifest.shares.values()
        held = sum(share.rows for share in shares if share.with_words)
        return max(LEAST, 1 - held / max(1, sum(share.rows for share in shares)))

    @cached_property
    @naming_damage()
    def ids(self) -> dict[str, int]:
        """Return the number of each provision's record by id."""
        return self._records.ids(self._extents.values())

    @cached_property
    @naming_damage()
    def agreements(self) -> dict[str, AgreementReport]:
        """Return every agreement by id, with the report on its texts where there are any."""
        return read_json(self.generation / "agreements.json", dict[str, AgreementReport])

    @cached_property
    @naming_damage()
    def pointers(self) -> PointerIndex:
        """Return the rules of law, services and agreements that a search can point to beside provisions."""
        return read_json(self.generation / "pointers.json", PointerIndex)

    @cached_property
    @naming_damage()
    def package_data(self) -> PackageData:
        """Return what the package's data said when the index was built."""
        return read_json(self.generation / "package.json", PackageData)

    @cached_property
    def articles(self) -> dict[str, list[int]]:
        """Return the numbers of the records of each article by its id."""
        out: dict[str, list[int]] = {}
        for name, number in self.ids.items():
            out.setdefault(name.rpartition("/")[0] if name.count("/") > 1 else name, []).append(number)
        return out

    def record(self, number: int) -> Record:
        """Return a record by its number. Raises IndexStateError where it is damaged."""
        return decode(self._read(number))

    @naming_damage()
    def _read(self, number: int) -> bytes:
        return self._records.read(number)

    def extent(self, identifier: str) -> range:
        """Return the numbers of all records of the agreement of a provision, in their order."""
        return self._extents[identifier.partition("/")[0]]

    def records(self) -> Iterator[Record]:
        """Yield every record in order."""
        return (self.record(number) for extent in self._extents.values() for number in extent)

    def labelled(self) -> Iterator[Record]:
        """Yield the records of scope core or related. Most records have neither scope and are skipped undecoded."""
        for extent in self._extents.values():
            for number in extent:
                row = self._read(number)
                # Quotation marks inside a text are escaped, so these bytes can only be the label.
                if b'"scope":"none"' not in row:
                    yield decode(row)

    def search(
        self,
        text: str | Query,
        *,
        limit: int = 10,
        page: int = 1,
        facets: Sequence[str] = (),
        fold: Fold = "all",
        sort: Order = "relevance",
        explain: bool = False,
        plain: bool = False,
        seconds: float = math.inf,
        **options: Any,
    ) -> ResultPage:
        """Return one page of ranked provisions.

        `text` is a query as typed, or parsed; `options` go to `parse_query`: `filters`, `language`, `all`, `expand`.
        `fold` says what is shown under one hit (`Fold`), `sort` how hits are ordered (`Order`).
        `plain` leaves out what a terminal does not show and what takes longest: the spans, and where something was
        found, the corrections. Once `seconds` have passed, words that only rank are left out, and named in `cut`.
        Raises QueryError where the query cannot be understood, or one of these has another value.
        """
        check_options(page=page, limit=limit, facets=facets, fold=fold, sort=sort, **options)
        try:
            query = text if isinstance(text, Query) else parse_query(text, **options)
            if query.filters or query.without:  # the values are read from all agreements, which takes long
                query = self.filter_values.settle(query)
        except QueryError:  # a citation may contain signs that a query may not
            if isinstance(text, Query) or not (found := self.resolve(text)):
                raise
            return ResultPage(Query(pinpoint=str(text)), 0, 0, (), pinpoint=found, fingerprint=self.fingerprint)
        found = self.resolve(query.pinpoint) if query.pinpoint else None
        among, undated = self._in_force_on(query.in_force) if query.in_force else (None, ())
        planned = plan(
            query, limit=limit, offset=(page - 1) * limit, facets=tuple(facets), group=fold != "none",
            fold=fold == "all", explain=explain, seconds=seconds, among=among, sort=query.order or sort,
            wordless=self._wordless,
        )  # fmt: skip
        return self._page(query, found, planned, page=page, fold=fold, undated=undated, plain=plain)

    def _in_force_on(self, day: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return in_force_on((entry for name, entry in self.entries.items() if self._extents.get(name)), day)

    def _page(
        self, query: Query, found: str | None, planned: Plan, *, page: int, fold: Fold, undated: tuple[str, ...],
        plain: bool,
    ) -> ResultPage:  # fmt: skip
        """Run a plan and return its page.

        `found` is the place that the query names, `undated` are agreements left out because their dates are unknown.
        """
        request = planned.request
        answer = self._searcher.search(request)
        hits = [record_hit(self.record(hit.number), hit, query, request, spans=not plain) for hit in answer.hits]
        strange = () if found else missing(query, self._searcher)
        pointers = Pointers() if found else self.pointers.look_up(query)
        meant = () if (plain and hits) or pointers else corrections(query, strange, self._searcher)
        return ResultPage(
            query=query,
            total=answer.total,
            documents=answer.documents,
            hits=tuple(hits),
            facets=answer.facets,
            page=page,
            limit=request.limit,
            pinpoint=found or "",
            refusal=None if found or not query.pinpoint else self.lookup.refusal(query.pinpoint),
            added=planned.added,
            corrections=meant,
            missing=strange,
            foreign=not pointers and is_foreign(query, strange, meant, found=bool(answer.total)),
            cut=unsearched(answer.cut),
            fold=fold,
            undated=undated,
            fingerprint=self.fingerprint,
            pointers=pointers,
        )

    @cached_property
    def entries(self) -> dict[str, Agreement]:
        """Return all agreements by id, in the order in which they are listed: the catalogue's, then imported ones."""
        return {name: report.entry for name, report in self.agreements.items()}

    @cached_property
    def filter_values(self) -> FilterValues:
        """Return the values that filters can have in this index."""
        return FilterValues(lambda: self.entries, self._held)

    def _held(self, facet: str) -> list[str]:
        """Return the values of a facet in the index."""
        return [value for value, _ in self._searcher.search(SearchRequest(limit=0, facets=(facet,))).facets[facet]]

    @cached_property
    def lookup(self) -> Lookup:
        """Return the resolver of ids and pinpoints."""
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
        """Return the ids closest to a text that names no place."""
        return list(self.lookup.missing(pinpoint).nearest)

    def neighbours(self, identifier: str) -> tuple[str | None, str | None]:
        """Return the ids before and after a provision in its agreement."""
        number, extent = self.ids[identifier], self.extent(identifier)
        before, after = (str(self.record(near).id) if near in extent else None for near in (number - 1, number + 1))
        return before, after

    def article_of(self, identifier: str) -> list[Record]:
        """Return all provisions of the article that frames a provision."""
        article = identifier.rpartition("/")[0] if identifier.count("/") > 1 else identifier
        return [self.record(number) for number in self.articles.get(article, [self.ids[identifier]])]

    def definitions(self, agreement: str) -> "tuple[Definition, ...]":
        """Return the terms that the words at hand of an agreement define; they are read once."""
        from indexer.answers.definitions import definitions  # noqa: PLC0415

        if agreement not in self._definitions:
            self._definitions[agreement] = definitions(self.record(n) for n in self._extents.get(agreement, ()))
        return self._definitions[agreement]

    def provision(self, place: str) -> Record:
        """Return the one provision that an id or a pinpoint names, also where it names a point of it.

        Raises NotFoundError where nothing has that name, QueryError where it names several provisions (use `show`).
        """
        records = self.show(place)
        if len(records) > 1:
            raise QueryError("names-several", place=place, count=len(records))
        return records[0]

    def agreement(self, name: str) -> AgreementReport:
        """Return what is known and held of an agreement, by its id or a name of it.

        Raises NotFoundError with the nearest ids.
        """
        found = name if name in self.agreements else self.resolve(name)
        if found not in self.agreements:
            raise NotFoundError("no-agreement", hint="list-agreements", id=name, nearest=self.nearest(name))
        return self.agreements[found]

    def every(self, text: str = "", **options: Any) -> Iterator[Record]:
        """Yield every provision that a query finds, agreement by agreement, nothing folded.

        The query "" finds all of scope core or related. `options` are those of `search`: `filters`, `language`, `all`,
        `expand`. Raises QueryError where the query cannot be understood.
        """
        number, left = 0, True
        while left:
            number += 1
            page = self.search(text, limit=STEP, page=number, fold="none", sort="agreement", plain=True, **options)
            if page.pinpoint:
                yield from self.show(page.pinpoint)
                return
            yield from page.hits
            left = number * STEP < page.total

    def table(self, text: str = "", *, columns: Sequence[str] | None = None, **options: Any) -> dict[str, list[object]]:
        """Return every provision that a query finds as columns, which pandas.DataFrame and polars.DataFrame take.

        `columns` are names of `docs/codebook.md`, by default all; `options` are those of `every`.
        Raises QueryError where a column does not exist, or the query cannot be understood.
        """
        from indexer.tables.columns import as_columns  # noqa: PLC0415

        return as_columns(self.every(text, **options), self.entries, columns)

    def export(self, path: str | Path, text: str = "", *, form: str = "", **options: Any) -> int:
        """Write every provision that a query finds to a file, which is whole or not there; return how many.

        `form` is "csv", "csv-excel", "jsonl", "sqlite" or "parquet", by default what the name ends in; `options` are
        those of `every`. Raises QueryError for another form or query, ClausulaError where the file cannot be written.
        """
        from indexer.tables.files import export  # noqa: PLC0415

        return export(self, Path(path), text, form=form, **options)

    def coverage(self, agreements: Sequence[str] | None = None, topics: Sequence[str] | None = None) -> "Coverage":
        """Return what agreements say on topics, and where "absent" may be said; see `indexer.answers.coverage`."""
        from indexer.answers.coverage import coverage  # noqa: PLC0415

        return coverage(self, agreements, topics)

    def compare(self, *places: str, language: str = "en") -> "Comparison":
        """Lay provisions side by side; of one alone, its sister clauses beside it. `language` is that of digests.

        Raises NotFoundError for an unknown id, QueryError for too many or too long ones.
        """
        from indexer.answers.compare import compare  # noqa: PLC0415

        return compare(self, places, language)

    def quote(self, text: str) -> "QuoteResult":
        """Hold a quotation against all texts at hand; its `verdict` is "verbatim" only where the words stand there.

        Raises QueryError where the text holds nothing to look for, or too much.
        """
        from indexer.quotes.check import check_quotation  # noqa: PLC0415

        return check_quotation(self, text)

    def cite(self, place: str, style: str = "short", *, note: str = "", language: str = "en") -> str:
        """Return the citation of a provision, a point, an article or an agreement, in a style of `citation.styles`.

        `note` is the mark of a footnote. Raises NotFoundError for an unknown id or note, QueryError for a style.
        """
        from corpus.citation.styles import STYLES  # noqa: PLC0415
        from indexer.answers.selection import choose, citation  # noqa: PLC0415

        one_of("style", style, STYLES)
        one_of("language", language, LANGUAGES)
        (chosen,) = choose(self, [place])
        return citation(chosen, self.entries, style, note=note, language=language, index=self.fingerprint)


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
