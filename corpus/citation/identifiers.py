"""Provision ids: build, split, sort.

An id is ``<agreement>/<article>/<paragraph>``, or ``<agreement>/<annex>/art-<article>/<paragraph>`` for an article of
an annex; a chapter stands in the place of the annex where the treaty counts its articles anew in each. A point is
written after the paragraph with dots (``us-peru/18.3/1.a.i``). Ids sort in document order only with `sort_key`. The
Akoma Ntoso eId beside it follows the OASIS naming convention: an abbreviation, an underscore and the number, levels
joined by two underscores, with every character outside ``[a-z0-9]`` replaced by a hyphen.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from corpus.numbering import TO_ARTICLE, in_digits
from corpus.typography import RAISED

if TYPE_CHECKING:  # a cold search reads pinpoints, and the model takes longer to import than that
    from corpus.model import Heading

__all__ = ["article_id", "article_segment", "division_segment", "eid", "segment", "sort_key", "split_id"]

_ABBREVIATIONS = {
    "preamble": "preamble", "part": "part", "title": "title", "chapter": "chp", "section": "sec", "article": "art",
    "subsection": "subsec", "annex": "annex", "protocol": "protocol", "side-letter": "letter", "conclusion": "concl",
    "footnotes": "notes",
}  # fmt: skip

# An annex that bears no number of its own is "annex-to-2.1" in ids.
_TO_ARTICLE = re.compile(rf"^{TO_ARTICLE}", re.IGNORECASE)
_RAISED = re.compile(f"[{RAISED}]+")


def segment(number: str) -> str:
    """Return a printed number as one part of an id: "18.3", "annex-18.3.4", "10-bis", "21-1" for "21¹"."""
    plain = _RAISED.sub(lambda found: f"-{unicodedata.normalize('NFKC', found[0])}", number.strip().lower())
    plain = re.sub(r"[\s–]+", "-", unicodedata.normalize("NFD", plain))
    return re.sub(r"[^a-z0-9.\-]+", "", plain).strip("-.") or "x"


def article_segment(kind: str, number: str) -> str:
    """Return the article part of an id: the number for an article, "annex-18.2", "preamble", "chapter-18"."""
    if kind == "article":
        return segment(number) if number else "article"
    return f"{kind}-{segment(_TO_ARTICLE.sub('to-', number))}" if number else kind


def division_segment(kind: str, number: str) -> str:
    """Return a part, title, chapter or section as one part of an id: "chapter-18", also for "Chapter Eighteen"."""
    return f"{kind}-{segment(in_digits(number))}" if number else f"{kind}-"


def article_id(provision: str) -> str:
    """Return the id of the article that frames a provision: `a/18.3/1` gives `a/18.3`."""
    parts = provision.split("/")
    return "/".join(parts[:3] if len(parts) > 3 else parts[:2])


def split_id(provision: str) -> tuple[str, str, str]:
    """Return (provision id, article id, point path) of an id that may name a point: `a/18.3/1.a.i`."""
    head, _, last = provision.rpartition("/")
    paragraph, _, path = last.partition(".")
    if head.count("/") == 0:  # an article
        return provision, provision, ""
    return f"{head}/{paragraph}", head, path


def eid(headings: Sequence["Heading"], label: str, ordinal: str) -> str:
    """Return the Akoma Ntoso eId of a paragraph below its headings."""
    parts = []
    for heading in headings:
        abbreviation = _ABBREVIATIONS.get(heading.kind)
        if abbreviation:
            number = re.sub(r"[^a-z0-9]+", "-", heading.number.lower()).strip("-")
            parts.append(f"{abbreviation}_{number}" if number else abbreviation)
    parts.append(f"para_{re.sub(r'[^a-z0-9]+', '-', (label or ordinal).lower()).strip('-')}")
    return "__".join(parts)


def sort_key(identifier: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts ids as a reader would: preamble first, numbers by value, annexes last."""
    parts = [part for part in re.split(r"[/.\-]", identifier) if part]
    rank = {"preamble": 0, "annex": 3, "appendix": 3, "protocol": 4, "conclusion": 5, "footnotes": 6}
    return tuple(
        (1, int(part), "") if part.isdecimal() and len(part) < 10 else (rank.get(part, 2), 0, part) for part in parts
    )
