"""What a search points to beside provisions: rules, services, agreements by name, goods."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import run_clausula

from corpus.catalogue.agreements import load_catalogue
from corpus.catalogue.rules import load_rules
from corpus.catalogue.services import load_services
from indexer.build.pointers import pointer_index
from indexer.pointers import PointerIndex, Pointers
from indexer.query.language import parse_query
from indexer.query.thesaurus import content

HELD = {"us-peru", "eu-andean", "china-peru", "us-korea", "us-colombia", "cafta-dr"}
INDEX = pointer_index(load_catalogue().agreements, HELD)


def look_up(text: str, **filters: tuple[str, ...]) -> Pointers:
    return INDEX.look_up(parse_query(text, filters=filters))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("EUDR", "eu-deforestation"),
        ("plazo EUDR cacao", "eu-deforestation"),
        ("Regulation (EU) 2023/1115", "eu-deforestation"),
        ("¿mi palta necesita un certificado de no deforestación?", "eu-deforestation"),
        ("ley Lacey", "us-lacey-act"),
        ("Lacey Act timber", "us-lacey-act"),
        ("certificado de captura", "eu-illegal-fishing"),
        ("certificados de captura para la pota", "eu-illegal-fishing"),
        ("catch certificates", "eu-illegal-fishing"),
        ("mamíferos marinos", "us-marine-mammals"),
        ("marine mammals bycatch", "us-marine-mammals"),
        ("CBAM", "eu-carbon-border"),
        ("ajuste en frontera por carbono", "eu-carbon-border"),
        ("CSDDD", "eu-due-diligence"),
        ("debida diligencia", "eu-due-diligence"),
        ("section 307", "us-forced-labour"),
        ("trabajo forzoso", "eu-forced-labour"),
        ("decreto 280", "china-food-producers"),
        ("permiso CITES", "cites-permits"),
        ("SERFOR", "peru-authorities"),
        ("ventanilla única", "peru-authorities"),
        ("SIMP", "us-seafood-monitoring"),
        ("¿tengo que pagar un impuesto al carbono para exportar espárragos a Europa?", "eu-carbon-border"),
        ("carbon tax on my exports to Europe", "eu-carbon-border"),
        ("trabajo esclavo en mi cadena", "us-forced-labour"),
        ("slave labour goods banned in the US", "us-forced-labour"),
        ("bycatch of dolphins and exports to USA", "us-marine-mammals"),
        ("registrar mi planta procesadora para vender a China", "china-food-producers"),
        ("registering with Chinese customs", "china-food-producers"),
        ("coordenadas de mi parcela", "eu-deforestation"),
    ],
)
def test_a_rule_is_found_by_what_people_call_it(text, rule):
    assert rule in [each.id for each in look_up(text).rules]


def test_no_name_of_several_words_is_found_by_one_that_is_left_of_it():
    """Of "antes era bosque" the small words go, and every search for a forest would lead to the rule."""
    for each in (*load_rules(), *load_services()):
        for language, terms in each.words.items():
            short = [term for term in terms if len(term.split()) > 2 and len(content(term, language)) == 1]
            assert not short, each.id


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("tableros de caoba a Estados Unidos", "us-lacey-act", "eu-deforestation"),
        ("tableros de caoba a Miami", "us-lacey-act", "eu-deforestation"),
        ("palta a Rotterdam, certificado de no deforestación", "eu-deforestation", "china-food-producers"),
        ("cacao para Europa", "eu-deforestation", "china-food-producers"),
        ("harina de pescado a China", "china-food-producers", "us-marine-mammals"),
    ],
)
def test_goods_point_to_the_rules_of_the_market_that_is_named(text, inside, outside):
    found = [each.id for each in look_up(text).rules]
    assert inside in found
    assert outside not in found


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("caucho", "china-food-producers"),
        ("baterías de litio", "eu-carbon-border"),
        ("oro", "eu-carbon-border"),
        ("queso", "eu-deforestation"),
    ],
)
def test_goods_do_not_point_to_rules_for_others(text, rule):
    assert rule not in [each.id for each in look_up(text).rules]


def test_a_filter_names_the_market_too():
    assert "us-lacey-act" not in [each.id for each in look_up("madera", bloc=("EU",)).rules]


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("¿quién me ayuda a medir mi huella?", "footprint-calculators"),
        ("huella de carbono del cacao", "footprint-calculators"),
        ("huella de carbono de la madera", "ruta-productiva-exportadora"),
        ("sello Biocomercio", "biocomercio-peru"),
        ("guías de economía circular", "circular-economy-guides"),
        ("Ruta Productiva Exportadora", "ruta-productiva-exportadora"),
    ],
)
def test_a_service_is_found_by_its_theme(text, service):
    assert service in [each.id for each in look_up(text).services]


def test_a_service_for_other_goods_is_left_out():
    assert "footprint-calculators" not in [each.id for each in look_up("huella de carbono de la madera").services]


@pytest.mark.parametrize(
    ("text", "agreement"),
    [
        ("Ecuador", "eu-andean"),
        ("Reino Unido", "eu-uk"),
        ("protocolo de optimización", "china-peru-2024"),
        ("optimisation protocol China Peru", "china-peru-2024"),
        ("T-MEC capítulo laboral", "usmca"),
        ("USMCA labour chapter", "usmca"),
        ("TLC Perú China", "china-peru"),
        ("free trade agreement with Chile", "us-chile"),
        ("asociación Centroamérica", "eu-central-america"),
        ("¿cambia algo para mi empresa por el TLC con China?", "china-peru-2024"),
        ("tala ilegal en el acuerdo multipartes", "eu-andean-ecuador-2016"),
        ("TLC con Japón pesca", "peru-japan"),
        ("fishing in the trade agreement with Japan", "peru-japan"),
        ("pesca Reino Unido", "eu-uk"),
    ],
)
def test_an_agreement_is_found_by_what_a_query_calls_it(text, agreement):
    assert agreement in [each.id for each in look_up(text).agreements]


@pytest.mark.parametrize(
    "text",
    [
        "tala ilegal",
        "medio ambiente",
        "tala ilegal Perú",
        "pesca en Corea",
        "sustainable development",
        "us-peru/18.3/1",
        "leads to",
    ],
)
def test_a_question_on_a_subject_points_to_no_agreement(text):
    assert not look_up(text).agreements


def test_an_agreement_says_whether_it_is_held_and_can_be_got():
    (usmca,) = look_up("T-MEC capítulo laboral").agreements
    assert (usmca.held, usmca.published) == (False, True)
    assert not look_up("us-peru tala ilegal").agreements  # its provisions are found anyway


def test_a_filter_on_an_agreement_that_is_not_held_says_so():
    assert [each.id for each in look_up("environment", agreement=("china-peru-2024",)).agreements] == [
        "china-peru-2024"
    ]
    assert not look_up("environment", agreement=("us-peru",)).agreements
    assert "eu-uk" in [each.id for each in look_up("environment", party=("GBR",)).agreements]
    assert not look_up("environment", party=("PER",)).agreements


def test_an_agreement_is_shown_by_its_id(built_home):
    done = run_clausula(built_home, "show", "china-peru-2024")
    assert done.returncode == 0, done.stderr
    assert "2024-11-14" in done.stdout
    assert "clausula fetch china-peru-2024" in done.stdout


def test_peru_comes_first_and_the_rest_are_counted():
    found = look_up("China")
    assert "PER" in found.agreements[0].parties
    assert len(found.agreements) == 5
    assert found.more_agreements > 5


def test_goods_say_whether_a_digest_names_them():
    timber, cheese = look_up("madera").goods, look_up("queso").goods
    assert timber is not None
    assert cheese is not None
    assert timber.named
    assert not cheese.named


def test_what_the_index_keeps_says_the_same():
    kept = msgspec.json.decode(msgspec.json.encode(INDEX), type=PointerIndex)
    assert kept.look_up(parse_query("cacao EUDR Ecuador")) == look_up("cacao EUDR Ecuador")


@given(st.text(max_size=80))
def test_no_query_makes_it_fail(text):
    try:
        query = parse_query(text)
    except Exception:  # noqa: BLE001 - not what is tested here
        return
    assert isinstance(INDEX.look_up(query), Pointers)


def test_the_command_tells_them_apart_from_provisions(built_home):
    done = run_clausula(built_home, "search", "ley Lacey")
    assert done.returncode == 0, done.stderr
    assert done.stdout.index("No es parte de ningún acuerdo") < done.stdout.index("16 USC 3371-3378")
    answer = json.loads(run_clausula(built_home, "search", "EUDR", "--format", "json").stdout)
    assert answer["rules"][0]["id"] == "eu-deforestation"
    assert answer["rules"][0]["checked"] == "2026-11-30"
    assert not answer["corrections"]
