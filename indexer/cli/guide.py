"""The commands that guide: help, with the query language; and setup."""

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from corpus.catalogue.agreements import load_catalogue
from indexer.cli.completion import field_values
from indexer.cli.open_index import open_index, open_store
from indexer.cli.output.terminal import put

__all__ = ["COMMANDS"]


def _topics(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    root = context.find_root()
    names = ("query", *root.command.list_commands(root)) if isinstance(root.command, click.Group) else ()
    return [CompletionItem(name) for name in names if name.startswith(typed)]


@click.command("help", epilog="Example: clausula help query")
@click.argument("topic", default="", shell_complete=_topics)
@click.pass_context
def help_(context: click.Context, topic: str) -> None:
    """Explain the query language, with every field and its values (TOPIC "query"), or a command."""
    root = context.find_root()
    if topic == "query":
        from indexer.cli.output.query_help import query_lines  # noqa: PLC0415

        put(query_lines(field_values))
        return
    if topic:
        assert isinstance(root.command, click.Group)  # noqa: S101 - the group that this command is in
        name, command, _ = root.command.resolve_command(root, [topic])
        assert command is not None  # noqa: S101 - an unknown one is refused
        root = command.context_class(command, info_name=name, parent=root)
    put(root.get_help().splitlines())


class _Step(NamedTuple):
    """What is worth doing: why, the question, and the command with its options."""

    why: str
    question: str
    command: click.Command
    options: dict[str, Any]

    def typed(self) -> str:
        """Return what to type for it."""
        chosen = self.options.get("agreement") or self.options.get("paths") or ()
        return shlex.join(["clausula", str(self.command.name), *map(str, chosen)])


@click.command(epilog="Example: clausula setup")
@click.pass_context
def setup(context: click.Context) -> None:
    """Say what is held and what to do next, one question at a time; without a terminal, say what to type."""
    from indexer.cli.overview import status  # noqa: PLC0415 - help must load no other commands

    open_index().close()
    context.invoke(status)
    asking = sys.stdin.isatty() and sys.stdout.isatty()
    for step in _steps(asking=asking):
        click.echo(f"\n{step.why}")
        if not asking:
            click.echo(f"  {step.typed()}")
        elif click.confirm(step.question):
            with suppress(SystemExit):  # it has said what was not done
                context.invoke(step.command, **_asked(step))
    click.echo("\nThen: clausula search WORDS, or clausula serve. Completion in the shell: docs/command-line.md")


def _steps(*, asking: bool) -> Iterator[_Step]:
    """Yield what is worth doing; what comes after is looked at when the step before is done."""
    from indexer.build.generation import fingerprint  # noqa: PLC0415
    from indexer.cli.texts import build, fetch, import_  # noqa: PLC0415

    store = open_store()
    held = {snapshot.source.agreement for snapshot in store.latest()}
    first = [each for each in load_catalogue().agreements if "PER" in each.parties and each.bloc]
    if missing := tuple(each.id for each in first if each.id not in held):
        yield _Step(
            f"Of Peru's agreements no text is held of {', '.join(missing)}: only digests, where there are any.",
            "Download the texts from their publishers?", fetch, {"agreement": missing},
        )  # fmt: skip
    yield _Step(
        "Texts that you have saved can be taken into the store, with a record of where they came from.",
        "Import a file or a folder?", import_, {"paths": ("FILE",)},
    )  # fmt: skip
    with open_index() as library:
        stale = library.manifest.fingerprint != fingerprint(store.latest())
    if stale or not asking:
        yield _Step("Texts are searched once they are in the index.", "Build the index now?", build, {})


def _asked(step: _Step) -> dict[str, Any]:
    """Return the options of a step, with those that only a person knows."""
    options = dict(step.options)
    if "agreement" in options:
        contact = os.environ.get("CLAUSULA_CONTACT", "")
        options["contact"] = click.prompt("Your e-mail or web address, which the publishers see", contact or None)
    if "paths" in options:
        options["paths"] = (click.prompt("Which", type=click.Path(exists=True, path_type=Path)),)
    return options


COMMANDS = (help_, setup)
