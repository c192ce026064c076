"""Marks of footnotes that a source without markup glues to the number of an article: "Article 18.21" before 18.3."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.model import Block
from corpus.numbering import figures

__all__ = ["without_glued_marks"]


def without_glued_marks(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with such a mark moved behind the article's title, where those of titles stand.

    Between 18.1 and 18.3 the number 18.21 can only be 18.2 with the mark 1.
    """
    out = list(blocks)
    articles = [index for index, block in enumerate(blocks) if block.kind == "article" and block.title]
    for before, here, after in zip(articles, articles[1:], articles[2:], strict=False):
        mark = _mark(*(figures(blocks[index].number) for index in (before, here, after)))
        block = blocks[here]
        if mark and block.number.endswith(mark):
            out[here] = replace(block, number=block.number.removesuffix(mark), title=f"{block.title}{mark}")
    return out


def _mark(before: tuple[int, ...], here: tuple[int, ...], after: tuple[int, ...]) -> str:
    """Return the figures that are too many at the end of a number between two others, "" where there are none."""
    if not before or not here or after != (*before[:-1], before[-1] + 2) or here[:-1] != before[:-1]:
        return ""
    due, printed = str(before[-1] + 1), str(here[-1])
    return printed.removeprefix(due) if printed.startswith(due) else ""
