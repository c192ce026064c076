"""The command that starts the site."""

from urllib.parse import urlsplit

import click

from indexer.cli.open_index import open_index

__all__ = ["COMMANDS", "serve"]


@click.command(epilog="Example: clausula serve --port 8000")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--base-url", default="", envvar="CLAUSULA_URL", metavar="URL",
              help="The address by which readers know the site, as in: https://example.org/clausula.")  # fmt: skip
@click.option("--allow-host", "names", multiple=True, metavar="NAME", help="One more name that the site answers to.")
@click.option("--url-prefix", default="", metavar="PATH", help="The path under which a proxy shows the site.")
@click.option("--trusted-proxy", default="", metavar="ADDRESS", help="The proxy whose X-Forwarded headers count.")
@click.option("--access-log", is_flag=True, help="Log each request to stderr.")
@click.option("--metrics", is_flag=True, help="Show figures for Prometheus under /metrics.")
def serve(
    *, host: str, port: int, base_url: str, names: tuple[str, ...], url_prefix: str, trusted_proxy: str,
    access_log: bool, metrics: bool,
) -> None:  # fmt: skip
    """Start the site; builds the index from the embedded digests when there is none."""
    from web import create_app  # noqa: PLC0415 - the one way up from this room
    from web.server.waitress_server import Server  # noqa: PLC0415

    if base_url and (urlsplit(base_url).scheme not in {"http", "https"} or not urlsplit(base_url).hostname):
        raise click.UsageError(f"--base-url {base_url}: give a whole address, as in https://example.org/clausula")
    if url_prefix and not url_prefix.startswith("/"):
        raise click.UsageError(f"--url-prefix {url_prefix}: begin it with a slash, as in /clausula")
    with open_index() as library:
        app = create_app(
            library, base_url=base_url, hosts=(host, *names), prefix=url_prefix, access_log=access_log, metrics=metrics
        )
        try:
            server = Server(app, host, port, trusted_proxy)
        except (OSError, ValueError) as error:
            problem = getattr(error, "strerror", None) or error
            click.echo(f"Error: {host}:{port} cannot be used: {problem}. Try --port {port + 1}.", err=True)
            raise SystemExit(1) from None
        click.echo(f"Clausula is at {base_url or server.address}  (Ctrl+C stops it)", err=True)
        server.run(reload=app.extensions["clausula_library"].reload)


COMMANDS = (serve,)
