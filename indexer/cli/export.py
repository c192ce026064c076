"""The command that takes provisions along: export."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import to_builtins

from corpus.errors import QueryError
from corpus.model import LANGUAGES
from indexer.cli.completion import places
from indexer.cli.open_index import open_index
from indexer.cli.output.terminal import FORMATS, render_rows
from indexer.cli.search import SHORT, filtering
from indexer.tables import FILES, TABLES

if TYPE_CHECKING:
    from indexer.answers.bundles import Stamp
    from indexer.library import Library
    from indexer.record import Record

__all__ = ["COMMANDS"]

DOCUMENTS = ("md", "docx")  # of chosen provisions: documents to read


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
        from indexer.answers.export import table  # noqa: PLC0415
        from indexer.tables.files import write_table  # noqa: PLC0415

        if ids and form in {*DOCUMENTS, "json", "jsonl", "csv"}:
            _put(_bundle(library, ids, form, language), output)
            return
        if form == "docx":
            raise QueryError("docx-needs-choice")
        records, made = _records(library, ids, query, filters=chosen, all=all_)
        if form in {*FILES, *TABLES} and output is not None:
            click.echo(f"{write_table(library, records, made, form, output)} provisions: {output}", err=True)
        elif form in TABLES:
            _put((line.encode() for line in table(records, library.entries, made, form)), output)
        else:
            _put((f"{line}\n".encode() for line in _lines(library, records, made, form)), output)
        if not ids:
            _tell_nothing(library, query, filters=chosen, all=all_)


def _tell_nothing(library: "Library", query: str, **options: Any) -> None:
    """Say where nothing was found, if so, and end with 1: an empty file alone would not tell why it is empty."""
    from indexer.answers.nothing import nothing  # noqa: PLC0415
    from indexer.cli.output.nothing import nothing_lines  # noqa: PLC0415

    page = library.search(query, limit=1, plain=True, **options)
    if not (page.total or page.pinpoint):
        for line in nothing_lines(nothing(library, page.query), "en"):
            click.echo(line, err=True)
        raise SystemExit(1)


def _records(library: "Library", ids: tuple[str, ...], query: str, **options: Any) -> "tuple[Iterable[Record], Stamp]":
    """Return the provisions that are wanted, with the stamp that says what was asked."""
    from indexer.answers.bundles import bundle  # noqa: PLC0415
    from indexer.tables.files import found  # noqa: PLC0415

    if ids:
        what = bundle(library, ids)
        return (record for chosen in what.chosen for record in chosen.records), what.stamp
    return found(library, query, **options)


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
    from indexer.answers.export import rows  # noqa: PLC0415

    if form == "json":
        return render_rows((to_builtins(record) | {"export": made.to_json()} for record in records), (), form)
    return render_rows(rows(((record, "") for record in records), library.entries, made), SHORT, form)


def _put(pieces: Iterable[bytes], output: Path | None) -> None:
    """Write to standard output, or to a file."""
    from indexer.tables.files import whole  # noqa: PLC0415

    if output is not None:
        with whole(output) as draft, draft.open("wb") as file:
            file.writelines(pieces)
        return
    out = click.open_file("-", "wb")
    for piece in pieces:
        out.write(piece)
    out.flush()


COMMANDS = (export,)
