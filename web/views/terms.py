"""The defined terms of a page: marked at their first use in an article, listed with their definitions at its foot."""

import re

from indexer.answers.definitions import Definition, uses
from indexer.record import Record
from web.views.record_html import Mark

__all__ = ["Glossary"]


class Glossary:
    """The terms that a page has used so far; `entries` are their definitions by the anchor of each, in order."""

    def __init__(self, defined: tuple[Definition, ...]) -> None:
        self._defined = defined
        self._told: set[tuple[str, Definition]] = set()
        self.entries: dict[str, Definition] = {}

    def marks(self, record: Record) -> list[tuple[str, Mark]]:
        """Return where to mark the terms of a provision that its article has not used before."""
        out = []
        for use in uses(record, self._defined):
            if (record.article, use.definition) not in self._told:
                self._told.add((record.article, use.definition))
                out.append((use.span.where, Mark(use.span.start, use.span.end, "term", self._anchor(use.definition))))
        return out

    def _anchor(self, definition: Definition) -> str:
        name = "term-" + re.sub(r"\W+", "-", definition.term.lower())
        while self.entries.setdefault(name, definition) != definition:
            name += "-2"
        return name
