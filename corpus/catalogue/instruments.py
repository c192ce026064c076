"""The treaties, declarations and WTO agreements that trade agreements name, and where a text names them.

The list is `data/instruments.toml`; its slugs are also those of the digests.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from msgspec import Struct

from corpus.catalogue.data_file import rows
from corpus.errors import CatalogueError
from corpus.model import Bilingual, ReferenceKind, Slug

__all__ = ["Instrument", "Mention", "load_instruments", "mentions"]

_STEM = re.compile(r"[a-z0-9]+")
_ARTICLE_OF = (
    r"art(?:icle|iculo)\.?\s+{article}(?:\s?\([a-z]{{1,3}}\)){{0,2}}(?:\s+\([^()]{{3,60}}\))?"
    r",?\s+(?:of|del?)\s+(?:the\s+|la\s+)?$"
)


# "ILO Convention No. 182", "Convenio núm. 169 de la OIT"; the number alone tells nothing.
_ILO_NUMBER = re.compile(
    r"\bilo\s+conventions?\s+(?:no|number)?\.?\s*(\d{1,3})\b"
    r"|\bconvenios?\s+(?:no?|num|numero)?\.?[º°]?\s*(\d{1,3})\s+de\s+la\s+"
    r"(?:oit|organizacion internacional del trabajo)\b"
)


class Instrument(Struct, frozen=True, forbid_unknown_fields=True):
    """A treaty or declaration: its slug, its kind, its names by language, and the instrument it is an article of.

    `patterns` and `acronyms` are how texts call it: expressions over folded text, and exact short forms.
    """

    slug: Slug
    kind: ReferenceKind
    names: Bilingual
    of: str = ""
    article: str = ""
    patterns: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters `start` to `end` of a text name an instrument."""

    start: int
    end: int
    slug: str
    kind: ReferenceKind


@dataclass(frozen=True, slots=True)
class _Finder:
    trigger: re.Pattern[str]
    by_stem: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]
    acronyms: re.Pattern[str]
    by_acronym: Mapping[str, str]
    articles: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]


@cache
def load_instruments() -> Mapping[str, Instrument]:
    """Return the instruments by slug, in the order of the file."""
    return {row.slug: row for row in rows("instruments.toml", Instrument)}


def mentions(text: str) -> tuple[Mention, ...]:
    """Return where the text names instruments, in order and without overlaps; of two readings the longer counts.

    An article of an instrument that is listed by itself ("Article XX of the GATT 1994") is one mention.
    """
    finder = _finder()
    folded = _folded(text)
    found: list[tuple[int, int, str]] = []
    for trigger in finder.trigger.finditer(folded):
        for pattern, slug in finder.by_stem[trigger.group()]:
            match = pattern.match(folded, trigger.start())
            if match:
                found.append((match.start(), match.end(), slug))
    found += [(m.start(), m.end(), finder.by_acronym[m.group()]) for m in finder.acronyms.finditer(text)]
    found += [(m.start(), m.end(), f"ilo-c{m[1] or m[2]}") for m in _ILO_NUMBER.finditer(folded)]
    out: list[Mention] = []
    known = load_instruments()
    for start, end, slug in sorted(found, key=lambda each: (each[0], -each[1])):
        if out and start < out[-1].end:
            continue
        before = folded[max(0, start - 120) : start]
        for pattern, narrower in finder.articles.get(slug, ()):
            lead = pattern.search(before)
            if lead:
                start, slug = start - (len(before) - lead.start()), narrower  # noqa: PLW2901
                break
        kind = known[slug].kind if slug in known else "labour convention"  # an ILO convention that is not listed
        out.append(Mention(start, end, slug, kind))
    return tuple(out)


def _folded(text: str) -> str:
    """Return the text in lower case without accents, each character in its place."""
    if text.isascii():
        return text.lower()
    return "".join(_fold(sign) for sign in text)


@cache
def _fold(sign: str) -> str:
    plain = unicodedata.normalize("NFD", sign)[0].lower()
    return plain if len(plain) == 1 else sign


@cache
def _finder() -> _Finder:
    """Return the patterns, each under the words that it can begin with: only there it is tried."""
    by_stem: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    known = load_instruments().values()
    for entry in known:
        for source in entry.patterns:
            pattern = re.compile("(?:" + source.replace(" ", r"\s+") + ")(?![a-z0-9])")
            for stem in set(_stems(source)):
                by_stem.setdefault(stem, []).append((pattern, entry.slug))
    stems = sorted(by_stem, key=len, reverse=True)
    acronyms = {short: entry.slug for entry in known for short in entry.acronyms}
    articles: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for entry in known:
        if entry.of:
            lead = re.compile(_ARTICLE_OF.format(article=entry.article.lower()))
            articles.setdefault(entry.of, []).append((lead, entry.slug))
    return _Finder(
        re.compile(rf"(?<![a-z0-9])(?:{'|'.join(stems)})"),
        # The longest stem is what the expression finds, so it stands for the shorter ones as well.
        {stem: tuple(each for other in stems if stem.startswith(other) for each in by_stem[other]) for stem in stems},
        re.compile(rf"\b(?:{'|'.join(sorted(acronyms, key=len, reverse=True))})\b"),
        acronyms,
        {slug: tuple(patterns) for slug, patterns in articles.items()},
    )


def _stems(pattern: str) -> Iterator[str]:
    """Yield the words, or their beginnings, with which a pattern can begin."""
    if pattern.startswith("(?:"):
        choices, rest = _group(pattern)
        yield from (stem for choice in choices for stem in _stems(choice))
        if rest.startswith("?"):
            yield from _stems(rest[1:])
        return
    stem = _STEM.match(pattern)
    if stem is None:
        raise CatalogueError("instrument-start", pattern=pattern)
    yield stem[0][:-1] if pattern[stem.end() : stem.end() + 1] == "?" else stem[0]


def _group(pattern: str) -> tuple[list[str], str]:
    """Return the choices of the group that opens a pattern, and what follows the group."""
    depth, start, choices = 0, 3, list[str]()
    for index, sign in enumerate(pattern):
        depth += (sign == "(") - (sign == ")")
        if (depth == 1 and sign == "|") or depth == 0:
            choices.append(pattern[start:index])
            start = index + 1
        if depth == 0:
            return choices, pattern[start:]
    raise CatalogueError("instrument-group", pattern=pattern)
