"""What touches an exporter's product: the provisions of Peru's agreements, those with a word for the firm first."""

from collections.abc import Mapping

from corpus.catalogue.products import Product
from corpus.catalogue.rules import Rule, rules_for
from corpus.catalogue.services import Service, services_for
from corpus.model import MAY_BIND, Agreement
from indexer.engine.protocol import SearchRequest
from indexer.library import Library
from indexer.query.markets import HOME
from indexer.record import Record

__all__ = ["applies", "beside", "for_product", "markets"]


def applies(agreement: Agreement, market: str = "") -> bool:
    """Return whether an agreement of Peru, with a market if one is named, may bind."""
    return agreement.status in MAY_BIND and {HOME, market or HOME} <= set(agreement.parties)


def markets(known: Mapping[str, Agreement], held: Mapping[str, int]) -> list[str]:
    """Return the parties with which Peru has an agreement at hand that may bind, those with most provisions first."""
    weight: dict[str, int] = {}
    for name, count in held.items():
        if applies(known[name]):
            for party in known[name].parties:
                if party != HOME:
                    weight[party] = weight.get(party, 0) + count
    return sorted(weight, key=lambda party: -weight[party])


def for_product(library: Library, product: Product, market: str) -> list[tuple[str, list[Record]]]:
    """Return what touches a product, by agreement; `market` is a party, or "" for all of them.

    These are provisions on the product's topics, and provisions whose digest names the product: a treaty need not name
    the timber whose shipment it lets a State detain. All provisions of an article that is found count. Provisions whose
    digest names only other products are left out.
    """
    filters = {"party": [HOME], "topic": list(product.topics)}
    hits = library.search("", filters=filters, limit=100, fold="articles").hits
    names = [name for hit in hits for name in (hit.id, *hit.siblings)]
    names += library.searcher.matching(SearchRequest(filters={"product": (product.id,)}))
    groups: dict[str, list[Record]] = {}
    for name in dict.fromkeys(names):
        record = library.record(library.ids[name])
        if not applies(library.entries[record.agreement.id], market):
            continue
        if product.id in (products := _products(record)) or not products:
            groups.setdefault(record.agreement.id, []).append(record)
    for found in groups.values():
        # Advice for the firm first, of provisions on the subject itself; then what names the product and fewest others,
        # on one point before on many.
        found.sort(key=lambda record: (*_rank(record), record.order))
    return list(groups.items())


def beside(library: Library, product: Product, market: str) -> tuple[tuple[Rule, ...], tuple[Service, ...]]:
    """Return the rules of law and the services to ask about for a product and a market."""
    known = library.pointers
    services = services_for(known.services.values(), product.topics, [product.id])
    return rules_for(known.rules.values(), product.id, market), services


def _rank(record: Record) -> tuple[bool, bool, bool, int, bool]:
    digest, named = record.digest, len(_products(record))
    several = bool(digest and len(digest.parts) > 1)
    return not (digest and digest.exporter), record.scope != "core", not named, named, several


def _products(record: Record) -> tuple[str, ...]:
    return record.digest.products if record.digest else ()
