"""What the second engine does when the cluster fails: nothing is lost, nothing is half an answer, everything is told."""

import json
import time
from pathlib import Path
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

import pytest
from opensearch_server import one_node

from corpus.catalogue.agreements import load_catalogue
from corpus.errors import EngineDownError, IndexStateError
from indexer.build.generation import build
from indexer.engine.choice import engine, engine_of
from indexer.engine.opensearch.opensearch_index import state_of
from indexer.library import open_library
from web import create_app

pytestmark = pytest.mark.slow


def quiet(*_: object) -> None:
    """Say nothing of progress."""


def make(home: Path, host: str) -> Path:
    return build(home, load_catalogue(), progress=quiet, address=f"opensearch://{host}/faults").generation


def http(host: str, path: str, method: str = "GET", body: object = None) -> object:
    data = None if body is None else json.dumps(body).encode()
    asked = HttpRequest(f"http://{host}{path}", data, {"Content-Type": "application/json"}, method=method)
    with urlopen(asked, timeout=30) as answer:  # noqa: S310 - a server of this test
        return json.loads(answer.read())


def indexes(host: str) -> set[str]:
    return {row["index"] for row in http(host, "/_cat/indices/faults-*?format=json")}


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    with one_node(tmp_path_factory.mktemp("server")) as host:
        yield host


@pytest.fixture(scope="module")
def home(host, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    make(home, host)
    return home


def test_the_commands_and_the_site_answer_from_the_cluster(home, host):
    with open_library(home) as library:
        health = library.searcher.health()
        assert health.engine.startswith("opensearch 3")
        assert health.place in indexes(host)
        assert library.search("illegal logging", explain=True).hits[0].explain
        client = create_app(library).test_client()
        assert client.get("/en/search?q=illegal+logging").status_code == 200
        assert client.get("/readyz").status_code == 200


def test_both_engines_find_and_count_the_same(home, tmp_path):
    build(tmp_path, load_catalogue(), progress=quiet)
    with open_library(tmp_path) as own, open_library(home) as cluster:
        for query in (
            "illegal logging",
            '"labour law"',
            "environment*",
            "+tala -madera",
            "trabajo infantil party:PER",
            "",
        ):
            one, other = (library.search(query, all=True, facets=("force", "topic")) for library in (own, cluster))
            assert (one.documents, one.facets) == (other.documents, other.facets), query
            assert one.documents, query


def test_a_build_leaves_two_generations_in_the_cluster_and_removes_what_a_killed_one_left(host, tmp_path):
    other = tmp_path / "home"
    first = make(other, host)
    left = other / "index" / "20200101T000000-killed"
    (left / "engine").mkdir(parents=True)
    started = engine(f"opensearch://{host}/faults")._begin(left / "engine")
    http(host, f"/{started.index}", "PUT", {})
    assert started.index in indexes(host)
    make(other, host)
    assert started.index not in indexes(host)
    assert not left.exists()
    assert state_of(first / "engine").index in indexes(host)


def test_an_index_of_another_build_is_no_answer(host, tmp_path):
    generation = make(tmp_path / "home", host)
    state = state_of(generation / "engine")
    mapping = http(host, f"/{state.index}/_mapping")[state.index]["mappings"]
    http(host, f"/{state.index}", "DELETE")
    with pytest.raises(IndexStateError) as missing:
        engine_of(generation / "engine").open(generation / "engine")
    assert missing.value.code == "engine-other-index"
    http(host, f"/{state.index}", "PUT", {"mappings": mapping | {"_meta": {"fingerprint": "of another"}}})
    with pytest.raises(IndexStateError) as foreign:
        open_library(tmp_path / "home")
    assert foreign.value.code == "engine-other-index"
    assert make(tmp_path / "home", host) != generation, "the next build makes it anew"


def test_a_red_index_is_no_answer(host, tmp_path):
    generation = make(tmp_path / "home", host)
    index = state_of(generation / "engine").index
    with open_library(tmp_path / "home") as library:
        http(host, f"/{index}/_close", "POST")
        assert not library.searcher.ready()
        with pytest.raises(IndexStateError):
            library.search("timber")
        http(host, f"/{index}/_open", "POST")
        for _ in range(50):
            if library.searcher.ready():
                break
            time.sleep(0.2)
        assert library.search("timber").total


def test_without_a_node_searches_end_soon_and_provisions_are_shown(tmp_path):
    with one_node(tmp_path) as host:
        make(tmp_path / "home", host)
        library = open_library(tmp_path / "home")
        assert library.search("timber").total
    with library:
        client = create_app(library).test_client()
        begun = time.monotonic()
        with pytest.raises(EngineDownError):
            library.search("river")
        answer = client.get("/api/v1/search?q=river")
        assert (answer.status_code, answer.get_json()["error"]["reason"]) == (503, "engine-down")
        assert answer.headers["Retry-After"]
        assert client.get("/healthz").status_code == 503
        assert client.get("/readyz").status_code == 503
        assert client.get("/en/provision/us-peru/18.3/1").status_code == 200
        assert time.monotonic() - begun < 10
        with pytest.raises(EngineDownError):
            make(tmp_path / "home", host)


@pytest.mark.parametrize(
    "address", ["opensearch://", "opensearch://host:9200", "http://host/p", "opensearch://me:secret@host/p", "x"]
)
def test_what_is_no_address_is_refused_without_its_password(address):
    with pytest.raises(IndexStateError) as refused:
        engine(address)
    assert refused.value.code == "engine-address"
    assert "secret" not in refused.value.message
