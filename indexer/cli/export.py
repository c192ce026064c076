"""The command that takes provisions along: export."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import to_builtins

from corpus.errors import ClausulaError, QueryError
from corpus.model import LANGUAGES
from indexer.cli.completion import places
from indexer.cli.open_index import open_index
from indexer.cli.output.terminal import FORMATS, render_rows
from indexer.cli.search import SHORT, filtering

if TYPE_CHECKING:
    from indexer.answers.bundles import Stamp
    from indexer.library import Library
    from indexer.record import Record

__all__ = ["COMMANDS"]

DOCUMENTS = ("md", "docx")  # of chosen provisions: documents to read
FILES = ("sqlite", "parquet")  # nothing for a pipe


@click.command(
    epilog="Example: clausula export --party PER --topic forest-conservation --format csv-excel -o forests.csv"
)
@click.argument("ids", nargs=-1, metavar="[ID]...", shell_complete=places)
@filtering
@click.option("--query", default="", help="Only what this query finds.")
@click.option("--all", "all_", is_flag=True, help="Provisions without sustainability content too.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="The language of the words around the provisions in md and docx; of the text in akn.",
)
@click.option("--format", "form", type=click.Choice([*FORMATS, "csv-excel", "docx", "akn", *FILES]), default="jsonl",
              show_default=True, help="How to print; sqlite and parquet need --output. akn is Akoma Ntoso, the XML of "
              "legal documents, of the text of one agreement.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
def export(
    *, ids: tuple[str, ...], query: str, all_: bool, language: str, form: str, output: Path | None,
    inforce: str | None, **filters: tuple[str, ...],
) -> None:  # fmt: skip
    """Print every provision with its labels, those that filters choose, or those named as a bundle.

    docs/codebook.md says what each column holds.
    """
    chosen = {name: values for name, values in filters.items() if values} | ({"inforce": (inforce,)} if inforce else {})
    if ids and (chosen or query):
        raise click.UsageError("Give ids, or filters and a query, not both.")
    if form in FILES and output is None:
        raise click.UsageError(f"--format {form} needs a file: --output FILE")
    if form == "akn" and len(ids) != 1:
        raise click.UsageError("--format akn is for one agreement, as in: clausula export us-peru --format akn")
    with open_index() as library:
        if form == "akn":
            _put(_text(library, ids[0], language), output)
            return
        if ids and form in {*DOCUMENTS, "json", "jsonl", "csv"}:
            _put(_bundle(library, ids, form, language), output)
            return
        if form == "docx":
            raise QueryError("docx-needs-choice")
        records, made = _records(library, ids, query, chosen, all_=all_)
        if form in FILES:
            assert output is not None  # noqa: S101 - refused above
            click.echo(f"{_write_file(library, records, made, form, output)} provisions: {output}", err=True)
            return
        _put(_encoded(_lines(library, records, made, form), form), output)


def _records(
    library: "Library", ids: tuple[str, ...], query: str, filters: dict[str, tuple[str, ...]], *, all_: bool
) -> "tuple[Iterable[Record], Stamp]":
    """Return the provisions that are wanted, with the stamp that says what was asked."""
    from indexer.answers.bundles import bundle, stamp  # noqa: PLC0415
    from indexer.query.language import parse_query, to_text  # noqa: PLC0415

    if ids:
        what = bundle(library, ids)
        return (record for chosen in what.chosen for record in chosen.records), what.stamp
    asked = library.filter_values.settle(parse_query(query, filters=filters, all=all_))
    said = " ".join(filter(None, (to_text(asked), "--all" if all_ else "")))
    return library.every(query, filters=filters, all=all_), stamp(library, said)


def _bundle(library: "Library", ids: tuple[str, ...], form: str, language: str) -> Iterator[bytes]:
    from indexer.answers.bundles import bundle  # noqa: PLC0415
    from indexer.answers.export import write  # noqa: PLC0415

    if form == "docx" and sys.stdout.isatty():
        raise QueryError("docx-on-terminal")
    yield write(bundle(library, ids), form, language)


def _text(library: "Library", agreement: str, language: str) -> Iterator[bytes]:
    from indexer.answers.bundles import stamp  # noqa: PLC0415
    from indexer.tables.akoma_ntoso import akoma_ntoso  # noqa: PLC0415

    yield akoma_ntoso(library, agreement, language, stamp(library, agreement))


def _lines(library: "Library", records: "Iterable[Record]", made: "Stamp", form: str) -> Iterable[str]:
    from indexer.answers.export import COLUMNS, rows  # noqa: PLC0415

    if form in {"json", "jsonl"}:
        return render_rows((to_builtins(record) | {"export": made.to_json()} for record in records), (), form)
    cells = rows(((record, "") for record in records), library.entries, made)
    return render_rows(cells, COLUMNS, "csv") if form.startswith("csv") else render_rows(cells, SHORT, form)


def _encoded(lines: Iterable[str], form: str) -> Iterator[bytes]:
    """Yield lines as bytes; Excel tells UTF-8 by its mark, and wants the ends of lines of Windows."""
    yield b"\xef\xbb\xbf" if form == "csv-excel" else b""
    end = "\r\n" if form == "csv-excel" else "\n"
    yield from (f"{line}{end}".encode() for line in lines)


def _put(pieces: Iterable[bytes], output: Path | None) -> None:
    """Write to standard output, or to a file that takes its place once it is whole."""
    if output is None:
        out = click.open_file("-", "wb")
        for piece in pieces:
            out.write(piece)
        out.flush()
        return
    draft = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.writelines(pieces)
        draft.replace(output)
    except OSError as error:
        raise ClausulaError("not-writable", hint="name-another-file", path=output, problem=error.strerror) from None
    finally:
        draft.unlink(missing_ok=True)


def _write_file(library: "Library", records: "Iterable[Record]", made: "Stamp", form: str, output: Path) -> int:
    from indexer.tables.database import write_database  # noqa: PLC0415
    from indexer.tables.parquet import write_parquet  # noqa: PLC0415

    try:
        return (write_database if form == "sqlite" else write_parquet)(library, records, made, output)
    except OSError as error:
        raise ClausulaError("not-writable", hint="name-another-file", path=output, problem=error.strerror) from None


COMMANDS = (export,)
