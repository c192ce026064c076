"""The markets that a question names."""

from collections import Counter

import pytest

from corpus.countries import country_codes, country_name
from indexer.query.language import parse_query
from indexer.query.markets import markets, markets_named
from indexer.query.plan import AT_HOME, plan


@pytest.mark.parametrize(
    ("text", "blocs"),
    [
        ("tableros de caoba a Miami", ["US"]),
        ("palta a Rotterdam, ¿certificado?", ["EU"]),
        ("RÓTERDAM", ["EU"]),
        ("oro y cobre a China", ["CN"]),
        ("un contenedor a Hamburgo y otro a Shanghái", ["EU", "CN"]),
        ("vendo a Alemania", ["EU"]),
        ("exporto a los Estados Unidos", ["US"]),
        ("exporto a EE. UU. y a la UE", ["US", "EU"]),
        ("clientes norteamericanos", ["US"]),
        ("contact us about our business", []),  # neither "us" nor "Sines"
        ("¿qué dice el Convenio de Rotterdam?", []),
        ("convenio de rotterdam basilea estocolmo", []),
        ("convenios de Basilea, Rotterdam y Estocolmo y palta a Hamburgo", ["EU"]),
        ("Paris Agreement", []),
        ("Acuerdo de París y mi planta en París", []),
        ("Stockholm Convention", []),
        ("mi empresa en Lima", []),
        ("", []),
    ],
)
def test_the_markets_that_a_question_names(text, blocs):
    assert [market.bloc for market in markets_named(text)] == blocs


def test_parties_are_codes_and_each_member_is_a_country_that_cldr_knows():
    named = {country_name(code, language): code for code in country_codes() for language in ("en", "es")}
    for market in markets():
        assert market.party in country_codes()
        codes = Counter(named[name] for name in market.members)
        for code, names in codes.items():
            assert names == len({country_name(code, language) for language in ("en", "es")})
    assert (
        len({named[name] for market in markets() for name in market.members}) == 27
    )  # of the Union, in both languages


@pytest.mark.parametrize("market", markets(), ids=lambda market: market.bloc)
def test_each_place_names_its_market_and_no_other(market):
    for place in market.places:
        assert [found.bloc for found in markets_named(f"envío a {place} mañana")] == [market.bloc], place


def test_a_port_lifts_its_market_and_peru_and_what_never_entered_into_force_comes_last():
    lifted = plan(parse_query("caoba a Miami")).request.boosts
    assert lifted["party", "PER"] > lifted["party", "USA"] > 1 > lifted["status", "never in force"]
    assert ("party", "USA") not in plan(parse_query("caoba")).request.boosts


@pytest.mark.parametrize(
    ("query", "lift"),
    [
        ("exportar atún a España", "more"),
        ("can the EU stop my cocoa", "more"),
        ("fisheries in the agreements of the EU", "none"),
        ("pesca España", "more"),
        ("pesca UE", "slight"),
        ("pesca", "slight"),
        ("pesca en el CETA", "none"),
        ("mi pesca y el CETA", "none"),
    ],
)
def test_peru_is_lifted_for_who_sells_and_slightly_in_spanish(query, lift):
    lifted = plan(parse_query(query)).request.boosts.get(("party", "PER"), 1)
    assert ("more" if lifted > 2 else "slight" if lifted > 1 else "none") == lift


@pytest.mark.parametrize(
    ("query", "goods"),
    [
        ("permiso para cedro", True),
        ("plomo", True),  # a word of Spanish alone
        ("copper", False),
        ("tableros para Chile", False),
        ("tableros y nueces", True),
        ("conchas de abanico", True),
        ("trazabilidad del pescado a Estados Unidos", True),
        ("trabajo forzoso", False),
        ("trabajo forzoso algodón", True),
        ("forced labour cotton", False),  # asked from anywhere
        ("algodón en el CETA", False),
        ("algodón de Chile", False),
        ("¿cómo se llama el comité?", False),
    ],
)
def test_who_names_goods_in_spanish_is_taken_to_sell_them_from_peru(query, goods):
    lifted = plan(parse_query(query)).request.boosts
    assert (lifted.get(("party", "PER"), 1) > AT_HOME) == goods
    sold_abroad = "Estados Unidos" in query  # what is not in force binds no shipment
    assert (lifted["status", "never in force"] < 0.5) == sold_abroad
