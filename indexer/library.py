"""The library: one open index with all that can be asked of it. The command line and the site ask only here."""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, NamedTuple, Self

import msgspec

from corpus.catalogue.rules import NOTICE
from corpus.errors import IndexStateError, NotFoundError
from corpus.home import home as default_home
from corpus.identifiers import parse_pinpoint, split_id
from indexer.build.current import SCHEMA, current_generation
from indexer.engine.parts import mapped
from indexer.engine.protocol import NOTHING, Hit, Searcher
from indexer.engine.whoosh_index import WhooshEngine
from indexer.pointers import PointerIndex, Pointers
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
    query names, if it names one. `added` are the terms that the thesaurus put beside what was typed, `corrections`
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
    def _articles(self) -> dict[str, list[int]]:
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
        query = (
            text if isinstance(text, Query) else parse_query(text, agreements=tuple(self.manifest["shares"]), **options)
        )
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
        pointers = self.pointers.look_up(query)
        return ResultPage(
            query=query,
            total=answer.total,
            documents=answer.documents,
            hits=tuple(hits),
            facets=answer.facets,
            page=page,
            limit=limit,
            pinpoint=self.resolve(query.pinpoint) or "" if query.pinpoint else "",
            added=planned.added,
            corrections=() if (plain and hits) or pointers else corrections(query, self._searcher),
            cut=answer.cut,
            fingerprint=self.fingerprint,
            pointers=pointers,
        )

    def resolve(self, pinpoint: str) -> str | None:
        """Return the id of the provision or article that an id or a pinpoint names, or None."""
        wanted = parse_pinpoint(pinpoint)
        if wanted is None:
            return None
        for candidate in _readings(wanted):
            provision, article, _ = split_id(candidate)
            # "annex-7/art-8.2" is an article, though its number looks like a point's.
            if candidate in self._articles or provision in self.ids or provision in self._articles:
                return candidate
            if candidate == article and article in self._articles:
                return candidate
        return None

    def show(self, pinpoint: str) -> list[Record]:
        """Return the provision that an id or a pinpoint names, or all provisions of an article.

        Raises NotFoundError with the nearest ids.
        """
        found = self.resolve(pinpoint)
        if found is not None:
            provision = found if found in self._articles else split_id(found)[0]
            if provision in self.ids:
                return [self.record(self.ids[provision])]
            return [self.record(number) for number in self._articles[provision]]
        nearest = self.nearest(pinpoint)
        hint = "nearest" if nearest else "list-agreements"
        raise NotFoundError("no-such-id", hint=hint, id=pinpoint, nearest=nearest)

    def nearest(self, pinpoint: str) -> list[str]:
        """Return up to five ids that come closest to what was asked for."""
        from difflib import get_close_matches  # noqa: PLC0415 - only mistakes need it

        wanted = parse_pinpoint(pinpoint) or pinpoint.strip().lower()
        agreement, _, rest = wanted.partition("/")
        held = sorted({article.partition("/")[0] for article in self._articles})
        if agreement not in held:
            return get_close_matches(agreement, list(self.agreements), n=5, cutoff=0.5)
        article = rest.partition("/")[0]
        within = [name for name in self._articles if name.startswith(f"{agreement}/")]
        if f"{agreement}/{article}" in self._articles:
            return [self._name(number) for number in self._articles[f"{agreement}/{article}"][:5]]
        return get_close_matches(f"{agreement}/{article}", within, n=5, cutoff=0.3)

    def _name(self, number: int) -> str:
        return str(self.record(number)["id"])

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
        return [self.record(number) for number in self._articles.get(article, [self.ids[identifier]])]


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


def _readings(wanted: str) -> Iterator[str]:
    """Yield the ids that a pinpoint may mean: "269.3" is an article's number or its third paragraph."""
    yield wanted
    agreement, _, rest = wanted.partition("/")
    article, slash, path = rest.partition("/")
    if "." in article:
        whole, _, paragraph = article.rpartition(".")
        yield f"{agreement}/{whole}/{paragraph}{'.' + path if slash else ''}"
    if path and not path[0].isdigit():
        # "18.14(a)": points of an article without numbered paragraphs.
        yield f"{agreement}/{article}/1.{path}"
        yield f"{agreement}/{article}/0.{path}"
