"""What a shell offers when Tab is pressed: agreements, parties, topics and the like; `docs/command-line.md` sets it up.

A shell gets nothing rather than an error, and no index is built for it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from corpus.catalogue.agreements import load_catalogue
from corpus.errors import ClausulaError

if TYPE_CHECKING:
    from indexer.library import Library

__all__ = ["field_values", "places", "publishers", "values_of"]

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
MOST = 200  # a shell asks before it prints more


def values_of(field: str) -> Complete:
    """Return what offers the values of a field of the query language, each with its English name."""

    def complete(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
        return _offered(field_values(field), typed)

    return complete


def places(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer agreements and, once one is typed with its slash, its articles and provisions."""
    agreement, slash, _ = typed.partition("/")
    if not slash:
        return _offered(field_values("agreement"), typed)
    library = _library()
    if library is None:
        return []
    with library:
        names = (name for name in (*library.articles, *library.ids) if name.startswith(f"{agreement}/"))
        return _offered(dict.fromkeys(names, ()), typed)


def publishers(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer the publishers of the catalogue."""
    names = {source.publisher for entry in load_catalogue().agreements for source in entry.sources}
    return _offered(dict.fromkeys(sorted(names), ()), typed)


def field_values(field: str) -> Mapping[str, tuple[str, ...]]:
    """Return the values of a field with what they are called, those of the index where there is one."""
    from indexer.query.filters import FilterValues  # noqa: PLC0415

    library = _library()
    if library is None:
        return FilterValues(lambda: {each.id: each for each in load_catalogue().agreements}, lambda _: ()).values(field)
    with library:
        return library.filter_values.values(field)


def _library() -> "Library | None":
    from indexer.library import open_library  # noqa: PLC0415

    try:
        return open_library()
    except (ClausulaError, OSError):
        return None


def _offered(values: Mapping[str, Iterable[str]], begun: str) -> list[CompletionItem]:
    """Return the values that begin so, as a shell takes them."""
    from indexer.query.filters import typed  # noqa: PLC0415

    written = {typed(value): next(iter(names), "") for value, names in values.items()}
    found = [value for value in written if value.casefold().startswith(begun.casefold())]
    return [CompletionItem(value, help=written[value]) for value in found[:MOST]]
