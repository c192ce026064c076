"""The agreements as the site shows them: the catalogue's facts with what the index holds of each text."""

from corpus.errors import NotFoundError
from corpus.model import Agreement
from indexer.library import Library

__all__ = ["agreement", "held", "short_titles"]


def agreement(library: Library, name: str) -> Agreement:
    """Return one agreement. Raises NotFoundError with the nearest ids."""
    report = library.agreements.get(name)
    if report is None:
        raise NotFoundError("no-agreement", hint="", id=name, nearest=library.nearest(name))
    return report.entry


def short_titles(library: Library, language: str) -> dict[str, str]:
    """Return the short titles by id."""
    return {name: entry.short_titles[language] for name, entry in library.entries.items()}


def held(library: Library) -> dict[str, int]:
    """Return how many provisions with sustainability content the index holds of each agreement."""
    return dict(library.search("", limit=1, facets=("agreement",)).facets.get("agreement", ()))
