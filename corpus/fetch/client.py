"""Requests to publishers: one at a time, at their pace, under our own name.

Only this package touches the network. It asks hosts that the catalogue names and no others, after redirects
too, and never an address of a private network. It never pretends to be a browser: a host that keeps programs out is
left alone from then on.
"""

import contextlib
import http.client
import importlib.metadata
import logging
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

from corpus.errors import ClausulaError, ContentError, FetchError
from corpus.fetch.addresses import checked, sites
from corpus.fetch.answer_checks import DisallowedError, WallError, check_wall
from corpus.fetch.connections import Transport
from corpus.fetch.headers import continues, redirect, retry_after, unpacked, validator
from corpus.fetch.results import Limits
from corpus.fetch.robots import Robots
from corpus.model import Snapshot, Source
from corpus.publishers.publisher import FetchAnswer, FetchRequest

__all__ = ["Client"]

_AGENT = "clausula"
_LOG = logging.getLogger("clausula.fetch")
_REDIRECTS = 8
_TROUBLE = {429, 500, 502, 503, 504}
# As in "me@example.org", "https://example.org" and the like
_CONTACT = re.compile(r"[\x21-\x7e]+@[\x21-\x7e]+\.[\x21-\x7e]+|https?://[\x21-\x7e]+")


class _CutError(Exception):
    """An answer broke off; `part` is what came, if the publisher can send the rest."""

    def __init__(self, part: FetchAnswer | None) -> None:
        super().__init__("the answer breaks off before its end")
        self.part = part


class Client:
    """Asks `hosts`, and remembers during its life what each of them wants.

    `contact` is the user's e-mail or web address, by default ``CLAUSULA_CONTACT``; publishers see it with every
    request. Raises FetchError when there is none. `sleep` waits so many seconds.
    """

    def __init__(
        self,
        hosts: Iterable[str],
        *,
        contact: str,
        transport: Transport,
        limits: Limits,
        sleep: Callable[[float], None],
    ) -> None:
        contact = contact or os.environ.get("CLAUSULA_CONTACT", "")
        if not _CONTACT.fullmatch(contact):
            raise FetchError("no-contact")
        version = importlib.metadata.version("clausula")
        self._identity = {"User-Agent": f"Clausula/{version} ({contact})"} | (
            {"From": contact} if "@" in contact else {}
        )
        self.transport = transport
        self.limits = limits
        self._sleep = sleep
        self._hosts = sites(hosts)
        self._encrypts: dict[str, bool] = {}
        self._robots: dict[str, Robots] = {}
        self._pace: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._left_alone: dict[str, ClausulaError] = {}

    def ask(self, request: FetchRequest, pause: float, held: Snapshot | None = None) -> FetchAnswer:
        """Make a request and follow redirects, as long as they stay at the hosts; encrypted wherever a host can be.

        `pause` is the least number of seconds between two requests to the same host; `held` is asked with, so that a
        publisher can answer 304. Raises FetchError when nobody answers, WallError and DisallowedError when programs are
        not wanted, ContentError when what comes is not an answer.
        """
        headers = {
            "Accept": request.accept or "*/*",
            "Accept-Language": request.language,
            "If-None-Match": held.etag if held else "",
            "If-Modified-Since": held.last_modified if held else "",
        }
        headers = {name: value for name, value in headers.items() if value}
        url = self._secured(checked(request.url, request.url, self._hosts))
        for _ in range(_REDIRECTS):
            self._pace[_site(url)] = max(self._pace.get(_site(url), 0.0), pause)
            self._obey_robots(url, request.source)
            answer = self._attempt(url, headers, request.source)
            target = redirect(answer)
            if not target:
                return answer
            url = self._followed(target, url, plain=request.url.startswith("http:"))
        raise ContentError("redirects-in-circle", hint="by-hand", url=request.url, source=request.source)

    def _secured(self, url: str) -> str:
        """Return the https address of an http one where its host answers to it, which is tried once."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme == "https":
            return url
        if host not in self._encrypts:
            self._encrypts[host] = False
            with contextlib.suppress(OSError, http.client.HTTPException):  # no answer, or no good certificate
                with contextlib.closing(self.transport.open("https", host, self.limits.silence)) as connection:
                    connection.connect()
                self._encrypts[host] = True
        return f"https{url.removeprefix('http')}" if self._encrypts[host] else url

    def _followed(self, target: str, url: str, *, plain: bool) -> str:
        """Return the address to ask after `url` led to `target`.

        Raises ContentError where it is not at the hosts, or where encryption would end, except at a host that sends
        back to http and was to be asked so (`plain`).
        """
        target = checked(target, url, self._hosts)
        better = self._secured(target)
        if better == url and target != url and plain:
            self._encrypts[urlsplit(target).hostname or ""] = False
            return target
        if url.startswith("https:") and not better.startswith("https:"):
            raise ContentError("leads-to-plain", url=url, target=target)
        return better

    def _obey_robots(self, url: str, source: Source) -> None:
        """Raise DisallowedError where the site's robots.txt, read once, forbids `url` or asks for too long a pause."""
        parts = urlsplit(url)
        root, site = f"{parts.scheme}://{parts.netloc}", _site(url)
        if root not in self._robots:
            self._robots[root] = self._read_robots(root, source)
            self._pace[site] = max(self._pace[site], self._robots[root].delay)
        if self._pace[site] > self.limits.patience:
            raise DisallowedError("crawl-delay", hint="by-hand", site=site, seconds=self._pace[site], source=source)
        path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        if not self._robots[root].allows(path):
            raise DisallowedError("robots-disallow", hint="by-hand", site=site, path=path, source=source)

    def _read_robots(self, root: str, source: Source) -> Robots:
        url = f"{root}/robots.txt"
        for _ in range(_REDIRECTS):
            answer = self._attempt(url, {"Accept": "text/plain"}, source)
            target = redirect(answer)
            if not target:
                return Robots(answer.body.decode("utf-8", "replace") if answer.status == 200 else "", _AGENT)
            try:
                url = self._followed(target, url, plain=root.startswith("http:"))
            except ContentError:
                break
        return Robots("", _AGENT)  # RFC 9309, 2.3.1: a file that cannot be reached by its redirects counts as absent

    def _attempt(self, url: str, headers: Mapping[str, str], source: Source) -> FetchAnswer:
        """Ask for `url` until there is an answer to work with. A site that gives none, or a wall, is left alone.

        So is one whose robots.txt cannot be read: nobody knows then what it allows (RFC 9309, 2.3.1.4).
        """
        site, rules = _site(url), url.endswith("/robots.txt")
        if site in self._left_alone:
            error = self._left_alone[site]
            hint = error.hint_code if isinstance(error, FetchError) else "by-hand"
            values = {**error.values, "site": site, "problem": error.message, "source": source}
            raise type(error)("site-left-alone", hint=hint, **values)
        try:
            answer = self._persist(url, headers, source)
            if not rules:  # RFC 9309, 2.3.1.3: where it is forbidden, it counts as absent
                check_wall(source, answer)
        except (ContentError, FetchError) as error:
            if rules or isinstance(error, (WallError, FetchError)):
                self._left_alone[site] = error
            raise
        return answer

    def _persist(self, url: str, headers: Mapping[str, str], source: Source) -> FetchAnswer:
        host = urlsplit(url).hostname or ""
        part: FetchAnswer | None = None
        problem, alive = "", False
        for attempt in range(self.limits.attempts):
            wait = self.limits.backoff * 2 ** (attempt - 1) if attempt else 0.0
            try:
                answer = self._exchange(url, headers, part, wait)
            except _CutError as error:
                part, problem, alive = error.part, str(error), True
            except socket.gaierror as error:  # the system has asked its name servers several times already
                raise FetchError("host-not-found", hint="offline", host=host, problem=error.strerror) from error
            except (OSError, http.client.HTTPException) as error:
                problem, alive = _said(error), False
            else:
                if answer.status not in _TROUBLE:
                    return answer
                check_wall(source, answer)
                problem, alive = f"it answers with status {answer.status}", answer.status == 500
                asked = retry_after(answer.headers, datetime.now(UTC))
                if asked is not None and asked > self.limits.patience:
                    raise FetchError("come-back-later", host=host, minutes=asked / 60)
                self._last[_site(url)] = time.monotonic() + (asked or 0.0)
        if alive:
            raise ContentError(
                "fails-again", hint="by-hand", url=url, problem=problem, times=self.limits.attempts, source=source
            )
        raise FetchError("no-answer", hint="offline", host=host, problem=problem)

    def _exchange(self, url: str, headers: Mapping[str, str], part: FetchAnswer | None, wait: float) -> FetchAnswer:
        """Make one request on one connection, no sooner than the pace of the host and `wait` allow."""
        parts = urlsplit(url)
        host, site = parts.hostname or "", _site(url)
        if site in self._last:
            wait = max(wait, self._last[site] + self._pace.get(site, 0.0) - time.monotonic())
        if wait > 0:
            self._sleep(wait)
        sent = {**headers, **self._identity, "Accept-Encoding": "identity", "Connection": "close"}
        if part is not None:
            sent |= {"Range": f"bytes={len(part.body)}-", "If-Range": validator(part.headers)}
        connection = self.transport.open(parts.scheme, host, self.limits.silence)
        watchdog = threading.Timer(self.limits.duration, connection.cut)
        watchdog.start()
        answer = None
        try:
            connection.request("GET", urlunsplit(("", "", parts.path or "/", parts.query, "")), headers=sent)
            with contextlib.closing(connection.getresponse()) as response:
                answer = self._read(url, response, part)
        except (OSError, http.client.HTTPException, _CutError):
            if not connection.was_cut:
                raise
        finally:
            watchdog.cancel()
            connection.close()
            self._last[site] = time.monotonic()
        _LOG.debug("GET %s %s", url, answer.status if answer else "cut")
        if answer is None or connection.was_cut:
            raise FetchError("too-slow", host=host, seconds=self.limits.duration)
        return answer

    def _read(self, url: str, response: http.client.HTTPResponse, part: FetchAnswer | None) -> FetchAnswer:
        headers = {name.lower(): value for name, value in response.getheaders()}
        start = part.body if part is not None and response.status == 206 else b""
        if (part and response.status == 416) or (response.status == 206 and not (part and continues(headers, part))):
            raise _CutError(None)  # the next attempt begins anew
        length = response.length
        received = bytearray(start)
        whole = True
        try:
            while chunk := response.read1(65536):
                received += chunk
                if len(received) > self.limits.size:
                    raise ContentError("answer-too-large", url=url, most=self.limits.size)
            whole = length is None or len(received) - len(start) == length
        except (OSError, http.client.HTTPException):
            whole = False
        if not whole:
            rest = FetchAnswer(url, 200, bytes(received), headers) if received and validator(headers) else None
            raise _CutError(rest)
        if part is not None and start:
            return FetchAnswer(url, 200, bytes(received), part.headers)
        return FetchAnswer(url, response.status, unpacked(bytes(received), headers, self.limits.size), headers)


def _site(url: str) -> str:
    """Return the host of an address without ``www.``: both names are one site, with one pace and one wall."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _said(error: Exception) -> str:
    """Return what went wrong on a connection in words, without the number of the system's error."""
    return (error.strerror if isinstance(error, OSError) else "") or str(error) or type(error).__name__
