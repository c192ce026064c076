"""TOML of the package to typed values: one place that decodes, and one form of its errors."""

import re
import tomllib
from datetime import date, datetime
from types import GenericAlias
from typing import Any, TypeVar

import msgspec

from corpus.data import data_text
from corpus.errors import CatalogueError

__all__ = ["decode", "fault", "rows"]

_T = TypeVar("_T")
_ROW = re.compile(r"([a-z_]+)\[(\d+)\]")  # "agreement[3]" in "agreement[3].status"
_PATH = re.compile(r"\$\.?([^`]*)")  # "`key` in `$.agreement[3].titles`"
_KEYS = ("id", "slug", "provision")


def decode(content: str, kind: type[_T], name: str) -> _T:
    """Return TOML as a value of `kind`; `name` is what errors call the file.

    Raises CatalogueError that says which field of which entry is at fault.
    """
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError("data-not-toml", hint="reinstall", file=name, problem=error) from error
    try:
        return msgspec.convert(data, kind, builtin_types=(date, datetime))
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at ")
        path = _PATH.search(place)
        raise fault(name, _entry(path[1] if path else "", data), f"is at fault: {problem}") from error


def rows(name: str, kind: type[_T], content: str = "") -> tuple[_T, ...]:
    """Return the rows of a file that holds a list of one kind, as "rules.toml" holds tables [[rule]], in its order.

    `content` stands for that of the package's file. Raises CatalogueError naming the row that is at fault.
    """
    key = name.removesuffix("s.toml")
    fields = [(key, GenericAlias(tuple, (kind, ...)))]
    file = decode(content or data_text(name), msgspec.defstruct("_File", fields, forbid_unknown_fields=True), name)
    found: tuple[_T, ...] = getattr(file, key)
    return found


def fault(name: str, where: str, what: str) -> CatalogueError:
    """Return the error that entry `where` of the file `name` is at fault, and why."""
    return CatalogueError("data-entry", hint="reinstall", file=name, entry=where, problem=what)


def _entry(path: str, data: dict[str, Any]) -> str:
    """Return a path with the id of the row beside its place: "agreement[3].status (us-peru)"."""
    row = _ROW.match(path)
    values = data[row[1]][int(row[2])] if row else {}
    known = [values[key] for key in _KEYS if key in values] if isinstance(values, dict) else []
    return f"{path or 'the file'} ({known[0]})" if known else path or "the file"
