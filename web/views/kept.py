"""The reader's selection: provisions that an address carries before its path, from page to page and into the bundle.

`/keep/us-peru:18.3:1,us-peru:18.4/en/search` is the page `/en/search` with two provisions kept. Links in pages are
relative to that path, so that none of them repeats the selection.
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote, unquote, urlencode

from flask import Flask, g, redirect, request
from werkzeug.wrappers import Response

from corpus.errors import QueryError
from web.server.languages import PATHS

__all__ = ["LONGEST_ID", "MOST", "PATH", "carry", "check_ids", "install", "kept", "linking"]

MOST = 30  # ids in the address of a page; the API takes more
LONGEST_ID = 200  # characters
PATH = "/keep/"
_ENVIRON = "clausula.kept"


def install(app: Flask) -> None:
    """Take the selection off each address before it is routed; what comes as fields of a form becomes part of it."""
    routed = app.wsgi_app

    def unpacked(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(PATH):
            environ[_ENVIRON], _, rest = path.removeprefix(PATH).partition("/")
            environ["PATH_INFO"] = f"/{rest}"
        return routed(environ, start_response)

    app.wsgi_app = unpacked  # type: ignore[method-assign]

    @app.before_request
    def _gather() -> Response | None:
        if "keep" not in request.args or request.endpoint not in PATHS or request.method == "POST":
            return None
        g.kept = check_ids([*kept(), *request.args.getlist("keep")], MOST)
        left = urlencode([pair for pair in request.args.items(multi=True) if pair[0] != "keep"])
        return redirect(carry(quote(request.script_root + request.path) + (f"?{left}" if left else "")))


def check_ids(ids: Iterable[str], most: int) -> list[str]:
    """Return the ids of an address, each once; empty fields of a form are left out. Raises QueryError for too many."""
    given = list(ids)
    named = list(dict.fromkeys(name.strip() for name in given if name.strip()))
    # A form has an empty field more than a table has columns.
    if len(given) > most + 1 or len(named) > most or any(len(name) > LONGEST_ID for name in named):
        raise QueryError("too-many-ids", hint="leave-out", most=most, longest=LONGEST_ID)
    return named


def kept() -> list[str]:
    """Return the ids that the address of the request carries, in their order."""
    if "kept" not in g:
        packed = request.environ.get(_ENVIRON, "").split(",")
        g.kept = check_ids([unquote(name.replace(":", "/")) for name in packed], MOST)
    ids: list[str] = g.kept
    return ids


def carry(address: str, *more: str) -> str:
    """Return an address with the selection, and with `more` ids beside it."""
    ids = dict.fromkeys([*kept(), *more])
    packed = ",".join(quote(name).replace("/", ":") for name in ids)
    root = request.script_root
    # The server undoes one layer of percent signs before it parts the path.
    return f"{root}{PATH}{quote(packed, safe=':,')}{address.removeprefix(root)}" if ids else address


def linking(address: Callable[..., str]) -> Callable[..., str]:
    """Return a function that makes addresses as another does, for links in a page: with a selection, relative ones."""

    def link(*args: Any, **values: Any) -> str:
        target = address(*args, **values)
        up = "../" * (request.path.count("/") - 1)
        return f"{up}{target.removeprefix(request.script_root)[1:]}" if kept() else target

    return link
