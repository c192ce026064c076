"""How a breach can be pursued, found in the text: which dispute procedure covers which chapter, and who says so.

A chapter may be taken out of dispute settlement ("No Party may have recourse to dispute settlement …", "Chapter 15
shall not apply to this Chapter", "shall only have recourse to Articles 13.14 and 13.15"). Then what is left is a
panel of experts, consultations, or nothing. A chapter may send its disputes to the general procedure itself, and the
general procedure may cover all that is not taken out. Where the text says none of this, the answer is "unstated".
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.identifiers import article_id
from corpus.model import Enforcement, Heading, Provision
from indexer.classify.article_lists import Place, chapters_named, places_named
from indexer.classify.topics import Classification

__all__ = ["enforcement_of"]

Answer = tuple[Enforcement, str]
Headings = tuple[Heading, ...]
_UNSTATED: Answer = ("unstated", "")


@dataclass(frozen=True, slots=True)
class _Phrases:
    """An expression, with words of which any match holds one: to look for those takes a tenth of the time."""

    words: tuple[str, ...]
    regex: re.Pattern[str]

    def search(self, text: str) -> re.Match[str] | None:
        return self.regex.search(text) if self.possible(text) else None

    def possible(self, text: str) -> bool:
        small = text.lower()
        return any(word in small for word in self.words)


def _phrases(words: str, expression: str) -> _Phrases:
    return _Phrases(tuple(words.split()), re.compile(expression, re.IGNORECASE))


_WHOLE = (
    r"(?:chapter|title|part|sub-?section|section|annex|article|paragraph"
    r"|cap[ií]tulo|t[ií]tulo|subsecci[oó]n|secci[oó]n|anexo|art[ií]culo|p[aá]rrafo)"
)
# What takes something out of dispute settlement.
_EXCLUDES = _phrases(
    "recourse dispute consultation controversias diferencias",
    r"(?:(?:no|neither) part(?:y|ies)[^.;]{0,40}recourse to[^.;]{0,60}dispute settlement"
    r"|shall not have[^.;]{0,12}recourse to[^.;]{0,60}dispute settlement"
    r"|(?:only have|have only)[^.;]{0,20}recourse(?! to (?:the )?dispute settlement)|recourse exclusively ?to"
    r"|shall only (?:conduct|hold) consultation"
    r"|not (?:be )?subject to[^.;]{0,40}(?<!WTO )(?<!investor-state )dispute settlement"
    r"|(?<!investor-state )(?<!WTO )dispute settlement[^.;]{0,120}(?:shall|does|do) not apply"
    r"|ninguna (?:de las )?partes? (?:podr[aá]|puede)[^.;]{0,60}soluci[oó]n de (?:controversias|diferencias)"
    r"|no (?:estar[aá]n?|quedar[aá]n?) sujet[oa]s?[^.;]{0,60}soluci[oó]n de (?:controversias|diferencias)"
    r"|soluci[oó]n de (?:controversias|diferencias)[^.;]{0,120}no (?:se aplicar[aá]n?|ser[aá]n?))",
)
# "without first seeking to resolve the matter" only sets an order of steps.
_ONLY_A_STEP = re.compile(
    r"without (?:having )?first|until|unless|sin (?:haber )?(?:antes|primero)|a menos que", re.IGNORECASE
)
_NAMED = re.compile(r"\b(chapter|title|part|t[ií]tulo|cap[ií]tulo)\s+([\w-]+)", re.IGNORECASE)
_NOT_APPLY = _phrases("apply aplica", r"(?:shall|does|do) not apply|no se aplicar[aá]n?|no ser[aá]n? aplicables?")
_THIS = re.compile(rf"\b(?:this|el presente|la presente|este|esta)\s+({_WHOLE})", re.IGNORECASE)
# The dispute settlement chapter itself: "this Chapter shall not apply to Chapters 5 and 6".
_THIS_DOES_NOT = re.compile(
    r"\b(?:this|el presente|este|la presente|esta)\s+(?:chapter|title|part|section|cap[ií]tulo|t[ií]tulo|secci[oó]n)"
    r"[^.;]{0,30}(?:(?:shall|does|do) not apply|no se aplicar[aá])",
    re.IGNORECASE,
)
_EXCEPT = re.compile(
    r"\b(?:other than|except(?: for)?|with the exception of|con excepci[oó]n de|salvo)\b", re.IGNORECASE
)
# What a panel of experts may examine, where that is less than its whole chapter.
_TERMS = _phrases("experts", r"(?:panel|group|committee) of experts[^;]*?examine whether")
_PANEL = _phrases(
    "expert",
    r"(?:request|conven|establish|set up|constitu|solicit|convoc)[^.;]{0,80}(?:(?:panel|group|committee) of experts"
    r"|(?:panel|grupo) de expertos)|(?:(?:panel|group|committee) of experts)"
    r"[^.;]{0,40}(?:shall be )?(?:convened|established|set up)(?! (?:under|pursuant|in accordance))",
)
_CONSULTS = _phrases(
    "consult",
    r"(?:may|shall|can|podr[aá]n?)\b[^.;]{0,80}(?:request|enter into|hold|conduct|settled|solicitar|celebrar|recourse)"
    r"[^.;]{0,60}consulta?",
)
_SENDS = _phrases(
    "recourse dispute",
    r"(?:thereafter|then|may)[^.;]{0,60}(?:have )?recourse to (?:the )?(?:other )?provisions of that chapter"
    r"|(?:is|are|shall be) subject to (?:chapter|title)[^.;]{0,30}\(?dispute settlement"
    r"|(?:request|refer)[^.;]{0,80}(?:under|pursuant to) (?:chapter|title|part)[^.;]{0,30}\(dispute settlement",
)
_GENERAL = _phrases(
    "dispute settlement controversias diferencias wherever",
    r"dispute settlement provisions of\s?this (?:chapter|title|part|section) (?:shall\s?)?appl(?:y|ies)|"
    r"provisions of this (?:chapter|article|section) shall apply wherever a party considers|"
    r"(?:this|provisions of this|del presente|el presente|este) "
    r"(?:chapter|title|part|section|cap[ií]tulo|t[ií]tulo)"
    r"[^.;]{0,30}(?:shall apply|applies|se aplicar[aá]n?)[^.;]{0,120}(?:dispute|settlement|controversias|diferencias)",
)
_PART_ONLY = re.compile(r"application of part (\w+) of this agreement", re.IGNORECASE)
_DISPUTES = re.compile(r"dispute|controversias|diferencias", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Exclusion:
    """What one provision takes out: a division, chapters by number, single places; and the places it leaves in."""

    source: str
    division: Headings | None = None
    chapters: frozenset[tuple[str, str]] = frozenset()
    places: frozenset[Place] = frozenset()
    left_in: frozenset[Place] = frozenset()

    def __bool__(self) -> bool:
        return self.division is not None or bool(self.chapters or self.places)

    def covers(self, provision: Provision) -> bool:
        number = _article_number(provision)
        if any(place.covers(number, provision) for place in self.left_in):
            return False
        within = self.division is not None and provision.headings[: len(self.division)] == self.division
        last = _division(provision)[-1:]
        named = any((heading.kind, heading.number) in self.chapters for heading in last)
        return within or named or any(place.covers(number, provision) for place in self.places)


@dataclass(frozen=True, slots=True)
class _Remedies:
    """What each division has instead of dispute settlement, by the provision that says so."""

    experts: Mapping[Headings, str]
    terms: Mapping[Headings, tuple[str, frozenset[Place]]]
    talks: Mapping[Headings, str]

    def left(self, provision: Provision, excluded: _Exclusion) -> Answer:
        """Return what remains for a provision that is taken out of dispute settlement."""
        division = _division(provision)
        if division in self.experts:
            source, examined = self.terms.get(division, (self.experts[division], frozenset()))
            number = _article_number(provision)
            if not examined or any(place.covers(number, provision) for place in examined):
                return "panel-of-experts", source
        if division in self.talks:
            return "consultations", self.talks[division]
        return "excluded", excluded.source


def enforcement_of(provisions: Sequence[tuple[Provision, Classification]]) -> Mapping[str, Answer]:
    """Return for each provision of one agreement (enforcement, id of the provision that says so, "" for unstated)."""
    clauses = [(provision, provision.full_text()) for provision, _ in provisions]
    divisions = {_division(provision) for provision, _ in clauses}
    disputes = {division for division in divisions if _DISPUTES.search(_title(division))}
    exclusions = [found for p, text in clauses for found in _exclusions(p, text, disputes)]
    remedies = _Remedies(
        experts=_first_by_division(clauses, lambda _, text: bool(_PANEL.search(text))),
        terms=_terms(clauses),
        talks=_first_by_division(clauses, lambda _, text: bool(_CONSULTS.search(text))),
    )
    sends = _first_by_division(clauses, lambda p, text: bool(_SENDS.search(text)) and _division(p) not in disputes)
    general, left_out = _general(clauses)
    exclusions = [_unambiguous(each, divisions) for each in (*exclusions, left_out)]
    out: dict[str, Answer] = {}
    for provision, _ in clauses:
        division = _division(provision)
        excluded = next((e for e in exclusions if e.covers(provision)), None)
        if not division or (division[-1].kind in {"preamble", "conclusion"} and excluded is None):
            out[provision.id] = _UNSTATED
        elif excluded is not None and not (excluded is exclusions[-1] and division in sends):
            out[provision.id] = remedies.left(provision, excluded)
        elif division in sends:
            out[provision.id] = ("dispute-settlement", sends[division])
        else:
            out[provision.id] = ("dispute-settlement", general) if general else _UNSTATED
    return out


def _general(clauses: Sequence[tuple[Provision, str]]) -> tuple[str, _Exclusion]:
    """Return the provision that gives the general procedure its scope, and what it leaves out.

    A source may print the agreement again inside an annex, so the annexes are looked through last.
    """
    for provision, text in sorted(clauses, key=lambda clause: any(h.kind == "annex" for h in clause[0].headings)):
        division = _title(_division(provision)).lower()
        # Disputes with investors, and over what one Party's agencies do, have procedures of their own.
        found = None if "invest" in division or "telecom" in division else _GENERAL.search(text)
        if found is None:
            continue
        # A procedure for one part covers nothing that can be told where the source lost its parts.
        if not _PART_ONLY.search(text) or any(heading.kind == "part" for heading in provision.headings):
            # The points of the provision say what a dispute is, and name chapters for other reasons.
            sides = (text[: found.start()], text[found.end() :].partition(" (a) ")[0])
            kept = " ".join(side[word.end() :] for side in sides if (word := _EXCEPT.search(side)))
            return provision.id, _Exclusion(provision.id, chapters=chapters_named(kept), places=places_named(kept))
    return "", _Exclusion("")


def _unambiguous(exclusion: _Exclusion, divisions: Iterable[Headings]) -> _Exclusion:
    """Drop chapters whose number stands in several titles, as nothing tells which is meant.

    A chapter of the same name that the source prints again, in an annex, is the same chapter.
    """
    chapters = {heading for division in divisions for heading in division[-1:]}
    counts = Counter((heading.kind, heading.number) for heading in chapters)
    return replace(exclusion, chapters=frozenset(chapter for chapter in exclusion.chapters if counts[chapter] == 1))


def _terms(clauses: Sequence[tuple[Provision, str]]) -> dict[Headings, tuple[str, frozenset[Place]]]:
    """Return what the panel of experts of a division may examine, where its terms of reference name articles."""
    out: dict[Headings, tuple[str, frozenset[Place]]] = {}
    for provision, text in clauses:
        if (found := _TERMS.search(text)) and (places := places_named(text[found.end() :])):
            out.setdefault(_division(provision), (provision.id, places))
    return out


def _exclusions(provision: Provision, text: str, disputes: set[Headings]) -> Iterable[_Exclusion]:
    if not _EXCLUDES.possible(text) and not _NOT_APPLY.possible(text):
        return
    own = _division(provision) in disputes
    for sentence in re.split(r"(?<=[.;])\s", text):
        takes_out = (
            _EXCLUDES.search(sentence)
            or _names_disputes(sentence, disputes)
            or (own and _THIS_DOES_NOT.search(sentence))
        )
        if takes_out and not _ONLY_A_STEP.search(sentence) and (found := _taken_out(provision, sentence, disputes)):
            yield found


def _names_disputes(sentence: str, disputes: set[Headings]) -> bool:
    """Tell whether a sentence says that the dispute settlement chapter, named by its number, does not apply."""
    if not _NOT_APPLY.search(sentence):
        return False
    numbers = {heading.number.lower() for division in disputes for heading in division[-1:]}
    return any(number.lower() in numbers for _, number in _NAMED.findall(sentence.partition("not apply")[0]))


def _taken_out(provision: Provision, sentence: str, disputes: set[Headings]) -> _Exclusion:
    """Return what a sentence takes out. Where it says "shall not apply to …", that is what follows."""
    parts = _NOT_APPLY.regex.split(sentence, maxsplit=1)
    taken = parts[-1] if len(parts[-1].split()) > 1 else sentence
    word = _EXCEPT.search(taken)
    left_in = places_named(taken[word.end() :]) if word else frozenset()
    taken = taken[: word.start()] if word and taken[: word.start()].strip() else taken
    this = [name.lower() for name in _THIS.findall(taken)]
    if this and _division(provision) not in disputes:
        found = _this(provision, this)
    else:  # in the dispute settlement chapter "this Chapter" is the procedure, and what it leaves out is named
        procedures = {(heading.kind, heading.number) for division in disputes for heading in division[-1:]}
        found = _Exclusion(provision.id, None, chapters_named(taken) - procedures, places_named(taken) - left_in)
    return replace(found, left_in=left_in)


def _this(provision: Provision, words: Sequence[str]) -> _Exclusion:
    """Return what "this Article", "this Section" or "this Chapter" takes out."""
    number = _article_number(provision)
    last = words[-1]
    if last.startswith(("para", "párr", "parr")):
        return _Exclusion(provision.id, places=frozenset({Place(number, provision.label)}))
    if last.startswith("art"):
        return _Exclusion(provision.id, places=frozenset({Place(number)}))
    if last.startswith(("sub", "sec")):
        kinds = {"subsection"} if last.startswith("sub") else {"section"}
        inner = next((i for i, heading in enumerate(provision.headings, start=1) if heading.kind in kinds), 0)
        if inner:
            return _Exclusion(provision.id, provision.headings[:inner])
    return _Exclusion(provision.id, _division(provision) or None)


def _first_by_division(
    clauses: Sequence[tuple[Provision, str]], test: Callable[[Provision, str], bool]
) -> dict[Headings, str]:
    out: dict[Headings, str] = {}
    for provision, text in clauses:
        division = _division(provision)
        if division and division not in out and test(provision, text):
            out[division] = provision.id
    return out


def _division(provision: Provision) -> Headings:
    """Return the headings down to the chapter, title or annex that frames a provision."""
    return tuple(h for h in provision.headings if h.kind not in {"article", "heading", "section", "subsection"})


def _title(division: Headings) -> str:
    return division[-1].title if division else ""


def _article_number(provision: Provision) -> str:
    return next((h.number for h in provision.headings if h.kind == "article"), article_id(provision.id).split("/")[-1])
