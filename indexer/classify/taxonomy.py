"""The topics of `taxonomy.toml` with the rules that recognise them, and the word groups of `data/lexicon.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from msgspec import Meta, Struct

from corpus.catalogue.data_file import decode, fault
from corpus.data import data_text
from corpus.model import Bilingual, BilingualLists, Slug
from indexer.classify.patterns import Matcher, compile_patterns

__all__ = ["Topic", "TopicRule", "group", "lexicon", "load_taxonomy", "parse_taxonomy", "within"]

_FILE = "taxonomy.toml"
_Patterns = tuple[Annotated[str, Meta(min_length=1)], ...]


class _Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule as the file has it: see `TopicRule`."""

    says: _Patterns = ()
    title: _Patterns = ()
    near: _Patterns = ()
    also: _Patterns = ()
    under: _Patterns = ()
    unless: _Patterns = ()
    without: _Patterns = ()
    not_under: _Patterns = ()


class _Topic(Struct, frozen=True, forbid_unknown_fields=True):
    """A topic as the file has it: see `Topic`."""

    id: Slug
    labels: Bilingual
    definitions: Bilingual
    terms: BilingualLists
    parent: str = ""
    trend: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    rules: tuple[_Rule, ...] = ()


class _Taxonomy(Struct, frozen=True, forbid_unknown_fields=True):
    topic: tuple[_Topic, ...]


@dataclass(frozen=True, slots=True)
class TopicRule:
    """One way to recognise a topic; `name` is the topic's id and the rule's number.

    `says` must stand in the provision or `title` in the article's title. Then each of `near` must stand in the same
    clause or a heading, each of `also` in the provision or a heading, one of `under` in a heading. A hit does
    not count where its sentence holds one of `unless`, and the rule is off where
    the provision holds one of `without` or a heading one of `not_under`.
    """

    name: str
    says: Matcher | None
    title: Matcher | None
    near: tuple[Matcher, ...]
    also: tuple[Matcher, ...]
    under: Matcher | None
    unless: Matcher | None
    without: Matcher | None
    not_under: Matcher | None


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the tree. `trend` are the TREND codes that it matches, `behind` the topics that a theme rests on."""

    id: str
    parent: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    terms: Mapping[str, tuple[str, ...]]
    trend: tuple[str, ...]
    instruments: tuple[str, ...]
    behind: tuple[str, ...]
    rules: tuple[TopicRule, ...]


@cache
def lexicon() -> Mapping[str, tuple[str, ...]]:
    """Return the named word groups that patterns refer to as ``{name}``."""
    return decode(data_text("lexicon.toml", "indexer"), dict[str, tuple[str, ...]], "lexicon.toml")


@cache
def group(name: str) -> Matcher:
    """Return the matcher of one group of the lexicon."""
    return compile_patterns(lexicon()[name], lexicon())


@cache
def load_taxonomy() -> Mapping[str, Topic]:
    """Return the topics by id in the order of the file. Raises CatalogueError if the file contradicts itself."""
    return parse_taxonomy(data_text(_FILE, "indexer"), lexicon())


@cache
def topic_labels() -> Mapping[str, Mapping[str, str]]:
    """Return the names of each topic by language, without its rules: to compile these takes a third of a second."""
    return {row.id: row.labels for row in decode(data_text(_FILE, "indexer"), _Taxonomy, _FILE).topic}


def within(topic: str) -> tuple[str, ...]:
    """Return a topic and those of its branch."""
    return (topic, *(other.id for other in load_taxonomy().values() if other.parent == topic))


def parse_taxonomy(content: str, groups: Mapping[str, tuple[str, ...]]) -> Mapping[str, Topic]:
    """Return the topics of a TOML file by id. Raises CatalogueError on a gap, a double or an unknown name."""
    topics: dict[str, Topic] = {}
    for row in decode(content, _Taxonomy, _FILE).topic:
        if row.id in topics:
            raise fault(_FILE, row.id, "stands twice")
        if row.parent and row.parent not in topics:
            raise fault(_FILE, row.id, f"has the parent “{row.parent}”, which does not stand before it")
        topics[row.id] = _topic(row, groups)
    for topic in topics.values():
        if unknown := set(topic.behind) - set(topics):
            raise fault(_FILE, topic.id, f"rests on unknown topics: {', '.join(sorted(unknown))}")
    return topics


def _topic(row: _Topic, groups: Mapping[str, tuple[str, ...]]) -> Topic:
    return Topic(
        id=row.id,
        parent=row.parent,
        labels=row.labels,
        definitions=row.definitions,
        terms=row.terms,
        trend=row.trend,
        instruments=row.instruments,
        behind=row.behind,
        rules=tuple(_rule(f"{row.id}/{number}", rule, groups) for number, rule in enumerate(row.rules, 1)),
    )


def _rule(name: str, row: _Rule, groups: Mapping[str, tuple[str, ...]]) -> TopicRule:
    if not row.says and not row.title:
        raise fault(_FILE, name, "needs “says” or “title”")

    def one(patterns: _Patterns) -> Matcher | None:
        return compile_patterns(patterns, groups) if patterns else None

    def each(patterns: _Patterns) -> tuple[Matcher, ...]:
        return tuple(compile_patterns([pattern], groups) for pattern in patterns)

    return TopicRule(
        name=name,
        says=one(row.says),
        title=one(row.title),
        near=each(row.near),
        also=each(row.also),
        under=one(row.under),
        unless=one(row.unless),
        without=one(row.without),
        not_under=one(row.not_under),
    )
