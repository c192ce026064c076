"""Every page in every state, in both languages; and what each one promises."""

import os
import random
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from site_pages import HEAVIEST, check_page, said, soup
from site_states import ERRORS, LANGUAGES, pages

import web
from indexer.classify.taxonomy import load_taxonomy
from indexer.library import open_library
from web.views import kept


def each_page(site):
    return [(language, address) for language in LANGUAGES for address in pages(site, language)]


def test_every_page_is_whole(site, site_client):
    for language, address in each_page(site):
        answer = site_client.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        assert len(answer.data) < HEAVIEST, address
        check_page(soup(answer), language)


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


def test_links_to_the_api_ask_the_same_below_the_prefix_of_a_proxy(site_client):
    for address, wanted in (
        ("/en/search?q=forest&agreement=us-peru&direct=0", "q=forest&agreement=us-peru"),
        ("/en/matrix?bloc=EU", "bloc=EU"),
    ):
        page = soup(site_client.get(address, environ_overrides={"SCRIPT_NAME": "/law"}))
        links = [link["href"] for link in page.select("main a[href^='/law/api/']")]
        assert links
        assert all(set(wanted.split("&")) <= set(link.partition("?")[2].split("&")) for link in links), links
        assert not any("direct" in link for link in links)


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
