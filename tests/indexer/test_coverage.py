"""Which agreement says what on which topic, and where silence proves nothing."""

import json

import pytest
from running import run_clausula

from corpus.errors import QueryError
from corpus.model import Agreement, Block
from corpus.quality.gaps import gaps
from corpus.structure.segment import segment
from indexer.answers.coverage import FORCES, Column, _cell, _Tally, coverage, digest_shares, held, lacking
from indexer.classify.taxonomy import load_taxonomy, within
from indexer.library import open_library
from indexer.manifest import AgreementReport, TextReport

INVENTED = "norvania-estuaria"


@pytest.fixture
def library(built_home):
    with open_library(built_home) as opened:
        yield opened


@pytest.fixture
def invented(library):
    """The id of the invented treaty, whatever the import made of its name."""
    return next(name for name, report in library.agreements.items() if report.texts)


def cells(found):
    return {(cell.agreement, cell.topic): cell for cell in found.cells()}


def text(**more):
    facts = {"articles": 9, "expected_articles": 9, "lacks": (), "problems": ()} | more
    counts = {"sources": (), "provisions": 9, "footnotes": 0, "notes_without_mark": 0, "characters": None}
    return TextReport(**counts, **facts)


def report(**texts):
    entry = Agreement("a-b", {"en": "A", "es": "A"}, {"en": "A", "es": "A"}, ("PER",), "in force")
    return AgreementReport(entry, texts)


def test_a_found_cell_has_its_strongest_force_and_the_place_of_it(library, invented):
    cell = cells(coverage(library, [invented], ["nature"]))[invented, "illegal-logging"]
    assert (cell.state, cell.force, cell.code) == ("found", "obligation", "obligation")
    assert library.show(cell.strongest)[0].force == "obligation"
    assert cell.provisions == library.search("", filters={"topic": [cell.topic], "agreement": [invented]}).documents


def test_a_branch_sums_up_its_topics(library, invented):
    found = cells(coverage(library, [invented]))
    inner = [cell for cell in coverage(library, [invented], ["nature"]).cells() if cell.force]
    assert found[invented, "nature"].force == min((cell.force for cell in inner), key=FORCES.index)


def test_a_whole_text_may_be_silent(library, invented):
    assert cells(coverage(library, [invented], ["wetlands"]))[invented, "wetlands"].state == "absent"


def test_digests_alone_never_claim_absence(library):
    found = coverage(library, ["us-peru"])
    assert {cell.state for cell in found.cells()} <= {"found", "digests only"}
    assert found.columns[0].held == "digests only"


def test_what_is_not_held_is_called_that(library):
    name = next(name for name in library.agreements if name not in held(library))
    assert {cell.state for cell in coverage(library, [name]).cells()} == {"not held"}


def test_rows_and_columns_keep_their_order(library, invented):
    found = coverage(library, ["us-peru", invented], ["nature", "water"])
    assert [column.agreement for column in found.columns] == ["us-peru", invented]
    assert [row.topic for row in found.rows] == [*within("nature"), *within("water")]
    assert all([cell.agreement for cell in row.cells] == ["us-peru", invented] for row in found.rows)
    assert found.fingerprint == library.fingerprint
    assert len(coverage(library, []).rows) == sum(not topic.parent for topic in load_taxonomy().values())


@pytest.mark.parametrize(
    ("wrong", "nearest"), [(([("us-perru")], None), "us-peru"), ((None, ["illegal-loging"]), "illegal-logging")]
)
def test_unknown_names_raise_with_the_nearest(library, wrong, nearest):
    with pytest.raises(QueryError) as error:
        coverage(library, *wrong)
    assert nearest in error.value.hint


def test_names_are_understood_as_in_a_search(library):
    found = coverage(library, ["TLC Perú-China", "us-peru"], ["Tala ilegal"])
    assert ([column.agreement for column in found.columns], [row.topic for row in found.rows]) == (
        ["china-peru", "us-peru"], ["illegal-logging"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        ([], ((), ())),
        ([text()], ((), ())),
        ([text(lacks=("2.1", "annex-3"))], (("2.1", "annex-3"), ())),
        # What one language lacks and the other holds is at hand.
        ([text(lacks=("2.1", "2.2")), text(lacks=("2.2",))], (("2.2",), ())),
        ([text(articles=8)], ((), ("the source promises 9 articles, 8 were read",))),
        ([text(articles=8), text()], ((), ())),
        ([text(problems=["2.1: label b is printed twice"])], ((), ())),
    ],
)
def test_what_the_report_says_is_lacking(texts, wanted):
    assert lacking(report(**dict(zip(["en", "es"], texts, strict=False)))) == wanted


def test_a_text_that_stops_or_breaks_off_is_cut_short():
    blocks = [Block("division", number="1", title="Rivers", level=3)]
    for number, words in ((1, "See Article 4 of this Agreement."), (2, "Rivers shall be kept and")):
        blocks += [Block("article", number=str(number)), Block("text", text=words)]
    problems = list(gaps(segment(blocks, agreement="a-b", language="en")).problems)
    assert len(lacking(report(en=text(problems=problems)))[1]) == 2


@pytest.mark.parametrize(
    ("place", "could"),
    [
        ("2.9", True),  # chapter 2 speaks on the branch
        ("annex-2.3", True),
        ("annex-1.1", False),  # chapter 1 is at hand and has nothing on it
        ("annex-1-a", False),
        ("1.7", False),
        ("annex-i", True),  # it may belong to any chapter
        ("chapter-3", True),
        ("3.1", True),
    ],
)
def test_which_missing_places_could_hold_a_topic(place, could):
    tally = _Tally(ids=["a-b/1.1/1", "a-b/2.1/1"])
    tally.branches["a-b", "2"] = {"nature"}
    assert tally.could_hold("a-b", place, "nature") is could


@pytest.mark.parametrize(
    ("lacks", "cut_short", "state"),
    [
        ((), (), "absent"),
        ((), ("the text stops in chapter 2",), "incomplete"),
        (("annex-2.3",), (), "not in the articles"),
        (("2.9",), (), "incomplete"),
        (("annex-2.3",), ("the text stops in chapter 2",), "incomplete"),
    ],
)
def test_absent_is_said_only_of_what_was_read_whole(lacks, cut_short, state):
    tally = _Tally(ids=["a-b/2.1/1"])
    tally.branches["a-b", "2"] = {"nature"}
    column = Column("a-b", "text", ("en",), lacks, cut_short)
    assert _cell(tally, column, "illegal-logging").state == state


def test_digest_shares(library, invented):
    by_name = {share.agreement: share for share in digest_shares(library)}
    assert by_name["us-peru"].share == 1
    assert not by_name["us-peru"].without
    assert by_name[invented].digests == 0
    assert f"{invented}/2.2/1" in by_name[invented].without
    assert not any("/1.2/" in name for name in by_name[invented].without)  # of scope none


@pytest.mark.parametrize("form", ["table", "csv", "md"])
def test_the_command_prints_topics_by_agreements(built_home, form):
    done = run_clausula(built_home, "coverage", "--agreement", "us-peru", "--topic", "nature", "--format", form)
    assert done.returncode == 0
    assert "us-peru" in done.stdout.split("\n")[0]
    assert any("illegal-logging" in line and "obligation" in line for line in done.stdout.split("\n"))


def test_the_command_prints_cells_as_json(built_home):
    done = run_clausula(
        built_home, "coverage", "--party", "per", "--bloc", "CN", "--topic", "water", "--format", "json"
    )
    rows = json.loads(done.stdout)
    assert {row["agreement"] for row in rows} == {"china-peru"}
    assert {row["topic"] for row in rows} == set(within("water"))
    assert rows[0].keys() >= {"state", "force", "provisions", "strongest", "lacks"}


def test_the_command_prints_the_share_of_digests(built_home):
    done = run_clausula(built_home, "coverage", "--agreement", "us-peru", "--digests", "--format", "csv")
    assert done.stdout.split("\n")[1].startswith("us-peru,")
    assert ",100%," in done.stdout


@pytest.mark.parametrize(
    ("option", "value", "ending"), [("--agreement", "no-such", 2), ("--topic", "no-such", 2), ("--party", "XXX", 2)]
)
def test_the_command_refuses_an_unknown_name(built_home, option, value, ending):
    assert run_clausula(built_home, "coverage", option, value).returncode == ending
