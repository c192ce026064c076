"""Whether a provision is about sustainability (core), says something about it (related) or not (none), and why.

`data/scope.toml` holds the words. A span in the title of a chapter has the `where` ``heading:N``, N counting the
headings of the provision from the outermost; the article's own title is ``heading``.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from corpus.data import data_table
from corpus.model import Label, Scope, Span
from indexer.classify.folded_text import FoldedText
from indexer.classify.patterns import Matcher, compile_patterns
from indexer.classify.taxonomy import group, lexicon, within

__all__ = ["read_scope"]

_EVIDENCE_LIMIT = 8
_DENSE = 3
_OPENING = 120  # characters: an untitled article on the environment names it in its first words


@cache
def _words() -> Mapping[str, Matcher]:
    data = data_table("scope.toml", "indexer")
    return {name: compile_patterns(patterns, lexicon()) for name, patterns in data["words"].items()}


@cache
def _related_topics() -> frozenset[str]:
    branches = data_table("scope.toml", "indexer")["topics"]["related"]
    return frozenset(topic for branch in branches for topic in within(branch))


def read_scope(reading: FoldedText, topics: Sequence[Label]) -> tuple[Scope, tuple[Label, ...]]:
    """Return the scope of a provision with its topics, and the words that decide it."""
    text = tuple(_text_spans(reading, _words()["related"]))
    if not group("preamble").search(reading.headings) and (label := _core(reading, text)):
        return "core", (label,)
    if label := _related(reading, text):
        return "related", (label,)
    if topic := next((topic for topic in topics if topic.code in _related_topics()), None):
        return "related", (Label("related", topic.evidence, "scope/topic"),)
    return "none", ()


def _core(reading: FoldedText, text: tuple[Span, ...]) -> Label | None:
    words = _words()
    if spans := tuple(_heading_spans(reading, words["core-heading"])):
        return Label("core", spans, "scope/heading")
    if text and (spans := tuple(_heading_spans(reading, words["core-heading-with-text"], words["farming-heading"]))):
        return Label("core", (*spans, *text)[:_EVIDENCE_LIMIT], "scope/heading-and-text")
    opens = len(text) >= _DENSE and not text[0].where and text[0].start < _OPENING
    if opens and not reading.title and not words["exception"].search(reading.page):
        return Label("core", text[:_EVIDENCE_LIMIT], "scope/untitled-article")
    return None


def _related(reading: FoldedText, text: tuple[Span, ...]) -> Label | None:
    words = _words()
    if text:
        return Label("related", text[:_EVIDENCE_LIMIT], "scope/text")
    if spans := tuple(_heading_spans(reading, words["related-heading"], words["farming-heading"])):
        return Label("related", spans, "scope/related-heading")
    if (spans := tuple(_text_spans(reading, group("animal-plant")))) and _excepts(reading):
        return Label("related", spans[:_EVIDENCE_LIMIT], "scope/exception")
    if words["exception"].search(reading.title) and (spans := tuple(_text_spans(reading, words["exception-taken-in"]))):
        return Label("related", spans[:_EVIDENCE_LIMIT], "scope/exception-taken-in")
    return None


def _excepts(reading: FoldedText) -> bool:
    """Return whether a heading or the text makes an exception. In a chapter on animals and plants they are the rule."""
    words = _words()
    if words["exception"].search(reading.headings):
        return True
    return bool(words["exception-text"].search(reading.page)) and not group("sps-heading").search(reading.headings)


def _text_spans(reading: FoldedText, matcher: Matcher) -> Iterator[Span]:
    for match in matcher.finditer(reading.page):
        yield from reading.spans(match.start(), match.end())


def _heading_spans(reading: FoldedText, matcher: Matcher, unless: Matcher | None = None) -> Iterator[Span]:
    last = len(reading.titles) - 1
    for number, title in enumerate(reading.titles):
        for match in matcher.finditer(title):
            if unless and unless.search(title):
                break
            yield Span("heading" if number == last else f"heading:{number}", match.start(), match.end())
