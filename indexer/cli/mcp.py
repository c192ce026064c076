"""The command that answers assistants by the Model Context Protocol."""

from importlib.metadata import version

import click

from corpus.errors import ClausulaError
from indexer.cli.open_index import open_index

__all__ = ["COMMANDS"]


@click.command(epilog="Example: clausula mcp --http 127.0.0.1:8001")
@click.option("--http", metavar="HOST:PORT", help="Answer over HTTP under /mcp at this address instead of over stdio.")
def mcp(http: str | None) -> None:
    """Answer assistants by the Model Context Protocol, over standard input and output.

    docs/assistants.md says how assistants are told of it.
    """
    try:
        from indexer.assistants.server import serve_http, serve_stdio  # noqa: PLC0415 - an extra, and slow to load
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith(("indexer", "corpus")):
            raise
        raise ClausulaError("mcp-not-installed") from None
    if http is None:
        with open_index() as library:
            serve_stdio(library, version("clausula"))
        return
    host, _, port = http.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise click.UsageError(f"--http {http}: give a host and a port, as in 127.0.0.1:8001")
    with open_index() as library:
        click.echo(f"Clausula answers assistants at http://{http}/mcp  (Ctrl+C stops it)", err=True)
        serve_http(library, version("clausula"), host.strip("[]"), int(port))


COMMANDS = (mcp,)
