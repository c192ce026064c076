"""The OpenAPI description of the API: the routes of `data/openapi.toml`, and the schemas of what they answer with."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from msgspec.json import schema_components

from corpus.citation.files import MEDIA_TYPES as CITATIONS
from corpus.citation.styles import STYLES
from corpus.data import data_table
from corpus.model import LANGUAGES
from indexer.answers.bundles import MOST as BUNDLE
from indexer.answers.compare import MOST
from indexer.answers.export import BUNDLES, MEDIA_TYPES
from indexer.query.language import FILTERS, LONGEST
from indexer.quotes.quotation import LONGEST as QUOTATION
from indexer.quotes.quotation import QUOTABLE
from web.routes.answers import ANSWERS
from web.routes.matrix import BLOCS
from web.views.search_address import LAST, LIMIT, LIMITS, SWITCHES

__all__ = ["describe", "taken"]

Json = dict[str, Any]


def _ids(most: int) -> Json:
    return {"type": "array", "items": {"type": "string", "maxLength": 200}, "maxItems": most + 1}


# What the file calls by a name that begins with $.
_OF_CODE: Final[Mapping[str, Any]] = {
    **{f"${name}": list(values) for name, values in SWITCHES.items()},
    "$blocs": list(BLOCS),
    "$bundles": MEDIA_TYPES,
    "$citations": CITATIONS,
    "$filters": FILTERS,
    "$forms-of-bundle": list(BUNDLES),
    "$ids": _ids(BUNDLE),
    "$ids-of-comparison": _ids(MOST),
    "$language": {"type": "string", "enum": list(LANGUAGES), "default": LANGUAGES[0]},
    "$last-page": LAST,
    "$least-hits": LIMITS[0],
    "$longest-query": LONGEST,
    "$most-hits": LIMITS[-1],
    "$quotation": {"type": "string", "maxLength": QUOTATION, "pattern": QUOTABLE},
    "$several": {"type": "array", "items": {"type": "string"}},
    "$styles": list(STYLES),
    "$tables": {form: MEDIA_TYPES[form] for form in ("csv", "jsonl")},
    "$usual-hits": LIMIT,
}


@cache
def _written() -> Json:
    """Return what the file says, with the values of the code in their places."""
    filled: Json = _filled(data_table("openapi.toml", "web"))
    return filled


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _filled(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner) for inner in value]
    return _OF_CODE[value] if isinstance(value, str) and value.startswith("$") else value


def describe() -> Json:
    """Return the description as JSON values."""
    paths = {
        route: {method: _operation(described) for method, described in methods.items()}
        for route, methods in _written()["paths"].items()
    }
    return {**_written()["document"], "paths": paths, "components": {"schemas": _schemas()}}


@cache
def taken(rule: str) -> tuple[str, ...] | None:
    """Return the names of the parameters that a route takes in its address; `rule` is Flask's, as in /api/v1/search.

    None is said of a route that is not of the API or not described.
    """
    if not rule.startswith("/api/v1/"):
        return None
    described = _written()["paths"].get(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.removeprefix("/api/v1")))
    return described and tuple(each["name"] for each in _parameters(described["get"]) if each["in"] == "query")


def _operation(described: Json) -> Json:
    """Return one method of a route: its parameters, its body and every answer that it gives."""
    says = _written()["answers"]
    answers = {"200": _json(described["answer"], says["200"])}
    statuses = ["400", *(["404"] if "missing" in described else []), "414", "503"]
    body = {}
    if "body" in described:
        body = {"requestBody": {"required": True, "content": {"application/json": {"schema": described["body"]}}}}
        statuses.append("413")
    answers |= {status: _json("ErrorAnswer", says[status]) for status in statuses}
    for media_type in described.get("files", {}).values():
        answers["200"]["content"].setdefault(media_type.partition(";")[0], {"schema": {}})
    return {
        "operationId": described["operationId"], "summary": described["summary"],
        "parameters": list(_parameters(described)), "responses": answers, **body,
    }  # fmt: skip


def _parameters(described: Json) -> Iterator[Json]:
    for each in described.get("parameters", ()):
        for name in [each["name"]] if isinstance(each["name"], str) else each["name"]:
            says = each["description"].format(name=name)
            yield {"name": name, "in": "query", "required": False} | each | {"name": name, "description": says}


def _json(schema: str, description: str) -> Json:
    reference = {"$ref": f"#/components/schemas/{schema}"}
    return {"description": description, "content": {"application/json": {"schema": reference}}}


def _schemas() -> Json:
    """Return the schema of every type that an answer is made of, by name, with a description of every field."""
    _, schemas = schema_components(ANSWERS, ref_template="#/components/schemas/{name}")
    for schema in schemas.values():
        for name, field in schema.get("properties", {}).items():
            if "$ref" not in field:
                field.setdefault("description", _written()["fields"].get(name, ""))
    described: Json = _without_patterns(schemas)
    return described


def _without_patterns(value: Any) -> Any:
    """Remove constraints on our own data files: answers promise less, and the patterns are Python's."""
    if isinstance(value, dict):
        dropped = {"pattern", "propertyNames", "minProperties", "minItems"}
        return {name: _without_patterns(inner) for name, inner in value.items() if name not in dropped}
    return [_without_patterns(inner) for inner in value] if isinstance(value, (list, tuple)) else value
