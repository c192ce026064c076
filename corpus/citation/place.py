"""Where a provision stands: the one answer that citations, the command line, exports and the site print.

`Place.name` says it in words ("Article 18.3, paragraph 2(a)"); `corpus.citation.styles` writes it as each style does.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.model import FRAMES, Heading
from corpus.numbering import APPENDED, NTH
from corpus.passages import printed_label
from corpus.words import word

__all__ = ["Located", "Place", "frame_name", "place"]

# What may need no number: there is one of each, or its id names it.
_UNNUMBERED = FRAMES | {"preamble", "conclusion", "footnotes"}
_WORDED = re.compile(rf"(?:{'|'.join(itertools.chain(*APPENDED.values()))}) ", re.IGNORECASE)
_COUNTED_ANEW = frozenset({"chapter", "section"})  # in each part or title
# Before a point that is not the first of its label; the treaty has no number for it.
_AGAIN = {
    language: {count: f", {said} " for count, said in enumerate(line.split(), 2)} for language, line in NTH.items()
}


class Located(Protocol):
    """What is asked of a provision to say where it stands."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def article(self) -> str:
        """The id of its article."""

    @property
    def label(self) -> str:
        """Its printed number, or ""."""

    @property
    def headings(self) -> Sequence[Heading]:
        """From the outermost division to the article."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a provision, one of its points, or the whole of an article, a division or an agreement stands.

    `frames` are (kind, number): an annex, protocol or side letter and what is in it, or the article, or the nearest
    division that has a number; ("untitled", "") where the text has no heading, and none for an agreement as a whole.
    `label` is the printed number of the paragraph, `ordinal` its number in the article where it has none ("" for the
    only one or the first), `path` the labels of a point.
    """

    frames: tuple[tuple[str, str], ...]
    label: str = ""
    ordinal: str = ""
    path: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of the innermost frame, or ""."""
        return self.frames[-1][0] if self.frames else ""

    def points(self, language: str) -> str:
        """Return the labels of the point as printed: "(a)(i)", or ", second (a)(i)" where several are printed alike."""
        labels = map(printed_label, self.path)
        return "".join(f"{_AGAIN[language].get(count, '')}({label})" for label, count in labels)

    def name(self, language: str) -> str:
        """Return the place as people write it: "Article 18.3, paragraph 2(a)", "Annex 2.2, Section A"."""
        frames = self.frames or (("agreement", ""),)
        parts = [frame_name(word("kind", kind, language), number) for kind, number in frames]
        number, kind = (self.label, "paragraph") if self.label else (self.ordinal, "unnumbered")
        if number:
            said = word("kind", "recital" if self.kind == "preamble" else kind, language)
            parts.append(f"{said} {number}")
        return f"{', '.join(parts)}{self.points(language)}"


def frame_name(kind: str, number: str) -> str:
    """Return what a division is called: "Annex 7", but "Appendix 2" where its number brings the word along."""
    return number if _WORDED.match(number) else f"{kind} {number}".strip()


def place(located: Located, path: str = "") -> Place:
    """Return where a provision stands; `path` names a point ("a.i")."""
    frames = _frames(located)
    outer = [frame for frame in frames[:-1] if frame[0] in FRAMES]  # what stands in one is named after it
    if frames and frames[-1][0] in _COUNTED_ANEW and not outer:
        outer = [frame for frame in frames[:-1] if frame[0] in {"part", "title"}]
    if frames and frames[-1][0] == "article" and not outer:
        outer = _counted_in(located)
    if frames and frames[-1][0] == "footnotes":  # each is named by its mark
        return Place(frames=(*frames[:-1], ("footnote", located.label)))
    whole = located.id == located.article
    ordinal = "" if whole or located.label else re.sub(r"\D.*", "", located.id.rpartition("/")[2])
    # The first of several unnumbered paragraphs looks like the only one.
    first = {"0"} if frames and frames[-1][0] == "preamble" else {"0", "1"}
    return Place(
        frames=(*outer[-1:], *frames[-1:]),
        label=located.label,
        ordinal="" if ordinal in first else ordinal,
        path=tuple(part for part in path.split(".") if part),
    )


def _frames(located: Located) -> list[tuple[str, str]]:
    """Return the headings that can be named, the outermost first.

    A heading without a number ("Objectives" above the words of a chapter) does not say where they stand; the id does.
    """
    above = [heading for heading in located.headings if heading.kind != "heading"]
    own = located.article.partition("/")[2].partition("@")[0]
    frames = [(h.kind, h.number or _in_id(h.kind, own)) for h in above if h.number or h.kind in _UNNUMBERED]
    if frames or not own:
        return frames
    # Of articles without a number the id counts the second as "article-2": that is no number of the treaty's.
    kind = next((h.kind for h in reversed(above) if h.kind != "article" and own.startswith(f"{h.kind}-")), "")
    kind = kind or next((kind for kind in ("part", "title", "chapter", "section") if own.startswith(f"{kind}-")), "")
    if kind:
        return [(kind, _in_id(kind, own))]
    return [("article", own)] if own[0].isdigit() else [("untitled", "")]


def _counted_in(located: Located) -> list[tuple[str, str]]:
    """Return the division that the id names before an article: each counts its articles anew."""
    within, _, own = located.article.partition("/")[2].partition("/")
    kind = within.partition("-")[0]
    return [(h.kind, h.number) for h in located.headings if own and h.kind == kind][-1:]


def _in_id(kind: str, own: str) -> str:
    """Return what the id of an article calls one of its kind: "side-letter-biodiversity" gives "biodiversity"."""
    return own.removeprefix(f"{kind}-").partition("/")[0] if own.startswith(f"{kind}-") else ""
