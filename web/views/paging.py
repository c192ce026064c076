"""Long pages in parts, so that each stays light: an article, a comparison, the matrix."""

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import request

from corpus.errors import QueryError
from indexer.record import Record

__all__ = ["FULL", "asked_part", "part_url", "slices", "weight"]

FULL = 24_000  # bytes of mark-up in one part; the rest of a page and the style sheet come on top


def weight(record: Record) -> int:
    """Return about how many bytes a provision takes on a page, with its labels, links and footnotes."""
    passages = list(record.passages())
    texts = [*(passage.text for passage in passages), *(note.text for note in record.footnotes)]
    if not record.has_words and record.digest:
        texts.append(record.digest.en)
    return sum(map(len, texts)) + 120 * len(record.references) + 200 * len(record.footnotes) + 150 * len(passages)


def slices(weights: Sequence[int], most: int = FULL) -> list[slice]:
    """Cut a row of things into slices that weigh no more than `most` each, or hold one thing."""
    out, start, held = [], 0, 0
    for number, own in enumerate(weights):
        if number > start and held + own > most:
            out.append(slice(start, number))
            start, held = number, 0
        held += own
    return [*out, slice(start, len(weights))]


def asked_part(count: int) -> int:
    """Return which of so many parts the address asks for, from 0. Raises QueryError where there is none such."""
    text = request.args.get("part", "1")
    # int() also reads digits of other scripts and underscores.
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= count):
        raise QueryError("not-a-number", hint="correct-address", field="part", first=1, last=count)
    return int(text) - 1


def part_url(number: int) -> str:
    """Return this address with another part, counted from 1."""
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != "part"]
    return "?" + urlencode([*pairs, ("part", str(number))])
