"""The page of results: numbers, filters, one address a search, what a hit tells, and what is said of nothing."""

import re

import pytest
from site_pages import check_page, said, soup
from site_states import INVENTED, LANGUAGES


def test_the_number_of_results_is_in_heading_and_title(site_client):
    page = soup(site_client.get("/en/search?q=illegal+logging"))
    count = re.match(r"\d+", said(page.h1).strip())[0]
    assert page.title.string.startswith(f"{count} places in the agreements: illegal logging")
    page = soup(site_client.get("/es/buscar?q=tala+ilegal"))
    count = re.match(r"\d+", said(page.h1).strip())[0]
    assert page.title.string.startswith(f"{count} resultados en los acuerdos: tala ilegal")


@pytest.mark.parametrize("switch", ["sort=size", "fold=some", "expand=no", "words=fr", "all=yes"])
def test_a_switch_with_another_value_is_refused_by_page_and_api(site_client, switch):
    for page in ("en/search", "es/buscar", "api/v1/search"):
        assert site_client.get(f"/{page}?q=timber&{switch}", follow_redirects=True).status_code == 400, page


@pytest.mark.parametrize(("asked", "status"), [("partty=PER", 400), ("pais=PER", 400), ("utm_source=x&fbclid=y", 200)])
def test_a_parameter_that_is_none_is_refused_and_not_dropped_unless_it_counts_readers(site_client, asked, status):
    for page in ("en/search", "es/buscar"):
        assert site_client.get(f"/{page}?q=timber&{asked}", follow_redirects=True).status_code == status, page


def test_each_filter_in_use_has_a_link_that_removes_it(site_client):
    address = "/en/search?q=timber&party=PER&topic=timber-trade&force=-permission&signed=2000..2010"
    page = soup(site_client.get(address, follow_redirects=True))
    chips = {said(link).strip(): link["href"] for link in page.select(".applied a")}
    assert [re.sub(r" ×$", "", chip) for chip in chips] == [
        "Remove: Party: Peru",
        "Remove: Topic: Trade in legal and sustainable timber",
        "Remove: not Force: Permission",
        "Remove: Signed: 2000–2010",
    ]
    for chip, href in chips.items():
        fewer = soup(site_client.get(href, follow_redirects=True))
        left = {said(link).strip() for link in fewer.select(".applied a")}
        assert left == set(chips) - {chip}


def test_counts_of_filters_are_what_they_give(site_client):
    page = soup(site_client.get("/en/search?q=timber"))
    for name in ("party", "force", "scope"):
        row = page.find("input", attrs={"name": name}).find_parent("li")
        count = int(row.small.string)
        value = row.input["value"]
        answer = site_client.get(f"/api/v1/search?q=timber&{name}={value}").get_json()
        assert answer["documents"] == count


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("q=timber&party=PER&topic=timber-trade", "topic=timber-trade&party=PER&q=timber"),
        ("q=timber&party=per", "q=timber+party%3APER"),
        ("q=timber&party=&page=1&limit=10", "q=timber"),
        ("q=timber&from=2000&to=2010", "q=timber&signed=2000..2010"),
        ("q=++timber++trade+", "q=timber+trade"),
        ("party=USA&party=PER", "party=PER&party=USA&party=USA"),
        ("q=timber&utm_source=elsewhere", "q=timber"),
    ],
)
def test_equal_searches_have_equal_addresses(site_client, one, other):
    ends = {site_client.get(f"/en/search?{query}", follow_redirects=True).request.full_path for query in (one, other)}
    assert len(ends) == 1


def test_the_language_of_the_texts_is_not_that_of_the_page(site_client):
    for address in ("/en/search?lang=mul", "/es/buscar?q=party:PER&lang=mul", "/en/provision/us-peru art 18.3?lang=es"):
        answer = site_client.get(address, follow_redirects=True)
        assert answer.status_code == 200
        assert "lang=" in answer.request.full_path
        assert soup(answer).html["lang"] == answer.request.path[1:3]


def test_pages_are_numbered_and_end(site_client):
    page = soup(site_client.get("/en/search?party=PER&page=2"))
    assert page.select_one(".pager [aria-current=page]").string == "2"
    assert page.find("a", rel="prev")
    assert page.select_one("ol.hits")["start"] == "11"
    last_address = page.select(".pager li")[-2].a["href"]
    last = soup(site_client.get(last_address))
    assert not last.find("a", rel="next")
    assert "page=101" not in str(last)
    assert site_client.get("/en/search?party=PER&page=9999").location == last_address


@pytest.mark.parametrize("typed", ["us-peru 18.3", "us-peru art. 18.3", "US-PERU/18.3", f"{INVENTED} 2.1.1(a)"])
def test_a_pinpoint_goes_straight_to_the_provision(site_client, typed):
    answer = site_client.get("/en/search", query_string={"q": typed}, follow_redirects=True)
    assert answer.request.path.startswith("/en/provision/")
    words = soup(answer).select_one(".direct a")
    found = site_client.get(words["href"], follow_redirects=True)
    assert found.request.path == "/en/search"
    assert found.status_code == 200


def test_a_hit_tells_all_that_a_reader_needs(site_client):
    page = soup(site_client.get(f"/es/buscar?q=tala+ilegal&agreement={INVENTED}", follow_redirects=True))
    hit = page.select_one(".hits li")
    told = said(hit)
    assert hit.select_one(".status")
    assert hit.select_one("h2 a")["href"] == f"/es/disposicion/{INVENTED}/2.2/1"
    assert "Artículo 2.2" in told
    assert "illegal logging" in {said(mark) for mark in hit.select("mark")} | {
        " ".join(said(mark) for mark in hit.select("mark")[:2])
    }
    assert hit.select_one(".words")["lang"] == "en"
    assert said(hit.select_one(".force")) == "Obligación"
    assert "art. 2.2" in said(hit.select_one(".copyable"))
    assert hit.select_one("[name=keep]")["value"] == f"{INVENTED}/2.2/1"


def test_nothing_found_says_where_it_looked_and_what_helps(site_client):
    page = soup(site_client.get("/en/search?q=timbr&party=PER&force=permission", follow_redirects=True))
    if page.select(".hits li"):
        pytest.skip("the spelling was corrected without asking")
    told = said(page.main)
    assert "Nothing found" in said(page.h1)
    assert "timbr" in told
    assert re.search(r"Without Party: Peru: \d+ provisions?", told)
    assert "US-Peru TPA (digests only)" in said(page.select_one(".where"))
    assert f"{INVENTED} (digests only)" not in said(page.select_one(".where"))


@pytest.mark.parametrize("query", ["q=qqqqzzzz", "q=%22qqqqzzzz+logging%22"])
def test_advice_where_nothing_is_found_fits_the_query(site_client, query):
    advice = said(soup(site_client.get(f"/en/search?{query}")).select_one(".nothing"))
    assert ("Leave out quotes" in advice) is ("%22" in query)
    assert "Try the term in English" not in advice
    assert not re.search(r"\w\.[A-Z]", advice)  # sentences stand apart


def test_a_clause_pasted_as_a_query_is_led_to_the_check_of_quotations(site_client):
    clause = "Each Party may ask where a shipment of timber was felled. " * 6
    page = soup(site_client.get("/es/buscar", query_string={"q": clause}))
    (link,) = page.select(".error a[href^='/es/cita']")
    assert site_client.get(link["href"]).status_code == 200


@pytest.mark.parametrize(
    ("typed", "leads"),
    [("us-peru", "/en/agreement/us-peru"), ("KORUS", "/en/agreement/us-korea"), ("KORUS qqqqzz", "/en/search")],
)
def test_the_name_of_an_agreement_leads_to_it_where_no_clause_holds_it(site_client, typed, leads):
    answer = site_client.get("/en/search", query_string={"q": typed}, follow_redirects=True)
    assert answer.request.path == leads


def test_only_agreements_that_are_held_are_left_out_for_want_of_a_date(site_client):
    (told,) = soup(site_client.get("/en/search?q=labour&inforce=2010-01-01")).select(".results .absent")
    assert "EU-Ukraine AA" in said(told)
    assert "EU-Vietnam" not in said(told)  # no provision of it is at hand


def test_a_misspelt_word_gets_a_suggestion(site_client):
    page = soup(site_client.get("/en/search?q=envirnoment", follow_redirects=True))
    assert "environment" in said(page.select_one(".correct"))


def test_bad_queries_are_told_with_their_position(site_client):
    page = soup(site_client.get("/en/search", query_string={"q": 'timber "shall not'}))
    assert said(page.h1) == "The query cannot be read"
    assert "at character 8" in said(page.main)
    page = soup(site_client.get("/es/buscar", query_string={"q": 'madera "no podrá'}))
    assert said(page.h1) == "La consulta no se entiende"
    assert "en el carácter 8" in said(page.main)


@pytest.mark.parametrize(
    ("typed", "product"),
    [("madera ilegal", "timber"), ("harina de pescado", "fish"), ("tala", None), ("-madera tala", None)],
)
def test_goods_in_a_search_lead_to_the_exporters_page(site_client, typed, product):
    links = [link["href"] for link in soup(site_client.get("/es/buscar", query_string={"q": typed})).select("main a")]
    assert [link for link in links if "/es/exportador" in link] == (
        [f"/es/exportador?product={product}#answer"] if product else []
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_that_takes_too_long_says_what_it_left_out(site_client, language, monkeypatch):
    monkeypatch.setattr("web.views.search_address.SECONDS", 0.0)
    address = {"en": "/en/search?q=timber+rivers", "es": "/es/buscar?q=madera+ríos"}[language]
    page = soup(site_client.get(address))
    check_page(page, language)
    assert {"en": "Not looked for: rivers.", "es": "No se buscó: ríos."}[language].casefold().replace("í", "i") in said(
        page.main
    ).casefold().replace("í", "i")
    assert site_client.get("/api/v1/search?q=timber+rivers").get_json()["cut"] == ["rivers"]
    # What must be there is looked for, however long it takes.
    assert site_client.get('/api/v1/search?q="timber"+"rivers"').get_json()["cut"] == []
