"""Pages, JSON and style compressed for browsers that take gzip."""

import gzip

from flask import Flask, Response, request

__all__ = ["install"]

SHORTEST = 1_000  # bytes; what is shorter gains nothing
LEVEL = 5  # of zlib: a page takes about a millisecond
_TYPES = (
    "text/",
    "application/json",
    "application/x-ndjson",
    "application/atom+xml",
    "application/xml",
    "image/svg+xml",
)


def install(app: Flask) -> None:
    """Compress the answers of the app. Nothing in them is secret, so that their length gives nothing away."""

    @app.after_request
    def _compress(response: Response) -> Response:
        if response.status_code != 200 or not (response.mimetype or "").startswith(_TYPES):
            return response
        response.vary.add("Accept-Encoding")
        if request.method != "GET" or not request.accept_encodings["gzip"] or "Content-Encoding" in response.headers:
            return response
        response.direct_passthrough = False  # a file of the package comes as a stream
        data = response.get_data()
        if len(data) >= SHORTEST:
            response.set_data(gzip.compress(data, LEVEL, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
            tag, _weak = response.get_etag()
            if tag:
                response.set_etag(tag, weak=True)  # the bytes differ from those of the same page without gzip
        return response
