"""Whom a phrase of force binds or entitles: the subject of its clause, if that is one of the closed list.

A Party or a body that only stands in a phrase about another ("at the request of a Party", "each Party's tribunals") is
no subject; "it" and "they" go back to the one named before them. Where nothing is to prevent a Party from something,
that Party is the one that is free.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from corpus.catalogue.addressees import Addressee, AddresseeKind, load_addressees, named_parties
from indexer.classify.patterns import Alternatives, Matcher, compile_patterns, fold

__all__ = ["NOBODY", "Subject", "Vocabulary", "bodies", "needed", "subject_of", "vocabulary"]

_ARTICLE = re.compile(r"^(?:the|el|la|los|las) ")
_SHORTEST = 2
# A preposition before it: the clause tells about another than the one named.
_ASIDE = re.compile(
    r"\b(?:of|by|with|between|to|for|from|in|into|within|on|upon|under|against|among|amongst|through|via|before|after|at"
    r"|pursuant|regarding|concerning|de|del|por|con|entre|a|al|para|en|bajo|contra|ante|mediante)"
    r" (?:[\w-]+ (?:and|or|y|o) )?(?:the |its |their |both |el |la |los |las |sus? |ambas )?$"
)
# "The authorities of a Party shall": a Party acts by its authorities.
_AUTHORITY = re.compile(
    r"\b(?:authorit\w+|governments?|agenc\w+|administrations?|ministr\w+|autoridad\w*|gobiernos?)"
    r" (?:of|de|del) (?:the |la |las )?$"
)
_OWNS = re.compile(r"['’]s?\b(?! (?:[\w ]+ )?(?:authorit|government|administration|agenc|customs))")
_PRONOUN = re.compile(r"\b(?:it|they|both|esta|este|estas)[, ][\w, ]{0,20}$")
# "nothing shall prevent … from", "the right of … to"
_FREED = re.compile(
    r"\b(?:prevent\w*|preclud\w*|prohibit\w*|restrict\w*|imped\w*|stop\w*|requir\w*|oblig\w*|empower\w*|entitl\w*"
    r"|impid\w*|facult\w*|exig\w*|oblig\w*|right of|rights of|ability of|derecho de)(?: a)? $"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """An addressee found at characters `start` to `end` of a folded text; `value` is "" where nobody is."""

    value: str
    kind: AddresseeKind | None
    start: int = -1
    end: int = -1


NOBODY = Subject("", None)

Vocabulary = tuple[tuple[str, AddresseeKind, Alternatives], ...]


@cache
def _matchers() -> tuple[tuple[str, AddresseeKind, Matcher], ...]:
    """Return the patterns of each addressee; those of all Parties by name are one, whose value the name tells."""
    listed = (each for each in load_addressees().values() if isinstance(each, Addressee))
    by_value = ((each.en, each.kind, compile_patterns(each.says, {})) for each in listed)
    return (*by_value, ("", "named party", compile_patterns(_names(), {})))


@cache
def _names() -> Mapping[str, str]:
    """Return the value of each Party by its folded names."""
    names = ((name, party.en) for party in named_parties() for name in (party.en, party.es, *party.also))
    return MappingProxyType({_bare(name): value for name, value in names})


def _bare(name: str) -> str:
    """Return a name without its article, unless nothing else would be left to look for ("the EU")."""
    folded = fold(name)
    bare = _ARTICLE.sub("", folded)
    return bare if len(bare) > _SHORTEST else folded


@cache
def needed() -> frozenset[str]:
    """Return the anchors of all patterns that name an addressee."""
    return frozenset[str]().union(*(matcher.needed for _, _, matcher in _matchers()))


def bodies() -> tuple[str, ...]:
    """Return the patterns that name a body."""
    listed = (each for each in load_addressees().values() if isinstance(each, Addressee))
    return tuple(pattern for each in listed if each.kind == "body" for pattern in each.says)


@lru_cache(maxsize=4096)
def vocabulary(anchors: frozenset[str]) -> Vocabulary:
    """Return the patterns that a text with these anchors can match."""
    narrowed = ((value, kind, matcher.narrowed(anchors)) for value, kind, matcher in _matchers())
    return tuple((value, kind, patterns) for value, kind, patterns in narrowed if patterns)


def subject_of(text: str, sentence: tuple[int, int, int], phrase: tuple[int, int], known: Vocabulary) -> Subject:
    """Return whom a phrase of force addresses, read in its sentence.

    `sentence` holds the characters at which it and its main clause start and it ends, `phrase` those of the phrase;
    `known` comes from `vocabulary`.
    """
    folded = fold(text)
    start, clause, end = sentence
    named = list(_named(text, folded, start, end, known))
    # The phrase itself may hold a Party ("neither Party shall"); a body in it ("establish a Council") is an object.
    before = [each for each in named if each.end <= (phrase[0] if each.kind == "body" else phrase[1])]
    if pronoun := _PRONOUN.search(folded, start, phrase[0]):
        earlier = [each for each in before if each.end <= pronoun.start()]
        if earlier:
            return earlier[-1]
    acting = (each for each in reversed(before) if each.start >= clause and _acts(folded, start, each))
    subject = next(acting, NOBODY)
    if subject is NOBODY:
        freed = (each for each in named if each.start >= phrase[0] and _FREED.search(folded, start, each.start))
        return next(freed, NOBODY)
    return subject


def _acts(folded: str, start: int, named: Subject) -> bool:
    """Tell whether one who is named in a clause can be its subject."""
    if _OWNS.match(folded, named.end):
        return False
    opening = folded[max(start, named.start - 60) : named.start]
    return not _ASIDE.search(opening) or bool(_AUTHORITY.search(opening))


def _named(text: str, folded: str, start: int, end: int, known: Vocabulary) -> Iterator[Subject]:
    """Yield the addressees that a sentence names, from left to right, none inside another."""
    sentence = folded[start:end]
    found = [
        Subject(value or _names()[match[0]], kind, start + match.start(), start + match.end())
        for value, kind, patterns in known
        for match in patterns.finditer(sentence)
        if value or text[start + match.start()].isupper() or match[0].startswith("the ")
    ]
    reached = -1
    for each in sorted(found, key=lambda found: (found.start, -found.end)):
        if each.start >= reached:
            reached = each.end
            yield each
