"""The two languages of the site, the address of each page in each, and which language a visitor gets."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from flask import g, request, url_for

from corpus.data import data_table
from corpus.model import LANGUAGES

__all__ = ["PATHS", "day", "language_name", "page_url", "path_language"]

PATHS: Mapping[str, Mapping[str, str]] = data_table("pages.toml", "web")


def path_language() -> str:
    """Return the language that the address names, English for machines, else the one that the browser prefers."""
    first = request.path.split("/", 2)[1]
    if first == "api":
        return "en"
    return first if first in LANGUAGES else request.accept_languages.best_match(LANGUAGES, "en")


def page_url(name: str, language: str = "", /, **values: Any) -> str:
    """Return the address of a page, in the language of the request where none is given."""
    return url_for(name, lang=language or g.lang, **values)


@cache
def language_name(code: str, language: str) -> str:
    """Return the name of a language in a language."""
    return str(Locale(language).languages.get(code, code))


def day(when: date | str) -> str:
    """Return a day, or an ISO date, as it is written in the language of the request."""
    return format_date(date.fromisoformat(when) if isinstance(when, str) else when, "long", locale=g.lang)
