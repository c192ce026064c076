"""The pages and the API of a lawyer's desk, on an index of invented treaties."""

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import urlencode, urljoin

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from site_states import pages

from indexer.answers.export import BUNDLES, MEDIA_TYPES
from indexer.library import open_library
from indexer.quotes.quotation import LONGEST
from web import create_app
from web.views.kept import LONGEST_ID, MOST

YOUNGER, ELDER, TWO_TONGUES = "norvania-estuaria-2011", "norvania-lacustria-2009", "us-israel"
SENTENCE = "Each Party may ask the other where a shipment of timber was felled."
CHANGED = "Neither Party shall ever fail to enforce its environmental duties through neglect that lasts"
WEB = Path(__file__).parents[2] / "web"


@pytest.fixture(scope="module")
def client(sisters_home):
    with open_library(sisters_home) as library:
        yield create_app(library).test_client()


def text_of(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.text))


PAGES = {
    "/en/quote": ("en", "Check a quotation"),
    "/es/cita": ("es", "Verificar una cita textual"),
    "/en/compare": ("en", "Compare"),
    "/es/comparar": ("es", "Comparar"),
    "/en/bundle": ("en", "Bundle"),
    "/es/seleccion": ("es", "Selección"),
    f"/en/compare?id={YOUNGER}/2.1": ("en", "Compare"),
    "/es/comparar?topic=timber-trade": ("es", "Comparar"),
    f"/es/seleccion?id={YOUNGER}/2.1/1.a": ("es", "Selección"),
}


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_whole_in_its_language(client, address):
    language, title = PAGES[address]
    page = client.get(address, follow_redirects=True)
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert len(re.findall("<h1", page.text)) == 1
    assert title in re.search(r"<h1>([^<]*)", page.text)[1]
    assert title in re.search(r"<title>([^<]*)", page.text)[1]
    for field in re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', page.text):
        assert f'for="{field}"' in page.text
    assert " style=" not in page.text
    assert "onclick" not in page.text


def test_every_sentence_has_its_spanish():
    with (WEB / "translations/es/LC_MESSAGES/messages.po").open("rb") as source:
        held = read_po(source, locale="es")
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in held if message.string}
    found = extract_from_dir(
        WEB, [("**.py", "python"), ("templates/**", "jinja2")], keywords={"_": None, "_l": None, "ngettext": (1, 2)}
    )
    said = {each[2] if isinstance(each[2], str) else each[2][0] for each in found}
    assert said - known == set()


# Quotations


@pytest.mark.parametrize(
    ("quoted", "english", "spanish"),
    [
        (SENTENCE, "Verbatim (1 place", "Textual (1 lugar"),
        (SENTENCE.upper(), "The same words in another form", "Las mismas palabras en otra forma"),
        (CHANGED, "Not verbatim: words differ", "No es textual: hay palabras distintas"),
        ("unicorns of the moon and the stars", "Not found", "No se encontró"),
        ("cerrarán sus puertos a los buques de la lista", "Verbatim (1 place)", "Textual (1 lugar)"),
    ],
)
def test_a_quotation_gets_its_verdict_by_get_and_post(client, quoted, english, spanish):
    verdicts = {"/en/quote": english, "/es/cita": spanish}
    for address, verdict in verdicts.items():
        posted = client.post(address, data={"text": quoted})
        assert verdict.partition(" (1")[0] in text_of(posted)
        assert text_of(client.get(address, query_string={"text": quoted})) == text_of(posted)
        assert posted.headers["Cache-Control"] == "no-store"
        assert "ETag" not in posted.headers


def test_differences_are_told_in_words_and_not_by_colour_alone(client):
    page = client.post("/en/quote", data={"text": CHANGED}).text
    assert '<ins><b lang="en">treaty</b> laws</ins>' in page
    assert '<del><b lang="en">yours</b> ever</del>' in page
    assert '<del><b lang="en">yours</b> duties</del>' in page
    assert "only in the treaty" in page


def test_the_page_says_where_it_looked_and_from_what_it_quotes(client):
    page = text_of(client.post("/en/quote", data={"text": "unicorns of the moon and the stars"}))
    assert "English: 3 agreements; Spanish: 1 agreement" in page
    page = text_of(client.post("/en/quote", data={"text": SENTENCE}))
    assert "mirror, not the official publication" in page
    assert "In force" in page
    assert "Norvania - Estuaria, art 2.2, unnumbered para 2" in page


def test_what_is_pasted_is_shown_as_text(client):
    page = client.post("/en/quote", data={"text": "<script>alert(1)</script> one two three"}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_paste_without_words_is_no_quotation(client):
    answers = [client.post(address, data={"text": "[…]"}) for address in ("/en/quote", "/es/cita", "/api/v1/quote")]
    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert "There is no quotation" in answers[0].text
    assert "No hay ninguna cita" in answers[1].text


def test_a_paste_has_a_limit(client):
    assert client.post("/en/quote", data={"text": "word " * LONGEST}).status_code == 400
    assert client.post("/en/quote", data={"text": "word " * 60_000}).status_code == 413
    page = client.post("/es/cita", data={"text": "palabra " * 3000})
    assert page.status_code == 400
    assert "La cita tiene 24000 caracteres." in page.text


@pytest.mark.parametrize("sent", [{"json": {"text": SENTENCE}}, {"data": {"text": SENTENCE}}])
def test_the_api_takes_json_and_forms(client, sent):
    answer = client.post("/api/v1/quote", **sent).get_json()
    assert answer["verdict"] == "verbatim"
    assert {match["id"] for match in answer["matches"]} == {f"{YOUNGER}/2.2/2", f"{ELDER}/7.2/2"}
    assert answer["matches"][0]["source"]["role"] == "mirror"


# Comparison


def test_a_comparison_is_a_table_with_a_column_a_provision(client):
    page = client.get("/en/compare", query_string={"id": [f"{YOUNGER}/2.1", f"{ELDER}/7.1"]}).text
    table = page[page.index("<table") : page.index("</table>")]
    assert table.count("<th ") == 2
    assert "<caption>2 provisions side by side</caption>" in table
    assert table.count("<td ") == 2 * 4
    assert ">, where trade between them suffers from it<" in re.sub(r'<span class="sr">[][]</span>', "", table)
    assert "only here" in table
    assert "nothing like it" in table
    assert "signed June 1, 2009" in table


def test_each_language_is_marked_as_that(client):
    page = client.get(f"/es/comparar?id={TWO_TONGUES}/2").text
    assert '<p lang="en"><span class="label">2(b)</span> close their ports' in page
    assert '<p lang="es"><span class="label">2(b)</span> cerrarán sus puertos' in page
    assert 'class="own"><span class="sr">[</span>Las palabras marcadas así' in page
    assert page.count('class="own"') == 1  # the legend: no word of one language differs from another's


def test_a_topic_offers_its_provisions_and_families(client):
    page = client.get("/en/compare?topic=timber-trade").text
    assert f'value="{YOUNGER}/2.2/1" checked' in page
    assert "Nearly the same words, by date of signature" in page
    elder, younger = page.index("Norvania - Lacustria, Article 7.2"), page.rindex("Norvania - Estuaria, Article 2.2")
    assert elder < younger


def test_a_provision_without_sisters_says_so(client):
    page = client.get(f"/en/compare?id={YOUNGER}/1.2/1")
    assert page.status_code == 200
    assert "No sister clause of" in page.text


def test_the_api_compares(client):
    answer = client.get(f"/api/v1/compare?id={YOUNGER}/2.1&id={ELDER}/7.1").get_json()
    assert [column["id"] for column in answer["columns"]] == [f"{YOUNGER}/2.1", f"{ELDER}/7.1"]
    assert answer["rows"][2][0] is None
    topic = client.get("/api/v1/compare?topic=timber-trade").get_json()
    assert topic["families"]


# Bundles and citations


@pytest.mark.parametrize("form", BUNDLES)
@pytest.mark.parametrize("address", ["/en/bundle", "/es/seleccion", "/api/v1/bundle"])
def test_a_bundle_comes_in_every_format(client, address, form):
    if form == "docx":
        docx = pytest.importorskip("docx", reason="python-docx is not installed")
    answer = client.get(address, query_string={"id": [f"{YOUNGER}/2.2", f"{ELDER}/7.1/2"], "format": form})
    assert answer.status_code == 200
    assert answer.content_type == MEDIA_TYPES[form]
    assert re.fullmatch(
        rf'attachment; filename="clausula-\d{{4}}-\d\d-\d\d\.{form}"', answer.headers["Content-Disposition"]
    )
    assert "ETag" not in answer.headers
    if form == "docx":
        assert docx.Document(io.BytesIO(answer.data)).paragraphs
    elif form == "csv":
        assert len(list(csv.DictReader(io.StringIO(answer.text)))) == 3
    elif form == "json":
        assert len(json.loads(answer.text)["provisions"]) == 3


def test_a_bundle_is_an_address_that_grows(client):
    asked = {"keep": [f"{YOUNGER}/2.2", f"{ELDER}/7.1/2"], "id": "norvania-estuaria-2011 2.1(1)(a)"}
    moved = client.get("/en/bundle", query_string=asked)
    address = f"/keep/{YOUNGER}:2.2,{ELDER}:7.1:2/en/bundle?id=norvania-estuaria-2011+2.1%281%29%28a%29"
    assert moved.location == address
    moved = client.get(address)
    assert moved.location == f"/keep/{YOUNGER}:2.2,{ELDER}:7.1:2,{YOUNGER}:2.1:1.a/en/bundle"
    page = client.get(moved.location).text
    assert f'<input type="checkbox" form="bundle" name="keep" value="{YOUNGER}/2.2" checked>' in page
    assert 'href="../en/bundle?format=md"' in page
    assert client.get(f"/keep/{ELDER}:7.1:2/en/compare?kept=1").location.endswith(f"/en/compare?id={ELDER}/7.1/2")


def test_a_bundle_shows_words_citation_and_sources_outside_of_its_form(client):
    answer = client.get(f"/keep/{YOUNGER}:2.2,{ELDER}:7.1:2/en/bundle")
    page = BeautifulSoup(answer.data, "html.parser")
    for hidden in page.select("form"):
        hidden.decompose()  # as the style for paper does
    memo = page.select_one(".memo").get_text(" ")
    heading, words = memo.index("Norvania - Estuaria, Article 2.2. "), memo.index(SENTENCE)
    assert heading < words < memo.index("Norvania - Estuaria, art 2.2")
    assert "SHA-256" in page.select_one(".appendix").get_text()
    assert "SHA-256" not in memo


ROUNDS = (
    "/en/search?q=timber", "/en/provision/norvania-estuaria-2011/2.1/1", "/es/buscar?q=madera",
    "/es/disposicion/norvania-estuaria-2011/2.1/1", "/es/matriz",
)  # fmt: skip


@pytest.mark.parametrize("address", ROUNDS)
def test_a_selection_travels_in_the_address(client, address):
    moved = client.get(f"{address}{'&' if '?' in address else '?'}keep={ELDER}/7.1/2")
    assert moved.location == f"/keep/{ELDER}:7.1:2{address}"
    page = client.get(moved.location)
    assert page.status_code == 200
    for node in BeautifulSoup(page.data, "html.parser").select("nav a, main a, .tongues a, form[role=search]"):
        target = urljoin(moved.location, node.get("href") or node["action"])
        leads_elsewhere = re.match(r"/api/|/id/|/../feed\.xml|.*format=|\w+:", target)
        assert leads_elsewhere or target.startswith(f"/keep/{ELDER}:7.1:2/e"), target


@pytest.mark.parametrize("name", ["us-peru 18.3(1)(b), n. 2", "ñandú % 100%25 a:b, c/d?e#f", "../..//x"])
def test_whatever_is_kept_comes_back_from_the_address(client, name):
    moved = client.get("/en/matrix", query_string={"keep": [name, f"{ELDER}/7.1/2"], "bloc": "EU"})
    assert moved.location.endswith("/en/matrix?bloc=EU")
    page = BeautifulSoup(client.get(moved.location).data, "html.parser")
    bundle = client.get(urljoin(moved.location, page.select_one("#tray a")["href"]))
    page = BeautifulSoup(bundle.data, "html.parser")
    assert f": {name}. " in page.select_one(".absent").get_text()  # it names nothing, and can be left out
    assert [field["value"] for field in page.select("[name=keep]")] == [f"{ELDER}/7.1/2"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_full_selection_makes_no_page_heavy(site, language):
    """The fullest one that an address takes, on every page that there is."""
    client = site.test_client()
    packed = ",".join(f"us-peru:{number}:{'x' * (LONGEST_ID - 11)}" for number in range(10, 10 + MOST))
    for address in pages(site, language):
        bare, full = (len(client.get(f"{way}{address}", follow_redirects=True).data) for way in ("", f"/keep/{packed}"))
        in_bundle = any(f"/{name}" in address for name in ("bundle", "seleccion"))  # where it stands to be changed
        assert full < (40_000 if in_bundle else bare + 3000), address


def test_what_is_ticked_joins_what_was_kept(client):
    soup = BeautifulSoup(client.get(f"/keep/{ELDER}:7.1:2/en/search?q=timber").data, "html.parser")
    ticks = [field["value"] for field in soup.select("input[form=tray]")]
    assert ticks
    held = [(field["name"], field["value"]) for field in soup.select("#tray input")]
    assert held == [("q", "timber")]
    moved = client.get(
        f"/keep/{ELDER}:7.1:2/en/search", query_string=urlencode([*held, ("keep", ticks[0])]), follow_redirects=True
    )
    assert moved.status_code == 200
    assert "2 provisions kept" in moved.text


def test_a_selection_has_an_end(client):
    many = urlencode([("keep", f"{YOUNGER}/{n}") for n in range(61)])
    assert client.get("/en/bundle", query_string=many).status_code == 400
    assert client.get(f"/en/search?q=timber&{many}").status_code == 400
    assert client.get(f"/keep/{','.join(map(str, range(61)))}/en/search?q=timber").status_code == 400
    assert client.get(f"/keep/nonsense,{YOUNGER}:2.1/en/search?q=timber").status_code == 200


@pytest.mark.parametrize(
    ("form", "name", "starts"), [("bibtex", "bib", "@misc{"), ("ris", "ris", "TY  - STAT"), ("csl", "csl.json", "[")]
)
def test_citations_come_as_files(client, form, name, starts):
    answer = client.get(f"/en/provision/{YOUNGER}/2.1/1.a?format={form}")
    assert answer.headers["Content-Disposition"].endswith(f'.{name}"')
    assert answer.text.startswith(starts)
    assert "2.1(1)(a)" in answer.text
    whole = client.get(f"/es/disposicion/{YOUNGER}/2.1?format={form}").text
    assert "art. 2.1 " in whole
    several = client.get(f"/api/v1/cite?id={YOUNGER}/2.1&id={ELDER}/7.1&style={form}&format=file")
    assert several.text.count("Norvania - Estuaria") == several.text.count("Norvania - Lacustria") > 0


def test_the_page_of_a_provision_leads_to_its_tools(client):
    page = client.get(f"/en/provision/{YOUNGER}/2.1/1.a").text
    assert f"/en/compare?id={YOUNGER}/2.1/1.a" in page
    assert f"/en/bundle?id={YOUNGER}/2.1/1.a" in page
    assert "OSCOLA" in page
    assert "complian" not in page.lower()
    missing = client.get(f"/en/provision/{YOUNGER}/2.1/1.zz")
    assert "(zz)" not in missing.text


def test_the_api_cites_footnotes(client):
    answer = client.get(f"/api/v1/cite?id={YOUNGER}/2.1/1&footnote=1&lang=es").get_json()
    assert answer["citations"][0]["citation"] == "Norvania - Estuaria, art. 2.1(1), nota 1"


HOSTILE = {
    "/en/compare?id=nonsense": 404,
    "/en/compare?id=" + "x" * 300: 400,
    "/en/compare?topic=unicorns": 400,
    "/en/compare?" + "&".join(f"id=us-korea/20.{n}" for n in range(1, 11)): 400,
    "/en/bundle?id=nonsense": 404,
    f"/en/bundle?id={YOUNGER}/2.1&format=exe": 404,
    "/en/quote?text=%00%00%00": 400,
    "/en/quote?text=" + "[" * 3000: 400,
    "/api/v1/quote": 400,
    "/api/v1/quote?text=" + "x" * (LONGEST + 1): 414,
    "/api/v1/compare?id=../../etc/passwd": 404,
    f"/api/v1/cite?id={YOUNGER}/2.1&style=compliant": 404,
    f"/api/v1/cite?id={YOUNGER}/2.1/1&footnote=9": 404,
    f"/api/v1/cite?id={YOUNGER}/2.1&lang=xx": 400,
    "/es/comparar?id=%F0%9F%A6%84": 404,
}


@pytest.mark.parametrize("address", HOSTILE)
def test_hostile_addresses_get_an_answer_and_never_a_500(client, address):
    answer = client.get(address)
    assert answer.status_code == HOSTILE[address]
    if address.startswith("/api"):
        assert answer.get_json()["error"]["message"]


@pytest.mark.parametrize(
    ("address", "empty"),
    [("/api/v1/compare", "rows"), ("/api/v1/cite", "citations"), ("/api/v1/bundle?id=", "provisions")],
)
def test_nothing_asked_is_nothing_answered(client, address, empty):
    assert client.get(address).get_json()[empty] == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"text": 3}', b'{"text": null}', b'"text"', b"\xff\xfe"])
def test_hostile_bodies(client, body):
    answer = client.post("/api/v1/quote", data=body, content_type="application/json")
    assert answer.status_code == 400


def test_the_description_names_every_route(client):
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    assert {"/quote", "/compare", "/cite", "/bundle"} <= set(paths)
    assert "requestBody" in paths["/quote"]["post"]


def test_json_of_brackets_without_end_is_refused(client):
    response = client.post("/api/v1/quote", data="[" * 100_000, content_type="application/json")
    assert response.status_code == 400
    assert response.get_json()["error"]["message"]
