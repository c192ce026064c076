"""What the values of filters mean: "EE. UU." is the party USA, "TLC con China" an agreement, an unknown one an error.

A value that nothing has would answer "nothing found", as if the texts had been searched: it is refused, with the
nearest values that exist.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from types import MappingProxyType

from corpus.catalogue.addressees import NamedParty, load_addressees
from corpus.catalogue.instruments import load_instruments
from corpus.countries import country_codes, country_name
from corpus.errors import QueryError
from corpus.model import LANGUAGES, Agreement
from corpus.text import fold
from corpus.words import words as words_of
from indexer.classify.taxonomy import load_taxonomy
from indexer.query.agreement_names import AgreementNames
from indexer.query.language import Query
from indexer.query.markets import party_of_bloc
from indexer.query.thesaurus import places
from indexer.query.words import words

__all__ = ["FilterValues", "in_force_on"]

NEAREST = 5
LABELS = ("force", "scope", "status", "enforcement")

Named = Mapping[str, str]  # canonical value by folded name


@dataclass(frozen=True)
class FilterValues:
    """Settles the values of queries: `known` are the agreements, `held` gives the values of a facet in the index."""

    known: Mapping[str, Agreement]
    held: Callable[[str], Iterable[str]]

    def settle(self, query: Query) -> Query:
        """Return the query with every value as the index knows it.

        Raises:
            QueryError: a value means nothing; the nearest are named.
        """
        return query._replace(
            filters=tuple((name, self._meant(name, values)) for name, values in query.filters),
            without=tuple((name, self._meant(name, values)) for name, values in query.without),
        )

    def _meant(self, name: str, values: Sequence[str]) -> tuple[str, ...]:
        return tuple(sorted({meant for value in values for meant in self._value(name, value)}))

    def _value(self, name: str, value: str) -> Sequence[str]:
        if name == "agreement" and (meant := self._agreements(value)):
            return meant
        named = self._named[name]()
        folded = _key(value)
        if folded in named:
            return (named[folded],)
        if name in {"party", "bloc"} and (party := _party(value)) and _key(party) in named:
            return (named[_key(party)],)
        nearest = [named[each] for each in get_close_matches(folded, list(named), n=NEAREST, cutoff=0.5)]
        if not nearest:
            nearest = list(dict.fromkeys(named.values()))[:12]
        raise QueryError(
            "no-such-value", hint="nearest-values", field=name, value=value, nearest=", ".join(dict.fromkeys(nearest))
        )

    def _agreements(self, value: str) -> tuple[str, ...]:
        read = self._names.read(value)
        return read[0] if read and read[1].empty else ()

    @cached_property
    def _names(self) -> AgreementNames:
        return AgreementNames(self.known.values())

    @cached_property
    def _named(self) -> Mapping[str, Callable[[], Named]]:
        """Return, for each field, what gives its values by their folded names; each is made when it is first asked."""
        tables: dict[str, Callable[[], Named]] = {
            "agreement": lambda: {_key(name): entry.id for entry in self.known.values() for name in _called(entry)},
            "party": self._parties,
            "bloc": _blocs,
            "topic": _topics,
            "instrument": _instruments,
            "addressee": _addressees,
            "lang": _languages,
        }
        tables |= {name: lambda name=name: _labels(name) for name in LABELS}  # type: ignore[misc]
        tables |= {name: lambda name=name: self._facet(name) for name in ("article", "chapter")}  # type: ignore[misc]
        return MappingProxyType({name: cache(make) for name, make in tables.items()})

    def _parties(self) -> Named:
        codes = sorted({code for entry in self.known.values() for code in entry.parties} & country_codes())
        named = {_key(country_name(code, language)): code for code in codes for language in LANGUAGES}
        return named | {_key(code): code for code in codes}

    def _facet(self, name: str) -> Named:
        return {_key(value): value for value in self.held(f"{name}_number")}


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


def _party(value: str) -> str | None:
    """Return the party that a whole value names ("EE. UU.", "estadounidense")."""
    typed = words(value)
    found = places(typed)
    whole = len(found) == 1 and found[0].facet == "party" and found[0].end - found[0].start == len(typed)
    return found[0].value if whole else None


def _called(entry: Agreement) -> tuple[str, ...]:
    return (entry.id, *entry.titles.values(), *entry.short_titles.values())


def _blocs() -> Named:
    named = {
        _key(country_name(party, language)): bloc for bloc, party in party_of_bloc().items() for language in LANGUAGES
    }
    return named | {_key(code): bloc for bloc, party in party_of_bloc().items() for code in (bloc, party)}


def _topics() -> Named:
    topics = load_taxonomy().values()
    named = {_key(label): topic.id for topic in topics for label in topic.labels.values()}
    return named | {_key(topic.id): topic.id for topic in topics}


def _instruments() -> Named:
    instruments = load_instruments().values()
    named = {_key(name): each.slug for each in instruments for name in (*each.names.values(), *each.acronyms)}
    return named | {_key(each.slug): each.slug for each in instruments}


def _addressees() -> Named:
    named: dict[str, str] = {}
    for value, each in load_addressees().items():
        also = each.also if isinstance(each, NamedParty) else ()
        named |= {_key(called): value for called in (each.en, each.es, *also)}
    return named


def _languages() -> Named:
    return {"en": "en", "es": "es", "eng": "en", "spa": "es", "english": "en", "spanish": "es", "ingles": "en",
            "espanol": "es", "español": "es", "castellano": "es", "mul": "mul"}  # fmt: skip


def _labels(name: str) -> Named:
    table = words_of(name)
    return {_key(called): code for code, languages in table.items() for called in (code, *languages.values())}
