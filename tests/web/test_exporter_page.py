"""The page for exporters: a product and a market, and the provisions that touch them."""

import pytest
from site_pages import HEAVIEST, said, soup


@pytest.mark.parametrize(
    ("address", "duty", "firm"),
    [
        ("/en/exporter?product=timber&market=USA", "States, not your firm", "For your firm"),
        (
            "/es/exportador?product=timber&market=USA",
            "A los Estados, no a su empresa",
            "Para su empresa",
        ),
    ],
)
def test_an_exporter_finds_what_touches_the_product(site_client, address, duty, firm):
    page = soup(site_client.get(address))
    assert duty in said(page.main)
    assert firm in said(page.main)
    assert page.select(".touch h4 a[href*='us-peru/annex-18.3.4']")
    assert page.select("option[selected]")


def test_every_product_and_market_has_an_answer(site_client):
    page = soup(site_client.get("/es/exportador"))
    products = [option["value"] for option in page.select("#product option") if option["value"]]
    markets = [option["value"] for option in page.select("#market option")]
    assert len(products) >= 10
    for product in products:
        for market in markets:
            answer = site_client.get("/es/exportador", query_string={"product": product, "market": market})
            assert answer.status_code == 200
            assert len(answer.data) < HEAVIEST
            assert soup(answer).select(".touch, .absent, #card")


def test_an_exporter_reads_where_a_shipment_can_be_held(site_client):
    """The words of the provision itself name no product topic where a text is at hand; its digest does."""
    shown = soup(site_client.get("/es/exportador?product=timber&market=USA")).select(".touch h4 a")
    assert "/es/disposicion/us-peru/annex-18.3.4/7" in {link["href"] for link in shown}
    assert all("/us-peru/" in link["href"] for link in shown)


def test_what_a_digest_gives_to_one_product_is_not_shown_for_another(site_client):
    page = soup(site_client.get("/es/exportador?product=minerals"))
    links = {link["href"] for link in page.select(".market a[href*='/us-peru/']")}
    assert "/es/disposicion/us-peru/10.9/3" in links
    assert not [link for link in links if "annex-18.3.4" in link]


def test_who_is_addressed_is_said_in_spanish_grammar(site_client):
    said_of = {
        said(node).strip()
        for node in soup(site_client.get("/es/disposicion/us-peru/annex-18.3.4")).select(".labels span")
    }
    assert "se dirige al Perú" in said_of
    assert not [words for words in said_of if " a el " in words]


def test_an_article_of_digests_names_each_paragraph_and_says_once_that_the_text_is_missing(site_client):
    page = soup(site_client.get("/es/disposicion/us-peru/annex-18.3.4"))
    named = [said(node) for node in page.select(".provision > h2:not(.sr)")]
    assert named[:2] == ["Anexo 18.3.4, párrafo 1", "Anexo 18.3.4, párrafo 2"]
    assert len(named) == len(page.select(".provision .digest"))
    assert len(page.select(".absent")) == 1


def test_a_question_on_the_page_is_answered_by_a_card(site_client):
    form = soup(site_client.get("/es/exportador")).select_one("main form[role=search]")
    assert form["action"] == "/es/buscar"
    answer = site_client.get("/es/exportador?q=caoba+a+Miami", follow_redirects=True)
    assert answer.request.path == form["action"]
    assert "Estados Unidos" in soup(answer).select_one(".card h2").text
