"""The pinned mirrors' own files, served at their own addresses, come through with the hashes of the catalogue."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from fake_internet.internet import LoopbackTransport
from fake_internet.server import Site, page

from corpus.catalogue.agreements import load_catalogue
from corpus.fetch.fetcher import Fetcher
from corpus.store.snapshots import SnapshotStore

TEXTS = Path(os.environ.get("CLAUSULA_TEXTS", ""))
HOST = "raw.githubusercontent.com"
BENCHMARK = (23, 29, 52, 53, 63, 145, 156, 159, 342, 368, 376, 384, 385, 388, 395, 398)  # numbers in ToTA
PERU = ("us-peru", "eu-andean", "china-peru")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get("CLAUSULA_TEXTS"), reason="CLAUSULA_TEXTS is not set"),
]


def mirrored():
    """Every pinned source whose file is at hand."""
    for agreement in load_catalogue().agreements:
        for source in agreement.sources:
            if source.publisher in {"tota", "manytrade"}:
                path = TEXTS / source.publisher / unquote(source.url.rpartition("/")[2])
                yield source, path


@pytest.fixture(scope="module")
def github():
    site = Site(
        {urlsplit(source.url).path: page(path.read_bytes(), "text/plain; charset=utf-8") for source, path in mirrored()}
    )
    yield site
    site.close()


def test_all_pinned_texts_come_through_with_matching_hashes(github, tmp_path):
    catalogue = load_catalogue()
    store = SnapshotStore(tmp_path / "snapshots")
    fetcher = Fetcher(
        store,
        catalogue,
        contact="reader@example.org",
        transport=LoopbackTransport({HOST: github.port}),
        sleep=lambda _: None,
    )
    plan = [*fetcher.plan(publisher="tota"), *fetcher.plan(publisher="manytrade")]
    found = fetcher.run(plan)
    assert [outcome.detail for outcome in found if outcome.state != "fetched"] == []
    assert {each.source.url: each.sha256 for each in store.latest()} == {
        source.url: catalogue.pinned[source.url] for source, _ in mirrored()
    }
    benchmark = [catalogue.by_tota(str(number)) for number in BENCHMARK]
    assert {*PERU, *(each.id for each in benchmark if each)} <= {each.source.agreement for each in store.latest()}
    assert None not in benchmark
    assert all(store.read(each) for each in store.latest())
    asked = len(github.asked)
    assert {outcome.state for outcome in fetcher.run(plan)} == {"unchanged"}
    assert len(github.asked) == asked
