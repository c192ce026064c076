"""Tables of contents where markup sets headings apart: headings in a row that come again with their words."""

import re
from collections.abc import Sequence

from corpus.model import Block

__all__ = ["opens_contents", "without_contents"]

# As in "Table of Contents", "ÍNDICE"
_TITLE = re.compile(
    r"\W*(?:(?:table|list) of contents|contents|tabla de contenidos?|contenido|[ií]ndice)\W*$", re.IGNORECASE
)

_FEWEST = 5  # headings in a row; a part, a title, a chapter and a section may stand above an article


def without_contents(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with the entries of tables of contents marked as dropped."""
    last = {_place(block): index for index, block in enumerate(blocks) if block.kind in {"article", "division"}}
    out = list(blocks)
    row: list[int] = []
    for index, block in enumerate([*blocks, Block("text")]):
        if block.kind in {"article", "division"}:
            row.append(index)
        elif block.kind == "text":
            listed = [at for at in row if blocks[at].number and last[_place(blocks[at])] > at]
            titled = bool(row) and any(opens_contents(each.text) for each in blocks[max(0, row[0] - 1) : row[0]])
            if titled or (len(row) > _FEWEST and len(listed) >= _FEWEST):
                for at in listed:
                    text = f"{blocks[at].number} {blocks[at].title}".strip()
                    out[at] = Block("dropped", text=text, reason="table of contents")
            row = []
    return out


def opens_contents(line: str) -> bool:
    """Return whether a line is the title of a table of contents."""
    return bool(_TITLE.match(line))


def _place(block: Block) -> tuple[str, str, str]:
    return block.kind, block.division if block.kind == "division" else "", block.number
