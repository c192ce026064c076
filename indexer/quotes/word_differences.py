"""Wordings side by side: texts as words and what stands between them, and where two of them differ.

White space never counts: every run of it is one space. What differs in form only (case, the shape of quotation marks
and dashes, spaces) is told apart from what differs in words.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Annotated, Literal

from msgspec import Meta, Struct

from corpus.text import INVISIBLE
from indexer.query.words import WORD

__all__ = ["FORMS", "Piece", "Wording", "alike", "columns", "differences", "form_differences", "read", "similarity"]

_TOKEN = re.compile(rf"{WORD.pattern}|[^\w\s]|_")
_SMALL = 3  # letters: a word so short does not hold two changes apart

PieceKind = Literal["same", "left", "right", "own", "gap"]


class Piece(Struct, frozen=True):
    """A run of a text that is held beside another; the pieces of one side joined are that side's words."""

    kind: Annotated[
        PieceKind,
        Meta(
            description="same: both have it; left, right: only that side has it (in a quotation, left is the treaty); "
            "own: the others beside it do not have it; gap: an ellipsis"
        ),
    ]
    text: Annotated[str, Meta(description="The words, with the space after them")]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text cut into words; `between[n]` stands before word `n`, and the last of it after the last word."""

    words: tuple[str, ...]
    between: tuple[str, ...]

    def text(self) -> str:
        """Return the text, with every run of white space as one space."""
        joined = (before + word for before, word in zip(self.between, self.words, strict=False))
        return "".join((*joined, self.between[-1]))


_UNSEEN = re.compile(f"[{INVISIBLE}\u2060]")


def read(text: str) -> Wording:
    """Cut a text into words."""
    plain = _visible(text)
    words, between, at = [], [], 0
    for found in WORD.finditer(plain):
        words.append(found[0])
        between.append(_spaced(plain[at : found.start()]))
        at = found.end()
    return Wording(tuple(words), (*between, _spaced(plain[at:])))


def _visible(text: str) -> str:
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)


_DOUBLE = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛‹›′`´", "'"))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def _quotes(text: str) -> str:
    # Two single marks are a double one, as some keyboards write it.
    return text.translate(_DOUBLE).replace("''", '"')


_JOINED = re.compile("[\ufb00-\ufb06]")  # ﬁ and its like, as copied from a page


# What changes the form of a text and not its words, by name.
FORMS: Mapping[str, Callable[[str], str]] = {
    "ligatures": lambda text: _JOINED.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text),
    "case": str.lower,
    "quotes": _quotes,
    "dashes": lambda text: text.translate(_DASHES),
    "spaces": lambda text: re.sub(r"\s+", "", text),
}


@lru_cache(maxsize=100_000)
def alike(text: str) -> str:
    """Return a text without what is form only."""
    for fold in FORMS.values():
        text = fold(text)
    return text


def form_differences(left: str, right: str) -> frozenset[str] | None:
    """Return the names in `FORMS` of what two texts differ in, or None where they differ in more than form."""
    if left == right:
        return frozenset()
    if alike(left) != alike(right):
        return None
    needed = set()
    for name in FORMS:
        first, second = left, right
        for other, fold in FORMS.items():
            if other != name:
                first, second = fold(first), fold(second)
        if first != second:
            needed.add(name)
    return frozenset(needed or {"spaces"})


def similarity(left: Sequence[str], right: Sequence[str]) -> float:
    """Return from 0 to 1 how much two rows of words have in common, in order."""
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


def differences(left: str, right: str) -> tuple[Piece, ...]:
    """Return two texts as one row of pieces, word by word; what differs in form only is the same, as on the left."""
    pieces: list[Piece] = []
    for one, two, same in _runs(_tokens(left), _tokens(right)):
        kinds: list[tuple[PieceKind, list[str]]] = [("same", one)] if same else [("left", one), ("right", two)]
        pieces += [Piece(kind, "".join(tokens)) for kind, tokens in kinds if tokens]
    return tuple(pieces)


def columns(texts: Sequence[str]) -> list[tuple[Piece, ...]]:
    """Return texts as pieces. What is "own" is of the first what not all others share, of each what the first lacks."""
    first, *others = (_tokens(text) for text in texts)
    own: set[int] = set()
    out = []
    for other in others:
        at = 0
        pieces: list[Piece] = []
        for one, two, same in _runs(first, other):
            own |= set() if same else set(range(at, at + len(one)))
            at += len(one)
            pieces += [Piece("same" if same else "own", "".join(two))] if two else []
        out.append(tuple(pieces))
    grouped = groupby(range(len(first)), key=own.__contains__)
    kept = [("own" if mine else "same", "".join(first[n] for n in numbers)) for mine, numbers in grouped]
    return [tuple(Piece(kind, text) for kind, text in kept), *out]  # type: ignore[arg-type]


_Run = tuple[list[str], list[str], bool]
# Pairs of equal tokens that are compared, which the time grows with: two articles of 5,000 words have about half of it.
MOST_PAIRS = 2_000_000


def _runs(first: list[str], second: list[str]) -> list[_Run]:
    """Return two rows of tokens as runs that are the same, or not; as one change where comparing would take long."""
    left, right = [alike(token) for token in first], [alike(token) for token in second]
    frequency = Counter(right)
    if sum(frequency[token] for token in left) > MOST_PAIRS:
        return [(first, second, False)]
    runs: list[_Run] = []
    for tag, start, end, begin, finish in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        one, two = first[start:end], second[begin:finish]
        if tag == "equal" and not (_small(one) and runs and end < len(first)):
            runs.append((one, two, True))
        elif runs and not runs[-1][2]:
            runs[-1] = (runs[-1][0] + one, runs[-1][1] + two, False)
        else:
            runs.append((one, two, tag == "equal"))
    return _settled(runs)


def _settled(runs: list[_Run]) -> list[_Run]:
    """Give a change that took in the small words after it back what both sides end with."""
    out = []
    for one, two, same in runs:
        tail = 0
        while not same and tail < min(len(one), len(two)) and alike(one[-1 - tail]) == alike(two[-1 - tail]):
            tail += 1
        if tail and not same:
            out += [(one[:-tail], two[:-tail], False), (one[-tail:], two[-tail:], True)]
        else:
            out.append((one, two, same))
    return out


def _small(tokens: Sequence[str]) -> bool:
    """Return whether a run is too small to stand between two changes: a mark, or a word such as "of"."""
    return len(tokens) <= 2 and all(len(token.strip()) <= _SMALL for token in tokens)


def _tokens(text: str) -> list[str]:
    """Cut a text into words and marks, each with the space after it."""
    plain = _spaced(_visible(text)).strip()
    starts = [found.start() for found in _TOKEN.finditer(plain)]
    return [plain[start:end] for start, end in pairwise((*starts, len(plain)))]
