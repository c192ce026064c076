"""Files that two generations share."""

import os
import shutil
from pathlib import Path

__all__ = ["link"]


def link(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where that is not possible."""
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without links
        shutil.copy2(source, target)
