"""How a breach can be pursued, found in the text: which dispute procedure covers which chapter, and who says so.

A chapter may be taken out of dispute settlement ("No Party may have recourse to dispute settlement …", "Chapter 15
shall not apply to this Chapter", "shall only have recourse to Articles 13.14 and 13.15"). Then what is left is a
panel of experts, consultations, or nothing. A chapter may send its disputes to the general procedure itself, and the
general procedure may cover all that is not taken out. Where the text says none of this, the answer is "unstated".
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.identifiers import article_id
from corpus.model import Enforcement, Heading, Provision
from indexer.classify import Classification

__all__ = ["enforcement_of"]

Answer = tuple[Enforcement, str]
_UNSTATED: Answer = ("unstated", "")
_WHOLE = r"(?:chapter|title|part|section|annex|article|cap[ií]tulo|t[ií]tulo|secci[oó]n|anexo|art[ií]culo)"
# What takes something out of dispute settlement.
_EXCLUDES = re.compile(
    r"(?:(?:no|neither) part(?:y|ies)[^.;]{0,40}recourse to[^.;]{0,60}dispute settlement"
    r"|shall not have[^.;]{0,12}recourse to[^.;]{0,60}dispute settlement"
    r"|(?:only have|have only)[^.;]{0,20}recourse|recourse exclusively ?to|shall only (?:conduct|hold) consultation"
    r"|not (?:be )?subject to[^.;]{0,40}dispute settlement"
    r"|(?<!investor-state )dispute settlement[^.;]{0,120}(?:shall|does|do) not apply"
    r"|ninguna (?:de las )?partes? (?:podr[aá]|puede)[^.;]{0,60}soluci[oó]n de (?:controversias|diferencias)"
    r"|no (?:estar[aá]n?|quedar[aá]n?) sujet[oa]s?[^.;]{0,60}soluci[oó]n de (?:controversias|diferencias)"
    r"|soluci[oó]n de (?:controversias|diferencias)[^.;]{0,120}no (?:se aplicar[aá]n?|ser[aá]n?))",
    re.IGNORECASE,
)
# "without first seeking to resolve the matter" only sets an order of steps.
_ONLY_A_STEP = re.compile(
    r"without (?:having )?first|until|unless|sin (?:haber )?(?:antes|primero)|a menos que", re.IGNORECASE
)
_NAMED = re.compile(r"\b(chapter|title|part|t[ií]tulo|cap[ií]tulo)\s+([\w-]+)", re.IGNORECASE)
_NOT_APPLY = re.compile(r"(?:shall|does|do) not apply|no se aplicar[aá]n?|no ser[aá]n? aplicables?", re.IGNORECASE)
_THIS = re.compile(rf"\b(?:this|el presente|la presente|este|esta)\s+({_WHOLE})", re.IGNORECASE)
_ARTICLES = re.compile(r"\barticles?\s+(\d+(?:\.\d+)?)(?:\s*(?:to|through|-|–)\s*(\d+(?:\.\d+)?))?", re.IGNORECASE)
_EXCEPT = re.compile(
    r"\b(?:other than|except(?: for)?|con excepci[oó]n de)[^.;]{0,20}?articles?\s+(\d+(?:\.\d+)?)", re.IGNORECASE
)
_PANEL = re.compile(
    r"(?:request|conven|establish|set up|constitu|solicit|convoc)[^.;]{0,80}(?:(?:panel|group|committee) of experts"
    r"|(?:panel|grupo) de expertos)|(?:(?:panel|group|committee) of experts)"
    r"[^.;]{0,40}(?:shall be )?(?:convened|established|set up)(?! (?:under|pursuant|in accordance))",
    re.IGNORECASE,
)
_CONSULTS = re.compile(
    r"(?:may|shall|can|podr[aá]n?)\b[^.;]{0,80}(?:request|enter into|hold|conduct|settled|solicitar|celebrar|recourse)"
    r"[^.;]{0,60}consulta?",
    re.IGNORECASE,
)
_SENDS = re.compile(
    r"(?:thereafter|then|may)[^.;]{0,60}(?:have )?recourse to (?:the )?(?:other )?provisions of that chapter"
    r"|(?:is|are|shall be) subject to (?:chapter|title)[^.;]{0,30}\(?dispute settlement"
    r"|(?:request|refer)[^.;]{0,80}(?:under|pursuant to) (?:chapter|title|part)[^.;]{0,30}\(dispute settlement",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"(?:this|provisions of this|del presente|el presente|este) "
    r"(?:chapter|title|part|section|cap[ií]tulo|t[ií]tulo)"
    r"[^.;]{0,30}(?:shall apply|applies|se aplicar[aá]n?)[^.;]{0,120}(?:dispute|settlement|controversias|diferencias)"
    r"|\bdispute settlement provisions of this chapter shall apply",
    re.IGNORECASE,
)
_GENERAL_LEAVES_OUT = re.compile(r"except (?:for )?(?:chapter|title)s? (\w+)", re.IGNORECASE)
_PART_ONLY = re.compile(r"application of part (\w+) of this agreement", re.IGNORECASE)
_DISPUTES = re.compile(r"dispute|controversias|diferencias", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Exclusion:
    """What one provision takes out: the divisions and articles it covers, and the articles it leaves in."""

    source: str
    division: tuple[Heading, ...] | None
    articles: frozenset[str]
    left_in: frozenset[str]

    def covers(self, provision: Provision) -> bool:
        number = _article_number(provision)
        if number in self.left_in:
            return False
        within = self.division is not None and provision.headings[: len(self.division)] == self.division
        return within or number in self.articles


def enforcement_of(provisions: Sequence[tuple[Provision, Classification]]) -> Mapping[str, Answer]:
    """Return for each provision of one agreement (enforcement, id of the provision that says so, "" for unstated)."""
    clauses = [(provision, provision.full_text()) for provision, _ in provisions]
    disputes = {_division(p) for p, _ in clauses if _DISPUTES.search(_title(_division(p)))}
    exclusions = [found for p, text in clauses for found in _exclusions(p, text, disputes)]
    experts = _first_by_division(clauses, lambda _, text: bool(_PANEL.search(text)))
    talks = _first_by_division(clauses, lambda _, text: bool(_CONSULTS.search(text)))
    sends = _first_by_division(clauses, lambda p, text: bool(_SENDS.search(text)) and _division(p) not in disputes)
    general, left_out = _general(clauses)
    out: dict[str, Answer] = {}
    for provision, _ in clauses:
        division = _division(provision)
        excluded = next((e for e in exclusions if e.covers(provision)), None)
        if not division or (division[-1].kind in {"preamble", "conclusion"} and excluded is None):
            out[provision.id] = _UNSTATED
        elif excluded is not None:
            out[provision.id] = _left(division, excluded, experts, talks)
        elif division in sends:
            out[provision.id] = ("dispute-settlement", sends[division])
        elif general and division[-1].number in left_out:
            out[provision.id] = ("excluded", general)
        else:
            out[provision.id] = ("dispute-settlement", general) if general else _UNSTATED
    return out


def _general(clauses: Sequence[tuple[Provision, str]]) -> tuple[str, frozenset[str]]:
    """Return the provision that gives the general procedure its scope, and the chapters that it leaves out."""
    for provision, text in clauses:
        division = _title(_division(provision)).lower()
        # Disputes with investors, and over what one Party's agencies do, have procedures of their own.
        if "invest" in division or "telecom" in division or not _GENERAL.search(text):
            continue
        # A procedure for one part covers nothing that can be told where the source lost its parts.
        if not _PART_ONLY.search(text) or any(heading.kind == "part" for heading in provision.headings):
            return provision.id, frozenset(_GENERAL_LEAVES_OUT.findall(text))
    return "", frozenset()


def _left(
    division: tuple[Heading, ...], excluded: _Exclusion, experts: Mapping[tuple[Heading, ...], str],
    talks: Mapping[tuple[Heading, ...], str],
) -> Answer:  # fmt: skip
    """Return what remains for a provision that is taken out of dispute settlement."""
    if division in experts:
        return "panel-of-experts", experts[division]
    if division in talks:
        return "consultations", talks[division]
    return "excluded", excluded.source


def _exclusions(provision: Provision, text: str, disputes: set[tuple[Heading, ...]]) -> Iterable[_Exclusion]:
    for sentence in re.split(r"(?<=[.;])\s", text):
        if _ONLY_A_STEP.search(sentence) or not (_EXCLUDES.search(sentence) or _names_disputes(sentence, disputes)):
            continue
        left_in = frozenset(_EXCEPT.findall(sentence))
        division, articles = _scope(provision, sentence, disputes)
        if division is not None or articles - left_in:
            yield _Exclusion(provision.id, division, frozenset(articles - left_in), left_in)


def _names_disputes(sentence: str, disputes: set[tuple[Heading, ...]]) -> bool:
    """Tell whether a sentence says that the dispute settlement chapter, named by its number, does not apply."""
    if not _NOT_APPLY.search(sentence):
        return False
    numbers = {heading.number.lower() for division in disputes for heading in division[-1:]}
    return any(number.lower() in numbers for _, number in _NAMED.findall(sentence.partition("not apply")[0]))


def _scope(
    provision: Provision, sentence: str, disputes: set[tuple[Heading, ...]]
) -> tuple[tuple[Heading, ...] | None, set[str]]:
    """Return the division and the articles that a sentence takes out."""
    division = _division(provision)
    this = [word.lower() for word in _THIS.findall(sentence)]
    if any(re.match(r"art", word) for word in this) and len(this) == 1:
        return None, {_article_number(provision)}
    if division in disputes:
        # Said in the dispute settlement chapter itself: it names what it leaves out by articles.
        return None, {number for found in _ARTICLES.finditer(sentence) for number in _numbers(found)}
    if this and division:
        return division, set()
    return None, {number for found in _ARTICLES.finditer(sentence) for number in _numbers(found)}


def _numbers(found: re.Match[str]) -> list[str]:
    """Return the article numbers that "Articles 267 to 286" means."""
    first, last = found[1], found[2]
    if not last or ("." in first and first.partition(".")[0] != last.partition(".")[0]):
        return [first]
    head, dot, start = first.rpartition(".")
    end = last.rpartition(".")[2]
    return [f"{head}{dot}{number}" for number in range(int(start), min(int(end), int(start) + 200) + 1)]


def _first_by_division(
    clauses: Sequence[tuple[Provision, str]], test: Callable[[Provision, str], bool]
) -> dict[tuple[Heading, ...], str]:
    out: dict[tuple[Heading, ...], str] = {}
    for provision, text in clauses:
        division = _division(provision)
        if division and division not in out and test(provision, text):
            out[division] = provision.id
    return out


def _division(provision: Provision) -> tuple[Heading, ...]:
    """Return the headings down to the chapter, title or annex that frames a provision."""
    return tuple(h for h in provision.headings if h.kind not in {"article", "heading", "section", "subsection"})


def _title(division: tuple[Heading, ...]) -> str:
    return division[-1].title if division else ""


def _article_number(provision: Provision) -> str:
    return next((h.number for h in provision.headings if h.kind == "article"), article_id(provision.id).split("/")[-1])
