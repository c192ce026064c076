"""What stands beside the provisions on pages and in the API: rules, services, agreements by name, amendments."""

import pytest
from bs4 import BeautifulSoup


def soup(response) -> BeautifulSoup:
    assert response.status_code == 200, response.status
    return BeautifulSoup(response.data, "html.parser")


@pytest.mark.parametrize(
    ("address", "place", "words"),
    [
        ("/es/buscar?q=EUDR", ".outside", ["Reglamento (UE) 2023/1115", "No es parte de ningún acuerdo"]),
        ("/en/search?q=Lacey+Act", ".outside", ["16 USC 3371-3378", "unverified", "SERFOR"]),
        ("/es/buscar?q=sello+Biocomercio", ".services", ["Biocomercio Perú", "Mincetur"]),
        ("/es/buscar?q=T-MEC+cap%C3%ADtulo+laboral", ".named-agreements", ["clausula fetch usmca"]),
        ("/es/exportador?product=timber&market=USA", ".outside", ["Ley Lacey", "Última revisión"]),
        ("/en/exporter?product=fish&market=EU", ".outside", ["1005/2008", "Not part of any agreement here"]),
    ],
)
def test_a_page_shows_it_apart_from_the_provisions(site_client, address, place, words):
    page = soup(site_client.get(address))
    (box,) = page.select(f"section{place}")
    assert not box.find_parent(id="hits")
    for word in words:
        assert word in box.get_text(" ", strip=True)


def test_the_rules_of_another_market_are_left_out(site_client):
    (box,) = soup(site_client.get("/en/exporter?product=timber&market=USA")).select(".outside")
    assert "2023/1115" not in box.get_text()


def test_the_second_page_of_hits_does_not_say_it_again(site_client):
    assert soup(site_client.get("/en/search?q=deforestation+forests")).select(".outside")
    assert not soup(site_client.get("/en/search?q=deforestation+forests&page=2")).select(".outside")


def test_goods_that_no_digest_names_are_told(site_client):
    assert "No digest of a provision names these goods" in site_client.get("/en/search?q=cheese").text
    assert "No digest of a provision names these goods" in site_client.get("/en/exporter?product=crafts").text
    assert "No digest of a provision names these goods" not in site_client.get("/en/exporter?product=timber").text


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("us-peru/annex-18.3.4/11", "Inserted by: Protocol of Amendment of 24 and 25 June 2007"),
        ("us-peru/18.4/1", "before: 18.3"),
        ("china-peru/144/3", "May be changed by"),
        ("china-peru/162/1", "is not known here"),
    ],
)
def test_a_provision_says_what_amended_it(site_client, place, words):
    assert words in site_client.get(f"/en/provision/{place}").text


def test_the_api_has_it_too(site_client):
    found = site_client.get("/api/v1/search?q=EUDR").get_json()
    assert [rule["id"] for rule in found["rules"]] == ["eu-deforestation"]
    assert found["rules_notice"]["en"].startswith("Not part of any agreement here")
    exporter = site_client.get("/api/v1/exporter?product=fish&market=US").get_json()
    assert {"us-marine-mammals", "us-seafood-monitoring"} <= {rule["id"] for rule in exporter["rules"]}
    assert "eu-illegal-fishing" not in {rule["id"] for rule in exporter["rules"]}
