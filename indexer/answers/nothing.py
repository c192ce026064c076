"""What stands behind "nothing found": what was searched, what each filter left out, what is known but not held."""

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct

from corpus.model import LANGUAGES, Agreement
from indexer.library import Library
from indexer.query.filters import in_force_on
from indexer.query.query import Query, to_text

__all__ = ["LeftOut", "Nothing", "nothing"]

NO_TEXT = "mul"  # the language of a digest alone


class LeftOut(Struct, frozen=True):
    """A part of the query, and how many provisions match without it."""

    part: Annotated[str, Meta(description="The filter as it is typed, or an excluded word")]
    documents: Annotated[int, Meta(description="Provisions that match the query without it")]


class Nothing(Struct, frozen=True):
    """What was searched for a query that found nothing."""

    agreements: Annotated[tuple[str, ...], Meta(description="Ids of the agreements of which something was searched")]
    with_text: Annotated[tuple[str, ...], Meta(description="Those whose own words were searched")]
    languages: Annotated[tuple[str, ...], Meta(description="Languages of the texts searched, ISO 639-1")]
    not_held: Annotated[
        tuple[str, ...], Meta(description="Agreements that the filters ask for and of which nothing is held")
    ]
    outside: Annotated[int, Meta(description="Provisions without sustainability content that match; 0 where included")]
    left_out: Annotated[tuple[LeftOut, ...], Meta(description="What each filter left out")]


def nothing(library: Library, query: Query) -> Nothing:
    """Return what was searched for a settled query that found nothing."""
    asked = dict(query.filters)
    meant = [name for name, entry in library.entries.items() if _fits(entry, query)]
    if query.in_force:
        in_force, _ = in_force_on((library.entries[name] for name in meant), query.in_force)
        meant = [name for name in meant if name in in_force]
    shares = library.manifest.shares
    held = [name for name in meant if name in shares and shares[name].rows]
    languages = asked.get("lang", (*LANGUAGES, NO_TEXT))
    texts = {name: [code for code in library.agreements[name].texts if code in languages] for name in held}
    searched = [
        name for name in held if texts[name] or (NO_TEXT in languages and shares[name].rows > shares[name].with_words)
    ]
    return Nothing(
        agreements=tuple(searched),
        with_text=tuple(name for name in searched if texts[name]),
        languages=tuple(sorted({language for name in searched for language in texts[name]})),
        not_held=tuple(name for name in meant if name not in held) if "agreement" in asked or not held else (),
        outside=0 if query.all else _count(library, query._replace(all=True)),
        left_out=tuple(LeftOut(part, _count(library, without)) for part, without in _narrower(query)),
    )


def _fits(entry: Agreement, query: Query) -> bool:
    """Return whether the filters of a query that speak of agreements let one pass."""
    has: Mapping[str, set[str]] = {
        "agreement": {entry.id}, "party": set(entry.parties), "bloc": {entry.bloc}, "status": {entry.status},
    }  # fmt: skip
    wanted = all(has[name] & set(values) for name, values in query.filters if name in has)
    unwanted = any(has[name] & set(values) for name, values in query.without if name in has)
    day = int(f"{entry.signed:%Y%m%d}") if entry.signed else 0
    return wanted and not unwanted and (not query.signed or query.signed[0] <= day <= query.signed[1])


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
