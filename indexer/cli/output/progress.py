"""A progress bar on stderr, only where a person watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

__all__ = ["progress_bar"]


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Yield a function that shows how much of the total of a stage is done; in a pipe it shows nothing."""
    if not sys.stderr.isatty():
        yield lambda _stage, _done, _total: None
        return
    with click.progressbar(length=1, file=sys.stderr, show_eta=False, show_percent=False, show_pos=True) as bar:

        def show(stage: str, done: int, total: int) -> None:
            bar.label, bar.pos, bar.length = f"{stage:<10}", done, total
            bar.render_progress()

        yield show
