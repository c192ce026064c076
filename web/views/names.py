"""What the site calls the values of the index, in the reader's language."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import g
from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l

from corpus.catalogue.addressees import addressee_words, load_addressees
from corpus.catalogue.instruments import load_instruments
from corpus.countries import country_name
from corpus.words import status_words, word
from indexer.classify.taxonomy import load_taxonomy
from web.server.languages import language_name

__all__ = ["FIELDS", "IDENTIFIERS", "PUBLISHERS", "addressee", "field_value", "kind", "status", "value"]

LazyWords = Mapping[str, LazyString]

FIELDS: LazyWords = MappingProxyType(
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
        "addressee": _l("Addressed to"),
        "enforcement": _l("If it is breached"),
        "chapter": _l("Chapter number"),
        "signed": _l("Signed"),
        "inforce": _l("In force on"),
    }
)

PUBLISHERS: Mapping[str, str | LazyString] = MappingProxyType(
    {
        "cellar": "EUR-Lex (Cellar)",
        "dfat": "DFAT Australia",
        "edit": "EDIT",
        "gac": "Global Affairs Canada",
        "manytrade": "manytrade (PANARCHIC)",
        "mfat": "MFAT New Zealand",
        "mincetur": "Mincetur",
        "mofcom": "MOFCOM",
        "other": _l("publisher not known"),
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
    """Return what a code is called in the reader's language; a code that the table lacks is shown as it is."""
    return word(group, code, str(get_locale()))


def status(code: str, *, unsure: bool) -> str:
    """Return the status of an agreement, and that it is unverified where it is."""
    return status_words(code, unverified=unsure, language=str(get_locale()))


def kind(name: str) -> str:
    """Return what a division of an agreement is called."""
    return value("kind", name)


def addressee(words: str) -> str:
    """Return whom a clause addresses in the reader's language."""
    return addressee_words(words, g.lang)


def field_value(name: str, code: str, language: str, titles: Mapping[str, str]) -> str:
    """Return what a value of a filter is called; `titles` holds the short titles of agreements by id."""
    if name == "agreement":
        return titles.get(code, code)
    if name == "party":
        return country_name(code, language)
    if name == "topic":
        topic = load_taxonomy().get(code)
        return topic.labels[language] if topic else code
    if name == "instrument" and code in load_instruments():
        return load_instruments()[code].names[language]
    if name == "addressee" and code in load_addressees():
        return addressee(code)
    if name == "lang":
        code = str(_l("Digest only")) if code == "mul" else language_name(code, language).capitalize()
    return value(name, code) if name in {"force", "scope", "status", "bloc", "enforcement"} else code
