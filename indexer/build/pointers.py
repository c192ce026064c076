"""All that a search can point to beside provisions, collected with the keys of its words when an index is built."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from corpus.catalogue.digests import load_digests
from corpus.catalogue.products import load_products
from corpus.catalogue.rules import load_rules
from corpus.catalogue.services import load_services
from corpus.model import LANGUAGES, Agreement
from indexer.pointers import Goods, NamedAgreement, PointerIndex
from indexer.query.thesaurus import content
from indexer.query.words import key, words
from indexer.record import facts_of

__all__ = ["pointer_index"]


def pointer_index(agreements: Iterable[Agreement], held: Collection[str]) -> PointerIndex:
    """Collect all there is to point to; `held` are the agreements of which the index has provisions."""
    rules, services = load_rules(), load_services()
    digested = {product for digest in load_digests() for product in digest.products}
    goods = {each.id: Goods(each.id, each.names, each.id in digested) for each in load_products()}
    runs: dict[str, list[str]] = {}
    for target, terms in (
        *((f"rule/{each.id}", _with(each.words, each.names)) for each in rules),
        *((f"service/{each.id}", _with(each.words, each.names)) for each in services),
    ):
        for run in dict.fromkeys(run for language in LANGUAGES for run in _written(terms[language], language)):
            runs.setdefault(run, []).append(target)
    for product in load_products():  # by their exact words only: "leads" is no metal
        for word in (*product.words["en"], *product.words["es"]):
            runs.setdefault(" ".join(words(word)), []).append(f"goods/{product.id}")
    known = {each.id: _named(each, each.id in held) for each in agreements}
    return PointerIndex(
        rules={each.id: each for each in rules},
        services={each.id: each for each in services},
        goods=goods,
        agreements=known,
        runs={run: tuple(targets) for run, targets in runs.items()},
        titles=_inverted((each.id, (each.titles, each.short_titles)) for each in known.values()),
        notes=_inverted((each.id, (each.note,)) for each in known.values()),
    )


def _with(terms: Mapping[str, Sequence[str]], names: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    return {language: (*terms[language], names[language]) for language in LANGUAGES}


def _written(terms: Iterable[str], language: str) -> Iterator[str]:
    """Yield how a query may hold the terms: folded, and as keys of the language."""
    for term in terms:
        yield " ".join(words(term))
        yield f"{language}:{' '.join(key(word, language) for word in content(term, language))}"


def _inverted(texts: Iterable[tuple[str, Iterable[Mapping[str, str]]]]) -> dict[str, tuple[str, ...]]:
    """Return, for each key with its language, the ids of the texts that hold it."""
    found: dict[str, dict[str, None]] = {}
    for name, translated in texts:
        for each in translated:
            for language, text in each.items():
                for word in words(text):
                    found.setdefault(f"{language}:{key(word, language)}", {})[name] = None
    return {word: tuple(ids) for word, ids in found.items()}


def _named(agreement: Agreement, held: bool) -> NamedAgreement:
    amends = agreement.amends.agreement if agreement.amends and not agreement.amends.included else ""
    return facts_of(agreement, NamedAgreement, held=held, published=bool(agreement.sources), amends=amends)
