"""The answer for an exporter on one card: who is bound, what a shipment may meet, which papers to hold.

All lines are our own digests' advice for firms, whole and each with its provision; nothing is concluded beyond them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.catalogue.products import Product
from corpus.catalogue.rules import Rule
from corpus.catalogue.services import Service
from corpus.data import data_table
from corpus.model import LANGUAGES, Agreement, Digest
from indexer.answers.exporter import applies, beside
from indexer.answers.selection import choose, citation
from indexer.classify.taxonomy import load_taxonomy
from indexer.library import Library, ResultPage
from indexer.query.markets import HOME, markets_named
from indexer.query.query import Query
from indexer.query.thesaurus import content, entries, places
from indexer.query.words import key, words
from web.views.record_html import opening

__all__ = ["Bound", "Card", "Line", "card", "card_for", "once"]

PAIR = 2
LINES = {"shipment": 4, "papers": 3, "other": 2, "bound": 3}  # at most, of each kind on the card
SAYS = 200  # characters of what a provision says, but at least its first sentence
# "La obligación es del Perú, no de la empresa." says who is bound, which the card says once. A longer sentence goes on
# to say what that means.
_ONLY_BOUND = re.compile(r"\b(?:no (?:a|de|para) (?:la|su|una) empresa|not (?:on|to|of|for)? ?(?:the|your|a) firm)\.$")
_SHORT = 110  # characters of such a sentence
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-ZÁÉÍÓÚÑ¿“«])")
# "No crea ningún certificado de captura", and what is said to come from elsewhere.
_DENIES = re.compile(
    r"^No |^It (?:sets|creates) no|^Nothing|\bsale de la ley\b|\blos (?:fija|exige) la ley\b|\bno otorga\b"
    r"|\bneither grants\b|\b(?:comes?|follows?) from (?:the|national) law\b"
)
_ABOUT = {
    name: re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
    for name, words in data_table("exporter_card.toml", "web").items()
}


@dataclass(frozen=True, slots=True)
class Line:
    """A provision on the card: its id, how it is cited, what it says by our digest, and what that means for a firm."""

    id: str
    citation: str
    says: str
    text: str


@dataclass(frozen=True, slots=True)
class Bound:
    """Somebody who is bound, with a few of the provisions that say so."""

    addressee: str
    count: int
    examples: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The answer. `digests` counts the digests of Peru's agreements that were looked at.

    `served` says that the question names one of the services, which then come first.
    """

    product: Product | None
    market: str
    themes: tuple[str, ...]
    bound: tuple[Bound, ...]
    shipment: tuple[Line, ...]
    papers: tuple[Line, ...]
    other: tuple[Line, ...]
    rules: tuple[Rule, ...]
    services: tuple[Service, ...]
    digests: int
    served: bool = False


def card(library: Library, result: ResultPage, language: str) -> Card | None:
    """Return the card of a question that names goods, a market or a service for exporters, else None."""
    typed = _typed(result.query)
    pointers, named = result.pointers, _markets(library, typed)
    products = library.package_data.products
    product = next((each for each in products if pointers.goods and each.id == pointers.goods.id), None)
    found = result.hits or pointers.agreements
    sells = named and (language == "es" or _ABOUT["of_oneself"].search(typed) or not found)
    if not (product or pointers.services or sells) or set(dict(result.query.filters)) - {"agreement"}:
        return None
    market = named[0] if len(named) == 1 else ""
    served = tuple(topic for service in pointers.services[:1] for topic in service.topics[:1])
    made = card_for(library, product, market, language, _themes(typed) or served)
    asked = [each for each in pointers.rules if not market or not each.markets or market in each.markets]
    rules = [*asked, *(each for each in made.rules if each not in asked)]
    services = pointers.services or (made.services if product else ())
    return replace(made, rules=tuple(rules), services=services, served=bool(pointers.services))


def card_for(library: Library, product: Product | None, market: str, language: str, themes: Sequence[str] = ()) -> Card:
    """Return the card of a product in a market, a party; "" is every market with which Peru has an agreement."""
    digests = [
        each
        for each in library.package_data.digests
        if _of_peru(each, library.entries, market) and library.resolve(each.provision)
    ]
    chosen = sorted(
        (each for each in digests if _touches(each, product, themes) or (market and not (product or themes))),
        key=lambda each: _breadth(each, product),
    )
    chosen = [each for each in chosen if set(themes) & set(each.topics)] or chosen  # what was asked, if there is any
    said: set[str] = set()
    kinds: dict[str, list[tuple[Digest, str]]] = {"shipment": [], "papers": [], "other": []}
    for each in chosen:
        advice = once(each.exporter.get(language, ""), said)
        held = kinds[_kind(advice)]
        if advice:
            held.append((each, advice))
    kinds["shipment"].sort(key=lambda pair: not _ABOUT["stopped"].search(pair[1]))
    lines = {
        kind: tuple(_line(library, each, advice, language) for each, advice in held[: LINES[kind]])
        for kind, held in kinds.items()
    }
    rules, services = beside(library, product, market) if product else ((), ())
    return Card(
        product, market, tuple(themes), _bound(library, chosen, language),
        shipment=lines["shipment"], papers=lines["papers"], other=lines["other"],
        rules=rules, services=services, digests=len(chosen),
    )  # fmt: skip


def _markets(library: Library, typed: str) -> list[str]:
    """Return the parties that a question names as markets, by themselves or by Peru's agreement with them."""
    found = [market.party for market in markets_named(typed)]
    for place in places(words(typed)):
        agreement = library.entries.get(place.value) if place.facet == "agreement" else None
        if agreement and HOME in agreement.parties and len(agreement.parties) == PAIR:
            found += [party for party in agreement.parties if party != HOME]
    return list(dict.fromkeys(found))


def _typed(query: Query) -> str:
    return " ".join(word.text for part in query.parts if not part.excluded for word in part.words)


def _of_peru(digest: Digest, known: Mapping[str, Agreement], market: str) -> bool:
    agreement = known.get(digest.provision.partition("/")[0])
    return agreement is not None and applies(agreement, market)


def _touches(digest: Digest, product: Product | None, themes: Sequence[str]) -> bool:
    if set(themes) & set(digest.topics):
        return not (product and digest.products) or product.id in digest.products
    return product is not None and product.id in digest.products


def _breadth(digest: Digest, product: Product | None) -> tuple[bool, int, bool]:
    """Rank what names the product before what does not, and what names few before what names many."""
    named = bool(product and product.id in digest.products)
    return not named, len(digest.products), digest.force not in {"obligation", "prohibition", "permission"}


def once(text: str, said: set[str]) -> str:
    """Return advice without the sentences that only say who is bound, or that were `said` before; add what it says."""
    kept = []
    for sentence in _SENTENCE.split(text):
        if sentence and sentence not in said and not (len(sentence) < _SHORT and _ONLY_BOUND.search(sentence)):
            kept.append(sentence)
        said.add(sentence)
    return " ".join(kept)


def _kind(advice: str) -> str:
    """Return what advice is about: the shipment, papers or other things; a sentence that denies is about nothing."""
    telling = [sentence for sentence in _SENTENCE.split(advice) if not _DENIES.search(sentence)]
    for kind in ("papers", "shipment"):
        if any(_ABOUT[kind].search(sentence) for sentence in telling):
            return kind
    return "other"


def _line(library: Library, digest: Digest, text: str, language: str) -> Line:
    chosen = choose(library, [digest.provision])[0]
    says = opening(digest.summary[language], SAYS)
    return Line(chosen.id, citation(chosen, library.entries, language=language), says, text)


def _bound(library: Library, digests: Iterable[Digest], language: str) -> tuple[Bound, ...]:
    """Return who is bound by duties and prohibitions, those with most first."""
    found: dict[str, list[Digest]] = {}
    for each in digests:
        if each.addressee and each.force in {"obligation", "prohibition"}:
            found.setdefault(each.addressee, []).append(each)
    ranked = sorted(found.items(), key=lambda pair: -len(pair[1]))[: LINES["bound"]]
    return tuple(
        Bound(name, len(held), tuple(_line(library, each, "", language) for each in held[:1])) for name, held in ranked
    )


def _themes(typed: str) -> tuple[str, ...]:
    """Return the topics that a question names by their names, or by a term of the field that says the same."""
    found: dict[str, None] = {}
    for language in LANGUAGES:
        sought = content(typed, language)
        terms = {tuple(key(word, "en") for word in term) for held in entries(sought, language).values()
                 for entry in held for term in entry.terms["en"]}  # fmt: skip
        keys = {key(word, language) for word in sought}
        for topic in load_taxonomy().values():
            label = {key(word, language) for word in content(topic.labels[language], language)}
            own = tuple(key(word, "en") for word in words(topic.id.replace("-", " ")))
            if topic.parent and (own in terms or label <= keys):
                found[topic.id] = None
    return tuple(found)
