"""What was asked, as a value, and written as text or as URL parameters, which `query.language` reads again."""

import re
from typing import Literal, NamedTuple

from indexer.engine.protocol import Order
from indexer.query.dates import range_text

__all__ = ["Part", "Query", "Word", "to_params", "to_text"]

_SPACE = re.compile(r"\s")

WordKind = Literal["word", "phrase", "prefix"]


class Word(NamedTuple):
    """A word, a phrase or the beginning of a word, as typed."""

    text: str
    kind: WordKind = "word"


class Part(NamedTuple):
    """Words of which any one is wanted (they were joined by OR).

    `excluded` if none may be there; `required` if a sign says that one must be.
    """

    words: tuple[Word, ...]
    excluded: bool = False
    required: bool = False


class Query(NamedTuple):
    """What was asked.

    `filters` and `without` hold (field, values) in the order of `FILTERS`, `signed` the first and last day as
    yyyymmdd. `pinpoint` is the text if it may name a place in an agreement; `parts` then still hold its words.
    `language` is that of the words ("en", "es"), given or detected. `all` searches scope "none" too, `expand` adds the
    thesaurus's terms, `order` is the order of the hits if one was typed.
    """

    parts: tuple[Part, ...] = ()
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    without: tuple[tuple[str, tuple[str, ...]], ...] = ()
    signed: tuple[int, int] | None = None
    in_force: str = ""
    pinpoint: str = ""
    language: str = "en"
    all: bool = False
    expand: bool = True
    order: Order | None = None

    @property
    def strict(self) -> bool:
        """Whether a sign of the query language was used, so that every word must be there."""
        return any(
            part.excluded or part.required or len(part.words) > 1 or part.words[0].kind != "word" for part in self.parts
        )

    @property
    def empty(self) -> bool:
        """Whether nothing is asked that could match."""
        asked = any(not part.excluded for part in self.parts) or self.filters or self.signed or self.in_force
        return not asked


def to_text(query: Query) -> str:
    """Write the query so that `parse_query` reads the same parts and filters from it."""
    said = []
    for part in query.parts:
        alternatives = " OR ".join(_written(word) for word in part.words)
        sign = "-" if part.excluded else "+" if part.required and len(part.words) == 1 else ""
        said.append(f"{sign}{alternatives}")
    for sign, kept in (("", query.filters), ("-", query.without)):
        said.extend(f"{sign}{name}:{_quoted(_one(value))}" for name, values in kept for value in values)
    if query.signed:
        said.append(f"signed:{range_text(query.signed)}")
    if query.in_force:
        said.append(f"inforce:{query.in_force}")
    if query.order:
        said.append(f"sort:{query.order}")
    return " ".join(said)


def _written(word: Word) -> str:
    return {"word": word.text, "phrase": f'"{word.text}"', "prefix": f"{word.text}*"}[word.kind]


def _one(value: str) -> str:
    """Return a value ("Hong Kong, China") without commas, which would part it; values are compared without signs."""
    return value.replace(",", "")


def _quoted(value: str) -> str:
    return f'"{value}"' if _SPACE.search(value) else value


def to_params(query: Query) -> list[tuple[str, str]]:
    """Write the query as URL parameters, in one order for equal queries."""
    words_only = query._replace(filters=(), without=(), signed=None, in_force="", order=None)
    params = [("q", to_text(words_only))] if query.parts else []
    for sign, kept in (("", query.filters), ("-", query.without)):
        params += [(name, f"{sign}{_one(value)}") for name, values in kept for value in values]
    if query.signed:
        params.append(("signed", range_text(query.signed)))
    if query.in_force:
        params.append(("inforce", query.in_force))
    if query.order:
        params.append(("sort", query.order))
    params.append(("words", query.language))
    params += [("all", "1")] if query.all else []
    params += [] if query.expand else [("expand", "0")]
    return params
