"""Connections to publishers: to public addresses, checked once, or through a proxy that the user names."""

import base64
import contextlib
import http.client
import socket
import ssl
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from corpus.errors import FetchError
from corpus.fetch.addresses import is_public

__all__ = ["ProxyTransport", "Transport"]


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


class ProxyTransport(Transport):
    """Opens connections through the proxy at `url`, which looks the names up: no address is judged here.

    Encrypted connections are tunnels, which the proxy cannot read. Raises FetchError for anything but
    ``http://[user:password@]host[:port]``.
    """

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            self._proxy = (parts.hostname or "", parts.port or 80)
        except ValueError as error:
            raise FetchError("no-proxy-address") from error
        if parts.scheme != "http" or not parts.hostname or parts.path.strip("/") or parts.query:
            raise FetchError("no-proxy-address")
        named = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        basic = base64.b64encode(named.encode()).decode()
        self._headers = {"Proxy-Authorization": f"Basic {basic}"} if parts.username else {}

    def open(self, scheme: str, host: str, timeout: float) -> "_Connection":
        """Return a connection to `host` through the proxy, to be opened on first use."""
        return _ProxyConnection(host, self._proxy, self.context(scheme), timeout, self._headers)


class _Connection(http.client.HTTPConnection):
    """A connection to addresses that were looked up and checked once: a later answer of DNS changes nothing."""

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
            self._open = self.sock = plain
            self._reach_host()
            if self._context:
                self._open = self.sock = self._context.wrap_socket(plain, server_hostname=self.host)
            if self.was_cut:
                raise TimeoutError("it took too long to connect")
            return
        raise problem

    def _reach_host(self) -> None:
        """Do what has to be done before the host itself is at the other end of the socket: here, nothing."""

    def cut(self) -> None:
        """End the connection from another thread, which ends every wait for it."""
        self.was_cut = True
        if self._open is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._open, socket.SHUT_RDWR)


class _ProxyConnection(_Connection):
    """A connection to a proxy, which passes requests on, or all bytes where they are encrypted."""

    def __init__(
        self,
        host: str,
        proxy: tuple[str, int],
        context: ssl.SSLContext | None,
        timeout: float,
        headers: Mapping[str, str],
    ) -> None:
        super().__init__(host, [proxy], context, timeout)
        self._headers = headers

    def _reach_host(self) -> None:
        """Ask the proxy for a tunnel (RFC 9110, 9.3.6). Raises OSError where it gives none."""
        if not self._context:
            return
        lines = [f"CONNECT {self.host}:443 HTTP/1.1", f"Host: {self.host}:443"]
        lines += [f"{name}: {value}" for name, value in self._headers.items()]
        self.sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("ascii"))
        answer = http.client.HTTPResponse(self.sock, method="CONNECT")
        answer.begin()
        answer.close()
        if not 200 <= answer.status < 300:
            raise OSError(f"the proxy answers with status {answer.status} {answer.reason}")

    def request(self, method: str, url: str, body: Any = None, headers: Any = None, **more: Any) -> None:
        """Send a request; without encryption, with the whole address, as proxies want it (RFC 9112, 3.2.2)."""
        if self._context:
            super().request(method, url, body, headers or {}, **more)
        else:
            super().request(method, f"http://{self.host}{url}", body, {**(headers or {}), **self._headers}, **more)
