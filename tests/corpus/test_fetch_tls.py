"""Encrypted connections: certificates are checked, and faults are met as on plain ones."""

import ssl
from pathlib import Path

import pytest
from certificates import certificate
from fake_internet import server, treaties
from fake_internet.internet import CHAPTERS, LANDING, LoopbackTransport, catalogue
from fake_internet.server import Site, page

from corpus.fetch.connections import Transport
from corpus.fetch.fetcher import Fetcher
from corpus.fetch.results import Limits
from corpus.store.snapshots import SnapshotStore

pytest.importorskip("cryptography.x509", reason="certificates are made with cryptography")

PAGES = {
    LANDING: page(f"<html><body><a href='{CHAPTERS[17]}'>17</a></body></html>"),
    CHAPTERS[17]: page(treaties.pdf("en"), "application/pdf"),
}


class Trusting(LoopbackTransport):
    """Leads to the loopback, with the real rules for certificates, and one more authority to trust."""

    trusted: Path | None = None

    def context(self, scheme: str) -> ssl.SSLContext | None:
        context = Transport.context(self, scheme)
        if context is not None and self.trusted is not None:
            context.load_verify_locations(self.trusted)
        return context


@pytest.fixture
def served(tmp_path):
    """Serve the pages with a certificate and return a fetcher that asks for them."""
    sites = []

    def serve(path: Path | None, trusted: Path | None = None, limits: Limits | None = None) -> tuple[Site, Fetcher]:
        tls = None
        if path is not None:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(path)
        site = Site(PAGES, tls=tls)
        sites.append(site)
        transport = Trusting({"ustr.gov": site.port})
        transport.trusted = trusted
        fetcher = Fetcher(
            SnapshotStore(tmp_path / "snapshots"),
            catalogue(),
            contact="reader@example.org",
            transport=transport,
            limits=limits or Limits(attempts=2, backoff=0.001),
            sleep=lambda _: None,
        )
        return site, fetcher

    yield serve
    for site in sites:
        site.close()


def outcome_of(fetcher: Fetcher):
    return fetcher.run(fetcher.plan(["otters"], "ustr"))[-1]


def test_a_good_certificate(served, tmp_path):
    path = certificate(tmp_path)
    _, fetcher = served(path, path)
    assert outcome_of(fetcher).state == "fetched"


@pytest.mark.parametrize(
    ("made", "trust", "problem"),
    [
        ({"name": "ustr.gov"}, False, "self-signed"),
        ({"name": "elsewhere.example"}, True, "not valid for 'ustr.gov'"),
        ({"days": -1}, True, "expired"),
    ],
)
def test_a_bad_certificate(served, tmp_path, made, trust, problem):
    path = certificate(tmp_path, **made)
    site, fetcher = served(path, path if trust else None)
    outcome = outcome_of(fetcher)
    assert outcome.state == "failed"
    assert problem in outcome.detail
    assert site.asked == []


def test_an_authority_of_ones_own(served, tmp_path, monkeypatch):
    path = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    _, fetcher = served(path)
    assert outcome_of(fetcher).state == "fetched"


def test_a_server_without_encryption_where_there_should_be_some(served):
    site, fetcher = served(None)
    assert outcome_of(fetcher).state == "failed"
    assert site.asked == []


@pytest.mark.parametrize(
    "fault",
    [server.reset, server.hang_up, server.reset_in_body, server.too_long_length, server.silence, server.silence_in_body,
     server.drip_head, server.drip_body, server.drip_without_length, server.half_without_length, server.garbage],
)  # fmt: skip
def test_a_fault_on_an_encrypted_connection(served, tmp_path, fault):
    path = certificate(tmp_path)
    site, fetcher = served(path, path, Limits(attempts=2, backoff=0.001, silence=0.3, duration=0.6))
    site.faults[CHAPTERS[17]] = fault
    outcome = outcome_of(fetcher)
    assert outcome.state == "failed"
    assert SnapshotStore(tmp_path / "snapshots").snapshots() == []
    site.reset()
    _, again = served(path, path)
    assert outcome_of(again).state == "fetched"
