"""Faults at every step of a fetch: nothing is lost, nothing half-written is ever read, and the next run goes on."""

import errno
import os
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from fake_internet import server, treaties
from fake_internet.internet import CELEX_STREAMS, CHAPTERS, LANDING
from fake_internet.server import Site, at_first, leads_to, status
from fetching import STEPS, TEXTS, assert_next_run_goes_on, assert_whole, outcomes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import FetchError, StoreError
from corpus.fetch.connections import Transport
from corpus.fetch.results import Limits
from corpus.store.snapshots import SnapshotStore

pytestmark = pytest.mark.slow

SOON = Limits(attempts=2, backoff=0.001, silence=0.2, duration=0.4, size=2_000_000)

# What happens where robots.txt, the landing page or the text itself is hit: fetched, failed or blocked.
ALL_FAIL = ("failed", "failed", "failed")
ABSENT = ("fetched", "failed", "failed")  # a robots.txt that is not there forbids nothing
WALL = ("fetched", "blocked", "blocked")
SLOW = {
    "silence": (server.silence, ALL_FAIL),
    "silence in the body": (server.silence_in_body, ALL_FAIL),
    "a dripping head": (server.drip_head, ALL_FAIL),
    "a dripping body": (server.drip_body, ALL_FAIL),
    "a whole body that drips on": (server.drip_without_length, ALL_FAIL),
}
LATER = format_datetime(datetime.now(UTC) + timedelta(hours=3), usegmt=True)
FAULTS = {
    "reset": (server.reset, ALL_FAIL),
    "hang-up": (server.hang_up, ALL_FAIL),
    "reset in the head": (server.reset_in_head, ALL_FAIL),
    "reset in the body": (server.reset_in_body, ALL_FAIL),
    "Content-Length too long": (server.too_long_length, ALL_FAIL),
    "Content-Length too short": (server.too_short_length, ABSENT),
    "chunks that break off": (server.broken_chunks, ALL_FAIL),
    "chunks that are none": (server.odd_chunks, ALL_FAIL),
    "half a body without length": (server.half_without_length, ABSENT),
    "not HTTP": (server.garbage, ALL_FAIL),
    "500 headers": (server.many_headers, ALL_FAIL),
    "a header of 200 kB": (server.long_header, ALL_FAIL),
    "endless": (server.endless, ALL_FAIL),
    "gzip bomb": (server.gzip_bomb, ALL_FAIL),
    "gzip that breaks off": (server.gzip_cut, ALL_FAIL),
    "gzip that is none": (server.gzip_damaged, ALL_FAIL),
    "unknown packing": (server.unknown_packing, ALL_FAIL),
    "a part that nobody asked for": (server.unasked_part, ALL_FAIL),
    **{f"status {code}": (status(code), ALL_FAIL) for code in (429, 500, 502, 503, 504)},
    "429, come back in 3 s": (status(429, Retry_After="3"), ALL_FAIL),
    "503, come back in a day": (status(503, Retry_After="86400"), ALL_FAIL),
    "503, come back at a time": (status(503, Retry_After=LATER), ALL_FAIL),
    "503, come back whenever": (status(503, Retry_After="soon"), ALL_FAIL),
    **{f"status {code}": (status(code), ABSENT) for code in (204, 300, 302, 304, 400, 404, 410, 416, 501)},
    **{f"status {code}": (status(code), WALL) for code in (202, 401, 403, 412, 451, 521)},
    "503 with a challenge": (status(503, cf_mitigated="challenge"), ("blocked", "blocked", "blocked")),
    **{
        f"redirect to {where}": (leads_to(where), ABSENT)
        for where in (
            "http://127.0.0.1/",
            "http://10.0.0.1/",
            "http://169.254.169.254/latest/meta-data",
            "http://[::1]/",
            "http://localhost/",
            "http://0x7f000001/",
            "https://elsewhere.example/",
            "//elsewhere.example/",
            "https://ustr.gov.elsewhere.example/",
            "https://ustr.gov@elsewhere.example/",
            "https://somebody@ustr.gov/",
            "http://ustr.gov:8080/",
            "http://ustr.gov:port/",
            "ftp://ustr.gov/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "http://[::1",
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", [*FAULTS, *SLOW])
def test_a_fault(internet, tmp_path, name, step):
    fault, states = (FAULTS | SLOW)[name]
    internet.ustr.faults[STEPS[step]] = fault
    found = outcomes(internet, tmp_path, **({"limits": SOON} if name in SLOW else {}))
    expected = states[list(STEPS).index(step)]
    hit = found.get(f"https://ustr.gov{CHAPTERS[17]}") or next(iter(found.values()))
    assert hit.state == expected, hit
    if expected != "fetched":
        assert hit.detail
        assert "clausula import" in hit.hint or "again" in hit.hint or "then" in hit.hint
        assert hit.snapshot is None
    if step == "text" and name not in SLOW:
        assert found[f"https://ustr.gov{CHAPTERS[1]}"].state == "fetched"
    assert_whole(tmp_path)
    assert_next_run_goes_on(internet, tmp_path)


# A work of CELLAR is a redirect and a document, or a choice of streams, each a document.
CELLAR_STEPS = {"choice": CELEX_STREAMS, "stream": "/resource/cellar/0000-3.0010.03/DOC_2"}


def cellar_outcomes(internet, home, **options):
    fetcher = internet.fetcher(home, **options)
    plan = [each for each in fetcher.plan(publisher="cellar", language="es") if each.source.url.startswith("http:")]
    assert len(plan) == 2
    return fetcher.run(plan)


def assert_cellar_whole(home: Path) -> list[str]:
    """Whatever is held is one of the texts, byte for byte; their addresses are returned."""
    store = SnapshotStore(home / "snapshots")
    texts = {treaties.cellar("es").encode(), treaties.cellar_annex("es").encode()}
    assert {store.read(snapshot) for snapshot in store.snapshots()} <= texts
    return [snapshot.source.url for snapshot in store.latest()]


@pytest.mark.parametrize("step", CELLAR_STEPS)
@pytest.mark.parametrize("name", [*FAULTS, *SLOW])
def test_a_fault_among_redirects_and_streams(internet, tmp_path, name, step):
    fault, states = (FAULTS | SLOW)[name]
    internet.cellar.faults[CELLAR_STEPS[step]] = fault
    found = cellar_outcomes(internet, tmp_path, **({"limits": SOON} if name in SLOW else {}))
    hit = [outcome for outcome in found if outcome.state != "fetched"]
    assert {outcome.state for outcome in hit} == {states[-1]}
    assert all(outcome.detail and outcome.hint for outcome in hit)
    kept = assert_cellar_whole(tmp_path)
    assert len(kept) == len(found) - len(hit)
    internet.reset()
    again = cellar_outcomes(internet, tmp_path)
    assert {outcome.state for outcome in again} <= {"fetched", "unchanged"}
    assert len(assert_cellar_whole(tmp_path)) == 3


@pytest.mark.parametrize("name", [*FAULTS, *SLOW])
def test_a_fault_when_a_text_is_asked_for_again(internet, tmp_path, name):
    """What is held stays, whatever comes instead of "304 not modified"."""
    outcomes(internet, tmp_path)
    store = SnapshotStore(tmp_path / "snapshots")
    held = store.snapshots()
    internet.reset()
    internet.ustr.faults[CHAPTERS[17]] = (FAULTS | SLOW)[name][0]
    found = outcomes(internet, tmp_path, **({"limits": SOON} if name in SLOW else {}))
    assert not {"fetched", "changed", "new"} & {outcome.state for outcome in found.values()}
    assert store.snapshots() == held
    assert_next_run_goes_on(internet, tmp_path)


TRANSIENT = [
    "reset", "hang-up", "reset in the head", "reset in the body", "Content-Length too long", "chunks that break off",
    "not HTTP", "500 headers", "a part that nobody asked for", "status 429", "status 500", "status 502", "status 503",
    "status 504", "429, come back in 3 s", "503, come back whenever",
]  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", TRANSIENT)
def test_a_fault_that_passes_is_waited_out(internet, tmp_path, name, step):
    waits = []
    internet.ustr.faults[STEPS[step]] = at_first(1, FAULTS[name][0])
    found = outcomes(internet, tmp_path, sleep=waits.append)
    assert {outcome.state for outcome in found.values()} == {"fetched"}
    assert all(wait > 0 for wait in waits)
    if name == "429, come back in 3 s":
        assert max(waits) > 2.9
    assert_whole(tmp_path)


@pytest.mark.parametrize("port", ["0", "canary"])
def test_a_redirect_into_the_own_machine_reaches_nobody(internet, tmp_path, port):
    canary = Site({})
    try:
        internet.ustr.faults[LANDING] = leads_to(f"http://127.0.0.1:{canary.port if port == 'canary' else 80}/")
        assert [outcome.state for outcome in outcomes(internet, tmp_path).values()] == ["failed"]
        assert canary.asked == []
    finally:
        canary.close()


@pytest.mark.parametrize("step", ["page", "text"])
def test_a_circle_of_redirects_ends(internet, tmp_path, step):
    internet.ustr.faults[STEPS[step]] = leads_to(f"https://ustr.gov{STEPS[step]}")
    found = outcomes(internet, tmp_path)
    assert "circle" in list(found.values())[-1].detail
    assert len(internet.ustr.asked) < 15
    assert_next_run_goes_on(internet, tmp_path)


def test_the_rest_of_a_broken_answer_is_asked_for(internet, tmp_path):
    internet.ustr.faults[CHAPTERS[17]] = server.resumable(500)
    assert {outcome.state for outcome in outcomes(internet, tmp_path).values()} == {"fetched"}
    asked = [each.headers.get("range", "") for each in internet.ustr.asked if each.path == CHAPTERS[17]]
    assert asked == ["", "bytes=500-"]
    assert_whole(tmp_path)


def test_a_text_that_changed_meanwhile_is_not_patched_together(internet, tmp_path):
    """The rest is asked for with If-Range, so that a publisher who has other bytes by now sends all of them."""
    whole = server.page(TEXTS[CHAPTERS[17]], "application/pdf")

    def changed(handler):
        if "range" in handler.asked.headers:
            handler.reply(whole(handler.asked))
        else:
            headers = {"Content-Length": "900", "Accept-Ranges": "bytes", "ETag": '"older"'}
            handler.raw(server.head(200, headers) + b"%PDF-1.4 older bytes")

    internet.ustr.faults[CHAPTERS[17]] = changed
    assert {outcome.state for outcome in outcomes(internet, tmp_path).values()} == {"fetched"}
    assert_whole(tmp_path)


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (server.careless(500, Content_Range="bytes 500-1534/1535", ETag='"another"'), "fetched"),
        (server.careless(500, Content_Range="bytes 500-1534/9999"), "fetched"),
        (server.careless(500, Content_Range="bytes 400-1434/1435"), "fetched"),
        (server.careless(500, Content_Range="bytes */1535"), "fetched"),
        (server.careless(500), "fetched"),
        (server.without_the_rest(500, 200), "fetched"),
        (server.without_the_rest(500, 416), "fetched"),
        (server.without_the_rest(500, 503), "failed"),
    ],
    ids=["other bytes", "not all", "another place", "no place", "no range", "all again", "no such rest", "trouble"],
)
def test_a_rest_that_is_none_is_never_patched_on(internet, tmp_path, fault, state):
    internet.ustr.faults[CHAPTERS[17]] = fault
    found = outcomes(internet, tmp_path, limits=Limits(attempts=4, backoff=0.001, silence=0.3, duration=0.6))
    assert found[f"https://ustr.gov{CHAPTERS[17]}"].state == state
    assert_whole(tmp_path)
    assert_next_run_goes_on(internet, tmp_path)


def test_an_answer_that_is_packed_although_nobody_asked_is_read(internet, tmp_path):
    for path in STEPS.values():
        internet.ustr.faults[path] = server.gzip_good
    assert {outcome.state for outcome in outcomes(internet, tmp_path).values()} == {"fetched"}
    assert_whole(tmp_path)


def test_a_host_that_does_not_exist_is_asked_once(internet, tmp_path):
    fetcher = internet.fetcher(tmp_path)
    fetcher.transport.ports.pop("ustr.gov")
    found = fetcher.run([*fetcher.plan(["otters"], publisher="ustr"), *fetcher.plan(["otters"], publisher="ustr")])
    assert [outcome.state for outcome in found] == ["failed", "failed"]
    assert "left alone" in found[1].detail
    assert "run the command again" in found[1].hint
    assert_next_run_goes_on(internet, tmp_path)


def test_a_name_that_nobody_knows_is_not_waited_for(internet, tmp_path, monkeypatch):
    """Without a network every name fails; the system has asked its name servers several times already."""

    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    waits = []
    fetcher = internet.fetcher(tmp_path, transport=Transport(), sleep=waits.append)
    found = fetcher.run(fetcher.plan(["otters"]))
    assert {outcome.state for outcome in found} == {"failed"}
    assert waits == []
    assert found[0].detail == "publications.europa.eu cannot be found: Name or service not known"
    assert all("Check the network" in outcome.hint for outcome in found)


def test_a_server_that_is_down(internet, tmp_path):
    site = Site({})
    site.close()
    fetcher = internet.fetcher(tmp_path)
    fetcher.transport.ports["ustr.gov"] = site.port
    assert [outcome.state for outcome in fetcher.run(fetcher.plan(["otters"], publisher="ustr"))] == ["failed"]
    assert_next_run_goes_on(internet, tmp_path)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("write", [1, 2, 3, 4])
def test_a_disk_that_fails_at_the_nth_write(internet, tmp_path, monkeypatch, code, write):
    calls = []

    def fsync(_):
        calls.append(1)
        if len(calls) == write:
            raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        with pytest.raises(StoreError) as raised:
            outcomes(internet, tmp_path)
    assert raised.value.hint
    assert_whole(tmp_path)
    assert_next_run_goes_on(internet, tmp_path)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=st.lists(st.dictionaries(st.sampled_from(list(STEPS)), st.sampled_from(list(FAULTS))), max_size=3))
def test_any_faults_in_any_order_lose_nothing(internet, tmp_path_factory, runs):
    home = tmp_path_factory.mktemp("any")
    held: set[str] = set()
    for faults in runs:
        internet.reset()
        for step, name in faults.items():
            internet.ustr.faults[STEPS[step]] = FAULTS[name][0]
        outcomes(internet, home)
        assert_whole(home)
        now = {snapshot.path for snapshot in SnapshotStore(home / "snapshots").snapshots()}
        assert now >= held
        held = now
    assert_next_run_goes_on(internet, home)


def test_a_run_that_is_interrupted_keeps_what_came(internet, tmp_path):
    fetcher = internet.fetcher(tmp_path)

    def interrupt(kept, *_):
        if kept:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetcher.run(fetcher.plan(["otters"], publisher="ustr"), interrupt)
    assert len(SnapshotStore(tmp_path / "snapshots").snapshots()) == 1
    assert_next_run_goes_on(internet, tmp_path)


def test_a_second_run_beside_the_first_is_refused(internet, tmp_path):
    first, second = internet.fetcher(tmp_path), internet.fetcher(tmp_path)
    plan = first.plan(["otters"], publisher="mofcom")

    def meanwhile(*_):
        with pytest.raises(FetchError, match="Another fetch"):
            second.run(plan)

    assert [outcome.state for outcome in first.run(plan, meanwhile)] == ["fetched"]
    assert [outcome.state for outcome in second.run(plan)] == ["unchanged"]


def test_a_snapshot_whose_bytes_were_damaged_is_fetched_anew(internet, tmp_path):
    outcomes(internet, tmp_path)
    store = SnapshotStore(tmp_path / "snapshots")
    damaged = store.latest()[0]
    (store.root / damaged.path).write_bytes(b"%PDF- rotten")
    assert sorted(outcome.state for outcome in outcomes(internet, tmp_path).values()) == ["fetched", "unchanged"]
    assert_whole(tmp_path)
