"""By which names the site is called, and what it calls itself: no request can put a foreign name into a page."""

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

__all__ = ["Hosts"]

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
# "example.org:8000", "[::1]".
_HOST = re.compile(r"(?P<name>[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)
_REFUSAL = b"This site is not called by this name. Whoever runs it can name it: clausula serve --base-url URL\n"


class Hosts:
    """Passes on requests for hosts that the site answers to, and answers 400 to all others.

    With a `base_url` every address that the site prints is made from it, whatever the request says: scheme, host and
    path. Without one the site answers to localhost, to addresses in numbers and to `names`, and prints what it was
    called. A `prefix` is the path under which a proxy shows the site.
    """

    def __init__(self, app: Application, base_url: str, names: Iterable[str], prefix: str) -> None:
        self._app = app
        base = urlsplit(base_url)
        self._host, self._scheme = base.netloc, base.scheme
        self._prefix = (base.path or prefix).rstrip("/")
        self._names = {"localhost", *(name.lower() for name in names), (base.hostname or "localhost").lower()}

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        host = environ.get("HTTP_HOST") or "localhost"
        if not self._answers_to(host):
            headers = [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff"),
                       ("Content-Security-Policy", "default-src 'none'"), ("Cache-Control", "no-store"),
                       ("Content-Length", str(len(_REFUSAL)))]  # fmt: skip
            start_response("400 Bad Request", headers)
            return [_REFUSAL]
        environ["HTTP_HOST"] = self._host or host
        if self._scheme:
            environ["wsgi.url_scheme"] = self._scheme
        if self._prefix:
            environ["SCRIPT_NAME"] = self._prefix
            path = environ.get("PATH_INFO", "")
            if path == self._prefix or path.startswith(f"{self._prefix}/"):  # some proxies take it away, some do not
                environ["PATH_INFO"] = path.removeprefix(self._prefix) or "/"
        return self._app(environ, start_response)

    def _answers_to(self, host: str) -> bool:
        found = _HOST.fullmatch(host)
        if not found:
            return False
        name = found["name"].lower()
        return name in self._names or _is_number(name)


def _is_number(name: str) -> bool:
    """Return whether a host is an IP address, which no other site can claim to be."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
