"""The way into the command: nothing of Clausula is loaded before its packages are known to be its own."""

import sys
from importlib.util import find_spec
from pathlib import Path

__all__ = ["foreign_package", "main"]

ROOMS = ("corpus", "indexer", "web")


def foreign_package() -> str:
    """Return what stands in the place of one of Clausula's packages, whose names are common; "" where nothing does.

    Another distribution may come first on the path, or may have written over the same folder.
    """
    root = Path(__file__).parents[1]
    for room in ROOMS:
        spec = find_spec(room)
        origin = Path(spec.origin) if spec and spec.origin else None
        if origin is None or origin.parents[1] != root or "Clausula" not in origin.read_text("utf-8", "replace"):
            return f"{room} ({origin or 'missing'})"
    return ""


def main() -> None:
    """Run the command, or say in one sentence why it cannot be run here."""
    if foreign := foreign_package():
        sys.exit(
            f"Error: the package {foreign} is not Clausula's: install Clausula into an environment of its own, "
            "as with pipx install clausula."
        )
    from indexer.cli.main import main as run  # noqa: PLC0415 - see above

    run(prog_name="clausula")
