"""What the tests of faults share: runs against the fake USTR, and what must be true after each of them."""

import hashlib
from pathlib import Path

from fake_internet import treaties
from fake_internet.internet import CHAPTERS, LANDING

from corpus.store.snapshots import SnapshotStore

TEXTS = {path: treaties.pdf("en", number) for number, path in CHAPTERS.items()}
STEPS = {"robots": "/robots.txt", "page": LANDING, "text": CHAPTERS[17]}


def outcomes(internet, home, **options):
    fetcher = internet.fetcher(home, **options)
    return {outcome.source.url: outcome for outcome in fetcher.run(fetcher.plan(["otters"], publisher="ustr"))}


def assert_whole(home: Path) -> None:
    """Whatever is in the store is one of the texts, byte for byte."""
    store = SnapshotStore(home / "snapshots")
    for snapshot in store.snapshots():
        path = snapshot.source.url.removeprefix("https://ustr.gov")
        assert store.read(snapshot) == TEXTS[path]
    assert not list(home.rglob("*.part"))


def assert_next_run_goes_on(internet, home: Path) -> None:
    internet.reset()
    assert {outcome.state for outcome in outcomes(internet, home).values()} <= {"fetched", "unchanged"}
    assert {snapshot.sha256 for snapshot in SnapshotStore(home / "snapshots").latest()} == {
        hashlib.sha256(data).hexdigest() for data in TEXTS.values()
    }
    assert_whole(home)
