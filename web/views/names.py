"""What the site calls the values of the index, in the reader's language."""

from flask import g
from flask_babel import get_locale, gettext

from corpus.catalogue.addressees import addressee_words, load_addressees
from corpus.catalogue.instruments import load_instruments
from corpus.countries import country_name
from corpus.words import status_words, word
from indexer.classify.taxonomy import load_taxonomy
from web.server.languages import language_name

__all__ = ["addressee", "field_value", "kind", "status", "value"]


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


def field_value(name: str, code: str) -> str:
    """Return what a value of a filter is called."""
    entries, topics, language = g.library.entries, load_taxonomy(), g.lang
    if name == "agreement":
        return entries[code].short_titles[language] if code in entries else code
    if name == "party":
        return country_name(code, language)
    if name == "topic":
        return topics[code].labels[language] if code in topics else code
    if name == "instrument" and code in load_instruments():
        return load_instruments()[code].names[language]
    if name == "addressee" and code in load_addressees():
        return addressee(code)
    if name == "lang":
        code = gettext("Digest only") if code == "mul" else language_name(code, language).capitalize()
    return value(name, code) if name in {"force", "scope", "status", "bloc", "enforcement"} else code
