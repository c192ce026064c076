"""Whom a clause can bind or entitle: the closed list of `data/addressees.toml`, with the words of both languages.

An addressee is the Parties, one of them, a Party by its name, a body of the agreement, a person or a procuring entity.
It is kept as its English words; "" is nobody named.
"""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from msgspec import Struct

from corpus.catalogue.data_file import decode, fault
from corpus.data import data_text
from corpus.model import Bilingual, SeveralWords, Words

__all__ = [
    "Addressee", "AddresseeKind", "NamedParty", "addressee_words", "load_addressees", "named_parties",
    "parse_addressees",
]  # fmt: skip

AddresseeKind = Literal["party", "named party", "body", "person", "entity"]

_FILE = "addressees.toml"


class NamedParty(Struct, frozen=True, forbid_unknown_fields=True):
    """A Party by its name in English and Spanish; `also` are other names that texts give it."""

    en: Words
    es: Words
    also: tuple[Words, ...] = ()


class Addressee(Struct, frozen=True, forbid_unknown_fields=True):
    """Anybody else: what it is called in English and Spanish, and the patterns that say it in a text.

    `shown` are the words for the reader, by language, where its name alone would mislead.
    """

    en: Words
    es: Words
    kind: Literal["party", "body", "person", "entity"]
    says: SeveralWords
    shown: Bilingual | None = None


class _Addressees(Struct, frozen=True, forbid_unknown_fields=True):
    parties: tuple[NamedParty, ...]
    addressee: tuple[Addressee, ...]


def parse_addressees(content: str) -> tuple[tuple[NamedParty, ...], tuple[Addressee, ...]]:
    """Read the addressees from TOML; raise CatalogueError naming the one that is at fault or occurs twice."""
    found = decode(content, _Addressees, _FILE)
    values = [party.en for party in found.parties] + [each.en for each in found.addressee]
    if twice := sorted({value for value in values if values.count(value) > 1}):
        raise fault(_FILE, twice[0], "occurs twice")
    return found.parties, found.addressee


@cache
def _data() -> tuple[tuple[NamedParty, ...], tuple[Addressee, ...]]:
    return parse_addressees(data_text(_FILE))


def named_parties() -> tuple[NamedParty, ...]:
    """Return the Parties by name, in the order of the file."""
    return _data()[0]


def addressee_words(value: str, language: str) -> str:
    """Return what an addressee is called for a reader of "en" or "es".

    >>> addressee_words("neither Party", "es")
    'todas las Partes («ninguna Parte»)'
    """
    entry = load_addressees()[value]
    shown = entry.shown if isinstance(entry, Addressee) else None
    return shown[language] if shown else entry.es if language == "es" else entry.en


@cache
def load_addressees() -> Mapping[str, Addressee | NamedParty]:
    """Return all addressees by the words under which records keep them."""
    return {each.en: each for part in _data() for each in part}
