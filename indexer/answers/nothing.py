"""What stands behind "nothing found": what was searched, what each filter left out, what is known but not held."""

from typing import Annotated

from msgspec import Meta, Struct

from indexer.library import Library
from indexer.query.language import Query, to_text

__all__ = ["LeftOut", "Nothing", "nothing"]


class LeftOut(Struct, frozen=True):
    """A part of the query, and how many provisions match without it."""

    part: Annotated[str, Meta(description="The filter as it is typed, or an excluded word")]
    documents: Annotated[int, Meta(description="Provisions that match the query without it")]


class Nothing(Struct, frozen=True):
    """What was searched for a query that found nothing."""

    agreements: Annotated[tuple[str, ...], Meta(description="Ids of the agreements of which something was searched")]
    with_text: Annotated[tuple[str, ...], Meta(description="Those whose own words were searched")]
    languages: Annotated[tuple[str, ...], Meta(description="Languages of the texts searched, ISO 639-1")]
    not_held: Annotated[tuple[str, ...], Meta(description="Agreements asked for of which nothing is held")]
    outside: Annotated[int, Meta(description="Provisions without sustainability content that match; 0 where included")]
    left_out: Annotated[tuple[LeftOut, ...], Meta(description="What each filter left out")]


def nothing(library: Library, query: Query) -> Nothing:
    """Return what was searched for a settled query that found nothing."""
    asked = dict(query.filters).get("agreement", ())
    shares = library.manifest.shares
    held = [name for name in (asked or shares) if name in shares and shares[name].rows]
    texts = {name: tuple(library.agreements[name].texts) for name in held if library.agreements[name].texts}
    outside = 0 if query.all else _count(library, query._replace(all=True))
    return Nothing(
        agreements=tuple(held),
        with_text=tuple(texts),
        languages=tuple(sorted({language for languages in texts.values() for language in languages})),
        not_held=tuple(name for name in asked if name not in held),
        outside=outside,
        left_out=tuple(LeftOut(part, _count(library, without)) for part, without in _narrower(query)),
    )


def _count(library: Library, query: Query) -> int:
    return library.search(query, limit=0, plain=True).documents


def _narrower(query: Query) -> list[tuple[str, Query]]:
    """Return each filter of the query as it is typed, with the query without it."""
    out = [(to_text(Query(filters=((name, values),))), query._replace(filters=_but(query.filters, name)))
           for name, values in query.filters]  # fmt: skip
    out += [(to_text(Query(without=((name, values),))), query._replace(without=_but(query.without, name)))
            for name, values in query.without]  # fmt: skip
    if query.signed:
        out.append((to_text(Query(signed=query.signed)), query._replace(signed=None)))
    if query.in_force:
        out.append((to_text(Query(in_force=query.in_force)), query._replace(in_force="")))
    excluded = tuple(part for part in query.parts if part.excluded)
    if excluded:
        kept = tuple(part for part in query.parts if not part.excluded)
        out.append((to_text(Query(parts=excluded)), query._replace(parts=kept)))
    return [(part, without) for part, without in out if not without.empty]


def _but(filters: tuple[tuple[str, tuple[str, ...]], ...], name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(pair for pair in filters if pair[0] != name)
