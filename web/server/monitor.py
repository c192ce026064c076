"""What whoever runs the site can watch: a number for each request, a line in the log, and figures for Prometheus."""

import logging
import secrets
import time
from collections import Counter
from datetime import UTC, datetime
from threading import Lock

from flask import Flask, Response, g, request

__all__ = ["install"]

_LOG = logging.getLogger("clausula.access")
_BUCKETS = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0)  # seconds


class _Figures:
    """Counts requests by status, and how long they took."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._statuses: Counter[int] = Counter()
        self._within: Counter[float] = Counter()
        self._seconds = 0.0

    def add(self, status: int, seconds: float) -> None:
        with self._lock:
            self._statuses[status] += 1
            self._seconds += seconds
            self._within.update(bucket for bucket in _BUCKETS if seconds <= bucket)

    def lines(self) -> list[str]:
        """Return the figures in Prometheus' text format (version 0.0.4)."""
        with self._lock:
            count = sum(self._statuses.values())
            return [
                "# TYPE clausula_requests_total counter",
                *(f'clausula_requests_total{{status="{s}"}} {n}' for s, n in sorted(self._statuses.items())),
                "# TYPE clausula_request_seconds histogram",
                *(f'clausula_request_seconds_bucket{{le="{b}"}} {self._within[b]}' for b in _BUCKETS),
                f'clausula_request_seconds_bucket{{le="+Inf"}} {count}',
                f"clausula_request_seconds_sum {self._seconds:.6f}",
                f"clausula_request_seconds_count {count}",
            ]


def install(app: Flask, *, access_log: bool, metrics: bool) -> None:
    """Give each request a number; where asked for, log it, and show the figures under `/metrics`."""
    figures = _Figures()
    if access_log:
        _LOG.setLevel(logging.INFO)

    @app.before_request
    def _begin() -> None:
        g.began = time.perf_counter()
        g.request_id = secrets.token_hex(8)

    @app.after_request
    def _end(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        seconds = time.perf_counter() - g.began
        figures.add(response.status_code, seconds)
        if access_log:
            facts = {"id": g.request_id, "client": request.remote_addr, "method": request.method,
                     "path": request.full_path.rstrip("?"), "status": response.status_code,
                     "milliseconds": round(seconds * 1000, 1)}  # fmt: skip
            _LOG.info("%(method)s %(path)s %(status)s %(milliseconds)s ms %(id)s", facts, extra={"facts": facts})
        return response

    def show() -> Response:
        manifest = g.library.manifest
        age = (datetime.now(UTC) - datetime.fromisoformat(manifest.built)).total_seconds()
        lines = [*figures.lines(), "# TYPE clausula_index_age_seconds gauge", f"clausula_index_age_seconds {age:.0f}",
                 "# TYPE clausula_index_provisions gauge",
                 f"clausula_index_provisions {manifest.provisions}"]  # fmt: skip
        g.tag = None
        return Response("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")

    if metrics:
        app.add_url_rule("/metrics", "metrics", show)
