"""From a query to the engine's request: stop words, names of parties and agreements, terms from the thesaurus.

Plain words become ranking clauses, one for each word, one for each term of the field that several of them form
("trabajo infantil") and one for each two others side by side; a clause also takes the thesaurus's other words for it.
Names of parties and agreements do not filter: they raise scores. With quotes, signs or OR every part is required and
only its own words match.
"""

import itertools
import math
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from corpus.model import LANGUAGES
from indexer.classify.taxonomy import within
from indexer.engine.protocol import Order, SearchClause, SearchRequest, Term
from indexer.query.markets import HOME, markets_named
from indexer.query.query import Part, Query
from indexer.query.questions import MEANING_WORDS, asks_meaning, asks_to_sell, lifts_of_question
from indexer.query.thesaurus import Entry, NamedFacet, entries, names_goods, places
from indexer.query.words import STOP_WORDS, key, means_thing, words

__all__ = ["Plan", "plan", "unsearched"]

COVERAGE = 0.05  # share of the words' weight that an article must hold where no sign asks for all of them
LIFT = {"party": 1.8, "bloc": 1.8, "agreement": 2.2}  # what naming one does to the score of its documents
LIFT_OF_SELLER = 2.5  # of Peru, for who has goods to sell: what binds others than Peru is no answer
LIFT_OF_GOODS = 1.3  # of Peru, where a query in Spanish names goods: most who ask sell them
AT_HOME = 1.15  # decides between clauses that answer alike
# Related provisions only touch the subject; an agreement that is not in force binds nobody.
BINDING_NOBODY = (("status", "signed"), ("status", "never in force"))
ALWAYS = {("scope", "related"): 0.9} | dict.fromkeys(BINDING_NOBODY, 0.85)
BINDS_NO_SHIPMENT = 0.4
# Definitions repeat every word of their chapter and answer few questions, unless the question is what a term means.
USUAL = ALWAYS | {("whole_force", "definition"): 0.7}
DEFINING = ALWAYS | {("whole_force", "definition"): 2.0}
NAMED = 0.25  # weight of a name's own words
GENERIC = 0.3  # weight of words that every query about treaties may hold
INSIDE = 0.55  # weight of a word that a recognised term holds
ADJACENT = 0.3  # weight of two words side by side that stand in no recognised term
LOOSER = 0.5  # share of a single word among terms of several: "quota" says less than "export quota"
TRANSLATED, SYNONYM, LED, RELATIVE = 0.95, 0.8, 0.65, 0.5
LONGEST_TERM = 5

GENERIC_WORDS = {
    "en": frozenset(
        "agreement agreements treaty treaties provision provisions clause clauses article articles chapter text signed "
        "fta ftas concerning commitments need papers paperwork exporting sell selling ship".split()
    ),
    "es": frozenset(
        "acuerdo acuerdos tratado tratados tlc disposicion disposiciones clausula clausulas articulo articulos "
        "capitulo texto firmado firmados exige exigen establece obligaciones necesito papeles exportar exporto vender "
        "vendo envio enviar".split()
    ),
}


class Plan(NamedTuple):
    """The engine's request, with the terms that the thesaurus added and the places that were recognised."""

    request: SearchRequest
    added: tuple[str, ...]
    places: tuple[tuple[str, str], ...]


def plan(
    query: Query,
    *,
    limit: int = 10,
    offset: int = 0,
    facets: tuple[str, ...] = (),
    group: bool = True,
    fold: bool = True,
    explain: bool = False,
    seconds: float = math.inf,
    among: Sequence[str] | None = None,
    sort: Order = "relevance",
    wordless: float = 1.0,
) -> Plan:
    """Make the engine's request of a query.

    `among` are the only agreements that may answer, if not all may. `wordless` weighs what is known by a digest alone.
    """
    clauses, boosts, named = _meant(query)
    filters, without = _filters(query)
    if among is not None:
        filters["agreement"] = tuple(name for name in filters.get("agreement", among) if name in among)
    request = SearchRequest(
        clauses=clauses,
        filters=filters,
        without=without,
        signed=query.signed,
        boosts=boosts | {("lang", "mul"): wordless},
        coverage=0 if query.strict else COVERAGE,
        limit=limit,
        offset=offset,
        group=group,
        fold=fold,
        facets=facets,
        explain=explain,
        seconds=seconds,
        language=query.language,
        sort=sort,
    )
    added = dict.fromkeys(" ".join(term.words) for clause in clauses for term in clause.terms if term.added)
    return Plan(request, tuple(added), tuple(dict.fromkeys((place.facet, place.value) for place in named)))


def _meant(query: Query) -> tuple[tuple[SearchClause, ...], dict[tuple[str, str], float], list[NamedFacet]]:
    """Return the clauses of a query, what lifts the documents that have a label, and what its words name."""
    if query.strict:
        return tuple(_required(part) for part in query.parts), USUAL, []
    typed = [word for part in query.parts for word in words(part.words[0].text)]
    asked = _question(typed, query)
    boosts = USUAL
    if asks_meaning(asked, query.language):
        boosts = DEFINING
        typed = [word for word in typed if word not in MEANING_WORDS]
    named = places(typed) if query.expand else []
    boosts = boosts | lifts_of_question(asked, query.language) | _lifts(named, typed, query.language)
    return tuple(_ranking(typed, named, query)), boosts, named


def _question(typed: Sequence[str], query: Query) -> str:
    """Return the words of a question without the names in it and what joins the last of them ("… in the TPA of")."""
    named = {at for place in places(typed) for at in range(place.start, place.end)} if query.expand else set()
    kept = [word for at, word in enumerate(typed) if at not in named]
    joining = STOP_WORDS[query.language] | GENERIC_WORDS[query.language]
    while named and kept and kept[-1] in joining:
        kept.pop()
    return " ".join(kept)


def _lifts(named: Sequence[NamedFacet], typed: Sequence[str], language: str) -> dict[tuple[str, str], float]:
    """Return the boosts of parties and agreements named.

    Whoever names a port, or a market and goods of his own ("my cocoa", "exportar"), sells there from Peru, and so most
    likely does who names goods in Spanish ("permiso para cedro"). A query in Spanish that names neither an agreement
    nor Peru lifts Peru slightly: who asks about Spain more often means Peru's agreement with it than another.
    """
    lifts = {(each.facet, each.value): LIFT[each.facet] for each in named}
    line = " ".join(typed)
    free = all(each.facet != "agreement" for each in named)
    sells = free and asks_to_sell(line, language)
    goods = free and language == "es" and names_goods(typed, language)
    sold_in = markets_named(line) if sells or goods or not named else ()
    if sold_in or (goods and not named):
        of_home = LIFT_OF_SELLER if sold_in and (sells or not named) else LIFT_OF_GOODS
        lifts |= {("party", market.party): LIFT["party"] for market in sold_in} | {("party", HOME): of_home}
        lifts |= dict.fromkeys(BINDING_NOBODY if sold_in else (), BINDS_NO_SHIPMENT)
    elif language == "es" and all(each.facet != "agreement" and each.value != HOME for each in named):
        lifts["party", HOME] = AT_HOME
    return lifts


def _filters(query: Query) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    renamed = {"article": "article_number", "chapter": "chapter_number"}
    filters = {renamed.get(name, name): _widened(name, values) for name, values in query.filters}
    without = {renamed.get(name, name): _widened(name, values) for name, values in query.without}
    if not query.all and "scope" not in filters:
        without["scope"] = (*without.get("scope", ()), "none")
    return filters, without


def _widened(name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values of a filter; a branch of the tree of topics means its topics too."""
    return tuple(dict.fromkeys(each for value in values for each in within(value))) if name == "topic" else values


def _required(part: Part) -> SearchClause:
    terms = tuple(
        Term(tuple(words(word.text)), exact=word.kind == "phrase", prefix=word.kind == "prefix") for word in part.words
    )
    said = " OR ".join(word.text.strip("/") for word in part.words)
    return SearchClause(terms, said, required=not part.excluded, excluded=part.excluded)


def _ranking(typed: Sequence[str], named: Sequence[NamedFacet], query: Query) -> list[SearchClause]:
    inside = {at for place in named for at in range(place.start, place.end)}
    kept = [word for at, word in enumerate(typed) if at not in inside and word not in STOP_WORDS[query.language]]
    clauses = _terms(kept, query) if query.expand else [_word(word, (), query.language, 1.0) for word in kept]
    weight = NAMED if clauses else 1.0
    for start, end in dict.fromkeys((place.start, place.end) for place in named):
        name = tuple(typed[start:end])
        language = "" if len(name) == 1 else query.language
        clauses.append(SearchClause((Term(name, language=language),), " ".join(name), weight))
    return clauses or [_word(word, (), "", 1.0) for word in typed]


def _terms(kept: Sequence[str], query: Query) -> list[SearchClause]:
    """Make a clause of each term of the thesaurus that the words hold, and of each word."""
    language = query.language
    known = entries(kept, language)
    keys = [key(word, language) for word in kept]
    clauses: list[SearchClause] = []
    covered: set[int] = set()
    at = 0
    while at < len(kept):
        for end in range(min(len(kept), at + LONGEST_TERM), at + 1, -1):
            held = known.get(tuple(keys[at:end]))
            if held:
                clauses.append(_clause(tuple(kept[at:end]), held, language, 1.0))
                covered.update(range(at, end))
                at = end - 1
                break
        at += 1
    for number, word in enumerate(kept):
        thing = means_thing(keys[number], keys, language)
        weight = GENERIC if thing or word in GENERIC_WORDS[language] else INSIDE if number in covered else 1.0
        clauses.append(_word(word, () if thing else known.get((keys[number],), ()), language, weight))
    return [*clauses, *_adjacent(kept, covered, language)]


def _adjacent(kept: Sequence[str], covered: Container[int], language: str) -> Iterator[SearchClause]:
    """Yield a clause for each two words side by side, but for generic words and those that a term covers."""
    telling = [word not in GENERIC_WORDS[language] and at not in covered for at, word in enumerate(kept)]
    for (first, second), both in zip(itertools.pairwise(kept), map(all, itertools.pairwise(telling)), strict=True):
        if both and first != second:
            yield SearchClause((Term((first, second), language=language),), f"{first} {second}", ADJACENT)


def _word(word: str, held: Sequence[Entry], language: str, weight: float) -> SearchClause:
    return _clause((word,), held, language, weight)


def _clause(said: tuple[str, ...], held: Sequence[Entry], language: str, weight: float) -> SearchClause:
    """Put what was said first, then translations, synonyms and relatives, each once; other forms of it add nothing."""
    terms = {said: Term(said, language="" if not held or len(said) == 1 else language)}
    own = [key(word, language) for word in said] if held else []
    for entry in held:
        for other in LANGUAGES:
            share = SYNONYM if other == language else TRANSLATED
            most = max(map(len, entry.terms[other]), default=1)
            for words_ in entry.terms[other]:
                if [key(word, language) for word in words_] != own:
                    looser = LOOSER if len(said) > 1 and len(words_) == 1 < most else 1
                    terms.setdefault(words_, Term(words_, share * looser, language=other, added=True))
        for words_, share in (dict.fromkeys(entry.topics, LED) | dict.fromkeys(entry.relatives, RELATIVE)).items():
            terms.setdefault(words_, Term(words_, share, added=True))
    return SearchClause(tuple(terms.values()), " ".join(said), weight)


def unsearched(cut: Sequence[str]) -> tuple[str, ...]:
    """Return what to say was not looked for: a row of words only where none of them is named by itself."""
    return tuple(said for said in cut if len(said.split()) == 1 or not set(said.split()) & set(cut))
