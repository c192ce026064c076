"""The provisions as one SQLite database, with tables, a full-text index, views and a description of every column.

It is written with the standard library and opens as it is in Datasette, sqlite-utils, spreadsheets and statistics
programs. Cells with several values hold a JSON array.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from corpus.data import data_table, data_text
from corpus.passages import walk_points
from indexer.answers.bundles import Stamp
from indexer.classify.taxonomy import load_taxonomy
from indexer.library import Library
from indexer.record import Record
from indexer.tables.columns import COLUMNS, row

__all__ = ["write_database"]

DatabaseRow = tuple[object, ...]

# The columns of each table, with what they hold.
TABLES: Mapping[str, Mapping[str, str]] = data_table("database.toml", "indexer") | {
    "provisions": {column.name: column.says for column in COLUMNS}
}
NUMBERS = {column.name for column in COLUMNS if column.kind == "number"}


def write_database(library: Library, records: Iterable[Record], made: Stamp, path: Path) -> int:
    """Write provisions to a new database at `path`; return how many. Raises OSError where it cannot be written."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA synchronous = OFF")  # a file that is lost half-written is written again
            for name, columns in TABLES.items():
                fields = ", ".join(f'"{column}" {_kind(column)}' for column in columns)
                connection.execute(f'CREATE TABLE "{name}" ({fields})')
            count = _fill(connection, library, records)
            _describe(connection, made)
            connection.executescript(data_text("database.sql", "indexer"))
            connection.commit()
    except sqlite3.OperationalError as error:
        raise OSError(0, str(error)) from None
    return count


def _kind(column: str) -> str:
    return "TEXT PRIMARY KEY" if column == "id" else "INTEGER" if column in NUMBERS else "TEXT"


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
    said = ((table, column, says) for table, columns in TABLES.items() for column, says in columns.items())
    _insert(connection, "columns", said)
    _insert(connection, "export", [tuple(made.to_json().values())])


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[DatabaseRow]) -> None:
    places = ", ".join("?" * len(TABLES[table]))
    connection.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)  # noqa: S608 - names of this module


def _cell(value: object) -> object:
    return json.dumps(list(value), ensure_ascii=False) if isinstance(value, (list, tuple)) else value
