"""From parsed texts to answers: classify, index, search, the command line.

from indexer import open_library

with open_library() as library:
    page = library.search("illegal logging", filters={"party": ["PER"]})
"""

__all__ = ["open_library"]


def __getattr__(name: str) -> object:
    # Lazily, so that `clausula --help` does not load numpy.
    if name == "open_library":
        from indexer.library import open_library  # noqa: PLC0415

        return open_library
    raise AttributeError(name)
