"""Every state of the site that the tests visit, in one place: a new page is visited as soon as it has an address."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Flask

LANGUAGES = ("en", "es")
INVENTED = "norvania-estuaria-2011"

# What stands for each variable part of an address.
EXAMPLES = {
    "place": (
        f"{INVENTED}/2.1/1",  # points, a footnote, words of the treaty
        f"{INVENTED}/2.2",  # an article
        "us-peru/18.3",  # an article of digests
        "us-peru/annex-18.3.4/3",  # a digest in many parts
    ),
    "agreement": (INVENTED, "us-peru", "usmca"),
    "topic": ("timber-trade",),
}

# Parameters that bring a page into another state, by the name of its route.
QUERIES = {
    "search": (
        "q=timber",
        "q=tala+ilegal",
        "party=PER",
        "q=timber&party=PER&topic=timber-trade&force=obligation",
        "party=PER&page=3",
        "topic=-timber-trade&signed=2000..2012",
        "q=qqqqzzzz",
        "q=zzzz&party=PER&force=permission",
        "all=1&q=tariff",
        "lang=mul&page=2",
    ),
    "agreements": ("", "party=PER", "bloc=EU"),
    "exporter": ("", "product=timber", "product=timber&market=USA", "product=textiles&market=CHN"),
    "compare": ("", f"id={INVENTED}/2.1", "topic=timber-trade"),
    "quote": ("", "text=Each+Party+may+ask+the+other+where+a+shipment+of+timber+was+felled."),
    "bundle": ("", f"id={INVENTED}/2.1/1.a"),
}

# States that are errors: the address after the language, and the status.
ERRORS = {
    "en": (("/provision/us-peru/99.9", 404), ("/search?q=%22timber", 400), ("/no-such-page", 404)),
    "es": (("/disposicion/us-peru/99.9", 404), ("/buscar?q=%22madera", 400), ("/no-existe", 404)),
}


def pages(app: Flask, language: str) -> Iterator[str]:
    """Yield the address of every page of one language in every state that answers 200."""
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(f"/{language}/") or "GET" not in (rule.methods or ()) or rule.rule.endswith(".xml"):
            continue
        for path in filled(rule.rule):
            for query in QUERIES.get(rule.endpoint, ("",)):
                yield f"{path}?{query}" if query else path


def filled(rule: str) -> list[str]:
    """Return the addresses of a rule with its variable part filled in."""
    for name, values in EXAMPLES.items():
        for variable in (f"<{name}>", f"<path:{name}>"):
            if variable in rule:
                return [rule.replace(variable, quote(value)) for value in values]
    assert "<" not in rule, f"EXAMPLES has nothing for {rule}"
    return [rule]
