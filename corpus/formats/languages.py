"""A text that is printed in two languages, in columns or one after the other: only the one asked for is read."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.language import tell_language
from corpus.model import OTHER_LANGUAGE, Block

__all__ = ["in_one_language"]

_FEWEST = 2  # articles that stand in both languages


def in_one_language(blocks: Sequence[Block], language: str) -> list[Block]:
    """Return the blocks with those of another language marked as dropped.

    They are articles in another language whose number an article in `language` has as well, with the headings above
    them. A text that repeats its numbers in one language (an annex, each chapter) is left as it is.
    """
    heads = [index for index, block in enumerate(blocks) if block.kind == "article" and block.number]
    numbers = [blocks[index].number for index in heads]
    if len(set(numbers)) > len(numbers) - _FEWEST:
        return list(blocks)
    told: dict[int, str] = {}
    for index, end in zip(heads, [*heads[1:], len(blocks)], strict=True):
        words = [block.text for block in blocks[index:end] if block.kind == "text"]
        told[index] = tell_language("\n".join([blocks[index].title, *words]))
    kept = {blocks[index].number for index in heads if told[index] == language}
    other = {index for index in heads if told[index] not in {"", language} and blocks[index].number in kept}
    if len(other) < _FEWEST:
        return list(blocks)
    return _without(blocks, other)


def _without(blocks: Sequence[Block], articles: set[int]) -> list[Block]:
    """Return the blocks with these articles, and the divisions that hold no other one, as dropped ones."""
    out = list(blocks)
    dropping, held = False, False  # `held`: an article that is kept stands below the headings that follow
    for index in reversed(range(len(blocks))):
        block = blocks[index]
        if block.kind == "article":
            held = index not in articles
        elif block.kind == "division" and not held:
            out[index] = _dropped(block)
    for index, block in enumerate(blocks):
        if block.kind == "article":
            dropping = index in articles
        elif block.kind == "division":
            dropping = out[index].kind == "dropped"
        if dropping and block.kind in {"article", "text", "note"}:
            out[index] = _dropped(block)
    return out


def _dropped(block: Block) -> Block:
    text = " ".join(filter(None, (block.number, block.title, block.text)))
    return replace(block, kind="dropped", text=text, number="", title="", reason=OTHER_LANGUAGE)
