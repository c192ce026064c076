"""The table of provisions as a Parquet file, for statistics programs. Needs the extra `parquet`."""

from collections.abc import Iterable
from pathlib import Path

from corpus.errors import ClausulaError
from indexer.answers.bundles import Stamp
from indexer.library import Library
from indexer.record import Record
from indexer.tables.columns import COLUMNS, row

__all__ = ["write_parquet"]


def write_parquet(library: Library, records: Iterable[Record], made: Stamp, path: Path) -> int:
    """Write provisions to a Parquet file; return how many.

    Raises ClausulaError where pyarrow is not installed, OSError where the folder cannot be written.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow.parquet import write_table  # noqa: PLC0415
    except ImportError:
        raise ClausulaError("parquet-needs-package") from None
    kinds = {"text": pa.string(), "texts": pa.list_(pa.string()), "number": pa.int64()}
    rows = [row(record, library.entries[record.agreement.id]) for record in records]
    fields = [pa.field(c.name, kinds[c.kind], metadata={"description": c.says}) for c in COLUMNS]
    table = pa.Table.from_pylist(rows, pa.schema(fields, metadata=made.to_json()))
    write_table(table, path)
    return len(rows)
