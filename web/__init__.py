"""Clausula: answers as pages and JSON: `create_app` makes the site of an open library."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, g, request
from flask_babel import Babel

from corpus.model import LANGUAGES
from indexer.library import Library
from web.routes.api import install as install_api
from web.routes.feeds import install as install_feeds
from web.routes.pages import install as install_pages
from web.server.compression import install as install_compression
from web.server.errors import install as install_errors
from web.server.headers import entity_tag, site_version
from web.server.headers import install as install_headers
from web.server.hosts import Hosts
from web.server.languages import path_language
from web.server.live_library import Holder
from web.server.monitor import install as install_monitor
from web.server.waitress_server import LARGEST_REQUEST
from web.views.kept import install as install_selection

__all__ = ["create_app"]

LONGEST_ADDRESS = 20_000  # characters: the longest query, with every letter of it in percent signs


def create_app(
    library: Library,
    *,
    base_url: str = "",
    hosts: Sequence[str] = (),
    prefix: str = "",
    access_log: bool = False,
    metrics: bool = False,
) -> Flask:
    """Return the site of a library: under `base_url`, or under whichever of the `hosts` it is asked (`Hosts`).

    When the index is rebuilt beside it, the next request takes the new one up. `library` stays the caller's to close.
    """
    app = Flask("web", root_path=str(Path(__file__).parent))
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        BABEL_TRANSLATION_DIRECTORIES="translations",
        BABEL_DEFAULT_LOCALE=LANGUAGES[0],
    )
    app.url_map.merge_slashes = False  # an id with two slashes is no id, and nothing to be sent elsewhere for
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(app, locale_selector=lambda: g.get("lang", LANGUAGES[0]))
    install_monitor(app, access_log=access_log, metrics=metrics)
    install_compression(app)  # before the headers, so that it runs after them
    install_headers(app)
    install_errors(app)
    holder = app.extensions["clausula_library"] = Holder(library)
    _lend_library(app, holder, site_version())
    install_selection(app)
    install_pages(app)
    install_api(app)
    install_feeds(app)
    app.wsgi_app = Hosts(app.wsgi_app, base_url, hosts, prefix)  # type: ignore[method-assign]
    return app


def _lend_library(app: Flask, holder: Holder, version: str) -> None:
    """Give each request the current library, and answer 304 where the browser has the page already."""

    @app.url_value_preprocessor
    def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        (values or {}).pop("lang", None)  # which `path_language` reads

    @app.before_request
    def _begin() -> Response | None:
        g.lang = path_language()
        g.version = version
        try:
            request.query_string.decode()
        except UnicodeDecodeError:
            request.query_string = b""  # the page of the error reads it too
            abort(400)
        if len(request.full_path) > LONGEST_ADDRESS:
            abort(414)
        if request.endpoint == "static":
            return None
        g.library = holder.take()
        g.fingerprint = g.library.fingerprint
        g.tag = entity_tag(g.fingerprint, version)
        asked = request.if_none_match  # "*" would be true of pages that there are not
        if request.endpoint and request.method in {"GET", "HEAD"} and not asked.star_tag and asked.contains_weak(g.tag):
            return Response(status=304)
        return None

    @app.teardown_request
    def _end(_error: BaseException | None) -> None:
        library = g.pop("library", None)
        if library is not None:
            holder.give_back(library)
