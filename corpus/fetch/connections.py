"""Connections to publishers: to public addresses, judged once, or through a proxy that the user names."""

import contextlib
import http.client
import socket
import ssl
from collections.abc import Sequence

from corpus.errors import FetchError
from corpus.fetch.addresses import is_public

__all__ = ["Transport"]


class Transport:
    """Opens connections, and only to public addresses: a name that leads into a private network is refused."""

    def addresses(self, scheme: str, host: str) -> list[tuple[str, int]]:
        """Return the addresses and ports of `host`. Raises OSError for none at all, FetchError for a private one."""
        port = 443 if scheme == "https" else 80
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        for address in found:
            if not is_public(address):
                raise FetchError("address-not-public", host=host, address=address)
        return [(address, port) for address in found]

    def context(self, scheme: str) -> ssl.SSLContext | None:
        """Return the rules for certificates of a connection by `scheme`, None where it is not encrypted."""
        return ssl.create_default_context() if scheme == "https" else None

    def open(self, scheme: str, host: str, timeout: float) -> "_Connection":
        """Return a connection to `host`, to be opened on first use."""
        return _Connection(host, self.addresses(scheme, host), self.context(scheme), timeout)


class _Connection(http.client.HTTPConnection):
    """A connection to addresses that were looked up, and judged, once."""

    def __init__(
        self, host: str, addresses: Sequence[tuple[str, int]], context: ssl.SSLContext | None, timeout: float
    ) -> None:
        super().__init__(host, timeout=timeout)
        self.was_cut = False
        self._addresses = addresses
        self._context = context
        # http.client forgets its socket as soon as it knows that the answer ends with the connection.
        self._open: socket.socket | None = None

    def connect(self) -> None:
        problem: OSError = OSError("it has no address")
        for address in self._addresses:
            try:
                plain = socket.create_connection(address, self.timeout)
            except OSError as error:
                problem = error
                continue
            self._open = plain
            self.sock = self._context.wrap_socket(plain, server_hostname=self.host) if self._context else plain
            self._open = self.sock
            if self.was_cut:
                raise TimeoutError("it took too long to connect")
            return
        raise problem

    def cut(self) -> None:
        """End the connection from another thread, which ends every wait for it."""
        self.was_cut = True
        if self._open is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._open, socket.SHUT_RDWR)
