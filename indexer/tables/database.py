"""The provisions as one SQLite database, with tables, a full-text index, views and a description of every column.

It is written with the standard library and opens as it is in Datasette, sqlite-utils, spreadsheets and statistics
programs. Cells with several values hold a JSON array.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from corpus.passages import walk_points
from indexer.answers.bundles import Stamp
from indexer.classify.taxonomy import load_taxonomy
from indexer.library import Library
from indexer.record import Record
from indexer.tables.columns import COLUMNS, row

__all__ = ["write_database"]

DatabaseRow = tuple[object, ...]


class _Column(NamedTuple):
    name: str
    says: str
    kind: str = "TEXT"


_PROVISION = _Column("provision", "The id of the provision")
# provisions comes from `indexer.tables.columns`; the others are described here alone.
TABLES: Mapping[str, tuple[_Column, ...]] = {
    "agreements": (
        _Column("id", "The agreement's id", "TEXT PRIMARY KEY"),
        _Column("title", "Its title in English"),
        _Column("title_es", "Its title in Spanish"),
        _Column("bloc", "US, EU or CN where one of them is a party"),
        _Column("parties", "ISO 3166-1 alpha-3 codes, or EU, as a JSON array"),
        _Column("status", "Whether it is in force"),
        _Column("signed", "The day of signature, ISO 8601"),
        _Column("in_force", "The day of entry into force, ISO 8601"),
        _Column("provisional_from", "The day from which it was applied provisionally, ISO 8601"),
        _Column("ended", "The day on which it ended, ISO 8601"),
        _Column("unverified", "Facts that no text at hand confirms, as a JSON array"),
        _Column("texts", "The languages whose text is held, as a JSON array"),
    ),
    "provisions": tuple(
        _Column(c.name, c.says, "TEXT PRIMARY KEY" if c.name == "id" else "INTEGER" if c.kind == "number" else "TEXT")
        for c in COLUMNS
    ),
    "points": (
        _PROVISION,
        _Column("path", "The labels that lead to the point, joined by dots, as in a.i"),
        _Column("text", "Its words before its own points"),
        _Column("force", "Its own force; empty where it is that of the whole"),
        _Column("addressee", "Whom it binds itself; empty where it is as for the whole"),
    ),
    "topics": (
        _Column("id", "The topic's id", "TEXT PRIMARY KEY"),
        _Column("parent", "The branch that it belongs to; empty for a branch"),
        _Column("name_en", "Its name in English"),
        _Column("name_es", "Its name in Spanish"),
        _Column("definition", "What it covers, in English"),
        _Column("trend", "Codes of the TREND data set that it matches, as a JSON array"),
    ),
    "provision_topics": (_PROVISION, _Column("topic", "The id of the topic")),
    "cross_references": (
        _PROVISION,
        _Column("text", "As printed"),
        _Column("target", "The id of the place, or the slug of the treaty; empty where it is not known"),
        _Column("kind", "internal to the agreement, or the kind of the other treaty"),
    ),
    "footnotes": (_PROVISION, _Column("mark", "Its mark"), _Column("text", "Its words")),
    "digests": (
        _PROVISION,
        _Column("of", "The id of the provision or point that it says"),
        _Column("en", "What it says, in our words, in English; not the treaty's words"),
        _Column("es", "What it says, in our words, in Spanish; not the treaty's words"),
        _Column("force", "How strongly it binds"),
        _Column("addressee", "Whom it binds"),
        _Column("enforcement", "How a breach can be pursued"),
    ),
    "columns": (
        _Column("table_name", "The table"),
        _Column("column_name", "The column"),
        _Column("meaning", "What it holds"),
    ),
    "export": (
        _Column("query", "What was asked"),
        _Column("exported", "The day"),
        _Column("index_fingerprint", "Names the index that answered"),
        _Column("licence", "Who owns the words"),
    ),
}
# Datasette and sqlite-utils know the index of a table by its name in double quotes.
AFTER = """
CREATE INDEX provisions_by_agreement ON provisions (agreement, "order");
CREATE INDEX topics_of_provisions ON provision_topics (topic, provision);
CREATE INDEX references_by_target ON cross_references (target);
CREATE VIRTUAL TABLE provisions_fts USING fts5 (
    title, text, digest_en, digest_es, content="provisions", tokenize='unicode61 remove_diacritics 2');
INSERT INTO provisions_fts (provisions_fts) VALUES ('rebuild');
CREATE VIEW duties AS SELECT id, agreement, citation, force, addressee, words, text FROM provisions
    WHERE force IN ('obligation', 'prohibition') ORDER BY "order";
CREATE VIEW topics_by_agreement AS SELECT p.agreement, t.topic, count(*) AS provisions,
    sum(p.force IN ('obligation', 'prohibition')) AS duties
    FROM provision_topics t JOIN provisions p ON p.id = t.provision GROUP BY p.agreement, t.topic;
"""


def write_database(library: Library, records: Iterable[Record], made: Stamp, path: Path) -> int:
    """Write provisions to a new database at `path`; return how many. Raises OSError where it cannot be written."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA synchronous = OFF")  # a file that is lost half-written is written again
            for name, columns in TABLES.items():
                fields = ", ".join(f'"{column.name}" {column.kind}' for column in columns)
                connection.execute(f'CREATE TABLE "{name}" ({fields})')
            count = _fill(connection, library, records)
            _describe(connection, made)
            connection.executescript(AFTER)
            connection.commit()
    except sqlite3.OperationalError as error:
        raise OSError(0, str(error)) from None
    return count


def _fill(connection: sqlite3.Connection, library: Library, records: Iterable[Record]) -> int:
    _insert(connection, "agreements", _agreements(library))
    topics = load_taxonomy().values()
    _insert(
        connection, "topics",
        ((t.id, t.parent, t.labels["en"], t.labels["es"], t.definitions["en"], _cell(t.trend)) for t in topics),
    )  # fmt: skip
    count = 0
    for record in records:
        cells = row(record, library.entries[record.agreement.id])
        _insert(connection, "provisions", [tuple(map(_cell, cells.values()))])
        for table, rows in _parts(record).items():
            _insert(connection, table, rows)
        count += 1
    return count


def _agreements(library: Library) -> Iterator[DatabaseRow]:
    for name, report in library.agreements.items():
        entry = report.entry
        days = (entry.signed, entry.in_force, entry.provisional_from, entry.ended)
        yield (
            name, entry.titles["en"], entry.titles["es"], entry.bloc, _cell(entry.parties), entry.status,
            *(day.isoformat() if day else "" for day in days), _cell(entry.unverified), _cell(list(report.texts)),
        )  # fmt: skip


def _parts(record: Record) -> dict[str, list[DatabaseRow]]:
    """Return the rows of what a provision has several of, by table."""
    name, digest = record.id, record.digest
    return {
        "points": [
            (name, ".".join(path), point.text, point.force or "", point.addressee or "")
            for path, point in walk_points(record.points)
        ],
        "provision_topics": [(name, topic.id) for topic in record.topics],
        "cross_references": [(name, each.text, each.target or "", each.kind) for each in record.references],
        "footnotes": [(name, note.mark, note.text) for note in record.footnotes],
        "digests": [
            (name, part.of, part.en, part.es, part.force, part.addressee, part.enforcement)
            for part in (digest.parts if digest else ())
        ],
    }


def _describe(connection: sqlite3.Connection, made: Stamp) -> None:
    said = ((table, column.name, column.says) for table, columns in TABLES.items() for column in columns)
    _insert(connection, "columns", said)
    _insert(connection, "export", [tuple(made.to_json().values())])


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[DatabaseRow]) -> None:
    places = ", ".join("?" * len(TABLES[table]))
    connection.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)  # noqa: S608 - names of this module


def _cell(value: object) -> object:
    return json.dumps(list(value), ensure_ascii=False) if isinstance(value, (list, tuple)) else value
