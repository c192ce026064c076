"""The site as a process: names it is called by, limits, signals, and what whoever runs it can watch."""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from defusedxml import ElementTree
from running import serving

from indexer.library import open_library
from web import create_app
from web.server.hosts import Hosts

FOREIGN = ["evil.example", "a..b", ".x", f"{'a' * 70}.example", "localhost.evil.example", "localhost@evil", "a b", "[::1", "1.2.3.4.5",
           "localhost:port", "127.0.0.1:99999999", "*", "localhost\u00e9"]  # fmt: skip


def get(port, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize("path", ["/en/", "/robots.txt", "/en/feed.xml?q=forest", "/nowhere", "/api/v1/search?q=x"])
def test_a_foreign_host_is_refused_and_named_nowhere(site_client, host, path):
    answer = site_client.get(path, environ_overrides={"HTTP_HOST": host})
    assert answer.status_code == 400
    assert host not in answer.text
    assert answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "192.168.1.7"])
def test_the_sites_own_names_are_answered(site_client, host):
    assert site_client.get("/en/", environ_overrides={"HTTP_HOST": host}).status_code == 200


def test_names_can_be_given(built_home):
    with open_library(built_home) as library:
        client = create_app(library, hosts=["trade.example"]).test_client()
        assert client.get("/en/", base_url="https://trade.example:444").status_code == 200
        assert client.get("/en/", base_url="https://www.trade.example").status_code == 400


@pytest.mark.parametrize("stripped", [True, False])
def test_every_address_is_made_from_the_base(built_home, stripped):
    """Whatever the request is called, and whether or not the proxy takes the path away."""
    before = "" if stripped else "/trade"
    with open_library(built_home) as library:
        client = create_app(library, base_url="https://laws.example/trade").test_client()

        def text(path):
            answer = client.get(before + path, base_url="http://127.0.0.1:8000")
            assert answer.status_code == 200, path
            return answer.text

        robots = text("/robots.txt")
        assert "Sitemap: https://laws.example/trade/sitemap.xml" in robots
        assert "Disallow: /trade/api/" in robots
        assert "Disallow: /trade/en/search" in robots
        for path in ("/sitemap.xml", "/en/feed.xml?q=forest", "/en/opensearch.xml"):
            made = re.findall(r"https?://[^\s\"<]+", text(path).replace("&amp;", "&"))
            own = [
                each for each in made if "w3.org" not in each and "sitemaps.org" not in each and "a9.com" not in each
            ]
            assert own
            assert all(each.startswith("https://laws.example/trade/") for each in own), path
        for path in ("/en/", "/es/buscar?q=bosques", "/en/matrix", "/en/agreements", "/en/search?q=forest"):
            page = text(path)
            local = re.findall(r"(?:href|src|action)=\"(/[^\"]*)", page)
            assert local
            assert all(each.startswith("/trade/") for each in local), path


def test_a_prefix_without_a_base(built_home):
    with open_library(built_home) as library:
        client = create_app(library, prefix="/trade").test_client()
        assert client.get("/").headers["Location"].startswith("/trade/")
        assert client.get("/trade/en/").status_code == 200


def test_the_tag_of_an_answer_belongs_to_its_host_and_language(site_client):
    tag = site_client.get("/en/", base_url="http://localhost").headers["ETag"]
    assert site_client.get("/en/", base_url="http://127.0.0.1", headers={"If-None-Match": tag}).status_code == 200
    again = site_client.get("/en/", base_url="http://localhost", headers={"If-None-Match": tag})
    assert (again.status_code, again.headers["ETag"]) == (304, tag)
    assert site_client.get("/en/nowhere", headers={"If-None-Match": "*"}).status_code == 404


@pytest.mark.parametrize("signs", ["a%00b", "%1b[31m", "%ef%bf%be", "%08"])
def test_a_feed_is_well_formed_whatever_is_asked(site_client, signs):
    for query in (f"q={signs}", f"topic={signs}", f"agreement={signs}&q=forest"):
        answer = site_client.get(f"/en/feed.xml?{query}")
        if answer.status_code == 200:
            ElementTree.fromstring(answer.data)


def test_an_address_that_is_too_long_is_refused(site_client):
    answer = site_client.get("/en/search?q=" + "=" * 30_000)
    assert answer.status_code == 414
    assert "text/html" in answer.content_type
    assert site_client.get("/api/v1/search?q=" + "/" * 30_000).get_json()["error"]["code"] == "too-long"


def test_the_page_of_an_error_cannot_fail(built_home):
    with open_library(built_home) as library:
        app = create_app(library)
        app.jinja_env.globals["url"] = None
        answer = app.test_client().get("/en/nowhere")
    assert answer.status_code == 404
    assert "There is nothing under this address" in answer.text


def test_what_whoever_runs_it_can_watch(built_home, caplog):
    with open_library(built_home) as library:
        client = create_app(library, access_log=True, metrics=True).test_client()
        assert client.get("/readyz").get_json() == {"status": "ready"}
        with caplog.at_level("INFO", logger="clausula.access"):
            number = client.get("/en/search?q=forest").headers["X-Request-Id"]
        assert number in caplog.text
        assert "GET /en/search?q=forest 200" in caplog.text
        figures = client.get("/metrics").text
        assert 'clausula_requests_total{status="200"} 2' in figures
        assert re.search(r"^clausula_index_age_seconds \d+$", figures, re.MULTILINE)
        assert create_app(library).test_client().get("/metrics").status_code == 404


def test_hosts_needs_no_header_of_a_client_of_http_1_0():
    seen = []
    app = Hosts(lambda environ, _: seen.append(environ["HTTP_HOST"]) or [], "", (), "")
    app({"PATH_INFO": "/"}, lambda *_: None)
    assert seen == ["localhost"]


@pytest.mark.slow
def test_a_body_is_refused_before_it_is_sent(built_home):
    with serving(built_home) as (_, port), socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        head = b"POST /en/quote HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000000\r\n\r\n"
        connection.sendall(head)
        assert b" 413 " in connection.recv(1000)


@pytest.mark.slow
def test_slow_clients_do_not_keep_others_out(built_home):
    with serving(built_home) as (_, port), contextlib.ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(150)]
        for connection in slow:
            connection.sendall(b"GET /en/ HTTP/1.1\r\nHost: local")
        start = time.monotonic()
        assert get(port, "/en/", Host="localhost")[0] == 200
        assert time.monotonic() - start < 5
        deadline = time.monotonic() + 45  # each byte would keep the connection open, were it not for the whole time
        while slow and time.monotonic() < deadline:
            time.sleep(2)
            for connection in list(slow):
                try:
                    connection.sendall(b"h")
                    connection.setblocking(False)
                    if connection.recv(1) == b"":
                        slow.remove(connection)
                except BlockingIOError:
                    pass
                except OSError:
                    slow.remove(connection)
        assert not slow


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize("number", ["SIGTERM", "SIGINT"])
def test_a_signal_to_end_finishes_what_was_asked(built_home, number):
    with serving(built_home) as (process, port):
        answers = []
        text = "Each Party shall protect the forests of its territory and the birds in them. " * 200
        body = json.dumps({"text": text[:15_000]})

        def ask():
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
                headers = {"Content-Type": "application/json", "Host": "localhost"}
                connection.request("POST", "/api/v1/quote", body, headers)
                with contextlib.closing(connection.getresponse()) as answer:
                    answers.append(answer.status)

        asking = [threading.Thread(target=ask) for _ in range(6)]
        for thread in asking:
            thread.start()
        time.sleep(0.4)
        process.send_signal(getattr(signal, number))
        for thread in asking:
            thread.join()
        assert process.wait(timeout=15) == 0
        assert answers == [200] * 6


ASKED = b"GET /en/search?q=forest HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def _child_of(process):
    """The process that `unshare --fork` started."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return int(children.read_text().split()[0])


def _can_be_first():
    command = ["unshare", "--pid", "--fork", "true"]
    return bool(shutil.which("unshare")) and subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="stops and wakes a process of Linux")
@pytest.mark.parametrize("first", [False, True], ids=["as any process", "as process 1"])
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_what_was_asked_before_the_signal_is_answered(built_home, name, first):
    """Also what the server had not read yet, or not even accepted."""
    if first and not _can_be_first():
        pytest.skip("no processes of a space of their own can be made here")
    with serving(built_home, before=["unshare", "--pid", "--fork", "--kill-child"] if first else []) as (process, port):
        assert get(port, "/readyz")[0] == 200
        number = _child_of(process) if first else process.pid
        os.kill(number, signal.SIGSTOP)
        asking = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(20)]
        for connection in asking:
            connection.sendall(ASKED)
        os.kill(number, getattr(signal, name))
        os.kill(number, signal.SIGCONT)
        answers = [_all_of(connection) for connection in asking]
        assert [answer[:12] for answer in answers] == [b"HTTP/1.1 200"] * 20
        assert all(answer.rstrip().endswith(b"</html>") for answer in answers)
        assert process.wait(timeout=15) == 0


def _all_of(connection):
    with connection:
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_a_server_that_nobody_asks_ends_at_once(built_home):
    with serving(built_home) as (process, port), socket.create_connection(("127.0.0.1", port)):
        assert get(port, "/readyz")[0] == 200
        start = time.monotonic()
        process.terminate()
        assert process.wait(timeout=15) == 0
        assert time.monotonic() - start < 8


def test_ready_asks_the_engine(built_home, monkeypatch):
    with open_library(built_home) as library:
        client = create_app(library).test_client()
        assert client.get("/readyz").status_code == 200
        monkeypatch.setattr(library.searcher, "ready", lambda: False)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.get_json()["error"]["reason"]) == (503, "engine-down")


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no SIGHUP")
def test_sighup_opens_the_index_anew(built_home):
    with serving(built_home) as (process, port):
        assert get(port, "/readyz")[0] == 200
        process.send_signal(signal.SIGHUP)
        time.sleep(0.2)
        assert get(port, "/readyz")[0] == 200
        assert process.poll() is None
