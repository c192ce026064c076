"""How deep each heading lies: levels of divisions, and where an annex ends because the body of the treaty goes on.

Nothing in a heading says where an annex ends. The numbering does: a chapter, part or article that goes on with the
count of the body, and not with a count of the annex's own, closes the annexes before it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.formats.headings import KEPT_WORDS
from corpus.model import Block, DivisionKind
from corpus.numbering import figures, in_digits, value

__all__ = ["with_levels"]

_RANKS: dict[DivisionKind, float] = {
    "protocol": 0, "side-letter": 0, "preamble": 0.2, "conclusion": 0.2, "annex": 0.5,
    "part": 1, "title": 2, "chapter": 3, "section": 4, "subsection": 5,
}  # fmt: skip
_OUTERMOST, _BESIDE, _INSIDE = 0.5, 3.1, 3.5  # ranks of annexes: beside the chapters, in a chapter
_FRAMES = {0, _OUTERMOST, _BESIDE, _INSIDE}
_LOST = 2  # articles that may be lost where the body goes on after an annex


def with_levels(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks with levels counted from the enclosing divisions, and numbers written as words in figures.

    An annex that carries its chapter's number ("Annex 18.2", "Annex 10-A") lies in that chapter, as does one between
    two articles of a chapter; any other annex encloses what follows until the count of the body goes on.
    """
    given = list(blocks)
    # Whether a chapter goes on behind an annex is known only at its end, so the first walk looks for such annexes.
    first = _LevelWalk(frozenset())
    for index, block in enumerate(given):
        first.take(index, block)
    walk = _LevelWalk(frozenset(first.interrupting))
    for index, block in enumerate(given):
        yield from walk.take(index, block)


@dataclass(slots=True)
class _Count:
    """The last number of one kind of division, in the body and in the open annex; `above` ranks are open around it.

    `first` is the first number in the body.
    """

    first: str = ""
    body: str = ""
    own: str = ""
    above: list[float] = field(default_factory=list)

    def goes_on(self, number: str) -> bool:
        """Return whether a division goes on with the body's count; a tariff's chapters count in figures from 1."""
        if not self.body or number.isdigit() != self.body.isdigit() or not value(number):
            return False
        if self.own and value(number) == value(self.own) + 1:
            return False
        step = value(number) - value(self.body)
        return step in {0, 1} or (step > 0 and not number.isdigit())


@dataclass(slots=True)
class _LevelWalk:
    """The divisions that are open, as ranks; `inside` are the indices of annexes that lie in a chapter."""

    inside: frozenset[int]
    open_ranks: list[float] = field(default_factory=list)
    chapter: int = 0
    counts: dict[str, _Count] = field(default_factory=lambda: {kind: _Count() for kind in ("part", "title", "chapter")})
    body: tuple[int, ...] = ()  # the last article of the body
    own: tuple[int, ...] = ()  # the last article of the open annex
    annex: int = -1  # the index of the outermost open annex
    annex_number: str = ""
    interrupting: list[int] = field(default_factory=list)

    def take(self, index: int, block: Block) -> list[Block]:
        """Return the block with its level, after a chapter's heading where the source has lost it."""
        if block.kind == "article":
            return self._article(block)
        if block.kind != "division":
            return [block]
        kind: DivisionKind = "section" if self._is_list(block) else block.division
        rank = _RANKS[kind] - 0.5 * block.number.casefold().startswith("heading")
        count = self.counts.get(kind)
        if block.division == "chapter":
            self.chapter = value(block.number)
        if count and self._in_annex():
            self._leave_annex(count, block.number)
        if block.division == "annex":
            self.open_ranks, rank = self._annex_rank(index, block.number)
        elif count and self._in_annex():
            # An annex may group its sections in chapters or, like a tariff, its chapters in sections.
            rank = 4.2 if block.division == "chapter" and 4 in self.open_ranks else self._in_annex() + rank / 20
            count.own = block.number
        elif count:
            count.first = count.first or block.number
            count.body, count.above = block.number, [each for each in self.open_ranks if each < rank]
        if rank in _FRAMES and not self._framed(rank):
            self._open_frame(index, block.number)
        self.open_ranks = [each for each in self.open_ranks if each < rank]
        level = len(self.open_ranks) + 1
        if block.division not in {"preamble", "conclusion"}:
            self.open_ranks.append(rank)
        return [replace(block, level=level, number=in_digits(block.number))]

    def _is_list(self, block: Block) -> bool:
        """Return whether a part belongs to the open chapter: a lettered one, in a treaty without outer parts."""
        lettered = len(block.number) == 1 and block.number.isalpha() and block.number != "I"
        return block.division == "part" and lettered and 3 in self.open_ranks and not self.counts["part"].body

    def _leave_annex(self, count: _Count, number: str) -> None:
        """Close the annexes where a division goes on with the body, or where all before was a list of contents."""
        if self._restarts(count, number):
            self.open_ranks = []
        elif count.goes_on(number):
            self.open_ranks = list(count.above)

    def _restarts(self, count: _Count, number: str) -> bool:
        """Return whether the first chapter comes again before any article: what stood before was a list of contents."""
        return not count.own and value(number) == value(count.first) == 1 and not self.body and not self.own

    def _in_annex(self) -> float:
        """Return the rank of the innermost open annex, 0 where none is open."""
        return max((rank for rank in self.open_ranks if rank in {_OUTERMOST, _BESIDE, _INSIDE}), default=0)

    def _framed(self, rank: float) -> bool:
        return any(each in _FRAMES and each < rank for each in self.open_ranks)

    def _open_frame(self, index: int, number: str) -> None:
        self.annex, self.annex_number, self.own = index, number, ()
        for count in self.counts.values():
            count.own = ""

    def _annex_rank(self, index: int, number: str) -> tuple[list[float], float]:
        """Return the divisions that an annex or appendix leaves open, and its own rank below them."""
        word = number.casefold().partition(" ")[0]
        annexes = [rank for rank in self.open_ranks if rank in _FRAMES]
        if word in KEPT_WORDS and annexes:
            return self.open_ranks, annexes[-1] + 0.2
        if index in self.inside and 3 in self.open_ranks:
            return self.open_ranks, _INSIDE
        of_chapter = re.search(r"(\d{1,5})\s?[.\-–]|(\d{3,4})", number)
        if not of_chapter:
            return self.open_ranks, _OUTERMOST
        figure = int(of_chapter[1] or of_chapter[2])
        if 3 in self.open_ranks and self.chapter in {figure, figure // 100}:  # "Annex 1203" is of chapter 12
            return self.open_ranks, _INSIDE
        return [rank for rank in self.open_ranks if rank < 3 and rank not in _FRAMES], _BESIDE

    def _article(self, block: Block) -> list[Block]:
        found = figures(block.number)
        frames = [place for place, rank in enumerate(self.open_ranks) if rank in _FRAMES]
        if not frames:
            self.body = found or self.body
            return [block]
        if not self._continues(found):
            self.own = found or self.own
            return [block]
        closes = len(self.open_ranks) - frames[0]
        del self.open_ranks[frames[0] :]
        same = found[:-1] == self.body[:-1]
        self.body = found
        if same and 3 not in self.open_ranks and self.counts["chapter"].body:
            self.interrupting.append(self.annex)
        if same or len(found) == 1:
            return [replace(block, closes=closes)]
        # The next chapter begins, and its own heading is lost.
        return [*self.take(-1, Block("division", division="chapter", number=str(found[0]))), block]

    def _continues(self, found: Sequence[int]) -> bool:
        """Return whether an article in an annex continues the count of the body, and not one of the annex's own."""
        if not found or len(found) != len(self.body) or _is_near(found, self.own) or tuple(found) == self.own:
            return False
        if _is_near(found, self.body):
            return True
        if len(found) == 1:  # article 201 opens chapter 2
            return found[0] % 100 == 1 and found[0] // 100 == self.body[0] // 100 + 1 > 1
        own_figure = re.match(r"\d{1,5}", self.annex_number)
        next_chapter = found[0] == self.body[0] + 1 and set(found[1:]) == {1}
        return next_chapter and not (own_figure and int(own_figure[0]) == found[0])


def _is_near(found: Sequence[int], last: Sequence[int]) -> bool:
    """Return whether an article follows another of the same chapter, with at most a few lost between them."""
    return bool(last) and found[:-1] == tuple(last[:-1]) and 0 < found[-1] - last[-1] <= _LOST
