"""The commands of a lawyer's desk: cite, quote, compare."""

import sys
from contextlib import suppress
from typing import Any

import click
from msgspec import to_builtins

from corpus.citation.styles import STYLES, together
from corpus.errors import QueryError
from corpus.model import LANGUAGES
from indexer.cli.completion import places
from indexer.cli.open_index import open_index
from indexer.cli.output.terminal import emit, listing, put, read_text
from indexer.record import to_text

__all__ = ["COMMANDS"]

UNCHECKED = 4  # the exit code where no text in the language of the quotation is at hand


@click.command(epilog='Example: clausula cite "us-peru 18.3.1(b)" --style oscola')
@click.argument("ids", nargs=-1, required=True, metavar="ID...", shell_complete=places)
@click.option("--style", type=click.Choice(STYLES), default="short", show_default=True, help="The form of citation.")
@click.option("--footnote", default="", metavar="N", help="Cite this footnote of the provision.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True,
              help="The language of the short form and of the files.")  # fmt: skip
@listing
def cite(*, ids: tuple[str, ...], style: str, footnote: str, lang: str, form: str) -> None:
    """Print the citation of provisions, points or articles.

    OSCOLA and the Bluebook are given in English, ISO 690 in Spanish; all follow their guide as far as the facts at
    hand allow.
    """
    from indexer.answers.selection import choose, citation  # noqa: PLC0415 - help must not load numpy

    with open_index() as library:
        options = {"note": footnote, "language": lang, "index": library.fingerprint}
        rows: list[dict[str, Any]] = [
            {"id": chosen.id, "style": style, "citation": citation(chosen, library.entries, style, **options)}
            for chosen in choose(library, ids)
        ]
    if form == "table":
        click.echo(together([row["citation"] for row in rows], style), nl=False)
    else:
        emit(rows, ("id", "style", "citation"), form)


@click.command(epilog="Example: clausula quote 'The Parties shall […] combat illegal logging'")
@click.argument("text", nargs=-1)
@listing
def quote(*, text: tuple[str, ...], form: str) -> None:
    """Hold a quotation against the texts: verbatim, different, or not found. TEXT "-" reads it from standard input.

    Ellipses and square brackets are understood. Exit code 0 says that the words stand there verbatim, 4 that no text
    in their language is at hand, 1 anything else; so where an ellipsis leaves out, or brackets put in, "not" or the
    like.
    """
    from indexer.quotes.check import check_quotation  # noqa: PLC0415

    quoted = " ".join(text)
    if quoted in {"", "-"}:
        quoted = read_text(sys.stdin.buffer)
    with open_index() as library:
        result = check_quotation(library, quoted)
    if form == "table":
        from indexer.cli.output.quotes import quote_lines  # noqa: PLC0415

        put(quote_lines(result))
    elif form == "json":
        click.echo(to_text(result.to_json(), indent=2))
    else:
        matches = map(to_builtins, result.to_json().matches)
        emit(matches, ("verdict", "id", "start", "end", "note", "forms", "hides", "puts", "similarity"), form)
    if result.verdict != "verbatim":
        raise SystemExit(UNCHECKED if result.verdict == "unchecked" else 1)


@click.command(epilog="Example: clausula compare us-peru/18.3/1 us-colombia/18.3/1")
@click.argument("what", nargs=-1, required=True, metavar="TOPIC|ID...", shell_complete=places)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The language of digests.")
@listing
def compare(*, what: tuple[str, ...], lang: str, form: str) -> None:
    """Lay provisions side by side, paragraph by paragraph, with the words that differ marked.

    One ID alone is compared with its other languages and its sister clauses. Of a TOPIC the first agreements are
    compared, and the families of sister clauses are listed in order of date.
    """
    from indexer.answers.compare import compare as side_by_side  # noqa: PLC0415
    from indexer.answers.compare import families, on_topic  # noqa: PLC0415
    from indexer.cli.output.quotes import comparison_lines, comparison_rows  # noqa: PLC0415

    with open_index() as library:
        topic = ""
        if len(what) == 1 and not library.resolve(what[0]):
            with suppress(QueryError):  # what is neither a place nor a topic is refused as a place
                (topic,) = library.filter_values.meant("topic", what)
        every, chosen = on_topic(library, topic) if topic else ([], list(what))
        comparison = side_by_side(library, chosen, lang)
        kin = families(library, topic) if topic else ()
    if form == "table":
        lines = [*comparison_lines(comparison)]
        lines += [f"\nNearly the same words, by date: {', '.join(family)}" for family in kin]
        put([*lines, f"\nOn this topic, by date: {', '.join(every)}"] if topic else lines)
    elif form in {"json", "jsonl"}:
        click.echo(to_text(comparison.to_json(topic, every, kin), indent=2 if form == "json" else 0))
    else:
        names, rows = comparison_rows(comparison)
        emit(rows, names, form)


COMMANDS = (cite, quote, compare)
