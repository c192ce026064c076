"""Thousands of generated requests to a real server: no answer of 500 and more, and nothing of it stays behind."""

import http.client
import random
import sys
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from running import serving

from web.server.languages import LANGUAGES, PATHS

SIGNS = ["", "a", "forest", "bosque", '"', "''", "<script>alert(1)</script>", "%", "%%", "%00", "\x00", "\x1b[31m", "\n", "\r\nX-Y: z",
         "é", "中文", "\u202e", "\ufffe", "😀", "../../etc/passwd", "javascript:alert(1)", "{{7*7}}", "-1", "0", "99999999999999999999",
         "1e9", "NaN", "null", "true", "[]", "us-peru/18.3/1", "us-peru", "us-peru/18.3@es/1", "a/b/c/d", "//", "?", "#", "&", "=", "*", "~",
         "AND", "OR NOT", "NEAR", "(", ")", "topic:", "signed:2020..2010", "inforce:x", "x" * 300, "logg*", "en", "es", "json", "docx"]  # fmt: skip
NAMES = ["q", "topic", "agreement", "party", "bloc", "page", "limit", "sort", "lang", "format", "id", "ids", "text", "direct", "scope",
         "force", "status", "instrument", "product", "open", "part", "style", "signed", "inforce", "x", "q[]", "é"]  # fmt: skip
OTHERS = ["/", "/healthz", "/readyz", "/metrics", "/robots.txt", "/sitemap.xml", "/en/feed.xml", "/es/feed.xml", "/en/opensearch.xml",
          "/api/v1/search", "/api/v1/quote", "/api/v1/provision/", "/api/v1/agreements", "/api/openapi.json", "/static/", "/nowhere"]  # fmt: skip
METHODS = ["GET"] * 12 + ["HEAD", "POST", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"]
HEADERS = ["Accept-Language", "Accept", "If-None-Match", "If-Modified-Since", "Range", "Cookie", "X-Forwarded-Host",
           "Content-Type", "Referer", "Origin", "Accept-Encoding"]  # fmt: skip
BODIES = [b"", b"{", b'{"text": 1}', b'{"text": "Each Party shall"}', b"text=Each+Party", b"text=%ff%fe", b"\xff\x00" * 50, b"[" * 2000,
          b'{"text": "' + b"x" * 3000 + b'"}', b"null"]  # fmt: skip


def value(chance):
    return "".join(chance.choice(SIGNS) for _ in range(chance.choice([1, 1, 1, 2, 3])))


def address(chance):
    """A path of the site, its variables filled at random, with a query."""
    path = chance.choice(OTHERS)
    if chance.random() < 0.8:
        language = chance.choice(LANGUAGES)
        path = f"/{language}{chance.choice(list(PATHS.values()))[language]}"
    pieces = [quote(value(chance), safe="/") if piece.startswith("<") else piece for piece in path.split("/")]
    path = "/".join(pieces) + (quote(value(chance), safe="/%") if chance.random() < 0.1 else "")
    asked = "&".join(
        f"{quote(chance.choice(NAMES))}={quote(value(chance), safe=chance.choice(['', '%+', '/=']))}"
        for _ in range(chance.randrange(5))
    )
    return f"{path}?{asked}" if asked else path


def request(chance):
    """Method, address, headers and body of a request."""
    method = chance.choice(METHODS)
    headers = {"Host": chance.choice(["localhost"] * 9 + ["evil.example", "a..b", "[::1", ""])}
    for name in chance.sample(HEADERS, chance.randrange(4)):
        headers[name] = quote(value(chance), safe=" /*,;=:\"'<>()[]{}") or "*"
    body = chance.choice(BODIES) if method in {"POST", "PUT", "PATCH"} else None
    if body is not None and chance.random() < 0.6:
        headers["Content-Type"] = chance.choice(["application/json", "application/x-www-form-urlencoded", "text/plain"])
    return method, address(chance), headers, body


def ask(port, chance, count):
    """Ask so many times, and return the requests that were answered with 500 or more."""
    failed = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(count):
        asked = request(chance)
        try:
            connection.request(*asked[:2], headers=asked[2], body=asked[3])
            answer = connection.getresponse()
        except (http.client.BadStatusLine, ConnectionError, BrokenPipeError):
            connection.close()  # a server may end a connection after a request that it refused
            continue
        body = answer.read()
        if answer.status >= 500 or b"Traceback (most recent" in body:
            failed.append((answer.status, *asked))
    connection.close()
    return failed


def burden(process):
    """Return the memory (kB) and the number of descriptors of a process."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    memory = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return memory, len(list(Path(f"/proc/{process.pid}/fd").iterdir()))


def test_no_request_makes_the_server_fail(built_home):
    with serving(built_home) as (_, port):
        assert ask(port, random.Random(1), 400) == []  # noqa: S311


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_24_000_requests_leave_nothing_behind(built_home):
    with serving(built_home) as (process, port):
        for strange in ("/en/search?q=illegla+loging", "/es/buscar?q=talla+ilegla"):
            urlopen(f"http://127.0.0.1:{port}{strange}").close()  # the word forms of both languages: 70 MB, read once
        chance = random.Random(2)  # noqa: S311
        assert ask(port, chance, 8_000) == []
        memory, descriptors = burden(process)
        assert ask(port, chance, 16_000) == []
        more, open_now = burden(process)
    assert open_now <= descriptors + 8, f"{descriptors} descriptors, then {open_now}"
    assert more < 1.1 * memory, f"{memory} kB, then {more} kB"
