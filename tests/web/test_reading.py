"""The reading room shows a division of a text whole: every word of it once, in order, each paragraph with its margin."""

import pytest
from bs4 import BeautifulSoup

INVENTED = "norvania-estuaria-2011"
ROOMS = {"en": f"/en/agreement/{INVENTED}?open=en", "es": f"/es/acuerdo/{INVENTED}?open=en"}


def soup(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.data, "html.parser")


def parts(client, address):
    """Yield the pages of a room."""
    while address:
        page = soup(client, address)
        yield page
        following = page.select_one(".pager a[rel=next]")
        address = following and address.partition("?")[0] + following["href"]


@pytest.mark.parametrize("language", ROOMS)
def test_the_whole_text_is_there_once_and_in_order(site_client, language):
    leaves = [leaf for page in parts(site_client, ROOMS[language]) for leaf in page.select(".leaf")]
    listed = site_client.get(f"/api/v1/agreements/{INVENTED}").get_json()["contents"]["en"]

    def articles(children):
        for child in children:
            if child.get("id"):
                yield child["id"]
            yield from articles(child.get("children", ()))

    records = [
        record
        for name in articles(listed)
        for record in site_client.get(f"/api/v1/provisions/{name}").get_json()["provisions"]
    ]
    assert len(leaves) == len(records) > 3
    for leaf, record in zip(leaves, records, strict=True):
        assert " ".join(record["text"].split()[:6]) in " ".join(leaf.get_text(" ", strip=True).split())
        assert leaf.select_one(".force")
        assert leaf.select_one("[name=keep]")["value"] == record["id"]


@pytest.mark.parametrize("language", ROOMS)
def test_every_link_of_the_contents_leads_to_a_place_that_is_there(site_client, language):
    room = soup(site_client, ROOMS[language])
    assert all(link.get_text(strip=True) for link in room.select(".shelf a"))
    links = [link["href"] for link in room.select(".shelf a")]
    assert links
    for link in links:
        address, _, fragment = link.partition("#")
        page = soup(site_client, address)
        assert not fragment or page.find(id=fragment), link
    names = [node["id"] for page in parts(site_client, ROOMS[language]) for node in page.select("main [id]")]
    assert len(names) == len(set(names))


def test_the_provision_leads_to_its_chapter_and_shows_its_neighbours(site_client):
    page = soup(site_client, f"/en/provision/{INVENTED}/2.2/2")
    assert "illegal logging" in page.select_one(".neighbour").get_text()
    chapter = page.select_one(".crumbs a[href*=open]")
    address, _, fragment = chapter["href"].partition("#")
    assert soup(site_client, address).find(id=fragment)


def test_the_id_of_a_chapter_leads_to_the_room(site_client):
    moved = site_client.get(f"/keep/{INVENTED}:2.1/es/disposicion/{INVENTED}/chapter-2")
    assert moved.status_code == 302
    assert moved.location.startswith(f"/keep/{INVENTED}:2.1/es/acuerdo/{INVENTED}?open=en.")
    assert site_client.get(f"/es/disposicion/{INVENTED}/chapter-2?format=txt").status_code == 200


@pytest.mark.parametrize(
    ("place", "named", "first", "crumbs"),
    [
        ("us-peru/chapter-18", "Chapter 18 Environment", "Chapter 18 Objectives", ["US-Peru TPA", "Chapter 18"]),
        (
            "eu-andean/title-ix", "Title IX Trade and sustainable development",
            "Article 267, paragraph 1 Context and objectives", ["EU-Colombia-Peru-Ecuador", "Title IX"],
        ),
    ],
)  # fmt: skip
def test_a_division_known_by_digests_alone_bears_its_own_name(site_client, place, named, first, crumbs):
    page = soup(site_client, f"/en/provision/{place}")
    assert page.h1.get_text(" ", strip=True) == named
    assert page.select_one(".provision h2").get_text(" ", strip=True) == first
    assert [each.get_text(" ", strip=True) for each in page.select(".crumbs li")] == crumbs
    told = [each.get_text() for each in page.select(".provision p.quiet")]
    assert sum("not known here" in each for each in told) <= 1  # said of the agreement, so once
