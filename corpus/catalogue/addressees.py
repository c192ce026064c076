"""Whom a clause can bind or entitle: the closed list of `data/addressees.toml`, with the words of both languages.

An addressee is the Parties, one of them, a Party by its name, a body of the agreement, a person or a procuring entity.
It is kept as its English words; "" is nobody named.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, get_args

from corpus.errors import CatalogueError

__all__ = ["Addressee", "AddresseeKind", "load_addressees", "parse_addressees"]

AddresseeKind = Literal["party", "named party", "body", "person", "entity"]

_HINT = "This is a fault in Clausula's own data: reinstall it, or report the file and the entry."


@dataclass(frozen=True, slots=True)
class Addressee:
    """One value: `words` by language ("en", "es"), `says` the patterns, or of a named Party the names, in a text."""

    kind: AddresseeKind
    words: Mapping[str, str]
    says: tuple[str, ...]

    @property
    def value(self) -> str:
        """The name under which records keep it."""
        return self.words["en"]


@cache
def load_addressees() -> Mapping[str, Addressee]:
    """Return the addressees by value, in the order of the file; raise `CatalogueError` where it is at fault."""
    return parse_addressees(files("corpus").joinpath("data", "addressees.toml").read_text(encoding="utf-8"))


def parse_addressees(content: str) -> Mapping[str, Addressee]:
    """Read the addressees from TOML; raise `CatalogueError` naming the entry that lacks words or occurs twice."""
    data = tomllib.loads(content)
    entries = [_listed(row) for row in data["addressee"]] + [_named(row) for row in data["parties"]]
    out: dict[str, Addressee] = {}
    for entry in entries:
        if out.setdefault(entry.value, entry) is not entry:
            raise CatalogueError(f"addressees.toml: “{entry.value}” occurs twice.", _HINT)
    return MappingProxyType(out)


def _listed(row: Mapping[str, Any]) -> Addressee:
    kind = row.get("kind")
    if kind not in get_args(AddresseeKind) or not row.get("says"):
        raise CatalogueError(f"addressees.toml: “{row.get('en')}” lacks its kind or the words that say it.", _HINT)
    return Addressee(kind, _words(row), tuple(row["says"]))


def _named(row: Mapping[str, Any]) -> Addressee:
    words = _words(row)
    return Addressee("named party", words, (*words.values(), *row.get("also", ())))


def _words(row: Mapping[str, Any]) -> Mapping[str, str]:
    if missing := [language for language in ("en", "es") if not row.get(language)]:
        raise CatalogueError(f"addressees.toml: {dict(row)} lacks {', '.join(missing)}.", _HINT)
    return MappingProxyType({language: str(row[language]) for language in ("en", "es")})
