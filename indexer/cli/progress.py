"""A progress line on stderr, only where a person watches."""

import sys
import time
from typing import Self

__all__ = ["Progress"]


class Progress:
    """Shows "reading 12 of 17" on one line that it rewrites at most ten times a second; silent in a pipe."""

    def __init__(self) -> None:
        self._shown = 0.0
        self._watched = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._watched:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Say how far a stage is."""
        now = time.monotonic()
        if not self._watched or (now - self._shown < 0.1 and done != total):
            return
        self._shown = now
        filled = round(24 * done / max(total, 1))
        sys.stderr.write(f"\r\x1b[K{stage:<10} [{'#' * filled}{'.' * (24 - filled)}] {done} of {total}")
        sys.stderr.flush()
