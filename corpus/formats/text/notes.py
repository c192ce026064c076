"""Footnotes that the markup does not tell: "Commission(1)" in a sentence, "(1) OJ C 29 ..." after the articles."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.model import Block
from corpus.typography import closed_up, note_mark

__all__ = ["with_notes"]

BODY = re.compile(r"^[(\[](\d{1,3})[)\]]\s+(\S.*)$", re.DOTALL)
# Glued to a word: "Article 3(1)" and "paragraph (2)" are references, "Commission(1)" is a mark.
MARK = re.compile(r"(?:(?<=[^\W\d_])|(?<=[”’»\"']))\((\d{1,3})\)|\s?\[(\d{1,3})\](?!\w)")


def with_notes(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with such footnotes told apart.

    A row of paragraphs (1), (2), (3) ... is a row of footnotes if it stands below the signatures, or if articles came
    before it, no heading stands directly above it, and each of its numbers is a mark in the text since the row before.
    """
    done = list(blocks)
    first_article = next((index for index, block in enumerate(done) if block.kind == "article"), len(done))
    start, index = 0, first_article + 1
    while index < len(done):
        end = _end_of_row(done, index)
        if end > index and done[index - 1].kind not in {"article", "division"}:
            numbers = {str(number) for number in range(1, end - index + 1)}
            if _is_signed(done, index) or numbers <= _marks(done[start:index]):
                done[start:index] = [_marked(block, numbers) for block in done[start:index]]
                done[index:end] = [_body(block) for block in done[index:end]]
                start = end
        index = max(end, index + 1)
    return done


def _is_signed(blocks: Sequence[Block], index: int) -> bool:
    heading = next((block for block in reversed(blocks[:index]) if block.kind in {"article", "division"}), None)
    return heading is not None and heading.kind == "division" and heading.division == "conclusion"


def _end_of_row(blocks: Sequence[Block], start: int) -> int:
    end = start
    while end < len(blocks) and blocks[end].kind == "text":
        found = BODY.match(blocks[end].text)
        if not found or int(found[1]) != end - start + 1:
            break
        end += 1
    return end


def _marks(blocks: Sequence[Block]) -> set[str]:
    return {
        found[1] or found[2]
        for block in blocks
        if block.kind in {"text", "article", "division"}
        for found in MARK.finditer(f"{block.title} {block.text}")
    }


def _marked(block: Block, numbers: set[str]) -> Block:
    def token(found: re.Match[str]) -> str:
        mark = found[1] or found[2]
        return note_mark(mark) if mark in numbers else found[0]

    if block.kind not in {"text", "article", "division"}:
        return block
    return replace(block, text=closed_up(MARK.sub(token, block.text)), title=closed_up(MARK.sub(token, block.title)))


def _body(block: Block) -> Block:
    found = BODY.match(block.text)
    return Block("note", number=found[1], text=found[2]) if found else block
