"""Processes of a build end when the build does, however it ends."""

import multiprocessing
import os
from multiprocessing.process import BaseProcess
from threading import Thread

__all__ = ["end_with_parent"]


def end_with_parent() -> None:
    """Let this worker process end as soon as the process that started it is gone."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
