"""Whatever happens to the files of an index, it answers rightly or says that it is damaged; never wrongly."""

import json
import random
import shutil
from pathlib import Path

import pytest
from msgspec import structs
from running import FIXTURES, built, run_clausula

from corpus.catalogue.agreements import load_catalogue
from corpus.errors import IndexStateError
from indexer.build.generation import build
from indexer.engine.protocol import FACETS
from indexer.library import open_library
from indexer.record import encode

QUERIES = ["forest", "illegal logging", "tala ilegal", '"the parties shall"', "labour*", "environment -trade", "party:PER",
           "rangers river", "article:18.3", "zzzz"]  # fmt: skip
MESSAGE = "The index is damaged"


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Path:
    """A small index of two segments and two batches of records, out of which an agreement was replaced."""
    home = tmp_path_factory.mktemp("damage")
    for name in ("pta_9001.xml", "pta_9002.xml"):
        built(home, (FIXTURES / name,))
    return home


def answers(home: Path) -> object:
    """Return all that an index can be asked, in plain values."""
    with open_library(home) as library:
        found = [
            structs.replace(page.to_json(), fingerprint="")
            for text in QUERIES
            for page in [library.search(text, facets=FACETS, limit=20, explain=True, all=True)]
        ]
        ids = list(library.ids)
        held = [library.record(library.ids[name]) for name in ids]
        searcher = library.searcher
        words = [searcher.frequency(word) for word in ("forest", "logging")], searcher.vocabulary("f", 50)
        beside = [library.neighbours(name) for name in ids[:: max(1, len(ids) // 20)]]
        return json.loads(encode([found, ids, held, words, beside, library.agreements, library.manifest]))


def files(home: Path) -> list[Path]:
    current = home / "index" / (home / "index" / "CURRENT").read_text(encoding="utf-8")
    return [home / "index" / "CURRENT", *sorted(path for path in current.rglob("*") if path.is_file())]


def outcome(home: Path, right: object) -> str:
    try:
        return "right" if answers(home) == right else "wrong"
    except IndexStateError as error:
        return "said" if error.message.startswith(MESSAGE) else error.message


@pytest.mark.parametrize("count", [8, pytest.param(75, marks=pytest.mark.slow)])
def test_a_flipped_bit_changes_no_answer(index, count):
    """`count` places in each of about twenty files, its first and last byte besides."""
    right = answers(index)
    chance = random.Random(count)  # noqa: S311
    outcomes = {}
    for path in files(index):
        whole = path.read_bytes()
        for place in {0, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(count))}:
            damaged = bytearray(whole)
            damaged[place] ^= 1 << chance.randrange(8)
            path.write_bytes(damaged)
            outcomes[path.name, place] = outcome(index, right)
        path.write_bytes(whole)
    assert answers(index) == right
    assert set(outcomes.values()) <= {"right", "said"}, outcomes
    assert list(outcomes.values()).count("said") > len(outcomes) / 4


@pytest.mark.parametrize("damage", ["halved", "emptied", "deleted", "longer"])
def test_a_file_that_is_cut_short_or_gone_is_told(index, damage):
    right = answers(index)
    for path in files(index):
        whole = path.read_bytes()
        if damage == "deleted":
            path.unlink()
        else:
            path.write_bytes({"halved": whole[: len(whole) // 2], "emptied": b"", "longer": whole + b"x"}[damage])
        found = outcome(index, right)
        path.write_bytes(whole)
        if path.name == "CURRENT" and damage == "deleted":
            assert found.startswith("There is no index"), path
        else:
            assert found == "said", path


def test_the_command_says_it_and_a_build_mends_it(index, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(index, home)
    with open_library(home) as library:
        name = next(row.id for row in library.records() if "shall" in row.text)
    for path in (path for path in files(home) if path.suffix == ".jsonl"):
        path.write_bytes(path.read_bytes().replace(b"shall", b"small"))
    done = run_clausula(home, "show", name)
    assert done.returncode == 3
    assert done.stderr.startswith(f"Error: {MESSAGE}")
    assert "clausula build" in done.stderr
    checked = run_clausula(home, "check")
    assert checked.returncode == 3
    assert path.name in checked.stdout
    built(home)
    assert run_clausula(home, "show", name).returncode == 0
    assert run_clausula(home, "check").returncode == 0
    assert run_clausula(home, "build").stderr.startswith("There was nothing to do")


def test_a_file_cut_short_under_an_open_library_is_an_error(index, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(index, home)
    with open_library(home) as library:
        library.warm()
        held = list(library.ids.values())
        for path in files(home)[1:]:
            with path.open("r+b") as file:
                file.truncate(10)
        for ask in (lambda: library.search("illegal logging"), lambda: library.record(held[-1])):
            with pytest.raises(IndexStateError, match=MESSAGE):
                ask()


def test_an_incremental_build_takes_over_nothing_that_is_damaged(index, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(index, home)
    path = next(path for path in files(home) if path.name == "MAIN_0.arrays")
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 4
    path.write_bytes(data)
    file = tmp_path / "third.txt"
    file.write_bytes((FIXTURES / "second-treaty.txt").read_bytes())
    built(home, (file, "--agreement", "us-oman", "--lang", "en"))
    with open_library(home) as library:
        assert library.manifest.batches == 1, "all was built anew"
        assert library.search("illegal logging").total


def test_a_pickle_in_the_index_is_never_run(index, tmp_path):
    """Opening, searching, checking and building touch none of Whoosh's pickles."""
    home, mark = tmp_path / "home", tmp_path / "PWNED"
    shutil.copytree(index, home)
    hostile = b"cbuiltins\nexec\n(S'open(%r, \"w\")'\ntR." % str(mark).encode()
    for path in files(home)[1:]:
        whole = path.read_bytes()
        for data in (hostile, whole[:40] + hostile, hostile.ljust(len(whole), b"\0")[: len(whole)]):
            path.write_bytes(data)
            for command in (("search", "forest"), ("check",)):
                assert "Traceback" not in run_clausula(home, *command).stderr
        path.write_bytes(whole)
    toc = next(path for path in files(home) if path.suffix == ".toc")
    toc.write_bytes(hostile)
    built(home)
    assert not mark.exists()


def test_an_index_whose_records_have_another_shape_is_told_and_built_anew(tmp_path, monkeypatch):
    """As an index of an earlier version, whose records lack a field."""
    home = tmp_path / "home"
    with monkeypatch.context() as earlier:
        earlier.setattr(
            "indexer.build.writer.encode", lambda row: encode(row).replace(b'"agreement":', b'"treaty":', 1)
        )
        earlier.setattr("indexer.build.generation._rules", lambda: "other code")
        build(home, load_catalogue(), jobs=1, progress=lambda *_: None)
    done = run_clausula(home, "show", "us-peru/18.3/1")
    assert (done.returncode, done.stderr.splitlines()[0]) == (3, "Error: Another version of Clausula built the index.")
    assert run_clausula(home, "build").returncode == 0
    assert run_clausula(home, "show", "us-peru/18.3/1").returncode == 0
