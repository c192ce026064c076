"""A build after one more import parses only what is new, and answers as a whole build would."""

import pytest
from msgspec import structs
from msgspec.structs import replace
from running import FIXTURES, built, run_clausula

from corpus.catalogue.agreements import load_catalogue
from corpus.catalogue.digests import load_digests
from corpus.errors import CatalogueError
from indexer.build.generation import build
from indexer.library import open_library

FIRST = (FIXTURES / "pta_9001.xml",)


def second(tmp_path):
    file = tmp_path / "second.txt"
    file.write_bytes((FIXTURES / "second-treaty.txt").read_bytes())
    return file, "--agreement", "us-oman", "--lang", "en"


def contents(home):
    with open_library(home) as library:
        rows = {row.id: structs.replace(row, order=0, source=None) for row in library.records()}
        answers = {
            words: [(hit.id, round(hit.score, 4)) for hit in library.search(words, limit=20).hits]
            for words in ("illegal logging", "tala ilegal", "rivers", "forest rangers neglect", "agreement:us-oman")
        }
        manifest = library.manifest
        return (
            list(rows),
            rows,
            answers,
            (manifest.provisions, manifest.agreements, manifest.digests, manifest.failed),
        )


def batches(home):
    with open_library(home) as library:
        return library.manifest.batches


@pytest.fixture
def homes(tmp_path):
    return tmp_path / "once", tmp_path / "twice"


def test_an_extended_index_answers_as_a_whole_one(homes, tmp_path):
    once, twice = homes
    built(once, FIRST, second(tmp_path))
    built(twice, FIRST)
    built(twice, second(tmp_path))
    assert batches(twice) == 2
    assert batches(once) == 1
    assert contents(once) == contents(twice)


def test_a_changed_text_replaces_its_provisions(homes, tmp_path):
    once, twice = homes
    built(once, FIRST, second(tmp_path))
    built(twice, FIRST, second(tmp_path))
    before = contents(twice)
    file, *options = second(tmp_path)
    file.write_bytes(
        file.read_bytes().replace(b"cooperate against illegal", b"cooperate for herrings and against illegal")
    )
    built(twice, (file, *options))
    assert batches(twice) == 2
    assert contents(twice)[1] != before[1]
    with open_library(twice) as library:
        assert library.search("herrings").total >= 1
        assert not [name for name in library.ids if list(library.ids).count(name) > 1]


def test_a_text_that_cannot_be_read_stays_named(homes, tmp_path):
    home, _ = homes
    assert run_clausula(home, "import", *FIRST).returncode == 0
    broken = tmp_path / "broken.txt"
    broken.write_bytes((FIXTURES / "second-treaty.txt").read_bytes())
    assert run_clausula(home, "import", broken, "--agreement", "us-bahrain", "--lang", "en").returncode == 0
    (stored,) = (
        path
        for path in (home / "snapshots").rglob("*")
        if path.is_file() and "us-bahrain" in str(path) and path.suffix != ".json"
    )
    stored.write_bytes(b"Herons and lamps without any heading of an article.")
    assert run_clausula(home, "build", "--jobs", "1").returncode == 1
    assert run_clausula(home, "import", *map(str, second(tmp_path))).returncode == 0
    done = run_clausula(home, "build", "--jobs", "1")
    assert done.returncode == 1
    assert "broken.txt" in done.stderr
    assert batches(home) == 2


def test_the_generation_before_stays_whole(homes, tmp_path):
    home, _ = homes
    built(home, FIRST)
    with open_library(home) as library:
        before = [hit.id for hit in library.search("illegal logging").hits]
        built(home, second(tmp_path))
        assert [hit.id for hit in library.search("illegal logging").hits] == before


def test_a_digest_of_an_unknown_agreement_is_named(home, monkeypatch):
    digest = replace(load_digests()[0], provision="owl-land/1/1")
    monkeypatch.setattr("indexer.build.generation.load_digests", lambda: (digest,))
    with pytest.raises(CatalogueError, match="owl-land"):
        build(home, load_catalogue(), progress=lambda *_: None)
    assert not (home / "index" / "CURRENT").exists()
