"""The card that answers an exporter first: product, market and theme are read in the question, in plain words."""

import pytest
from bs4 import BeautifulSoup

from web.views.exporter_card import card, once

# What is asked, and what the card is about: product, market, theme, an id that a line has, a rule, a service.
QUESTIONS = {
    "tableros de caoba a Miami": ("timber", "USA", "", "us-peru/annex-18.3.4/", "us-lacey-act", ""),
    "un contenedor de palta a Róterdam, certificado de no deforestación": ("fruit", "EU", "", "", "eu-deforestation", ""),
    "¿tengo que cambiar algo por el TLC con China?": ("", "CHN", "", "china-peru/", "", ""),
    "huella de carbono del cacao": ("cocoa-coffee", "", "carbon-footprint", "", "", "footprint-calculators"),
    "trabajo infantil en quinua": ("grains", "", "child-labour", "eu-andean/269/3", "eu-forced-labour", ""),
    "pota a España": ("fish", "EU", "", "eu-andean/274/2", "eu-illegal-fishing", ""),
    "harina de pescado a China": ("fish", "CHN", "", "china-peru/", "china-food-producers", ""),
    "oro y cobre a China": ("minerals", "CHN", "", "", "peru-authorities", ""),
    "¿quién me ayuda a medir mi huella?": ("", "", "carbon-footprint", "", "", "ruta-productiva-exportadora"),
    "sello Biocomercio": ("biotrade", "", "", "", "", "biocomercio-peru"),
    "mahogany boards to Los Angeles": ("timber", "USA", "", "us-peru/annex-18.3.4/", "us-lacey-act", ""),
    "café a Hamburgo": ("cocoa-coffee", "EU", "", "", "eu-deforestation", ""),
}  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_gets_the_card_of_its_product_market_and_theme(library, question):
    product, market, theme, line, rule, service = QUESTIONS[question]
    made = card(library, library.search(question), "es")
    assert (made.product.id if made.product else "", made.market) == (product, market)
    assert not theme or theme in made.themes
    lines = [*made.shipment, *made.papers, *made.other]
    assert not line or any(each.id.startswith(line) for each in lines)
    assert not rule or rule in {each.id for each in made.rules}
    assert not service or service in {each.id for each in made.services}
    for each in lines:
        assert {"PER", market or "PER"} <= set(library.show(each.id)[0].agreement.parties)
        assert "…" not in each.text
    for each in made.rules:
        assert not market or not each.markets or market in each.markets


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_theme_that_is_asked_about_keeps_what_else_touches_the_goods_out(library, language):
    question = {"en": "child labour in my quinoa", "es": "trabajo infantil en mi quinua"}[language]
    made = card(library, library.search(question), language)
    lines = [*made.shipment, *made.papers, *made.other]
    assert lines
    for line in lines:
        assert "child-labour" in {topic.id for topic in library.show(line.id)[0].topics}, line


@pytest.mark.parametrize("question", ["dispute settlement panel", "force majeure", "qué es una Parte"])
def test_what_is_no_question_of_an_exporter_gets_no_card(library, question):
    assert card(library, library.search(question), "es") is None


def test_what_only_says_who_is_bound_and_what_was_said_is_left_out():
    said = set()
    text = (
        "La obligación es del Perú, no de la empresa. Guarde la guía. La regla es del Perú, no de la empresa, y rige."
    )
    assert once(text, said) == "Guarde la guía. La regla es del Perú, no de la empresa, y rige."
    assert once("Guarde la guía. Nada más.", said) == "Nada más."


@pytest.mark.parametrize(("address", "language"), [("/es/buscar", "es"), ("/en/search", "en")])
def test_the_card_stands_before_the_hits_and_says_once_who_is_bound(site_client, address, language):
    page = BeautifulSoup(site_client.get(address, query_string={"q": "caoba a Miami"}).data, "html.parser")
    text = page.main.get_text(" ")
    said = {"es": "A los Estados, no a su empresa", "en": "States, not your firm"}[language]
    assert text.count(said) == 1
    assert page.main.find(id="card").find_previous(class_="hits") is None
    for item in page.select("#card > dl li"):
        assert item.select("a[href]")


def test_each_line_says_what_the_provision_is_about_and_then_what_it_means(site_client):
    page = BeautifulSoup(site_client.get("/es/buscar?q=caoba+a+Miami").data, "html.parser")
    (line,) = [each for each in page.select("#card li") if "quien la sufre es el embarque" in each.get_text()]
    assert line.get_text().startswith("Si el Perú no acepta")
    assert line.select_one("a[href$='us-peru/annex-18.3.4/11']")


@pytest.mark.parametrize(("question", "first"), [("sello Biocomercio", "services"), ("palta a Róterdam", "dt")])
def test_a_service_that_is_asked_for_comes_first(site_client, question, first):
    page = BeautifulSoup(site_client.get("/es/buscar", query_string={"q": question}).data, "html.parser")
    card = page.select_one("#card")
    assert (card.h2.find_next_sibling(True).get("class") == ["services"]) is (first == "services")
    assert len(card.select(".services")) == 1


def test_the_card_says_where_no_note_names_a_paper(site_client):
    page = BeautifulSoup(site_client.get("/es/exportador?product=fruit&market=EU").data, "html.parser")
    assert "Ninguna nota para empresas" in page.select_one("#card").get_text()


@pytest.mark.parametrize(
    ("question", "market"),
    [
        ("palo santo Miami", "USA"),  # nothing else is found
        ("do I have to change anything because of the China FTA?", "CHN"),
        ("expert panels in Germany", ""),
        ("US-Peru TPA", ""),
    ],
)
def test_a_market_gets_its_card_in_english_where_an_exporter_asks(library, question, market):
    made = card(library, library.search(question), "en")
    assert (made.market if made else "") == market


def test_what_denies_a_paper_is_none_to_hold_and_an_inspection_of_workplaces_happens_to_no_shipment(library):
    lines = {
        (kind, each.id)
        for question in ("Biotrade seal", "avocado to Rotterdam")
        for kind in ("shipment", "papers")
        for each in getattr(card(library, library.search(question), "en"), kind)
    }
    assert lines
    assert not {("papers", "china-peru/148/3.b"), ("papers", "us-peru/side-letter-biodiversity/3")} & lines
    assert not {("shipment", "eu-andean/277/2"), ("papers", "china-peru/145/2")} & lines


def test_a_product_that_no_agreement_names_gets_an_answer(site_client):
    page = BeautifulSoup(site_client.get("/es/exportador?product=crafts").data, "html.parser")
    assert "no piden nada a su empresa" in page.select_one("#card").get_text()


def test_advice_is_never_cut(site_client):
    for product in ("timber", "fish", "cocoa-coffee"):
        page = BeautifulSoup(site_client.get(f"/es/exportador?product={product}").data, "html.parser")
        advice = [node.get_text(" ", strip=True) for node in page.select(".advice, #card li")]
        assert advice
        assert not [text for text in advice if text.endswith("…")]


def test_an_agreement_that_never_entered_into_force_binds_nobody_on_the_card(library):
    made = card(library, library.search("tableros de caoba a Miami"), "es")
    lines = [*made.shipment, *made.papers, *made.other, *(line for bound in made.bound for line in bound.examples)]
    assert {line.id.partition("/")[0] for line in lines} == {"us-peru"}
