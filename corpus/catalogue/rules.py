"""Rules of law outside the agreements that an exporter is asked about, by product group and market."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from msgspec import Struct

from corpus.catalogue.data_file import rows
from corpus.model import Bilingual, BilingualLists, PartyCode, Slug, Words
from corpus.words import words

__all__ = ["NOTICE", "Rule", "load_rules", "rules_for"]

NOTICE = words("notice")["rules"]


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule of law that is part of no agreement here, as it was known on the day `checked`.

    `names`, `number`, `says` and `ask` (whom) are keyed by language ("en", "es"). `markets` are parties, none for
    every market; `products` ids of product groups, none for any goods. `read_in` names where the facts were read;
    without it they are general knowledge and `unverified`.
    """

    id: Slug
    names: Bilingual
    number: Bilingual
    says: Bilingual
    ask: Bilingual
    markets: tuple[PartyCode, ...]
    products: tuple[Slug, ...]
    words: BilingualLists
    checked: date
    read_in: tuple[Words, ...]
    unverified: bool


@cache
def load_rules() -> tuple[Rule, ...]:
    """Return the rules in the order of the file; raise CatalogueError where the file is at fault."""
    return rows("rules.toml", Rule)


def rules_for(rules: Iterable[Rule], product: str, market: str) -> tuple[Rule, ...]:
    """Return those of the rules to ask about for a product group, in one market or ("") in any."""
    return tuple(
        rule
        for rule in rules
        if (not rule.products or product in rule.products)
        and (not market or not rule.markets or market in rule.markets)
    )
