"""The fetcher against the fake internet: what it asks for, at what pace, and what becomes of it."""

import http.client
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from fake_internet import treaties
from fake_internet.internet import (
    CELEX,
    CHAPTERS,
    LANDING,
    MINCETUR_ENTRANCE,
    MINCETUR_LIST,
    MORE,
    SCHEDULE,
    SICE_PAGE,
    SOURCES,
    TOTA,
    catalogue,
)
from fake_internet.server import Asked, Reply, at_first, page, reset
from msgspec import structs

from corpus.catalogue.agreements import Catalogue
from corpus.errors import FetchError, NotFoundError, StoreError
from corpus.fetch.fetcher import Fetcher
from corpus.fetch.results import Limits
from corpus.publishers import REGISTRY
from corpus.store.snapshots import SnapshotStore


def run(internet, home, *agreements, **chosen):
    fetcher = internet.fetcher(home)
    return fetcher.run(fetcher.plan(agreements, **chosen))


def states(found):
    return [outcome.state for outcome in found]


def test_everything_comes_through_in_both_languages(internet, tmp_path):
    found = run(internet, tmp_path, "otters")
    assert set(states(found)) == {"fetched"}
    store = SnapshotStore(tmp_path / "snapshots")
    held = {
        (each.source.publisher, each.source.language, each.source.covers): store.read(each) for each in store.latest()
    }
    assert held == {
        ("cellar", "en", "whole text"): treaties.cellar("en").encode(),
        ("cellar", "es", "whole text"): treaties.cellar("es").encode(),
        ("ustr", "en", "1. Otters"): treaties.pdf("en", 1),
        ("ustr", "en", "17. Otters"): treaties.pdf("en", 17),
        ("mofcom", "en", "whole text"): treaties.pdf("en"),
        ("sice", "en", "whole text"): treaties.sice("en"),
        ("sice", "es", "whole text"): treaties.sice("es"),
        ("mincetur", "es", "Capítulo 17: Nutrias"): treaties.pdf("es"),
        ("gac", "en", "chapter 24"): treaties.gac().encode(),
        ("tota", "en", "body without annexes"): treaties.tota().encode(),
        ("manytrade", "en", "body"): treaties.plain("en").encode(),
    }


def test_what_is_kept_says_where_it_came_from(internet, tmp_path):
    (outcome,) = run(internet, tmp_path, "otters", publisher="cellar", language="es")
    snapshot = outcome.snapshot
    assert snapshot is not None
    assert snapshot.how == "fetch"
    assert snapshot.status == 200
    assert snapshot.language_asked == "spa"
    assert snapshot.final_url == "https://publications.europa.eu/resource/cellar/0000-1.0010.03/DOC_1"
    assert snapshot.etag == snapshot.headers["etag"] != ""
    assert snapshot.headers["content-type"] == "application/xhtml+xml;charset=UTF-8"
    assert snapshot.source.url == f"http://publications.europa.eu{CELEX}"
    assert snapshot.path.endswith(".xhtml")
    assert SnapshotStore(tmp_path / "snapshots").snapshots() == [snapshot]


def test_the_next_run_asks_only_whether_something_changed(internet, tmp_path):
    run(internet, tmp_path, "otters")
    internet.reset()
    assert set(states(run(internet, tmp_path, "otters"))) == {"unchanged"}
    assert internet.github.asked == []  # the hash in the catalogue is enough
    lists = {"/robots.txt", LANDING, MINCETUR_ENTRANCE, MINCETUR_LIST}
    assert all(each.headers.get("if-none-match") for each in internet.asked() if each.path not in lists)


def test_a_publisher_without_validators_is_compared_by_bytes(internet, tmp_path):
    path = CHAPTERS[17]
    internet.ustr.pages[path] = lambda _: Reply(treaties.pdf("en"), headers={"Content-Type": "application/pdf"})
    run(internet, tmp_path, "otters", publisher="ustr")
    found = run(internet, tmp_path, "otters", publisher="ustr")
    assert [outcome.detail for outcome in found] == ["the publisher says so", "the bytes are the same"]


def test_last_modified_is_asked_with(internet, tmp_path):
    moment = "Thu, 01 Jan 2099 00:00:00 GMT"
    internet.mofcom.pages["/lulitaniya/annex/lltny_xdwb_en.pdf"] = lambda asked: (
        Reply(status=304)
        if asked.headers.get("if-modified-since") == moment
        else Reply(treaties.pdf("en"), headers={"Content-Type": "application/pdf", "Last-Modified": moment})
    )
    assert states(run(internet, tmp_path, "otters", publisher="mofcom")) == ["fetched"]
    assert states(run(internet, tmp_path, "otters", publisher="mofcom")) == ["unchanged"]


def test_a_new_text_is_kept_beside_the_older(internet, tmp_path):
    run(internet, tmp_path, "otters", publisher="ustr")
    internet.ustr.pages[CHAPTERS[17]] = page(treaties.pdf("en", 18), "application/pdf")
    assert states(run(internet, tmp_path, "otters", publisher="ustr")) == ["unchanged", "fetched"]
    store = SnapshotStore(tmp_path / "snapshots")
    assert len(store.snapshots()) == 3
    assert treaties.pdf("en", 18) in [store.read(each) for each in store.latest()]


def test_a_check_tells_what_changed_and_keeps_nothing(internet, tmp_path):
    run(internet, tmp_path, "otters", publisher="ustr")
    before = SnapshotStore(tmp_path / "snapshots").snapshots()
    internet.ustr.pages[CHAPTERS[17]] = page(treaties.pdf("en", 18), "application/pdf")
    fetcher = internet.fetcher(tmp_path)
    found = fetcher.check([*fetcher.plan(["otters"], "ustr"), *fetcher.plan(["otters"], "gac")])
    assert states(found) == ["unchanged", "changed", "new"]
    assert found[1].snapshot in before
    assert SnapshotStore(tmp_path / "snapshots").snapshots() == before


def test_the_plan_asks_nothing(internet, tmp_path):
    plan = internet.fetcher(tmp_path).plan()
    assert len(plan) == len(SOURCES) + len(MORE)
    assert internet.asked() == []
    assert [planned.reason for planned in plan if planned.request is None] == [
        f"http://www.sice.oas.org{MORE[6][2].partition('.org')[2]} is a draft or an initialled text, not the signed one",
        "Clausula does not ask this publisher by itself",
    ]


@pytest.mark.parametrize(
    ("chosen", "number"),
    [
        ({"agreements": ["otters"]}, len(SOURCES)),
        ({"agreements": ["eels", "otters"]}, len(SOURCES) + len(MORE)),
        ({"publisher": "sice"}, sum(each[0] == "sice" for each in (*SOURCES, *MORE))),
        ({"language": "es"}, sum(each[1] == "es" for each in (*SOURCES, *MORE))),
        ({"agreements": ["otters"], "publisher": "sice", "language": "es"}, 1),
        ({"publisher": "nobody"}, 0),
    ],
)
def test_the_plan_is_narrowed(internet, tmp_path, chosen, number):
    assert len(internet.fetcher(tmp_path).plan(**chosen)) == number


def test_an_unknown_agreement_is_named(internet, tmp_path):
    with pytest.raises(NotFoundError) as raised:
        internet.fetcher(tmp_path).plan(["oters"])
    assert raised.value.nearest == ("otters",)


def test_progress_is_told_before_each_request_and_counts_the_parts_of_a_page(internet, tmp_path):
    seen = []
    fetcher = internet.fetcher(tmp_path)
    fetcher.run(fetcher.plan(["otters"], "ustr"), lambda *told: seen.append((*told[:2], told[2].covers)))
    assert seen == [(0, 1, "landing page"), (0, 2, "1. Otters"), (1, 2, "17. Otters")]


def test_what_no_program_can_fetch_is_left_to_the_hand(internet, tmp_path):
    (outcome,) = run(internet, tmp_path, publisher="spij")
    assert outcome.state == "by hand"
    assert "clausula import FILE --agreement eels --lang es" in outcome.hint


def test_a_walled_host_is_left_alone(internet, tmp_path):
    fetcher = internet.fetcher(tmp_path)
    (planned,) = [each for each in fetcher.plan(["eels"]) if "eur-lex.europa.eu/eli" in each.source.url]
    found = fetcher.run([planned, planned, planned])
    assert states(found) == ["blocked"] * 3
    assert [each.path for each in internet.eur_lex.asked] == ["/robots.txt", "/eli/agree_internation/2099/1/oj"]
    assert "challenge" in found[0].detail
    assert "left alone" in found[2].detail
    assert "clausula import" in found[0].hint


def test_a_walled_site_is_left_alone_under_both_its_names(internet, tmp_path):
    internet.sice.pages[SICE_PAGE["en"].lower()] = lambda _: Reply(b"", 403)
    found = run(internet, tmp_path, "otters", publisher="sice")
    assert [outcome.source.url for outcome in found] == [
        f"http://www.sice.oas.org{SICE_PAGE['en']}", f"http://sice.oas.org{SICE_PAGE['es']}"
    ]  # fmt: skip
    assert states(found) == ["blocked", "blocked"]
    assert internet.sice.paths() == [SICE_PAGE["en"]]


def test_a_site_whose_rules_cannot_be_read_is_left_alone(internet, tmp_path):
    internet.cellar.pages["/robots.txt"] = lambda _: Reply(b"", 500)
    found = run(internet, tmp_path, publisher="cellar")
    assert [outcome.state for outcome in found if "publications" in outcome.source.url] == ["failed"] * 4
    assert [each.path for each in internet.cellar.asked] == ["/robots.txt"] * 2  # the attempts of the first


# --- manners ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("publisher", REGISTRY, ids=lambda publisher: publisher.slug)
def test_each_request_waits_for_the_one_before(internet, tmp_path, publisher):
    """The fake sleep takes no time, so each wait is the pause less the little that the answer took."""
    pause = 10 if publisher.slug == "ustr" else publisher.pause  # as its robots.txt asks
    waits = []
    fetcher = internet.fetcher(tmp_path, sleep=waits.append)
    assert "fetched" in states(fetcher.run(fetcher.plan(publisher=publisher.slug)))
    hosts = [each.headers["host"] for each in internet.asked()]
    assert len(waits) == len(hosts) - len({host.removeprefix("www.") for host in hosts})
    assert all(pause - 1.9 < wait <= pause for wait in waits)


def test_retries_wait_longer_each_time(internet, tmp_path):
    waits = []
    internet.gac.faults[f"{urlsplit(SOURCES[7][2]).path}?lang=eng"] = at_first(3, reset)
    fetcher = internet.fetcher(tmp_path, sleep=waits.append, limits=Limits(backoff=4))
    assert states(fetcher.run(fetcher.plan(["otters"], "gac"))) == ["fetched"]
    assert waits[1:] == pytest.approx([4, 8, 16], abs=0.5)


def test_every_request_says_who_asks(internet, tmp_path):
    run(internet, tmp_path)
    for asked in internet.asked():
        assert asked.headers["user-agent"].startswith("Clausula/")
        assert "(reader@example.org)" in asked.headers["user-agent"]
        assert asked.headers["from"] == "reader@example.org"
        assert "mozilla" not in asked.headers["user-agent"].lower()
        assert "cookie" not in asked.headers


@pytest.mark.parametrize("contact", ["reader@example.org", "https://example.org/reader", "http://example.org"])
def test_the_contact_comes_from_the_environment(internet, tmp_path, monkeypatch, contact):
    monkeypatch.setenv("CLAUSULA_CONTACT", contact)
    fetcher = internet.fetcher(tmp_path, contact="")
    fetcher.run(fetcher.plan(["otters"], "gac"))
    assert contact in internet.gac.asked[0].headers["user-agent"]
    assert ("from" in internet.gac.asked[0].headers) == ("@" in contact)


@pytest.mark.parametrize(
    "contact", ["", "reader", "reader@", "a@b.c\r\nX: y", "a b@c.d", "ñ@example.org", "ftp://x.org"]
)
def test_nothing_is_asked_without_a_contact(internet, tmp_path, monkeypatch, contact):
    monkeypatch.delenv("CLAUSULA_CONTACT", raising=False)
    fetcher = internet.fetcher(tmp_path, contact=contact)
    for go in (fetcher.run, fetcher.check):
        with pytest.raises(FetchError) as raised:
            go(fetcher.plan(["otters"]))
        assert "CLAUSULA_CONTACT" in raised.value.hint
    assert internet.asked() == []


def test_robots_txt_is_obeyed_and_read_once_a_site(internet, tmp_path):
    internet.ustr.pages["/robots.txt"] = page(f"User-agent: *\nDisallow: {CHAPTERS[17]}\n", "text/plain")
    found = run(internet, tmp_path, "otters", publisher="ustr")
    assert states(found) == ["fetched", "by hand"]
    assert "robots.txt" in found[1].detail
    assert [each.path for each in internet.ustr.asked] == ["/robots.txt", LANDING, CHAPTERS[1]]


def test_a_site_that_wants_nobody_is_not_asked(internet, tmp_path):
    internet.gac.pages["/robots.txt"] = page("User-agent: Clausula\nDisallow: /\n", "text/plain")
    assert states(run(internet, tmp_path, "otters", publisher="gac")) == ["by hand"]
    assert internet.gac.paths() == []


def test_a_site_that_wants_hours_between_requests_is_left_to_the_hand(internet, tmp_path):
    internet.gac.pages["/robots.txt"] = page("User-agent: *\nCrawl-delay: 7200\n", "text/plain")
    (outcome,) = run(internet, tmp_path, "otters", publisher="gac")
    assert outcome.state == "by hand"
    assert "7,200 seconds" in outcome.detail
    assert internet.gac.paths() == []


def test_robots_txt_counts_for_where_a_redirect_leads(internet, tmp_path):
    internet.cellar.pages["/robots.txt"] = page("User-agent: *\nDisallow: /resource/cellar/\n", "text/plain")
    found = run(internet, tmp_path, "otters", publisher="cellar")
    assert states(found) == ["by hand", "by hand"]
    assert not any("/resource/cellar/" in path for path in internet.cellar.paths())


def test_robots_txt_may_move_within_the_catalogue(internet, tmp_path):
    rules = page("User-agent: *\nDisallow: /\n", "text/plain")
    internet.sice.pages["/robots.txt"] = lambda asked: (
        rules(asked)
        if asked.headers["host"].startswith("www.")
        else Reply(status=301, headers={"Location": "http://www.sice.oas.org/robots.txt"})
    )
    assert states(run(internet, tmp_path, "otters", publisher="sice")) == ["by hand", "by hand"]
    assert internet.sice.paths() == []


def test_tariff_schedules_and_other_sites_are_not_asked_for(internet, tmp_path):
    run(internet, tmp_path, "otters", publisher="ustr")
    assert SCHEDULE not in internet.ustr.paths()
    assert internet.ustr.paths() == [LANDING, CHAPTERS[1], CHAPTERS[17]]


# --- hashes -----------------------------------------------------------------------------------------------------------


def test_another_file_under_a_pinned_address_is_refused(internet, tmp_path):
    internet.github.pages[TOTA] = page(treaties.tota().replace("otters", "badgers"), "text/plain")
    (outcome,) = run(internet, tmp_path, "otters", publisher="tota")
    assert outcome.state == "failed"
    assert "hash differs" in outcome.detail
    assert SnapshotStore(tmp_path / "snapshots").snapshots() == []


def test_a_held_text_that_is_not_the_pinned_one_is_not_taken_for_it(internet, tmp_path):
    """A publisher who says 304 vouches for what was held, not for what the catalogue describes."""
    other = treaties.tota().replace("otters", "badgers")
    fetcher = internet.fetcher(tmp_path)
    (planned,) = fetcher.plan(["otters"], "tota")
    etag = page(other)(Asked("", "", {}, 0)).headers["ETag"]
    fetcher.store.add(planned.source, other.encode(), how="fetch", retrieved_at=datetime.now(UTC), etag=etag)
    internet.github.pages[TOTA] = page(other, "text/plain")
    (outcome,) = fetcher.run([planned])
    assert "hash differs" in outcome.detail
    internet.reset()
    assert states(fetcher.run([planned])) == ["fetched"]
    assert states(fetcher.run([planned])) == ["unchanged"]


def test_an_error_under_a_pinned_address_is_named_as_what_it_is(internet, tmp_path):
    internet.github.pages[TOTA] = page("404: Not Found", "text/plain", 404)
    (outcome,) = run(internet, tmp_path, "otters", publisher="tota")
    assert "nothing at this address" in outcome.detail


def test_a_mirror_without_a_known_hash_is_refused(internet, tmp_path):
    facts = Catalogue(
        tuple(
            structs.replace(entry, sources=tuple(structs.replace(source, sha256="") for source in entry.sources))
            for entry in catalogue().agreements
        )
    )
    fetcher = internet.fetcher(tmp_path)
    bare = Fetcher(
        fetcher.store, facts, contact="reader@example.org", transport=fetcher.transport, sleep=lambda _: None
    )
    (outcome,) = bare.run(bare.plan(["otters"], "tota"))
    assert outcome.state == "failed"
    assert "no known hash" in outcome.detail
    assert internet.github.asked == []


def test_a_site_is_the_same_with_and_without_www(internet, tmp_path):
    fetcher = internet.fetcher(tmp_path)
    fetcher.transport.ports["www.ustr.gov"] = internet.ustr.port
    landing = internet.ustr.pages[LANDING]
    internet.ustr.pages[LANDING] = lambda asked: (
        landing(asked)
        if asked.headers["host"] == "www.ustr.gov"
        else Reply(status=301, headers={"Location": f"https://www.ustr.gov{LANDING}"})
    )
    found = fetcher.run(fetcher.plan(["otters"], "ustr"))
    assert states(found) == ["fetched", "fetched"]
    assert found[0].source.url == f"https://www.ustr.gov{CHAPTERS[1]}"


def test_an_unverified_address_that_fails_is_called_that(internet, tmp_path):
    fetcher = internet.fetcher(tmp_path)
    (planned,) = fetcher.plan(["otters"], "mofcom")
    unsure = structs.replace(planned.source, unverified=True)
    lost = replace(planned.request, url=planned.request.url + "x", source=unsure)
    (outcome,) = fetcher.run([replace(planned, request=lost)])
    assert outcome.detail.endswith("(no one has verified this address yet)")


def test_redirects_stay_within_the_catalogue(internet, tmp_path):
    found = run(internet, tmp_path, "otters", publisher="sice", language="es")
    assert states(found) == ["fetched"]
    assert found[0].snapshot.final_url == f"https://www.sice.oas.org{SICE_PAGE['es'].upper()}"


def test_a_store_that_cannot_be_made_is_reported(internet, tmp_path):
    (tmp_path / "snapshots").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreError) as raised:
        run(internet, tmp_path, "otters")
    assert "CLAUSULA_HOME" in raised.value.hint
    assert internet.asked() == []


def test_no_request_is_made_at_once_with_another(internet, tmp_path, monkeypatch):
    """Every connection is closed before the next is opened."""
    opened = [0]
    connect, close = http.client.HTTPConnection.request, http.client.HTTPConnection.close
    monkeypatch.setattr(
        http.client.HTTPConnection, "request", lambda *a, **k: (opened.__setitem__(0, opened[0] + 1), connect(*a, **k))
    )
    monkeypatch.setattr(http.client.HTTPConnection, "close", lambda self: (opened.__setitem__(0, 0), close(self)))
    seen = []
    fetcher = internet.fetcher(tmp_path, sleep=lambda _: seen.append(opened[0]))
    fetcher.run(fetcher.plan(["otters"]))
    assert set(seen) == {0}
