"""The query language for people to read: its signs, its fields with what they take, and the brackets it refuses."""

import re
from collections.abc import Collection, Mapping

from corpus.errors import QueryError
from indexer.engine.protocol import Order

__all__ = ["DATES", "EXAMPLES", "FIELDS", "NAMES", "SIGNS", "one_of", "read_order", "refuse_brackets"]

# What is typed, and what it asks; the site translates both.
SIGNS: tuple[tuple[str, str], ...] = (
    ('"shall not fail to"', "these words side by side"),
    ("forest -tariff", "the second word must not be there"),
    ("timber OR wood", "either word"),
    ("forest*", "words that begin so; three letters at least"),
    (
        "topic:timber-trade party:Peru force:obligation",
        "only provisions with this topic, party, force; a minus sign before leaves out",
    ),
    ("signed:2010..2020", "agreements signed in these years"),
    ("inforce:2015-06-01", "agreements that were in force on that day"),
    ("timber sort:date", "the newest agreements first; also sort:agreement"),
    ("us-peru 18.3.1(b)", "goes straight to the place"),
)

# What the value of each field is; `indexer.query.filters` knows the values themselves.
FIELDS: Mapping[str, str] = {
    "agreement": "an id, a title or a short title, as in us-peru, TLC Perú-China",
    "party": "a code or a name, as in PER, Perú, EE. UU.",
    "bloc": "US, EU or CN",
    "topic": "an id or a name; a branch means all its topics",
    "force": "how strongly a clause binds; of a point too",
    "scope": "whether it is about sustainability",
    "addressee": "whom it binds, as in each Party, Peru, the Committee",
    "enforcement": "how a breach can be pursued",
    "chapter": "the number of a chapter",
    "article": "the number of an article, as in 18.3",
    "instrument": "a treaty or law that it names, as in CITES",
    "lang": "the language of the text",
    "status": "of the agreement",
}

# A value of each field, as a query may hold it.
EXAMPLES: Mapping[str, str] = {
    "agreement": "us-peru", "party": "PER", "bloc": "EU", "topic": "illegal-logging", "force": "obligation",
    "scope": "core", "addressee": "'each Party'", "enforcement": "excluded", "chapter": "18", "article": "18.3",
    "instrument": "cites", "lang": "en", "status": "in-force", "signed": "2010..2020", "inforce": "2015-06-01",
    "sort": "date",
}  # fmt: skip

# What a field may be called in either language.
DATES = ("signed", "inforce")
NAMES = {name: name for name in (*FIELDS, *DATES, "sort")} | {
    "acuerdo": "agreement", "parte": "party", "bloque": "bloc", "tema": "topic", "fuerza": "force", "ambito": "scope",
    "articulo": "article", "instrumento": "instrument", "art": "article", "idioma": "lang", "language": "lang",
    "estado": "status", "firmado": "signed", "vigente": "inforce", "destinatario": "addressee", "capitulo": "chapter",
    "cumplimiento": "enforcement", "orden": "sort",
}  # fmt: skip
ORDERS: Mapping[str, Order] = {
    "relevance": "relevance", "date": "date", "agreement": "agreement", "relevancia": "relevance", "fecha": "date",
    "acuerdo": "agreement",
}  # fmt: skip

_QUOTED = re.compile(r'"[^"]*"|“[^”"]*[”"]|„[^“"]*[“"]|«[^»"]*[»"]')
_GROUP = re.compile(r"(?P<sign>(?:[-!]|\bNOT\s+)?)\((?P<inside>[^()]*)\)")
_ALTERNATIVES = re.compile(r"\s*\S*(?:\s+(?:OR|\|\|?)\s+\S+)*\s*")


def refuse_brackets(text: str) -> None:
    """Raise QueryError where brackets hold several words that OR does not join, or where such words are left out."""
    rest = _QUOTED.sub(lambda found: "x" * len(found.group()), text)
    while found := _GROUP.search(rest):
        inside = found["inside"].strip()
        if not _ALTERNATIVES.fullmatch(inside) or (found["sign"] and len(inside.split()) > 1):
            raise QueryError("brackets-not-known", position=found.start())
        rest = rest[: found.start()] + "x" * len(found.group()) + rest[found.end() :]


def one_of(
    field: str, value: str, choices: Collection[str], *, position: int | None = None, hint: str | None = None
) -> None:
    """Raise QueryError where a value is not one of some."""
    if value not in choices:
        raise QueryError("not-one-of", hint=hint, position=position, field=field, choices=", ".join(choices))


def read_order(value: str, position: int) -> Order:
    """Read how hits are to be ordered. Raises QueryError."""
    one_of("sort", value.lower(), ORDERS, position=position)
    return ORDERS[value.lower()]
