"""The OpenAPI description of the API: the routes, and the schemas of the types that they answer with."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from msgspec.json import schema_components

from corpus.citation.files import MEDIA_TYPES as CITATIONS
from corpus.citation.styles import STYLES
from corpus.model import LANGUAGES
from indexer.answers.bundles import MOST as BUNDLE
from indexer.answers.compare import MOST
from indexer.answers.export import BUNDLES, MEDIA_TYPES
from indexer.query.language import FILTERS, LONGEST
from indexer.quotes.quotation import LONGEST as QUOTATION
from indexer.quotes.quotation import QUOTABLE
from web.routes.answers import ANSWERS
from web.routes.field_names import FIELDS
from web.routes.matrix import BLOCS
from web.views.search_address import LAST, LIMIT, LIMITS, SWITCHES

__all__ = ["describe", "taken"]

Json = dict[str, Any]


def describe() -> Json:
    """Return the description as JSON values."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Clausula",
            "version": "1",
            "summary": "Sustainability provisions of trade agreements",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/api/v1"}],
        "paths": _paths(),
        "components": {"schemas": _schemas()},
    }


@cache
def taken(rule: str) -> tuple[str, ...] | None:
    """Return the names of the parameters that a route takes in its address; `rule` is Flask's, as in /api/v1/search.

    None is said of a route that is not of the API or not described.
    """
    if not rule.startswith("/api/v1/"):
        return None
    described = _paths().get(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.removeprefix("/api/v1")))
    return described and tuple(each["name"] for each in described["get"]["parameters"] if each["in"] == "query")


def _paths() -> Json:
    gets = {
        "/search": _with_files(
            _get("search", "Find provisions, best first", _search_parameters(), "PageJson", missing=True),
            {form: MEDIA_TYPES[form] for form in ("csv", "jsonl")},
        ),
        "/provisions/{place}": _get("provision", "A provision or an article", [_place()], "Provisions", missing=True),
        "/agreements": _get("agreements", "All agreements", [], "Agreements"),
        "/agreements/{agreement}": _get(
            "agreement", "One agreement with its contents", [_agreement()], "AgreementAnswer", missing=True
        ),
        "/quote": _get("quote", "Hold a quotation against all texts", [_text()], "Quotation"),
        "/compare": _get(
            "compare", "Provisions side by side",
            [_ids(MOST, "Ids; one alone is compared with its sisters"), _topic()], "ComparisonJson", missing=True,
        ),
        "/cite": _with_files(
            _get("cite", "Citations in one style", _cite_parameters(), "Citations", missing=True), CITATIONS
        ),
        "/bundle": _bundle(),
        "/coverage": _get(
            "coverage", "Topics by agreements", _coverage_parameters(), "CoverageAnswer", missing=True
        ),
        "/exporter": _get(
            "exporter", "What touches a product in a market", _exporter_parameters(), "Exporter", missing=True
        ),
        "/topics": _get("topics", "The tree of topics", [], "Topics"),
    }  # fmt: skip
    paths = {route: {"get": described} for route, described in gets.items()}
    paths["/quote"]["post"] = _posted(_get("post_quote", "Hold a quotation against all texts", [], "Quotation"))
    return paths


def _get(name: str, summary: str, parameters: list[Json], schema: str, *, missing: bool = False) -> Json:
    answers = {"200": _json(schema, "The answer"), "400": _json("ErrorAnswer", "The request cannot be read")}
    if missing:
        answers["404"] = _json("ErrorAnswer", "There is nothing of that name; the nearest ids are in the answer")
    answers["414"] = _json("ErrorAnswer", "The address is too long")
    answers["503"] = _json("ErrorAnswer", "There is no index; the hint says what to run")
    return {"operationId": name, "summary": summary, "parameters": parameters, "responses": answers}


def _json(schema: str, description: str) -> Json:
    reference = {"$ref": f"#/components/schemas/{schema}"}
    return {"description": description, "content": {"application/json": {"schema": reference}}}


def _search_parameters() -> list[Json]:
    def parameter(name: str, schema: Json, description: str) -> Json:
        return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}

    def switch(name: str) -> Json:
        return {"type": "string", "enum": list(SWITCHES[name])}

    several = {"type": "array", "items": {"type": "string"}}
    return [
        parameter("q", {"type": "string", "maxLength": LONGEST}, "Words, phrases and fields, as in the search box"),
        *(parameter(name, several, f"Only this {name}; a leading - leaves out") for name in FILTERS),
        parameter("signed", {"type": "string"}, "Years or dates of signature, as in 2010..2020"),
        parameter("all", switch("all"), "1 searches provisions without sustainability content too"),
        parameter("expand", switch("expand"), "0 adds no related terms"),
        parameter("words", switch("words"), "The language of the words"),
        parameter("inforce", {"type": "string", "format": "date"}, "Only agreements in force on this day"),
        parameter(
            "fold",
            switch("fold"),
            "What stands under one hit: paragraphs of its article and articles with nearly "
            "the same words (all), only the former, nothing",
        ),
        parameter("sort", switch("sort"), "How hits are ordered"),
        parameter(
            "format",
            {"type": "string", "enum": ["json", "csv", "jsonl"]},
            "csv and jsonl hold all provisions that match, without folding, in place of one page",
        ),
        parameter("page", {"type": "integer", "minimum": 1, "maximum": LAST}, "Page, from 1"),
        parameter(
            "limit", {"type": "integer", "minimum": LIMITS[0], "maximum": LIMITS[-1], "default": LIMIT}, "Hits a page"
        ),
    ]


def _coverage_parameters() -> list[Json]:
    several = {"type": "array", "items": {"type": "string"}}
    bloc = {"type": "string", "enum": list(BLOCS)}
    return [
        _query("agreement", several, "Agreements; without them, those of the three blocs of which anything is at hand"),
        _query("bloc", bloc, "Only agreements of this bloc"),
        _query("party", {"type": "string"}, "Only agreements with this party, as in PER"),
        _query("topic", several, "Topics; a branch stands for itself and its topics. Without them, one row a branch"),
    ]


def _exporter_parameters() -> list[Json]:
    return [
        _query("product", {"type": "string"}, "A product group; without it, the answer lists them"),
        _query("market", {"type": "string"}, "A party with which Peru has an agreement, as in USA"),
    ]


def _place() -> Json:
    return {
        "name": "place", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1},
        "description": "An id such as us-peru/18.3/1.a, of an article too, or a pinpoint as people write it",
        "example": "us-peru/18.3/1",
    }  # fmt: skip


def _query(name: str, schema: Json, description: str, *, required: bool = False) -> Json:
    return {"name": name, "in": "query", "required": required, "schema": schema, "description": description}


_QUOTATION: Json = {"type": "string", "maxLength": QUOTATION, "pattern": QUOTABLE}


def _text() -> Json:
    return _query("text", _QUOTATION, "The quotation", required=True)


def _posted(described: Json) -> Json:
    """Return the description of a route that takes a quotation as JSON."""
    body = {"type": "object", "required": ["text"], "properties": {"text": _QUOTATION}}
    content = {"application/json": {"schema": body}}
    answers = described["responses"] | {"413": _json("ErrorAnswer", "The text is too long")}
    return {**described, "requestBody": {"required": True, "content": content}, "responses": answers}


def _ids(most: int, description: str = "Ids or pinpoints") -> Json:
    several = {"type": "array", "items": {"type": "string", "maxLength": 200}, "maxItems": most + 1}
    return _query("id", several, description)


def _topic() -> Json:
    return _query("topic", {"type": "string"}, "A topic instead of ids")


def _cite_parameters() -> list[Json]:
    return [
        _ids(BUNDLE),
        _query("style", {"type": "string", "enum": list(STYLES), "default": "short"}, "The form of citation"),
        _query("footnote", {"type": "string"}, "The mark of a footnote of the provision"),
        _language(),
        _query("format", {"type": "string", "enum": ["file"]}, "A file instead of JSON, for bibtex, ris and csl"),
    ]


def _language() -> Json:
    return _query(
        "lang", {"type": "string", "enum": list(LANGUAGES), "default": LANGUAGES[0]}, "The language of our words"
    )


def _bundle() -> Json:
    form = {"type": "string", "enum": list(BUNDLES), "default": "json"}
    asked = [_ids(BUNDLE), _query("format", form, "The format"), _language()]
    described = _get(
        "bundle", "Chosen provisions with citations, dates and sources", asked, "BundleAnswer", missing=True
    )
    return _with_files(described, MEDIA_TYPES)


def _with_files(described: Json, media_types: Mapping[str, str]) -> Json:
    """Return the description of a route that answers with files too."""
    for name in media_types.values():
        described["responses"]["200"]["content"].setdefault(name.partition(";")[0], {"schema": {}})
    return described


def _agreement() -> Json:
    return {
        "name": "agreement", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1},
        "description": "The id of an agreement", "example": "us-peru",
    }  # fmt: skip


def _schemas() -> Json:
    """Return the schema of every type that an answer is made of, by name, with a description of every field."""
    _, schemas = schema_components(ANSWERS, ref_template="#/components/schemas/{name}")
    for schema in schemas.values():
        for name, field in schema.get("properties", {}).items():
            if "$ref" not in field:
                field.setdefault("description", FIELDS.get(name, ""))
    described: Json = _without_patterns(schemas)
    return described


def _without_patterns(value: Any) -> Any:
    """Remove constraints on our own data files: answers promise less, and the patterns are Python's."""
    if isinstance(value, dict):
        dropped = {"pattern", "propertyNames", "minProperties", "minItems"}
        return {name: _without_patterns(inner) for name, inner in value.items() if name not in dropped}
    return [_without_patterns(inner) for inner in value] if isinstance(value, (list, tuple)) else value
