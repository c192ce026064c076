"""Long pages in parts: nothing is lost between them, and none is heavier than it has to be."""

from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalogue.agreements import load_catalogue
from corpus.errors import NotFoundError
from indexer.manifest import AgreementReport, ContentsEntry
from web.views.contents import entries, opened
from web.views.paging import slices

LONG = "us-peru/annex-18.3.4"
CONTENTS = {
    "en": (
        ContentsEntry(id="x/1", number="1", title="One"),
        ContentsEntry(
            kind="part", number="I", title="Part",
            children=(ContentsEntry(kind="chapter", number="1", children=(ContentsEntry(id="x/2", number="2"),)),),
        ),
    ),
}  # fmt: skip


@pytest.fixture
def report():
    return AgreementReport(entry=load_catalogue().agreements[0], texts={}, contents=CONTENTS)


@given(st.lists(st.integers(0, 50)), st.integers(1, 100))
def test_parts_hold_everything_once_and_in_order(weights, most):
    parts = slices(weights, most)
    assert [n for part in parts for n in range(len(weights))[part]] == list(range(len(weights)))
    assert all(sum(weights[part]) <= most or part.stop - part.start == 1 for part in parts)
    assert all(sum(weights[one]) + weights[two.start] > most for one, two in pairwise(parts))


@pytest.mark.parametrize("page", ["/en/provision", "/es/disposicion"])
def test_the_parts_of_an_article_are_the_article(site_client, page):
    whole = site_client.get(f"/api/v1/provisions/{LONG}").get_json()["provisions"]
    shown, address = [], f"{page}/{LONG}"
    while address:
        part = BeautifulSoup(site_client.get(address).data, "html.parser")
        shown += [section["id"] for section in part.select("section.provision")]
        following = part.select_one(".pager a[rel=next]")
        address = following and f"{page}/{LONG}{following['href']}"
    assert shown == [record["id"].rpartition("/")[2] for record in whole]


def test_a_paragraph_leads_to_the_part_of_its_article_that_shows_it(site_client):
    for record in site_client.get(f"/api/v1/provisions/{LONG}").get_json()["provisions"]:
        page = BeautifulSoup(site_client.get(f"/en/provision/{record['id']}").data, "html.parser")
        address, _, name = page.select_one(".turn a[href*='#']")["href"].partition("#")
        article = BeautifulSoup(site_client.get(address).data, "html.parser")
        assert article.find(id=name), (address, name)


@pytest.mark.parametrize("part", ["0", "99", "-1", "x", "٢", "1_0", "", "9" * 50])
def test_there_is_no_other_part(site_client, part):
    for page in (f"/en/provision/{LONG}", "/en/matrix", "/en/agreements", "/en/coverage", "/en/compare"):
        answer = site_client.get(page, query_string={"part": part})
        assert answer.status_code == 400, page
        assert "part must be a number from 1 to" in answer.text


def test_a_division_is_opened_by_its_place(report):
    assert entries(CONTENTS["en"]) == 4
    assert [step.kind for step in opened(report, "en.1.0")] == ["", "part", "chapter"]
    assert [step.kind for step in opened(report, "en")] == [""]


@pytest.mark.parametrize(
    "place", ["", "xx", "en.0", "en.2", "en.1.0.0", "en.-1", "en.x", "en..", "en.²", f"en.{'9' * 30}"]
)
def test_what_is_no_division_is_not_found(report, place):
    with pytest.raises(NotFoundError):
        opened(report, place)
