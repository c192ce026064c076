"""Generations of the index: which folder answers."""

from pathlib import Path

from indexer.storage.damage import damaged

__all__ = ["SCHEMA", "current_generation"]

# Raised whenever records or engine documents change shape: an index of another schema is built anew.
SCHEMA = 9


def current_generation(index: Path) -> Path | None:
    """Return the folder of the generation that answers, or None where nothing was built yet.

    Raises:
        IndexStateError: CURRENT names no generation.
    """
    try:
        name = (index / "CURRENT").read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        generation = index / name.decode("ascii")
        if name and generation.parent == index and (generation / "manifest.json").exists():
            return generation
    except (ValueError, OSError) as error:
        raise damaged("CURRENT") from error
    raise damaged("CURRENT")
