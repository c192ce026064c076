"""The list of agreements and the page of each: facts, contents, topics, and what an amendment changed."""

from collections.abc import Hashable, Mapping

from flask import g, render_template, request

from corpus.catalogue.amendments import EffectKind
from corpus.citation.identifiers import sort_key
from corpus.model import Agreement, Heading
from indexer.classify.taxonomy import load_taxonomy
from indexer.record import Record
from web.routes.reading import division
from web.views import catalogue, contents
from web.views.paging import FULL_LIST, LISTED_AGREEMENT, asked_part, change_weight, slices
from web.views.record_html import headings

__all__ = ["agreement", "agreements", "changes"]


def agreements() -> str:
    """List the agreements; those with something at hand first."""
    known = g.library.entries
    held = catalogue.held(g.library)
    bloc, party = catalogue.narrowing(g.library, request.args).values()
    chosen = [entry for entry in known.values() if entry.is_of(bloc, [party] if party else [])]
    chosen.sort(key=lambda entry: entry.id not in held)
    part = asked_part(slices([LISTED_AGREEMENT] * len(chosen), FULL_LIST))
    return render_template(
        "agreements.html", chosen=chosen[part.rows], total=len(chosen), part=part, held=held,
        reports=g.library.agreements, bloc=bloc, party=party,
    )  # fmt: skip


def agreement(agreement: str) -> str:
    """Show an agreement: parties, dates, status, sources, contents, and the topics it has and does not have."""
    library = g.library
    entry = catalogue.agreement(library, agreement)
    report = library.agreements[entry.id]
    if place := request.args.get("open", ""):
        return division(entry, report, place)
    result = library.search("", filters={"agreement": [entry.id]}, limit=1, facets=("topic", "force", "article_number"))
    has = dict(result.facets.get("topic", ()))
    taxonomy = load_taxonomy()
    groups = [
        (parent, [t for t in taxonomy.values() if t.parent == parent.id])
        for parent in taxonomy.values()
        if not parent.parent
    ]
    return render_template(
        "agreement.html",
        agreement=entry,
        report=report,
        has=has,
        groups=groups,
        forces=result.facets.get("force", ()),
        documents=result.documents,
        digested=_digested(entry.id),
        amended=_amended(entry),
        known=library.entries,
        short_contents=contents.SHORT,
    )


def _digested(agreement: str) -> list[tuple[list[Heading], list[tuple[Record, list[str]]]]]:
    """Return the articles that are known by digests only, under their parts, titles and chapters.

    An article is the record that opens it and the ids in it.
    """
    articles: dict[str, tuple[Record, list[str]]] = {}
    for name, number in g.library.ids.items():
        if name.startswith(f"{agreement}/"):
            record = g.library.record(number)
            if record.language == "mul":
                articles.setdefault(record.article, (record, []))[1].append(name)
    groups: dict[Hashable, tuple[list[Heading], list[tuple[Record, list[str]]]]] = {}
    for name, article in articles.items():
        above = [each for each in headings(article[0], g.lang) if each.kind in {"part", "title", "chapter"}]
        groups.setdefault(tuple(above) or name, (above, []))[1].append(article)
    return sorted(groups.values(), key=lambda group: min(sort_key(first.article) for first, _ in group[1]))


def changes(agreement: str) -> str:
    """Show what changed between two versions of a text, provision by provision."""
    entry = catalogue.agreement(g.library, agreement)
    every = [(each, change) for each in g.library.agreements[entry.id].versions for change in each.changes]
    part = asked_part(slices([change_weight(change.pieces) for _, change in every]))
    return render_template(
        "changes.html", agreement=entry, versions=g.library.agreements[entry.id].versions, rows=every[part.rows],
        part=part, known=lambda place: g.library.resolve(place) == place,
    )  # fmt: skip


def _amended(entry: Agreement) -> list[tuple[EffectKind, list[tuple[str, str, Record | None]]]]:
    """Return what an amendment does: each effect with the places, their old numbers, and what stands there now."""
    change = entry.amends
    if change is None:
        return []
    groups: Mapping[EffectKind, Mapping[str, str]] = {
        "inserted": dict.fromkeys(change.inserted, ""),
        "changed": dict.fromkeys(change.changed, ""),
        "renumbered": change.renumbered,
    }
    return [
        (effect, [(place, was, _standing(f"{change.agreement}/{place}")) for place, was in places.items()])
        for effect, places in groups.items()
        if places
    ]


def _standing(place: str) -> Record | None:
    """Return the first provision of a place that is at hand."""
    return g.library.show(place)[0] if place in g.library.ids or place in g.library.articles else None
