"""A text that cannot be read any more, for whatever reason, leaves its agreement as it was, and all others are built."""

import shutil
import time

import pytest
from running import FIXTURES, run_clausula

from corpus.catalogue.agreements import load_catalogue
from corpus.store.snapshots import SnapshotStore
from indexer.build import agreement as of_agreement
from indexer.build import generation
from indexer.build.earlier import KEPT
from indexer.library import open_library
from indexer.processes import time_limit

FILE = "second.txt"
REAL_PARSE = of_agreement.parse


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    home = tmp_path_factory.mktemp("kept")
    take(home, home / FILE, (FIXTURES / "second-treaty.txt").read_bytes(), "us-oman")
    assert run_clausula(home, "import", FIXTURES / "pta_9001.xml").returncode == 0
    done = run_clausula(home, "build", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    return home


def take(home, file, data, agreement):
    file.write_bytes(data)
    done = run_clausula(home, "import", file, "--agreement", agreement, "--lang", "en")
    assert done.returncode == 0, done.stderr


def build(home):
    return generation.build(home, load_catalogue(), progress=lambda *_: None)


def records(home, agreement):
    with open_library(home) as library:
        return {row.id: (row.text, row.points) for row in library.records() if row.agreement.id == agreement}


def newest(home):
    store = SnapshotStore(home / "snapshots")
    return store.root / store.latest("us-oman")[-1].path


def raises(error):
    def bent(data, snapshot):
        if snapshot.original_name == FILE:
            raise error
        return REAL_PARSE(data, snapshot)

    return lambda _home, monkeypatch: monkeypatch.setattr(of_agreement, "parse", bent)


def never_ends(_home, monkeypatch):
    def bent(data, snapshot):
        while snapshot.original_name == FILE:
            pass
        return REAL_PARSE(data, snapshot)

    monkeypatch.setattr(of_agreement, "SECONDS", 2)
    monkeypatch.setattr(of_agreement, "parse", bent)


def fails_to_classify(_home, monkeypatch):
    real = of_agreement.classify

    def bent(provision):
        if provision.id.startswith("us-oman/"):
            raise ZeroDivisionError
        return real(provision)

    monkeypatch.setattr(of_agreement, "classify", bent)


FAULTS = {
    "a fault": raises(ValueError("Exceeds the limit (4300 digits)")),
    "nested too deep": raises(RecursionError()),
    "no memory": raises(MemoryError()),
    "an endless loop": never_ends,
    "a fault while classifying": fails_to_classify,
    "changed bytes": lambda home, _: newest(home).write_bytes(b"Article 1: Other words"),
    "bytes gone": lambda home, _: newest(home).unlink(),
    "a damaged record": lambda home, _: newest(home).with_suffix(".json").write_bytes(b'{"source": {'),
    "an empty record": lambda home, _: newest(home).with_suffix(".json").write_bytes(b""),
}


CASES = [
    pytest.param(
        fault, whole, id=f"{name}, {'whole' if whole else 'increment'}",
        marks=() if (name, whole) in {("a fault", False), ("a damaged record", True)} else pytest.mark.slow,
    )
    for name, fault in FAULTS.items()
    for whole in (False, True)
]  # fmt: skip


@pytest.mark.parametrize(("fault", "whole"), CASES)
def test_an_agreement_keeps_what_was_read_of_it(built, tmp_path, monkeypatch, fault, whole):
    home = tmp_path / "home"
    shutil.copytree(built, home)
    before = records(home, "us-oman")
    words = (FIXTURES / "second-treaty.txt").read_bytes()
    take(home, tmp_path / FILE, words.replace(b"cooperate", b"sing together"), "us-oman")
    take(home, tmp_path / "other.txt", words.replace(b"cooperate", b"row together"), "us-bahrain")
    fault(home, monkeypatch)
    if whole:
        monkeypatch.setattr(generation, "_rules", lambda: "other rules")
    report = build(home)
    assert records(home, "us-oman") == before
    assert "row together" in str(records(home, "us-bahrain"))
    assert "sing together" not in str(records(home, "us-oman"))
    ((name, reason),) = [row for row in report.failed if row[1].endswith(KEPT)]
    assert len(report.failed) == 1
    shown = run_clausula(home, "status").stdout
    assert name in shown
    assert reason.removesuffix(KEPT).split()[-1].rstrip(".") in shown
    with open_library(home) as library:
        assert library.search("agreement:us-oman").total
        assert library.agreements["us-oman"].texts
    # Mended, the agreement is read anew, also where nothing else changed.
    monkeypatch.undo()
    if whole:
        monkeypatch.setattr(generation, "_rules", lambda: "third rules")
    for errors in SnapshotStore(home / "snapshots").damaged().values():
        for error in errors:
            error.values["path"].unlink()
    take(home, tmp_path / FILE, words.replace(b"cooperate", b"dance together"), "us-oman")
    assert build(home).failed == ()
    assert "dance together" in str(records(home, "us-oman"))


def newest_or_damaged(home):
    """The record that a user is told to move away."""
    return [
        path
        for errors in SnapshotStore(home / "snapshots").damaged().values()
        for path in [e.values["path"] for e in errors]
    ]


def test_the_catalogue_need_not_know_the_agreement(tmp_path, monkeypatch):
    """What is known of it stands in the record that is damaged, and in the index."""
    home = tmp_path / "home"
    assert run_clausula(home, "import", FIXTURES / "pta_9001.xml").returncode == 0
    assert run_clausula(home, "build", "--jobs", "1").returncode == 0
    (snapshot,) = SnapshotStore(home / "snapshots").latest()
    agreement = snapshot.source.agreement
    before = records(home, agreement)
    assert snapshot.agreement
    assert before
    (home / "snapshots" / snapshot.path).with_suffix(".json").write_bytes(b"{")
    for rules in ("others", "and others"):
        monkeypatch.setattr(generation, "_rules", lambda rules=rules: rules)
        assert [reason.endswith(KEPT) for _, reason in build(home).failed] == [True]
        assert records(home, agreement) == before


def test_a_text_that_was_never_read_keeps_no_other_out(built, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(built, home)
    words = (FIXTURES / "second-treaty-es.txt").read_bytes()
    file = tmp_path / "texto.txt"
    file.write_bytes(words)
    assert run_clausula(home, "import", file, "--agreement", "us-oman", "--lang", "es").returncode == 0
    bad = tmp_path / "bad.txt"
    bad.write_text("Herons and lamps without any heading of an article.", encoding="utf-8")
    run_clausula(home, "import", bad, "--agreement", "us-oman", "--lang", "en")
    build(home)
    assert [name for name in records(home, "us-oman") if "@es/" in name]


def test_what_is_in_time_is_left_alone():
    with time_limit(60):
        total = sum(range(1000))
    with time_limit(0.05):
        pass
    deadline = time.process_time() + 0.2
    while time.process_time() < deadline:
        total += 1
    assert total
