"""The small pattern language of the taxonomy and the lexicon, made into regular expressions over folded text.

A pattern is a phrase: ``illegal (logging|timber)``, ``sustainabl* .. forest*``, ``[the] precautionary principle``.

* ``*`` in a word stands for any letters: ``forest*``, ``*forest``, ``labo*r``; letters match without case and
  accents, and a hyphen, a slash and a line break are spaces;
* ``(a|b c)`` is a choice, ``[a]`` and ``(a|)`` may be missing, ``{name}`` is a group of the lexicon;
* ``..`` bridges up to 80 characters of one clause, ``...`` up to 300 of one sentence, points of a list included.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from corpus.errors import CatalogueError

__all__ = ["Alternatives", "Matcher", "Pattern", "anchors_in", "compile_patterns", "fold"]

_FOLDED = str.maketrans(
    "İáàâäãéèêëíìîïóòôöõúùûüñç’‘‛´`“”„«»-‐‑‒–—/\n\t\r\f\v\u00a0\u2009\u202f\u037e",
    "iaaaaaeeeeiiiiooooouuuunc'''''\"\"\"\"\"       \x20\x20\x20\x20\x20\x20\x20\x20;",
)
# As in "(conserv*|preserv*) .. {forests}" is cut into signs, words and names of groups
_TOKENS = re.compile(r"\.\.\.|\.\.|[()|\[\]]|\{[\w-]+\}|\s+|[^\s()|\[\]{}]+")
_CLAUSE_GAP = r"(?:[^.;:\n]|\.(?![ \n])){0,80}?"
_SENTENCE_GAP = r"(?:[^.]|\.(?![ \n])){0,300}?"
_SHORTEST_ANCHOR = 3
_WORDS_KEPT = 1 << 16  # more than the treaties at hand have
_MOST_NARROWED = 256  # sets of literals for which a matcher keeps the patterns that a text with them can match


@lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """Return `text` in lower case without accents, every character in its place: offsets stay valid."""
    lower = text.translate(_FOLDED).lower()
    return lower if lower.isascii() else lower.translate(_FOLDED)


class Alternatives:
    """Expressions of which the first that fits counts at each place, as in ``one|two``.

    They are compiled one by one: which of them a text needs differs from text to text, and to compile every
    combination anew would take longer than all searching.
    """

    def __init__(self, expressions: Iterable[str]) -> None:
        """Take the expressions in the order in which they are tried; none of them matches nothing at all."""
        self._regexes = tuple(_compiled(each) for each in expressions)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match."""
        return next(self.finditer(text), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return the matches from left to right; they do not overlap."""
        return self._regexes[0].finditer(text) if len(self._regexes) == 1 else self._merged(text)

    def _merged(self, text: str) -> Iterator[re.Match[str]]:
        ahead = [(found.start(), n, found) for n, each in enumerate(self._regexes) if (found := each.search(text))]
        while ahead:
            _, _, match = min(ahead)
            yield match
            end = match.end()
            later = [entry for entry in ahead if entry[0] >= end]
            for start, n, _ in ahead:
                if start < end and (found := self._regexes[n].search(text, end)):
                    later.append((found.start(), n, found))
            ahead = later


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


class Matcher:
    """Several patterns as one. No text without one of the `anchors` can match.

    A text is searched only for the patterns of which it holds the literals: what they find is the same, and most
    texts hold few.
    """

    def __init__(self, parts: Iterable["Pattern"]) -> None:
        """Take the patterns in the order in which they are tried."""
        self.parts = tuple(parts)
        self.anchors = frozenset[str]().union(*(part.anchors for part in self.parts))
        self.needed = frozenset(anchor for part in self.parts for need in part.needs for anchor in need)
        self._narrower: dict[frozenset[str], Alternatives | None] = {}
        _register(self.needed)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in a folded text."""
        possible = self.narrowed(anchors_in(text))
        return possible.search(text) if possible else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in a folded text."""
        possible = self.narrowed(anchors_in(text))
        return possible.finditer(text) if possible else iter(())

    def narrowed(self, anchors: frozenset[str]) -> Alternatives | None:
        """Return the patterns that a text with these anchors can match, or None."""
        if self.anchors.isdisjoint(anchors):
            return None
        held = self.needed & anchors
        try:
            return self._narrower[held]
        except KeyError:
            here = [part.regex for part in self.parts if part.fits(held)]
            possible = Alternatives(here) if here else None
            if len(self._narrower) < _MOST_NARROWED:
                self._narrower[held] = possible
            return possible


_known_anchors: set[str] = set()  # of all matchers
_anchor_lengths: set[int] = set()


def _register(anchors: Iterable[str]) -> None:
    if new := set(anchors) - _known_anchors:
        _known_anchors.update(new)
        _anchor_lengths.update(map(len, new))
        _anchors_of.cache_clear()
        anchors_in.cache_clear()


@lru_cache(maxsize=1024)
def anchors_in(text: str) -> frozenset[str]:
    """Return the anchors of all matchers that a folded text holds."""
    return frozenset(chain.from_iterable(map(_anchors_of, set(text.split()))))


@lru_cache(maxsize=_WORDS_KEPT)
def _anchors_of(word: str) -> tuple[str, ...]:
    """Return the anchors inside a word; none of them holds a space, so no other stands in a text.

    Only pieces as long as some anchor are looked at: a "word" may be a page of Chinese or a line of underscores.
    """
    pieces = (word[i : i + length] for length in _anchor_lengths for i in range(len(word) - length + 1))
    return tuple(_known_anchors.intersection(pieces))


def compile_patterns(patterns: Iterable[str], groups: Mapping[str, Iterable[str]]) -> Matcher:
    """Make one matcher of several patterns; `groups` holds the lexicon. Raises CatalogueError on a bad pattern."""
    parts = [_Parser(pattern, groups).parse() for pattern in patterns]
    if not parts:
        raise CatalogueError("patterns-empty")
    return Matcher(parts)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern, or a piece of one, as an expression with literals: any match holds one of each of the `needs`.

    `anchors` are the strongest of the needs, those with the longest literals; none means that nothing is known.
    """

    regex: str
    needs: tuple[frozenset[str], ...] = ()

    @property
    def anchors(self) -> frozenset[str]:
        """The needs with the longest literals."""
        return max(self.needs, key=_shortest, default=frozenset())

    @property
    def strength(self) -> int:
        """The letters of the shortest anchor."""
        return _shortest(self.anchors)

    def fits(self, held: frozenset[str]) -> bool:
        """Return whether a text that holds these anchors can match."""
        for need in self.needs:  # noqa: SIM110 - half the time of all(), and this is asked of every pattern
            if need.isdisjoint(held):
                return False
        return True


def _shortest(anchors: frozenset[str]) -> int:
    return min(map(len, anchors), default=0)


class _Parser:
    """Recursive descent over the tokens of one pattern."""

    def __init__(self, pattern: str, groups: Mapping[str, Iterable[str]], inside: tuple[str, ...] = ()) -> None:
        self.pattern = pattern
        self.groups = groups
        self.inside = inside
        self.tokens = _TOKENS.findall(pattern)
        self.at = 0

    def parse(self) -> Pattern:
        part = self._choice()
        if self.at < len(self.tokens):
            raise self._error(f"“{self.tokens[self.at]}” is not expected here")
        if part.strength < _SHORTEST_ANCHOR:
            raise self._error("every match needs a fixed piece of three letters or more")
        return part

    def _choice(self) -> Pattern:
        parts = [self._sequence()]
        while self._peek() == "|":
            self.at += 1
            parts.append(self._sequence())
        return _either(parts)

    def _sequence(self) -> Pattern:
        regex, needs, spaced = "", list[frozenset[str]](), False
        while (token := self._peek()) not in ("", "|", ")", "]"):
            self.at += 1
            if token.isspace():
                spaced = bool(regex)
                continue
            glued = token.startswith("..") or regex.endswith("?")
            regex += " +" if spaced and not glued else ""
            part, spaced = self._item(token), False
            regex += part.regex
            needs += [need for need in part.needs if _shortest(need) >= _SHORTEST_ANCHOR]
        return Pattern(regex, tuple(dict.fromkeys(needs)))

    def _item(self, token: str) -> Pattern:
        if token[0] == "(":
            part = self._closed(")")
            return Pattern(f"(?:{part.regex} +)?") if re.match(part.regex + r"\Z", "") else part
        if token[0] == "[":
            return Pattern(f"(?:{self._closed(']').regex} +)?")
        if token.startswith(".."):
            return Pattern(_SENTENCE_GAP if len(token) == 3 else _CLAUSE_GAP)
        if token.startswith("{"):
            return self._group(token[1:-1])
        return _word(fold(token))

    def _closed(self, bracket: str) -> Pattern:
        part = self._choice()
        if self._peek() != bracket:
            raise self._error(f"“{bracket}” is missing")
        self.at += 1
        return part

    def _group(self, name: str) -> Pattern:
        if name not in self.groups or name in self.inside:
            raise self._error(f"there is no group “{name}” that could stand here")
        parts = [_Parser(pattern, self.groups, (*self.inside, name)).parse() for pattern in self.groups[name]]
        return _either(parts)

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _error(self, reason: str) -> CatalogueError:
        return CatalogueError("pattern-unreadable", pattern=self.pattern, problem=reason)


def _either(parts: Sequence[Pattern]) -> Pattern:
    """Return the choice between several pieces: it needs what one of them needs."""
    if len(parts) == 1:
        return Pattern(f"(?:{parts[0].regex})", parts[0].needs)
    known = all(part.anchors for part in parts)
    needs = (frozenset[str]().union(*(part.anchors for part in parts)),) if known else ()
    return Pattern("(?:" + "|".join(part.regex for part in parts) + ")", needs)


def _word(token: str) -> Pattern:
    pieces = [piece for piece in re.split(r"[* ]+", token) if piece]
    first = re.escape(pieces[0]) if pieces and token[:1].isalnum() else ""
    rest = re.escape(token[len(pieces[0]) :] if first else token).replace(r"\*", r"\w*").replace(r"\ ", " +")
    # Letters first and the edge of the word after them: then the engine leaps from one such piece to the next.
    before = rf"{first}(?<=\b{first})" if first else r"\b" if token[:1] == "*" else ""
    after = r"\b" if token[-1:].isalnum() or token[-1:] == "*" else ""
    return Pattern(before + rest + after, (frozenset({max(pieces, key=len)}),) if pieces else ())
