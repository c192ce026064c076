"""The table of provisions as a file that is whole or not there: JSONL, CSV, CSV for Excel, SQLite, Parquet."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.errors import ClausulaError, QueryError
from indexer.answers.bundles import Stamp, stamp
from indexer.answers.export import table
from indexer.library import Library
from indexer.query.language import parse_query
from indexer.query.query import to_text
from indexer.record import Record
from indexer.tables import FILES, TABLES
from indexer.tables.database import write_database
from indexer.tables.parquet import write_parquet

__all__ = ["export", "found", "whole", "write_table"]

SUFFIXES = {".jsonl": "jsonl", ".csv": "csv", ".sqlite": "sqlite", ".db": "sqlite", ".parquet": "parquet"}


def export(library: Library, path: Path, text: str = "", *, form: str = "", **options: Any) -> int:
    """Write every provision that a query finds to a file; return how many. See `Library.export`."""
    form = form or SUFFIXES.get(path.suffix.lower(), "")
    if form not in {*TABLES, *FILES}:
        raise QueryError("not-one-of", hint="", field="form", choices=", ".join((*TABLES, *FILES)))
    return write_table(library, *found(library, text, **options), form, path)


def found(library: Library, text: str, **options: Any) -> tuple[Iterator[Record], Stamp]:
    """Return every provision that a query finds, with the stamp that says what was asked."""
    asked = library.filter_values.settle(parse_query(text, **options))
    said = " ".join(filter(None, (to_text(asked), "--all" if asked.all else "")))
    return library.every(text, **options), stamp(library, said)


def write_table(library: Library, records: Iterable[Record], made: Stamp, form: str, path: Path) -> int:
    """Write provisions as one of `TABLES` or `FILES`; return how many.

    Raises ClausulaError where the file cannot be written, or what Parquet needs is not installed.
    """
    count = 0

    def counted() -> Iterator[Record]:
        nonlocal count
        for record in records:
            count += 1
            yield record

    with whole(path) as draft:
        if form == "sqlite":
            write_database(library, counted(), made, draft)
        elif form == "parquet":
            write_parquet(library, counted(), made, draft)
        else:
            with draft.open("wb") as file:
                file.writelines(line.encode() for line in table(counted(), library.entries, made, form))
    return count


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield a temporary path to write to, which takes the place of the file at `path` once all is written.

    Raises ClausulaError where that cannot be.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield draft
        draft.replace(path)
    except OSError as error:
        raise ClausulaError("not-writable", hint="name-another-file", path=path, problem=error.strerror) from None
    finally:
        draft.unlink(missing_ok=True)
