"""Rows as CSV that spreadsheets open without running anything, and as tables of Markdown."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from corpus.text import squeeze

__all__ = ["cell_text", "csv_lines", "csv_safe", "markdown_table"]


def csv_safe(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula: a leading =, +, -, @ gets an apostrophe before it."""
    text = cell_text(value)
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def csv_lines(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterable[str]:
    """Yield the lines of a CSV file: the names of the columns, then a line a row."""

    def line(cells: Iterable[str]) -> str:
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow(list(cells))
        return out.getvalue()

    yield line(columns)
    for row in rows:
        yield line(csv_safe(row.get(column)) for column in columns)


def markdown_table(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterable[str]:
    """Yield the lines of a table of Markdown: the names of the columns, then a line a row."""
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    for row in rows:
        yield "| " + " | ".join(cell_text(value).replace("|", "\\|") for value in row) + " |"


def cell_text(value: object) -> str:
    """Return a value as it stands in a cell: lists joined, white space squeezed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {cell_text(inner)}" for key, inner in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(cell_text(inner) for inner in value)
    return squeeze(str(value))
