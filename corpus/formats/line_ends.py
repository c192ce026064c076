"""Words that a printer broke at the end of a line: "environ-" and "mental" are one word, "trade-" and "related" two."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cache

from corpus.data import digest_texts

__all__ = ["is_one_word", "mended", "vocabulary"]

_BROKEN = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,})[-\u2010]\n\s*([^\W\d_]{2,})")
_AT_END = re.compile(r"([^\W\d_]{2,}(?:-[^\W\d_]+)*)[-\u2010]$")
_LONGEST = 80  # letters at the end of a line that a broken word may have
_AT_START = re.compile(r"\s*([^\W\d_]{2,})(\S*)\s?")
_HYPHENATED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_JOINTS = {"and", "or", "to", "y", "o", "u", "e"}  # "short- and long-term"


def vocabulary(text: str) -> frozenset[str]:
    """Return the words of a text in small letters, with their hyphens; what stands beside a broken end is left out."""
    return frozenset(_HYPHENATED.findall(_BROKEN.sub(" ", text).casefold()))


def is_one_word(first: str, rest: str, words: AbstractSet[str]) -> bool:
    """Return whether the halves around a hyphen at a line's end are one word without it.

    The words of the text tell, and where they do not, those of the digests, which are Clausula's own.
    """
    hyphenated, whole = f"{first}-{rest}".casefold(), f"{first}{rest}".casefold()
    known = words if {hyphenated, whole} & words else _words_of_digests()
    return whole in known and hyphenated not in known


@cache
def _words_of_digests() -> frozenset[str]:
    return vocabulary("\n".join(digest_texts().values()))


def _broken(line: str) -> re.Match[str] | None:
    end = len(line.rstrip())
    return _AT_END.search(line, max(0, end - _LONGEST), end)


def mended(lines: Sequence[str]) -> list[str]:
    """Return the lines with the rest of each broken word moved up to its beginning."""
    words = vocabulary("\n".join(lines)) if any(map(_broken, lines)) else frozenset[str]()
    out = list(lines)
    for index in range(len(out) - 1):
        first, rest = _broken(out[index]), _AT_START.match(out[index + 1])
        if first and rest and rest[1].islower() and rest[1] not in _JOINTS:
            begun = out[index][: first.end(1)] + ("" if is_one_word(first[1], rest[1], words) else "-")
            out[index] = f"{begun}{rest[1]}{rest[2]}"
            out[index + 1] = out[index + 1][rest.end() :]
    return out
