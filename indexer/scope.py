"""Whether a provision is about sustainability (core), says something about it (related) or not (none), and why.

`data/scope.toml` holds the words. A span in the title of a chapter has the `where` ``heading:N``, N counting the
headings of the provision from the outermost; the article's own title is ``heading``.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from corpus.model import Label, Scope, Span
from indexer.patterns import Matcher, compile_patterns
from indexer.reading import Reading
from indexer.taxonomy import group, lexicon

__all__ = ["read_scope"]

_EVIDENCE_LIMIT = 8
_DENSE = 3


@cache
def _words() -> Mapping[str, Matcher]:
    data = tomllib.loads(files("indexer").joinpath("data", "scope.toml").read_text(encoding="utf-8"))
    return {name: compile_patterns(patterns, lexicon()) for name, patterns in data.items()}


def read_scope(reading: Reading) -> tuple[Scope, tuple[Label, ...]]:
    """Return the scope of a provision with the words that decide it."""
    words = _words()
    text = tuple(_text_spans(reading, words["related"]))
    in_preamble = bool(group("preamble").search(reading.headings))
    if not in_preamble:
        if spans := tuple(_heading_spans(reading, words["core-heading"])):
            return "core", (Label("core", spans, "scope/heading"),)
        if text and (spans := tuple(_heading_spans(reading, words["core-heading-with-text"]))):
            return "core", (Label("core", (*spans, *text)[:_EVIDENCE_LIMIT], "scope/heading-and-text"),)
        if len(text) >= _DENSE and not reading.title and not words["exception"].search(reading.page):
            return "core", (Label("core", text[:_EVIDENCE_LIMIT], "scope/untitled-article"),)
    if text:
        return "related", (Label("related", text[:_EVIDENCE_LIMIT], "scope/text"),)
    if words["exception"].search(reading.headings) and (spans := tuple(_text_spans(reading, group("animal-plant")))):
        return "related", (Label("related", spans[:_EVIDENCE_LIMIT], "scope/exception"),)
    return "none", ()


def _text_spans(reading: Reading, matcher: Matcher) -> Iterator[Span]:
    for match in matcher.finditer(reading.page):
        yield from reading.spans(match.start(), match.end())


def _heading_spans(reading: Reading, matcher: Matcher) -> Iterator[Span]:
    last = len(reading.titles) - 1
    for number, title in enumerate(reading.titles):
        for match in matcher.finditer(title):
            yield Span("heading" if number == last else f"heading:{number}", match.start(), match.end())
