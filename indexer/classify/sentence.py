"""How the phrases of force of one sentence hang together: which carry its force, and which share a subject."""

import re
from dataclasses import dataclass
from itertools import pairwise

from corpus.model import Force
from indexer.classify.addressee import NOBODY, Subject

__all__ = ["CONDITION", "Signal", "operative", "shares_a_subject"]

CONDITION = re.compile(
    r"\s*(?:where|if|when|whenever|in the event|in case|to the extent|provided|unless|although|while|once"
    r"|si|cuando|en (?:el )?caso|una vez"
    r"|should (?:a|the|an|either|any)"
    r"|(?:recogni[sz]|consider|not|affirm|acknowledg|recall|bear|desir|wish|believ)ing|taking|mindful|conscious|aware"
    r"|(?:reconoc|ten)iendo|(?:consider|record)ando|conscientes)\b"
)
_MAIN_CLAUSE = re.compile(
    r", (?=(?:then )?(?:the|each|a|an|any|neither|no|nothing|it|they|that|this|these|such|both|either"
    r"|la|las|los|cada|una|ninguna|el|nada|est[ea]|dich[ao]s?)\b)"
)
_AGREE_THAT = re.compile(r"agrees? (?:that|,)|(?:acuerdan|convienen)(?: en)? que")
_SUBORDINATE = re.compile(r"\b(?:that|which|who|whom|whose|que|cual|cuales|quien|quienes)\b(?!.*,)")
_COORDINATE = re.compile(r"(?:\b(?:and|accordingly|therefore|y|por lo tanto)|,|:)[ \w,]{0,40}$")
# "shall appoint a member of the Committee and shall notify": a verb without a subject has that of the one before it.
_SHARES = re.compile(r"\b(?:and|or|nor|but|y|e|o|ni|pero)(?:, [^,]{1,60},)?(?: also| then| further| to that end,)? $")
_MODAL = re.compile(r"(?:shall|must|will|may|should)\b|(?:no )?(?:se |l[aeo]s? )?(?:\w+ran?|deben?|pueden?)\b")
# "recognise that fees, labels and marks should not hinder": all is recognised, unless somebody acts after a comma.
_RECOGNISED = re.compile(r"\b(?:that|que)\b")
# "Recognising that …, the Parties shall", "if a Party considers that …, it shall": no more is recognised after it.
_RECITAL = re.compile(r"\w+(?:ing|iendo|ando)\b")
_SUPPOSES = re.compile(r"\b(?:if|where|when|whenever|unless|si|cuando|which|who|that|que)\b[^.;]{0,60}$")
_ACTS_ALSO = re.compile(
    r"(?:, |\b)(?:and|y|accordingly|therefore|por lo tanto),? (?:therefore |accordingly |hereby |also |further )*"
    r"(?:(?:they|both|(?:the|each|neither|no|a|las|cada|ninguna) part\w+) (?:\w+ )?)?$"
    r"|, (?:each|neither|no|cada|ninguna) (?:\w+ )?part[ey] $"
)
# "the importance which they attach to it and agree to": no verb of what "which" opens
_PLEDGES = re.compile(r"(?:agree|undertake|commit|acuerdan|convienen|se comprometen)\b")


@dataclass(frozen=True, slots=True)
class Signal:
    """A phrase of force at characters `start` to `end` of a folded text, with whom it addresses and its rank."""

    force: Force
    start: int
    end: int
    subject: Subject = NOBODY
    strength: float = 0


def operative(folded: str, start: int, end: int, signals: list[Signal]) -> tuple[int, list[Signal]]:
    """Return where the main clause of a sentence begins, and the signals that carry its force.

    They are the first of the main clause, those joined to it, and what the Parties agree on.
    """
    clause = start
    if CONDITION.match(folded, start) and (main := _MAIN_CLAUSE.search(folded, start, end)):
        later = [signal for signal in signals if signal.start >= main.end()]
        clause, signals = (main.end(), later) if later else (start, signals)
    carrying = signals[:1]
    for previous, signal in pairwise(signals):
        # "recognise that rivers will be of use and will feed mills", "agree that standards shall not be used"
        below = previous not in carrying and carrying[-1].force in {"recognition", "best-endeavour"}
        if below and shares_a_subject(folded, start, signal):
            continue
        agreed = previous is signals[0] and _AGREE_THAT.match(folded, previous.start)
        if _joined(folded, previous, signal) or (agreed and signal.force in {"obligation", "prohibition"}):
            carrying.append(signal)
    return clause, carrying


def _joined(folded: str, previous: Signal, signal: Signal) -> bool:
    """Return whether a phrase of force stands beside the one before it, not below it."""
    between = folded[previous.end : signal.start]
    if not _COORDINATE.search(between):
        return False
    if _PLEDGES.match(folded, signal.start):
        return True
    if signal.force != "prohibition" and _only_recognised(folded, previous, signal):
        return bool(_ACTS_ALSO.search(between))
    return not _SUBORDINATE.search(between)


def _only_recognised(folded: str, previous: Signal, signal: Signal) -> bool:
    """Return whether a phrase stands in what the one before it recognises, and agrees to nothing by that."""
    if previous.force != "recognition" or not _RECOGNISED.search(folded, previous.start, signal.start):
        return False
    asks = _RECITAL.match(folded, previous.start) or _AGREE_THAT.match(folded, previous.start)
    return not (asks or _SUPPOSES.search(folded, max(0, previous.start - 80), previous.start))


def shares_a_subject(folded: str, start: int, signal: Signal) -> bool:
    """Return whether a phrase of force has no subject in its sentence but that of the phrase before it."""
    return bool(_SHARES.search(folded, start, signal.start) and _MODAL.match(folded, signal.start))
