"""Whether a treaty counts its articles anew in each chapter, title or part, so that a number alone names none."""

import re
from collections.abc import Sequence

from corpus.model import FRAMES, Block

__all__ = ["counted_anew"]

_KINDS = ("chapter", "title", "part")


def counted_anew(blocks: Sequence[Block]) -> str:
    """Return the kind of division in each of which the articles count from 1, or "" where they run on.

    The smallest such kind counts, and no number may come twice in one. Two divisions must do so, and at least half of
    those that have several articles with whole numbers: one heading misread as "Article 1" changes no id.
    """
    for kind in _KINDS:
        series = [numbers for numbers in _series(blocks, kind) if len(numbers) > 1]
        anew = [numbers for numbers in series if numbers[:2] == [1, 2] and len({*numbers}) == len(numbers)]
        if len(anew) > 1 and 2 * len(anew) >= len(series):
            return kind
    return ""


def _series(blocks: Sequence[Block], kind: str) -> list[list[int]]:
    """Return the whole numbers of the articles in each division of a kind, annexes and protocols left out."""
    out: list[list[int]] = []
    frame = level = 0  # the level of the annex and of the division that are open; 0 for none
    for block in blocks:
        if block.kind == "division":
            frame = block.level if block.division in FRAMES else frame * (block.level > frame)
            if block.division == kind and not frame:
                out.append([])
                level = block.level
            elif block.level <= level:
                level = 0
        elif block.kind == "article" and level and not frame and re.fullmatch(r"0?[1-9]\d{0,2}", block.number):
            out[-1].append(int(block.number))
    return out
