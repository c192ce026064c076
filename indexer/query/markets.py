"""The markets that a question names: "un contenedor de palta a Róterdam" is about the European Union."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import msgspec

from corpus.catalogue.data_file import decode
from corpus.data import data_text
from indexer.query.thesaurus import places
from indexer.query.words import words

__all__ = ["HOME", "Market", "markets", "markets_named", "party_of_bloc", "words_of_markets"]

HOME = "PER"  # whose exporters ask

# Treaties are called after cities: "Convenio de Rotterdam", "the Paris Agreement", "Estatuto de Roma".
_TREATY = (
    r"(?:convenios?|convencion|conventions?|acuerdo|agreement|protocolo|protocol|estatuto|statute|tratado|treaty|declaracion"
    r"|declaration)"
)
_CHEMICALS = r"(?: (?:(?:y|e|and) )?(?:rotterdam|basilea|basel|estocolmo|stockholm|minamata))"  # often named together
_CALLED_AFTER = re.compile(rf"\b{_TREATY} (?:de|of|del) (\w+{_CHEMICALS}*)|\b(\w+)(?= {_TREATY}\b)")


class Market(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bloc as a market: the party whose law a shipment meets, the names of its members, its ports and cities.

    The names are written out: to read them from CLDR takes a tenth of a second of a cold search.
    """

    bloc: str
    party: str
    places: tuple[str, ...]
    members: tuple[str, ...] = ()


class _MarketFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    market: tuple[Market, ...]


@cache
def markets() -> tuple[Market, ...]:
    """Return the markets that are known."""
    return decode(data_text("markets.toml", "indexer"), _MarketFile, "markets.toml").market


@cache
def party_of_bloc() -> Mapping[str, str]:
    """Return, for each bloc, the party by which it is named: US is USA, EU is EU, CN is CHN."""
    return MappingProxyType({market.bloc: market.party for market in markets()})


def markets_named(text: str) -> tuple[Market, ...]:
    """Return the markets that a text names by party, member State, port or city, in the order of `markets`.

    Names count as whole words: "Sines" is no part of "business". "us" alone is a pronoun. A city that a treaty is
    called after names no market.
    """
    typed = words(text)
    line = " ".join(typed)
    treaties = {name for found in _CALLED_AFTER.finditer(line) for names in found.groups("") for name in names.split()}
    ignored = treaties | {"us"}
    parties = {
        place.value
        for place in places(typed)
        if place.facet == "party" and not (place.end - place.start == 1 and typed[place.start] in ignored)
    }
    named = {bloc for name, bloc in _names().items() if name not in treaties and f" {name} " in f" {line} "}
    return tuple(market for market in markets() if market.party in parties or market.bloc in named)


def words_of_markets(text: str) -> frozenset[str]:
    """Return the folded words of a text that are of the names of members, ports and cities."""
    line = f" {' '.join(words(text))} "
    return frozenset(word for name in _names() if f" {name} " in line for word in name.split())


@cache
def _names() -> Mapping[str, str]:
    """Return the bloc by the folded name of a member or a city."""
    return MappingProxyType(
        {" ".join(words(name)): market.bloc for market in markets() for name in (*market.places, *market.members)}
    )
