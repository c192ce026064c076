"""The API, version 1: the same answers as the pages, as JSON. Described at /api/v1/openapi.json."""

from typing import Any

from flask import Flask, Response, g, jsonify, request

from corpus.errors import QueryError
from corpus.identifiers import split_id
from indexer.classify.taxonomy import load_taxonomy
from web.routes import openapi
from web.views import catalogue, record_files, search_address

__all__ = ["install"]

LICENCE_NOTE = "Each provision names the licence of its source; digests are part of Clausula (MIT)."


def install(app: Flask) -> None:
    """Put every route of the API under /api/v1."""
    for rule, name, view in (
        ("/openapi.json", "openapi", description),
        ("/search", "api_search", search),
        ("/provisions/<path:place>", "api_provision", provision),
        ("/agreements", "api_agreements", agreements),
        ("/agreements/<agreement>", "api_agreement", agreement),
        ("/topics", "api_topics", topics),
    ):
        app.add_url_rule(f"/api/v1{rule}", name, view, methods=["GET"])


def description() -> Response:
    """Return the OpenAPI description."""
    return jsonify(openapi.describe())


def search() -> Response:
    """Return a page of hits with facets."""
    _check_switches()
    asked = search_address.read(request.args.items(multi=True))
    result = search_address.run(g.library, asked, search_address.FACETS)
    body = result.to_json()
    body["hits"] = [_with_citation(hit) for hit in result.hits]
    return jsonify({**body, "licence": LICENCE_NOTE})


def _check_switches() -> None:
    # A page sends an odd address to the right one; a program is told.
    for name, allowed in search_address.SWITCHES.items():
        if any(value not in allowed for value in request.args.getlist(name)):
            raise QueryError("not-one-of", hint="correct-address", field=name, choices=", ".join(allowed))


def _with_citation(record: dict[str, Any]) -> dict[str, Any]:
    return record_files.full(record, catalogue.agreement(g.library, record["agreement"]["id"]))


def provision(place: str) -> Response:
    """Return a provision, or the provisions of an article."""
    library = g.library
    records = [_with_citation(record) for record in library.show(place)]
    found = library.resolve(place)
    assert found is not None  # noqa: S101 - show raised otherwise
    _whole, article, point = split_id(found)
    return jsonify(
        {"asked": place, "id": found, "article": article, "point": point or None, "provisions": records,
         "fingerprint": library.fingerprint}
    )  # fmt: skip


def agreements() -> Response:
    """Return all agreements with what is at hand of each."""
    library = g.library
    held = catalogue.held(library)
    rows = [
        catalogue.facts(entry, library.agreements.get(name, {})) | {"held": held.get(name, 0)}
        for name, entry in catalogue.agreements(library).items()
    ]
    return jsonify({"agreements": rows, "fingerprint": library.fingerprint})


def agreement(agreement: str) -> Response:
    """Return one agreement with its table of contents."""
    library = g.library
    entry = catalogue.agreement(library, agreement)
    report = library.agreements.get(agreement, {})
    contents = {language: text.get("contents", []) for language, text in report.get("texts", {}).items()}
    held = catalogue.held(library).get(agreement, 0)
    body = catalogue.facts(entry, report) | {"held": held, "contents": contents, "fingerprint": library.fingerprint}
    return jsonify(body)


def topics() -> Response:
    """Return the tree of topics with the number of provisions on each."""
    taxonomy = load_taxonomy()
    counts = dict(g.library.search("", limit=1, facets=("topic",)).facets.get("topic", ()))
    rows = [
        {"id": topic.id, "parent": topic.parent or None, "labels": dict(topic.labels),
         "definitions": dict(topic.definitions), "trend": list(topic.trend), "count": counts.get(topic.id, 0)}
        for topic in taxonomy.values()
    ]  # fmt: skip
    return jsonify({"topics": rows, "fingerprint": g.library.fingerprint})
