"""A single search answers as many do, only without numpy; and a cold command imports nothing that it does not need."""

import json
import os
import random
import subprocess
import sys

import pytest
from running import run_clausula

from indexer.engine.cold import ColdSearcher
from indexer.engine.protocol import Answer, Clause, Request, Term
from indexer.engine.scoring import VectorSearcher
from indexer.engine.whoosh_index import WhooshEngine, read_manifest
from indexer.query.language import parse_query
from indexer.query.plan import plan
from indexer.query.stemming import stemmer
from indexer.query.words import beginning, beginnings, key

ENGLISH = "forest forests timber trade traded illegal logging law laws panel state species fishing fishery child labour".split()
SPANISH = "bosque bosques madera comercio tala ilegal ley panel especies pesca infantil trabajo".split()
TOPICS = ["forest-conservation", "fisheries", "child-labour", "trade-and-sustainability"]
AGREEMENTS = {"one-two": (20010203, "US", ["PER", "USA"]), "two-three": (20120101, "EU", ["PER", "COL", "EU"]),
              "three-four": (0, "CN", ["CHN", "PER"])}  # fmt: skip

QUERIES = [
    "illegal logging", "tala ilegal", "¿puede Estados Unidos detener mi cargamento de madera?", "forest*", "trade",
    '"the Parties shall"', "illegal logging party:PER", "sustainable development -forest", "pesca OR bosques topic:fisheries",
    "environment signed:2005..2012", "party:PER force:obligation", "what happens if a country does not enforce its laws?",
    "article:18.3", "qqqqzzzz", '"labour laws" bloc:US', "desarrollo sostenible", "-forest scope:core", "derechos laborales",
]  # fmt: skip


def documents(seed: int) -> list[dict]:
    chance = random.Random(seed)  # noqa: S311
    made = []
    for number in range(500):
        agreement = list(AGREEMENTS)[number * 3 // 500]
        signed, bloc, party = AGREEMENTS[agreement]
        lang = chance.choice(["en", "en", "es"])
        text = " ".join(chance.choices(SPANISH if lang == "es" else ENGLISH, k=chance.randint(2, 40)))
        article = f"{agreement}/{number // 4}"
        made.append({
            "id": f"{article}/{number}", "article": article, "agreement": agreement, "order": number, "lang": lang,
            "fields": {"text": text, "heading": chance.choice(ENGLISH), "notes": chance.choice(["", "law timber"]),
                       "digest_es": " ".join(chance.choices(SPANISH, k=chance.randint(0, 6)))},
            "facets": {"agreement": agreement, "bloc": bloc, "party": party, "lang": lang, "status": "in force",
                       "topic": chance.sample(TOPICS, chance.choice([0, 0, 1, 2])),
                       "force": chance.choice(["obligation", "definition", "permission"]),
                       "scope": chance.choice(["core", "related", "none"]), "article_number": str(number // 4)},
            "signed": signed, "family": text[:20] if chance.random() < 0.3 else "",
        })  # fmt: skip
    return made


@pytest.fixture(scope="module", params=[1, 2])
def directory(request, tmp_path_factory):
    """An invented collection, in one part or in two; then an agreement is taken out and comes back otherwise."""
    directory = tmp_path_factory.mktemp("cold") / "engine"
    engine = WhooshEngine()
    engine.write(documents(1), directory, jobs=request.param)
    engine.extend([], directory, replace=["nobody"])  # an empty part
    engine.extend([row for row in documents(2) if row["agreement"] == "one-two"], directory, replace=["one-two"])
    return directory


def both(directory) -> tuple[ColdSearcher, VectorSearcher]:
    parts = [(directory / name, removed) for name, removed in read_manifest(directory)["parts"].items()]
    return ColdSearcher(parts), VectorSearcher(parts)


def assert_same(cold: Answer, vectors: Answer, asked: object) -> None:
    assert (cold.total, cold.documents, cold.facets) == (vectors.total, vectors.documents, vectors.facets), asked
    assert [hit.id for hit in cold.hits] == [hit.id for hit in vectors.hits], asked
    for one, other in zip(cold.hits, vectors.hits, strict=True):
        assert (one.article, one.agreement, one.order) == (other.article, other.agreement, other.order), asked
        assert (one.siblings, one.also, one.matched) == (other.siblings, other.also, other.matched), asked
        assert one.score == pytest.approx(other.score, rel=1e-3), asked
        for share, twin in zip(one.shares, other.shares, strict=True):
            assert (share.said, share.words, share.fields) == (twin.said, twin.words, twin.fields), asked
            assert share.score == pytest.approx(twin.score, rel=1e-3), asked


def a_clause(chance: random.Random) -> Clause:
    terms = []
    for _ in range(chance.randint(1, 3)):
        language = chance.choice(["", "en", "es"])
        words = chance.choices(SPANISH if language == "es" else ENGLISH, k=chance.choice([1, 1, 2, 3]))
        prefix = len(words) == 1 and chance.random() < 0.2
        terms.append(
            Term(
                (words[0][:3],) if prefix else tuple(words),
                chance.choice([1.0, 0.95, 0.7, 0.5]), exact=chance.random() < 0.3, prefix=prefix, language=language,
                added=chance.random() < 0.4,
            )
        )  # fmt: skip
    kind = chance.random()
    return Clause(tuple(terms), "said", chance.choice([1.0, 0.3]), required=kind < 0.25, excluded=kind > 0.9)


def a_request(chance: random.Random) -> Request:
    values = {"agreement": list(AGREEMENTS), "party": ["PER", "COL", "XXX"], "topic": TOPICS, "scope": ["core", "none"]}
    picked = [(name, tuple(chance.sample(some, chance.randint(1, 2)))) for name, some in values.items()]
    return Request(
        clauses=tuple(a_clause(chance) for _ in range(chance.choice([0, 1, 1, 2, 3]))),
        filters=dict(chance.sample(picked, chance.choice([0, 0, 1]))),
        without=dict(chance.sample(picked, chance.choice([0, 1, 1]))),
        signed=chance.choice([None, None, (20000101, 20101231), (0, 99991231)]),
        boosts={("force", "definition"): 0.75, ("party", "COL"): 1.8} if chance.random() < 0.5 else {},
        coverage=chance.choice([0.0, 0.05, 0.5]),
        limit=chance.choice([3, 10, 50]),
        offset=chance.choice([0, 0, 10]),
        group=chance.random() < 0.8,
        fold=chance.random() < 0.8,
        facets=chance.choice([(), ("agreement", "topic", "party")]),
        explain=chance.random() < 0.5,
    )  # fmt: skip


def test_random_requests_get_the_answers_of_the_vectors(directory):
    chance = random.Random(5)  # noqa: S311
    _, vectors = both(directory)
    found = 0
    for _ in range(300):
        asked = a_request(chance)
        cold, _ = both(directory)
        assert_same(cold.search(asked), vectors.search(asked), asked)
        assert cold.matching(asked) == vectors.matching(asked), asked
        found += bool(vectors.search(asked).hits)
    assert found > 150


@pytest.mark.parametrize("query", QUERIES)
def test_queries_get_the_answers_of_the_vectors(built_home, query):
    (directory,) = (built_home / "index").glob("*/engine")
    cold, vectors = both(directory)
    asked = plan(parse_query(query), limit=20, explain=True).request
    assert_same(cold.search(asked), vectors.search(asked), query)


@pytest.fixture(scope="module")
def real_home(texts, tmp_path_factory):
    home = tmp_path_factory.mktemp("real")
    paths = [texts / "tota" / f"pta_{number}.xml" for number in (156, 449, 450, 335)]
    assert run_clausula(home, "import", *paths).returncode == 0
    assert run_clausula(home, "build", "--jobs", "2").returncode == 0
    return home


@pytest.mark.parametrize("query", QUERIES)
def test_real_texts_give_the_answers_of_the_vectors(real_home, query):
    (directory,) = (real_home / "index").glob("*/engine")
    cold, vectors = both(directory)
    asked = plan(parse_query(query), limit=20, explain=True).request
    assert_same(cold.search(asked), vectors.search(asked), query)


def imported(home, *arguments: object) -> set[str]:
    """Run a command and give the modules that it imported."""
    code = (
        "import json, sys\nfrom indexer.cli.main import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit: pass\n"
        "print(json.dumps(list(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=os.environ | {"CLAUSULA_HOME": str(home)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout
    return set(json.loads(done.stderr.splitlines()[-1]))


HEAVY = {
    "bs4", "corpus.citations", "corpus.fetch.fetcher", "corpus.formats", "corpus.store.snapshots", "defusedxml", "difflib",
    "flask", "importlib.metadata", "importlib.resources", "indexer.engine.scoring", "indexer.classify.taxonomy", "numpy", "pdfplumber",
    "snowballstemmer", "ssl", "tempfile", "waitress", "web", "whoosh",
}  # fmt: skip


@pytest.mark.parametrize(
    "query", ["illegal logging", "¿qué dice de la tala ilegal?", '"endangered species" party:PER', "fish*"]
)
def test_a_cold_search_imports_no_web_no_parser_and_no_numpy(built_home, query):
    assert not imported(built_home, "search", query) & HEAVY


def test_many_searches_in_one_process_are_worth_numpy(built_home, tmp_path):
    queries = tmp_path / "queries.txt"
    queries.write_text("timber\nforests\n", encoding="utf-8")
    loaded = imported(built_home, "search", "--queries", queries)
    assert "numpy" in loaded
    assert not loaded & {"web", "whoosh", "corpus.formats"}


def test_help_imports_no_index(built_home):
    assert not imported(built_home, "--help") & {"numpy", "whoosh", "indexer.library"}


def test_the_first_answer_and_the_later_ones_are_the_same(built_home):
    (directory,) = (built_home / "index").glob("*/engine")
    asked = plan(parse_query("illegal logging"), explain=True).request
    with WhooshEngine().open(directory) as searcher:
        assert_same(searcher.search(asked), searcher.search(asked), asked)


@pytest.fixture(scope="module")
def vocabulary(built_home):
    (directory,) = (built_home / "index").glob("*/engine")
    with WhooshEngine().open(directory) as searcher:
        return [word for word, _ in searcher.vocabulary(limit=100_000)]


def test_the_stemmers_are_those_of_the_package(vocabulary):
    package = pytest.importorskip("snowballstemmer")
    for language, name in (("en", "english"), ("es", "spanish")):
        own, its = stemmer(language), package.stemmer(name)
        assert [own.stemWord(word) for word in vocabulary] == [its.stemWord(word) for word in vocabulary]


@pytest.mark.parametrize("language", ["en", "es"])
def test_words_of_a_family_begin_as_is_said_of_any_of_them(vocabulary, language):
    families: dict[str, list[str]] = {}
    for word in vocabulary:
        families.setdefault(key(word, language), []).append(word)
    assert max(map(len, families.values())) > 4
    for members in families.values():
        begin = beginnings(members[:1], language)
        assert [word for word in members if beginning(word) not in begin] == []
