"""Every error as a page or as JSON, from one table."""

from dataclasses import dataclass, replace
from html import escape
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from corpus.errors import ClausulaError, EngineDownError, IndexStateError, NotFoundError, QueryError
from web.views.kept import kept

__all__ = ["install"]


RETRY_AFTER = "5"  # seconds after which an engine that did not answer may


@dataclass(frozen=True, slots=True)
class _Kind:
    status: int
    code: str
    title: LazyString


_TABLE: tuple[tuple[type[Exception], _Kind], ...] = (
    (QueryError, _Kind(400, "query", _l("The query cannot be read"))),
    (NotFoundError, _Kind(404, "not-found", _l("There is nothing under this address"))),
    (EngineDownError, _Kind(503, "engine-down", _l("The search engine does not answer"))),
    (IndexStateError, _Kind(503, "no-index", _l("There is no index to answer from"))),
    (ClausulaError, _Kind(500, "failed", _l("Something is wrong with Clausula's data"))),
)
_HTTP = {
    400: _Kind(400, "request", _l("The request cannot be read")),
    404: _Kind(404, "not-found", _l("There is nothing under this address")),
    405: _Kind(405, "method", _l("This address does not take such requests")),
    413: _Kind(413, "too-long", _l("The text is too long")),
    414: _Kind(414, "too-long", _l("The address is too long")),
}
_UNEXPECTED = _Kind(500, "failed", _l("Something went wrong here, not with you"))


def install(app: Flask) -> None:
    """Answer every error of the app from the table."""

    @app.errorhandler(ClausulaError)
    def _own(error: ClausulaError) -> Response:
        kind = next(kind for cls, kind in _TABLE if isinstance(error, cls))
        details: dict[str, Any] = {}
        if isinstance(error, QueryError) and error.position is not None:
            details["position"] = error.position
        if isinstance(error, NotFoundError):
            details["nearest"] = list(error.nearest)
        details["reason"] = error.code
        response = _answer(kind, *error.words(str if _for_programs() else gettext), details)
        if isinstance(error, EngineDownError):
            response.headers["Retry-After"] = RETRY_AFTER
        return response

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
    if _for_programs():
        body = {"code": kind.code, "message": message or str(kind.title), "hint": hint, **details}
        response = jsonify({"error": body})
    else:
        response = make_response(_page(kind, message, hint, details))
    response.status_code = kind.status
    return response


def _page(kind: _Kind, message: str, hint: str, details: dict[str, Any]) -> str:
    """Return the page of an error; where what is wrong is the page itself, its words alone."""
    try:
        kept()
    except QueryError:
        g.kept = []
    try:
        return render_template(
            "error.html", title=str(kind.title), message=message, hint=hint,
            asked=request.args.get("q", "")[:2000], **details,
        )  # fmt: skip
    except Exception:
        current_app.logger.exception("The page of an error failed")
        return "<!doctype html><title>Clausula</title><p>" + escape("\n".join((str(kind.title), message, hint)))


def _for_programs() -> bool:
    """Return whether the request wants JSON, whose words are English."""
    return request.path.startswith("/api/") or request.path in {"/healthz", "/readyz", "/metrics"}
