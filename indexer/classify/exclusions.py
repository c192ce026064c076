"""What a clause takes out of dispute settlement: a division, chapters by number, articles or paragraphs."""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from indexer.classify.article_lists import ArticlePlace, chapters_named, places_named
from indexer.classify.dispute_clauses import FoldedClause, Headings, spoken, title_of

__all__ = ["Exclusion", "after_exception", "exclusions_of", "in_their_division", "unambiguous"]

_WHOLE = (
    r"(?:chapter|title|part|sub-?section|section|annex|article|paragraph"
    r"|cap[ií]tulo|t[ií]tulo|subsecci[oó]n|secci[oó]n|anexo|art[ií]culo|p[aá]rrafo)"
)
_THIS = re.compile(rf"\b(?:this|el presente|la presente|este|esta)\s+({_WHOLE})", re.IGNORECASE)
# As in "Chapter 18", "Título IX"
_NAMED = re.compile(r"\b(chapter|title|part|t[ií]tulo|cap[ií]tulo)\s+([\w-]+)", re.IGNORECASE)
# As in "shall not apply", "no se aplicarán"
_NOT_APPLY = re.compile(r"(?:shall|does|do) not apply|no se aplicar[aá]n?|no ser[aá]n? aplicables?", re.IGNORECASE)
# As in "other than", "con excepción de"
_EXCEPT = re.compile(
    r"\b(?:other than|except(?: for| as regards)?|with the exception of|con excepci[oó]n de|salvo|excepto)\b",
    re.IGNORECASE,
)
# What stands before these words is taken out: "A decision under this Article shall not be subject to …".
_NOT_SUBJECT = re.compile(
    r"\bnot (?:be )?(?:subject to|pursued under)|\bno (?:estar|quedar)[aá]n? sujet[oa]s?", re.IGNORECASE
)
# "shall only have recourse to the procedures of this Article": what is taken out comes first
_ONLY = re.compile(r"\bonly\b|\bexclusive|[uú]nicamente|exclusiva", re.IGNORECASE)
# "except paragraph 2", "salvo los párrafos 2 y 3": paragraphs of the article itself
_PARAGRAPHS = re.compile(
    r"\b(?:paragraphs?|p[aá]rrafos?)\s+((?:\(?\d+\)?(?:,\s*|\s+(?:and|or|y|o|to)\s+)?)+)(?!\s*of article)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.;])\s")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What one provision takes out, and the places it leaves in; `stands` is the division of that provision.

    `home` is the division whose articles the places mean, where other divisions have articles of the same numbers.
    `orders` are the provisions of a section whose ends nothing marks, as far as the clause tells them.
    """

    source: str
    stands: Headings = ()
    division: Headings | None = None
    chapters: frozenset[tuple[str, str]] = frozenset()
    places: frozenset[ArticlePlace] = frozenset()
    left_in: frozenset[ArticlePlace] = frozenset()
    home: Headings | None = None
    orders: range = range(sys.maxsize)

    def __bool__(self) -> bool:
        return self.division is not None or bool(self.chapters or self.places)

    def covers(self, clause: FoldedClause) -> bool:
        """Return whether a clause is taken out."""
        number, division, provision = clause.article, clause.division, clause.provision
        at_home = self.home is None or division == self.home
        if at_home and any(place.covers(number, provision) for place in self.left_in):
            return False
        within = self.division is not None and provision.headings[: len(self.division)] == self.division
        within = within and clause.order in self.orders
        named = any((heading.kind, heading.number) in self.chapters for heading in division[-1:])
        return within or named or (at_home and any(place.covers(number, provision) for place in self.places))


def after_exception(text: str) -> str:
    """Return what follows "except for", "other than" or their like, else ""."""
    word = _EXCEPT.search(text)
    return text[word.end() :] if word else ""


def exclusions_of(clause: FoldedClause, disputes: set[Headings], kind: str = "excludes") -> Iterator[Exclusion]:
    """Yield what the sentences of a clause take out; `kind` is the name of the phrases that do it."""
    if kind == "excludes" and "elsewhere" in clause.says:
        yield _left_to_another(clause)
    if not clause.says & {kind, "not-apply"}:
        return
    own = clause.division in disputes
    for sentence in _SENTENCE.split(clause.text):
        at = spoken(kind, sentence)
        if at < 0 and kind == "excludes" and (_names_disputes(sentence, disputes) or own):
            at = spoken("not-apply" if not own else "this-does-not", sentence)
        takes_out = at >= 0 and spoken("only-a-step", sentence, at) < 0
        if takes_out and (found := _taken_out(clause, sentence, disputes)):
            yield found


def _left_to_another(clause: FoldedClause) -> Exclusion:
    """Return what a clause leaves to the WTO: its division, if its title names the matter, else its article."""
    named, said = (set(re.findall(r"\w{5,}", text)) for text in (title_of(clause.division), clause.folded))
    if named & said:
        return Exclusion(clause.provision.id, clause.division, clause.division)
    return Exclusion(clause.provision.id, clause.division, places=frozenset({ArticlePlace(clause.article)}))


def divisions_by_article(clauses: Iterable[FoldedClause]) -> Mapping[str, set[Headings]]:
    """Return the divisions in which each article number stands: several where an agreement counts anew."""
    out: dict[str, set[Headings]] = {}
    for clause in clauses:
        out.setdefault(clause.article, set()).add(clause.division)
    return out


def in_their_division(exclusion: Exclusion, having: Mapping[str, set[Headings]]) -> Exclusion:
    """Return an exclusion that means the articles of its own division, where others have articles of those numbers."""
    wanted = [having.get(place.article, set()) for place in exclusion.places | exclusion.left_in]
    if any(len(where) > 1 for where in wanted) and any(exclusion.stands in where for where in wanted):
        return replace(exclusion, home=exclusion.stands)
    return exclusion


def unambiguous(exclusion: Exclusion, divisions: Iterable[Headings]) -> Exclusion:
    """Drop chapters whose number stands in several titles, as nothing tells which is meant.

    A chapter of the same name that the source prints again, in an annex, is the same chapter.
    """
    chapters = {heading for division in divisions for heading in division[-1:]}
    counts = Counter((heading.kind, heading.number) for heading in chapters)
    return replace(exclusion, chapters=frozenset(chapter for chapter in exclusion.chapters if counts[chapter] == 1))


def _names_disputes(sentence: str, disputes: set[Headings]) -> bool:
    """Return whether a sentence says that the dispute settlement chapter, or Article 21.2 of it, does not apply."""
    numbers = {heading.number.lower() for division in disputes for heading in division[-1:]}
    before = _NOT_APPLY.split(sentence)[0]
    named = {number.lower() for _, number in _NAMED.findall(before)}
    return bool(numbers & (named | {p.article.partition(".")[0] for p in places_named(before) if "." in p.article}))


def _taken_out(clause: FoldedClause, sentence: str, disputes: set[Headings]) -> Exclusion:
    """Return what a sentence takes out. Where it says "shall not apply to …", that is what follows."""
    provision = clause.provision
    before, *after = _NOT_APPLY.split(sentence, maxsplit=1)
    taken = after[0] if after and len(after[0].split()) > 1 else before
    taken, *_ = _NOT_SUBJECT.split(taken, maxsplit=1)
    word = _EXCEPT.search(taken)
    left_in = _places(clause, taken[word.end() :]) if word else frozenset()
    taken = taken[: word.start()] if word and taken[: word.start()].strip() else taken
    this = [name.lower() for name in _THIS.findall(taken)]
    this = this[:1] if _ONLY.search(taken) else this[-1:]
    if this and clause.division not in disputes:
        found = _this(clause, this[0], opens=bool(_THIS.match(taken)))
    else:  # in the dispute settlement chapter "this Chapter" is the procedure, and what it leaves out is named
        procedures = {(heading.kind, heading.number) for division in disputes for heading in division[-1:]}
        found = Exclusion(
            provision.id, clause.division, None, chapters_named(taken) - procedures, places_named(taken) - left_in
        )
    return replace(found, left_in=left_in)


def _places(clause: FoldedClause, text: str) -> frozenset[ArticlePlace]:
    """Return the articles that a text names, and the paragraphs of the provision's own article."""
    if named := places_named(text):
        return named
    return frozenset(
        ArticlePlace(clause.article, n) for found in _PARAGRAPHS.findall(text) for n in re.findall(r"\d+", found)
    )


def _this(clause: FoldedClause, last: str, *, opens: bool) -> Exclusion:
    """Return what "this Article", "this Section" or "this Chapter" takes out.

    Of a section without a heading the clause is the first ("This Section is not subject to …"), else the last.
    """
    number, stands, provision = clause.article, clause.division, clause.provision
    if last.startswith(("para", "párr", "parr")):
        return Exclusion(provision.id, stands, places=frozenset({ArticlePlace(number, provision.label)}))
    if last.startswith("art"):
        return Exclusion(provision.id, stands, places=frozenset({ArticlePlace(number)}))
    if last.startswith(("sub", "sec")):
        kinds = {"subsection"} if last.startswith("sub") else {"section"}
        inner = next((i for i, heading in enumerate(provision.headings, start=1) if heading.kind in kinds), 0)
        if inner:
            return Exclusion(provision.id, stands, provision.headings[:inner])
        orders = range(clause.order, sys.maxsize) if opens else range(clause.order + 1)
        return Exclusion(provision.id, stands, stands or None, orders=orders)
    return Exclusion(provision.id, stands, stands or None)
