"""The query language for people to read: its signs, and its fields with what they take; docs of the parser in words."""

from collections.abc import Mapping

__all__ = ["FIELDS", "SIGNS"]

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
