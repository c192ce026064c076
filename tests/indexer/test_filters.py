"""Filters: what a value means, what is refused, what reaches points, and what "nothing found" rests on."""

import csv
import io
import json

import pytest
from running import run_clausula

from corpus.catalogue.agreements import load_catalogue
from corpus.errors import QueryError
from indexer.answers.nothing import nothing
from indexer.cli.output.terminal import read_lines
from indexer.library import open_library
from indexer.query.filters import in_force_on
from indexer.query.language import parse_query


@pytest.fixture(scope="module")
def library(built_home):
    with open_library(built_home) as opened:
        yield opened


def settled(library, **filters):
    query = library.filter_values.settle(parse_query("", filters={name: [value] for name, value in filters.items()}))
    return dict(query.filters)


@pytest.mark.parametrize(
    ("field", "value", "meant"),
    [
        ("party", "PER", ("PER",)), ("party", "Perú", ("PER",)), ("party", "peru", ("PER",)),
        ("party", "Alemania", ("EU",)), ("party", "deu", ("EU",)),
        ("party", "EE. UU.", ("USA",)), ("party", "Estados Unidos", ("USA",)), ("party", "UE", ("EU",)),
        ("party", "Corea del Sur", ("KOR",)), ("party", "usa,china", ("CHN", "USA")),
        ("bloc", "EU", ("EU",)), ("bloc", "Unión Europea", ("EU",)), ("bloc", "china", ("CN",)),
        ("agreement", "us-peru", ("us-peru",)), ("agreement", "US-Peru TPA", ("us-peru",)),
        ("agreement", "APC Perú-EE. UU.", ("us-peru",)), ("agreement", "TLC con China", ("china-peru",)),
        ("topic", "illegal-logging", ("illegal-logging",)), ("topic", "Tala ilegal", ("illegal-logging",)),
        ("force", "obligation", ("obligation",)), ("force", "Prohibición", ("prohibition",)),
        ("force", "best endeavour", ("best-endeavour",)),
        ("status", "in-force", ("in force",)), ("status", "vigente", ("in force",)), ("scope", "core", ("core",)),
        ("enforcement", "excluded", ("excluded",)), ("enforcement", "panel of experts", ("panel-of-experts",)),
        ("addressee", "each party", ("each Party",)),
        ("addressee", "ninguna Parte", ("neither Party",)),
        ("addressee", "todas las Partes («ninguna Parte»)", ("neither Party",)), ("addressee", "Perú", ("Peru",)),
        ("instrument", "CITES", ("cites",)), ("lang", "español", ("es",)),
    ],
)  # fmt: skip
def test_a_value_in_the_words_of_people(library, field, value, meant):
    assert settled(library, **{field: value})[field] == meant


@pytest.mark.parametrize(
    ("field", "value", "nearest"),
    [
        ("party", "Pery", "PER"), ("party", "Atlantis", ""), ("bloc", "JP", ""), ("agreement", "us-perru", "us-peru"),
        ("topic", "illegal-loging", "illegal-logging"), ("force", "obligatoin", "obligation"), ("scope", "coar", "core"),
        ("status", "in-farce", "in force"), ("enforcement", "exluded", "excluded"), ("addressee", "each Partie", "each Party"),
        ("topic", "foresst", "forest-conservation"), ("topic", "bosques", "forest-conservation"),
        ("party", "caribbean", "agreement:eu-cariforum"),
        ("party", "andino", "agreement:eu-andean"), ("instrument", "biodiversidad", "cbd"), ("agreement", "corea", "us-korea"),
        ("instrument", "citess", "cites"), ("lang", "fr", ""), ("chapter", "99x", ""), ("article", "no-such", ""),
    ],
)  # fmt: skip
def test_an_unknown_value_is_refused_with_the_nearest(library, built_home, field, value, nearest):
    for query in (
        parse_query("forest", filters={field: [value]}),
        parse_query("forest", filters={field: [f"-{value}"]}),
    ):
        with pytest.raises(QueryError) as error:
            library.search(query)
        assert error.value.code == "no-such-value"
        assert nearest in error.value.hint
    done = run_clausula(built_home, "search", f'forest {field}:"{value}"')
    assert done.returncode == 2
    assert field in done.stderr


def test_an_unknown_field_is_refused_and_addresses_and_times_are_words():
    with pytest.raises(QueryError, match="no field foo"):
        parse_query("foo:bar")
    assert parse_query("a 12:30 a").parts
    assert parse_query("https://example.org/page").parts


def test_a_branch_means_its_topics(library):
    branch = library.search("", filters={"topic": ["nature"]}, fold="none").total
    leaf = library.search("", filters={"topic": ["illegal-logging"]}, fold="none").total
    assert branch > leaf > 0


def test_a_force_of_a_point_finds_its_paragraph_and_says_which(library):
    found = [
        record
        for record in library.labelled()
        for point in record.point_labels()
        if point.force not in {None, record.force}
    ]
    assert found
    record = found[0]
    point = next(point for point in record.point_labels() if point.force not in {None, record.force})
    page = library.search(
        "", filters={"force": [point.force], "agreement": [record.agreement.id]}, limit=1000, fold="none"
    )
    hit = next(hit for hit in page.hits if hit.id == record.id)
    assert point.path in hit.points_matched
    assert all(hit.points_matched or hit.force == point.force for hit in page.hits)


def test_in_force_on_a_day():
    known = {entry.id: entry for entry in load_catalogue().agreements}
    peru = known["us-peru"]
    day = peru.in_force.isoformat()
    assert "us-peru" in in_force_on(known.values(), day)[0]
    assert "us-peru" not in in_force_on(known.values(), "2008-12-31")[0]
    for date in ("1990-01-01", "2005-06-01", "2026-11-30"):
        applied, unknown = in_force_on(known.values(), date)
        assert not set(applied) & set(unknown)
        assert all((known[name].in_force or known[name].provisional_from).isoformat() <= date for name in applied)
        assert not any(known[name].ended and known[name].ended.isoformat() <= date for name in applied)


def test_the_day_narrows_a_search_and_who_is_left_out_is_named(library):
    page = library.search("environment inforce:2008-12-31", fold="none", limit=1000)
    assert page.hits
    assert "us-peru" not in {hit.agreement.id for hit in page.hits}
    assert page.undated
    assert "inforce:2008-12-31" in page.to_json().query


@pytest.mark.parametrize(
    ("value", "ok"), [("2015", True), ("2015-06", True), ("2015-06-01", True), ("2015-02-30", False), ("x", False)]
)
def test_days_are_days(value, ok):
    if ok:
        assert parse_query(f"forest inforce:{value}").in_force.startswith("2015-")
    else:
        with pytest.raises(QueryError, match="no date"):
            parse_query(f"forest inforce:{value}")


def test_nobody_knows_what_will_be_in_force():
    with pytest.raises(QueryError) as caught:
        parse_query("forest inforce:9999-01-01")
    assert caught.value.code == "day-to-come"


def test_nothing_says_where_was_looked_and_what_each_filter_left_out(library):
    query = library.filter_values.settle(parse_query("qwertyuiop", filters={"party": ["PER"], "bloc": ["US"]}))
    found = nothing(library, query)
    assert "us-peru" in found.agreements
    assert "us-peru" not in found.with_text
    assert {left.part for left in found.left_out} == {"party:PER", "bloc:US"}
    query = library.filter_values.settle(parse_query("forest", filters={"scope": ["none"], "agreement": ["us-peru"]}))
    assert next(left for left in nothing(library, query).left_out if left.part == "scope:none").documents > 0


def test_what_is_known_and_not_held_is_named(built_home):
    with open_library(built_home) as library:
        name = next(name for name in library.entries if not library.manifest.shares.get(name))
    done = run_clausula(built_home, "search", "forest", "--agreement", name)
    assert "Nothing was searched" in done.stderr
    assert f"digests are held of {name}." in done.stderr
    assert name in done.stdout


@pytest.mark.parametrize(
    ("filters", "searched", "known"),
    [
        ({"party": ["Reino Unido"]}, set(), {"eu-uk", "uk-andean"}),
        ({"agreement": ["us-peru", "eu-uk"]}, {"us-peru"}, {"eu-uk"}),
        ({"party": ["PER"], "bloc": ["CN"]}, {"china-peru"}, set()),
        ({"agreement": ["china-peru", "us-peru"], "signed": ["2008.."]}, {"china-peru"}, set()),
        ({"agreement": ["china-peru", "us-peru"], "inforce": ["2009-06-01"]}, {"us-peru"}, set()),
        ({"agreement": ["china-peru", "us-peru"], "lang": ["en"]}, set(), set()),
        ({"agreement": ["china-peru", "us-peru"], "party": ["-China"]}, {"us-peru"}, set()),
    ],
)
def test_only_what_the_filters_let_through_was_searched(library, filters, searched, known):
    query = library.filter_values.settle(parse_query("qwertyuiop", filters=filters))
    found = nothing(library, query)
    assert set(found.agreements) == searched
    assert known <= set(found.not_held)
    assert bool(known) == bool(found.not_held)


def test_the_total_is_what_the_pages_hold(library):
    for query in (
        "forest",
        "madera",
        "environmental law",
        "party:PER labour",
        "a the",
        "topic:nature",
        "illegal logging",
    ):
        for fold in ("all", "articles", "none"):
            whole = library.search(query, fold=fold, limit=9, plain=True)
            pages = range(1, -(-whole.total // 9) + 1)
            hits = [
                hit for page in pages for hit in library.search(query, fold=fold, limit=9, page=page, plain=True).hits
            ]
            assert len(hits) == len({hit.id for hit in hits}) == whole.total
            held = [name for hit in hits for name in (hit.id, *hit.siblings, *hit.also)]
            assert len(held) == len(set(held)) == whole.documents


def test_hits_can_be_sorted(library):
    page = library.search("environment", sort="date", limit=50, fold="none")
    dates = [str(hit.agreement.signed or "") for hit in page.hits]
    assert dates == sorted(dates, reverse=True)
    numbers = [
        library.ids[hit.id] for hit in library.search("environment", sort="agreement", limit=50, fold="none").hits
    ]
    assert numbers == sorted(numbers)


def test_a_row_a_provision_with_all_that_was_folded(built_home):
    done = run_clausula(built_home, "search", "environment", "--limit", "1000", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    with open_library(built_home) as library:
        assert len(rows) == library.search("environment").documents
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["folded_as"] for row in rows} <= {"", "same article", "nearly the same words"}
    assert all(bool(row["folded_under"]) == bool(row["folded_as"]) for row in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_batches_in_any_encoding(encoding):
    assert read_lines(io.BytesIO("peña\nniñez\n".encode(encoding))) == ["peña", "niñez"]


def test_one_bad_line_of_a_batch_carries_its_error_and_the_rest_is_answered(built_home, tmp_path):
    file = tmp_path / "queries.txt"
    file.write_text('forest\n"open\nparty:Atlantis x\n\nmadera\n', encoding="utf-8")
    done = run_clausula(built_home, "search", "--queries", file, "--limit", "2")
    assert done.returncode == 0
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row.get("error", {}).get("reason") for row in rows] == [
        None, "quote-not-closed", "no-such-value", "nothing-to-search", None,
    ]  # fmt: skip
    assert rows[0]["hits"]
    assert rows[4]["hits"]
    assert rows[1]["query"] == '"open'
    assert rows[1]["error"]["position"] == 0
    assert rows[2]["error"]["position"] is None
