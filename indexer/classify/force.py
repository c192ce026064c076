"""How strongly a provision binds and whom: read from `data/force.toml`, paragraph by paragraph and point by point.

A sentence has the force of its first operative phrase outside conditions and recitals; a text has that of its
strongest sentence. A point inherits from the lead-in that governs it unless it is a sentence of its own, or its lead-in
only recognises something. The table of wordings stands in docs/force.md.
"""

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain

from corpus.model import Force, Point, Provision, Span
from indexer.classify import addressee
from indexer.classify.addressee import NOBODY, Subject, Vocabulary, is_agent, subject_of
from indexer.classify.patterns import Alternatives, Matcher, anchors_in, compile_patterns, fold
from indexer.classify.sentence import CONDITION, Signal, operative, shares_a_subject
from indexer.classify.taxonomy import lexicon

__all__ = ["GLOSS", "Binding", "read_force"]

_STRENGTH: Mapping[Force, int] = {
    "definition": 7,
    "procedure": 6,
    "prohibition": 5,
    "obligation": 4,
    "best-endeavour": 3,
    "permission": 2,
    "recognition": 1,
}
_DUTIES: tuple[Force, ...] = ("prohibition", "obligation", "best-endeavour")
_OF_BODIES: tuple[Force, ...] = (*_DUTIES, "permission")  # what a body shall or may do is procedure
_PROMISE = re.compile(r"\bshall:?\s*$")  # "Each Party shall:", so that "(b) endeavour to" is read with it
_MISLEADING: Mapping[Force, re.Pattern[str]] = {
    # "by means of" defines nothing, "goods that may be sold" and "2 May 1990" permit nothing, "in considering" and
    # "has not been resolved" recognise nothing
    "definition": re.compile(
        r"\b(?:a|any|by|the|such|th[eo]se|same|other|all|which|what|\w+ic|\w+ical|\w+able|\w+ible|\w+riate|\w+tive|\w*legal|\w*ful)"
        r" means\b|\bmeans (?:of\b|av)"
    ),
    "permission": re.compile(r"\b(?:that|which|who|as (?:they|it)) may\b|\bmay (?:19|20)"),
    "prohibition": re.compile(r"\b(?:que|si|cuando) no pued"),
    "recognition": re.compile(
        r"\b(?:in|by|when|while|upon|after|before|of|for|without) \w+ing\b"
        r"|\b(?:be|been|to) (?:agree|accept|note|understand|consider|confirm|recogni|resolve|commit|determin|reaffirm)"
        r"|\b(?:that|which|who) (?:consider|believe|accept|confirm|declare)|\b(?:is|are) be(?!l)"
    ),
    "obligation": re.compile(r"\b(?:that|which|who|free|good|at) will\b"),
}
# The Spanish future, known by its accent: "adoptará" is a duty, "para" and "manera" are none. "podrá" is a permission.
_FUTURE = re.compile(r"\b(no )?(?:se |l[aeo]s? )?(?!podr[aá]n?\b)\w+r(?:á|án)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:que|cual|cuales|quien|quienes|donde|cuando|si)(?: no| se| l[aeo]s?)* $")
# "wetland: land that is wet", where a heading says that terms are explained
_TERM_WORD = r"(?!(?:shall|may|must|will|is|are|means|includes|significa|incluye))[\w'’()/,-]+"
GLOSS = re.compile(
    r"[\"“«]?((?!(?i:the|an?|for|el|las?|los|para|en|note|nota|art\w+)\b)"
    rf"{_TERM_WORD}(?: {_TERM_WORD}){{0,9}}) ?[\"”»]?: ?(?=\S)"
)
# "“River marks” are signs which …", but not "“Article 3” is replaced by"
_QUOTED_TERM = re.compile(
    r'(?:(?:an?|the|el|la|los|las) )?(?:term |termino )?"[^"]{1,80}"(?: \([^()]{1,60}\))?'
    r" (?:is|are|es|son) (?!(?:hereby|to|not|\w+(?:ed|ad[ao]s?))\b)"
)
_SENTENCE_END = re.compile(r"[.;](?=\s|$)")
_ELABORATES = re.compile(r"\s*such\b")  # "Such measures shall be published": on what the sentence before it permits
_ADVERBS = 2  # words that can stand before the verb of a point
_AGREED = re.compile(r"\bagree that:?\s*$")  # the points say what
_THAT = re.compile(r"\b(?:that|que):?\s*$")  # "The Parties recognise that:" is no sentence without its points
_FACULTY = re.compile(r"(?:may|podran?)\b")
_WILL = re.compile(r"will\b( be\b| take place\b| continue\b)?")
_WIDER = re.compile(r"\b(?:general|final|finales)\b")  # "Institutional, general and final provisions"
# "Further to Article 1, the Parties have set out …", "Delta and Estuaria grant each other …"
_OPENS = re.compile(r"(?:^|, )(?:[\w' ]{1,40} (?:and|y|e) )?(?:the |las |los )?(?:contracting |two )?$")


@dataclass(frozen=True, slots=True)
class Binding:
    """The force of a provision with its evidence and hedges; `points` holds those that differ."""

    force: Force
    addressee: str
    evidence: tuple[Span, ...] = ()
    hedges: tuple[Span, ...] = ()
    points: Mapping[str, tuple[Force, str]] = field(default_factory=dict)


_Signals = tuple[tuple[int, Force, Alternatives], ...]  # the order of a list, its force, its patterns


@dataclass(frozen=True, slots=True)
class _Possible:
    """What a text can hold: phrases of force and the names of addressees.

    `bodies` tells whether one of these is a body, `institutional` that a heading is about disputes or bodies: what
    nobody in particular shall do is procedure.
    """

    signals: _Signals
    addressees: Vocabulary
    bodies: bool
    institutional: bool

    def most(self, force: Force) -> float:
        """Return the strength that a phrase of this force can come to: a body turns it into procedure."""
        return _STRENGTH["procedure" if self.bodies and force in _OF_BODIES else force]


@dataclass(frozen=True, slots=True)
class _Phrases:
    signals: tuple[tuple[Force, Matcher], ...]
    hedges: Matcher
    institutions: Matcher
    definitions: Matcher


@cache
def _phrases() -> _Phrases:
    data = tomllib.loads(files("indexer").joinpath("data", "force.toml").read_text(encoding="utf-8"))
    groups = {**lexicon(), "bodies": addressee.bodies()}
    signals = tuple((row["force"], compile_patterns(row["says"], groups)) for row in data["signal"])
    others = (compile_patterns(data[name], groups) for name in ("hedges", "institutions", "definitions"))
    return _Phrases(signals, *others)


@cache
def _needed() -> frozenset[str]:
    return frozenset[str]().union(*(matcher.needed for _, matcher in _phrases().signals))


@lru_cache(maxsize=4096)
def _possible(anchors: frozenset[str]) -> _Signals:
    """Return what to look for, with its order, in a text with these anchors."""
    narrowed = ((order, force, matcher.narrowed(anchors)) for order, (force, matcher) in enumerate(_phrases().signals))
    return tuple((order, force, patterns) for order, force, patterns in narrowed if patterns)


@lru_cache(maxsize=4096)
def _about(headings: tuple[str, ...]) -> tuple[bool, bool]:
    """Return whether headings are about disputes or bodies, and whether the innermost announces definitions."""
    phrases = _phrases()
    titles = (fold(title) for title in headings)
    institutional = any(phrases.institutions.search(title) and not _WIDER.search(title) for title in titles)
    return institutional, bool(headings and phrases.definitions.search(fold(headings[-1])))


def read_force(provision: Provision, whole: str) -> Binding:
    """Return the force of a provision and of its points, with the words that show it.

    `whole` holds all its words, folded: one look at it says which phrases its texts can hold.
    """
    texts = [(where, text, fold(text)) for where, text in provision.texts() if not where.startswith("note:")]
    phrases, needed, _ = _phrases(), _needed(), addressee.needed()  # before the look: it sees only what is compiled
    anchors = anchors_in(whole)
    hedging = phrases.hedges.narrowed(anchors)
    hedges = tuple(
        Span(where, m.start(), m.end())
        for where, _, folded in texts
        for m in (hedging.finditer(folded) if hedging else ())
    )
    institutional, defines = _about(tuple(heading.title for heading in provision.headings if heading.title))
    addressees = addressee.vocabulary(anchors & addressee.needed())
    bodies = any(kind == "body" for _, kind, _ in addressees)
    possible = _Possible(_possible(anchors & needed), addressees, bodies, institutional)
    if gloss := _QUOTED_TERM.match(fold(provision.text)) or (GLOSS.match(provision.text) if defines else None):
        return Binding("definition", "", (Span("", gloss.start(), gloss.end()),), hedges)
    signal, where = _strongest(provision, possible)
    if signal is None:
        subject = _opening_subject(provision.text, possible)
        return Binding("definition" if defines else "recognition", "" if defines else subject.value, hedges=hedges)
    if where == "" and signal.force == "permission" and signal.subject is NOBODY and provision.text.endswith(":"):
        # As in: nothing in this Chapter shall be construed to (a) prevent a Party from …
        read = (_read(f"{provision.text} {point.text}", possible) for point in provision.points)
        signal = next((each for each in read if each and each.start == signal.start and each.subject.value), signal)
    lead = signal if where == "" else None
    inherited = (signal.force, signal.subject.value)
    points = dict(_differing(provision.points, "", provision.text, lead, inherited, possible))
    return Binding(signal.force, signal.subject.value, (Span(where, signal.start, signal.end),), hedges, points)


def _opening_subject(text: str, possible: _Possible) -> Subject:
    """Return whom the first sentence of a text without any phrase of force begins with."""
    folded = fold(text)
    end = match.end() if (match := _SENTENCE_END.search(folded)) else len(text)
    first = subject_of(text, (0, 0, end), (end, end), possible.addressees)
    return first if first.kind not in {None, "person"} and _OPENS.search(folded, 0, first.start) else NOBODY


def _strongest(provision: Provision, possible: _Possible) -> tuple[Signal | None, str]:
    """Return the signal of the paragraph's own words, else of the first point that has one.

    Points between a condition ("If the Parties:") and its closing words are conditions: the closing words rule. A
    closing sentence that says more than the paragraph's own words counts, and so does a point under a lead-in that
    only recognises something.
    """
    own = _read(provision.text, possible)
    if own is not None and not _AGREED.search(fold(provision.text)):
        best, where = own, ""
        for place, text in provision.texts():
            if place.startswith("note:") or not place or not _adds(provision, own, place, text):
                continue
            signal = _read(text, possible)
            if signal and signal.force in _DUTIES and signal.strength > best.strength and signal.subject is not NOBODY:
                best, where = signal, place
        return best, where
    condition = bool(CONDITION.match(fold(provision.text)))
    for where, text in sorted(provision.texts(), key=lambda found: not (condition and found[0] == "closing")):
        read = _read(text, possible) if own else _completing(provision.text, text, possible)
        if where and not where.startswith("note:") and read:
            return read, where
    return own, ""


def _completing(lead_text: str, text: str, possible: _Possible) -> Signal | None:
    """Return the signal of a point below a lead-in without any, which may name who acts ("Each Party: (a) shall …")."""
    signal, skipped = _read(text, possible), len(lead_text) + 1
    if signal is None or signal.subject is not NOBODY or text.count(" ", 0, signal.start) > _ADVERBS:
        return signal
    whole = _read(f"{lead_text} {text}", possible)
    same = whole is not None and whole.start - skipped == signal.start
    return replace(whole, start=signal.start, end=signal.end) if whole and same else signal


def _adds(provision: Provision, own: Signal, where: str, text: str) -> bool:
    """Return whether a text below the paragraph's own words can say more than they do."""
    if where == "closing":
        return text[:1].isupper()
    return own.force == "recognition" and bool(provision.text) and not _THAT.search(fold(provision.text))


def _differing(  # noqa: PLR0917 - what a point inherits has these parts
    points: tuple[Point, ...],
    prefix: str,
    lead_text: str,
    lead: Signal | None,
    inherited: tuple[Force, str],
    possible: _Possible,
) -> Iterator[tuple[str, tuple[Force, str]]]:
    for point in points:
        where = f"{prefix}{point.label}"
        signal = _read(point.text, possible) if lead else _completing(lead_text, point.text, possible)
        own = inherited
        if signal and _stands_alone(point.text, lead_text, lead, signal, inherited):
            own = (signal.force, signal.subject.value or inherited[1])
        elif (
            inherited[0] == "obligation"
            and _PROMISE.search(lead_text)
            and (soft := _read(f"shall {point.text}", possible))
        ):
            own = (soft.force, inherited[1]) if soft.force == "best-endeavour" and not soft.start else inherited
        if own != inherited:
            yield where, own
        yield from _differing(point.points, f"{where}.", point.text, signal or lead, own, possible)


def _stands_alone(text: str, lead_text: str, lead: Signal | None, signal: Signal, inherited: tuple[Force, str]) -> bool:
    """Return whether a point has the force of its own words: as a sentence, or under a lead-in that only recognises."""
    if lead is None:
        return True
    if lead.force == "recognition" and signal.force in _DUTIES and signal.subject is not NOBODY:
        return not _THAT.search(fold(lead_text))
    return _is_sentence(text, lead_text) and inherited[0] != "procedure"


def _is_sentence(text: str, lead_text: str) -> bool:
    """Return whether a point is a sentence of its own: it opens with a capital, and no lead-in runs on into it."""
    return text[:1].isupper() and not lead_text.rstrip().endswith(("shall:", "shall", "to:", "that:", "may:"))


def _read(text: str, possible: _Possible) -> Signal | None:
    """Return the strongest operative phrase of a text; the earlier one where two are as strong."""
    folded = fold(text)
    found = sorted(_signals(text, possible), key=lambda signal: signal.start)
    starts = [signal.start for signal in found]
    best: Signal | None = None
    start = 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(folded)), len(folded)]:
        here = found[bisect_left(starts, start) : bisect_left(starts, end)]
        clause, carrying = operative(folded, start, end, here)
        owner = None
        for signal in carrying:
            owner = signal if owner is None or not shares_a_subject(folded, start, signal) else owner
            if best is not None and best.strength >= possible.most(signal.force):
                continue
            read = _with_subject(text, (start, clause, end), signal, owner, possible)
            if best is None or (read.strength > best.strength and not _adds_nothing(folded, start, read, best)):
                best = read
        start = end
    return best


def _adds_nothing(folded: str, start: int, signal: Signal, before: Signal) -> bool:
    """Return whether a stronger phrase in the sentence from `start` leaves what those before it say as it is.

    A Party may only ask for talks over the duty that they lay down. Nobody's duty tells how that is done which they
    permit ("A Party may leave this Agreement. The withdrawal shall take effect on …").
    """
    if signal.subject is NOBODY:
        permitted = before.subject is not NOBODY or _ELABORATES.match(folded, start)
        return bool(permitted) and before.force == "permission" and signal.force in {*_DUTIES, "procedure"}
    asks = signal.force == "procedure" and signal.subject.kind in {"party", "named party"}
    return asks and before.force in _DUTIES and bool(_FACULTY.match(folded, signal.start))


def _signals(text: str, possible: _Possible) -> Iterator[Signal]:
    """Yield the phrases that do not overlap; of two that begin together the one of the earlier list."""
    folded = fold(text)
    hits = sorted(
        (match.start(), order, match.end(), force)
        for order, force, match in chain(_listed(folded, possible), _futures(text, folded))
        if force not in _MISLEADING
        or not _MISLEADING[force].search(folded, max(0, match.start() - 12), match.end() + 3)
    )
    softer = [start for start, _, _, force in hits if force != "obligation"]
    reached = -1
    for start, _, end, force in hits:
        # "Las Partes procurarán": a duty by its subject and tense is none where the verb itself says less, or forbids.
        if force == "obligation" and bisect_right(softer, start) < bisect_left(softer, end):
            continue
        if start >= reached:
            reached = end
            yield Signal(force, start, end)


def _listed(folded: str, possible: _Possible) -> Iterator[tuple[int, Force, re.Match[str]]]:
    for order, force, patterns in possible.signals:
        for match in patterns.finditer(folded):
            yield order, force, match


def _futures(text: str, folded: str) -> Iterator[tuple[int, Force, re.Match[str]]]:
    """Yield the Spanish verbs in the future, which give way to every listed phrase that begins with them."""
    last = len(_phrases().signals)
    for match in _FUTURE.finditer(text) if "rá" in text else ():
        if not _RELATIVE.search(folded, max(0, match.start() - 20), match.start()):
            yield last, "prohibition" if match[1] else "obligation", match


def _with_subject(
    text: str, sentence: tuple[int, int, int], signal: Signal, owner: Signal, possible: _Possible
) -> Signal:
    """Return the signal with whom it addresses; what a body shall or may do becomes procedure.

    `sentence` holds its start, the start of its main clause, and its end; `owner` is the phrase that has its subject.
    """
    folded, force = fold(text), signal.force
    subject = NOBODY  # a definition addresses nobody
    if force != "definition":
        subject = subject_of(text, sentence, (owner.start, owner.end), possible.addressees)
        if subject.start > owner.end and owner is not signal:  # who acts in the passive acts in no other verb
            subject = subject_of(text, sentence, (signal.start, signal.end), possible.addressees)
    if force == "procedure" and subject.start > signal.end and not is_agent(folded, signal.end, subject):
        subject = NOBODY  # talks "without prejudice to the rights of the Parties"
    strength: float = _STRENGTH[force]
    if force in _OF_BODIES and subject.kind == "body":
        # What a body may do gives way to what a Party shall do, not to what nobody in particular shall do; so does what
        # shall be done by a body.
        gives_way = force == "permission" or is_agent(folded, signal.end, subject)
        strength = _STRENGTH["obligation"] - 0.1 if gives_way else _STRENGTH["procedure"]
        force = "procedure"
    elif force in _DUTIES and subject is NOBODY:
        strength -= 1.1 if force == "prohibition" else 0.2
        if force == "obligation" and (will := _WILL.match(folded, signal.start)):  # "Barriers will be removed"
            force, strength = "obligation" if will[1] else "recognition", _STRENGTH["recognition"] + 0.5
    elif force == "procedure" and subject is NOBODY and not possible.institutional:
        strength = _STRENGTH["obligation"] - 0.1
    unsaid = subject is NOBODY or is_agent(folded, signal.end, subject)
    if force in _OF_BODIES and possible.institutional and unsaid:
        force = "procedure"
    return Signal(force, signal.start, signal.end, subject, strength)
