"""The agreements as the site shows them: the catalogue's facts with what the index holds of each text."""

from collections.abc import Mapping
from typing import Any

from corpus.errors import NotFoundError
from corpus.model import Agreement
from indexer.answers.selection import agreements_of
from indexer.library import Library

__all__ = ["agreement", "agreements", "facts", "held", "short_titles"]

_CACHE: dict[Library, Mapping[str, Agreement]] = {}


def agreements(library: Library) -> Mapping[str, Agreement]:
    """Return the agreements of the catalogue and those that imported texts brought along, by id."""
    found = _CACHE.get(library)
    if found is None:
        known = agreements_of(library)
        found = {name: known[name] for name in library.agreements if name in known}
        _CACHE.clear()
        _CACHE[library] = found  # not read again here: another thread may have cleared it for a newer library
    return found


def agreement(library: Library, name: str) -> Agreement:
    """Return one agreement. Raises NotFoundError with the nearest ids."""
    known = agreements(library)
    if name not in known:
        raise NotFoundError("no-agreement", hint="", id=name, nearest=library.nearest(name))
    return known[name]


def short_titles(library: Library, language: str) -> dict[str, str]:
    """Return the short titles by id."""
    return {name: entry.short_titles[language] for name, entry in agreements(library).items()}


def held(library: Library) -> dict[str, int]:
    """Return how many provisions with sustainability content the index holds of each agreement."""
    return dict(library.search("", limit=1, facets=("agreement",)).facets.get("agreement", ()))


def facts(entry: Agreement, report: Mapping[str, Any]) -> dict[str, Any]:
    """Return an agreement as JSON values: what the catalogue says, and the texts at hand."""
    days = {name: getattr(entry, name) for name in ("signed", "in_force", "provisional_from", "ended")}
    return {
        "id": entry.id,
        "title": entry.titles["en"],
        "titles": dict(entry.titles),
        "short_titles": dict(entry.short_titles),
        "bloc": entry.bloc,
        "parties": list(entry.parties),
        "status": entry.status,
        **{name: day and day.isoformat() for name, day in days.items()},
        "languages": list(entry.languages),
        "identifiers": dict(entry.identifiers),
        "since": {party: day.isoformat() for party, day in entry.since.items()},
        "amends": entry.amends.agreement if entry.amends else None,
        "amended_by": list(entry.amended_by),
        "replaced_by": list(entry.replaced_by),
        "unverified": list(entry.unverified),
        "read_in": list(entry.read_in),
        "note": dict(entry.note),
        "sources": [
            {"language": s.language, "publisher": s.publisher, "url": s.url, "role": s.role, "version": s.version,
             "covers": s.covers, "licence": s.licence, "unverified": s.unverified}
            for s in entry.sources
        ],
        "texts": {
            language: {
                key: text[key]
                for key in (
                    "sources", "articles", "expected_articles", "provisions", "footnotes", "lacks", "problems",
                    "characters",
                )
            }
            for language, text in report.get("texts", {}).items()
        },
    }  # fmt: skip
