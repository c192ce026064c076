"""What the values of filters mean: "EE. UU." is the party USA, "TLC con China" an agreement, an unknown one an error.

A value that nothing has would answer "nothing found", as if the texts had been searched: it is refused, with the
nearest values that exist.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property

from corpus.catalogue.addressees import Addressee, NamedParty, load_addressees
from corpus.catalogue.instruments import load_instruments
from corpus.countries import country_codes, country_name
from corpus.errors import QueryError
from corpus.model import LANGUAGES, Agreement
from corpus.text import fold
from corpus.words import words as words_of
from indexer.classify.taxonomy import load_taxonomy
from indexer.engine.protocol import FACETS
from indexer.query.agreement_names import AgreementNames
from indexer.query.markets import markets, party_of_bloc
from indexer.query.query import Query
from indexer.query.thesaurus import entries, places
from indexer.query.words import NAME_WORDS, STOP_WORDS, key, words

__all__ = ["FilterValues", "in_force_on", "typed"]

NEAREST, MOST_OFFERED = 5, 12
LABELS = ("force", "scope", "status", "enforcement")

Names = tuple[str, ...]


@dataclass(frozen=True)
class FilterValues:
    """Resolves the values of filters. `listed` gives the agreements, `held` the values of a facet in the index."""

    listed: Callable[[], Mapping[str, Agreement]]
    held: Callable[[str], Iterable[str]]

    @cached_property
    def known(self) -> Mapping[str, Agreement]:
        """Return the agreements by id; few values need them, and to read them takes long."""
        return self.listed()

    def settle(self, query: Query) -> Query:
        """Return the query with every value as the index knows it.

        Raises:
            QueryError: a value means nothing; the nearest are named.
        """
        return query._replace(
            filters=tuple((name, self.meant(name, values)) for name, values in query.filters),
            without=tuple((name, self.meant(name, values)) for name, values in query.without),
        )

    def meant(self, name: str, values: Sequence[str]) -> tuple[str, ...]:
        """Return what some values of a field mean; raise QueryError where one means nothing."""
        return tuple(sorted(self.each(name, values)))

    def each(self, name: str, values: Sequence[str]) -> tuple[str, ...]:
        """Return the same in the order in which it is asked for."""
        return tuple(dict.fromkeys(meant for value in values for meant in self._value(name, value)))

    def _value(self, name: str, value: str) -> Sequence[str]:
        if name == "agreement" and (meant := (value,) if value in self.known else self._agreements(value)):
            return meant
        if name in FACETS and value in self.held(name):  # it needs no names, and to read those of countries takes long
            return (value,)
        named = self._named(name)
        folded = _key(value)
        if folded in named:
            return (named[folded],)
        if name in {"party", "bloc"} and (party := _party(value)) and _key(party) in named:
            return (named[_key(party)],)
        nearest, hint = _nearest(folded, named), "nearest-values"
        if not nearest:
            nearest, hint = sorted(set(named.values()))[:MOST_OFFERED], "some-values"
        raise QueryError("no-such-value", hint=hint, field=name, value=value, nearest=", ".join(nearest))

    def _agreements(self, value: str) -> tuple[str, ...]:
        read = self._names.read(value)
        return read[0] if read and read[1].empty else ()

    @cached_property
    def _names(self) -> AgreementNames:
        return AgreementNames(self.known.values())

    def values(self, name: str) -> Mapping[str, Names]:
        """Return what a field may hold, in order: each value with what people call it, its English name first."""
        if name == "agreement":
            return {entry.id: (entry.titles["en"], *_called(entry)) for entry in self.known.values()}
        if name == "party":
            codes = {code for entry in self.known.values() for code in entry.parties} & country_codes()
            return {code: _countries(code) for code in sorted(codes)}
        if name in {"article", "chapter"}:
            return dict.fromkeys(self.held(f"{name}_number"), ())
        if name in LABELS:
            return {code: tuple(said.values()) for code, said in words_of(name).items()}
        return _VALUES[name]()

    @cached_property
    def _named(self) -> Callable[[str], Mapping[str, str]]:
        """Return what gives, for a field, its values by their folded names; each table is made when first asked."""

        def named(name: str) -> Mapping[str, str]:
            known = self.values(name)
            called = {_key(each): value for value, names in known.items() for each in names}
            return called | {_key(value): value for value in known}

        return cache(named)


def in_force_on(known: Iterable[Agreement], day: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the agreements that were in force on a day (ISO 8601), and those of which that is not known.

    Provisional application counts, as it is then applied. What the catalogue marks as unverified counts as known.
    """
    applied, unknown = [], []
    for entry in known:
        begun = min((date for date in (entry.in_force, entry.provisional_from) if date), default=None)
        if begun is None:
            if entry.status in {"in force", "provisionally applied", "unknown", "replaced", "ended"}:
                unknown.append(entry.id)
        elif entry.status in {"replaced", "ended"} and entry.ended is None and begun.isoformat() <= day:
            unknown.append(entry.id)
        elif begun.isoformat() <= day and (entry.ended is None or day < entry.ended.isoformat()):
            applied.append(entry.id)
    return tuple(applied), tuple(unknown)


def _key(name: str) -> str:
    """Return a name as it compares: without accents, capitals, stops and hyphens."""
    return " ".join(words(fold(name).replace("-", " ").replace("_", " ")))


def _nearest(value: str, named: Mapping[str, str]) -> list[str]:
    """Return the nearest values: by their letters, by the region they name ("andino"), by a word of their names."""
    typed = words(value)
    close = [named[each] for each in get_close_matches(value, list(named), n=NEAREST, cutoff=0.8)]
    regions = [f"agreement:{place.value}" for place in places(typed) if place.facet == "agreement"]
    said = [_families(term) for term in _equal_terms(typed)]
    sharing = [code for name, code in named.items() if _share(said, _families(words(name)))]
    by_word: dict[str, list[str]] = {}
    for name, code in named.items():
        for word in words(name):
            by_word.setdefault(word, []).append(code)
    misspelt = [get_close_matches(word, list(by_word), n=1, cutoff=0.8) for word in typed]
    sharing += [code for near in misspelt for word in near for code in by_word[word]]
    alike = [named[each] for each in get_close_matches(value, list(named), n=NEAREST, cutoff=0.5)]
    return list(dict.fromkeys([*close, *regions, *sharing, *alike]))[:MOST_OFFERED]


def _equal_terms(typed: Sequence[str]) -> list[Sequence[str]]:
    """Return the words of a value, and the terms of the thesaurus that say the same: "wages" for "salarios"."""
    terms: list[Sequence[str]] = [[word] for word in typed]
    for language in LANGUAGES:
        same = entries(typed, language).get(tuple(key(word, language) for word in typed), ())
        terms += [term for entry in same for code in LANGUAGES for term in entry.terms[code]]
    return terms


def _share(said: Iterable[set[str]], name: set[str]) -> bool:
    return any(term and term <= name for term in said)


def _families(typed: Iterable[str]) -> set[str]:
    """Return the families of words in either language, without those that stand in the names of most agreements."""
    telling = set(typed).difference(NAME_WORDS["kinds"], NAME_WORDS["links"], *STOP_WORDS.values())
    return {key(word, language) for word in telling for language in LANGUAGES}


def _party(value: str) -> str | None:
    """Return the party that a whole value names ("EE. UU.", "estadounidense"); of a member of the Union, the Union."""
    typed = words(value)
    found = places(typed)
    if len(found) == 1 and found[0].facet == "party" and found[0].end - found[0].start == len(typed):
        return found[0].value
    named = {_key(name) for name in (value, *_countries(value.upper()))}
    return next((market.party for market in markets() if not named.isdisjoint(map(_key, market.members))), None)


def typed(value: str) -> str:
    """Return a value as one word that means it, for a shell and where blanks and commas part words."""
    return value.replace(",", "").replace(" ", "-")


def _called(entry: Agreement) -> Names:
    return (*entry.titles.values(), *entry.short_titles.values())


def _countries(code: str) -> Names:
    return tuple(country_name(code, language) for language in LANGUAGES)


def _addressee(each: Addressee | NamedParty) -> Names:
    others = each.also if isinstance(each, NamedParty) else (each.shown or {}).values()
    return (each.en, each.es, *others)


_VALUES: Mapping[str, Callable[[], Mapping[str, Names]]] = {
    "bloc": lambda: {bloc: (*_countries(party), party) for bloc, party in party_of_bloc().items()},
    "topic": lambda: {topic.id: tuple(topic.labels.values()) for topic in load_taxonomy().values()},
    "instrument": lambda: {each.slug: (*each.names.values(), *each.acronyms) for each in load_instruments().values()},
    "addressee": lambda: {value: _addressee(each) for value, each in load_addressees().items()},
    "lang": lambda: {
        "en": ("English", "inglés", "eng"), "es": ("Spanish", "español", "castellano", "spa"),
        "mul": ("a digest alone",),
    },
}  # fmt: skip
