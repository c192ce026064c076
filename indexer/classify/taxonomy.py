"""The topics of `taxonomy.toml` with the rules that recognise them, and the word groups of `data/lexicon.toml`."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from corpus.errors import CatalogueError
from indexer.classify.patterns import Matcher, compile_patterns

__all__ = ["Rule", "Topic", "group", "lexicon", "load_taxonomy"]

_LANGUAGES = ("en", "es")
_TOPIC_KEYS = {"id", "parent", "labels", "definitions", "terms", "trend", "instruments", "behind", "rules"}
_RULE_KEYS = {"says", "title", "near", "also", "under", "unless", "without", "not_under"}


@dataclass(frozen=True, slots=True)
class Rule:
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
    rules: tuple[Rule, ...]


@cache
def lexicon() -> Mapping[str, tuple[str, ...]]:
    """Return the named word groups that patterns refer to as ``{name}``."""
    data = tomllib.loads(files("indexer").joinpath("data", "lexicon.toml").read_text(encoding="utf-8"))
    return {name: tuple(patterns) for name, patterns in data.items()}


@cache
def group(name: str) -> Matcher:
    """Return the matcher of one group of the lexicon."""
    return compile_patterns(lexicon()[name], lexicon())


@cache
def load_taxonomy() -> Mapping[str, Topic]:
    """Return the topics by id in the order of the file. Raises CatalogueError if the file contradicts itself."""
    data = tomllib.loads(files("indexer").joinpath("data", "taxonomy.toml").read_text(encoding="utf-8"))
    return read_topics(data["topic"], lexicon())


def read_topics(rows: Iterable[Mapping[str, Any]], groups: Mapping[str, tuple[str, ...]]) -> Mapping[str, Topic]:
    """Return the topics of the parsed rows by id. Raises CatalogueError on a gap, a double or an unknown name."""
    topics: dict[str, Topic] = {}
    for row in rows:
        topic = _topic(row, groups)
        if topic.id in topics:
            raise _error(topic.id, "its id stands twice")
        if topic.parent and topic.parent not in topics:
            raise _error(topic.id, f"its parent “{topic.parent}” does not stand before it")
        topics[topic.id] = topic
    for topic in topics.values():
        if unknown := set(topic.behind) - set(topics):
            raise _error(topic.id, f"no topic is called {', '.join(sorted(unknown))}")
    return topics


def _topic(row: Mapping[str, Any], groups: Mapping[str, tuple[str, ...]]) -> Topic:
    name = str(row.get("id", ""))
    if unknown := set(row) - _TOPIC_KEYS:
        raise _error(name, f"the keys {', '.join(sorted(unknown))} are unknown")
    for key in ("labels", "definitions", "terms"):
        if missing := [language for language in _LANGUAGES if not row.get(key, {}).get(language)]:
            raise _error(name, f"its {key} lack {', '.join(missing)}")
    return Topic(
        id=name,
        parent=row.get("parent", ""),
        labels=row["labels"],
        definitions=row["definitions"],
        terms={language: tuple(words) for language, words in row["terms"].items()},
        trend=tuple(row.get("trend", ())),
        instruments=tuple(row.get("instruments", ())),
        behind=tuple(row.get("behind", ())),
        rules=tuple(_rule(f"{name}/{number}", rule, groups) for number, rule in enumerate(row.get("rules", ()), 1)),
    )


def _rule(name: str, row: Mapping[str, Any], groups: Mapping[str, tuple[str, ...]]) -> Rule:
    if unknown := set(row) - _RULE_KEYS:
        raise _error(name, f"the keys {', '.join(sorted(unknown))} are unknown")
    if not row.get("says") and not row.get("title"):
        raise _error(name, "it needs “says” or “title”")

    def one(key: str) -> Matcher | None:
        return compile_patterns(row[key], groups) if row.get(key) else None

    def each(key: str) -> tuple[Matcher, ...]:
        return tuple(compile_patterns([pattern], groups) for pattern in row.get(key, ()))

    return Rule(
        name=name,
        says=one("says"),
        title=one("title"),
        near=each("near"),
        also=each("also"),
        under=one("under"),
        unless=one("unless"),
        without=one("without"),
        not_under=one("not_under"),
    )


def _error(name: str, reason: str) -> CatalogueError:
    return CatalogueError("taxonomy-entry", entry=name, problem=reason)
