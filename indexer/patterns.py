"""The small pattern language of the taxonomy and the lexicon, made into regular expressions over folded text.

A pattern is a phrase: ``illegal (logging|timber)``, ``sustainabl* .. forest*``, ``[the] precautionary principle``.

* ``*`` in a word stands for any letters: ``forest*``, ``*forest``, ``labo*r``; letters match without case and
  accents, and a hyphen, a slash and a line break are spaces;
* ``(a|b c)`` is a choice, ``[a]`` and ``(a|)`` may be missing, ``{name}`` is a group of the lexicon;
* ``..`` bridges up to 80 characters of one clause, ``...`` up to 300 of one sentence, points of a list included.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from corpus.errors import CatalogueError

__all__ = ["Matcher", "compile_patterns", "fold"]

_FOLDED = str.maketrans(
    "İáàâäãéèêëíìîïóòôöõúùûüñç’‘‛´`“”„«»-‐‑‒–—/\n\t\r\f\v\u00a0\u2009\u202f\u037e",
    "iaaaaaeeeeiiiiooooouuuunc'''''\"\"\"\"\"       \x20\x20\x20\x20\x20\x20\x20\x20;",
)
_TOKENS = re.compile(r"\.\.\.|\.\.|[()|\[\]]|\{[\w-]+\}|\s+|[^\s()|\[\]{}]+")
_CLAUSE_GAP = r"(?:[^.;:\n]|\.(?![ \n])){0,80}?"
_SENTENCE_GAP = r"(?:[^.]|\.(?![ \n])){0,300}?"
_SHORTEST_ANCHOR = 3


def fold(text: str) -> str:
    """Return `text` in lower case without accents, every character in its place: offsets stay valid."""
    return text.translate(_FOLDED).lower().translate(_FOLDED)


@dataclass(frozen=True, slots=True)
class Matcher:
    """Several patterns as one expression. No text without one of the `anchors` can match."""

    regex: re.Pattern[str]
    anchors: frozenset[str]

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in a folded text."""
        return self.regex.search(text) if self.possible(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in a folded text."""
        return self.regex.finditer(text) if self.possible(text) else iter(())

    def possible(self, text: str) -> bool:
        """Say, fast, whether the text holds one of the anchors."""
        return any(anchor in text for anchor in self.anchors)


def compile_patterns(patterns: Iterable[str], groups: Mapping[str, Iterable[str]]) -> Matcher:
    """Make one matcher of several patterns; `groups` holds the lexicon. Raises CatalogueError on a bad pattern."""
    parts = [_Parser(pattern, groups).parse() for pattern in patterns]
    if not parts:
        raise CatalogueError("A list of patterns is empty.", "Write at least one phrase or leave the key out.")
    anchors = frozenset[str]().union(*(part.anchors for part in parts))
    return Matcher(re.compile("|".join(part.regex for part in parts)), anchors)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a pattern as an expression, with literals of which any match holds one; none means unknown."""

    regex: str
    anchors: frozenset[str] = frozenset()

    @property
    def strength(self) -> int:
        return min(map(len, self.anchors), default=0)


class _Parser:
    """Recursive descent over the tokens of one pattern."""

    def __init__(self, pattern: str, groups: Mapping[str, Iterable[str]], inside: tuple[str, ...] = ()) -> None:
        self.pattern = pattern
        self.groups = groups
        self.inside = inside
        self.tokens = _TOKENS.findall(pattern)
        self.at = 0

    def parse(self) -> _Part:
        part = self._choice()
        if self.at < len(self.tokens):
            raise self._error(f"“{self.tokens[self.at]}” is not expected here")
        if part.strength < _SHORTEST_ANCHOR:
            raise self._error("every match needs a fixed piece of three letters or more")
        return part

    def _choice(self) -> _Part:
        parts = [self._sequence()]
        while self._peek() == "|":
            self.at += 1
            parts.append(self._sequence())
        known = all(part.anchors for part in parts)
        anchors = frozenset[str]().union(*(part.anchors for part in parts)) if known else frozenset[str]()
        return _Part("(?:" + "|".join(part.regex for part in parts) + ")", anchors)

    def _sequence(self) -> _Part:
        regex, best, spaced = "", _Part(""), False
        while (token := self._peek()) not in ("", "|", ")", "]"):
            self.at += 1
            if token.isspace():
                spaced = bool(regex)
                continue
            glued = token.startswith("..") or regex.endswith("?")
            regex += " +" if spaced and not glued else ""
            part, spaced = self._item(token), False
            regex += part.regex
            best = max(best, part, key=lambda piece: piece.strength)
        return _Part(regex, best.anchors)

    def _item(self, token: str) -> _Part:
        if token[0] == "(":
            part = self._closed(")")
            return _Part(f"(?:{part.regex} +)?") if re.match(part.regex + r"\Z", "") else part
        if token[0] == "[":
            return _Part(f"(?:{self._closed(']').regex} +)?")
        if token.startswith(".."):
            return _Part(_SENTENCE_GAP if len(token) == 3 else _CLAUSE_GAP)
        if token.startswith("{"):
            return self._group(token[1:-1])
        return _word(fold(token))

    def _closed(self, bracket: str) -> _Part:
        part = self._choice()
        if self._peek() != bracket:
            raise self._error(f"“{bracket}” is missing")
        self.at += 1
        return part

    def _group(self, name: str) -> _Part:
        if name not in self.groups or name in self.inside:
            raise self._error(f"there is no group “{name}” that could stand here")
        parts = [_Parser(pattern, self.groups, (*self.inside, name)).parse() for pattern in self.groups[name]]
        return _Part(
            "(?:" + "|".join(p.regex for p in parts) + ")", frozenset[str]().union(*(p.anchors for p in parts))
        )

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _error(self, reason: str) -> CatalogueError:
        return CatalogueError(f"The pattern “{self.pattern}” cannot be read: {reason}.", "See indexer/patterns.py.")


def _word(token: str) -> _Part:
    pieces = [piece for piece in re.split(r"[* ]+", token) if piece]
    regex = re.escape(token).replace(r"\*", r"\w*").replace(r"\ ", " +")
    before = r"\b" if token[:1].isalnum() or token[:1] == "*" else ""
    after = r"\b" if token[-1:].isalnum() or token[-1:] == "*" else ""
    return _Part(before + regex + after, frozenset({max(pieces, key=len)}) if pieces else frozenset())
