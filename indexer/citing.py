"""The commands of a lawyer's desk: cite, quote, compare."""

from typing import Any

import click

from corpus.cite import STYLES, together
from indexer.opening import open_index
from indexer.output import emit, listing

__all__ = ["COMMANDS"]

LANGUAGES = ("en", "es")


@click.command(epilog='Example: clausula cite "us-peru 18.3.1(a)" --style oscola')
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--style", type=click.Choice(STYLES), default="short", show_default=True, help="The form of citation.")
@click.option("--footnote", default="", metavar="N", help="Cite this footnote of the provision.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True,
              help="The language of the short form and of the files.")  # fmt: skip
@listing()
def cite(*, ids: tuple[str, ...], style: str, footnote: str, lang: str, form: str) -> None:
    """Print the citation of provisions, points or articles.

    OSCOLA and the Bluebook are given in English, ISO 690 in Spanish; all follow their guide as far as the facts at
    hand allow.
    """
    from indexer.choosing import agreements_of, choose, citation  # noqa: PLC0415 - help must not load numpy

    with open_index() as library:
        known = agreements_of(library)
        rows: list[dict[str, Any]] = [
            {"id": chosen.id, "style": style, "citation": citation(chosen, known, style, note=footnote, language=lang)}
            for chosen in choose(library, ids)
        ]
    if form == "table":
        click.echo(together([row["citation"] for row in rows], style), nl=False)
    else:
        emit(rows, ("id", "style", "citation"), form)


COMMANDS = (cite,)
