"""What a provision is about, how strongly it binds and whom: every label with the words that caused it.

The rules stand in `taxonomy.toml` and `data/*.toml`; this module only applies them. No label without evidence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from corpus.model import Force, Label, Provision, Scope, Span
from indexer.force import read_force
from indexer.patterns import anchors_in
from indexer.reading import Reading
from indexer.scope import read_scope
from indexer.taxonomy import Rule, Topic, group, load_taxonomy

__all__ = ["Classification", "classify"]

_EVIDENCE_LIMIT = 8


@dataclass(frozen=True, slots=True)
class Classification:
    """The labels of one provision. `point_force` holds the points that differ from what they inherit."""

    scope: Scope
    scope_evidence: tuple[Label, ...]
    topics: tuple[Label, ...]
    force: Force
    force_evidence: tuple[Span, ...]
    addressee: str
    point_force: Mapping[str, tuple[Force, str]]
    hedges: tuple[Span, ...]


def classify(provision: Provision) -> Classification:
    """Label a provision from its own texts, with its headings, lead-ins and footnotes as context."""
    reading = Reading(provision, group("false-friends"))
    topics = _topics(reading)
    scope, evidence = read_scope(reading)
    binding = read_force(provision, reading.whole)
    return Classification(
        scope=scope,
        scope_evidence=evidence,
        topics=topics,
        force=binding.force,
        force_evidence=binding.evidence,
        addressee=binding.addressee,
        point_force=binding.points,
        hedges=binding.hedges,
    )


@cache
def _rules() -> tuple[Mapping[str, tuple[int, ...]], tuple[tuple[Topic, Rule], ...]]:
    """Return the numbers of the rules that each anchor may set off, and the rules with their topics."""
    rules = tuple((topic, rule) for topic in load_taxonomy().values() for rule in topic.rules)
    by_anchor: dict[str, list[int]] = {}
    for number, (_, rule) in enumerate(rules):
        for matcher in (rule.says, rule.title):
            for anchor in matcher.anchors if matcher else ():
                by_anchor.setdefault(anchor, []).append(number)
    return {anchor: tuple(numbers) for anchor, numbers in by_anchor.items()}, rules


def _topics(reading: Reading) -> tuple[Label, ...]:
    by_anchor, rules = _rules()
    held = anchors_in(reading.page) | anchors_in(reading.title)
    possible = {number for anchor in held for number in by_anchor.get(anchor, ())}
    labels: dict[str, Label] = {}
    for number in sorted(possible):
        topic, rule = rules[number]
        if topic.id not in labels and (evidence := _evidence(reading, rule)):
            labels[topic.id] = Label(topic.id, evidence, rule.name)
    return tuple(labels.values())


def _evidence(reading: Reading, rule: Rule) -> tuple[Span, ...]:
    """Return the words that set a rule off; none where one of its conditions fails."""
    if not (rule.says and rule.says.possible(reading.page)) and not (rule.title and rule.title.possible(reading.title)):
        return ()
    if rule.under and not rule.under.search(reading.headings):
        return ()
    if rule.not_under and rule.not_under.search(reading.headings):
        return ()
    if rule.without and rule.without.search(reading.page):
        return ()
    if not all(matcher.search(reading.page) or matcher.search(reading.headings) for matcher in rule.also):
        return ()
    spans = [span for start, end in _hits(reading, rule) for span in reading.spans(start, end)]
    if rule.title and (match := rule.title.search(reading.title)) and not rule.near:
        spans.append(Span("heading", match.start(), match.end()))
    return tuple(spans[:_EVIDENCE_LIMIT])


def _hits(reading: Reading, rule: Rule) -> Iterator[tuple[int, int]]:
    if not rule.says:
        return
    near = [matcher for matcher in rule.near if not matcher.search(reading.headings)]
    for match in rule.says.finditer(reading.page):
        clause = reading.clause(match.start(), match.end()) if near else ""
        if not all(matcher.search(clause) for matcher in near):
            continue
        if rule.unless and rule.unless.search(reading.sentence(match.start(), match.end())):
            continue
        yield match.start(), match.end()
