"""What a search points to beside provisions, as lines of a terminal: agreements by name, rules of law, services."""

from collections.abc import Iterator
from functools import partial

from corpus.catalogue.rules import NOTICE, Rule
from corpus.catalogue.services import Service
from corpus.words import status_words, word
from indexer.cli.output.terminal import wrap
from indexer.pointers import NamedAgreement, Pointers

__all__ = ["agreement_lines", "pointer_lines"]


def pointer_lines(pointers: Pointers, language: str) -> Iterator[str]:
    """Yield the lines that stand above the provisions, each group under a line that says what it is."""
    said = partial(word, "pointer", language=language)
    if pointers.agreements:
        yield said("agreements")
        for agreement in pointers.agreements:
            yield from (f"  {line}" for line in _agreement(agreement, language))
        if pointers.more_agreements:
            yield f"  {said('more').format(count=pointers.more_agreements)}"
        yield ""
    if pointers.rules:
        yield f"{said('rules')} {NOTICE[language]}"
        for rule in pointers.rules:
            yield from _rule(rule, language)
        yield ""
    if pointers.services:
        first = pointers.services[0]
        yield said("services").format(who=first.announced_by, day=first.announced, source=first.source)
        for service in pointers.services:
            yield from _service(service, language)
        yield ""
    if pointers.goods and not pointers.goods.named:
        yield said("unnamed").format(goods=pointers.goods.names[language].lower())
        yield ""


def agreement_lines(agreement: NamedAgreement, language: str) -> Iterator[str]:
    """Yield what is known of one agreement: title, status, days, note, and how to read it."""
    said = partial(word, "pointer", language=language)
    yield from _agreement(agreement, language)
    days = ((said("signed"), agreement.signed), (said("in_force"), agreement.in_force))
    yield from (f"  {name}: {day}" for name, day in days if day)
    if agreement.note:
        yield wrap(agreement.note[language], "  ")


def _agreement(agreement: NamedAgreement, language: str) -> Iterator[str]:
    said = partial(word, "pointer", language=language)
    status = status_words(agreement.status, unverified=agreement.status_unverified, language=language)
    way = "held" if agreement.held else "published" if agreement.published else "nowhere"
    yield f"{agreement.id}  {agreement.titles[language]} [{status}]"
    yield f"  {said(way).format(id=agreement.id)}"


def _rule(rule: Rule, language: str) -> Iterator[str]:
    said = partial(word, "pointer", language=language)
    yield wrap(" · ".join([rule.names[language], rule.number[language], *rule.markets]), "  ")
    read = (
        said("read").format(sources=", ".join(rule.read_in)) if rule.read_in else word("export", "unverified", language)
    )
    checked = said("checked").format(day=rule.checked)
    yield wrap(f"{rule.says[language]} {said('ask').format(whom=rule.ask[language])} {checked}; {read}.", "    ")


def _service(service: Service, language: str) -> Iterator[str]:
    by = f" ({', '.join(service.providers)})" if service.providers else ""
    yield wrap(f"{service.names[language]}{by}: {service.covers[language]}", "  ")
