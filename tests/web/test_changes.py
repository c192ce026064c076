"""The page that says what changed between two versions of a text, made by a build from the two newest files."""

import pytest
from bs4 import BeautifulSoup

from indexer.library import open_library
from web import create_app


@pytest.fixture(scope="module")
def client(versions_home):
    with open_library(versions_home) as library:
        yield create_app(library).test_client()


@pytest.mark.parametrize(
    ("page", "changes", "told"),
    [
        ("/en/agreement/us-oman", "/en/changes/us-oman", "1 provision differs"),
        ("/es/acuerdo/us-oman", "/es/cambios/us-oman", "difiere 1 disposición"),
    ],
)
def test_both_wordings_are_shown(client, page, changes, told):
    assert BeautifulSoup(client.get(page).data, "html.parser").find("a", href=changes)
    shown = BeautifulSoup(client.get(changes).data, "html.parser")
    assert told in shown.main.get_text()
    (article,) = shown.select(".article")
    assert article.h2.a["href"].endswith("/us-oman/3/1")
    assert [mark.get_text() for mark in article.select("del, ins")] == ["once", "twice"]
    assert "shall meet once twice a year" in " ".join(article.p.get_text().split())


def test_one_version_is_nothing_to_compare(client):
    assert not BeautifulSoup(client.get("/en/agreement/us-peru").data, "html.parser").find(
        "a", href="/en/changes/us-peru"
    )
    shown = BeautifulSoup(client.get("/en/changes/us-peru").data, "html.parser")
    assert shown.select_one(".absent")
    assert not shown.select(".article")
    assert client.get("/en/changes/nowhere").status_code == 404
