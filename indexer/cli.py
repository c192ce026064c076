"""The command line. Each command parses its options, asks the library, and prints.

Data goes to stdout, messages and progress to stderr. Exit codes: 0 found or done, 1 nothing found or failed,
2 wrong use or wrong query, 3 no index.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import ClausulaError, IndexStateError, NotFoundError, QueryError
from indexer.output import FORMATS, render_rows

if TYPE_CHECKING:
    from indexer.library import Library

__all__ = ["main"]

CODES: tuple[tuple[type[ClausulaError], int], ...] = ((QueryError, 2), (IndexStateError, 3), (ClausulaError, 1))


class _Group(click.Group):
    """Prints every ClausulaError as a message and a hint, and maps it to its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ClausulaError as error:
            _say_error(error)
            ctx.exit(next(code for kind, code in CODES if isinstance(error, kind)))
        except BrokenPipeError:
            # The reader of the pipe has seen enough: no traceback, not even at exit.
            sys.stderr.close()
            ctx.exit(0)


def _say_error(error: ClausulaError) -> None:
    where = f" (at character {error.position + 1})" if isinstance(error, QueryError) else ""
    click.echo(f"Error: {error.message}{where}", err=True)
    if error.hint:
        click.echo(error.hint, err=True)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="clausula")
def main() -> None:
    """Find, quote and explain the sustainability provisions of trade agreements.

    Start with: clausula search "illegal logging" --party PER
    """
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles default to a code page that has no curly quotation marks.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def listing(default: str = "table") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command that lists things its --format option."""
    return click.option("--format", "form", type=click.Choice(FORMATS), default=default, show_default=True,
                        help="How to print.")  # fmt: skip


def emit(rows: Iterable[dict[str, Any]], columns: tuple[str, ...], form: str) -> None:
    """Print rows line by line."""
    for line in render_rows(rows, columns, form):
        click.echo(line)


def open_index() -> "Library":
    """Open the index; build the first one from the embedded digests where there is none."""
    from indexer.library import open_library  # noqa: PLC0415 - help must not load numpy

    return open_library(build=_build_embedded)


def _build_embedded() -> None:
    """Build the first index, from the embedded digests and whatever the store holds."""
    click.echo("There is no index yet: building it.", err=True)
    run_build(jobs=1)


def run_build(jobs: int) -> Any:
    """Build the index with a progress bar on stderr and return the report."""
    from corpus.catalogue import load_catalogue  # noqa: PLC0415
    from corpus.store import home  # noqa: PLC0415
    from indexer.build import build  # noqa: PLC0415
    from indexer.progress import Progress  # noqa: PLC0415

    with Progress() as progress:
        return build(home(), load_catalogue(), jobs=jobs, progress=progress)


@main.command("import", epilog="Example: clausula import texts/tota/pta_156.xml more-texts/")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--agreement", default="", help="The agreement that the files hold, where they do not tell.")
@click.option("--lang", default="", help="The language of the files, as in: en, es.")
@listing()
def import_(paths: tuple[Path, ...], agreement: str, lang: str, form: str) -> None:
    """Take treaty texts from files or folders into the store."""
    from corpus.catalogue import load_catalogue  # noqa: PLC0415
    from corpus.importer import files_in, import_files  # noqa: PLC0415
    from corpus.store import SnapshotStore, home  # noqa: PLC0415
    from indexer.progress import Progress  # noqa: PLC0415

    files = list(files_in(paths))
    if not files:
        raise NotFoundError("There is no treaty text in what was named.", "Name files, or a folder that holds them.")
    rows, refused = [], 0
    with Progress() as progress:
        store = SnapshotStore(home() / "snapshots")
        outcomes = import_files(files, store, load_catalogue(), agreement=agreement, language=lang)
        for done, outcome in enumerate(outcomes, start=1):
            progress("importing", done, len(files))
            refused += outcome.state == "refused"
            rows.append(
                {
                    "file": outcome.path.name,
                    "state": outcome.state,
                    "agreement": outcome.snapshot.source.agreement if outcome.snapshot else "",
                    "language": outcome.snapshot.source.language if outcome.snapshot else "",
                    "detail": f"{outcome.detail} {outcome.hint}".strip(),
                }
            )
    emit(rows, ("state", "agreement", "language", "file", "detail"), form)
    click.echo(f"{len(rows) - refused} of {len(rows)} files are in the store. Next: clausula build", err=True)
    if refused:
        raise SystemExit(1)


@main.command(epilog="Example: clausula build --jobs 2")
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes to use.")
@listing()
def build(jobs: int, form: str) -> None:
    """Parse what is in the store, classify it and build the index anew."""
    report = run_build(jobs)
    rows = [
        {"agreement": row["id"], "language": language, "articles": text["articles"], "provisions": text["provisions"],
         "footnotes": text["footnotes"], "problems": len(text["problems"]),
         "sources": "; ".join(f"{s['publisher']}: {s['use']}" for s in text["sources"])}
        for row in report.rows
        for language, text in row.get("texts", {}).items()
    ]  # fmt: skip
    emit(rows, ("agreement", "language", "articles", "provisions", "footnotes", "problems", "sources"), form)
    click.echo(
        f"{report.provisions} provisions of {report.agreements} agreements, {report.digests} with a digest. "
        "Next: clausula search WORDS",
        err=True,
    )
    for name, reason in report.failed:
        click.echo(f"Not read: {name}: {reason}", err=True)
    if report.failed:
        raise SystemExit(1)


from indexer import asking, looking  # noqa: E402 - they add their commands to the group

for command in (*asking.COMMANDS, *looking.COMMANDS):
    main.add_command(command)
