"""What a search points to beside provisions: rules of law, services, agreements by name, and the goods it names.

They are stored in the index by the keys of their words (`indexer.build.pointers`), and looked up by a query's words.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from msgspec import Struct

from corpus.catalogue.rules import Rule
from corpus.catalogue.services import Service
from corpus.model import LANGUAGES, Status
from indexer.query.markets import HOME, markets_named, party_of_bloc
from indexer.query.plan import GENERIC_WORDS
from indexer.query.query import Query
from indexer.query.thesaurus import content, entries, places
from indexer.query.words import NAME_WORDS, STOP_WORDS, key, words

__all__ = ["Goods", "NamedAgreement", "PointerIndex", "Pointers"]

_LONGEST = 5  # words of a name
_MOST_RULES, _MOST_AGREEMENTS = 4, 5
_COMMON = 5  # a word that stands in the titles of more agreements than this means none of them by itself


class NamedAgreement(Struct, frozen=True):
    """An agreement that a query names.

    `held` says whether the index has provisions of it, `published` whether an address of its text is known. `amends` is
    the agreement that it changes where the words at hand of that one do not include it.
    """

    id: str
    titles: Mapping[str, str]
    short_titles: Mapping[str, str]
    parties: tuple[str, ...]
    status: Status
    status_unverified: bool
    signed: date | None
    in_force: date | None
    note: Mapping[str, str]
    held: bool
    published: bool
    amends: str = ""


class Goods(Struct, frozen=True):
    """A product group; `named` says whether a digest of any provision names its goods."""

    id: str
    names: Mapping[str, str]
    named: bool


class Pointers(Struct, frozen=True):
    """What one query points to. `more_agreements` counts those that are left out."""

    rules: tuple[Rule, ...] = ()
    services: tuple[Service, ...] = ()
    agreements: tuple[NamedAgreement, ...] = ()
    more_agreements: int = 0
    goods: Goods | None = None

    def __bool__(self) -> bool:
        return bool(self.rules or self.services or self.agreements)


class PointerIndex(Struct, frozen=True):
    """All there is to point to, by id, and the words that lead there.

    `runs` maps folded words ("ley lacey") and keys with their language ("es:ley lacey") to "rule/us-lacey-act";
    `titles` and `notes` map one key with its language to the agreements whose titles or notes hold it.
    """

    rules: Mapping[str, Rule]
    services: Mapping[str, Service]
    goods: Mapping[str, Goods]
    agreements: Mapping[str, NamedAgreement]
    runs: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, tuple[str, ...]]
    notes: Mapping[str, tuple[str, ...]]

    def look_up(self, query: Query) -> Pointers:
        """Return what a query points to beside provisions."""
        typed = words(" ".join(word.text for part in query.parts if not part.excluded for word in part.words))
        named = self._named(typed, query.language)
        goods = next((self.goods[name] for kind, name in named if kind == "goods"), None)
        found = self._agreements(typed)
        found += [each for each in self._filtered(query) if each not in found]
        return Pointers(
            rules=self._rules([name for kind, name in named if kind == "rule"], goods, _markets(typed, query)),
            services=tuple(
                self.services[name] for kind, name in named if kind == "service" and self._fits(name, goods)
            ),
            agreements=tuple(found[:_MOST_AGREEMENTS]),
            more_agreements=max(0, len(found) - _MOST_AGREEMENTS),
            goods=goods,
        )

    def _named(self, typed: Sequence[str], language: str) -> list[tuple[str, str]]:
        """Return kind and id of what runs of the words name, the longest runs first."""
        plain = [key(word, language) for word in content(" ".join(typed), language)]
        found: dict[str, None] = {}
        for length in range(_LONGEST, 0, -1):
            for run in (*_runs(typed, length), *(f"{language}:{run}" for run in _runs(plain, length))):
                found.update(dict.fromkeys(self.runs.get(run, ())))
        return [(kind, name) for kind, _, name in (each.partition("/") for each in found)]

    def _rules(self, named: Sequence[str], goods: Goods | None, markets: frozenset[str]) -> tuple[Rule, ...]:
        touching = [rule.id for rule in self.rules.values() if goods and goods.id in rule.products]
        rules = (self.rules[name] for name in dict.fromkeys([*named, *touching]))
        fitting = [rule for rule in rules if not markets or not rule.markets or not markets.isdisjoint(rule.markets)]
        return tuple(fitting[: max(_MOST_RULES, len(named))])

    def _fits(self, service: str, goods: Goods | None) -> bool:
        """Return whether a service is for any goods, or for those that the query names, if it names some."""
        meant = self.services[service].products
        return goods is None or not meant or goods.id in meant

    def _filtered(self, query: Query) -> list[NamedAgreement]:
        """Return the agreements that a filter asks for and of which nothing is held: an empty answer would mislead.

        Of a party these are meant only where nothing that is held has it.
        """
        asked = dict(query.filters)
        ids = [
            *asked.get("agreement", ()),
            *(name for code in asked.get("party", ()) for name in self._only_known({code})),
        ]
        return [self.agreements[name] for name in ids if name in self.agreements and not self.agreements[name].held]

    def _only_known(self, parties: AbstractSet[str]) -> Sequence[str]:
        """Return the agreements that have all of some parties, where none of them is held."""
        having = {each.id: each.held for each in self.agreements.values() if parties <= set(each.parties)}
        return () if any(having.values()) else tuple(having)

    def _between(self, parties: AbstractSet[str], typed: Sequence[str]) -> set[str]:
        """Return the agreements that a question about the parties named means and of which nothing is held.

        "El TLC con Corea" is Peru's with it alone, whoever else may have one.
        """
        told = all(not NAME_WORDS[each].isdisjoint(typed) for each in ("partner", "kinds"))
        if len(parties) == 1 and told:
            both = parties | {HOME}
            return {each.id for each in self.agreements.values() if both == set(each.parties) and not each.held}
        return set(self._only_known(parties)) if parties else set()

    def _agreements(self, typed: Sequence[str]) -> list[NamedAgreement]:
        """Return the agreements that a query means, Peru's first.

        An agreement that is named beside other words is returned only where it is not held: otherwise the search finds
        its provisions. Amendments of it that are not held are always returned.
        """
        named = places(typed)
        spanned = {number for place in named for number in range(place.start, place.end)}
        rest = [word for number, word in enumerate(typed) if number not in spanned]
        rest = [word for word in rest if not any(word in STOP_WORDS[lang] for lang in LANGUAGES)]
        left = [word for word in rest if not any(word in GENERIC_WORDS[lang] for lang in LANGUAGES)]
        ids = {place.value for place in named if place.facet == "agreement"} & self.agreements.keys()
        parties = {party_of_bloc().get(place.value, place.value) for place in named if place.facet in {"party", "bloc"}}
        if len(ids) == 1:
            parties.update(*(self.agreements[name].parties for name in ids))
        ids |= {each.id for each in self.agreements.values() if each.amends in ids}
        if left:
            ids = {name for name in ids if not self.agreements[name].held} if ids else self._between(parties, typed)
            ids |= self._titled(left, parties=bool(parties), subject=len(left) == len(rest))
        elif not ids and parties:
            ids = set(self.agreements)
        fitting = [self.agreements[name] for name in ids if parties.issubset(self.agreements[name].parties)]
        return sorted(fitting, key=lambda each: (HOME not in each.parties, not each.held, each.short_titles["en"]))

    def _titled(self, left: Sequence[str], *, parties: bool, subject: bool) -> set[str]:
        """Return the agreements whose titles hold all of the words in one language.

        Where the query names `parties`, titles and notes together may hold them. Otherwise words that stand in many
        titles mean no agreement, nor do terms of the field ("medio ambiente") where the query may be of a `subject`.
        """
        found: set[str] = set()
        for language in LANGUAGES:
            keys = [f"{language}:{key(word, language)}" for word in left]
            titled = [set(self.titles.get(name, ())) for name in keys]
            if parties:
                titled = [held | set(self.notes.get(name, ())) for held, name in zip(titled, keys, strict=True)]
            inside = set.intersection(*titled)
            if parties or (inside and len(inside) <= _COMMON and not (subject and _is_subject(left, language))):
                found |= inside
        return found


def _is_subject(left: Sequence[str], language: str) -> bool:
    """Return whether terms of the field hold all of the words."""
    return {key(word, language) for word in left} <= {word for term in entries(left, language) for word in term}


def _runs(typed: Sequence[str], length: int) -> Iterator[str]:
    return (" ".join(typed[at : at + length]) for at in range(len(typed) - length + 1))


def _markets(typed: Sequence[str], query: Query) -> frozenset[str]:
    """Return the parties other than Peru that a query names in words, by a port of theirs too, or in filters."""
    named = {place.value for place in places(typed) if place.facet in {"party", "bloc"}}
    named |= {market.party for market in markets_named(" ".join(typed))}
    filtered = {value for name, values in query.filters if name in {"party", "bloc"} for value in values}
    return frozenset(party_of_bloc().get(code, code) for code in named | filtered) - {HOME}
