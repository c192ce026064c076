"""Footnotes of plain text whose marks are signs: raised figures, stars, "[1]", or a body that says "Footnote 1:".

A line that opens with such a mark is the body of a note where a word above it carries the mark.
"""

import re
from collections.abc import Sequence

from corpus.formats.headings import article_start
from corpus.model import Block
from corpus.typography import RAISED, RAISED_FIGURES, note_mark

__all__ = ["with_tokens"]

_SIGN = rf"(?P<raised>[{RAISED}]{{1,3}})|(?P<star>\*{{1,3}}(?!\*)|[†‡])|\[(?P<number>\d{{1,3}})\]"
# As in "Footnote 3: For greater certainty …" and the like
_BODY = re.compile(
    rf"\s*(?:{_SIGN}|(?:Footnote|Note|Nota(?:\s+al\s+pie)?)\s+(?P<named>\d{{1,3}})\s*[.:])\s*(?=\S.{{9}})"
)
_CARRIED = re.compile(rf"(?<=[^\W\d_]|[.,;:)”\"’])(?:{_SIGN}|(?P<named>\d{{1,3}})(?=[\s.,;:)]|$))")
_LABEL = re.compile(r"\s*(?:\d{1,3}\.|\(\w{1,3}\))\s")
_HEAP = 3  # bodies in square brackets: these are read together, with their marks in order
_FIGURES = {raised: figure for figure, raised in RAISED_FIGURES.items()}


def with_tokens(lines: Sequence[str]) -> tuple[list[str], dict[int, tuple[int, Block]]]:
    """Return the lines with a token for each mark, and the notes by their first line, each with the line behind it."""
    out = list(lines)
    bodies = {at: body for at, line in enumerate(lines) if (body := _BODY.match(line))}
    heap = sum(body["number"] is not None for body in bodies.values()) >= _HEAP
    carried: dict[str, list[tuple[int, re.Match[str]]]] = {}
    notes: dict[int, tuple[int, Block]] = {}
    tokens: list[tuple[int, int, int, str]] = []
    at = 0
    while at < len(lines):
        body = bodies.get(at)
        mark = _mark(body) if body else ""
        places = [place for place in carried.get(mark, ()) if body and (body["named"] or not place[1]["named"])]
        if body and places and not (heap and body["number"]):
            del carried[mark]
            tokens.extend((line, found.start(), found.end(), mark) for line, found in places)
            end = next((i for i in range(at + 1, len(lines)) if i in bodies or _ends(lines[i])), len(lines))
            text = " ".join([lines[at][body.end() :], *lines[at + 1 : end]])
            notes[at] = (end, Block("note", number=mark, text=text))
            at = end
            continue
        for found in _CARRIED.finditer(lines[at]):
            carried.setdefault(_mark(found), []).append((at, found))
        at += 1
    for line, start, end, mark in sorted(tokens, reverse=True):
        out[line] = f"{out[line][:start]}{note_mark(mark)}{out[line][end:]}"
    return out, notes


def _mark(found: re.Match[str]) -> str:
    return (found["raised"] or found["star"] or found["number"] or found["named"]).translate(_FIGURES)


def _ends(line: str) -> bool:
    return not line.strip() or bool(_LABEL.match(line)) or article_start(line.strip()) is not None
