"""How a breach can be pursued, found in the text: which dispute procedure covers which chapter, and who says so.

A chapter may be taken out of dispute settlement ("No Party may have recourse to dispute settlement …", "Chapter 15
shall not apply to this Chapter", "shall only have recourse to Articles 13.14 and 13.15"). Then what is left is a
panel of experts, consultations, or nothing. A chapter may send its disputes to the general procedure itself, and the
general procedure may cover all that is not taken out; what it does not cover may go to a council. What an investor may
take to arbitration has a name of its own. Where the text says none of this, the answer is "unstated". The phrases stand
in `data/enforcement.toml`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.model import Enforcement, Provision
from corpus.numbering import in_digits
from indexer.classify.article_lists import ArticlePlace, chapters_named, places_named
from indexer.classify.dispute_clauses import FoldedClause, Headings, clauses_of, title_of
from indexer.classify.exclusions import (
    Exclusion,
    after_exception,
    divisions_by_article,
    exclusions_of,
    in_their_division,
    unambiguous,
)
from indexer.classify.patterns import fold
from indexer.classify.topics import Classification

__all__ = ["enforcement_of"]

# As in: the provisions of Title IV (Trade), the application of Part III of this Agreement, of this Part.
_OF_PART = re.compile(r"(?:provisions|application) of (?:(title|part) (\w+)|this part)")

# As in: matters that arise under Section A (Mergers) or Section D.
_UNDER_SECTION = re.compile(r"\baris\w+ under section \w\b")

SourcedEnforcement = tuple[Enforcement, str]
_UNSTATED: SourcedEnforcement = ("unstated", "")


@dataclass(frozen=True, slots=True)
class _Remedies:
    """What each division has instead of dispute settlement, by the provision that says so."""

    experts: Mapping[Headings, str]
    terms: Mapping[Headings, tuple[str, frozenset[ArticlePlace]]]
    talks: Mapping[Headings, FoldedClause]

    def left(self, clause: FoldedClause, frames: Sequence[Headings], excluded: Exclusion) -> SourcedEnforcement:
        """Return what remains for a provision that is taken out; `frames` are its divisions, the innermost first."""
        for division in frames:
            if division in self.experts:
                source, examined = self.terms.get(division, (self.experts[division], frozenset()))
                if not examined or any(place.covers(clause.article, clause.provision) for place in examined):
                    return "panel-of-experts", source
            if division in self.talks and _in_its_sections(clause, self.talks[division]):
                return "consultations", self.talks[division].provision.id
        return "excluded", excluded.source


def enforcement_of(provisions: Sequence[tuple[Provision, Classification]]) -> Mapping[str, SourcedEnforcement]:
    """Return for each provision of one agreement (enforcement, id of the provision that says so, "" for unstated)."""
    clauses = clauses_of(provision for provision, _ in provisions)
    divisions = {clause.division for clause in clauses}
    disputes = {division for division in divisions if _about_disputes(division)}
    talks = {each.division: each for each in reversed(clauses) if each.division and "talks" in each.says}
    remedies = _Remedies(_first(clauses, "experts"), _terms(clauses), talks)
    sends = {where: source for where, source in _first(clauses, "sends").items() if where not in disputes}
    investors = {where: source for where, source in _first(clauses, "investor").items() if "inv" in title_of(where)}
    frames = {division: _frames(division, divisions) for division in divisions}
    general, left_out, covered = _general(clauses, disputes)
    council = next((clause.provision.id for clause in clauses if "council" in clause.says), "")
    exclusions = [found for clause in clauses for found in exclusions_of(clause, disputes)]
    having = divisions_by_article(clauses)
    exclusions = [unambiguous(in_their_division(each, having), divisions) for each in (*exclusions, left_out)]
    not_for_investors = [found for clause in clauses for found in exclusions_of(clause, disputes, "no-investor")]
    out: dict[str, SourcedEnforcement] = {}
    for clause in clauses:
        provision, division = clause.provision, clause.division
        excluded = next((each for each in exclusions if each.covers(clause)), None)
        opens_or_ends = division and division[-1].kind in {"preamble", "conclusion"}
        if not provision.headings or (opens_or_ends and excluded is None):
            out[provision.id] = _UNSTATED
        elif excluded is not None and not (excluded is exclusions[-1] and division in sends):
            out[provision.id] = remedies.left(clause, frames[division], excluded)
        elif division in sends:
            out[provision.id] = ("dispute-settlement", sends[division])
        elif (chapter := next((each for each in frames[division] if each in investors), None)) and not any(
            each.covers(clause) for each in not_for_investors
        ):
            out[provision.id] = ("investor-state", investors[chapter])
        else:
            source = general if division in covered else council
            out[provision.id] = ("dispute-settlement", source) if source else _UNSTATED
    return out


def _in_its_sections(clause: FoldedClause, talks: FoldedClause) -> bool:
    """Tell whether talks reach a provision: where they name sections of their chapter, they are about these alone."""
    named = set(re.findall(r"\bsection (\w)\b", talks.folded)) if _UNDER_SECTION.search(talks.folded) else set()
    return not named or any(h.kind == "section" and fold(h.number) in named for h in clause.provision.headings)


def _about_disputes(division: Headings) -> bool:
    title = title_of(division)
    return any(word in title for word in ("dispute", "controversias", "diferencias"))


def _first(clauses: Iterable[FoldedClause], name: str) -> dict[Headings, str]:
    """Return the first provision of each division that says something."""
    out: dict[Headings, str] = {}
    for clause in clauses:
        if clause.division and name in clause.says:
            out.setdefault(clause.division, clause.provision.id)
    return out


def _frames(division: Headings, divisions: Iterable[Headings]) -> list[Headings]:
    """Return the divisions that frame a provision, the innermost first; an annex 10-B belongs to chapter 10."""
    frames = [division[:size] for size in range(len(division), 0, -1)]
    if division and division[-1].kind == "annex":
        chapter = re.split(r"[-.]", division[-1].number)[0]
        frames += [each for each in divisions if each and each[-1].kind == "chapter" and each[-1].number == chapter]
    return frames


def _general(clauses: Sequence[FoldedClause], disputes: set[Headings]) -> tuple[str, Exclusion, set[Headings]]:
    """Return the provision that gives the general procedure its scope, what it leaves out, and what it may cover.

    The chapters on disputes are looked through first and the annexes last, as a source may print the agreement again
    inside one. Disputes with investors, and over what one Party's agencies do, have procedures of their own.
    """
    for clause in sorted(
        clauses, key=lambda c: (any(h.kind == "annex" for h in c.division), c.division not in disputes)
    ):
        name = next((each for each in ("general", "council") if each in clause.says), "")
        if not name or any(word in title_of(clause.division) for word in ("invest", "telecom")):
            continue
        start, end = clause.span(name)
        # The points of the provision say what a dispute is, and name chapters for other reasons.
        sides = (clause.text[:start], clause.text[end:].partition(" (a) ")[0])
        kept = " ".join(after_exception(side) for side in sides)
        source = clause.provision.id
        left_out = Exclusion(source, clause.division, chapters=chapters_named(kept), places=places_named(kept))
        return source, left_out, _covered(clause, clauses)
    return "", Exclusion(""), set()


def _covered(clause: FoldedClause, clauses: Sequence[FoldedClause]) -> set[Headings]:
    """Return the divisions that a general procedure can cover: all, or those of the part or title that it names.

    Where the source lost its titles, they are the chapters that are counted on to the one on disputes.
    """
    divisions = list(dict.fromkeys(each.division for each in clauses))
    part = _OF_PART.search(clause.folded)
    if not part:
        return set(divisions)
    kind, number = part[1] or "part", part[2] or next((h.number for h in clause.division if h.kind == "part"), "")
    if number and any(heading.kind in {"part", "title"} for heading in clause.division):
        named = {where for where in divisions if any(h.kind == kind and fold(h.number) == number for h in where)}
        return named or set(divisions)
    runs: list[set[Headings]] = [set()]
    last, before = 0, ""
    for where in divisions:
        count = int(in_digits(where[-1].number)) if where and in_digits(where[-1].number).isdigit() else last
        kind = where[-1].kind if where else ""
        if count < last or (kind == "chapter" and (count == last or before == "title")):
            runs.append(set())
        runs[-1].add(where)
        last, before = count, kind
    return next((run for run in runs if clause.division in run), set(divisions))


def _terms(clauses: Iterable[FoldedClause]) -> dict[Headings, tuple[str, frozenset[ArticlePlace]]]:
    """Return what the panel of experts of a division may examine, where its terms of reference name articles."""
    out: dict[Headings, tuple[str, frozenset[ArticlePlace]]] = {}
    for clause in clauses:
        if "terms" in clause.says and (places := places_named(clause.text[clause.span("terms")[1] :])):
            out.setdefault(clause.division, (clause.provision.id, places))
    return out
