"""A provision as the matchers read it: one folded page of all its texts, with the way back to each text."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from corpus.model import Provision, Span
from indexer.classify.patterns import Matcher, fold

__all__ = ["FoldedText"]

_SEPARATOR = "\n"
_BLANK = "_"
_LONG = 1600  # characters: beyond it a text names too many matters to be the context of each of its words
_SENTENCE_END = re.compile(r"[.;](?=\s|$)|\n")


def _masked(text: str, masks: Matcher | None) -> str:
    """Blank what the masks match, at the same length, so that no other pattern sees it."""
    for match in masks.finditer(text) if masks else ():
        text = f"{text[: match.start()]}{_BLANK * len(match[0])}{text[match.end() :]}"
    return text


@dataclass(slots=True)
class FoldedText:
    """The folded texts in `page`, one a line; the folded `titles`, and with their kinds the `headings`.

    `whole` is the page before it is masked.
    `masks` are the false friends ("business environment"): they are blanked before anything is sought.
    """

    provision: Provision
    masks: Matcher | None = None
    page: str = field(init=False)
    whole: str = field(init=False)
    headings: str = field(init=False)
    titles: tuple[str, ...] = field(init=False)
    _wheres: list[str] = field(init=False, default_factory=list)
    _starts: list[int] = field(init=False, default_factory=list)
    _ends: list[int] = field(init=False, default_factory=list)  # of sentences, found when first asked for

    def __post_init__(self) -> None:
        parts, at = [], 0
        for where, text in self.provision.texts():
            self._wheres.append(where)
            self._starts.append(at)
            parts.append(text)
            at += len(text) + 1
        self.whole = _joined(parts)
        self.page = _masked(self.whole, self.masks)
        self.titles = tuple(_masked(fold(heading.title), self.masks) for heading in self.provision.headings)
        kinds = [heading.kind for heading in self.provision.headings]
        self.headings = _SEPARATOR.join(f"{kind} {title}" for kind, title in zip(kinds, self.titles, strict=True))

    @property
    def title(self) -> str:
        """The title of the innermost heading, the article's as a rule."""
        return self.titles[-1] if self.titles else ""

    @property
    def annex(self) -> int:
        """The number of the heading of the annex that the provision stands in, or -1."""
        kinds = [heading.kind for heading in self.provision.headings]
        return len(kinds) - 1 - kinds[::-1].index("annex") if "annex" in kinds else -1

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the span of the page, cut where one text ends and the next begins."""
        spans = []
        for index in range(self._index(start), len(self._starts)):
            base = self._starts[index]
            if base >= end:
                break
            limit = self._starts[index + 1] - 1 if index + 1 < len(self._starts) else len(self.page)
            low, high = max(start, base), min(end, limit)
            if low < high:
                spans.append(Span(self._wheres[index], low - base, high - base))
        return tuple(spans)

    def clause(self, start: int, end: int) -> str:
        """Return the text around a match, of a long one the sentence, together with the lead-ins that govern it."""
        index = self._index(start)
        where = self._wheres[index]
        governing = [self._text(i) for i in range(index) if _governs(self._wheres[i], where)]
        text = self._text(index)
        if len(text) > _LONG:
            opening = text.partition(":")[0] if ":" in text[: start - self._starts[index]] else ""
            text = f"{opening}{_SEPARATOR}{self.sentence(start, end)}"
        return _SEPARATOR.join([*governing, text])

    def sentence(self, start: int, end: int) -> str:
        """Return the sentence, or the item of a list, around a match on the page."""
        if not self._ends:
            self._ends = [0, *(match.end() for match in _SENTENCE_END.finditer(self.page))]
        before = self._ends[bisect_right(self._ends, start) - 1]
        after = _SENTENCE_END.search(self.page, end)
        return self.page[before : after.start() if after else len(self.page)]

    def _index(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1

    def _text(self, index: int) -> str:
        end = self._starts[index + 1] - 1 if index + 1 < len(self._starts) else len(self.page)
        return self.page[self._starts[index] : end]


def _joined(parts: list[str]) -> str:
    return _SEPARATOR.join(fold(part) for part in parts)


def _governs(upper: str, where: str) -> bool:
    """Return whether the text at `upper` is a lead-in of the one at `where`."""
    return upper == "" or where.startswith(f"{upper}.")
