"""Whether the Whoosh that is installed is the one that Clausula was tested with; it is not loaded to tell."""

import re
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path

from corpus.errors import IndexStateError

__all__ = ["check_whoosh"]

_PINNED = re.compile(r"whoosh3==([\d.]+)")
_VERSION = re.compile(r"^__version__(?::[^=\n]*)? = \(?[\"']?(\d+(?:(?:\.|, )\d+)*)", re.MULTILINE)  # = (2, 7, 4)
_OTHERS = ("Whoosh", "Whoosh-Reloaded")  # which bring a package of the same name


def check_whoosh() -> None:
    """Raise IndexStateError where Whoosh is of another version, or another distribution brings one beside it."""
    wanted = next(pin[1] for each in requires("clausula") or () if (pin := _PINNED.match(each)))
    for name in _OTHERS:
        if other := _installed(name):
            raise IndexStateError("whoosh-twice", hint="whoosh-anew", name=name, found=other, wanted=wanted)
    for other in (_installed("whoosh3") or "none", _loaded() or wanted):
        if other != wanted:
            raise IndexStateError("whoosh-other", hint="whoosh-anew", found=other, wanted=wanted)


def _installed(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def _loaded() -> str:
    """Return the version that the package says of itself, "" where it says none."""
    spec = find_spec("whoosh")
    if spec is None or spec.origin is None:
        return "none"
    said = _VERSION.search(Path(spec.origin).read_text("utf-8", "replace"))
    return said[1].replace(", ", ".") if said else ""
