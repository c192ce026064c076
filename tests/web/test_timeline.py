"""Agreements in time: what the picture draws stands in the table, and only what is known is drawn."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from corpus.model import Agreement
from web.views.timeline import TimelineRow, picture

PAGES = {"en": "/en/timeline", "es": "/es/linea-de-tiempo"}
SVG = "{http://www.w3.org/2000/svg}"


def drawn(app, lines, until=date(2020, 1, 1)):
    with app.test_request_context("/en/timeline"):
        app.preprocess_request()
        return ET.fromstring(picture(lines, until, lambda name: f"/{name}", "f"))  # noqa: S314


def agreement(name, **facts):
    titles = {"en": f"{name} treaty", "es": f"tratado {name}"}
    return Agreement(name, titles, titles, ("PER", "USA"), "in force", **facts)


@pytest.mark.parametrize("language", PAGES)
def test_the_table_has_what_the_picture_draws(site_client, language):
    page = BeautifulSoup(site_client.get(PAGES[language]).data, "html.parser")
    image = site_client.get(page.select_one("figure img")["src"])
    assert image.content_type.startswith("image/svg+xml")
    words = [" ".join(text.itertext()) for text in ET.fromstring(image.text).iter(f"{SVG}text")]  # noqa: S314
    rows = page.select("tbody tr")
    assert len(rows) > 3
    for row in rows:
        cells = [cell.get_text(strip=True) for cell in row.select("td")]
        told = f"{cells[-1]} of {cells[-2]} bind" if language == "en" else f"obligan {cells[-1]} de {cells[-2]}"
        assert told in words
        assert row.th.a.get_text()[:30] in " ".join(words)


def test_counts_are_those_of_a_search(site_client):
    page = BeautifulSoup(site_client.get(PAGES["en"]).data, "html.parser")
    row = page.find("a", string="US-Peru TPA").find_parent("tr")
    found = site_client.get("/api/v1/search?agreement=us-peru&fold=none&limit=1").get_json()
    binding = site_client.get("/api/v1/search?agreement=us-peru&force=obligation&force=prohibition&limit=1").get_json()
    assert [cell.get_text(strip=True) for cell in row.select("td")][-2:] == [
        str(found["documents"]), str(binding["documents"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "circles", "thick", "words"),
    [
        ({"signed": date(2006, 1, 1), "in_force": date(2009, 1, 1)}, 1, 1, False),
        ({"signed": date(2006, 1, 1)}, 1, 0, False),
        ({"in_force": date(2009, 1, 1)}, 0, 1, False),
        ({}, 0, 0, True),
    ],
)
def test_only_what_is_known_is_drawn(site, facts, circles, thick, words):
    image = drawn(site, [TimelineRow(agreement("norvania-one", **facts), (), {"obligation": 2}, selection=False)])
    legend = 1
    assert len(list(image.iter(f"{SVG}circle"))) == circles + legend
    assert len([line for line in image.iter(f"{SVG}line") if line.get("stroke-width") == "6"]) == thick + legend
    applied = [text for text in image.iter(f"{SVG}text") if text.text == "start not known here"]
    dashed = [line for line in image.iter(f"{SVG}line") if line.get("stroke-dasharray")]
    assert (len(applied), len(dashed)) == ((1, 0) if set(facts) == {"signed"} else (0, len(facts) == 2))
    assert any(text.text == "dates not known here" for text in image.iter(f"{SVG}text")) is words


def test_what_is_applied_from_a_day_not_known_and_an_amendment_not_in_force_are_told(site_client):
    rows = {
        row.th.a.get_text(): row
        for row in BeautifulSoup(site_client.get(PAGES["en"]).data, "html.parser").select("tbody tr")
    }
    assert rows["EU-Ukraine AA"].select("td")[1].get_text(strip=True) == "not known here"
    assert "Signed, not in force" in rows["China-Peru FTA"].get_text(" ")
    assert rows["TPP"].select("td")[1].get_text(strip=True) == "—"


def test_amendments_and_an_end_are_drawn(site):
    ended = agreement("norvania-one", signed=date(2001, 1, 1), in_force=date(2002, 1, 1), ended=date(2010, 1, 1))
    amendments = ((agreement("norvania-two"), date(2005, 1, 1)), (agreement("norvania-three"), None))
    image = drawn(site, [TimelineRow(ended, amendments, {}, selection=True)])
    assert [a.get("href") for a in image.iter(f"{SVG}a")] == ["/norvania-one", "/norvania-two"]
    assert next(image.iter(f"{SVG}a"))[0].text == "norvania-one treaty *"  # no cut name ends so
    assert len([line for line in image.iter(f"{SVG}line") if line.get("stroke") == "#9c1f1f"]) == 2  # with the legend
