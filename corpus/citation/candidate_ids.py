"""The ids that a place may have in an index, likeliest first: which of them are held, `indexer.lookup` knows."""

import itertools
import re
from collections.abc import Iterator, Sequence

from corpus.citation.identifiers import article_segment, division_segment, segment
from corpus.citation.pinpoints import Pinpoint
from corpus.model import READ_WHOLE
from corpus.numbering import APPENDED, as_roman, in_digits, value

__all__ = ["DIVISION_ID", "article_segments", "articles_of_id", "division_ids", "moved"]

# "us-peru/chapter-18", "eu-andean/title-ix/chapter-2"
DIVISION_ID = re.compile(rf"[^/]+(?:/(?:{'|'.join(READ_WHOLE)})-[^/]+)+")


def articles_of_id(agreement: str, identifier: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the articles that an id may name, with the labels below them: "a/18.3/1.b", "a/18.3.1"."""
    parts = identifier.split("/")[1:]
    for size in (2, 1):
        if len(parts) >= size:
            rest = _labels(parts[size:])
            yield "/".join([agreement, *parts[:size]]), rest
    head, dot, last = parts[0].rpartition(".")
    if dot and len(parts) < 3:
        yield f"{agreement}/{head}", [last, *_labels(parts[1:])]


def _labels(parts: Sequence[str]) -> list[str]:
    """Return the labels of a paragraph and its points from the parts of an id: ["1.a.i"] gives ["1", "a", "i"]."""
    return [label for part in parts for label in part.split(".")]


def moved(agreement: str, identifier: str) -> Iterator[tuple[str, list[str]]]:
    """Yield where a place stands whose id is of an earlier reading.

    An article of the body that was filed under an annex is sure to be one only where the annex has another chapter's
    number: "annex-14-b/art-16.4". So is a preamble that was counted twice, recitals or closing words that were read as
    articles without a number, and a number in words.
    """
    frame, *below = identifier.split("/")[1:]
    article = re.fullmatch(r"art-((\d+)\.\d+)", below[0]) if below else None
    if article and (annex := re.match(r"annex-(\d+)", frame)) and annex[1] != article[2]:
        yield f"{agreement}/{article[1]}", _labels(below[1:])
        return
    if re.fullmatch(r"preamble-\d", frame):
        new = ["preamble"]
    elif frame in {"article", "article-2"}:
        new = ["preamble", "conclusion"] if frame == "article" else ["conclusion"]
    else:
        new = [in_digits(frame.removeprefix("article-"))] if frame.startswith("article-") else []
    for name in new:
        yield f"{agreement}/{name}", _labels(below)


def article_segments(kind: str, number: str, outer: Sequence[tuple[str, str]]) -> list[str]:
    """Return what ids may call an article, an annex or a division within others, the likeliest first."""
    return [name for said in _printed(number) for name in _named_so(kind, article_segment(kind, said), outer)]


def _named_so(kind: str, own: str, outer: Sequence[tuple[str, str]]) -> list[str]:
    if kind in APPENDED:
        return [f"annex-{segment(word)}-{own.removeprefix(f'{kind}-')}" for word in APPENDED[kind]]
    annex = next((article_segment(*frame) for frame in outer if frame[0] in {"annex", "protocol"}), "")
    if annex:
        return [f"{annex}/art-{own}" if kind == "article" else f"{annex}/{own}"]
    if kind != "article":
        return [own]
    # An article stands below its chapter's name only where each chapter counts its articles anew.
    divisions = [division_segment(*frame) for frame in reversed(outer) if frame[0] in READ_WHOLE and frame[1]]
    return [*(f"{division}/art-{own}" for division in divisions), own]


def _printed(number: str) -> list[str]:
    """Return a number as it is written and as treaties print it: "18" and "xviii" for either of them."""
    worth = value(number)
    return list(dict.fromkeys([number, str(worth), as_roman(worth)])) if 0 < worth < 400 else [number]


def division_ids(agreement: str, pinpoint: Pinpoint) -> Iterator[str]:
    """Yield what the id of the division may be that frames name; nothing where they name an article or an annex."""
    if pinpoint.frames and all(kind in READ_WHOLE for kind, _ in pinpoint.frames):
        said = [[division_segment(kind, each) for each in _printed(number)] for kind, number in pinpoint.frames]
        yield from ("/".join([agreement, *divisions]) for divisions in itertools.product(*said))
