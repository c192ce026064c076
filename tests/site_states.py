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
        "us-peru/annex-18.3.4",  # an article so long that it comes in parts
    ),
    "agreement": (INVENTED, "us-peru", "usmca"),
    "topic": ("timber-trade",),
}

SENTENCE = "Each+Party+may+ask+the+other+where+a+shipment+of+timber+was+felled."

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
        "q=envirnoment",
        "q=zzzz&party=PER&force=permission",
        "all=1&q=tariff",
        "lang=mul&page=2",
        "q=timber&expand=0",
        "q=timber&fold=none&sort=date",
        "q=timber&inforce=2015-06-01&keep=us-peru/18.3/1",
        "party=PER&addressee=Peru&enforcement=dispute-settlement",
        "q=us-peru+18.3.1&direct=0",
    ),
    "agreements": ("", "party=PER", "bloc=EU", "bloc=CN&party=MEX"),
    "matrix": ("", "part=2", "topic=nature", "bloc=CN", "party=PER&topic=labour", "bloc=CN&party=MEX"),
    "coverage": ("", "party=PER"),
    "timeline": ("", "bloc=EU", "bloc=CN&party=MEX"),
    "exporter": ("", "product=timber", "product=timber&market=USA", "product=textiles&market=CHN"),
    "compare": (
        "",
        f"id={INVENTED}/2.1",
        f"id={INVENTED}/2.1&id=us-peru/18.3",
        "id=us-peru/annex-18.3.4/3&id=us-peru/18.3",
        f"id={INVENTED}/1.2/1",
        "topic=timber-trade",
        "topic=themes",
    ),
    "quote": (
        "",
        f"text={SENTENCE}",
        f"text={SENTENCE.upper()}",
        f"text={SENTENCE.replace('may', 'shall')}",
        "text=unicorns+of+the+moon+and+the+stars",
        "text=zyzzyva",
        "text=shall",
    ),
    "bundle": ("", f"keep={INVENTED}/2.1/1.a", f"keep={INVENTED}/2.1&keep=us-peru/18.3"),
}

# Further states of one page each: the address after the language.
MORE = {
    "en": (
        "/provision/us-peru/annex-18.3.4?part=2",
        "/provision/us-peru/18.3/1?asked=us-peru+18.3.1",
        f"/agreement/{INVENTED}?open=en",
        f"/agreement/{INVENTED}?open=en.1",
    ),
    "es": (
        "/disposicion/us-peru/annex-18.3.4?part=2",
        "/disposicion/us-peru/18.3/1?asked=us-peru+18.3.1",
        f"/acuerdo/{INVENTED}?open=en",
        f"/acuerdo/{INVENTED}?open=en.1",
    ),
}

# States of the home with two versions of a text that defines a term: the address after the language.
VERSIONS = {
    "en": (
        "/changes/us-oman",
        "/agreement/us-oman",
        "/provision/us-oman/2",
        "/provision/us-oman/4",
        "/agreement/us-oman?open=en.1",
    ),
    "es": (
        "/cambios/us-oman",
        "/acuerdo/us-oman",
        "/disposicion/us-oman/2",
        "/disposicion/us-oman/4",
        "/acuerdo/us-oman?open=en.1",
    ),
}

# States that are errors: the address after the language, and the status; the same ones in each language.
ERRORS = {
    "en": (
        ("/provision/us-peru/99.9", 404),
        ("/provision/us-peru/annex-18.3.4?part=99", 400),
        ("/search?q=%22timber", 400),
        ("/search?q=timb*er", 400),
        ("/search?page=0", 400),
        ("/search?q=signed:2012..2010", 400),
        ("/search?q=-signed:2012", 400),
        ("/search?signed=yesterday", 400),
        ("/agreement/us-per", 404),
        (f"/agreement/{INVENTED}?open=en.9", 404),
        ("/topic/nothing", 404),
        ("/matrix?topic=nothing", 400),
        ("/matrix?format=xls", 404),
        ("/matrix/nature/nothing", 404),
        ("/matrix?topic=treaties&topic=labour", 400),
        ("/exporter?product=nothing", 404),
        ("/compare?id=nonsense", 404),
        ("/compare?topic=nothing", 400),
        ("/bundle?id=nonsense", 404),
        (f"/bundle?id={INVENTED}/2.1&format=exe", 404),
        (f"/quote?text={'x' * 20_001}", 414),
        ("/no-such-page", 404),
    ),
    "es": (
        ("/disposicion/us-peru/99.9", 404),
        ("/disposicion/us-peru/annex-18.3.4?part=99", 400),
        ("/buscar?q=%22timber", 400),
        ("/buscar?q=timb*er", 400),
        ("/buscar?page=0", 400),
        ("/buscar?q=signed:2012..2010", 400),
        ("/buscar?q=-signed:2012", 400),
        ("/buscar?signed=yesterday", 400),
        ("/acuerdo/us-per", 404),
        (f"/acuerdo/{INVENTED}?open=en.9", 404),
        ("/tema/nothing", 404),
        ("/matriz?topic=nothing", 400),
        ("/matriz?format=xls", 404),
        ("/matriz/nature/nothing", 404),
        ("/matriz?topic=treaties&topic=labour", 400),
        ("/exportador?product=nothing", 404),
        ("/comparar?id=nonsense", 404),
        ("/comparar?topic=nothing", 400),
        ("/seleccion?id=nonsense", 404),
        (f"/seleccion?id={INVENTED}/2.1&format=exe", 404),
        (f"/cita?text={'x' * 20_001}", 414),
        ("/no-existe", 404),
    ),
}


def pages(app: Flask, language: str) -> Iterator[str]:
    """Yield the address of every page of one language in every state that answers 200."""
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(f"/{language}/") or "GET" not in (rule.methods or ()) or rule.rule.endswith(".xml"):
            continue
        for path in filled(rule.rule):
            for query in QUERIES.get(rule.endpoint, ("",)):
                yield f"{path}?{query}" if query else path
    yield from (f"/{language}{path}" for path in MORE[language])


def filled(rule: str) -> list[str]:
    """Return the addresses of a rule with its variable parts filled in."""
    out = [rule]
    for name, values in EXAMPLES.items():
        for variable in (f"<{name}>", f"<path:{name}>"):
            if variable in rule:
                out = [address.replace(variable, quote(value)) for address in out for value in values]
    assert "<" not in out[0], f"EXAMPLES has nothing for {rule}"
    return out
