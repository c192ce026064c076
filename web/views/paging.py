"""Long pages in parts, so that each stays light: an article, a comparison, the matrix."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from flask import request

from corpus.errors import QueryError
from indexer.answers.bundles import Section
from indexer.answers.compare import ComparedText
from indexer.quotes.word_differences import Piece
from indexer.record import Record

__all__ = [
    "FULL", "FULL_BUNDLE", "FULL_LIST", "IN_ARTICLE", "IN_CHAPTER", "LISTED_AGREEMENT", "LISTED_PROVISION",
    "MATRIX_CELL", "MATRIX_COLUMNS", "REPORTED_AGREEMENT", "TIMELINE_ROW", "Part", "asked_part", "cell_weight",
    "change_weight", "page_numbers", "part_url", "section_weight", "slices", "weight", "whole_number",
]  # fmt: skip

# Bytes of mark-up on one page. The frame of a page and the style sheet come on top; lists and words compress best.
FULL, FULL_LIST, FULL_BUNDLE = 24_000, 32_000, 35_000
# What things take beside their words, in bytes of mark-up.
IN_ARTICLE, IN_CHAPTER = 700, 420  # a paragraph on the page of its article, and in a chapter
LISTED_AGREEMENT, REPORTED_AGREEMENT = 400, 560  # an agreement in the list, and in the report on what is at hand
TIMELINE_ROW = 800
LISTED_PROVISION = 130  # in the list beside a comparison, beyond the first that are weighed with the frame
MATRIX_CELL = 330
MATRIX_COLUMNS = 12  # agreements side by side at most, however little they weigh


class Part(NamedTuple):
    """A part of a long page: what of its rows it holds, which part it is, from 1, and of how many."""

    rows: slice
    number: int = 1
    last: int = 1


def weight(record: Record) -> int:
    """Return about how many bytes a provision takes on a page, with its labels, links and footnotes."""
    passages = list(record.passages())
    texts = [*(passage.text for passage in passages), *(note.text for note in record.footnotes)]
    if not record.has_words and record.digest:
        texts.append(record.digest.en)
    return sum(map(len, texts)) + 300 * len(record.references) + 200 * len(record.footnotes) + 150 * len(passages)


def cell_weight(cell: ComparedText | None) -> int:
    """Return about how many bytes a cell of a comparison takes on a page."""
    return 170 if cell is None else 330 + sum(len(piece.text) + 70 * (piece.kind != "same") for piece in cell.pieces)


def change_weight(pieces: Sequence[Piece]) -> int:
    """Return about how many bytes a change between two versions of a text takes on a page."""
    return 260 + sum(len(piece.text) + 70 for piece in pieces)


def section_weight(section: Section) -> int:
    """Return about how many bytes a section of a bundle takes on a page with its share of the appendix."""
    words = [text.text for text in section.texts] + [note for _, note in section.notes] + [*section.digest]
    return 1800 + sum(len(text) + 60 for text in words)


def slices(weights: Sequence[int], most: int = FULL) -> list[slice]:
    """Cut a row of things into slices that weigh no more than `most` each, or hold one thing."""
    out, start, held = [], 0, 0
    for number, own in enumerate(weights):
        if number > start and held + own > most:
            out.append(slice(start, number))
            start, held = number, 0
        held += own
    return [*out, slice(start, len(weights))]


def asked_part(parts: Sequence[slice]) -> Part:
    """Return the part that the address asks for. Raises QueryError where there is none such."""
    number = whole_number("part", request.args.get("part", "1"), range(1, len(parts) + 1))
    return Part(parts[number - 1], number, len(parts))


def whole_number(name: str, text: str, allowed: range) -> int:
    """Return the number that a field of an address holds. Raises QueryError where it holds none that is allowed."""
    # int() also reads digits of other scripts and underscores.
    if not text.isascii() or not text.isdigit() or len(text) > 6 or int(text) not in allowed:
        raise QueryError("not-a-number", hint="correct-address", field=name, first=allowed[0], last=allowed[-1])
    return int(text)


def part_url(number: int) -> str:
    """Return this address with another part, counted from 1."""
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != "part"]
    return "?" + urlencode([*pairs, ("part", str(number))])


def page_numbers(current: int, last: int) -> list[int]:
    """Return the pages to link to, 0 for a gap: the first, the last and those around the current one."""
    shown = sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)})
    out: list[int] = []
    for number in shown:
        if out and number > out[-1] + 1:
            out.append(0)
        out.append(number)
    return out
