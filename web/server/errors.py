"""Every error as a page or as JSON, from one table."""

import re
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from corpus.errors import ClausulaError, IndexStateError, NotFoundError, QueryError

__all__ = ["install", "say"]


@dataclass(frozen=True, slots=True)
class _Kind:
    status: int
    code: str
    title: LazyString


_TABLE: tuple[tuple[type[Exception], _Kind], ...] = (
    (QueryError, _Kind(400, "query", _l("The query cannot be read"))),
    (NotFoundError, _Kind(404, "not-found", _l("There is nothing under this address"))),
    (IndexStateError, _Kind(503, "no-index", _l("There is no index to answer from"))),
    (ClausulaError, _Kind(500, "failed", _l("Something is wrong with Clausula's data"))),
)
_HTTP = {
    400: _Kind(400, "request", _l("The request cannot be read")),
    404: _Kind(404, "not-found", _l("There is nothing under this address")),
    405: _Kind(405, "method", _l("This address does not take such requests")),
    413: _Kind(413, "too-long", _l("The text is too long")),
}
_UNEXPECTED = _Kind(500, "failed", _l("Something went wrong here, not with you"))

# What the library says, in the words of the catalogue of messages; the numbers and names in it are carried over.
_SAID: tuple[tuple[re.Pattern[str], LazyString], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"The query has (?P<a>\d+) characters\.", _l("The query has %(a)s characters.")),
        (r"Use at most (?P<a>\d+)\.", _l("Use at most %(a)s.")),
        (r"The query has more than (?P<a>\d+) words\.", _l("The query has more than %(a)s words.")),
        (r"Leave some out\.", _l("Leave some out.")),
        (r"A quote is opened and not closed\.", _l("A quote is opened and not closed.")),
        (r"Add the closing \"\.", _l('Add the closing ".')),
        (r"Add the closing \", or leave the quote out\.", _l('Add the closing ", or leave the quote out.')),
        (
            r"A \* needs at least three letters before it and none after it\.",
            _l("A * needs at least three letters before it and none after it."),
        ),
        (r"For example (?P<a>.+)\.", _l("For example %(a)s.")),
        (r"signed:(?P<a>.*) is no range of dates\.", _l("signed:%(a)s is no range of dates.")),
        (r"signed:(?P<a>.*) ends before it begins\.", _l("signed:%(a)s ends before it begins.")),
        (r"Put the earlier year first\.", _l("Put the earlier year first.")),
        (r"(?P<a>\w+): has no value\.", _l("%(a)s: has no value.")),
        (r"Nothing has the id (?P<a>.+)\.", _l("Nothing has the id %(a)s.")),
        (r"No agreement has the id (?P<a>.+)\.", _l("No agreement has the id %(a)s.")),
        (r"Nearest: (?P<a>.+)\.", _l("Nearest: %(a)s.")),
        (r"The quotation has (?P<a>\d+) characters\.", _l("The quotation has %(a)s characters.")),
        (
            r"(?P<a>\d+) provisions are too many for one table\.",
            _l("%(a)s provisions are too many for one table."),
        ),
        (r"(?P<a>\d+) provisions are too many for a bundle\.", _l("%(a)s provisions are too many for a bundle.")),
        (r"One of these has (?P<a>\d+) paragraphs and points\.", _l("One of these has %(a)s paragraphs and points.")),
        (r"Choose a paragraph of it\.", _l("Choose a paragraph of it.")),
        (
            r"An address names at most (?P<a>\d+) ids of (?P<b>\d+) characters\.",
            _l("An address names at most %(a)s ids of %(b)s characters."),
        ),
        (r"No topic has the id (?P<a>.+)\.", _l("No topic has the id %(a)s.")),
        (r"There is no format (?P<a>.+)\.", _l("There is no format %(a)s.")),
        (r"Ask for one of (?P<a>.+)\.", _l("Ask for one of %(a)s.")),
        (r"(?P<a>\S+) has no point (?P<b>\S+)\.", _l("%(a)s has no point %(b)s.")),
        (r"Its points are: (?P<a>.+)\.", _l("Its points are: %(a)s.")),
        (r"It has no points in the text at hand\.", _l("It has no points in the text at hand.")),
        (
            r"(?P<a>\w+) must be a number from (?P<b>\d+) to (?P<c>\d+)\.",
            _l("%(a)s must be a number from %(b)s to %(c)s."),
        ),
        (r"(?P<a>\w+) must be one of (?P<b>.+)\.", _l("%(a)s must be one of %(b)s.")),
        (r"Correct the address\.", _l("Correct the address.")),
        (r"Pages end at result (?P<a>\d+)\.", _l("Pages end at result %(a)s.")),
        (r"Narrow the search with more words or filters\.", _l("Narrow the search with more words or filters.")),
        (r"signed: cannot be left out\.", _l("signed: cannot be left out.")),
        (r"Give the years that you want\.", _l("Give the years that you want.")),
        (r"There is no field (?P<a>.+)\.", _l("There is no field %(a)s.")),
        (r"The fields are (?P<a>.+)\.", _l("The fields are %(a)s.")),
        (r"The query cannot be read\.", _l("The query cannot be read.")),
        (r"Quote the words you look for\.", _l("Quote the words you look for.")),
        (r"(?P<a>\d+) topics are too many for one page\.", _l("%(a)s topics are too many for one page.")),
        (r"This text has no such division\.", _l("This text has no such division.")),
        (r"List (the agreements|them): (?P<a>.+)", _l("List them: %(a)s")),
        (r"There is no index to answer from\.", _l("There is no index to answer from.")),
        (r"Run: clausula build", _l("Run: clausula build")),
    )
)


def say(sentence: str) -> str:
    """Return a sentence of the library in the reader's language, where the catalogue of messages knows it."""
    for pattern, words in _SAID:
        found = pattern.fullmatch(sentence)
        if found:
            return str(words) % found.groupdict() if found.groupdict() else str(words)
    return sentence


def install(app: Flask) -> None:
    """Answer every error of the app from the table."""

    @app.errorhandler(ClausulaError)
    def _own(error: ClausulaError) -> Response:
        kind = next(kind for cls, kind in _TABLE if isinstance(error, cls))
        details: dict[str, Any] = {}
        if isinstance(error, QueryError):
            details["position"] = error.position
        if isinstance(error, NotFoundError):
            details["nearest"] = list(error.nearest)
        return _answer(kind, error.message, error.hint, details)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        code = error.code or 500
        kind = _HTTP.get(code) or (replace(_HTTP[400], status=code) if 400 <= code < 500 else _UNEXPECTED)
        response = _answer(kind, "", "", {})
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def _other(error: Exception) -> Response:
        app.logger.exception("A request failed", exc_info=error)
        return _answer(_UNEXPECTED, "", "", {})


def _answer(kind: _Kind, message: str, hint: str, details: dict[str, Any]) -> Response:
    g.tag = None
    if request.path.startswith("/api/") or request.path == "/healthz":
        body = {"code": kind.code, "message": message or str(kind.title), "hint": hint, **details}
        response = jsonify({"error": body})
    else:
        page = render_template(
            "error.html", title=str(kind.title), message=say(message), hint=say(hint),
            asked=request.args.get("q", ""), **details,
        )  # fmt: skip
        response = make_response(page)
    response.status_code = kind.status
    return response
