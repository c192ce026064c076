"""Clausula: from parsed texts to answers: classify, index, search, the command line.

from indexer import open_library

with open_library() as library:
    page = library.search("illegal logging", filters={"party": ["PER"]})
"""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.library import open_library

__all__ = ["open_library"]

# Linear algebra is never done here; its pool of threads is half of the time that numpy takes to import.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def __getattr__(name: str) -> object:
    # Lazily, so that `clausula --help` does not load numpy.
    if name == "open_library":
        from indexer.library import open_library  # noqa: PLC0415

        return open_library
    raise AttributeError(name)
