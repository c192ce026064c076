"""What a provision is about, how strongly it binds and whom: every label with the words that caused it.

The rules stand in `taxonomy.toml` and `data/*.toml`; this module only applies them. No label without evidence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.model import Force, Label, Provision, Scope, Span
from indexer.classify.folded_text import FoldedText
from indexer.classify.force import read_force
from indexer.classify.patterns import Matcher, Pattern, anchors_in
from indexer.classify.scope import read_scope
from indexer.classify.taxonomy import Topic, TopicRule, group, load_taxonomy

__all__ = ["Classification", "classify"]

_EVIDENCE_LIMIT = 8

_Need = tuple[int, Pattern | None]  # the number of a rule and its pattern, or None where the anchor is all it needs


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
    reading = FoldedText(provision, group("false-friends"))
    topics = _topics(reading)
    scope, evidence = read_scope(reading, topics)
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
def _rules() -> tuple[tuple[Topic, TopicRule], ...]:
    return tuple((topic, rule) for topic in load_taxonomy().values() for rule in topic.rules)


@cache
def _needed() -> tuple[Mapping[str, tuple[_Need, ...]], ...]:
    """Return by anchor what may set off a rule: by what the provision says, and by its title."""
    out: tuple[dict[str, list[_Need]], ...] = ({}, {})
    for number, (_, rule) in enumerate(_rules()):
        for by_anchor, matcher in zip(out, (rule.says, rule.title), strict=True):
            for pattern in matcher.parts if matcher else ():
                for anchor in pattern.anchors:
                    by_anchor.setdefault(anchor, []).append((number, pattern if len(pattern.needs) > 1 else None))
    return tuple({anchor: tuple(needs) for anchor, needs in by_anchor.items()} for by_anchor in out)


def _possible(reading: FoldedText) -> list[int]:
    """Return the numbers of the rules of which one pattern has its literals in the words or in the title."""
    out: set[int] = set()
    frame = reading.titles[reading.annex] if reading.annex >= 0 else ""
    by_words, by_title = _needed()  # before the look: it sees only what is compiled
    words = anchors_in(reading.page) | anchors_in(frame) if frame else anchors_in(reading.page)
    for by_anchor, held in ((by_words, words), (by_title, anchors_in(reading.title))):
        for anchor in held & by_anchor.keys():
            for number, pattern in by_anchor[anchor]:
                if number not in out and (pattern is None or pattern.fits(held)):
                    out.add(number)
    return sorted(out)


def _topics(reading: FoldedText) -> tuple[Label, ...]:
    rules = _rules()
    labels: dict[str, Label] = {}
    for number in _possible(reading):
        topic, rule = rules[number]
        if topic.id not in labels and (evidence := _evidence(reading, rule)):
            labels[topic.id] = Label(topic.id, evidence, rule.name)
    return tuple(labels.values())


@lru_cache(maxsize=1 << 14)
def _stands(matcher: Matcher, headings: str) -> bool:
    """Return whether headings, which many provisions share, hold a pattern."""
    return matcher.search(headings) is not None


def _evidence(reading: FoldedText, rule: TopicRule) -> tuple[Span, ...]:
    """Return the words that set a rule off; none where one of its conditions fails."""
    if rule.under and not _stands(rule.under, reading.headings):
        return ()
    if rule.not_under and _stands(rule.not_under, reading.headings):
        return ()
    if rule.without and rule.without.search(reading.page):
        return ()
    if not all(_stands(matcher, reading.headings) or matcher.search(reading.page) for matcher in rule.also):
        return ()
    spans = [span for start, end in _hits(reading, rule) for span in reading.spans(start, end)]
    if rule.title and (match := rule.title.search(reading.title)) and not rule.near:
        spans.append(Span("heading", match.start(), match.end()))
    return tuple(spans[:_EVIDENCE_LIMIT]) or _of_annex(reading, rule)


def _of_annex(reading: FoldedText, rule: TopicRule) -> tuple[Span, ...]:
    """Return the words of an annex's title that set a rule off: its paragraphs need not repeat what it is about."""
    if reading.annex < 0 or not rule.says or not all(_stands(matcher, reading.headings) for matcher in rule.near):
        return ()
    match = rule.says.search(reading.titles[reading.annex])
    return (Span(f"heading:{reading.annex}", match.start(), match.end()),) if match else ()


def _hits(reading: FoldedText, rule: TopicRule) -> Iterator[tuple[int, int]]:
    if not rule.says:
        return
    near = [matcher for matcher in rule.near if not _stands(matcher, reading.headings)]
    for match in rule.says.finditer(reading.page):
        clause = reading.clause(match.start(), match.end()) if near else ""
        if not all(matcher.search(clause) for matcher in near):
            continue
        if rule.unless and rule.unless.search(reading.sentence(match.start(), match.end())):
            continue
        yield match.start(), match.end()
