"""The terms that an agreement defines: what its own words say that each means, and where a provision uses one.

A term is looked for in two shapes: "enterprise means …" or "enterprise: …" where a provision says what terms mean, and
a name given in passing, as in (“covered agreements”) or (hereinafter referred to as "GATS"). What stands in neither is
not known here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from indexer.classify.force import GLOSS
from indexer.record import Record, TextSpan

__all__ = ["Definition", "Use", "definitions", "uses"]

_QUOTED = '["“«]([^"“”«»]{2,50})["”»]'
_SAYS = r"(?:(?:shall )?mean(?:s)?\b(?! of\b)|includes\b|has the meaning\b|significa\b|se entiende\b)"
_MEANS = re.compile(rf"(?:^|: )((?!(?:The|A|An|For|El|La|Para)\b)[\w\-() ]{{2,60}}?):? {_SAYS}")
_QUOTED_MEANS = re.compile(rf"{_QUOTED},? {_SAYS}")
_FROM_NOW = '(?:herein)?after[^"“«()]{0,30}|(?:en|de ahora en) adelante,?[^"“«()]{0,20}|the |el |la |los |las '
_NAMED = re.compile(rf"\((?:{_FROM_NOW})?{_QUOTED}\)")
_ARTICLE = re.compile(r"^(?:the|el|la|los|las) ")
_WHOLE = re.compile(r"\b(?:this Agreement|(?:este|presente) (?:Acuerdo|Tratado))\b")
_DIVISIONS = {"part", "title", "chapter", "annex"}
_BEFORE, _OPENING = 220, 160  # characters: of a sentence that gives a name; of an article that says what it is for


class Definition(Struct, frozen=True):
    """A term with the words that define it, in a provision or a point of it ("a.i").

    `division` is where it holds, empty for all of the agreement.
    """

    term: str
    provision: str
    point: str
    words: str
    language: str
    division: tuple[str, ...]


class Use(Struct, frozen=True):
    """The first place in a provision where it uses a term."""

    span: TextSpan
    definition: Definition


def definitions(records: Iterable[Record]) -> tuple[Definition, ...]:
    """Return the terms that the provisions of an agreement define, in their order."""
    out: list[Definition] = []
    article, opening = "", ""
    for record in records:
        if record.article != article:
            article, opening = record.article, record.text[:_OPENING]
        everywhere = _WHOLE.search(f"{opening} {record.text[:_OPENING]}") is not None
        for term, point, words, named in _defined(record):
            division = _division(record)
            annexed = any(step.startswith("annex ") for step in division)  # what an annex names, it names for itself
            held = () if (everywhere or named) and not annexed else division
            out.append(Definition(_ARTICLE.sub("", term), record.id, point, words, record.language, held))
    return tuple(out)


def _defined(record: Record) -> Iterator[tuple[str, str, str, bool]]:
    """Yield term, point, words, and whether it is only a name, for what a provision defines."""
    parties = record.article.endswith("/preamble")  # its names are those of the Parties, which need no telling
    for passage in record.passages():
        found = [(m, False) for m in _QUOTED_MEANS.finditer(passage.text)]
        if record.force == "definition" and not found:
            found += [(m, False) for m in _MEANS.finditer(passage.text)]
            found += [(m, False) for m in (GLOSS.match(passage.text),) if m and not found]
        found += [(m, True) for m in _NAMED.finditer(passage.text) if not parties]
        for match, named in found:
            if named:
                words = passage.text[: match.end()][-_BEFORE:]
                words = words if len(words) < _BEFORE else f"… {words.partition(' ')[2]}"
            else:
                words = passage.text[match.start() :].removeprefix(": ").partition("\n")[0]
                words += " " * (not passage.path) + _below(record) * (not passage.path)
            yield match[1].strip(), ".".join(passage.path), words.strip(), named


def _below(record: Record) -> str:
    """Return the points of a paragraph that belong to the words before them."""
    return " ".join(words for passage in record.passages() if passage.path and (words := passage.labelled()))


def _division(record: Record) -> tuple[str, ...]:
    return tuple(f"{h.kind} {h.number} {h.title}" for h in record.headings if h.kind in _DIVISIONS)


def uses(record: Record, defined: tuple[Definition, ...]) -> list[Use]:
    """Return where a provision first uses each term that is defined for it, in another provision."""
    known, forms, pattern = _table(defined, record.language, _division(record))
    out: dict[str, Use] = {}
    for passage in record.passages():
        for match in pattern.finditer(passage.text):
            term = forms[match[0]]
            if known[term].provision != record.id:
                out.setdefault(term, Use(TextSpan(passage.where, match.start(), match.end()), known[term]))
    return list(out.values())


@lru_cache(maxsize=64)
def _table(
    defined: tuple[Definition, ...], language: str, division: tuple[str, ...]
) -> tuple[Mapping[str, Definition], Mapping[str, str], re.Pattern[str]]:
    """Return the terms that hold in a division, the narrowest definition of each, and what finds their forms."""
    fitting = [
        each for each in defined if each.language == language and each.division == division[: len(each.division)]
    ]
    known = {each.term: each for each in sorted(fitting, key=lambda each: len(each.division))}
    forms = {form: term for term in known for form in _forms(term)}
    # "this Agreement" needs no definition.
    words = "|".join(map(re.escape, sorted(forms, key=len, reverse=True))) or "(?!)"
    return known, forms, re.compile(rf"(?<![\w-])(?<!this )(?<!presente )(?:{words})(?![\w-])")


def _forms(term: str) -> set[str]:
    """Return a term in singular and plural, and as it opens a sentence."""
    base = term[:-1] if term.endswith("s") and not term.endswith("ss") else term
    forms = {term, base, f"{base}s", re.sub("y$", "ies", base)}
    return forms | {form[0].upper() + form[1:] for form in forms}
