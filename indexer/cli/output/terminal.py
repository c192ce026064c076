"""Rows for people on a terminal and for machines in a pipe: table, json, jsonl, csv, md."""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, BinaryIO

import click

from corpus.formats.decoding import decode
from indexer.answers.csv_rows import cell_text, csv_lines, markdown_table
from indexer.record import to_text

__all__ = ["FORMATS", "emit", "listing", "marked", "put", "read_lines", "read_text", "render_rows", "wrap"]

FORMATS = ("table", "json", "jsonl", "csv", "md")


# The option --format of a command that lists things.
listing = click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="How to print."
)


def read_text(source: BinaryIO) -> str:
    """Return the text of a file or a pipe, in UTF-8, UTF-16 or Latin-1."""
    return decode(source.read()).removeprefix("\ufeff").replace("\r\n", "\n")


def read_lines(source: BinaryIO) -> list[str]:
    """Return the lines of a file or a pipe; see `read_text`."""
    return read_text(source).removesuffix("\n").split("\n")


def emit(rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...], form: str) -> None:
    """Print rows line by line; see `put`."""
    put(render_rows(rows, columns, form))


def put(lines: Iterable[str]) -> None:
    """Print lines one by one; on a terminal that has fewer rows through $PAGER."""
    if not sys.stdout.isatty():
        for line in lines:
            click.echo(line)
        return
    text = "\n".join(lines)
    if text.count("\n") + 1 < _size().lines:
        click.echo(text, nl=bool(text))
    else:
        click.echo_via_pager(text)


def marked(shown: str, text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return `shown`, which is `text` broken into lines, with the characters `spans` of `text` in colour."""
    inside = {place for start, end in spans for place in range(start, end)}
    flags = iter([place in inside for place, letter in enumerate(text) if not letter.isspace()])
    letters = ((letter, not letter.isspace() and next(flags)) for letter in shown)
    runs = groupby(letters, key=itemgetter(1))
    pieces = (("".join(letter for letter, _ in run), found) for found, run in runs)
    return "".join(click.style(piece, fg="yellow", bold=True) if found else piece for piece, found in pieces)


def render_rows(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], form: str) -> Iterable[str]:
    """Yield the lines of rows in one of `FORMATS`; table, csv and md show `columns`, json and jsonl whole rows."""
    if form == "jsonl":
        yield from (to_text(row) for row in rows)
    elif form == "json":
        yield to_text(list(rows), indent=2)
    elif form == "csv":
        yield from csv_lines(rows, columns)
    elif form == "md":
        yield from markdown_table(columns, ([row.get(column) for column in columns] for row in rows))
    else:
        yield from _table([[cell_text(row.get(c)) for c in columns] for row in rows], columns)


def _width(text: str) -> int:
    import unicodedata  # noqa: PLC0415

    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _table(cells: Sequence[Sequence[str]], columns: Sequence[str]) -> Iterable[str]:
    """Yield an aligned table; on a terminal the last column is cut to its width, in a pipe nothing is."""
    widths = [max(_width(row[i]) for row in [columns, *cells]) for i in range(len(columns))]
    terminal = _size().columns if sys.stdout.isatty() else 0
    if terminal and sum(widths) + 2 * len(widths) > terminal:
        widths[-1] = max(16, terminal - sum(widths[:-1]) - 2 * len(widths) + 2)
    for number, row in enumerate([columns, *cells]):
        parts = []
        for i, cell in enumerate(row):
            last = i == len(columns) - 1
            text = f"{cell[: widths[i] - 1]}…" if last and terminal and _width(cell) > widths[i] else cell
            parts.append(text if last else text + " " * (widths[i] - _width(text)))
        yield "  ".join(parts).rstrip()
        if number == 0:
            yield "  ".join("-" * width for width in widths)


def _size() -> os.terminal_size:
    """Return the size of the terminal, as shutil does, whose import takes longer than to print a page."""
    try:
        columns, lines = os.get_terminal_size(sys.stdout.fileno())
    except (ValueError, OSError):
        columns, lines = 0, 0
    asked = os.environ.get("COLUMNS", "")
    return os.terminal_size((int(asked) if asked.isdigit() else columns or 100, lines or 24))


def wrap(text: str, indent: str = "") -> str:
    """Return text wrapped for reading on a terminal; paragraphs stay apart."""
    import textwrap  # noqa: PLC0415 - only people need it, and only sometimes

    columns = min(100, _size().columns)
    return "\n".join(
        textwrap.fill(part, columns, initial_indent=indent, subsequent_indent=indent, break_long_words=False)
        for part in text.split("\n")
    )
