"""Where connections go: to public addresses of the catalogue's hosts, as they were judged, and nowhere else."""

import socket
import ssl
from dataclasses import replace

import pytest
from fake_internet.internet import LoopbackTransport, catalogue

from corpus.errors import FetchError
from corpus.fetch.connections import Transport
from corpus.fetch.fetcher import Fetcher
from corpus.store.snapshots import SnapshotStore


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104
        "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "2002:7f00:1::", "2001:db8::1", "3fff::1", "3fff:fff::1", "::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "fec0::1",
    ],
)  # fmt: skip
def test_a_name_that_leads_into_a_private_network_is_refused(monkeypatch, tmp_path, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 80))
    private = (family, socket.SOCK_STREAM, 6, "", (address, 80))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [public, private])
    monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("nobody should be asked"))
    with pytest.raises(FetchError, match="not an address of the public internet"):
        Transport().addresses("http", "ustr.gov")
    fetcher = Fetcher(SnapshotStore(tmp_path), catalogue(), contact="reader@example.org", sleep=lambda _: None)
    assert {outcome.state for outcome in fetcher.run(fetcher.plan(["otters"], "ustr"))} == {"failed"}


def test_a_public_address_is_connected_to_as_it_was_judged(monkeypatch):
    """A name server that gives another answer the second time would gain nothing: the name is looked up once."""
    asked = []
    info = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 443))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [info])

    def refuse(address, _):
        asked.append(address)
        raise OSError("refused")

    monkeypatch.setattr(socket, "create_connection", refuse)
    connection = Transport().open("https", "ustr.gov", 1)
    with pytest.raises(OSError, match="refused"):
        connection.request("GET", "/")
    assert asked == [("8.8.8.8", 443)]


def test_certificates_are_checked():
    context = Transport().context("https")
    assert context is not None
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert Transport().context("http") is None


def test_a_proxy_of_the_environment_is_not_used(internet, tmp_path, monkeypatch):
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    fetcher = internet.fetcher(tmp_path)
    assert [outcome.state for outcome in fetcher.run(fetcher.plan(["otters"], "gac"))] == ["fetched"]


@pytest.mark.parametrize(
    "url", ["http://elsewhere.example/", "file:///etc/passwd", "https://ustr.gov:444/", "https://a@ustr.gov/"]
)
def test_no_address_outside_the_catalogue_can_be_planned(internet, tmp_path, url):
    fetcher = internet.fetcher(tmp_path)
    (planned,) = fetcher.plan(["otters"], "mofcom")
    bent = replace(planned, request=replace(planned.request, url=url))
    (outcome,) = fetcher.run([bent])
    assert outcome.state == "failed"
    assert "not at any publisher" in outcome.detail
    assert internet.asked() == []


def test_a_connection_that_was_cut_before_it_was_made_is_not_made(internet):
    connection = LoopbackTransport(internet.ports).open("http", "ustr.gov", 1)
    connection.cut()
    with pytest.raises(TimeoutError, match="took too long"):
        connection.request("GET", "/")
    connection.close()
    assert internet.ustr.asked == []
