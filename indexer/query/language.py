"""Clausula's own query language: what is typed, or stands in URL parameters, becomes a `Query`.

    words              ranked, those that hold more of them first
    "exact phrase"     these very words, side by side
    -word  -"phrase"   must not be there; also: NOT word
    +word  a AND b     must be there
    a OR b             either
    prefix*            words that begin so (three letters at least)
    party:PER          agreement, party, bloc, topic, force, scope, addressee, enforcement, chapter, article,
                       instrument, lang, status
    -party:PER         leaves out
    signed:2010..2020  years or dates, either end may be left open
    inforce:2015-06-01 agreements that were in force on that day
    sort:date          the order: relevance, date, agreement
    us-peru 18.3.1(b)  a pinpoint, as people write it

In Spanish, Y, O and NO in capitals do what AND, OR and NOT do, unless all is written in capitals. As soon as one of the
signs is used, every word must be there. Parsing is total: whatever is typed gives a query or a `QueryError` with the
position.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from corpus.citation.pinpoints import read_pinpoint
from corpus.errors import QueryError
from corpus.model import LANGUAGES
from corpus.typography import visible
from indexer.engine.protocol import Order
from indexer.query.dates import read_day, read_range
from indexer.query.query import Part, Query, Word
from indexer.query.reference import DATES, EXAMPLES, FIELDS, NAMES, read_order, refuse_brackets
from indexer.query.thesaurus import detect_language
from indexer.query.words import fold, words

__all__ = ["FILTERS", "from_params", "parse_query", "pinpoint_of"]

FILTERS = tuple(FIELDS)
LONGEST = 2000
MOST_TERMS = 64
MOST_VALUES = 100  # of a filter
SHORTEST_PREFIX = 3

CONTROL = re.compile(r"[\u0000-\u0008\u000e-\u001f\u007f-\u009f]")
# Signs of other search engines that are not understood: "two words"~5, word~2, l?gging
NEAR = re.compile(r"[~^]\d*$|^(?:NEAR|XOR|(?i:near|adj|w|n|pre)/\d+)$")
WILDCARD = re.compile(r"[^\W\d_]\?[^\W\d_]")
SIGNS = {"|": "OR", "||": "OR", "&&": "AND", "!": "NOT"}
NUMBERED = re.compile(r"\s*\d")
SPANISH_SIGNS = {"O": "OR", "Y": "AND", "NO": "NOT"}
SPACE = re.compile(r"\s+")
QUOTES = {'"': '"', "“": "”", "”": "”", "„": "“", "«": "»"}
# "topic:fisheries", "-party:PER"; a time ("12:30") and one letter before a colon are no field.
FIELD = re.compile(r"(?P<sign>-?)(?P<name>[A-Za-z_]{2,}):(?=[^\s:])")
VALUELESS = re.compile(r"-?(?P<name>[a-z_]{2,}):(?=\s|\Z)")  # "topic:" and "party: PER"
NEXT = re.compile(r"\s*(?=\S)")
CHUNK = re.compile(r"\S+")
# "(forest": a bracket whose partner stands at another word would open another group when the query is written again.
_PAIRED = re.compile(r"\([^()]*\)")
_UNPAIRED = re.compile(r"[()]")
VALUE = re.compile(r'"([^"]*)"|(\S+)')


def parse_query(
    text: str,
    *,
    filters: Mapping[str, Iterable[str]] | None = None,
    language: str = "",
    all: bool = False,  # noqa: A002 - the name of the option that users know
    expand: bool = True,
) -> Query:
    """Read a query.

    `filters` adds values to the fields typed; a value that begins with "-" leaves out.

    Raises:
        QueryError: the text is too long, a quote is not closed, a field or date is unknown, a `*` stands where it
            would match everything. The position is that of the first character that is wrong.
    """
    if len(text) > LONGEST:
        raise QueryError("query-too-long", hint="use-at-most", position=LONGEST, count=len(text), most=LONGEST)
    reader = _QueryReader(_clean(text), language)
    reader.read()
    understood = reader.parts or reader.filters or reader.without or reader.signed or reader.in_force or reader.order
    if text.strip() and not understood:
        raise QueryError("only-signs", position=0)
    for name, values in (filters or {}).items():
        for value in [values] if isinstance(values, str) else values:
            sign = value.startswith("-")
            reader.field(name, value[sign:], excluded=sign, position=0)
    typed = " ".join(word.text for part in reader.parts for word in part.words)
    query = Query(
        parts=tuple(reader.parts),
        filters=_sorted(reader.filters),
        without=_sorted(reader.without),
        signed=reader.signed,
        in_force=reader.in_force,
        pinpoint=pinpoint_of(text),
        language=language or detect_language(typed),
        all=all,
        expand=expand,
        order=reader.order,
    )
    if query.strict:
        refuse_brackets(reader.text)
    return query


def _clean(text: str) -> str:
    """Remove invisible characters and replace control characters with spaces."""
    return unicodedata.normalize("NFC", visible(CONTROL.sub(" ", text)))


def _sorted(found: Mapping[str, list[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(sorted(set(found[name])))) for name in FILTERS if found.get(name))


def pinpoint_of(text: str) -> str:
    """Return the text if it may name a place: an article, a chapter, an id, with words that may name an agreement."""
    written = read_pinpoint(text)
    return text.strip() if written and not written.empty else ""


class _QueryReader:
    """Reads the text once, from left to right."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self.order: Order | None = None
        self.at = 0
        self.parts: list[Part] = []
        self.filters: dict[str, list[str]] = {}
        self.without: dict[str, list[str]] = {}
        self.signed: tuple[int, int] | None = None
        self.in_force = ""
        self.joining = False
        self.negating = False
        self.requiring = False
        self.count = 0

    def read(self) -> None:
        while found := NEXT.match(self.text, self.at):
            self.at = found.end()
            if not (self._field() or self._quoted()):
                self._bare()

    def _field(self) -> bool:
        bare = VALUELESS.match(self.text, self.at)
        if bare and (name := NAMES.get(bare["name"])):
            raise QueryError("field-without-value", position=self.at, field=bare["name"], example=EXAMPLES[name])
        found = FIELD.match(self.text, self.at)
        if not found or self.text.startswith("//", found.end()):  # an address of the web
            return False
        if fold(found["name"]) not in NAMES:
            raise QueryError("no-field", position=self.at, field=found["name"], fields=", ".join((*FILTERS, *DATES)))
        value = VALUE.match(self.text, found.end())
        if not value or self.text[found.end()] == '"' != value.group()[-1]:
            raise QueryError("quote-not-closed", hint="close-value", position=found.end())
        self.field(fold(found["name"]), value[1] or value[2] or "", excluded=bool(found["sign"]), position=found.end())
        self.at = value.end()
        self.joining = False
        return True

    def field(self, name: str, value: str, *, excluded: bool, position: int) -> None:
        """Add one filter."""
        name = NAMES.get(name, name)
        if excluded and name not in FILTERS and name in NAMES:
            raise QueryError("date-left-out", position=position, field=name)
        if name == "signed":
            self.signed = read_range(value, position)
        elif name == "inforce":
            self.in_force = read_day(value, position)
        elif name == "sort":
            self.order = read_order(value, position)
        elif name not in FILTERS:
            raise QueryError("no-field", position=position, field=name, fields=", ".join((*FILTERS, *DATES)))
        else:
            kept = self.without if excluded else self.filters
            values = [_value(name, piece) for piece in value.split(",") if piece.strip()]
            if not values:
                raise QueryError("field-without-value", position=position, field=name, example=EXAMPLES[name])
            kept.setdefault(name, []).extend(values)
            if len(kept[name]) > MOST_VALUES:
                raise QueryError("too-many-values", position=position, field=name, most=MOST_VALUES)

    def _quoted(self) -> bool:
        sign = self.text[self.at] == "-" and self.text[self.at + 1 : self.at + 2] in QUOTES
        start = self.at + sign
        if self.text[start : start + 1] not in QUOTES:
            return False
        closing = QUOTES[self.text[start]]
        end = min((e for e in (self.text.find(mark, start + 1) for mark in {closing, '"'}) if e > 0), default=-1)
        if end < 0:
            raise QueryError("quote-not-closed", position=start)
        self.at = end + 1
        self._add(Word(SPACE.sub(" ", self.text[start + 1 : end]).strip(), "phrase"), excluded=sign, position=start)
        return True

    def _bare(self) -> None:
        found = CHUNK.match(self.text, self.at)
        assert found is not None  # noqa: S101 - read() stops in front of a character
        chunk = found.group()
        quote = min((i for i, letter in enumerate(chunk) if i and letter in '"“«„'), default=len(chunk))
        chunk = chunk[:quote]
        start, self.at = self.at, self.at + len(chunk)
        if self._operator(chunk):
            return
        self._refuse_strange_signs(chunk, start)
        excluded = (chunk[0] in "-!" and len(chunk) > 1) or self.negating
        required = chunk.startswith("+")
        chunk = chunk[chunk[0] in "-+!" :] if len(chunk) > 1 else chunk
        self.requiring |= required
        if "*" in chunk:
            self._prefix(chunk, excluded=excluded, position=start + excluded)
        else:
            self._add(Word(chunk), excluded=excluded, position=start)

    def _is_sign(self, chunk: str) -> bool:
        """Return whether Y, O or NO is meant as a sign: in Spanish, not all in capitals, and not in "DS NO 44"."""
        if self.text == self.text.upper() or (chunk == "NO" and NUMBERED.match(self.text, self.at)):
            return False
        return (self.language or detect_language(self.text)) == "es"

    def _operator(self, chunk: str) -> bool:
        """Take an operator: OR and AND stand between words, NOT before one; other engines write them as signs."""
        if chunk in SPANISH_SIGNS and self._is_sign(chunk):
            chunk = SPANISH_SIGNS[chunk]
        chunk = SIGNS.get(chunk, chunk)
        if chunk == "NOT" and self.text[self.at :].strip():
            self.negating = True
        elif chunk == "OR" and self.parts and not self.parts[-1].excluded:
            self.joining = True
        elif chunk == "AND" and self.parts and self.text[self.at :].strip():
            self.requiring = True
            if not self.parts[-1].excluded:
                self.parts[-1] = self.parts[-1]._replace(required=True)
        else:
            return False
        return True

    @staticmethod
    def _refuse_strange_signs(chunk: str, start: int) -> None:
        if found := NEAR.search(chunk):
            raise QueryError("near-not-known", position=start + found.start(), sign=found.group())
        if found := WILDCARD.search(chunk):
            raise QueryError("wildcard-not-known", position=start + found.start())

    def _prefix(self, chunk: str, *, excluded: bool, position: int) -> None:
        stem = chunk.rstrip("*,.;?!)")
        if "*" in stem or len(words(stem)) != 1 or len(words(stem)[0]) < SHORTEST_PREFIX:
            raise QueryError("prefix-too-short", position=position + chunk.index("*"))
        self._add(Word(stem, "prefix"), excluded=excluded, position=position)

    def _add(self, word: Word, *, excluded: bool, position: int) -> None:
        if word.kind != "phrase" and _UNPAIRED.search(_PAIRED.sub("", word.text)):
            word = word._replace(text=_UNPAIRED.sub("/", word.text))
        held = words(word.text)
        joining, self.joining = self.joining, False
        excluded, self.negating = excluded or self.negating, False
        required, self.requiring = self.requiring and not excluded, False
        if not held:
            return
        self.count += len(held)
        if self.count > MOST_TERMS:
            raise QueryError("query-too-many-words", position=position, most=MOST_TERMS)
        if joining and not excluded:
            last = self.parts[-1]
            self.parts[-1] = last._replace(words=(*last.words, word))
        else:
            self.parts.append(Part((word,), excluded, required))


def _value(name: str, value: str) -> str:
    value = value.strip()
    if name in {"party", "bloc"}:
        return value.upper()
    return value.lower() if name != "article" else value


def from_params(params: Iterable[tuple[str, str]]) -> Query:
    """Read a query from URL parameters; other parameters (`page`, `limit`) are ignored.

    Raises:
        QueryError: as `parse_query` does.
    """
    filters: dict[str, list[str]] = {}
    single: dict[str, str] = {}
    for name, value in params:
        if name in FILTERS or name in (*DATES, "sort"):
            if value.strip():
                filters.setdefault(name, []).append(value)
        else:
            single[name] = value
    language = single.get("words", "")
    return parse_query(
        single.get("q", ""),
        filters=filters,
        language=language if language in LANGUAGES else "",
        all=single.get("all") == "1",
        expand=single.get("expand") != "0",
    )
