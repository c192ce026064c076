"""Processes of a build end when the build does, however it ends, and none stays with one text for ever."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from types import FrameType

from corpus.errors import ParseError

__all__ = ["end_with_parent", "time_limit"]


def end_with_parent() -> None:
    """Let this worker process end as soon as the process that started it is gone."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise ParseError inside the block when it has taken so many seconds of processor time.

    Only where the system has timers that signal (not on Windows), and in the main thread, which signals go to.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise ParseError("takes-too-long", seconds=seconds)

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
