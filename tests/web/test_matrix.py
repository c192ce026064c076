"""The matrix of topics by agreements, and the page of what is at hand."""

import csv
import io
import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from indexer.answers.coverage import coverage
from indexer.library import open_library
from web import create_app

MATRICES = ["/en/matrix", "/es/matriz"]
PAGES = [*MATRICES, "/en/coverage", "/es/cobertura"]


@pytest.fixture(scope="module")
def library(built_home):
    with open_library(built_home) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(library):
    return create_app(library).test_client()


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "html.parser")


@pytest.mark.parametrize("address", PAGES)
def test_the_table_is_one_for_every_reader(client, address):
    soup = page(client, address)
    assert len(soup.find_all("h1")) == 1
    assert soup.table.caption.get_text(strip=True)
    assert all(head["scope"] == "col" for head in soup.select("thead th"))
    assert all(row.th["scope"] == "row" for row in soup.select("tbody tr"))
    region = soup.table.parent
    assert (region["role"], region["tabindex"]) == ("region", "0")
    assert soup.find(id=region["aria-labelledby"]) is not None
    assert not soup.select("[style]")


@pytest.mark.parametrize("address", MATRICES)
def test_each_cell_says_its_force_in_words_and_leads_to_its_provisions(client, library, address):
    found = coverage(library, ["us-peru", "china-peru"], ["nature"])
    soup = page(client, f"{address}?agreement=us-peru&agreement=china-peru&topic=nature")
    rows = soup.select("tbody tr")
    assert [len(row.find_all("td")) for row in rows] == [2] * len(found.rows)
    for row, wanted in zip(rows, found.rows, strict=True):
        for cell, link in zip(wanted.cells, row.select("td a"), strict=True):
            assert any(letter.isalpha() for letter in link.get_text())
            asked = parse_qs(urlsplit(client.get(link["href"]).location).query)
            assert asked["agreement"] == [cell.agreement]
            if cell.force:
                assert library.search("", filters=asked).documents == cell.provisions


def test_a_link_of_a_cell_answers(client):
    soup = page(client, "/en/matrix?agreement=us-peru&topic=nature")
    target = client.get(soup.select_one("tbody td a")["href"], follow_redirects=True)
    assert target.status_code == 200


def test_the_matrix_may_be_narrowed(client):
    soup = page(client, "/en/matrix?party=per&bloc=CN")
    assert len(soup.select("thead th")) == 1
    assert soup.select_one("option[value=PER][selected]")
    assert soup.select_one("option[value=CN][selected]")


def test_an_agreement_that_is_no_more_in_force_says_so(client):
    assert page(client, "/en/matrix?agreement=nafta").select("thead .s-replaced")


@pytest.mark.parametrize(("address", "word"), [("/en/matrix", "Digests only"), ("/es/matriz", "Solo resúmenes")])
def test_silence_of_digests_is_no_absence(client, address, word):
    cells = page(client, f"{address}?agreement=china-peru").select("td.unknown")
    assert cells
    assert {cell.get_text(strip=True) for cell in cells} == {word}


def test_csv_names_topic_agreement_status_and_index(client, library):
    response = client.get("/en/matrix?agreement=us-peru&format=csv")
    assert response.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == len(coverage(library, ["us-peru"]).rows)
    assert {row["index"] for row in rows} == {library.fingerprint}
    assert {row["query"] for row in rows} == {"agreement=us-peru"}
    assert all(row["licence"] and re.fullmatch(r"\d{4}-\d\d-\d\d", row["exported"]) for row in rows)
    assert "ETag" not in response.headers
    assert {row["status"] for row in rows} == {"in force"}
    assert all(row["strongest"].startswith("us-peru/") for row in rows if row["state"] == "found")


@pytest.mark.parametrize("address", MATRICES)
def test_the_picture_is_a_drawing_of_the_same_cells(client, library, address):
    response = client.get(f"{address}?agreement=us-peru&agreement=nafta&format=svg")
    assert response.content_type.startswith("image/svg+xml")
    drawing = ET.fromstring(response.text)  # noqa: S314 - our own
    names = "{http://www.w3.org/2000/svg}"
    assert drawing.find(f"{names}title").text
    assert drawing.find(f"{names}desc").text
    cells = list(drawing.iter(f"{names}a"))
    assert len(cells) == len(list(coverage(library, ["us-peru", "nafta"]).cells()))
    assert all(cell.find(f"{names}title").text for cell in cells)
    assert all(cell.get("href").startswith("http://localhost/") for cell in cells)
    assert client.get(cells[0].get("href")).status_code == 302
    assert "style=" not in response.text
    assert library.fingerprint in response.text


@pytest.mark.parametrize(("address", "dead"), [("/en/matrix", "replaced"), ("/es/matriz", "reemplazado")])
def test_the_heads_of_the_picture_say_a_dead_status(client, address, dead):
    response = client.get(f"{address}?agreement=us-peru&agreement=nafta&format=svg")
    heads = [text.text for text in ET.fromstring(response.text).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314
    (nafta,) = [head for head in heads if head and ("NAFTA" in head or "TLCAN" in head)]
    assert dead in nafta.lower()
    (peru,) = [head for head in heads if head and ("Peru" in head or "Perú" in head)]
    assert dead not in peru.lower()


def test_json_is_what_the_library_says(client, library):
    body = client.get("/api/v1/coverage?agreement=us-peru&topic=water").get_json()
    assert body["fingerprint"] == library.fingerprint
    found = coverage(library, ["us-peru"], ["water"])
    assert [[cell["state"] for cell in row["cells"]] for row in body["rows"]] == [
        [cell.state for cell in row.cells] for row in found.rows
    ]
    assert body["digests"][0]["agreement"] == "us-peru"
    described = client.get("/api/v1/openapi.json").get_json()
    assert set(described["components"]["schemas"]["CoverageAnswer"]["required"]) <= body.keys()
    assert "/coverage" in described["paths"]


def test_the_page_says_what_is_at_hand_and_what_is_lacking(client):
    rows = {
        row.th.get_text(strip=True): row.get_text(" ", strip=True)
        for row in page(client, "/en/coverage").select("tbody tr")
    }
    assert any("Digests only" in row for row in rows.values())
    assert any("Not held" in row for row in rows.values())
    assert any("nothing that the text names" in row for row in rows.values())


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/matrix?topic=no-such", 400), ("/en/matrix?agreement=no-such", 400), ("/api/v1/coverage?topic=x", 400),
        ("/en/matrix?party=XXX", 400), ("/es/matriz?party=Narnia", 400), ("/en/timeline?party=XXX", 400),
        ("/en/coverage?bloc=ASEAN", 400), ("/api/v1/coverage?party=XXX", 400), ("/en/agreements?party=XXX", 400),
        ("/en/agreements?bloc=ASEAN", 400), ("/en/matrix?format=xls", 404), ("/en/matrix/no-such/us-peru", 404),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_refused(client, address, status):
    assert client.get(address).status_code == status


@pytest.mark.parametrize("party", ["PER", "per", "Perú", "peruano"])
def test_a_party_is_named_in_any_words(client, party):
    heads = [head.get_text() for head in page(client, f"/en/matrix?party={party}").select("thead th")]
    assert heads == [head.get_text() for head in page(client, "/en/matrix?party=PER").select("thead th")]
    assert len(heads) > 1


def test_nothing_to_show_is_said(client):
    assert not page(client, "/en/matrix?party=PRY").table


def test_the_pages_are_in_the_navigation_and_the_sitemap(client):
    soup = page(client, "/es/matriz")
    assert soup.select_one('header nav a[href="/es/matriz"][aria-current=page]')
    assert soup.select_one('footer a[href="/es/cobertura"]')
    assert "/es/matriz<" in client.get("/sitemap.xml").text
