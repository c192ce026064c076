"""Whom a phrase of force binds or entitles: the subject of its clause, if that is one of the closed list.

A Party or a body that only stands in a phrase about another ("at the request of a Party", "each Party's tribunals") is
no subject; "it" and "they" go back to the one named before them. Where nothing is to prevent a Party from something,
that Party is the one that is free.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import MappingProxyType

from corpus.catalogue.addressees import Addressee, AddresseeKind, load_addressees, named_parties
from indexer.classify.patterns import Alternatives, Matcher, compile_patterns, fold

__all__ = ["NOBODY", "Subject", "Vocabulary", "bodies", "is_agent", "needed", "subject_of", "vocabulary"]

_ARTICLE = re.compile(r"^(?:the|el|la|los|las) ")
_SHORTEST = 2
# A preposition before it: the clause tells about another than the one named.
_ASIDE = re.compile(
    r"\b(?:of|by|with|between|to|for|from|in|into|within|on|upon|under|against|among|amongst|through|via|before|after|at"
    r"|pursuant|regarding|concerning|de|del|por|con|entre|al|para|en|bajo|contra|ante|mediante|being"
    r"|a(?= las?\b| los\b))"
    r" (?:(?:the |la |el )?(?:[\w-]+|(?<=between the )[\w' -]{1,60}|(?<=between )[\w' -]{1,60}) (?:and|or|y|o) )?"
    r"(?:the |an? |its |their |both |th[eo]se |such |all |any |el |la |los |las |una? |sus? |ambas )?"
    r"(?:other |demas |otr[ao]s )?$"
)
# "of the Stabilisation and Association Council": the names of bodies are longer than their nouns.
_ASIDE_BODY = re.compile(
    r"\b(?:of|by|with|between|to|for|from|in|into|within|on|upon|under|before|after|at|through)"
    r" (?:the|an?|its|such|any) (?:(?!the |an? |its |any |each |no |that |which |part\w+ )[\w&-]+ ){1,4}$"
)
# "measures on natural persons"
_ADJECTIVE = re.compile(r"\b(?:of|by|with|to|for|from|on|de|por|con|para) (?:[\w-]+ |(?:[\w-]+ ){1,4}or such other )$")
# "the process of qualifying suppliers"
_BARE = re.compile(r"(?:supplier|investor|importer|exporter|producer)s")
_MODIFIES = re.compile(r"\b(?!(?:the|all|such|and|or|nor|that) )\w+ $")
# "The authorities of a Party shall", "the functions of the Committee shall be": it acts by them.
_GOVERNMENT = r"(?:(?:the |el )?(?:government|gobierno) )?(?:of |de |del )?"
_BY_AUTHORITY = re.compile(
    r"\b(?:authorit\w+|governments?|agenc\w+|administrations?|ministr\w+|autoridad\w*|gobiernos?)"
    r"(?: (?!of\b|de\b|del\b)\w+){0,2} (?:of|de|del)"
    rf" (?:[\w' ]{{1,40}} (?:and|y) {_GOVERNMENT})?(?:the |el |la |las )?$"
)
_BY_FUNCTION = re.compile(
    r"\b(?:(?:functions|members?) of (?:the|an?)(?: \w+){0,2}|(?:funciones|atribuciones|facultades) (?:de la|del)) $"
)
# "Corresponde al Comité", "compete a cada Parte": whose task it is.
_FALLS_TO = re.compile(r"\b(?:correspond|compet|incumb)\w+ a(?:l| la| las| los)? $")
_OWNS = re.compile(r"['’]s?(?!\w)(?! (?:[\w ]+ )?(?:authorit|government|administration|agenc|customs))")
# "shall, unless the Parties disagree, …": who only meets a condition does nothing else.
_IF = re.compile(
    r"\b(?:unless|if|as(?! a (?:result|consequence|rule)\b)|where|when|whenever|until|a menos que|salvo que|si|cuando) "
    r"(?:the |an? |any |las? |el |una )?(?:[\w-]+ ){0,2}$"
)
# "measures that a Party takes shall", "las medidas que adopte una Parte deberán": who only takes them is no subject.
_TAKES = re.compile(
    r"(?:(?<!\w)(\w+) (?:that|que( (?!las? |los )\w+)?)|\b(?:which|whom)) (?:the |an? |any |las? |los |el |una? )?$"
)
# "the Community financial assistance shall"
_ATTRIBUTIVE = re.compile(
    r" (?!(?:and|or|on|in|with|for|to|as|under|which|that|also|hereby|therefore|further|jointly|concerned|alone|y|o)\b)"
    r"(?:[a-z]+ ){1,3}"
)
_STATES = re.compile(
    r"recogni|agree|provid|ensur|not[ei]|under|acknowledg|confirm|decid|consider|(?:re)?affirm|stress|declar|believ"
    r"|emphasi|request|requir|extent|event|fact|except|so$|such$|acuerd|convien|reconoc|garanti|asegur|imped|evit"
    r"|entiend|reafirm|dispon|siempre|caso|vez|antes|despues|desde|hasta"
)
_GOES_ON = re.compile(r" [a-z]+[, ]")
# "shall be adopted by the Committee"
_AGENT = re.compile(
    r"(?: not| only| also)*(?: be)?"
    r"(?: (?!be |to |of |from |with |for |the |an? |any |such |its |las? |el |los |que )\w+){0,4}"
    r"(?: for \w+)? (?:by|por) (?:the |an? |el |las? |los |una? )?(?:(?!(?:of|in|on|to|for|de) )\w+ ){0,2}"
)
# The sides of an arbitration, which an investor can be; as a State it is a "disputing Party". So is an interested one.
_SIDE = re.compile(r"\bdisputing part(?:y|ies)\b|\bpartes? contendientes?\b|\b[Ii]nterested(?= Part)")
_PRONOUN = re.compile(
    r"(?<!\bto )(?<!\bof )(?<!\bby )(?<!\bin )(?<!\bon )(?<!\bfor )(?<!\bwith )(?<!\bfrom )"
    r"\b(?:(?:it|they|both(?! (?:\w+ )?(?:part|side|countr|state)))[, ][\w, ]{0,20}"
    r"|est[aeo]s?(?:,[\w, ]{1,40},)? (?:no |se )?)$"
)
# "A Party may leave this Treaty. It shall cease …": it is the treaty
_TREATY_DOES = re.compile(
    r" (?:also |then )?(?:cease(?: to (?:be|have|apply)\b|(?! (?:to|the|its|any|such)\b))|expire|lapse|take effect"
    r"|(?:enter|come) into|(?:be|remain|continue|stay) in (?:force|effect))"
)
# "…, estas consultas, constituirán": a subject between commas
_TOLD_AGAIN = re.compile(r"\b(?:est[ao]s?|dich[ao]s?|tal(?:es)?) \w+, $")
# "Brookland and the Kingdom of Estuaria shall"
_STATE_OF = (
    r"(?:former yugoslav |people's |socialist |democratic |islamic )*"
    r"(?:kingdom|republic|(?<!member )state|principality|sultanate|reino|republica)"
    r"(?:s (?:of|de) [\w' ]{3,30} (?:and|y))? (?:of|de|del) (?:the |la |el )?"
)
_LONG_NAME = re.compile(rf"\b{_STATE_OF}")
_NAMED_TOGETHER = re.compile(
    rf"\b(?:(and|y|e)|or|o|u) {_GOVERNMENT}(?:the |el |la |los |las )?(?:[\w' ]{{0,30}}{_STATE_OF})?$"
)
_VERB = re.compile(r"\b(?:shall|must|will|may|should)\b")
# "nothing shall prevent … from", "the right of … to"
_FREED = re.compile(
    r"\b(?:prevent\w*|preclud\w*|prohibit\w*|restrict\w*|imped\w*|stop\w*|requir\w*|oblig\w*|empower\w*|entitl\w*"
    r"|impid\w*|evit\w*|facult\w*|exig\w*|(?:right|rights|ability|(?<=the )authority) of(?: the)?|derecho de)"
    r"(?: a| para que| que)? $"
    r"|\b(?:(?:impediment|obstacle|hindrance|barrier) (?:for|to)|(?:an|any|no) obligation (?:for|of|on|upon)) $"
    r"|\b(?:prevent\w*|preclud\w*|prohibit\w*|requir\w*|oblig\w*) the (?:(?:\w+ ){1,4}by (?:the )?)?(?:\w+ )?$"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """An addressee found at characters `start` to `end` of a folded text; `value` is "" where nobody is."""

    value: str
    kind: AddresseeKind | None
    start: int = -1
    end: int = -1


NOBODY = Subject("", None)

Vocabulary = tuple[tuple[str, AddresseeKind, Alternatives], ...]


@cache
def _matchers() -> tuple[tuple[str, AddresseeKind, Matcher], ...]:
    """Return the patterns of each addressee; those of all Parties by name are one, whose value the name tells."""
    listed = (each for each in load_addressees().values() if isinstance(each, Addressee))
    by_value = ((each.en, each.kind, compile_patterns(each.says, {})) for each in listed)
    return (*by_value, ("", "named party", compile_patterns(_names(), {})))


@cache
def _names() -> Mapping[str, str]:
    """Return the value of each Party by its folded names."""
    names = ((_bare(name), party.en) for party in named_parties() for name in (party.en, party.es))
    others = ((fold(name), party.en) for party in named_parties() for name in party.also)  # "the Union" is no "Union"
    return MappingProxyType(dict((*names, *others)))


def _bare(name: str) -> str:
    """Return a name without its article, unless nothing else would be left to look for ("the EU")."""
    folded = fold(name)
    bare = _ARTICLE.sub("", folded)
    return bare if len(bare) > _SHORTEST else folded


@cache
def needed() -> frozenset[str]:
    """Return the anchors of all patterns that name an addressee."""
    return frozenset[str]().union(*(matcher.needed for _, _, matcher in _matchers()))


def bodies() -> tuple[str, ...]:
    """Return the patterns that name a body."""
    listed = (each for each in load_addressees().values() if isinstance(each, Addressee))
    return tuple(pattern for each in listed if each.kind == "body" for pattern in each.says)


@lru_cache(maxsize=4096)
def vocabulary(anchors: frozenset[str]) -> Vocabulary:
    """Return the patterns that a text with these anchors can match."""
    narrowed = ((value, kind, matcher.narrowed(anchors)) for value, kind, matcher in _matchers())
    return tuple((value, kind, patterns) for value, kind, patterns in narrowed if patterns)


def subject_of(text: str, sentence: tuple[int, int, int], phrase: tuple[int, int], known: Vocabulary) -> Subject:
    """Return whom a phrase of force addresses, read in its sentence.

    `sentence` holds the characters at which it and its main clause start and it ends, `phrase` those of the phrase;
    `known` comes from `vocabulary`.
    """
    folded = fold(text)
    start, clause, end = sentence
    named = list(_named(text, folded, start, end, known))
    # The phrase itself may hold a Party ("neither Party shall"); a body in it ("establish a Council") is an object.
    before = [each for each in named if each.end <= phrase[_acts_by(folded, start, each) or each.kind != "body"]]
    pronoun = _PRONOUN.search(folded, start, phrase[0])
    if pronoun and (earlier := [each for each in before if each.end <= pronoun.start()]):
        meant = (each for each in earlier if not _is_aside(folded, start, each) and _agrees(pronoun, each))
        found = next(meant, earlier[-1])
        group = [each for each in earlier if _NAMED_TOGETHER.match(folded, found.end + 1, each.start)]
        return _with_others(folded, start, group[0]) if group else found
    acting = (each for each in reversed(before) if each.start >= clause and _acts(folded, start, each))
    subject = next((each for each in acting if not _only_takes(folded, start, each, phrase[0])), NOBODY)
    if pronoun and _TREATY_DOES.match(folded, phrase[1]):
        return NOBODY
    if pronoun and subject is NOBODY:
        subject = _opening(text, folded, start, pronoun, known)
    if subject is NOBODY and folded.endswith(", ", 0, phrase[0]) and not _TOLD_AGAIN.search(folded, start, phrase[0]):
        # "Si una Parte acepta, deberá …"
        told = (each for each in before if not _only_takes(folded, start, each, phrase[0]))
        subject = next((each for each in told if not _is_aside(folded, start, each)), NOBODY)
    if subject is NOBODY:
        after = (each for each in named if each.start >= phrase[0] and not _OWNS.match(folded, each.end))
        freed = (
            each
            for each in after
            if (_FREED.search(folded, start, each.start) and not _BARE.fullmatch(folded, each.start, each.end))
            or is_agent(folded, phrase[1], each)
        )
        return next(freed, NOBODY)
    return _with_others(folded, clause, subject)


def _with_others(folded: str, clause: int, subject: Subject) -> Subject:
    """Return all Parties for the last of several that are named together, a Party for the last of a choice."""
    if subject.kind != "named party" or not (together := _NAMED_TOGETHER.search(folded, clause, subject.start)):
        return subject
    if _VERB.search(folded, clause, together.start()):  # "Estuaria shall open its gates and Delta shall close them"
        return subject
    return replace(subject, value="the Parties" if together[1] else "a Party", kind="party")


def _only_takes(folded: str, start: int, named: Subject, phrase: int) -> bool:
    """Return whether one who is named only acts in a relative clause, or only tells whose something is."""
    if named.value == "the European Union" and _ATTRIBUTIVE.fullmatch(folded, named.end, phrase):
        return True
    relative = _TAKES.search(folded, max(start, named.start - 60), named.start)
    if not relative or (relative[1] and _STATES.match(relative[1])):
        return False
    return bool(relative[2] or _GOES_ON.match(folded, named.end, phrase))


def is_agent(folded: str, phrase: int, named: Subject) -> bool:
    """Return whether a phrase in the passive, which ends at a character, names who acts."""
    if folded.startswith("the ", named.start) and folded.endswith("ing ", 0, named.start):
        return False  # "shown by presenting the authorities with papers"
    return named.kind != "person" and bool(_AGENT.fullmatch(folded, phrase, named.start))


def _opening(text: str, folded: str, end: int, pronoun: re.Match[str], known: Vocabulary) -> Subject:
    """Return whom a pronoun means in the sentences up to a character: who acts first, or the body that is set up."""
    verb = _VERB.search(folded, 0, end)
    stop = verb.start() if verb else end
    acting = (each for each in _named(text, folded, 0, end, known) if _acts(folded, 0, each) and _agrees(pronoun, each))
    return next((each for each in acting if each.start < stop or each.kind == "body"), NOBODY)


def _agrees(pronoun: re.Match[str], named: Subject) -> bool:
    """Return whether one who is named can be meant by a pronoun: "it" is not the Parties."""
    return named.value != "the Parties" or not pronoun[0].startswith("it")


def _acts(folded: str, start: int, named: Subject) -> bool:
    """Return whether one who is named in a clause can be its subject."""
    if _OWNS.match(folded, named.end):
        return False
    conditional = _IF.search(folded, max(start, named.start - 60), named.start)
    return not (conditional or _is_aside(folded, start, named)) or _acts_by(folded, start, named)


def _is_aside(folded: str, start: int, named: Subject) -> bool:
    """Return whether one who is named belongs to a phrase about another."""
    opening = folded[max(start, named.start - 60) : named.start]
    # "a" before a Party is Spanish ("a una Parte"), before a body or a person the English article.
    to_party = named.kind in {"party", "named party"} and opening.endswith(" a ")
    modified = _BARE.fullmatch(folded, named.start, named.end) and _MODIFIES.search(opening)
    of_persons = named.kind == "person" and (modified or _ADJECTIVE.search(opening))
    of_body = named.kind == "body" and _ASIDE_BODY.search(opening)
    if named.kind == "named party":
        opening = _LONG_NAME.sub("", opening)
    return bool(to_party or of_persons or of_body or _ASIDE.search(opening))


def _acts_by(folded: str, start: int, named: Subject) -> bool:
    """Return whether one who is named acts through its authorities or functions, or has a task fall to it."""
    by = _BY_FUNCTION if named.kind == "body" else _BY_AUTHORITY
    opening = _LONG_NAME.sub("", folded[max(start, named.start - 120) : named.start])
    through = by.search(opening)
    aside = through and any(each.search(opening, 0, through.start()) for each in (_ASIDE, _ASIDE_BODY))
    return bool((through and not aside) or _FALLS_TO.search(opening))


def _is_name(text: str, start: int, end: int) -> bool:
    """Return whether a State's name means it: with a capital, and in no compound ("the Sino-Singapore project")."""
    article = _ARTICLE.match(fold(text[start:end]))
    capital = text[start + article.end() if article else start].isupper()
    return capital and "-" not in {text[start - 1 : start], text[end : end + 1]}


def _named(text: str, folded: str, start: int, end: int, known: Vocabulary) -> Iterator[Subject]:
    """Yield the addressees that a sentence names, from left to right, none inside another."""
    sentence = folded[start:end]
    if "disputing" in sentence or "contendiente" in sentence or "interested" in sentence:
        sentence = fold(_SIDE.sub(lambda side: "_" * len(side[0]), text[start:end]))
    found = [
        Subject(value or _names()[match[0]], kind, start + match.start(), start + match.end())
        for value, kind, patterns in known
        for match in patterns.finditer(sentence)
        if value or _is_name(text, start + match.start(), start + match.end())
    ]
    reached = -1
    for each in sorted(found, key=lambda found: (found.start, -found.end, found.kind == "party")):
        if each.start >= reached:
            reached = each.end
            yield each
