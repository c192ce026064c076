"""The command that checks the index."""

import click

from indexer.cli.output.terminal import emit, listing

__all__ = ["COMMANDS"]


@click.command(epilog="Example: clausula check")
@listing()
def check(form: str) -> None:
    """Compare the whole index with the digests that were taken when it was built, and its records with its postings.

    Exit code 0: it is whole. 3: there is none, or files are missing or changed; they are listed. `clausula build`
    makes them anew, and takes over nothing that is damaged.
    """
    from corpus.home import home  # noqa: PLC0415 - help must load no index
    from indexer.build.check import check as damaged_files  # noqa: PLC0415

    found = damaged_files(home())
    emit([{"file": name, "problem": "missing or changed"} for name in found], ("file", "problem"), form)
    if found:
        click.echo("The index is damaged. Run: clausula build", err=True)
        raise SystemExit(3)
    click.echo("The index is whole.", err=True)


COMMANDS = (check,)
