"""The command line. Each command parses its options, asks the library, and prints.

Data goes to stdout, messages and progress to stderr. Exit codes: 0 found or done, 1 nothing found or failed,
2 wrong use or wrong query, 3 no index.
"""

import errno
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from corpus.errors import ClausulaError, IndexStateError, QueryError

__all__ = ["main"]

CODES: tuple[tuple[type[ClausulaError], int], ...] = ((QueryError, 2), (IndexStateError, 3), (ClausulaError, 1))
MODULES = {
    "texts": ("fetch", "import", "forget", "build", "diff"),
    "search": ("search", "show"),
    "export": ("export",),
    "lawyer": ("cite", "quote", "compare"),
    "overview": ("agreements", "topics", "coverage", "status", "check"),
    "guide": ("help", "setup"),
    "serve": ("serve",),
    "mcp": ("mcp",),
}
MODULE_OF = {name: module for module, names in MODULES.items() for name in names}


class _Group(click.Group):
    """Imports only the command that is asked for; prints every ClausulaError and maps it to its exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(MODULE_OF)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in MODULE_OF:
            return None
        commands: tuple[click.Command, ...] = import_module(f"indexer.cli.{MODULE_OF[cmd_name]}").COMMANDS
        return next(command for command in commands if command.name == cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in MODULE_OF and name[:1].isalpha() and not ctx.resilient_parsing:
            from difflib import get_close_matches  # noqa: PLC0415 - only a slip needs it

            near = " or ".join(repr(each) for each in get_close_matches(name, MODULE_OF))
            raise click.UsageError(f"No such command '{name}'." + (f" Did you mean {near}?" if near else ""), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ClausulaError as error:
            _say_error(error)
            ctx.exit(next(code for kind, code in CODES if isinstance(error, kind)))
        except BrokenPipeError:
            # The reader of the pipe has seen enough. The buffer's rest goes nowhere, or Python complains at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            click.echo("Error: the output cannot be written: no space is left there.", err=True)
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(1)


def _say_error(error: ClausulaError) -> None:
    at = error.position if isinstance(error, QueryError) else None
    where = "" if at is None else f" (at character {at + 1})"
    click.echo(f"Error: {error.message}{where}", err=True)
    if error.hint:
        click.echo(error.hint, err=True)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="clausula")
@click.option("--verbose", is_flag=True, help="Log what is done.")
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def main(*, verbose: bool, log_format: str) -> None:
    """Find, quote and explain the sustainability provisions of trade agreements.

    Start with: clausula search "illegal logging" --party PER
    """
    if sys.stdout is None:  # closed by the shell: >&-
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for all that follows
        click.echo("The output goes nowhere: it is closed.", err=True)
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles default to a code page that has no curly quotation marks.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if os.environ.get("NO_COLOR"):  # no-color.org; click itself leaves colours out of a pipe
        click.get_current_context().color = False
    if verbose or log_format != "text" or click.get_current_context().invoked_subcommand == "serve":
        from indexer.cli.output.logs import set_up_logs  # noqa: PLC0415 - a search has nothing to log

        set_up_logs(verbose=verbose, form=log_format)
