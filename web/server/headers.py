"""What every answer carries: a policy that lets nothing foreign in, and a tag that names the index it came from."""

import hashlib
from pathlib import Path

from flask import Flask, Response, g, request

__all__ = ["attached", "entity_tag", "install", "site_version"]

_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_YEAR = 31_536_000


def site_version() -> str:
    """Return a short hash of the package's files: pages change with its code and words as they do with the index."""
    digest = hashlib.sha256()
    root = Path(__file__).parents[2]
    for path in sorted(path for package in ("corpus", "indexer", "web") for path in (root / package).rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def entity_tag(fingerprint: str, version: str) -> str:
    """Return the tag of this answer: the same index, site, language, host and address give the same bytes."""
    asked = f"{fingerprint} {version} {g.lang} {request.host_url} {request.script_root} {request.full_path}"
    return hashlib.sha256(asked.encode()).hexdigest()[:20]


def attached(content: str | bytes, media_type: str, name: str, *, dated: bool = False) -> Response:
    """Return a file for the reader to keep; one that is `dated` holds the day, so that tomorrow's is another one."""
    if dated:
        g.tag = None
    return Response(content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def install(app: Flask) -> None:
    """Add the headers to every answer of the app."""

    @app.after_request
    def _complete(response: Response) -> Response:
        for name, value in _SECURITY.items():
            response.headers.setdefault(name, value)
        if request.endpoint == "static":
            response.cache_control.no_cache = None  # as Flask sets it for files without a known age
            response.cache_control.public = True
            response.cache_control.max_age = _YEAR
            response.cache_control.immutable = True
            return response
        fingerprint = g.get("fingerprint", "")
        if fingerprint:
            response.headers["X-Clausula-Index"] = fingerprint
        tag = g.get("tag")
        if tag and response.status_code in {200, 304} and request.method in {"GET", "HEAD"}:
            response.set_etag(tag)
            response.cache_control.no_cache = True
        elif not response.cache_control:
            response.cache_control.no_store = response.status_code >= 500
        return response
