"""The site on waitress: bounded in connections, headers, bodies and time, and ended without dropping a request."""

import select
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

from web.server.hosts import Application

__all__ = ["LARGEST_REQUEST", "Server"]

LARGEST_REQUEST = 200_000  # bytes: a quotation to check is the longest thing that anyone sends
CONNECTIONS = 500  # with the files of an index well below the usual 1,024 descriptors of a process
THREADS = 8
ARRIVAL = 20  # seconds in which all of a request has to arrive, and which a connection may be silent


class _Channel(HTTPChannel):  # type: ignore[misc] # waitress has no types
    """A connection whose requests arrive in time: waitress itself waits anew after each byte."""

    began = 0.0

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.began = time.monotonic()
        taken = bool(super().received(data))
        if self.request is not None and time.monotonic() - self.began > ARRIVAL:
            self.will_close = True
        return taken


class Server:
    """A site that listens. Raises OSError, or ValueError for a host that there is none, where it cannot."""

    def __init__(self, app: Application, host: str, port: int, trusted_proxy: str = "") -> None:
        limits: dict[str, Any] = {
            "max_request_body_size": LARGEST_REQUEST, "max_request_header_size": 65_536,
            "connection_limit": CONNECTIONS, "channel_timeout": ARRIVAL, "cleanup_interval": 5,
            "asyncore_use_poll": hasattr(select, "poll"), "threads": THREADS, "ident": None,
        }  # fmt: skip
        if trusted_proxy:
            headers = {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"}
            limits |= {"trusted_proxy": trusted_proxy, "trusted_proxy_headers": headers}
        self._map: dict[int, Any] = {}
        self._server = create_server(app, map=self._map, host=host, port=port, **limits)
        self._listeners = [each for each in self._map.values() if isinstance(each, BaseWSGIServer)]
        for listener in self._listeners:
            listener.channel_class = _Channel
        first = getattr(self._server, "effective_listen", None) or [(host, self._server.effective_port)]
        self.port = int(first[0][1])
        self.address = f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    def run(self, reload: Callable[[], None]) -> None:
        """Serve until SIGTERM or SIGINT, then finish what was asked before. SIGHUP calls `reload`."""
        stopping = False

        def stop(_number: int, _frame: FrameType | None) -> None:
            nonlocal stopping
            stopping = True
            self._listeners[0].pull_trigger()  # which ends the wait for requests

        signal.signal(signal.SIGTERM, stop)  # which the first process of a container would not end by itself
        signal.signal(signal.SIGINT, stop)
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, lambda _number, _frame: reload())
        while not stopping:
            self._turn(self._server.adj.asyncore_loop_timeout)
        self._finish()

    def _turn(self, timeout: float) -> None:
        """Take what comes on the connections within so many seconds, and send what is ready."""
        wasyncore.loop(timeout=timeout, map=self._map, use_poll=hasattr(select, "poll"), count=1)

    def _finish(self) -> None:
        """Read the requests that have come in, answer them and all that are being answered, and end."""
        end, idle = time.monotonic() + ARRIVAL, 0
        while idle < 2 and time.monotonic() < end:
            before = set(self._map)
            self._turn(0.1)
            idle = 0 if set(self._map) != before or any(map(_is_busy, list(self._map.values()))) else idle + 1
        self._listeners[0].task_dispatcher.shutdown()
        wasyncore.close_all(self._map)


def _is_busy(channel: object) -> bool:
    """Return whether a connection has a request that is not yet answered."""
    return isinstance(channel, HTTPChannel) and bool(channel.requests or channel.request or channel.total_outbufs_len)
