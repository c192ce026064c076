"""Where Clausula keeps what it fetches and builds. Light, since a cold search imports it."""

import os
from pathlib import Path

__all__ = ["home"]


def home() -> Path:
    """Return the folder of everything that Clausula keeps: ``CLAUSULA_HOME``, else the platform's data folder."""
    chosen = os.environ.get("CLAUSULA_HOME")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_data_dir  # noqa: PLC0415 - only where the user chose no folder

    return Path(user_data_dir("clausula", appauthor=False))
