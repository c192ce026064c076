"""A page of answers to a query, as a value and as its JSON."""

import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple, get_args

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from corpus.catalogue.rules import NOTICE, Rule
from corpus.catalogue.services import Service
from corpus.errors import NotFoundError, QueryError
from corpus.model import LANGUAGES
from indexer.engine.protocol import FACETS, NOTHING, Hit, Order, SearchRequest
from indexer.highlight import highlight
from indexer.pointers import Goods, NamedAgreement, Pointers
from indexer.query.query import Query, to_text
from indexer.query.reference import one_of
from indexer.record import PointLabel, Record, RecordHit, to_dict

__all__ = ["FacetCount", "Fold", "PageJson", "ResultPage", "check_options", "record_hit"]

# What shares one hit: an article's paragraphs and articles with nearly the same words, only the former, or nothing.
Fold = Literal["all", "articles", "none"]


class ResultPage(NamedTuple):
    """The answers to one query.

    `total` counts the hits that the pages hold, `documents` all provisions that match; what a page shows under a hit is
    said by `fold`. `pinpoint` is the id of the place that the query names, if it names one; `refusal` says why there is
    none where it names no agreement, or no place that exists. `added` are the terms that the thesaurus put beside what
    was typed, `missing` its words that are in no text at hand, `corrections` the query as it was probably meant,
    `foreign` whether its words may be of another language than those that are read, `cut` what of it was not looked for
    since the time was up. `pointers` are the rules of law, services and agreements that the query points to.
    """

    query: Query
    total: int
    documents: int
    hits: tuple[RecordHit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]] = NOTHING
    page: int = 1
    limit: int = 10
    pinpoint: str = ""
    refusal: NotFoundError | None = None
    added: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    foreign: bool = False
    cut: tuple[str, ...] = ()
    fold: Fold = "all"
    undated: tuple[str, ...] = ()
    fingerprint: str = ""
    pointers: Pointers = Pointers()

    @property
    def offered(self) -> tuple[str, ...]:
        """The ids of the places that the query may mean, where it names none that is at hand."""
        return self.refusal.nearest if self.refusal else ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain dictionaries, lists and texts, as in its JSON."""
        return to_dict(self.to_json())

    def _repr_html_(self) -> str:
        from indexer.notebook import page_html  # noqa: PLC0415 - only notebooks ask for it

        return page_html(self)

    def to_json(self) -> "PageJson":
        """Return what is printed and sent of the page."""
        return PageJson(
            query=to_text(self.query),
            total=self.total,
            documents=self.documents,
            page=self.page,
            limit=self.limit,
            pinpoint=self.pinpoint or None,
            offered=self.offered,
            added=self.added,
            corrections=self.corrections,
            missing=self.missing,
            foreign=self.foreign,
            cut=self.cut,
            fold=self.fold,
            undated=self.undated,
            facets={
                name: tuple(FacetCount(value, count) for value, count in values) for name, values in self.facets.items()
            },
            fingerprint=self.fingerprint,
            rules=self.pointers.rules,
            rules_notice=NOTICE if self.pointers.rules else None,
            services=self.pointers.services,
            agreements=self.pointers.agreements,
            more_agreements=self.pointers.more_agreements,
            goods=self.pointers.goods,
            hits=self.hits,
        )


def record_hit(record: Record, hit: Hit, query: Query, request: SearchRequest, *, spans: bool) -> RecordHit:
    """Return a record with what the engine says of it; with `spans`, where the words of the request stand."""
    return RecordHit(
        **structs.asdict(record),
        score=round(float(hit.score), 4),
        spans=tuple(highlight(record.texts(), request)) if spans else (),
        matched=hit.matched,
        also=hit.also,
        siblings=hit.siblings,
        points_matched=_asked_points(record, query),
        explain=hit.shares if request.explain else UNSET,
    )


def _asked_points(record: Record, query: Query) -> tuple[str, ...]:
    """Return the points by which a provision has the force or the addressee asked for, where the whole has not."""
    asked = dict(query.filters)
    points = list(record.point_labels())
    found: list[PointLabel] = []
    if record.force not in asked.get("force", (record.force,)):
        found += [point for point in points if point.force in asked["force"]]
    if record.addressee not in asked.get("addressee", (record.addressee,)):
        found += [point for point in points if point.addressee in asked["addressee"]]
    return tuple(dict.fromkeys(point.path for point in found))


def check_options(
    *, page: int, limit: int, facets: Sequence[str], fold: Fold, sort: Order, language: str = "", **_others: object
) -> None:
    """Raise QueryError where an option of a search has a value that none takes."""
    for name, value, least in (("page", page, 1), ("limit", limit, 0)):
        if value < least:
            raise QueryError("not-a-number", hint="", field=name, first=least, last=sys.maxsize)
    one_of("fold", fold, get_args(Fold))
    one_of("sort", sort, get_args(Order))
    one_of("language", language or LANGUAGES[0], LANGUAGES)
    for name in facets:
        one_of("facets", name, FACETS)


class FacetCount(Struct, frozen=True):
    """A value of a facet with the number of provisions that have it."""

    value: Annotated[str, Meta(description="The value")]
    count: Annotated[int, Meta(description="Provisions that match and have it")]


class PageJson(Struct, frozen=True):
    """A page of answers to a query as it is printed and sent."""

    query: Annotated[str, Meta(description="The query as it was understood")]
    total: Annotated[int, Meta(description="Hits that the pages hold")]
    documents: Annotated[int, Meta(description="Provisions that match")]
    page: Annotated[int, Meta(description="Which page this is, from 1")]
    limit: Annotated[int, Meta(description="Hits a page")]
    pinpoint: Annotated[str | None, Meta(description="The id of the place that the query names, if it names one")]
    offered: Annotated[
        tuple[str, ...], Meta(description="Ids that it may mean, where it names no agreement or no place that exists")
    ]
    added: Annotated[tuple[str, ...], Meta(description="Terms that were searched beside what was typed")]
    corrections: Annotated[tuple[str, ...], Meta(description="The query as it was probably meant")]
    missing: Annotated[tuple[str, ...], Meta(description="Words of the query that no text at hand holds")]
    foreign: Annotated[bool, Meta(description="Whether its words may be of a language that is not read")]
    cut: Annotated[tuple[str, ...], Meta(description="What was not looked for, since the time was up")]
    fold: Annotated[
        str,
        Meta(
            description="What stands under one hit: all (its article's other provisions, and articles with nearly the "
            "same words), articles (only the former), none"
        ),
    ]
    undated: Annotated[
        tuple[str, ...],
        Meta(description="Agreements left out of inforce: because it is not known when they were in force"),
    ]
    facets: Annotated[Mapping[str, tuple[FacetCount, ...]], Meta(description="Counts by facet, most frequent first")]
    fingerprint: Annotated[str, Meta(description="Names the index that answered")]
    rules: Annotated[tuple[Rule, ...], Meta(description="Rules of law outside the agreements that it points to")]
    rules_notice: Annotated[Mapping[str, str] | None, Meta(description="What must be said of those rules, by language")]
    services: Annotated[tuple[Service, ...], Meta(description="Public services that it points to")]
    agreements: Annotated[tuple[NamedAgreement, ...], Meta(description="Agreements that it names")]
    more_agreements: Annotated[int, Meta(description="How many more it names")]
    goods: Annotated[Goods | None, Meta(description="The product group whose goods it names")]
    hits: Annotated[tuple[RecordHit, ...], Meta(description="The provisions, best first")]
    licence: Annotated[str | UnsetType, Meta(description="Who owns the words")] = UNSET
