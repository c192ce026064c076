"""Every page in every state, in both languages; and what each one promises."""

import hashlib
import os
import random
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from running import FIXTURES
from site_states import ERRORS, INVENTED, LANGUAGES, pages

import web
from indexer.classify.taxonomy import load_taxonomy
from indexer.library import open_library
from web.views import kept

STATIC = Path(web.__file__).parent / "static"
HEAVIEST = 60_000 - sum((STATIC / name).stat().st_size for name in ("clausula.css", "clausula.js"))  # bytes


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.data, "html.parser")


def said(node) -> str:
    return re.sub(r"\s+", " ", node.get_text())


def each_page(site):
    return [(language, address) for language in LANGUAGES for address in pages(site, language)]


def test_every_page_is_whole(site, site_client):
    for language, address in each_page(site):
        answer = site_client.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        assert len(answer.data) < HEAVIEST, address
        check_page(soup(answer), language)


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_is_a_whole_page(site_client, language):
    for path, status in ERRORS[language]:
        answer = site_client.get(f"/{language}{path}")
        assert answer.status_code == status, path
        check_page(soup(answer), language)


def test_errors_speak_the_language_of_the_page(site_client):
    for (english, _), (spanish, _) in zip(*ERRORS.values(), strict=True):
        said_of = [
            {said(node) for node in soup(site_client.get(address)).select("main h1, main .error > p:not(:has(a))")}
            for address in (f"/en{english}", f"/es{spanish}")
        ]
        assert not said_of[0] & said_of[1], (spanish, said_of)


def test_pages_of_real_texts_are_light_too():
    """Needs an index of real texts under CLAUSULA_REAL_HOME."""
    home = os.environ.get("CLAUSULA_REAL_HOME")
    if not home:
        pytest.skip("CLAUSULA_REAL_HOME is not set, so no index of real texts is at hand")
    with open_library(Path(home)) as library:
        client = web.create_app(library).test_client()
        heavy = {
            address: size
            for address in heaviest_pages(library)
            if (size := len(client.get(kept_longest(library) + address, follow_redirects=True).data)) > HEAVIEST
        }
    assert heavy == {}


def kept_longest(library):
    """Return how an address begins that carries the longest ids that there are."""
    return kept.PATH + ",".join(name.replace("/", ":") for name in sorted(library.ids, key=len)[-kept.MOST :])


def heaviest_pages(library):
    """Yield the addresses of every agreement and topic, and of the longest articles, provisions and comparisons."""
    lengths = {name: len(str(library.record(number))) for name, number in library.ids.items()}
    longest = sorted(lengths, key=lengths.__getitem__)[-20:]
    articles = {}
    for name, length in lengths.items():
        article = library.record(library.ids[name]).article
        articles[article] = articles.get(article, 0) + length
    longest += sorted(articles, key=articles.__getitem__)[-20:]
    yield from (f"/es/disposicion/{name}" for name in longest)
    yield from (f"/es/comparar?id={name}" for name in longest)
    yield from (f"/es/acuerdo/{name}" for name in library.agreements)
    for topic in load_taxonomy():
        yield from (f"/es/tema/{topic}", f"/es/comparar?topic={topic}", f"/es/matriz?topic={topic}")
    some = random.Random(5).sample(list(library.ids), kept.MOST)  # noqa: S311  no secret
    yield "/es/seleccion?" + "&".join(f"keep={name}" for name in some)
    yield from (
        "/es/matriz",
        "/es/linea-de-tiempo",
        "/es/cobertura",
        "/es/acuerdos",
        "/es/buscar?all=1",
        "/es/buscar?q=medio+ambiente",
    )
    asked = (
        "trabajo infantil en quinua",
        "¿puede Estados Unidos detener mi madera?",
        "madera",
        "palta a Rotterdam",
        "oro",
    )
    yield from (f"/es/buscar?{urlencode({'q': question})}" for question in asked)
    yield from ("/en/quote?text=environment", "/en/quote?text=zyzzyva", "/es/buscar?q=qqqqzzzz", "/es/temas")


def check_page(page: BeautifulSoup, language: str) -> None:
    assert page.html["lang"] == language
    assert len(page.find_all("h1")) == 1
    assert len(page.find_all("main")) == 1
    assert page.title.string.strip().endswith("· Clausula")
    assert page.select_one("a.skip")["href"] == "#main"
    names = [node["id"] for node in page.find_all(id=True)]
    assert len(names) == len(set(names))
    assert not page.find_all(style=True)
    assert not page.find_all("style")
    assert all(script.get("src") for script in page.find_all("script"))
    assert not [name for node in page.find_all() for name in node.attrs if name.startswith("on")]
    for field in page.select("input:not([type=hidden]), select, textarea"):
        named = [page.find(id=name) for name in field.get("aria-labelledby", "").split()]
        assert (all(named) and named) or field.find_parent("label") or page.find("label", {"for": field.get("id")}), (
            field
        )
    for link in page.select("link[href], script[src], img[src]"):
        address = link.get("href") or link.get("src")
        assert urlsplit(address).netloc == "", address
    for link in page.select("a[href^='#']"):
        assert link["href"][1:] in names, link
    levels = [int(node.name[1]) for node in page.find_all(re.compile("^h[1-6]$"))]
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def test_every_link_of_every_page_leads_somewhere(site, site_client):
    seen, broken = set(), []
    for _language, address in each_page(site):
        for link in soup(site_client.get(address, follow_redirects=True)).select("main a[href^='/']"):
            path = link["href"].partition("#")[0]
            kind = re.sub(r"[0-9a-z.-]*\d[0-9a-z./-]*", "N", re.sub(r"(/matri[xz]/).+", r"\1N", path))
            if path and kind not in seen:
                seen.add(kind)
                answer = site_client.get(path, follow_redirects=True)
                if answer.status_code != 200:
                    broken.append((address, path, answer.status_code))
    assert not broken
    assert len(seen) > 100


def test_the_other_language_is_one_link_away_and_back(site, site_client):
    for language, address in each_page(site):
        asked = site_client.get(address, follow_redirects=True)
        page = soup(asked)
        other = "es" if language == "en" else "en"
        there = page.find("link", rel="alternate", hreflang=other)["href"]
        answer = site_client.get(urljoin(asked.request.url, there), follow_redirects=True)
        assert answer.status_code == 200
        assert soup(answer).html["lang"] == other
        back = soup(answer).find("link", rel="alternate", hreflang=language)["href"]
        here = page.find("link", rel="alternate", hreflang=language)["href"]
        assert sorted(parse_qsl(urlsplit(back).query)) == sorted(parse_qsl(urlsplit(here).query))
        assert urlsplit(back).path == urlsplit(here).path


# The start


@pytest.mark.parametrize(
    ("wanted", "place"),
    [("es-PE,es;q=0.9", "/es/"), ("en-GB", "/en/"), ("qu", "/en/"), ("de, es;q=0.5, en;q=0.2", "/es/"), ("", "/en/")],
)
def test_the_bare_address_follows_the_browser(site_client, wanted, place):
    for path, target in (("/", place), ("/id/us-peru/18.3", None)):
        answer = site_client.get(path, headers={"Accept-Language": wanted})
        assert answer.status_code == 302
        assert answer.location.startswith(target or place)
        assert answer.headers["Vary"] == "Accept-Language"


# Search


def test_the_number_of_results_is_in_heading_and_title(site_client):
    page = soup(site_client.get("/en/search?q=illegal+logging"))
    count = re.match(r"\d+", said(page.h1).strip())[0]
    assert page.title.string.startswith(f"{count} places in the agreements: illegal logging")
    page = soup(site_client.get("/es/buscar?q=tala+ilegal"))
    count = re.match(r"\d+", said(page.h1).strip())[0]
    assert page.title.string.startswith(f"{count} resultados en los acuerdos: tala ilegal")


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
    [
        ("us-peru", "/en/agreement/us-peru"),
        ("KORUS", "/en/agreement/us-korea"),
        ("KORUS qqqqzz", "/en/search"),
    ],
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


# Provision


def test_a_provision_shows_its_points_its_note_and_its_source(site_client):
    page = soup(site_client.get(f"/en/provision/{INVENTED}/2.1/1"))
    assert page.select_one(".clause")["lang"] == "en"
    assert [said(label) for label in page.select(".points > li > .label")] == ["(a)", "(b)"]
    mark = page.select_one(".clause sup a")
    assert page.find(id=mark["href"][1:])
    hashes = [code.string for code in page.select(".facts code") if re.fullmatch("[0-9a-f]{64}", code.string or "")]
    assert hashes == [hashlib.sha256((FIXTURES / "pta_9001.xml").read_bytes()).hexdigest()]
    assert "mirror" in said(page.main)
    assert page.select_one(f".points a[href='/en/provision/{INVENTED}/2.1/1.a']") or "subparagraph" in said(page.main)


def test_a_digest_says_that_it_is_one(site_client):
    for address, words in (
        ("/en/provision/us-peru/annex-18.3.4/3", "not the words of the treaty"),
        ("/es/disposicion/us-peru/annex-18.3.4/3", "no es el texto del tratado"),
    ):
        page = soup(site_client.get(address))
        assert words in said(page.select_one(".digest h2"))
        assert page.select_one(".absent")


@pytest.mark.parametrize("form", ["json", "txt", "md", "bibtex", "ris", "csl"])
@pytest.mark.parametrize("place", [f"{INVENTED}/2.1/1", f"{INVENTED}/2.1/1.a", f"{INVENTED}/2.1", "us-peru/18.3"])
def test_every_provision_has_its_twins(site_client, form, place):
    answer = site_client.get(f"/en/provision/{place}?format={form}")
    assert answer.status_code == 200
    assert "charset=utf-8" in answer.content_type or answer.mimetype == "application/json"
    assert answer.data.strip()
    assert site_client.get(f"/en/provision/{place}?format=exe").status_code == 404


def test_words_in_another_language_say_so(site_client):
    page = soup(site_client.get(f"/es/disposicion/{INVENTED}/2.1/1"))
    assert page.html["lang"] == "es"
    for node in [*page.select(".clause"), *page.select(".facts i[lang]"), page.select_one("h1 .named")]:
        assert node["lang"] == "en" or "asignado" in said(node)
    page = soup(site_client.get("/es/disposicion/us-peru/18.3"))
    assert page.select_one("h1 .named")["lang"] == "es"


# Agreements and topics


def test_an_agreement_tells_what_it_has_and_what_it_does_not_have(site_client):
    page = soup(site_client.get("/en/agreement/us-peru"))
    assert "In force" in said(page.select_one(".status"))
    assert "April 12, 2006" in said(page.select_one(".facts"))
    topic = page.select_one(".has li")
    answer = site_client.get(topic.a["href"], follow_redirects=True)
    assert ("agreement", "us-peru") in parse_qsl(answer.request.query_string.decode())
    assert len(soup(answer).select(".hits li > article")) <= int(said(topic).split()[-1])
    assert page.select(".has details")
    assert page.select(".sources a[rel=noreferrer]")


def test_an_agreement_of_which_nothing_is_held_says_so(site_client):
    known = site_client.get("/api/v1/agreements").get_json()["agreements"]
    bare = next(entry for entry in known if not entry["held"] and not entry["texts"])
    page = soup(site_client.get(f"/en/agreement/{bare['id']}"))
    assert "No text and no digest" in said(page.main)


# Exporter


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
