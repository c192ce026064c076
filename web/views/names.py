"""What the site calls the values of the index, in the reader's language."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import g
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from corpus.catalogue.addressees import load_addressees
from corpus.catalogue.instruments import load_instruments
from indexer.classify.taxonomy import load_taxonomy
from web.server.languages import country, language_name

__all__ = ["FIELDS", "IDENTIFIERS", "PUBLISHERS", "VALUES", "addressee", "field_value", "kind", "status", "value"]

Words = Mapping[str, LazyString]

VALUES: Mapping[str, Words] = MappingProxyType(
    {
        "force": {
            "prohibition": _l("Prohibition"),
            "obligation": _l("Obligation"),
            "best-endeavour": _l("Best endeavour"),
            "permission": _l("Permission"),
            "recognition": _l("Recognition"),
            "definition": _l("Definition"),
            "procedure": _l("Procedure"),
        },
        "force_meaning": {
            "prohibition": _l("the text forbids something"),
            "obligation": _l("the text requires something"),
            "best-endeavour": _l("the text asks for efforts and requires no result"),
            "permission": _l("the text allows something or reserves a right"),
            "recognition": _l("the text recognises or recalls something and requires nothing"),
            "definition": _l("the text says what a term means"),
            "procedure": _l("the text says how a committee, a panel or a secretariat works"),
        },
        "scope": {
            "core": _l("Sustainability is the subject"),
            "related": _l("Sustainability inside another subject"),
            "none": _l("No sustainability content"),
        },
        "status": {
            "in force": _l("In force"),
            "provisionally applied": _l("Provisionally applied"),
            "signed": _l("Signed, not in force"),
            "never in force": _l("Never in force"),
            "replaced": _l("Replaced"),
            "ended": _l("Ended"),
            "unknown": _l("Status not known"),
        },
        "enforcement": {
            "dispute-settlement": _l("Dispute settlement of the agreement"),
            "panel-of-experts": _l("Panel of experts"),
            "consultations": _l("Consultations only"),
            "investor-state": _l("Arbitration between an investor and a State"),
            "excluded": _l("Excluded from dispute settlement"),
            "unstated": _l("Not stated by the text"),
        },
        "state": {
            "found": _l("Found"),
            "absent": _l("Absent"),
            "not in the articles": _l("Not in the articles"),
            "incomplete": _l("Text incomplete"),
            "digests only": _l("Digests only"),
            "not held": _l("Not held"),
        },
        "state_meaning": {
            "absent": _l("nothing was found, and the text at hand is complete where it could stand"),
            "not in the articles": _l("nothing was found in the articles; annexes that could hold it are missing"),
            "incomplete": _l("nothing was found, but articles or chapters that could hold it are missing"),
            "digests only": _l("only digests are at hand, which are a selection"),
            "not held": _l("neither a text nor a digest is at hand"),
        },
        "role": {
            "official": _l("official publication"),
            "mirror": _l("mirror, not the official publication"),
            "translation": _l("convenience translation, not authentic"),
        },
        "standing": {
            "authentic": _l("authentic language"),
            "official publication": _l("official publication; whether it is authentic was not found"),
            "translation": _l("translation: another language is authentic"),
            "copy": _l("copy; whether its language is authentic was not found"),
        },
        "version": {
            "unknown": _l("version unknown"),
            "original": _l("as signed"),
            "consolidated": _l("consolidated"),
            "amendment": _l("amending text"),
            "superseded": _l("superseded wording"),
        },
        "bloc": {
            "US": _l("United States agreements"),
            "EU": _l("European Union agreements"),
            "CN": _l("China agreements"),
        },
    }
)

FIELDS: Words = MappingProxyType(
    {
        "agreement": _l("Agreement"),
        "party": _l("Party"),
        "bloc": _l("Bloc"),
        "topic": _l("Topic"),
        "force": _l("Force"),
        "scope": _l("Scope"),
        "status": _l("Status"),
        "lang": _l("Language of the text"),
        "article": _l("Article number"),
        "instrument": _l("Names the treaty"),
        "signed": _l("Signed"),
    }
)

_KINDS: Words = MappingProxyType(
    {
        "preamble": _l("Preamble"),
        "part": _l("Part"),
        "title": _l("Title"),
        "chapter": _l("Chapter"),
        "section": _l("Section"),
        "subsection": _l("Subsection"),
        "article": _l("Article"),
        "annex": _l("Annex"),
        "protocol": _l("Protocol"),
        "side-letter": _l("Side letter"),
        "conclusion": _l("Final text"),
    }
)

PUBLISHERS: Mapping[str, str] = MappingProxyType(
    {
        "cellar": "EUR-Lex (Cellar)",
        "dfat": "DFAT Australia",
        "edit": "EDIT",
        "gac": "Global Affairs Canada",
        "manytrade": "manytrade (PANARCHIC)",
        "mfat": "MFAT New Zealand",
        "mincetur": "Mincetur",
        "mofcom": "MOFCOM",
        "sice": "SICE (OAS)",
        "spij": "SPIJ (Minjus)",
        "subrei": "SUBREI Chile",
        "tota": "ToTA (Texts of Trade Agreements)",
        "trade-ec": "European Commission, DG Trade",
        "ustr": "USTR",
        "wits": "WITS (World Bank)",
    }
)


IDENTIFIERS: Mapping[str, str] = MappingProxyType(
    {"celex": "CELEX", "edit": "EDIT", "oj": "OJ", "tota": "ToTA", "wto_rta": "WTO RTA"}
)


def value(group: str, code: str) -> str:
    """Return what a code is called; a code that the table lacks is shown as it is."""
    return str(VALUES[group].get(code, code))


def status(code: str, *, unsure: bool) -> str:
    """Return the status of an agreement, and that it is unverified where it is."""
    return f"{value('status', code)} ({_('unverified')})" if unsure else value("status", code)


def kind(name: str) -> str:
    """Return what a division of an agreement is called."""
    return str(_KINDS.get(name, name))


def addressee(words: str) -> str:
    """Return whom a clause addresses in the reader's language."""
    entry = load_addressees()[words]
    return entry.es if g.lang == "es" else entry.en


def field_value(name: str, code: str, language: str, titles: Mapping[str, str]) -> str:
    """Return what a value of a filter is called; `titles` holds the short titles of agreements by id."""
    if name == "agreement":
        return titles.get(code, code)
    if name == "party":
        return country(code, language)
    if name == "topic":
        topic = load_taxonomy().get(code)
        return topic.labels[language] if topic else code
    if name == "instrument":
        return load_instruments()[code].names[language] if code in load_instruments() else code
    if name == "lang":
        return str(_l("Digest only")) if code == "mul" else language_name(code, language).capitalize()
    return value(name, code) if name in VALUES else code
