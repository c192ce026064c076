"""https wherever a host has it, never back to http, and a proxy only where the user names one."""

import base64

import pytest
from certificates import certificate
from click.testing import CliRunner
from fake_internet import treaties
from fake_internet.internet import CHAPTERS, LANDING, MOFCOM_OLD, LoopbackTransport
from fake_internet.proxy import Proxy
from fake_internet.server import Site, page, redirect

from corpus.errors import FetchError
from corpus.fetch.connections import ProxyTransport
from corpus.fetch.results import Limits
from indexer.cli.main import main
from indexer.record import RecordSource

MOFCOM, USTR = "fta.mofcom.gov.cn", "ustr.gov"


def fetched(internet, home, publisher, **options):
    fetcher = internet.fetcher(home, **options)
    return fetcher.run(fetcher.plan(["otters"], publisher=publisher))


def source(how, url):
    return RecordSource("mofcom", url, "2099-01-01", how, "0" * 64, "", "", "official", "original", "unstated")


def test_an_address_of_http_is_asked_by_https(internet, tmp_path):
    (outcome,) = fetched(internet, tmp_path, "mofcom")
    assert outcome.state == "fetched"
    assert outcome.snapshot.source.url == f"http://{MOFCOM}{MOFCOM_OLD}"
    assert outcome.snapshot.final_url == f"https://{MOFCOM}{MOFCOM_OLD}"
    assert internet.mofcom.paths() == [MOFCOM_OLD]
    assert fetched(internet, tmp_path, "mofcom")[0].state == "unchanged"


def test_a_host_without_https_is_asked_by_http_and_that_is_told(internet, tmp_path):
    (outcome,) = fetched(internet, tmp_path, "mofcom", transport=LoopbackTransport(internet.ports, plain={MOFCOM}))
    assert outcome.state == "fetched"
    assert outcome.snapshot.final_url == f"http://{MOFCOM}{MOFCOM_OLD}"
    assert source("fetch", outcome.snapshot.final_url).unencrypted


@pytest.mark.parametrize(
    ("how", "url"), [("fetch", "https://a.example/"), ("import", "http://a.example/"), ("import", "")]
)
def test_other_texts_are_not_called_unencrypted(how, url):
    assert not source(how, url).unencrypted


@pytest.mark.parametrize("to", [f"http://{MOFCOM}{MOFCOM_OLD}", f"http://www.sice.oas.org{MOFCOM_OLD}"])
def test_no_redirect_ends_the_encryption(internet, tmp_path, to):
    internet.ustr.pages[LANDING] = redirect(to)
    plain = LoopbackTransport(internet.ports, plain={MOFCOM, "www.sice.oas.org"})
    (outcome,) = fetched(internet, tmp_path, "ustr", transport=plain)
    assert outcome.state == "failed"
    assert "end the encryption" in outcome.detail
    assert internet.mofcom.asked == []
    assert internet.sice.asked == []


def test_a_redirect_to_http_is_followed_by_https(internet, tmp_path):
    internet.ustr.pages["/old"] = internet.ustr.pages[LANDING]
    internet.ustr.pages[LANDING] = redirect(f"http://{USTR}/old")
    assert {outcome.state for outcome in fetched(internet, tmp_path, "ustr")} == {"fetched"}


@pytest.mark.parametrize(("publisher", "state"), [("mofcom", "fetched"), ("ustr", "failed")])
def test_a_host_that_sends_back_to_http(internet, tmp_path, publisher, state):
    """It is obeyed where the catalogue has its address with http, and nowhere else."""
    host, path = {"mofcom": (MOFCOM, MOFCOM_OLD), "ustr": (USTR, LANDING)}[publisher]
    secure = Site({path: redirect(f"http://{host}{path}")})
    transport = LoopbackTransport(internet.ports, secure={host: secure.port})
    outcome = fetched(internet, tmp_path, publisher, transport=transport)[-1]
    secure.close()
    assert outcome.state == state
    if outcome.snapshot:
        assert outcome.snapshot.final_url.startswith("http:")


class Trusting(ProxyTransport):
    trusted = None

    def context(self, scheme):
        context = super().context(scheme)
        if context is not None and self.trusted:
            context.load_verify_locations(self.trusted)
        return context


LIMITS = Limits(attempts=2, backoff=0.001, silence=2, duration=5)


def test_encrypted_connections_go_through_a_tunnel(internet, tmp_path):
    import ssl  # noqa: PLC0415

    pytest.importorskip("cryptography.x509")
    path = certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path)
    pages = {LANDING: page(f"<html><body><a href='{CHAPTERS[17]}'>17</a></body></html>"),
             CHAPTERS[17]: page(treaties.pdf("en"), "application/pdf")}  # fmt: skip
    site = Site(pages, tls=tls)
    proxy = Proxy({USTR: site.port})
    transport = Trusting(proxy.url)
    transport.trusted = path
    outcome = fetched(internet, tmp_path, "ustr", transport=transport, limits=LIMITS)[-1]
    transport.trusted = None
    foreign = fetched(internet, tmp_path / "other", "ustr", transport=transport, limits=LIMITS)[-1]
    proxy.close()
    site.close()
    assert outcome.state == "fetched"
    assert set(proxy.asked) == {f"CONNECT {USTR}:443"}
    assert "self-signed" in foreign.detail


@pytest.mark.parametrize(("user", "state"), [("", "failed"), ("me:p%40ss@", "fetched"), ("me:wrong@", "failed")])
def test_a_proxy_passes_plain_requests_on(internet, tmp_path, user, state):
    proxy = Proxy(internet.ports, secret=f"Basic {base64.b64encode(b'me:p@ss').decode()}")
    transport = ProxyTransport(proxy.url.replace("//", f"//{user}"))
    outcome = fetched(internet, tmp_path, "mofcom", transport=transport, limits=LIMITS)[-1]
    proxy.close()
    assert f"CONNECT {MOFCOM}:443" in proxy.asked
    assert f"GET http://{MOFCOM}/robots.txt" in proxy.asked
    assert "CONNECT" not in {asked.path for asked in internet.mofcom.asked}
    assert outcome.state in {state, "blocked"} if state == "failed" else outcome.state == state
    assert not [name for asked in internet.mofcom.asked for name in asked.headers if name.startswith("proxy-")]


@pytest.mark.parametrize(
    "url",
    ["proxy", "https://proxy.example:3128", "socks5://proxy.example", "http://", "http://h:99999", "http://h/path", "http://[::1"],
)  # fmt: skip
def test_what_is_no_proxy_is_refused(url):
    with pytest.raises(FetchError, match="proxy cannot be used") as caught:
        ProxyTransport(url)
    assert "http://host:port" in caught.value.hint


def test_the_command_says_what_a_proxy_means(home, monkeypatch):
    command = ["fetch", "us-peru", "--dry-run"]
    assert "proxy" not in CliRunner().invoke(main, command).stderr
    for options in ([*command, "--proxy", "http://127.0.0.1:3128"], command):
        done = CliRunner().invoke(main, options)
        assert done.exit_code == 0
        assert "private network is not" in done.stderr
        monkeypatch.setenv("CLAUSULA_PROXY", "http://127.0.0.1:3128")
    secret = CliRunner().invoke(main, [*command, "--proxy", "ftp://me:geheim@h"])
    assert secret.exit_code == 1
    assert "geheim" not in secret.output
    assert not home.exists()
