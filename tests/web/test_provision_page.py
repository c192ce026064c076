"""The page of a provision: points, notes, source, digest, files."""

import hashlib
import re

import pytest
from running import FIXTURES
from site_pages import said, soup
from site_states import INVENTED


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
