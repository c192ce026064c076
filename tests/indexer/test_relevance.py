"""What must be found by a question, on the embedded digests alone: first, among the first few, or never."""

import pytest

from indexer.library import open_library
from indexer.query.language import parse_query
from indexer.query.plan import plan
from indexer.query.questions import lifts_of_question

FIRST, TOP = 1, 4
CASES = [
    ("¿puede Estados Unidos detener mi cargamento de madera?", "us-peru/annex-18.3.4/7", FIRST),
    ("can the US hold my timber shipment", "us-peru/annex-18.3.4/7", FIRST),
    ("visita a la planta por funcionarios de Estados Unidos", "us-peru/annex-18.3.4/10", FIRST),
    ("caoba", "us-peru/annex-18.3.4/3", FIRST),
    ("cuota de exportación de caoba", "us-peru/annex-18.3.4/3", FIRST),
    ("pesca ilegal Unión Europea", "eu-andean/274/2", TOP),
    ("trabajo infantil Unión Europea Perú", "eu-andean/269/3", TOP),
    ("trabajadores migrantes", "eu-andean/276/1", FIRST),
    ("responsabilidad social de las empresas", "eu-andean/271/3", FIRST),
    ("grupo de expertos", "eu-andean/284/4", TOP),
    ("minería y medio ambiente China", "china-peru/157/3", TOP),
    ("is the environment chapter of China-Peru under dispute settlement", "china-peru/166/1", FIRST),
    ("access to genetic resources", "us-peru/side-letter-biodiversity/3", TOP),
    ("covered agreements list", "us-peru/annex-18.2/2", TOP),
    ("excepciones generales", "us-peru/22.1/1", TOP),
    ("cutting fins off sharks", "tpp/20.16/4", TOP),
    ("must the state inspect workplaces", "us-peru/17.3/1", TOP),
    ("¿qué papeles necesito para exportar atún a España?", "eu-andean/274/2", FIRST),
    ("can the EU stop my cocoa because of deforestation", "eu-andean/273/1", TOP),
    ("¿qué exige Alemania a mi cacao?", "eu-andean/286/1", FIRST),
]
SAME = [
    ("conservación de los bosques", "CONSERVACION DE LOS BOSQUES"),
    ("labour rights", "labor rights"),
    ("cambio climático", "cambio climatico"),
    ("fisheries organisation", "fisheries organization"),
]


@pytest.fixture(scope="module")
def library(built_home):
    with open_library(built_home) as opened:
        yield opened


def found(library, query):
    return [hit.id for hit in library.search(query, limit=10).hits]


@pytest.mark.parametrize(("query", "wanted", "within"), CASES)
def test_the_answer_is_among_the_first(library, query, wanted, within):
    hits = library.search(query, limit=within).hits
    assert wanted in [name for hit in hits for name in (hit.id, *hit.siblings)]


@pytest.mark.parametrize("query", ["qué se entiende por legislación ambiental", "what does environmental law mean"])
def test_a_question_for_a_meaning_finds_definitions(library, query):
    hits = library.search(query, limit=3).hits
    assert {hit.headings[-1].title for hit in hits} == {"Definitions"}


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_find_the_same(library, one, other):
    assert found(library, one) == found(library, other) != []


@pytest.mark.parametrize(
    ("query", "unwanted"),
    [
        ("comunidades", "comunicaciones"),  # one stem, two matters
        ("negocios", "negociación"),
        ("community", "common"),
    ],
)
def test_what_only_a_stemmer_runs_together_is_not_found(library, query, unwanted):
    for hit in library.search(query, limit=10, expand=False).hits:
        assert not any(unwanted in word for held in hit.matched.values() for word in held), hit.id


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("paneles solares sin aranceles", False),
        ("solar panels without tariffs", False),
        ("boards of pine", False),
        ("panel laboral", True),
        ("a panel on labour", True),
        ("which board meets on forests", True),
    ],
)
def test_a_thing_is_not_looked_for_by_the_names_of_a_body(query, body):
    terms = {" ".join(term.words) for clause in plan(parse_query(query)).request.clauses for term in clause.terms}
    assert (not {"arbitral panel", "subcommittee"}.isdisjoint(terms)) == body


@pytest.mark.parametrize(
    ("question", "language", "topics"),
    [
        ("who pays for the joint work", "en", {"funding"}),
        ("quien paga las visitas tecnicas", "es", {"funding"}),
        ("pago de la visita", "es", set()),
        ("are benefits suspended when a duty is breached", "en", {"monetary-assessment"}),
        ("hay multas si no se cumple", "es", {"monetary-assessment"}),
        ("suspension of the meeting", "en", set()),
        ("which treaty prevails", "en", {"environmental-treaties-prevail", "agreement-prevails"}),
        ("cual prevalece", "es", {"environmental-treaties-prevail", "agreement-prevails"}),
        ("que origen tiene la materia prima", "es", set()),
        ("an expert who knows rivers", "en", {"environmental-panelists", "trade-panel-expertise"}),
        ("un arbitro que sepa de rios", "es", {"environmental-panelists", "trade-panel-expertise"}),
        ("exchange of experts", "en", set()),
        ("may people comment on a draft", "en", {"public-participation-in-law-making"}),
        ("puede opinar la gente", "es", {"public-participation-in-law-making"}),
        ("puede la gente opinar antes de la norma", "es", {"public-participation-in-law-making"}),
    ],
)
def test_what_a_question_asks_for_lifts_what_is_labelled_so(question, language, topics):
    lifted = {topic for _, topic in lifts_of_question(question, language)}
    assert topics <= lifted
    assert bool(topics) == bool(lifted)
