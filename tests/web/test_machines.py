"""What machines read: headers, tags, twins in JSON, errors, health, robots, sitemap, OpenSearch, feeds; and what they send."""

import os
import shutil
import string
from itertools import cycle
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import run_clausula
from site_states import ERRORS, INVENTED, LANGUAGES, filled, pages

from indexer.library import open_library
from indexer.tables.columns import row
from web import create_app
from web.views.record_html import place

POLICY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
}


def every_route(site):
    """Return an address of every route that answers GET, of machines' too."""
    rules = [rule for rule in site.url_map.iter_rules() if "GET" in rule.methods and rule.endpoint != "static"]
    return [address for rule in rules for address in filled(rule.rule)]


def test_every_answer_carries_the_policy(site, site_client):
    errors = [f"/{language}{path}" for language in LANGUAGES for path, _status in ERRORS[language]]
    for address in [*every_route(site), *errors, "/static/clausula.css", "/api/v1/provisions/us-peru/99.9"]:
        with site_client.get(address) as answer:
            for name, begins in POLICY.items():
                assert answer.headers[name].startswith(begins), (address, name)
            assert "unsafe" not in answer.headers["Content-Security-Policy"]
            assert "Set-Cookie" not in answer.headers
            assert "Server" not in answer.headers


def test_a_page_that_the_browser_has_is_not_sent_again(site, site_client):
    for address in [*pages(site, "en"), "/sitemap.xml", "/en/feed.xml?q=timber", "/api/v1/search?q=timber"]:
        first = site_client.get(address)
        tag = first.headers.get("ETag")
        if first.status_code != 200 or not tag:
            assert first.status_code == 302 or "no-store" in first.headers["Cache-Control"], address
            continue
        again = site_client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b""), address
        assert site_client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200
    with site_client.get("/static/clausula.css") as style:
        assert "immutable" in style.headers["Cache-Control"]


def test_each_address_has_a_tag_of_its_own(site, site_client):
    tagged = [site_client.get(address).headers.get("ETag") for address in pages(site, "en")]
    tags = [tag for tag in tagged if tag]
    assert len(tags) == len(set(tags)) > 20


def test_every_answer_names_its_index(site_client):
    fingerprint = site_client.get("/healthz").get_json()["fingerprint"]
    for address in ("/en/search?q=timber", "/api/v1/search?q=timber", "/en/feed.xml?q=timber"):
        answer = site_client.get(address)
        assert answer.headers["X-Clausula-Index"] == fingerprint
    assert fingerprint in site_client.get("/es/").text


# Twins in JSON


def test_the_api_says_what_the_page_says(site_client):
    page = BeautifulSoup(site_client.get("/en/search?q=timber").data, "html.parser")
    answer = site_client.get("/api/v1/search?q=timber").get_json()
    shown = [link["href"].removeprefix("/en/provision/") for link in page.select(".hits h2 a")]
    assert shown == [hit["id"] for hit in answer["hits"]]
    assert page.h1.get_text().strip().startswith(f"{answer['total']} ")
    twin = page.find("a", string="JSON")["href"]
    assert site_client.get(twin).get_json()["hits"] == answer["hits"]


def test_provision_agreement_and_topics_are_there_as_json(site_client):
    answer = site_client.get(f"/api/v1/provisions/{INVENTED}/2.1/1.a").get_json()
    assert (answer["id"], answer["point"]) == (f"{INVENTED}/2.1/1.a", "a")
    assert answer["provisions"][0]["citation"]
    assert site_client.get("/api/v1/provisions/us-peru art 18.3").get_json()["id"] == "us-peru/18.3"
    agreement = site_client.get(f"/api/v1/agreements/{INVENTED}").get_json()
    assert agreement["contents"]["en"]
    assert {"id", "labels", "trend", "count"} <= set(site_client.get("/api/v1/topics").get_json()["topics"][0])


def test_the_exporters_answer_is_the_same_in_json(site_client):
    page = BeautifulSoup(site_client.get("/en/exporter?product=timber&market=USA").data, "html.parser")
    answer = site_client.get("/api/v1/exporter?product=timber&market=US").get_json()
    assert (answer["product"], answer["market"]) == ("timber", "USA")
    ids = [hit["id"] for group in answer["groups"] for hit in group["provisions"]]
    assert (
        [link["href"].removeprefix("/en/provision/") for link in page.select(".market h4 a, .market li a")] == ids != []
    )
    assert "USA" in site_client.get("/api/v1/exporter").get_json()["markets"]


# Errors, from one table


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/search?q=%22timber", 400, "query"),
        ("/api/v1/search?page=0", 400, "query"),
        ("/api/v1/search?limit=1000", 400, "query"),
        ("/api/v1/provisions/us-peru/99.9", 404, "not-found"),
        ("/api/v1/agreements/us-per", 404, "not-found"),
        ("/api/v1/nothing", 404, "not-found"),
    ],
)
def test_an_error_of_the_api_is_json(site_client, address, status, code):
    answer = site_client.get(address)
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    error = answer.get_json()["error"]
    assert error["code"] == code
    assert error["message"]
    assert "ETag" not in answer.headers


def test_an_error_says_where_or_what_is_nearest(site_client):
    assert site_client.get("/api/v1/search?q=timber+%22trade").get_json()["error"]["position"] == 7
    nearest = site_client.get("/api/v1/provisions/us-peru/18.33").get_json()["error"]["nearest"]
    assert any(name.startswith("us-peru/18.3") for name in nearest)
    page = BeautifulSoup(site_client.get("/es/disposicion/us-peru/18.33").data, "html.parser")
    assert page.select("main a[href^='/es/disposicion/us-peru/18.3']")


def test_another_method_is_told_what_is_allowed(site_client):
    for address in ("/en/search", "/api/v1/search"):
        answer = site_client.post(address)
        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]


def test_without_an_index_the_site_says_what_to_run(built_home, tmp_path):
    shutil.copytree(built_home, tmp_path / "home")
    with open_library(tmp_path / "home") as library:
        client = create_app(library).test_client()
        assert client.get("/en/").status_code == 200
        (tmp_path / "home/index/CURRENT").unlink()
        page, health, api = client.get("/es/"), client.get("/healthz"), client.get("/api/v1/search?q=timber")
    assert {answer.status_code for answer in (page, health, api)} == {503}
    assert "Ejecute: clausula build" in page.text
    assert api.get_json()["error"] == health.get_json()["error"]
    assert api.get_json()["error"]["hint"] == "Run: clausula build"
    assert page.headers["Cache-Control"] == "no-store"


# For crawlers, browsers and readers of feeds


def test_the_sitemap_lists_pages_that_answer(site_client):
    root = ElementTree.fromstring(site_client.get("/sitemap.xml").data)
    paths = [urlsplit(node.text).path for node in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(paths) == len(set(paths)) > 50
    assert {path.split("/")[1] for path in paths} == set(LANGUAGES)
    assert {site_client.get(path).status_code for path in paths[::7]} == {200}


def test_robots_are_kept_out_of_searches(site_client):
    rules = site_client.get("/robots.txt").text
    assert "Disallow: /en/search\n" in rules
    assert "Disallow: /es/buscar\n" in rules
    assert "Sitemap: http://localhost/sitemap.xml" in rules


@pytest.mark.parametrize(("language", "path"), [("en", "/en/search"), ("es", "/es/buscar")])
def test_a_browser_can_learn_the_search(site_client, language, path):
    answer = site_client.get(f"/{language}/opensearch.xml")
    assert answer.mimetype == "application/opensearchdescription+xml"
    url = ElementTree.fromstring(answer.data).find("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert url.get("template") == f"http://localhost{path}?q={{searchTerms}}"


@pytest.mark.parametrize("query", ["q=timber", "q=tala+%26+%3Cb%3E", "party=PER", "", "q=qqqqzzzz"])
def test_any_search_is_a_feed(site_client, query):
    for language in LANGUAGES:
        answer = site_client.get(f"/{language}/feed.xml?{query}")
        assert answer.mimetype == "application/atom+xml"
        atom = "{http://www.w3.org/2005/Atom}"
        feed = ElementTree.fromstring(answer.data)
        assert all(feed.find(f"{atom}{name}").text for name in ("id", "title", "updated"))
        names = [entry.find(f"{atom}id").text for entry in feed.iter(f"{atom}entry")]
        assert len(names) == len(set(names))
        for entry in feed.iter(f"{atom}entry"):
            assert all(entry.find(f"{atom}{name}").text for name in ("title", "updated", "summary"))
            assert entry.find(f"{atom}summary").text.startswith("[")
        assert site_client.get("/healthz").get_json()["fingerprint"] in feed.find(f"{atom}subtitle").text
        assert feed.find(f"{atom}rights").text
        for entry in list(feed.iter(f"{atom}entry"))[:1]:
            assert site_client.get(urlsplit(entry.find(f"{atom}link").get("href")).path).status_code == 200


def test_an_entry_of_a_feed_is_dated_by_its_words_and_its_digest(site_client):
    atom = "{http://www.w3.org/2005/Atom}"
    feeds = [
        ElementTree.fromstring(site_client.get(f"/en/feed.xml?{query}").data)
        for query in ("q=timber&agreement=us-peru", "agreement=us-peru&q=timber&page=2&keep=us-peru/18.3/1")
    ]
    assert len({feed.find(f"{atom}id").text for feed in feeds}) == 1
    entries = list(feeds[0].iter(f"{atom}entry"))
    assert entries
    for entry in entries:
        identifier = entry.find(f"{atom}id").text.partition("/id/")[2]
        record = site_client.get(f"/api/v1/provisions/{identifier}").get_json()["provisions"][0]
        assert entry.find(f"{atom}updated").text == f"{record['digest']['checked']}T00:00:00+00:00"
    assert feeds[0].find(f"{atom}updated").text == max(entry.find(f"{atom}updated").text for entry in entries)


@pytest.mark.parametrize(
    ("language", "page", "unsure"), [("en", "provision", "unverified"), ("es", "disposicion", "sin verificar")]
)
def test_a_status_that_no_text_confirms_is_called_unverified_everywhere(site_client, language, page, unsure):
    place = f"/{language}/{page}/china-georgia/9.3"
    for address in (
        place,
        f"{place}?format=txt",
        f"{place}?format=md",
        f"/{language}/feed.xml?agreement=china-georgia",
    ):
        assert f"({unsure})" in site_client.get(address).text, address


@pytest.mark.parametrize(
    "page",
    [
        "topics",
        "topic/timber-trade",
        "agreements",
        "agreement/us-peru",
        "coverage",
        "matrix",
        "exporter?product=timber&market=USA",
    ],
)
def test_every_page_of_facts_has_its_twin_in_json(site_client, page):
    soup = BeautifulSoup(site_client.get(f"/en/{page}").data, "html.parser")
    assert site_client.get(soup.find("a", string="JSON")["href"]).get_json()["fingerprint"]


# Hostile input

PARAMETERS = (
    "_external _scheme _anchor _method q page limit signed from to all expand words direct format agreement party bloc topic force scope article lang "
    "status product market asked id text style footnote part open instrument"
).split()
TRICKS = [
    "\x00", "\ud7ff", "﷽" * 50, "'\"<script>", "../../etc/passwd", "%00", "a" * 3000, "٣", "1_0", "-1", "1e9", "9" * 400,
    "signed:9999..", "signed:0..0", "topic:", "-", "*", "a*", '"', "OR OR", "us-peru/", "us-peru/18.3/1.zz", "{{7*7}}",
    "us-peru 18.3.1((((", "\u202e", "=cmd|' /C calc'!A0", "party:PER " * 100, "x " * 500, "\n\r\t", "1" * 5 + ".." + "2",
]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(TRICKS),
    st.text(max_size=60),
    st.text(alphabet=string.printable, max_size=40),
    st.integers().map(str),
)


@pytest.fixture(scope="module", params=["digests", "built", "real"])
def each_site(request, tmp_path_factory, built_home):
    """The site on digests alone, on an invented treaty, and on real texts where CLAUSULA_REAL_HOME names an index."""
    home = os.environ.get("CLAUSULA_REAL_HOME") if request.param == "real" else built_home
    if not home:
        pytest.skip("CLAUSULA_REAL_HOME is not set, so no index of real texts is at hand")
    if request.param == "digests":
        home = tmp_path_factory.mktemp("digests")
        assert run_clausula(home, "build").returncode == 0
    with open_library(Path(home)) as library:
        yield create_app(library)


def hostile(app):
    """Yield every route with each parameter in turn set to one of the tricks, and with each trick as its path."""
    tricks = cycle(TRICKS)
    for rule in app.url_map.iter_rules():
        address = filled(rule.rule.replace("<path:filename>", "clausula.css"))[0].replace(INVENTED, "us-peru")
        for name in PARAMETERS:
            yield address, {name: [next(tricks)] * (1 + len(name) % 2)}
        if rule.arguments - {"lang", "filename"}:
            head, _, tail = rule.rule.partition("<")
            yield from ((f"{head}{quote(trick)}{tail.partition('>')[2]}", {}) for trick in TRICKS)


def test_every_parameter_of_every_route_is_read_with_care(each_site):
    client, broken = each_site.test_client(), []
    for address, query in hostile(each_site):
        with client.get(address, query_string=query) as answer:
            if answer.status_code not in {200, 302, 308, 400, 404, 405}:
                broken.append((answer.status_code, address, query))
    assert broken == []


@pytest.mark.parametrize(
    "header", [("Range", "bytes=9-1"), ("If-None-Match", 'W/",,"'), ("Accept-Language", ";;q=z,*"), ("Host", "a:99999")]
)
def test_headers_are_read_with_care(site_client, header):
    for address in ("/", "/en/search?q=timber", "/api/v1/search?q=timber", "/static/clausula.css"):
        with site_client.get(address, headers=[header]) as answer:
            assert answer.status_code in {200, 302, 400, 416}, address


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_parameter_breaks_any_route(site, data):
    address = data.draw(st.sampled_from(every_route(site)))
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(PARAMETERS), VALUES), max_size=4))
    answer = site.test_client().get(address, query_string=pairs)
    assert answer.status_code in {200, 302, 400, 404}, (address, pairs)
    if answer.status_code == 302:
        assert answer.location.startswith("/")
        assert not answer.location.startswith("//")
        assert site.test_client().get(answer.location).status_code in {200, 302, 400, 404}


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_path_breaks_any_route(site, data):
    rule = data.draw(st.sampled_from([r.rule for r in site.url_map.iter_rules() if r.arguments - {"lang"}]))
    filler = data.draw(VALUES)
    head, _, tail = rule.partition("<")
    answer = site.test_client().get(f"{head}{filler.replace('?', '').replace('#', '')}{tail.partition('>')[2]}")
    assert answer.status_code in {200, 302, 308, 400, 404}, (rule, filler)


@pytest.mark.parametrize(
    "path", ["/en/search", "/en/provision/us-peru 18.3", "/es/matriz", "/en/feed.xml", "/api/v1/search"]
)
def test_bytes_that_are_no_text_break_nothing(site_client, path):
    answer = site_client.get(path, environ_overrides={"QUERY_STRING": "q=\xff\xfe&party=\xc3"})
    assert answer.status_code == 400


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(query=VALUES)
def test_a_feed_of_anything_is_xml(site, query):
    answer = site.test_client().get("/en/feed.xml", query_string={"q": query})
    assert answer.status_code in {200, 400}
    if answer.status_code == 200:
        ElementTree.fromstring(answer.data)


def test_the_page_and_the_command_say_alike_where_every_provision_stands(site, built_home):
    with site.test_request_context("/en/"), open_library(built_home) as library:
        wrong = [
            record.id
            for record in library.records()
            if place(record) != row(record, library.entries[record.agreement.id])["place"]
        ]
    assert wrong == []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("search?q=x&partty=PER", 400), ("search?q=x&party=PER", 200), ("agreements?party=PER", 400), ("topics?x=1", 400),
        ("provisions/us-peru/18.3/1?lang=es", 400), ("coverage?topics=water", 400), ("coverage?topic=water", 200),
        ("openapi.json?v=1", 200),
    ],
)  # fmt: skip
def test_the_api_refuses_what_it_would_not_obey(site_client, address, status):
    answer = site_client.get(f"/api/v1/{address}")
    assert answer.status_code == status
    assert status == 200 or "no field" in answer.text
