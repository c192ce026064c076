"""Provisions of invented sister treaties side by side."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import run_clausula

from corpus.errors import NotFoundError, QueryError
from indexer.answers.compare import MOST, companions, compare, families, on_topic
from indexer.answers.selection import choose
from indexer.library import open_library
from indexer.quotes.printed_words import running_texts
from indexer.quotes.word_differences import columns, read

YOUNGER, ELDER, TWO_TONGUES = "norvania-estuaria-2011", "norvania-lacustria-2009", "us-israel"


@pytest.fixture(scope="module")
def library(sisters_home):
    with open_library(sisters_home) as opened:
        yield opened


def own(cell) -> list[str]:
    return [piece.text.strip() for piece in cell.pieces if piece.kind != "same"]


def test_paragraphs_and_points_are_aligned_and_differences_marked(library):
    found = compare(library, [f"{YOUNGER}/2.1", f"{ELDER}/7.1"])
    assert [[cell and cell.label for cell in row] for row in found.rows] == [
        ["1(a)", "1(a)"], ["1(b)", "1(b)"], [None, "1(c)"], ["2", "2"],
    ]  # fmt: skip
    first, same, alone, _last = found.rows
    assert [own(cell) for cell in first] == [[", where trade between them suffers from it"], []]
    assert [own(cell) for cell in same] == [[], []]
    assert alone[1].alone
    assert own(alone[1]) == []


def test_every_word_of_a_provision_stands_in_its_column(library):
    names = [f"{ELDER}/7.1", f"{YOUNGER}/2.1", f"{YOUNGER}/1.2"]
    found = compare(library, names)
    for number, chosen in enumerate(choose(library, names)):
        shown = " ".join("".join(p.text for p in row[number].pieces) for row in found.rows if row[number])
        leaf = next(running_texts(chosen.records))
        words = [word for n, word in enumerate(leaf.words) if n not in leaf.labels]
        assert list(read(shown).words) == words


def test_languages_are_aligned_by_their_labels_and_not_compared_word_by_word(library):
    found = compare(library, [f"{TWO_TONGUES}/2", f"{TWO_TONGUES}/2@es"])
    assert [[cell.label for cell in row] for row in found.rows] == [[label] * 2 for label in ("1", "2", "2(a)", "2(b)")]
    assert all(own(cell) == [] and not cell.alone for row in found.rows for cell in row)


def test_a_point_comes_with_its_lead_in_and_nothing_else(library):
    found = compare(library, [f"{TWO_TONGUES}/2/2.b", f"{TWO_TONGUES}/2@es/2.b"])
    assert [row[0].label for row in found.rows] == ["2", "2(b)"]


@pytest.mark.parametrize(
    ("one", "others"),
    [
        (f"{YOUNGER}/2.1/2", [f"{ELDER}/7.1/2"]),
        (f"{ELDER}/7.2/2", [f"{YOUNGER}/2.2/2"]),
        (f"{TWO_TONGUES}/2/1", [f"{TWO_TONGUES}/2@es/1"]),
        (f"{TWO_TONGUES}/2@es", [f"{TWO_TONGUES}/2"]),
        (f"{YOUNGER}/1.2/1", []),
    ],
)
def test_one_alone_gets_its_other_languages_and_sisters(library, one, others):
    assert companions(library, choose(library, [one])[0]) == others


def test_a_digest_is_called_one(library):
    found = compare(library, ["us-korea/20.3", f"{YOUNGER}/2.1/1"], "es")
    digests = [cell for row in found.rows for cell in row if cell and cell.digest]
    assert digests
    assert all(own(cell) == [] for cell in digests)


def test_a_topic_is_compared_where_texts_are_at_hand_first_in_order_of_date(library):
    every, first = on_topic(library, "timber-trade")
    assert set(first) <= set(every)
    held = [name for name in every if name.startswith(("norvania", "us-israel"))]
    assert held
    assert held == sorted(held, key=lambda name: library.show(name)[0].agreement.signed)
    assert set(held) <= set(first)
    assert not any("@" in name for name in every)


def test_families_are_in_order_of_date(library):
    members = set(families(library, "timber-trade"))
    assert (f"{ELDER}/7.2/1", f"{YOUNGER}/2.2/1") in members


@pytest.mark.parametrize(
    ("names", "error"),
    [
        ([f"{YOUNGER}/1.2/1"], NotFoundError),
        ([f"{YOUNGER}/9.9", f"{ELDER}/7.1"], NotFoundError),
        ([f"us-korea/20.{n}" for n in range(1, MOST + 2)], QueryError),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_hint(library, names, error):
    with pytest.raises(error) as caught:
        compare(library, names)
    assert caught.value.hint


def test_an_unknown_topic(library):
    with pytest.raises(QueryError):
        on_topic(library, "unicorns")


@given(st.lists(st.text(max_size=80), min_size=2, max_size=4))
def test_columns_hold_their_own_words_and_no_others(texts):
    for text, pieces in zip(texts, columns(texts), strict=True):
        assert read("".join(piece.text for piece in pieces)).words == read(text).words


def test_the_command_prints_differences_as_signs(sisters_home):
    done = run_clausula(sisters_home, "compare", f"{YOUNGER}/2.1", f"{ELDER}/7.1")
    assert done.returncode == 0, done.stderr
    assert "{+, where trade between them" in done.stdout.replace("\n  ", " ")
    assert "A: nothing like it" in done.stdout
    assert "2009-06-01" in done.stdout


def test_rows_for_machines_and_topics(sisters_home):
    done = run_clausula(sisters_home, "compare", "timber-trade", "--format", "json")
    answer = json.loads(done.stdout)
    assert answer["topic"] == "timber-trade"
    assert {len(row) for row in answer["rows"]} == {len(answer["columns"])}
    named = run_clausula(sisters_home, "compare", "comercio de madera legal y sostenible", "--format", "json")
    assert json.loads(named.stdout) == answer
    unknown = run_clausula(sisters_home, "compare", "trade in unicorns")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    rows = run_clausula(sisters_home, "compare", f"{YOUNGER}/2.1", f"{ELDER}/7.1", "--format", "csv").stdout
    assert rows.splitlines()[0] == f"{YOUNGER}/2.1,{ELDER}/7.1"


def test_marking_stops_where_nearly_all_words_differ(library):
    found = compare(library, [f"{YOUNGER}/2.2/1", f"{YOUNGER}/2.3/1", f"{YOUNGER}/1.1/1"])
    for row in found.rows:
        for cell in row:
            assert cell is None or cell.alone or cell.reworded or len(own(cell)) < len(cell.pieces)
