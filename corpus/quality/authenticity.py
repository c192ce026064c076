"""Which languages of an agreement are authentic, as its own final provisions or its testimonium say it.

The rule is Article 33 of the Vienna Convention on the Law of Treaties: a version in a language is authentic only where
the treaty provides or the parties agree. Where a text does not say, Clausula does not either.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.language import language_names
from corpus.model import FRAMES, Provision, Role
from corpus.text import fold

__all__ = ["Authenticity", "Standing", "find_authenticity", "standing"]

Standing = Literal["authentic", "official publication", "translation", "copy"]

_CODES = language_names()
_NAME = re.compile(rf"\b(?:{'|'.join(sorted(_CODES, key=len, reverse=True))})\b")
# "each text being equally authentic", "in two authentic copies", "siendo ambos textos igualmente autenticos".
_SAYS = re.compile(
    r"\b(?:equally|both|each|being|are|is|shall be|igualmente|siendo|seran|son|faisant|egalement|tous)\b[^.;]{0,60}?"
    r"\b(?:authentic|autentic[oa]s?|valid|valid[oa]s|foi)\b"
    r"|\b(?:single|one|an|two|three) authentic (?:copy|copies|texts?|originals?)\b"
)
_TEXTS = re.compile(
    r"\b(?:texts?|versions?|languages?|copies|originals?|textos?|versiones|idiomas?|lenguas?|textes?)\b"
)
# "the English text shall prevail", "prevalecerá el texto en inglés"
_PREVAILS = re.compile(r"\b(?:prevail\w*|prevalec\w*|prevaudra|se utilizara|shall be (?:decisive|used))\b")
_SENTENCE = re.compile(r"(?<=[.;])\s+")


@dataclass(frozen=True, slots=True)
class Authenticity:
    """The authentic languages (ISO 639-1, in the order named), the one that prevails or "", and who says so.

    `provision` is the id of the provision that holds the words.
    """

    languages: tuple[str, ...]
    prevails: str
    provision: str


def find_authenticity(provisions: Iterable[Provision]) -> Authenticity | None:
    """Return what an agreement says of its authentic texts, or None. Its last such provision counts.

    Annexes, protocols and side letters are left out: they speak of themselves.
    """
    found: Authenticity | None = None
    for provision in provisions:
        if any(heading.kind in FRAMES for heading in provision.headings):
            continue
        found = _read(provision) or found
    return found


def _read(provision: Provision) -> Authenticity | None:
    text = fold(provision.full_text())
    says = next((match for match in _SAYS.finditer(text)), None)
    if not says or not _TEXTS.search(text):
        return None
    prevailing = [sentence for sentence in _SENTENCE.split(text) if _PREVAILS.search(sentence)]
    named = dict.fromkeys(code for s in _SENTENCE.split(text) if s not in prevailing for code in _languages(s))
    if not named:
        named = dict.fromkeys(_languages(text))
    if not named:
        return None
    first = dict.fromkeys(code for sentence in prevailing for code in _languages(sentence))
    return Authenticity(tuple(named), next(iter(first)) if len(first) == 1 else "", provision.id)


def _languages(text: str) -> Iterator[str]:
    return (_CODES[match[0]] for match in _NAME.finditer(text))


def standing(language: str, role: Role, said: Authenticity | None) -> Standing:
    """Return what a text is: in an authentic language, a translation, or only published by an office, or a copy.

    `language` is that of the text (ISO 639-1), `role` what the catalogue says of its source. A mirror of an authentic
    text has authentic words only as far as the mirror copied them well; its role says that it is a mirror.
    """
    if role == "translation" or (said and language not in said.languages):
        return "translation"
    if said:
        return "authentic"
    return "official publication" if role == "official" else "copy"
