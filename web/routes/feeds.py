"""Pages for programs: health, robots.txt, the sitemap, the OpenSearch description, and a feed of any search."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import Flask, Response, g, jsonify, render_template, request, url_for
from flask_babel import gettext as _

from corpus.errors import EngineDownError
from corpus.model import LANGUAGES
from corpus.text import xml_text
from corpus.words import licence
from indexer.classify.taxonomy import load_taxonomy
from indexer.record import Record
from web.server.languages import page_url
from web.views import catalogue, kept, search_address
from web.views.names import status, value
from web.views.record_html import opening

__all__ = ["install"]

FEED_LENGTH = 30


def install(app: Flask) -> None:
    """Put these routes into the app."""
    app.add_url_rule("/healthz", "health", health)
    app.add_url_rule("/readyz", "ready", ready)
    app.add_url_rule("/robots.txt", "robots", robots)
    app.add_url_rule("/sitemap.xml", "sitemap", sitemap)
    for language in LANGUAGES:
        app.add_url_rule(f"/{language}/opensearch.xml", "opensearch", opensearch, defaults={"lang": language})
        app.add_url_rule(f"/{language}/feed.xml", "feed", feed, defaults={"lang": language})


def health() -> Response:
    """Report that the site works and which index it reads. EngineDownError (503) where the engine does not answer."""
    _ask_engine()
    manifest = g.library.manifest
    return jsonify(
        {"status": "ok", "fingerprint": manifest.fingerprint, "built": manifest.built,
         "provisions": manifest.provisions}
    )  # fmt: skip


def ready() -> Response:
    """Report that requests can be answered. EngineDownError (503) where the engine does not answer."""
    _ask_engine()
    return jsonify({"status": "ready"})


def _ask_engine() -> None:
    if not g.library.searcher.ready():
        raise EngineDownError("engine-down", problem="not all of the index can be read")


def robots() -> Response:
    """Keep crawlers out of searches, whose addresses have no end."""
    endless = [page_url(name, each) for each in LANGUAGES for name in ("search", "quote", "compare", "bundle")]
    blocked = [*endless, f"{request.script_root}/api/", f"{request.script_root}{kept.PATH}"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in blocked), f"Sitemap: {_absolute(url_for('sitemap'))}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _absolute(path: str) -> str:
    return request.host_url.rstrip("/") + path


def sitemap() -> Response:
    """List the pages of agreements and topics in each language."""
    paths = []
    for language in LANGUAGES:
        paths += [
            page_url(name, language)
            for name in ("home", "agreements", "topics", "matrix", "timeline", "coverage", "exporter", "help")
        ]
        paths += [page_url("agreement", language, agreement=name) for name in catalogue.held(g.library)]
        paths += [page_url("topic", language, topic=name) for name in load_taxonomy()]
    return _xml("sitemap.xml", "application/xml", addresses=map(_absolute, paths))


def _xml(template: str, media_type: str, **values: object) -> Response:
    body = xml_text(render_template(template, **values))
    return Response(body, content_type=f"{media_type}; charset=utf-8")


def opensearch() -> Response:
    """Describe the search, so that a browser can offer it."""
    search = _absolute(page_url("search"))
    return _xml("opensearch.xml", "application/opensearchdescription+xml", search=search)


def feed() -> Response:
    """Return a search as an Atom feed; its entries are dated by what is known of each, not by the build."""
    asked = search_address.read(
        [(n, v) for n, v in request.args.items(multi=True) if n not in {"page", "limit", "keep"}]
    )
    result = g.library.search(asked.query, limit=FEED_LENGTH)
    built = datetime.fromisoformat(g.library.manifest.built).astimezone(UTC)
    dated = [(hit, _changed(hit) or built) for hit in result.hits]
    pairs = search_address.params(asked)
    return _xml(
        "feed.xml", "application/atom+xml", hits=dated, updated=max((day for _, day in dated), default=built),
        absolute=_absolute, summary=_summary, query="&".join(f"{name}={text}" for name, text in pairs),
        licence=licence(g.lang), own=f"{_absolute(url_for('feed', lang=g.lang))}?{urlencode(pairs)}",
    )  # fmt: skip


def _changed(hit: Record) -> datetime | None:
    """Return when a provision last changed here: when its words came, or its digest was read against them."""
    days = [hit.source.retrieved if hit.source else None, hit.digest.checked if hit.digest else None]
    read = [datetime.fromisoformat(day) for day in days if day]
    return max((day if day.tzinfo else day.replace(tzinfo=UTC) for day in read), default=None)


def _summary(hit: Record) -> str:
    """Return the status, whether the words are those of a mirror or a digest, and the words."""
    digest, source = hit.digest.summary(g.lang) if hit.digest else "", hit.source
    role = value("role", source.role) if source and not digest and source.role != "official" else ""
    agreement = hit.agreement
    told = [
        status(agreement.status, unsure=agreement.status_unverified),
        role,
        _("our own summary, not the words of the treaty"),
    ]
    about = "; ".join(part for part in (told if digest else told[:-1]) if part)
    return f"[{about}] {opening(digest or hit.full_text(), 600)}"
