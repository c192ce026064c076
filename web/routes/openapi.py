"""The OpenAPI description of the API."""

from collections.abc import Mapping
from typing import Any

from corpus.citations import MEDIA_TYPES as CITATIONS
from corpus.citations import STYLES
from indexer.answers.bundles import MOST as BUNDLE
from indexer.answers.compare import MOST
from indexer.answers.export import BUNDLES, MEDIA_TYPES
from indexer.query.language import FILTERS, LONGEST
from indexer.quotes.matching import ORDER
from indexer.quotes.quotation import LONGEST as QUOTATION
from web.routes.matrix import BLOCS
from web.views.search_address import DEEPEST, LIMIT, LIMITS, SWITCHES

__all__ = ["describe"]

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
        "paths": {
            "/search": {"get": _get("search", "Find provisions, best first", _search_parameters(), "ResultPage")},
            "/provisions/{place}": {
                "get": _get("provision", "A provision or an article", [_place()], "Provisions", missing=True)
            },
            "/agreements": {"get": _get("agreements", "All agreements", [], "Agreements")},
            "/agreements/{agreement}": {
                "get": _get("agreement", "One agreement with its contents", [_agreement()], "Agreement", missing=True)
            },
            "/quote": {
                "get": _get("quote", "Hold a quotation against all texts", [_text()], "Quotation"),
                "post": _posted(_get("post_quote", "Hold a quotation against all texts", [], "Quotation")),
            },
            "/compare": {
                "get": _get(
                    "compare",
                    "Provisions side by side",
                    [_ids(MOST, "Ids; one alone is compared with its sisters"), _topic()],
                    "Comparison",
                    missing=True,
                )
            },
            "/cite": {
                "get": _with_files(
                    _get("cite", "Citations in one style", _cite_parameters(), "Citations", missing=True), CITATIONS
                )
            },
            "/bundle": {"get": _bundle()},
            "/coverage": {
                "get": _get("coverage", "Topics by agreements", _coverage_parameters(), "Coverage", missing=True)
            },
            "/exporter": {
                "get": _get(
                    "exporter", "What touches a product in a market", _exporter_parameters(), "Exporter", missing=True
                )
            },
            "/topics": {"get": _get("topics", "The tree of topics", [], "Topics")},
        },
        "components": {"schemas": _schemas()},
    }


def _get(name: str, summary: str, parameters: list[Json], schema: str, *, missing: bool = False) -> Json:
    answers = {"200": _json(schema, "The answer"), "400": _json("Error", "The request cannot be read")}
    if missing:
        answers["404"] = _json("Error", "There is nothing of that name; the nearest ids are in the answer")
    answers["414"] = _json("Error", "The address is too long")
    answers["503"] = _json("Error", "There is no index; the hint says what to run")
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
        parameter("page", {"type": "integer", "minimum": 1, "maximum": DEEPEST}, "Page, from 1"),
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


_QUOTATION: Json = {"type": "string", "maxLength": QUOTATION}


def _text() -> Json:
    return _query("text", _QUOTATION, "The quotation", required=True)


def _posted(described: Json) -> Json:
    """Return the description of a route that takes a quotation as JSON."""
    content = {"application/json": {"schema": _object(["text"], text=_QUOTATION)}}
    answers = described["responses"] | {"413": _json("Error", "The text is too long")}
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
    return _query("lang", {"type": "string", "enum": ["en", "es"], "default": "en"}, "The language of our words")


def _bundle() -> Json:
    form = {"type": "string", "enum": list(BUNDLES), "default": "json"}
    asked = [_ids(BUNDLE), _query("format", form, "The format"), _language()]
    described = _get("bundle", "Chosen provisions with citations, dates and sources", asked, "Bundle", missing=True)
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
    text, number = {"type": "string"}, {"type": "integer"}
    maybe = {"type": ["string", "null"]}
    rows = {"type": "array", "items": {"type": "object"}}
    tongues = {"type": "object", "additionalProperties": text}
    provision = _object(
        ["id", "eid", "agreement", "headings", "language", "text", "points", "scope", "force", "source", "citation"],
        id=text, eid=text, article=text, agreement={"type": "object"}, headings=rows, label=text, language=text,
        text=text, points=rows, closing=text, footnotes=rows, scope=text, topics=rows, force=text, addressee=text,
        enforcement=text, enforcement_source=text, references=rows, amendments=rows, citation=text,
        remarks={"type": "array", "items": text},
        digest={"type": ["object", "null"]}, source={"type": ["object", "null"]},
        score={"type": "number"}, spans=rows, matched={"type": "object"},
    )  # fmt: skip
    agreement = _object(
        ["id", "title", "titles", "parties", "status", "sources", "texts"],
        id=text, title=text, titles=tongues, short_titles=tongues, bloc=text, parties={"type": "array", "items": text},
        status=text, signed=maybe, in_force=maybe, provisional_from=maybe, ended=maybe, sources=rows,
        texts={"type": "object"}, held=number, fingerprint=text,
    )  # fmt: skip
    many = {"type": "array", "items": {"$ref": "#/components/schemas/Provision"}}
    return {
        "Provision": provision,
        "Agreement": agreement,
        "ResultPage": _object(
            ["query", "total", "documents", "page", "limit", "facets", "fingerprint", "hits"],
            query=text, total=number, documents=number, page=number, limit=number, pinpoint=maybe,
            offered={"type": "array", "items": text},
            added={"type": "array", "items": text}, corrections={"type": "array", "items": text},
            cut={"type": "array", "items": text},
            facets={"type": "object"}, fingerprint=text, hits=many, licence=text, rules=rows, services=rows,
            agreements=rows, more_agreements=number, goods={"type": ["object", "null"]},
            rules_notice={"type": ["object", "null"]},
        ),
        "Provisions": _object(
            ["asked", "id", "provisions", "fingerprint"],
            asked=text, id=text, article=text, point=maybe, provisions=many, fingerprint=text,
        ),
        "Agreements": _object(
            ["agreements", "fingerprint"],
            agreements={"type": "array", "items": {"$ref": "#/components/schemas/Agreement"}}, fingerprint=text,
        ),
        **_desk_schemas(),
        "Coverage": _object(
            ["columns", "rows", "digests", "fingerprint"], columns=rows, rows=rows, digests=rows, fingerprint=text
        ),
        "Topics": _object(["topics", "fingerprint"], topics=rows, fingerprint=text),
        "Error": _object(
            ["error"],
            error=_object(
                ["code", "message", "hint"], code=text, reason=text, message=text, hint=text, position=number,
                nearest={"type": "array", "items": text},
            ),
        ),
    }  # fmt: skip


def _desk_schemas() -> Json:
    """Return what the routes of a lawyer's desk answer."""
    text, rows = {"type": "string"}, {"type": "array", "items": {"type": "object"}}
    many = {"type": "array", "items": {"$ref": "#/components/schemas/Provision"}}
    return {
        "Quotation": _object(
            ["quoted", "verdict", "complete", "matches", "searched", "fingerprint"],
            quoted=text, verdict={"type": "string", "enum": list(ORDER)}, complete={"type": "boolean"}, matches=rows,
            searched={"type": "object"}, fingerprint=text,
        ),
        "Comparison": _object(
            ["columns", "rows", "fingerprint"],
            columns=rows, rows={"type": "array", "items": {"type": "array", "items": {"type": ["object", "null"]}}},
            topic=text, provisions={"type": "array", "items": text}, families={"type": "array"}, fingerprint=text,
            licence=text,
        ),
        "Exporter": _object(
            ["products", "markets", "product", "market", "groups", "fingerprint"],
            products=rows, markets={"type": "array", "items": text}, product={"type": ["string", "null"]},
            market={"type": ["string", "null"]}, groups=rows, rules=rows,
            rules_notice={"type": "object"}, services=rows, fingerprint=text, licence=text,
        ),
        "Citations": _object(["citations", "fingerprint"], citations=rows, fingerprint=text),
        "Bundle": _object(
            ["query", "exported", "index", "licence", "provisions"],
            query=text, exported=text, index=text, licence=text, provisions=many,
        ),
    }  # fmt: skip


def _object(required: list[str], **properties: Json) -> Json:
    return {"type": "object", "required": required, "properties": properties}
