"""How strongly a provision binds and whom: read from `data/force.toml`, paragraph by paragraph and point by point.

A sentence has the force of its first operative phrase outside conditions and recitals; a text has that of its
strongest sentence. A point inherits from the lead-in that governs it unless it is a sentence of its own.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

from corpus.model import Force, Point, Provision, Span
from indexer.classify.patterns import Alternatives, Matcher, anchors_in, compile_patterns, fold
from indexer.classify.taxonomy import lexicon

__all__ = ["Binding", "read_force"]

_STRENGTH: Mapping[Force, int] = {
    "definition": 7,
    "procedure": 6,
    "prohibition": 5,
    "obligation": 4,
    "best-endeavour": 3,
    "permission": 2,
    "recognition": 1,
}
_PROMISE = re.compile(r"\bshall:?\s*$")  # "Each Party shall:", so that "(b) endeavour to" is read with it
_MISLEADING: Mapping[
    Force, re.Pattern[str]
] = {  # "by means of" defines nothing, "goods that may be sold" permits nothing
    "definition": re.compile(r"\b(?:a|any|by|the|such|other|all|electronic) means\b|\bmeans of\b"),
    "permission": re.compile(r"\b(?:that|which|who) may\b"),
}
_SENTENCE_END = re.compile(r"[.;](?=\s|$)")
_CONDITION = re.compile(
    r"\s*(?:where|if|when|whenever|in the event|to the extent|provided|unless|although|while|si|cuando|en caso)\b"
)
_MAIN_CLAUSE = re.compile(
    r", (?=(?:then )?(?:the|each|a|an|any|neither|no|nothing|it|they|that|such|both|either"
    r"|la|las|cada|una|ninguna|el|nada)\b)"
)
_ELABORATES = re.compile(r"\s*such\b")  # "Such measures shall be published": on what the sentence before it permits
_AGREED = re.compile(r"\bagree that:?\s*$")  # the points say what
_SUBORDINATE = re.compile(r"\b(?:that|which|who|whom|whose|que|cual|cuales|quien|quienes)\b(?!.*,)")
_COORDINATE = re.compile(r"(?:\b(?:and|accordingly|therefore|y|por lo tanto)|,|:)[ \w,]{0,40}$")
_PARTY = re.compile(
    r"\b(?:(?P<each>(?:each|a|no|neither|any|every|either|the other|the \w+ing|another|importing|exporting|requested)"
    r" (?:\w+ )?party|(?:cada|una|ninguna|la otra|la) parte)"
    r"|(?P<all>(?:the |both |contracting |consulting )?parties|they|las partes|ambas partes)"
    r"|(?P<persons>(?:any |interested )?persons?(?: of a party)?|(?:cualquier )?personas?))\b"
)
_COUNTRY = re.compile(
    r"(?:^|[.;,] )(?!(?:[\w ]+ )?(?:The|El|Los) $)((?:[Tt]he |El |Los )?[A-Z][a-z]+(?: (?:[A-Z][a-z]+|of|and|y|de))*) $"
)


@dataclass(frozen=True, slots=True)
class Binding:
    """The force of a provision with its evidence and hedges; `points` holds those that differ."""

    force: Force
    addressee: str
    evidence: tuple[Span, ...] = ()
    hedges: tuple[Span, ...] = ()
    points: Mapping[str, tuple[Force, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Signal:
    force: Force
    start: int
    end: int
    addressee: str = ""


_Possible = tuple[tuple[int, Force, Alternatives], ...]  # the order of a list, its force, its patterns


@dataclass(frozen=True, slots=True)
class _Phrases:
    signals: tuple[tuple[Force, Matcher], ...]
    bodies: Matcher
    hedges: Matcher


@cache
def _phrases() -> _Phrases:
    data = tomllib.loads(files("indexer").joinpath("data", "force.toml").read_text(encoding="utf-8"))
    groups = {**lexicon(), "bodies": tuple(data["bodies"])}
    signals = tuple((row["force"], compile_patterns(row["says"], groups)) for row in data["signal"])
    return _Phrases(signals, compile_patterns(data["bodies"], groups), compile_patterns(data["hedges"], groups))


@cache
def _needed() -> frozenset[str]:
    return frozenset[str]().union(*(matcher.needed for _, matcher in _phrases().signals))


@lru_cache(maxsize=4096)
def _possible(anchors: frozenset[str]) -> _Possible:
    """Return what to look for, with its order, in a text with these anchors."""
    narrowed = ((order, force, matcher.narrowed(anchors)) for order, (force, matcher) in enumerate(_phrases().signals))
    return tuple((order, force, patterns) for order, force, patterns in narrowed if patterns)


def read_force(provision: Provision, whole: str) -> Binding:
    """Return the force of a provision and of its points, with the words that show it.

    `whole` holds all its words, folded: one look at it says which phrases its texts can hold.
    """
    texts = [(where, text, fold(text)) for where, text in provision.texts() if not where.startswith("note:")]
    phrases, needed = _phrases(), _needed()  # before the look: it sees only what is compiled
    anchors = anchors_in(whole)
    hedging = phrases.hedges.narrowed(anchors)
    hedges = tuple(
        Span(where, m.start(), m.end())
        for where, _, folded in texts
        for m in (hedging.finditer(folded) if hedging else ())
    )
    possible = _possible(anchors & needed)
    signal, where = _strongest(provision, possible)
    if signal is None:
        return Binding("recognition", "", hedges=hedges)
    lead = signal if where == "" else None
    inherited = (signal.force, signal.addressee)
    points = dict(_differing(provision.points, "", provision.text, lead, inherited, possible))
    return Binding(signal.force, signal.addressee, (Span(where, signal.start, signal.end),), hedges, points)


def _strongest(provision: Provision, possible: _Possible) -> tuple[_Signal | None, str]:
    """Return the signal of the paragraph's own words, else of the first point that has one.

    Points between a condition ("If the Parties:") and its closing words are conditions: the closing words rule.
    """
    own = {"", "closing"} if _CONDITION.match(fold(provision.text)) else {""}
    agreed: _Signal | None = None
    for where, text in sorted(provision.texts(), key=lambda found: found[0] not in own):
        if where.startswith("note:") or not (signal := _read(text, possible)):
            continue
        if where or not _AGREED.search(fold(text)):
            return signal, where
        agreed = signal
    return agreed, ""


def _differing(  # noqa: PLR0917 - what a point inherits has these parts
    points: tuple[Point, ...],
    prefix: str,
    lead_text: str,
    lead: _Signal | None,
    inherited: tuple[Force, str],
    possible: _Possible,
) -> Iterator[tuple[str, tuple[Force, str]]]:
    for point in points:
        where = f"{prefix}{point.label}"
        signal = _read(point.text, possible)
        own = inherited
        if signal and (lead is None or (_is_sentence(point.text, lead_text) and inherited[0] != "procedure")):
            own = (signal.force, signal.addressee or inherited[1])
        elif (
            inherited[0] == "obligation"
            and _PROMISE.search(lead_text)
            and (soft := _read(f"shall {point.text}", possible))
        ):
            own = (soft.force, inherited[1]) if soft.force == "best-endeavour" and not soft.start else inherited
        if own != inherited:
            yield where, own
        yield from _differing(point.points, f"{where}.", point.text, signal or lead, own, possible)


def _is_sentence(text: str, lead_text: str) -> bool:
    """Tell whether a point is a sentence of its own: it opens with a capital, and no lead-in runs on into it."""
    return text[:1].isupper() and not lead_text.rstrip().endswith(("shall:", "shall", "to:", "that:", "may:"))


def _read(text: str, possible: _Possible) -> _Signal | None:
    """Return the strongest operative phrase of a text; the earlier one where two are as strong."""
    folded = fold(text)
    found = sorted(_signals(folded, possible), key=lambda signal: signal.start)
    best: _Signal | None = None
    start = 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(folded)), len(folded)]:
        elaborates = best is not None and best.force == "permission" and _ELABORATES.match(folded, start)
        here = [] if elaborates else [signal for signal in found if start <= signal.start < end]
        for signal in _operative(folded, start, end, here):
            if best is None or _STRENGTH[signal.force] > _STRENGTH[best.force]:
                best = signal
        start = end
    return _addressed(text, folded, best) if best else None


def _signals(folded: str, possible: _Possible) -> Iterator[_Signal]:
    """Yield the phrases that do not overlap; of two that begin together the one of the earlier list."""
    hits = sorted(
        (match.start(), order, match.end(), force)
        for order, force, patterns in possible
        for match in patterns.finditer(folded)
        if force not in _MISLEADING
        or not _MISLEADING[force].search(folded, max(0, match.start() - 12), match.end() + 3)
    )
    softer = [start for start, _, _, force in hits if force != "obligation"]
    reached = -1
    for start, _, end, force in hits:
        # "Las Partes procurarán": a duty by its subject and tense is none where the verb itself says less, or forbids.
        if force == "obligation" and any(start < inner < end for inner in softer):
            continue
        if start >= reached:
            reached = end
            yield _Signal(force, start, end)


def _operative(folded: str, start: int, end: int, signals: list[_Signal]) -> Iterator[_Signal]:
    """Yield the signals of one sentence that carry its force: the first of the main clause and those joined to it."""
    if _CONDITION.match(folded, start) and (main := _MAIN_CLAUSE.search(folded, start, end)):
        signals = [signal for signal in signals if signal.start >= main.end()] or signals
    previous = start
    for number, signal in enumerate(signals):
        between = folded[previous : signal.start]
        if number == 0 or (_COORDINATE.search(between) and not _SUBORDINATE.search(between)):
            yield _with_subject(folded, start, signal)
        previous = signal.end


def _with_subject(folded: str, start: int, signal: _Signal) -> _Signal:
    """Turn what a body shall or may do into procedure."""
    if signal.force in ("obligation", "permission", "best-endeavour", "prohibition"):
        subject = folded[max(start, signal.start - 120) : signal.start]
        bodies = list(_phrases().bodies.finditer(subject))
        if (
            bodies
            and not _PARTY.search(subject, bodies[-1].end())
            and not re.search(r"\b(?:to|with|through|of|by|in|before) the [\w ]*$", subject[: bodies[-1].start()])
        ):
            return _Signal("procedure", signal.start, signal.end)
    return signal


def _addressed(text: str, folded: str, signal: _Signal) -> _Signal:
    """Add whom the signal addresses: the nearest party, person or body before it."""
    sentence = max((m.end() for m in _SENTENCE_END.finditer(folded, 0, signal.start)), default=0)
    before = folded[sentence : signal.end]
    # A body named by the phrase itself ("hereby establish a Council") is what the Parties act on.
    bodies = list(_phrases().bodies.finditer(folded[sentence : signal.start]))
    parties = list(_PARTY.finditer(before))
    country = _COUNTRY.search(text[sentence : signal.start])
    if country and not parties:
        name = country[1]
    elif bodies and (not parties or bodies[-1].start() > parties[-1].start()) and signal.force == "procedure":
        name = f"the {text[sentence + bodies[-1].start() : sentence + bodies[-1].end()]}"
    elif parties:
        name = {"each": "each Party", "all": "the Parties", "persons": "persons"}[parties[-1].lastgroup or "all"]
    else:
        name = ""
    return _Signal(signal.force, signal.start, signal.end, name)
