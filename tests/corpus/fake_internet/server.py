"""A real HTTP server on the loopback for each publisher, and the ways in which it can misbehave."""

import contextlib
import gzip
import os
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Asked:
    host: str
    path: str
    headers: Mapping[str, str]
    at: float


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Page = Callable[[Asked], Reply]
Fault = Callable[["Handler"], None]


def page(body: bytes | str, content_type: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> Page:
    """A page with an ETag that answers 304 when it is asked with it."""
    data = body.encode() if isinstance(body, str) else body
    etag = f'"{hash(data) & 0xFFFFFFFF:x}"'

    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == etag:
            return Reply(status=304, headers={"ETag": etag})
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Reply(data, status, {"Content-Type": content_type, "ETag": etag} | named)

    return answer


def redirect(location: str, status: int = 302) -> Page:
    return lambda _: Reply(status=status, headers={"Location": location})


class Site:
    """A server and its pages, by path. `faults` come first; `asked` is what was asked for, in order."""

    def __init__(
        self,
        pages: Mapping[str, Page],
        robots: str | None = None,
        case_sensitive: bool = True,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.pages = dict(pages)
        self.usual = self.pages.copy()
        if robots is not None:
            self.usual["/robots.txt"] = page(robots, "text/plain")
        self.case_sensitive = case_sensitive
        self.faults: dict[str, Fault] = {}
        self.asked: list[Asked] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"site": self}))
        if tls is not None:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.reset()
        self.thread.start()

    def reset(self) -> None:
        self.pages = self.usual.copy()
        self.faults.clear()
        self.asked.clear()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site
    asked: Asked

    def do_GET(self) -> None:
        self.close_connection = True
        path = self.path if self.site.case_sensitive else self.path.lower()
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.asked = Asked(headers.get("host", ""), self.path, headers, time.monotonic())
        self.site.asked.append(self.asked)
        fault = self.site.faults.get(path)
        if fault is not None:
            fault(self)
        else:
            self.reply(self.usual())

    def usual(self) -> Reply:
        path = self.path if self.site.case_sensitive else self.path.lower()
        found = self.site.pages.get(path)
        return found(self.asked) if found else Reply(b"<html><h1>Not Found</h1></html>", 404)

    def reply(self, reply: Reply) -> None:
        self.raw(head(reply.status, {"Content-Length": str(len(reply.body))} | dict(reply.headers)) + reply.body)

    def raw(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self.wfile.write(data)
            self.wfile.flush()

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().finish()

    def log_message(self, *_: object) -> None:
        pass


def head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1")


# --- faults: each takes the place of an answer ------------------------------------------------------------------------


def reset(handler: Handler) -> None:
    """End the connection with a reset instead of an answer."""
    handler.connection.setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
    )
    handler.connection.close()


def hang_up(_: Handler) -> None:
    """Close the connection without a word."""


def reset_in_head(handler: Handler) -> None:
    handler.raw(b"HTTP/1.1 200 OK\r\nContent-Ty")
    reset(handler)


def reset_in_body(handler: Handler) -> None:
    reply = handler.usual()
    handler.raw(head(200, {"Content-Length": str(len(reply.body) + 100), **reply.headers}) + reply.body[:-10])
    time.sleep(0.02)
    reset(handler)


def too_long_length(handler: Handler) -> None:
    reply = handler.usual()
    handler.raw(head(200, {**reply.headers, "Content-Length": str(len(reply.body) + 1)}) + reply.body)


def too_short_length(handler: Handler) -> None:
    reply = handler.usual()
    handler.raw(head(200, {**reply.headers, "Content-Length": str(len(reply.body) // 2)}) + reply.body)


def broken_chunks(handler: Handler) -> None:
    reply = handler.usual()
    handler.raw(
        head(200, {**reply.headers, "Transfer-Encoding": "chunked"}) + b"%x\r\n" % len(reply.body) + reply.body[:-5]
    )


def odd_chunks(handler: Handler) -> None:
    handler.raw(head(200, {"Transfer-Encoding": "chunked", "Content-Type": "text/html"}) + b"zz\r\nwhat\r\n")


def half_without_length(handler: Handler) -> None:
    reply = handler.usual()
    handler.raw(head(200, reply.headers) + reply.body[: len(reply.body) // 2])


def garbage(handler: Handler) -> None:
    handler.raw(b"\x16\x03\x01 this is not HTTP\r\n\r\n")


def many_headers(handler: Handler) -> None:
    handler.raw(head(200, {f"X-{number}": "x" for number in range(500)}))


def long_header(handler: Handler) -> None:
    handler.raw(head(200, {"X": "x" * 200_000}))


def silence(handler: Handler) -> None:
    """Say nothing, for longer than any test waits."""
    _until_gone(handler, b"")


def silence_in_body(handler: Handler) -> None:
    reply = handler.usual()
    handler.raw(head(200, {"Content-Length": str(len(reply.body)), **reply.headers}) + reply.body[:20])
    _until_gone(handler, b"")


def drip_head(handler: Handler) -> None:
    handler.raw(b"HTTP/1.1 200 OK\r\nX: ")
    _until_gone(handler, b"x")


def drip_body(handler: Handler) -> None:
    handler.raw(head(200, {"Content-Length": "100000", "Content-Type": "text/html"}))
    _until_gone(handler, b"x")


def drip_without_length(handler: Handler) -> None:
    """Send the whole page, then go on for ever, so that only the clock can end it."""
    reply = handler.usual()
    handler.raw(head(200, reply.headers) + reply.body)
    _until_gone(handler, b" ")


def _until_gone(handler: Handler, drop: bytes) -> None:
    handler.connection.settimeout(0.02)
    for _ in range(250):
        try:
            if drop:
                handler.connection.sendall(drop)
            if not handler.connection.recv(1):
                return
        except TimeoutError:
            continue
        except OSError:
            return


def endless(handler: Handler) -> None:
    """Send more than anyone wants, without saying how much."""
    handler.raw(head(200, {"Content-Type": "text/html"}))
    with contextlib.suppress(OSError):
        for _ in range(400):
            handler.wfile.write(b"<p>Article 1</p>" * 1000)


def gzip_bomb(handler: Handler) -> None:
    handler.reply(
        Reply(gzip.compress(b"\0" * 60_000_000), 200, {"Content-Encoding": "gzip", "Content-Type": "text/html"})
    )


def gzip_cut(handler: Handler) -> None:
    reply = handler.usual()
    handler.reply(Reply(gzip.compress(reply.body)[:-12], 200, {**reply.headers, "Content-Encoding": "gzip"}))


def gzip_damaged(handler: Handler) -> None:
    reply = handler.usual()
    handler.reply(Reply(b"\x1f\x8b\x08" + reply.body, 200, {**reply.headers, "Content-Encoding": "gzip"}))


def gzip_good(handler: Handler) -> None:
    reply = handler.usual()
    handler.reply(Reply(gzip.compress(reply.body), 200, {**reply.headers, "Content-Encoding": "gzip"}))


def unknown_packing(handler: Handler) -> None:
    reply = handler.usual()
    handler.reply(Reply(reply.body, 200, {**reply.headers, "Content-Encoding": "br"}))


def unasked_part(handler: Handler) -> None:
    reply = handler.usual()
    handler.reply(Reply(reply.body[10:], 206, {**reply.headers, "Content-Range": f"bytes 10-{len(reply.body)}/*"}))


def status(code: int, **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.reply(Reply(b"<html><h1>Trouble</h1></html>", code, named))


def leads_to(location: str) -> Fault:
    return lambda handler: handler.reply(Reply(status=302, headers={"Location": location}))


def at_first(times: int, fault: Fault) -> Fault:
    """Misbehave the first `times` times only."""
    left = [times]

    def sometimes(handler: Handler) -> None:
        left[0] -= 1
        if left[0] >= 0:
            fault(handler)
        else:
            handler.reply(handler.usual())

    return sometimes


def careless(cut: int, **headers: str) -> Fault:
    """Break off after `cut` bytes; send whoever asks for the rest a part of other bytes, whatever If-Range says.

    `headers` are those of the part. Whoever asks for all gets all the second time.
    """
    asked: list[bool] = []

    def answer(handler: Handler) -> None:
        reply = handler.usual()
        whole = {**reply.headers, "Accept-Ranges": "bytes"}
        if "range" in handler.asked.headers:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            handler.reply(Reply(reply.body[cut:-30] + b"of another edition %%EOF", 206, {**whole, **named}))
        elif asked:
            handler.reply(reply)
        else:
            asked.append(True)
            handler.raw(head(200, {"Content-Length": str(len(reply.body)), **whole}) + reply.body[:cut])

    return answer


def without_the_rest(cut: int, code: int) -> Fault:
    """Break off after `cut` bytes the first time, and answer with a status instead of the rest."""
    asked: list[bool] = []

    def answer(handler: Handler) -> None:
        reply = handler.usual()
        whole = {**reply.headers, "Accept-Ranges": "bytes"}
        if "range" in handler.asked.headers and code != 200:
            handler.reply(Reply(b"", code))
        elif asked:
            handler.reply(reply)
        else:
            asked.append(True)
            handler.raw(head(200, {"Content-Length": str(len(reply.body)), **whole}) + reply.body[:cut])

    return answer


def resumable(cut: int) -> Fault:
    """Break off after `cut` bytes, and send the rest to whoever asks for it properly."""

    def answer(handler: Handler) -> None:
        reply = handler.usual()
        headers = {**reply.headers, "Accept-Ranges": "bytes"}
        asked = handler.asked.headers
        if asked.get("range") == f"bytes={cut}-" and asked.get("if-range") == reply.headers["ETag"]:
            rest = {**headers, "Content-Range": f"bytes {cut}-{len(reply.body) - 1}/{len(reply.body)}"}
            handler.reply(Reply(reply.body[cut:], 206, rest))
        else:
            handler.raw(head(200, {"Content-Length": str(len(reply.body)), **headers}) + reply.body[:cut])

    return answer
