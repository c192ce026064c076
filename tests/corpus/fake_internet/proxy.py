"""An HTTP proxy on the loopback that leads to the fake internet: tunnels for https, whole addresses for http."""

import contextlib
import socket
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Proxy:
    """A proxy; `asked` is what it was asked for, `secret` the Proxy-Authorization that it wants, if any."""

    def __init__(self, ports: Mapping[str, int], secret: str = "") -> None:
        self.asked: list[str] = []
        values = {"ports": ports, "proxy": self, "secret": secret}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), values))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    ports: Mapping[str, int]
    proxy: Proxy
    secret: str

    def log_message(self, *_: object) -> None:
        pass

    def _reach(self, host: str) -> socket.socket | None:
        self.close_connection = True
        self.proxy.asked.append(f"{self.command} {self.path}")
        if self.secret and self.headers.get("Proxy-Authorization") != self.secret:
            self.send_error(407)
        elif host not in self.ports:
            self.send_error(502)
        else:
            return socket.create_connection(("127.0.0.1", self.ports[host]), timeout=5)
        return None

    def do_CONNECT(self) -> None:
        there = self._reach(self.path.partition(":")[0])
        if there is None:
            return
        self.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        back = threading.Thread(target=_pass_on, args=(there, self.connection), daemon=True)
        back.start()
        _pass_on(self.connection, there)
        back.join()
        there.close()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        there = self._reach(parts.hostname or "")
        if there is None:
            return
        lines = [f"GET {parts.path}{'?' * bool(parts.query)}{parts.query} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in self.headers.items() if not name.startswith("Proxy-")]
        there.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        _pass_on(there, self.connection)
        there.close()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
