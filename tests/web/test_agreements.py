"""The page of an amendment says what it changed, as far as that is known, and shows what stands there now."""

import pytest
from bs4 import BeautifulSoup

from corpus.catalogue.agreements import load_catalogue

AMENDING = [entry for entry in load_catalogue().agreements if entry.amends]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("entry", AMENDING, ids=lambda entry: entry.id)
def test_every_change_that_is_known_stands_on_the_page(site_client, entry, language):
    path = {"en": "agreement", "es": "acuerdo"}[language]
    page = BeautifulSoup(site_client.get(f"/{language}/{path}/{entry.id}").data, "html.parser")
    title = {"en": "What it changed", "es": "Qué cambió"}[language]
    part = page.find("h2", string=title).parent
    known = len(entry.amends.inserted) + len(entry.amends.changed)
    assert len(part.select("details, section > p:not(.absent)")) == known
    assert len(part.select(".where li")) == len(entry.amends.renumbered)
    assert bool(part.select(".absent")) is not bool(known)


def test_what_stands_there_now_is_shown(site_client):
    page = BeautifulSoup(site_client.get("/en/agreement/us-peru-2007").data, "html.parser")
    shown = page.find("summary", string="Article 18.2").parent
    assert shown.select_one(".gist")  # only its digest is at hand here
    assert shown.find("a", href="/en/provision/us-peru/18.2/1")


def test_digests_alone_are_listed_chapter_by_chapter_each_named_once(site_client):
    known = site_client.get("/api/v1/agreements").get_json()["agreements"]
    listed = 0
    for entry in known:
        if entry["held"]:
            page = BeautifulSoup(site_client.get(f"/es/acuerdo/{entry['id']}").data, "html.parser")
            chapters = [" ".join(node.get_text().split()) for node in page.select(".contents h3")]
            assert len(chapters) == len(set(chapters)), (entry["id"], chapters)
            listed += len(chapters)
    assert listed > 50
