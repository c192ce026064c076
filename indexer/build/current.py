"""Generations of the index: which folder answers. Light, since a cold search imports it."""

from pathlib import Path

__all__ = ["SCHEMA", "current_generation"]

# Raised whenever records or engine documents change shape: an index of another schema is built anew.
SCHEMA = 6


def current_generation(index: Path) -> Path | None:
    """Return the folder of the generation that answers, or None where nothing was built yet."""
    try:
        name = (index / "CURRENT").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return index / name if name and (index / name / "manifest.json").exists() else None
