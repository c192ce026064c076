"""Exports as files: a SQLite database that is finished, CSV for Excel, and every filter of a search."""

import csv
import io
import json
import sqlite3

import pytest
from running import run_clausula

from indexer.tables.columns import COLUMNS
from indexer.tables.database import TABLES

TREATY = "norvania-estuaria-2011"
HOME = "sisters_home"


@pytest.fixture(scope="module")
def database(sisters_home, tmp_path_factory):
    path = tmp_path_factory.mktemp("out") / "clausula.sqlite"
    path.write_text("what was there before", encoding="utf-8")
    done = run_clausula(sisters_home, "export", "--all", "--format", "sqlite", "--output", path)
    assert done.returncode == 0, done.stderr
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    connection = sqlite3.connect(path)
    yield connection
    connection.close()


def one(database, sql, *values):
    return database.execute(sql, values).fetchone()[0]


def count(database, table):
    return one(database, f"SELECT count(*) FROM {table}")  # noqa: S608 - a name of this module


def test_the_database_counts_what_the_library_counts(database, library):
    records = list(library.records())
    counts = {
        "provisions": len(records),
        "agreements": len(library.agreements),
        "provision_topics": sum(len(record.topics) for record in records),
        "cross_references": sum(len(record.references) for record in records),
        "footnotes": sum(len(record.footnotes) for record in records),
        "digests": sum(len(record.digest.parts) for record in records if record.digest),
    }
    assert {table: count(database, table) for table in counts} == counts
    assert min(counts.values()) > 0
    assert one(database, "PRAGMA integrity_check") == "ok"
    assert one(database, "SELECT index_fingerprint FROM export") == library.fingerprint


def test_a_row_says_what_the_record_says(database, library):
    record = library.provision(f"{TREATY}/2.1/1")
    cursor = database.execute("SELECT * FROM provisions WHERE id = ?", (record.id,))
    row = dict(zip([name for name, *_ in cursor.description], cursor.fetchone(), strict=True))
    assert row["text"] == record.full_text()
    assert json.loads(row["topics"]) == [topic.id for topic in record.topics]
    points = database.execute("SELECT path, text FROM points WHERE provision = ?", (record.id,)).fetchall()
    assert points == [(point.label, point.text) for point in record.points]


@pytest.mark.parametrize(("words", "found"), [("timber AND illegal", True), ("gryphon", False)])
def test_the_full_text_table_finds_words(database, words, found):
    sql = "SELECT p.id FROM provisions_fts f JOIN provisions p ON p.rowid = f.rowid WHERE provisions_fts MATCH ?"
    ids = [name for (name,) in database.execute(sql, (words,))]
    assert (f"{TREATY}/2.2/1" in ids) is found


def test_every_column_of_every_table_is_described_and_views_answer(database):
    said = set(database.execute("SELECT table_name, column_name FROM columns WHERE meaning <> ''"))
    for table in TABLES:
        held = {(table, name) for _, name, *_ in database.execute(f"PRAGMA table_info({table})")}
        assert held <= said
    for view in ("duties", "topics_by_agreement"):
        assert count(database, view) > 0


def test_csv_for_excel_has_its_mark_and_no_formula(sisters_home, tmp_path):
    path = tmp_path / "rows.csv"
    done = run_clausula(sisters_home, "export", "--agreement", "us-peru", "--format", "csv-excel", "-o", path)
    assert done.returncode == 0, done.stderr
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert set(rows[0]) == {column.name for column in COLUMNS} | {"query", "exported", "index"}
    assert any("ó" in row["digest_es"] for row in rows)
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@" and cell]
    assert data.count(b"\r\n") == len(rows) + 1


@pytest.mark.parametrize(
    ("options", "query", "filters"),
    [
        (["--force", "prohibition"], "", {"force": ["prohibition"]}),
        (["--party", "EE. UU.", "--topic", "illegal-logging"], "", {"party": ["USA"], "topic": ["illegal-logging"]}),
        (["--query", "timber", "--scope", "core"], "timber", {"scope": ["core"]}),
        (["--inforce", "2015-06-01", "--bloc", "EU"], "", {"inforce": ["2015-06-01"], "bloc": ["EU"]}),
    ],
)
def test_an_export_takes_the_filters_of_a_search(sisters_home, library, options, query, filters):
    done = run_clausula(sisters_home, "export", *options, "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    ids = [json.loads(line)["id"] for line in done.stdout.splitlines()]
    assert ids == [record.id for record in library.every(query, filters=filters)]
    assert ids


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "sqlite"], "--output"),
        (["--force", "mighty"], "comes near"),
        (["us-peru/18.2/1", "--force", "obligation"], "not both"),
        (["--format", "sqlite", "-o", "nowhere/at/all.sqlite"], "another file"),
    ],
)
def test_what_cannot_be_exported_is_refused_with_what_to_do(sisters_home, arguments, said):
    done = run_clausula(sisters_home, "export", *arguments)
    assert done.returncode in {1, 2}
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_parquet_has_the_columns_or_says_what_to_install(sisters_home, tmp_path):
    path = tmp_path / "rows.parquet"
    done = run_clausula(sisters_home, "export", "--format", "parquet", "-o", path)
    try:
        from pyarrow.parquet import read_table  # noqa: PLC0415
    except ImportError:
        assert (done.returncode, path.exists()) == (1, False)
        assert "clausula[parquet]" in done.stderr
    else:
        assert read_table(path).column_names == [column.name for column in COLUMNS]
