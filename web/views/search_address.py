"""A search as the site runs it: from the address to a query and back, filters with counts, links to pages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from corpus.errors import QueryError
from corpus.model import LANGUAGES
from indexer.engine.protocol import Order
from indexer.library import Fold, Library, ResultPage
from indexer.query.language import FILTERS, from_params, parse_query
from indexer.query.query import Query, to_params
from indexer.query.reference import DATES, one_of
from indexer.query.thesaurus import detect_language
from web.views.paging import page_numbers, whole_number

__all__ = ["FACETS", "LAST", "LIMIT", "SWITCHES", "Asked", "Choice", "choices", "params", "read"]

FACETS = (
    "agreement", "party", "topic", "force", "addressee", "enforcement", "scope", "bloc", "status", "lang",
)  # fmt: skip
LIMIT = 10
LIMITS = range(1, 101)
LAST = 99_999  # the highest number of a page that is read
SECONDS = 2.0  # after which words that only rank are left out, and named
FOLDS: tuple[Fold, ...] = get_args(Fold)
# What an address of a search may ask; what is only put there to count readers asks nothing.
PARAMETERS = (*FILTERS, *DATES, "from", "to", "sort", "all", "expand", "words", "fold", "q", "direct", "page", "limit")
_COUNTS_READERS = re.compile(r"utm_|\w{0,8}clid\Z")
SWITCHES = {"all": ("0", "1"), "expand": ("0", "1"), "words": LANGUAGES, "fold": FOLDS, "sort": get_args(Order)}

Pairs = list[tuple[str, str]]
Filters = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. `direct` is off where a pinpoint is to be searched as words."""

    query: Query
    page: int = 1
    limit: int = LIMIT
    direct: bool = True
    fold: Fold = "all"
    sort: Order = "relevance"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter with the number of provisions that have it."""

    value: str
    count: int
    chosen: bool


def read(pairs: Iterable[tuple[str, str]]) -> Asked:
    """Read a search from the parameters of an address. Raises QueryError."""
    pairs = list(pairs)
    for name, value in pairs:
        if name not in PARAMETERS and not _COUNTS_READERS.match(name):
            raise QueryError("no-field", field=name[:40], fields=", ".join(PARAMETERS))
        one_of(name, value, SWITCHES.get(name, (value,)), hint="correct-address")
    single = dict(pairs)
    query = from_params(_dated(pairs, single))
    page = whole_number("page", single.get("page", "1"), range(1, LAST + 1))
    limit = whole_number("limit", single.get("limit", str(LIMIT)), LIMITS)
    fold: Fold = next((each for each in FOLDS if each == single.get("fold")), "all")
    sort = query.order or "relevance"
    return Asked(query._replace(order=None), page, limit, direct=single.get("direct") != "0", fold=fold, sort=sort)


def settled(library: Library, asked: Asked) -> Asked:
    """Return the search with the values of its filters as the index knows them. Raises QueryError."""
    return replace(asked, query=library.filter_values.settle(asked.query))


def _dated(pairs: Pairs, single: Mapping[str, str]) -> Pairs:
    """Make one range of the two fields for years that the form has."""
    first, last = single.get("from", "").strip(), single.get("to", "").strip()
    return [*pairs, ("signed", f"{first}..{last}")] if first or last else pairs


def params(asked: Asked, *, page: int = 1) -> Pairs:
    """Return the parameters of an address that asks this; equal searches have equal addresses."""
    query = asked.query
    typed = " ".join(word.text for part in query.parts for word in part.words)
    pairs = [pair for pair in to_params(query) if pair[0] != "words" or pair[1] != detect_language(typed)]
    pairs += [] if asked.direct else [("direct", "0")]
    pairs += [] if asked.fold == "all" else [("fold", asked.fold)]
    pairs += [] if asked.sort == "relevance" else [("sort", asked.sort)]
    pairs += [] if asked.limit == LIMIT else [("limit", str(asked.limit))]
    return pairs + ([("page", str(page))] if page > 1 else [])


def run(library: Library, asked: Asked, facets: Sequence[str] = ()) -> ResultPage:
    """Run a search."""
    return library.search(
        asked.query, limit=asked.limit, page=asked.page, facets=tuple(facets), fold=asked.fold, sort=asked.sort,
        seconds=SECONDS,
    )  # fmt: skip


def choices(library: Library, asked: Asked, result: ResultPage) -> dict[str, list[Choice]]:
    """Return the values of each filter, most frequent first; a filter in use counts as if it were not."""
    out = {}
    for name in FACETS:
        chosen = dict(asked.query.filters).get(name, ())
        counts = dict(result.facets.get(name, ()))
        if chosen:
            counts = dict(library.search(_without(asked.query, name), limit=1, facets=(name,)).facets.get(name, ()))
        kept = [Choice(value, counts.get(value, 0), chosen=True) for value in chosen]
        kept += [Choice(value, count, chosen=False) for value, count in counts.items() if value and value not in chosen]
        out[name] = kept
    return out


def _without(query: Query, name: str, value: str = "") -> Query:
    """Return the query without a filter, or without one value of it; "-topic" is one that leaves out."""
    if name == "signed":
        return query._replace(signed=None)
    if name == "inforce":
        return query._replace(in_force="")
    if name.startswith("-"):
        return query._replace(without=_left(query.without, name[1:], value))
    return query._replace(filters=_left(query.filters, name, value))


def _left(filters: Filters, name: str, value: str) -> Filters:
    """Return filters without one of them, or without one of its values."""
    kept = ((field, tuple(v for v in values if field != name or (value and v != value))) for field, values in filters)
    return tuple((field, values) for field, values in kept if values)


def without(asked: Asked, name: str, value: str = "") -> Asked:
    """Return the search without one of its filters."""
    return replace(asked, query=_without(asked.query, name, value), page=1)


def applied(query: Query) -> Pairs:
    """Return the filters in use; the name of one that leaves out begins with "-"."""
    pairs = [(name, value) for name in FILTERS for field, values in query.filters if field == name for value in values]
    pairs += [(f"-{name}", value) for name, values in query.without for value in values]
    if query.signed:
        first, last = (str(day)[:4] for day in query.signed)
        pairs.append(("signed", f"{first if query.signed[0] else ''}–{last if last != '9999' else ''}"))
    if query.in_force:
        pairs.append(("inforce", query.in_force))
    return pairs


def named(part: str) -> Pairs:
    """Return the filters that a part of a query names, as `indexer.answers.nothing` gives it: "topic:fisheries"."""
    return applied(parse_query(part))


def facts(result: ResultPage) -> dict[str, Any]:
    """Return the counts that a page of results states."""
    last = max(1, -(-result.total // result.limit))
    return {"last": last, "pages": page_numbers(result.page, last) if last > 1 else []}
