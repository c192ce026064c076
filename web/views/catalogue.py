"""The agreements as the site shows them: the catalogue's facts with what the index holds of each text."""

from collections.abc import Mapping

from corpus.errors import NotFoundError
from corpus.model import Agreement
from indexer.library import Library

__all__ = ["agreement", "held", "narrowing"]


def agreement(library: Library, name: str) -> Agreement:
    """Return one agreement. Raises NotFoundError with the nearest ids."""
    report = library.agreements.get(name)
    if report is None:
        raise NotFoundError("no-agreement", hint="", id=name, nearest=library.nearest(name))
    return report.entry


def narrowing(library: Library, args: Mapping[str, str]) -> dict[str, str]:
    """Return the bloc and the party that an address names, in any words for them, "" for any.

    Raises QueryError where one means nothing.
    """
    asked = ((name, args.get(name, "").strip()) for name in ("bloc", "party"))
    return {name: library.filter_values.meant(name, [value])[0] if value else "" for name, value in asked}


def held(library: Library) -> dict[str, int]:
    """Return how many provisions with sustainability content the index holds of each agreement."""
    return dict(library.search("", limit=1, facets=("agreement",)).facets.get("agreement", ()))
