"""What any engine must do, checked against plain set algebra and SQLite FTS5."""

import random
import sqlite3
from collections.abc import Iterator

import pytest
from opensearch_server import one_node

from corpus.errors import IndexStateError
from indexer.engine.choice import engine as choose
from indexer.engine.protocol import Engine, SearchClause, SearchRequest, Term
from indexer.query.language import parse_query
from indexer.query.plan import plan
from indexer.query.words import fold, words

VOCABULARY = "forest timber trade river law panel state owl salt wage".split()


def make(number: int, text: str, agreement: str = "one-two", **facets: object) -> dict:
    return {
        "id": f"{agreement}/{number // 3}/{number}", "article": f"{agreement}/{number // 3}", "agreement": agreement,
        "lang": "en", "fields": {"text": text, "heading": f"{number // 3} Heading"},
        "facets": {"agreement": agreement, "bloc": "US", "party": ["PER", "USA"], "topic": [], "force": "obligation",
                   "scope": "core", "lang": "en", "status": "in force", "article_number": str(number // 3)} | facets,
        "signed": 20060412, "family": text,
    }  # fmt: skip


@pytest.fixture(scope="module", params=["whoosh", pytest.param("opensearch", marks=pytest.mark.slow)])
def engine(request, tmp_path_factory) -> Iterator[Engine]:
    if request.param == "whoosh":
        yield choose()
        return
    with one_node(tmp_path_factory.mktemp("server")) as host:
        yield choose(f"opensearch://{host}/contract")


@pytest.fixture(scope="module")
def texts() -> list[str]:
    chance = random.Random(7)  # noqa: S311
    return [" ".join(chance.choices(VOCABULARY, k=chance.randint(3, 15))) for _ in range(300)]


@pytest.fixture(scope="module", params=[1, 2])
def directory(request, engine, texts, tmp_path_factory):
    directory = tmp_path_factory.mktemp("index") / "engine"
    agreements = ["one-two", "two-three", "three-four"]
    rows = [make(n, text, agreements[n // 100], scope=("core", "none")[n % 5 == 0]) for n, text in enumerate(texts)]
    engine.write(rows, directory, jobs=request.param)
    return directory


@pytest.fixture(scope="module")
def searcher(engine, directory):
    with engine.open(directory) as searcher:
        yield searcher


def found(searcher, *clauses: SearchClause, **options: object) -> set[int]:
    return {int(name.rpartition("/")[2]) for name in searcher.matching(SearchRequest(clauses, **options))}


def clause(*terms: str, **kind: bool) -> SearchClause:
    return SearchClause(tuple(Term(tuple(term.split()), exact=True) for term in terms), **kind)


def test_random_requests_give_the_sets_of_fts5_and_of_set_algebra(searcher, texts):
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table d using fts5(text, tokenize='unicode61')")
    base.executemany("insert into d(rowid, text) values (?, ?)", list(enumerate(texts)))
    chance = random.Random(11)  # noqa: S311
    for _ in range(150):
        every, no = chance.sample(VOCABULARY, 2), chance.choice(VOCABULARY)
        phrase = " ".join(chance.choices(VOCABULARY, k=2))
        either = chance.sample(VOCABULARY, 2)
        clauses = [clause(word, required=True) for word in every]
        match = " AND ".join(every)
        plain = {n for n, text in enumerate(texts) if set(every) <= set(text.split())}
        if chance.random() < 0.5:
            clauses.append(clause(phrase, required=True))
            match += f' AND "{phrase}"'
            plain &= {n for n, text in enumerate(texts) if f" {phrase} " in f" {text} "}
        if chance.random() < 0.5:
            clauses.append(clause(*either, required=True))
            match = f"({match}) AND ({either[0]} OR {either[1]})"
            plain &= {n for n, text in enumerate(texts) if set(either) & set(text.split())}
        if no not in every:
            clauses.append(clause(no, excluded=True))
            match = f"({match}) NOT {no}"
            plain &= {n for n, text in enumerate(texts) if no not in text.split()}
        fts = {row for (row,) in base.execute("select rowid from d where d match ?", [match])}
        assert found(searcher, *clauses) == fts == plain, match
        kept = {n for n in plain if 100 <= n < 200 and n % 5}
        filtered = {"filters": {"agreement": ("two-three",)}, "without": {"scope": ("none",)}}
        assert found(searcher, *clauses, **filtered) == kept


def test_once_the_time_is_up_only_what_ranks_is_left_out(searcher):
    ranking = [clause(word)._replace(said=word) for word in ("owl", "forest", "salt")]
    answer = searcher.search(SearchRequest(tuple(ranking), seconds=0.0))
    assert answer.cut == ("forest", "salt")
    assert answer.documents == searcher.search(SearchRequest((ranking[0],))).documents
    must = [clause(word, required=True)._replace(said=word) for word in ("owl", "forest", "salt")]
    answer = searcher.search(SearchRequest(tuple(must), seconds=0.0))
    assert (answer.cut, answer.documents) == ((), searcher.search(SearchRequest(tuple(must))).documents)


def test_a_word_of_a_language_is_as_rare_as_it_is_among_what_can_hold_it(engine, tmp_path):
    rows = [make(3 * n, "timber" if n % 10 else "timber owl") for n in range(60)]
    for number in range(5):
        rows[number]["fields"] |= {"digest_es": "madera" if number else "madera lechuza"}
        rows[number]["facets"] |= {"topic": ["forests"]}
    engine.write(rows, tmp_path / "engine")
    with engine.open(tmp_path / "engine") as searcher:
        request = SearchRequest((SearchClause((Term(("madera",)),)),), language="es", explain=True)
        usual, all_documents = (
            searcher.search(each).hits[0].shares[0].score for each in (request, request._replace(language=""))
        )
        timber = searcher.search(request._replace(clauses=(SearchClause((Term(("timber",)),)),), language="en"))
    assert usual < 0.2 * all_documents
    assert usual > timber.hits[0].shares[0].score > 0


def test_facets_count_what_matches(searcher):
    answer = searcher.search(
        SearchRequest((clause("owl", required=True),), facets=("agreement", "scope", "party"), limit=300)
    )
    assert sum(count for _, count in answer.facets["agreement"]) == answer.documents
    assert dict(answer.facets["party"])["PER"] == answer.documents
    assert 0 < len(answer.hits) <= answer.total <= answer.documents


def test_pages_are_cuts_of_one_ranking(searcher):
    request = plan(parse_query("forest timber", all=True), limit=40, fold=False).request
    whole = [hit.id for hit in searcher.search(request).hits]
    pages = [
        hit.id
        for page in range(4)
        for hit in searcher.search(
            plan(parse_query("forest timber", all=True), limit=10, offset=10 * page, fold=False).request
        ).hits
    ]
    assert pages == whole


@pytest.mark.parametrize(("group", "fold"), [(True, True), (True, False), (False, True), (False, False)])
@pytest.mark.parametrize("words_", ["forest", "owl river", "salt wage law", "+panel", ""])
def test_the_total_is_what_the_pages_hold(searcher, words_, group, fold):
    request = plan(parse_query(words_.replace("+", ""), all=True), limit=7, group=group, fold=fold).request
    whole = searcher.search(request)
    held, folded = [], []
    for offset in range(0, whole.total + 7, 7):
        hits = searcher.search(replace_offset(request, offset)).hits
        assert bool(hits) is (offset < whole.total), "no page is empty, and none follows the last"
        held += [hit.id for hit in hits]
        folded += [name for hit in hits for name in (*hit.siblings, *hit.also)]
    assert len(held) == len(set(held)) == whole.total
    assert sorted([*held, *folded]) == sorted(searcher.matching(request)), "what is folded is named, whole and once"


def replace_offset(request: SearchRequest, offset: int) -> SearchRequest:
    return request._replace(offset=offset)


def test_extend_replaces_an_agreement(engine, tmp_path):
    engine.write([make(0, "old forest"), make(3, "forest of another", "two-three")], tmp_path / "e")
    assert engine.extendable(tmp_path / "e")
    engine.extend(tmp_path / "e", [make(0, "new river")], tmp_path / "f", replace=["one-two"])
    with engine.open(tmp_path / "e") as own:
        assert own.matching(SearchRequest((clause("river", required=True),))) == []
    engine.remove(tmp_path / "e")
    with engine.open(tmp_path / "f") as own:
        assert own.matching(SearchRequest((clause("forest", required=True),))) == ["two-three/1/3"]
        assert own.matching(SearchRequest((clause("river", required=True),))) == ["one-two/0/0"]
        assert len(own.matching(SearchRequest())) == 2
        assert [(hit.id, hit.number) for hit in own.search(SearchRequest(limit=5)).hits] == [
            ("two-three/1/3", 1), ("one-two/0/0", 2),
        ]  # fmt: skip


def test_what_an_extension_replaced_stays_when_another_agreement_is_replaced(engine, tmp_path):
    engine.write([make(0, "old forest"), make(3, "old trade", "two-three")], tmp_path / "0")
    replaced = ["one-two", "two-three", "one-two"]
    for number, agreement in enumerate(replaced, start=1):
        text = ("river", "salt", "owl")[number - 1]
        engine.extend(
            tmp_path / str(number - 1), [make(0, text, agreement)], tmp_path / str(number), replace=[agreement]
        )
    with engine.open(tmp_path / "3") as own:
        assert sorted(own.matching(SearchRequest())) == ["one-two/0/0", "two-three/0/0"]
        for word, name in (("owl", ["one-two/0/0"]), ("salt", ["two-three/0/0"]), ("river", []), ("old", [])):
            assert own.matching(SearchRequest((clause(word, required=True),))) == name


def test_near_identical_clauses_fold_under_one_hit(engine, tmp_path):
    engine.write(
        [make(3 * n, "owl forest", agreement) for n, agreement in enumerate(["a-b", "c-d", "e-f"])], tmp_path / "e"
    )
    with engine.open(tmp_path / "e") as own:
        hits = own.search(plan(parse_query("owl")).request).hits
        assert [len(hit.also) for hit in hits] == [2]
        assert len(own.search(plan(parse_query("owl"), fold=False).request).hits) == 3


def test_a_translation_finds_the_clause(engine, tmp_path):
    engine.write([make(0, "Illegal logging is fought"), make(3, "Tariffs fall")], tmp_path / "e")
    with engine.open(tmp_path / "e") as own:
        for text in ("tala ilegal", "TALAS ILEGALES", "¿Qué dice sobre la tala ilegal?"):
            assert [hit.id for hit in own.search(plan(parse_query(text)).request).hits] == ["one-two/0/0"]


@pytest.mark.parametrize("text", ["", "no json", '{"version": 0}'])
def test_a_missing_or_foreign_index_is_named(engine, tmp_path, text):
    if text:
        (tmp_path / "segments.json").write_text(text, encoding="utf-8")
    with pytest.raises(IndexStateError, match="index"):
        engine.open(tmp_path / ("e" if not text else ""))


@pytest.mark.parametrize(
    ("text", "cut"), [("Peña’s caf\u00e9", ["peña", "cafe"]), ("Article 18.3.4(a)", ["article", "18.3.4", "a"])]
)
def test_words_are_cut_and_folded(text, cut):
    assert words(text) == cut
    assert fold("CONSERVACIÓN") == "conservacion"
