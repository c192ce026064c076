"""The API, version 1: the same answers as the pages, as JSON. Described at /api/v1/openapi.json."""

from flask import Flask, Response, g, jsonify, request
from msgspec import structs

from corpus.citation.identifiers import split_id
from corpus.errors import NotFoundError, QueryError
from corpus.words import licence
from indexer.answers import export
from indexer.answers.bundles import stamp
from indexer.classify.taxonomy import load_taxonomy
from indexer.query.query import to_text
from indexer.record import facts_of
from web.routes import lawyer, openapi
from web.routes.answers import AgreementAnswer, Agreements, Provisions, TopicFacts, Topics, answer
from web.routes.exporter import api_exporter
from web.routes.matrix import api_coverage
from web.server.headers import attached
from web.views import catalogue, search_address

__all__ = ["install"]


def install(app: Flask) -> None:
    """Put every route of the API under /api/v1."""
    for rule, name, view in (
        ("/openapi.json", "openapi", description),
        ("/search", "api_search", search),
        ("/provisions/<path:place>", "api_provision", provision),
        ("/agreements", "api_agreements", agreements),
        ("/agreements/<agreement>", "api_agreement", agreement),
        ("/topics", "api_topics", topics),
        ("/coverage", "api_coverage", api_coverage),
        ("/exporter", "api_exporter", api_exporter),
        ("/quote", "api_quote", lawyer.api_quote),
        ("/compare", "api_compare", lawyer.api_compare),
        ("/cite", "api_cite", lawyer.api_cite),
        ("/bundle", "api_bundle", lawyer.api_bundle),
    ):
        app.add_url_rule(f"/api/v1{rule}", name, view, methods=["GET", "POST"] if rule == "/quote" else ["GET"])
    app.before_request(_refuse_unknown_fields)


def _refuse_unknown_fields() -> None:
    """Refuse what a route of the API does not take: it would answer as if a filter had been obeyed."""
    taken = openapi.taken(request.url_rule.rule if request.url_rule else "")
    if taken is not None and (unknown := [name for name in request.args if name not in taken]):
        raise QueryError("no-field", field=unknown[0][:40], fields=", ".join(taken) or "-")


def description() -> Response:
    """Return the OpenAPI description."""
    return jsonify(openapi.describe())


def search() -> Response:
    """Return a page of hits with facets."""
    asked = search_address.read(pair for pair in request.args.items(multi=True) if pair[0] != "format")
    form = request.args.get("format", "json")
    if form != "json":
        return _download(asked, form)
    result = search_address.run(g.library, asked, search_address.FACETS)
    return answer(structs.replace(result.to_json(), licence=licence()))


def _download(asked: search_address.Asked, form: str) -> Response:
    """Return all provisions that a search finds, as `csv` or `jsonl`."""
    if form not in {"csv", "jsonl"}:
        raise NotFoundError("no-format", hint="ask-for-one", format=form[:20], choices="json, csv, jsonl")
    found = g.library.search(asked.query, limit=g.library.manifest.provisions, fold="none", sort=asked.sort, plain=True)
    rows = export.table(found.hits, g.library.entries, stamp(g.library, to_text(found.query)), form)
    return attached("".join(rows), export.MEDIA_TYPES[form], f"clausula.{form}", dated=True)


def provision(place: str) -> Response:
    """Return a provision, or the provisions of an article."""
    library = g.library
    records = tuple(library.show(place))
    found = library.resolve(place) or place
    _whole, article, point = split_id(found)
    return answer(Provisions(place, found, article, point or None, records, library.fingerprint))


def agreements() -> Response:
    """Return all agreements with what is at hand of each."""
    held = catalogue.held(g.library)
    rows = tuple(
        facts_of(report.entry, AgreementAnswer, texts=report.texts, held=held.get(name, 0))
        for name, report in g.library.agreements.items()
    )
    return answer(Agreements(rows, g.library.fingerprint))


def agreement(agreement: str) -> Response:
    """Return one agreement with its tables of contents."""
    catalogue.agreement(g.library, agreement)
    report = g.library.agreements[agreement]
    held = catalogue.held(g.library).get(agreement, 0)
    return answer(
        facts_of(
            report.entry,
            AgreementAnswer,
            texts=report.texts,
            held=held,
            contents=report.contents,
            fingerprint=g.library.fingerprint,
        )
    )


def topics() -> Response:
    """Return the tree of topics with the number of provisions on each."""
    counts = dict(g.library.search("", limit=1, facets=("topic",)).facets.get("topic", ()))
    rows = tuple(
        TopicFacts(t.id, t.parent or None, t.labels, t.definitions, t.trend, counts.get(t.id, 0))
        for t in load_taxonomy().values()
    )
    return answer(Topics(rows, g.library.fingerprint))
