"""Whether the Whoosh that is installed is the one that Clausula was tested with; it is not loaded to tell.

Distributions are looked up by the names of their folders: to import `importlib.metadata` costs a search of the command
line 14 ms.
"""

import re
import sys
from importlib.util import find_spec
from pathlib import Path

from corpus.errors import IndexStateError

__all__ = ["WANTED", "check_whoosh"]

WANTED = "3.54.0"  # what pyproject.toml pins
# "Whoosh-2.7.4.egg-info", "whoosh_reloaded-2.7.5.dist-info", "whoosh3-3.54.0.dist-info"
_DISTRIBUTION = re.compile(r"(whoosh(?:3|[-_.]reloaded)?)-([^-]+)(?:-py[\d.]+)?\.(?:dist|egg)-info", re.IGNORECASE)
_VERSION = re.compile(r"^__version__(?::[^=\n]*)? = \(?[\"']?(\d+(?:(?:\.|, )\d+)*)", re.MULTILINE)  # = (2, 7, 4)


def check_whoosh() -> None:
    """Raise IndexStateError where Whoosh is of another version, or another distribution brings one beside it."""
    installed = _installed()
    own = installed.pop("whoosh3", "none")
    for name, other in installed.items():
        raise IndexStateError("whoosh-twice", hint="whoosh-anew", name=name, found=other, wanted=WANTED)
    for other in (own, _loaded() or WANTED):
        if other != WANTED:
            raise IndexStateError("whoosh-other", hint="whoosh-anew", found=other, wanted=WANTED)


def _installed() -> dict[str, str]:
    """Return the version of each distribution that brings Whoosh by its name; the first on the path counts."""
    found: dict[str, str] = {}
    for folder in sys.path:
        for path in Path(folder).glob("[Ww]hoosh*-info"):
            if brought := _DISTRIBUTION.fullmatch(path.name):
                found.setdefault(brought[1], brought[2])
    return found


def _loaded() -> str:
    """Return the version that the package says of itself, "" where it says none."""
    spec = find_spec("whoosh")
    if spec is None or spec.origin is None:
        return "none"
    said = _VERSION.search(Path(spec.origin).read_text("utf-8", "replace"))
    return said[1].replace(", ", ".") if said else ""
