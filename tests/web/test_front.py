"""The first page promises what is held, its examples find something, and the help's examples are understood."""

import gzip

import pytest
from bs4 import BeautifulSoup
from running import built

from indexer.library import open_library
from web import create_app

HOMES, HELPS = ("/en/", "/es/"), ("/en/help", "/es/ayuda")


def soup(client, address):
    return BeautifulSoup(client.get(address, follow_redirects=True).data, "html.parser")


@pytest.mark.parametrize("address", HOMES)
def test_every_example_of_the_first_page_finds_something(site_client, address):
    links = [link["href"] for link in soup(site_client, address).select(".try a")]
    assert len(links) >= 3
    for link in links:
        page = soup(site_client, link)
        assert page.select(".hits li, section.provision, .leaf"), link


@pytest.fixture(scope="module")
def bare_client(tmp_path_factory):
    home = tmp_path_factory.mktemp("digests")
    built(home)
    with open_library(home) as library:
        yield create_app(library).test_client()


@pytest.mark.parametrize(
    ("address", "held", "not_held"),
    [
        ("/en/", "quotes it word for word", "our digests only"),
        ("/es/", "al pie de la letra", "solo tiene nuestros resúmenes"),
    ],
)
def test_the_first_page_promises_what_is_held(site_client, bare_client, address, held, not_held):
    with_texts, bare = soup(site_client, address).get_text(), soup(bare_client, address).get_text()
    assert held in with_texts
    assert not_held not in with_texts
    assert held not in bare
    assert not_held in bare
    for link in soup(bare_client, address).select(".try a"):
        assert soup(bare_client, link["href"]).select(".hits li, section.provision"), link


@pytest.mark.parametrize("address", HELPS)
def test_every_example_of_the_help_is_understood(site_client, address):
    page = soup(site_client, address)
    links = [link["href"] for link in page.select(".prose dl a[href*='q=']")]
    assert len(links) >= 7
    for link in links:
        assert site_client.get(link, follow_redirects=True).status_code == 200, link
    told = page.get_text(" ")
    for code in ("panel-of-experts", "best-endeavour", "provisionally applied", "related"):
        assert code in told


@pytest.mark.parametrize(
    ("address", "title", "public", "signed"),
    [
        ("/en/provision/us-peru/18.3/1", "United States-Peru Trade Promotion Agreement, Article 18.3, paragraph 1",
         "/id/us-peru/18.3/1", "2006/04/12"),
        ("/en/agreement/us-peru", "United States-Peru Trade Promotion Agreement", "/id/us-peru", "2006/04/12"),
        ("/en/agreement/norvania-estuaria-2011?open=en.1", "Norvania - Estuaria, Chapter 1",
         "/en/agreement/norvania-estuaria-2011?open=en.1", None),
    ],
)  # fmt: skip
def test_a_page_can_be_picked_up(site_client, address, title, public, signed):
    named = {meta.get("name"): meta.get("content") for meta in soup(site_client, address).select("meta")}
    assert named["citation_title"].startswith(title)
    assert named["citation_public_url"].endswith(public)
    assert signed is None or named["citation_publication_date"] == signed
    assert named["description"]


@pytest.mark.parametrize("address", ["/en/", "/api/v1/topics", "/static/clausula.css", "/en/search?q=timber"])
def test_what_is_long_comes_compressed_for_who_takes_it(site_client, address):
    plain = site_client.get(address, buffered=True)
    packed = site_client.get(address, headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in packed.vary
    assert "Accept-Encoding" in plain.vary
    refused = site_client.get(address, headers={"Accept-Encoding": "gzip;q=0"}, buffered=True)
    assert refused.data == plain.data
    if tag := packed.headers.get("ETag"):
        again = site_client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": tag}, buffered=True)
        assert again.status_code == 304


def test_what_never_changes_is_cached_for_good(site_client):
    control = site_client.get("/static/clausula.css?v=1", buffered=True).headers["Cache-Control"]
    assert "immutable" in control
    assert "no-cache" not in control
