"""An index answers by itself: the texts that it was made of may have been moved or removed since."""

import shutil

import pytest
from msgspec.structs import replace
from running import run_clausula

from corpus.catalogue import digests
from corpus.catalogue.agreements import load_catalogue
from corpus.errors import CatalogueError
from indexer.build import generation
from indexer.library import open_library
from web import create_app

STRANGER = "norvania-estuaria-2011"  # an agreement that only the imported file knows


@pytest.fixture(scope="module")
def bare_home(built_home, tmp_path_factory):
    """A home with an index of an agreement that the catalogue does not know, and without the snapshot of it."""
    home = tmp_path_factory.mktemp("bare") / "home"
    shutil.copytree(built_home, home)
    shutil.rmtree(home / "snapshots")
    return home


@pytest.mark.parametrize(
    "path",
    [
        "/en/", "/es/", "/en/agreements", f"/en/agreement/{STRANGER}", "/en/coverage", "/en/matrix", "/en/topics",
        "/en/search?q=forest", f"/en/bundle?id={STRANGER}/2.1/1", f"/en/provision/{STRANGER}/2.1/1",
        f"/en/compare?id={STRANGER}/2.1/1", "/api/v1/agreements", "/api/v1/search?q=forest",
    ],
)  # fmt: skip
def test_the_site_answers(bare_home, path):
    with open_library(bare_home) as library:
        answer = create_app(library).test_client().get(path, follow_redirects=True)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("agreements", "--format", "csv"), STRANGER),
        (("cite", f"{STRANGER}/2.1/1"), "Norvania"),
        (("show", f"{STRANGER}/2.1/1"), "Neither Party shall fail"),
        (("coverage", "--agreement", STRANGER), "obligation"),
        (("export", f"{STRANGER}/2.1/1", "--format", "md"), "Norvania"),
        (("status", STRANGER), "6 read, 6 promised"),
    ],
)
def test_the_commands_answer(bare_home, arguments, says):
    done = run_clausula(bare_home, *arguments)
    assert done.returncode == 0, done.stderr
    assert says in done.stdout


def test_digests_of_an_unknown_agreement_are_named(home, monkeypatch):
    known = digests.load_digests()
    stranger = replace(known[0], provision="freedonia-sylvania/1/1")
    monkeypatch.setattr(generation, "load_digests", lambda: (*known, stranger))
    with pytest.raises(CatalogueError, match="freedonia-sylvania") as raised:
        generation.build(home, load_catalogue(), progress=lambda *_: None)
    assert "catalogue.toml" in raised.value.hint
