"""Faults of a cluster of three nodes: nothing that was acknowledged is lost, no search is half an answer.

One run of three JVMs for all of it, some minutes: pytest -m slow tests/test_cluster_faults.py
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from certificates import certificate
from opensearch_cluster import Node, guarded, three_nodes
from running import FIXTURES, run_clausula
from test_engine_faults import http, indexes, make

from corpus.errors import EngineDownError, IndexStateError
from indexer.engine.opensearch import loader
from indexer.engine.opensearch.cluster import Address, Cluster
from indexer.engine.opensearch.opensearch_index import state_of
from indexer.library import open_library
from web import create_app

pytestmark = pytest.mark.slow

QUERIES = ("illegal logging", '"labour law"', "environment*", "tala ilegal", "forest -tariff", "")
ROW = b'{"place":%d,"agreement":"a","x":{"text":"w' + b" word" * 60 + b'"}}'


@pytest.fixture(scope="module")
def cluster() -> Iterator[list[Node]]:
    with three_nodes() as nodes:
        yield nodes


@pytest.fixture(scope="module")
def address(cluster) -> str:
    return f"opensearch://{','.join(node.host for node in cluster)}/faults"


@pytest.fixture(scope="module")
def home(cluster, tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("home")
    make(home, ",".join(node.host for node in cluster))
    green(cluster[0])
    return home


def green(node: Node, nodes: int = 3) -> None:
    """Wait until every shard has its replica again."""
    path = f"/_cluster/health?wait_for_status=green&wait_for_nodes={nodes}&timeout=5s"
    ends = time.monotonic() + 240
    while time.monotonic() < ends:
        try:
            if not http(node.host, path)["timed_out"]:
                return
        except OSError:  # the time it was given is an error too
            time.sleep(1)
    pytest.fail(f"the cluster is not whole again: {http(node.host, '/_cluster/health')}")


@pytest.fixture(autouse=True)
def whole(cluster) -> None:
    """Start what a test before left dead, so that one fault is told once."""
    for node in cluster:
        node.revive()
    green(cluster[0])


def manager(nodes: list[Node]) -> Node:
    name = http(nodes[0].host, "/_cat/cluster_manager?format=json")[0]["node"]
    return next(node for node in nodes if node.name == name)


def holder(nodes: list[Node], index: str) -> Node:
    """Return the node with the first copy of an index."""
    shards = http(nodes[0].host, f"/_cat/shards/{index}?format=json")
    name = next(shard["node"] for shard in shards if shard["prirep"] == "p")
    return next(node for node in nodes if node.name == name)


@contextmanager
def searched(home: Path, expected: dict[str, int]) -> Iterator[dict[str, list]]:
    """Search all the while in three threads; give what failed, what was wrong, and how long each took."""
    told: dict[str, list] = {"failed": [], "wrong": [], "seconds": []}
    ended = threading.Event()

    def search() -> None:
        with open_library(home) as library:
            while not ended.is_set():
                for query in QUERIES:
                    begun = time.monotonic()
                    try:
                        found = library.search(query, all=True).documents
                    except IndexStateError as error:
                        told["failed"].append((query, error.code, error.values))
                    else:
                        if found != expected[query]:
                            told["wrong"].append((query, found))
                    told["seconds"].append(time.monotonic() - begun)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        ended.set()
        for thread in threads:
            thread.join(60)


@pytest.fixture(scope="module")
def expected(home) -> dict[str, int]:
    with open_library(home) as library:
        return {query: library.search(query, all=True).documents for query in QUERIES}


def faulted(told: dict[str, list], what: str) -> None:
    """Print what was seen (pytest -s shows it)."""
    seconds = sorted(told["seconds"])
    print(f"{what}: {len(seconds)} searches, {len(told['failed'])} failed, {len(told['wrong'])} wrong, "  # noqa: T201
          f"p50 {seconds[len(seconds) // 2] * 1000:.0f} ms, worst {seconds[-1] * 1000:.0f} ms")  # fmt: skip


def loaded(address: str, index: str, while_loading: Callable[[int], None], count: int = 30_000) -> int:
    """Load documents into an index of its own; return how many it holds of those that were acknowledged."""
    acknowledged = 0

    def progress(done: int) -> None:
        nonlocal acknowledged
        acknowledged = done
        while_loading(done)

    with Cluster(Address.of(address)) as cluster:
        loader.create(cluster, index, "token", count)
        loader.load(cluster, index, ((place, ROW % place) for place in range(count)), progress)
        assert acknowledged == count
        loader.finish(cluster, index, count)  # raises where one is missing
        held = cluster.load("GET", f"/{index}/_count")["count"]
        cluster.load("DELETE", f"/{index}")
    return int(held)


def test_a_load_begins_when_there_is_a_second_copy(cluster, address):
    def allocate(what: str) -> None:
        setting = {"transient": {"cluster.routing.allocation.enable": what}}
        http(cluster[0].host, "/_cluster/settings", "PUT", setting)

    allocate("primaries")
    later = threading.Timer(3, allocate, ["all"])
    later.start()
    with Cluster(Address.of(address)) as way:
        loader.create(way, "faults-copies", "token", 1)
        status = http(cluster[0].host, "/_cluster/health/faults-copies")["status"]
        later.join()
        way.load("DELETE", "/faults-copies")
    assert status == "green"


@pytest.mark.parametrize("which", ["first-copy", "manager"])
def test_a_node_killed_under_search_and_load_costs_nothing(cluster, address, home, expected, which):
    index = f"faults-load-{which}"
    killed: list[Node] = []

    def kill(done: int) -> None:
        if done and not killed:
            killed.append(manager(cluster) if which == "manager" else holder(cluster, index))
            killed[0].kill()

    with searched(home, expected) as told:
        held = loaded(address, index, kill)
        time.sleep(3)
    faulted(told, f"a node killed ({which})")
    assert killed
    assert held == 30_000
    assert told["seconds"]
    assert (told["failed"], told["wrong"]) == ([], [])
    killed[0].start()
    killed[0].wait()
    green(cluster[0])


def test_a_node_that_hangs_is_left_out(cluster, home, expected):
    hung = next(node for node in cluster if node is not manager(cluster))
    with searched(home, expected) as told:
        time.sleep(2)
        hung.signal(signal.SIGSTOP)
        time.sleep(15)
        hung.signal(signal.SIGCONT)
        time.sleep(2)
    faulted(told, "a node stopped")
    assert told["seconds"]
    assert (told["failed"], told["wrong"]) == ([], [])
    green(cluster[0])


def test_a_node_killed_while_an_index_is_built(cluster, address, tmp_path):
    home = tmp_path / "home"
    env = os.environ | {"CLAUSULA_HOME": str(home), "CLAUSULA_ENGINE": address}
    first = subprocess.run(
        [sys.executable, "-m", "indexer", "build"], env=env, capture_output=True, text=True, check=False
    )
    assert first.returncode == 0, first.stderr
    assert run_clausula(home, "import", FIXTURES / "pta_9001.xml").returncode == 0
    before = indexes(cluster[0].host)
    with subprocess.Popen(
        [sys.executable, "-m", "indexer", "build"], env=env, stderr=subprocess.PIPE, text=True
    ) as build:
        while build.poll() is None and indexes(cluster[0].host) == before:
            time.sleep(0.05)
        victim = next(node for node in cluster[1:] if node is not manager(cluster))
        victim.kill()
        said = build.communicate(timeout=240)[1]
    assert "Traceback" not in said
    assert build.returncode in {0, 3}, said
    with open_library(home) as library:  # the new generation, or still the old one
        assert library.manifest.provisions == library.search("", all=True).documents
        assert bool(library.search("norvania", all=True).documents) == (build.returncode == 0)
    print(f"a node killed in a build: exit code {build.returncode} {said.splitlines()[-1]}")  # noqa: T201
    victim.start()
    victim.wait()
    green(cluster[0])
    assert (
        subprocess.run([sys.executable, "-m", "indexer", "build"], env=env, capture_output=True, check=False).returncode
        == 0
    )
    with open_library(home) as library:
        assert library.search("norvania", all=True).documents


def test_two_builds_at_once_are_both_whole(address, tmp_path):
    homes = [tmp_path / "one", tmp_path / "two"]
    env = os.environ | {"CLAUSULA_ENGINE": address}
    command = [sys.executable, "-m", "indexer", "build"]
    builds = [
        subprocess.Popen(
            command, env=env | {"CLAUSULA_HOME": str(home)}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        for home in homes
    ]
    assert [(build.communicate(timeout=240), build.returncode)[1] for build in builds] == [0, 0]
    places = set()
    for home in homes:
        with open_library(home) as library:
            assert library.search("", all=True).documents == library.manifest.provisions
            places.add(library.searcher.health().place)
    assert len(places) == 2


def test_a_generation_switched_under_load_mixes_no_page(cluster, tmp_path):
    home = tmp_path / "home"
    hosts = ",".join(node.host for node in cluster)
    make(home, hosts)
    pages: set[tuple[str, int, int]] = set()
    failed: list[object] = []
    ended = threading.Event()
    with open_library(home) as library:
        app = create_app(library)

        def read() -> None:
            client = app.test_client()
            while not ended.is_set():
                answer = client.get("/api/v1/search?all=1&limit=1")
                if answer.status_code != 200:
                    failed.append((answer.status_code, answer.get_json()))
                    continue
                page = answer.get_json()
                pages.add((page["fingerprint"], page["documents"], page["total"]))

        threads = [threading.Thread(target=read) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            for paths in ((FIXTURES / "pta_9001.xml",), (FIXTURES / "pta_9002.xml",)):
                assert run_clausula(home, "import", *paths).returncode == 0
                make(home, hosts)
                time.sleep(2)
        finally:
            ended.set()
            for thread in threads:
                thread.join(60)
    assert failed == []
    assert len({fingerprint for fingerprint, _, _ in pages}) == 3
    assert len(pages) == 3, "a fingerprint always goes with the same counts"


def test_a_wrong_password_and_a_wrong_certificate_are_told(cluster, home, tmp_path, monkeypatch):
    pytest.importorskip("cryptography.x509", reason="certificates are made with cryptography")
    right, other = certificate(tmp_path, "localhost"), certificate(tmp_path, "other.example")
    with guarded(cluster[0].host, right, "reader", "secret words") as port:
        monkeypatch.setenv("CLAUSULA_ENGINE", f"opensearchs://localhost:{port}/faults")

        def asked(user: str, password: str, trusted: Path) -> int:
            for name, value in (("USER", user), ("PASSWORD", password), ("CA", str(trusted))):
                monkeypatch.setenv(f"CLAUSULA_ENGINE_{name}", value)
            with open_library(home) as library:
                return library.search("timber").total

        assert asked("reader", "secret words", right)
        for refused in (("reader", "wrong words", right), ("", "", right), ("reader", "secret words", other)):
            with pytest.raises(EngineDownError) as told:
                asked(*refused)
            assert told.value.code == "engine-login"
            assert "words" not in str(told.value.values)
        done = run_clausula(home, "search", "timber")
        assert (done.returncode, "secret words" in done.stderr) == (3, False)


def test_a_red_index_is_no_answer_and_comes_back(cluster, tmp_path):
    home = tmp_path / "home"
    index = state_of(make(home, ",".join(node.host for node in cluster)) / "engine").index
    http(
        cluster[0].host,
        f"/{index}/_settings",
        "PUT",
        {"index": {"auto_expand_replicas": "false", "number_of_replicas": 0}},
    )
    with open_library(home) as library:
        total = library.search("timber").total
        assert total
        victim = holder(cluster, index)
        victim.kill()
        for query in ("timber", "river", "forest*"):
            with pytest.raises(EngineDownError):
                library.search(query)
        assert not library.searcher.ready()
        victim.start()
        victim.wait()
        for _ in range(60):
            if library.searcher.ready():
                break
            time.sleep(1)
        assert library.search("timber").total == total
    green(cluster[0])


def test_all_nodes_down_and_back(cluster, home, expected):
    with open_library(home) as library:
        client = create_app(library).test_client()
        assert client.get("/readyz").status_code == 200
        for node in cluster:
            node.kill()
        begun = time.monotonic()
        answer = client.get("/api/v1/search?q=river")
        assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
        assert client.get("/readyz").status_code == 503
        assert client.get("/en/provision/us-peru/18.3/1").status_code == 200
        assert time.monotonic() - begun < 10
        for node in cluster:
            node.start()
        for node in cluster:
            node.wait()
        green(cluster[0])
        for query in QUERIES:
            assert library.search(query, all=True).documents == expected[query]
        assert client.get("/readyz").status_code == 200
