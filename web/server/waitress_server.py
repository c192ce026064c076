"""The site on waitress: bounded in connections, headers, bodies and time, and ended without dropping a request."""

import select
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

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
        listeners: dict[int, Any] = {}
        self._server = create_server(app, map=listeners, host=host, port=port, **limits)
        for listener in listeners.values():
            if isinstance(listener, BaseWSGIServer):
                listener.channel_class = _Channel
        first = getattr(self._server, "effective_listen", None) or [(host, self._server.effective_port)]
        self.port = int(first[0][1])
        self.address = f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    def run(self, reload: Callable[[], None]) -> None:
        """Serve until SIGTERM or SIGINT, then finish the requests in flight. SIGHUP calls `reload`."""

        def stop(_number: int, _frame: FrameType | None) -> None:
            raise KeyboardInterrupt

        def again(_number: int, _frame: FrameType | None) -> None:
            reload()

        signal.signal(signal.SIGTERM, stop)  # which the first process of a container would not end by itself
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, again)
        self._server.run()
