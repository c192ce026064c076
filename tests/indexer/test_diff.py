"""What changed between two snapshots; ids that survive a second reading and a new paragraph elsewhere."""

import json

import pytest
from running import FIXTURES, run_clausula

OPTIONS = ("--agreement", "us-oman", "--lang", "en")
TEXT = (FIXTURES / "second-treaty.txt").read_text(encoding="utf-8")


@pytest.fixture
def shelf(tmp_path):
    home, file = tmp_path / "home", tmp_path / "treaty.txt"

    def take(text):
        file.write_text(text, encoding="utf-8")
        assert run_clausula(home, "import", file, *OPTIONS).returncode == 0
        return home

    take(TEXT)
    return take


def changed(home, *options):
    done = run_clausula(home, "diff", "us-oman", "--format", "jsonl", *options)
    assert done.returncode == 0, done.stderr
    return {row["id"]: row for row in map(json.loads, done.stdout.splitlines())}


def test_a_changed_word_is_shown_with_both_wordings(shelf):
    home = shelf(TEXT.replace("shall meet once a year", "shall meet twice a year"))
    (row,) = changed(home).values()
    assert (row["id"], row["how"]) == ("us-oman/3/1", "changed")
    assert "[-once-] {+twice+}" in row["words"]
    printed = run_clausula(home, "diff", "us-oman")
    assert "changed us-oman/3/1" in printed.stdout
    assert "1 provision differs" in printed.stderr
    assert "\x1b" not in printed.stdout


def test_a_new_paragraph_changes_no_id_elsewhere(shelf):
    home = shelf(TEXT.replace("Article 3: Meetings", "3. Herons may fish.\nArticle 3: Meetings"))
    assert {name: row["how"] for name, row in changed(home).items()} == {"us-oman/2/3": "added"}


def test_a_paragraph_that_went_is_shown_where_it_stood(shelf):
    home = shelf(TEXT[: TEXT.index("Article 3: Meetings")])
    assert {name: row["how"] for name, row in changed(home).items()} == {"us-oman/3/1": "removed"}


def test_one_snapshot_is_not_enough(shelf, tmp_path):
    done = run_clausula(tmp_path / "home", "diff", "us-oman")
    assert done.returncode == 1
    assert "clausula fetch us-oman" in done.stderr
    done = run_clausula(shelf(TEXT + "\n"), "diff", "us-oman", "--lang", "es")
    assert done.returncode == 1


def test_a_changed_footnote_is_a_change(shelf):
    home = shelf(TEXT.replace("as much as is caught", "twice as much as is caught"))
    (row,) = changed(home).values()
    assert (row["id"], row["how"]) == ("us-oman/2/1", "changed")
    assert "twice" in row["words"]
