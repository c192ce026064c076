"""How the commands come to the store of texts, to an open index, and to a new one."""

from typing import TYPE_CHECKING

import click

from corpus.catalogue.agreements import load_catalogue
from corpus.home import home

if TYPE_CHECKING:
    from corpus.store.snapshots import SnapshotStore
    from indexer.build.writer import BuildReport
    from indexer.library import Library

__all__ = ["open_index", "open_store", "run_build"]

PATIENCE = 600.0  # seconds to wait for another process that builds the first index


def open_index() -> "Library":
    """Open the index; build the first one from the embedded digests where there is none."""
    from indexer.library import open_library  # noqa: PLC0415 - help must not load numpy
    from indexer.whoosh_version import check_whoosh  # noqa: PLC0415

    check_whoosh()
    return open_library(build=_build_embedded)


def open_store() -> "SnapshotStore":
    """Open the store of texts."""
    from corpus.store.snapshots import SnapshotStore  # noqa: PLC0415

    return SnapshotStore(home() / "snapshots")


def _build_embedded() -> None:
    """Build the first index, from the embedded digests and whatever the store holds, or wait for who builds it."""
    click.echo("There is no index yet: building it.", err=True)
    run_build(jobs=1, patience=PATIENCE)


def run_build(jobs: int, patience: float = 1.0, address: str = "") -> "BuildReport":
    """Build the index with a progress bar on stderr and return the report; see `indexer.build.generation.build`."""
    from indexer.build.generation import build  # noqa: PLC0415
    from indexer.cli.output.progress import progress_bar  # noqa: PLC0415
    from indexer.whoosh_version import check_whoosh  # noqa: PLC0415

    check_whoosh()
    with progress_bar() as progress:
        return build(home(), load_catalogue(), jobs=jobs, progress=progress, patience=patience, address=address)
