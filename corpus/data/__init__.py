"""The data files of the package, which each room has in its folder `data`, as text and as plain values.

They are read by their paths: to import `importlib.resources` costs a search of the command line 5 ms.
"""

import tomllib
from pathlib import Path
from typing import Any

__all__ = ["data_table", "data_text", "digest_texts"]

_ROOT = Path(__file__).parents[2]


def data_text(name: str, room: str = "corpus") -> str:
    """Return the content of the data file with this name in a room ("corpus", "indexer", "web")."""
    return (_ROOT / room / "data" / name).read_text(encoding="utf-8")


def data_table(name: str, room: str = "corpus") -> dict[str, Any]:
    """Return the values of a data file in TOML."""
    return tomllib.loads(data_text(name, room))


def digest_texts() -> dict[str, str]:
    """Return the content of each file of digests by its name, in the order of the names."""
    return {
        path.name: path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("digests/*.toml"))
    }
