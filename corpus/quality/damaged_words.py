"""Words that a source damaged: run together, or broken apart. They are reported, never mended by guessing."""

import itertools
import re
from collections import Counter

from corpus.model import Document
from corpus.text import first_of

__all__ = ["damaged_words", "is_fused"]

_WORD = re.compile(r"[^\W\d_]+")
_FUSED = 22  # letters; in running English or Spanish hardly a word has more ("counterintelligence" has 19)
_COMMON = 5  # times that a word stands in a text before its halves count as broken


def is_fused(document: Document) -> bool:
    """Return whether the spaces of a text are lost: in running text not one word in 200 has 20 letters."""
    words = [word for provision in document.provisions() for word in _WORD.findall(provision.text)]
    return bool(words) and sum(len(word) >= 20 for word in words) > len(words) / 200


def damaged_words(document: Document) -> tuple[str, ...]:
    """Return sentences that name words run together or broken apart, with their places."""
    places: list[tuple[str, list[str]]] = []
    counts: Counter[str] = Counter()
    for provision in document.provisions():
        words = [word.lower() for _, text in provision.texts() for word in _WORD.findall(text)]
        places.append((provision.id.partition("/")[2], words))
        counts.update(words)
    fused, broken = dict[str, str](), dict[str, str]()
    for place, words in places:
        fused |= {word: place for word in words if len(word) >= _FUSED and word not in fused}
        for first, second in itertools.pairwise(words):
            if _is_broken(first, second, counts):
                broken.setdefault(f"{first} {second}", place)
    return (*_said("words run together", fused), *_said("words broken apart", broken))


def _is_broken(first: str, second: str, counts: Counter[str]) -> bool:
    """Return whether two words are the halves of one: the whole is common here, and one half is no word elsewhere."""
    if counts[first + second] < _COMMON:
        return False
    return min(counts[first], counts[second]) <= 2 and min(len(first), len(second)) <= 3  # not "time frame"


def _said(what: str, found: dict[str, str]) -> list[str]:
    if not found:
        return []
    shown = first_of([f"“{words}” ({place})" for words, place in found.items()])
    return [f"{what} in the source: {shown}"]
