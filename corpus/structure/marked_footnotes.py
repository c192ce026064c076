"""Footnotes that the markup tells: a token in the text and a note block with the same mark.

A mark belongs to the first note with its number after it (the foot of the page, the end of the article), else to the
last before it. What no token names is left for `corpus.structure.footnotes`, which goes by the text.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.model import Block
from corpus.structure.footnotes import Note

__all__ = ["take_told"]

_TOKEN = re.compile(r"\u2060\[([^\]#@]*)\]\u2060")


def take_told(blocks: Sequence[Block]) -> tuple[list[Block], list[Note]]:
    """Give each token the key of its note; return the blocks without those notes, and the notes."""
    places: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.kind == "note":
            places.setdefault(block.number, []).append(index)
    used: set[int] = set()

    def keyed(text: str, index: int) -> str:
        def key(found: re.Match[str]) -> str:
            held = places.get(found[1])
            if not held:
                return ""  # a mark without a body, as where a page was shortened
            place = next((at for at in held if at > index), held[-1])
            used.add(place)
            return f"\u2060[{found[1]}@{place}]\u2060"

        return _TOKEN.sub(key, text)

    out = [
        replace(block, text=keyed(block.text, index), title=keyed(block.title, index))
        for index, block in enumerate(blocks)
    ]
    notes = [
        Note(f"{blocks[place].number}@{place}", blocks[place].number, " ".join(blocks[place].text.split()))
        for place in sorted(used)
    ]
    return [block for index, block in enumerate(out) if index not in used], notes
