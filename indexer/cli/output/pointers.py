"""What a search points to beside provisions, as lines of a terminal: agreements by name, rules of law, services."""

from collections.abc import Iterator

from corpus.catalogue.rules import NOTICE, Rule
from corpus.catalogue.services import Service
from indexer.cli.output.terminal import wrap
from indexer.pointers import NamedAgreement, Pointers

__all__ = ["agreement_lines", "pointer_lines"]

_WORDS = {
    "en": {
        "agreements": "Agreements of that name",
        "more": "and {count} more: clausula agreements",
        "held": "read it: clausula search agreement:{id}",
        "published": "no provision of it is at hand: clausula fetch {id}",
        "nowhere": "no provision of it is at hand, and no address of its text is known",
        "signed": "signed",
        "in_force": "in force since",
        "unverified": "unverified",
        "rules": "Rules outside the agreements.",
        "ask": "Ask {whom}.",
        "checked": "Last checked {day}",
        "read": "read in {sources}",
        "services": "Services for exporters, announced by {who} on {day} ({source}); ask whether they still exist",
        "unnamed": "No digest of a provision names {goods}; general provisions follow.",
    },
    "es": {
        "agreements": "Acuerdos con ese nombre",
        "more": "y {count} más: clausula agreements",
        "held": "léalo: clausula search agreement:{id}",
        "published": "aquí no hay ninguna disposición suya: clausula fetch {id}",
        "nowhere": "aquí no hay ninguna disposición suya y no se conoce la dirección de su texto",
        "signed": "firmado",
        "in_force": "en vigor desde",
        "unverified": "sin verificar",
        "rules": "Normas fuera de los acuerdos.",
        "ask": "Pregunte {whom}.",
        "checked": "Última revisión: {day}",
        "read": "leído en {sources}",
        "services": "Servicios para exportadores, según anunció {who} el {day} ({source}); pregunte si siguen vigentes",
        "unnamed": "Ningún resumen de una disposición nombra estos bienes ({goods}); siguen disposiciones generales.",
    },
}


def pointer_lines(pointers: Pointers, language: str) -> Iterator[str]:
    """Yield the lines that stand above the provisions, each group under a line that says what it is."""
    said = _WORDS[language]
    if pointers.agreements:
        yield said["agreements"]
        for agreement in pointers.agreements:
            yield from (f"  {line}" for line in _agreement(agreement, language))
        if pointers.more_agreements:
            yield f"  {said['more'].format(count=pointers.more_agreements)}"
        yield ""
    if pointers.rules:
        yield f"{said['rules']} {NOTICE[language]}"
        for rule in pointers.rules:
            yield from _rule(rule, language)
        yield ""
    if pointers.services:
        first = pointers.services[0]
        yield said["services"].format(who=first.announced_by, day=first.announced, source=first.source)
        for service in pointers.services:
            yield from _service(service, language)
        yield ""
    if pointers.goods and not pointers.goods.named:
        yield said["unnamed"].format(goods=pointers.goods.names[language].lower())
        yield ""


def agreement_lines(agreement: NamedAgreement, language: str) -> Iterator[str]:
    """Yield what is known of one agreement: title, status, days, note, and how to read it."""
    said = _WORDS[language]
    yield from _agreement(agreement, language)
    days = ((said["signed"], agreement.signed), (said["in_force"], agreement.in_force))
    yield from (f"  {name}: {day}" for name, day in days if day)
    if agreement.note:
        yield wrap(agreement.note[language], "  ")


def _agreement(agreement: NamedAgreement, language: str) -> Iterator[str]:
    said = _WORDS[language]
    status = f"{agreement.status} ({said['unverified']})" if agreement.status_unverified else agreement.status
    way = "held" if agreement.held else "published" if agreement.published else "nowhere"
    yield f"{agreement.id}  {agreement.titles[language]} [{status}]"
    yield f"  {said[way].format(id=agreement.id)}"


def _rule(rule: Rule, language: str) -> Iterator[str]:
    said = _WORDS[language]
    yield wrap(" · ".join([rule.names[language], rule.number[language], *rule.markets]), "  ")
    read = said["read"].format(sources=", ".join(rule.read_in)) if rule.read_in else said["unverified"]
    checked = said["checked"].format(day=rule.checked)
    yield wrap(f"{rule.says[language]} {said['ask'].format(whom=rule.ask[language])} {checked}; {read}.", "    ")


def _service(service: Service, language: str) -> Iterator[str]:
    by = f" ({', '.join(service.providers)})" if service.providers else ""
    yield wrap(f"{service.names[language]}{by}: {service.covers[language]}", "  ")
