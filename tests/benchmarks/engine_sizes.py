"""Measure both engines on an index and on copies of it: rate of indexing, memory of the builder, searches with facets.

    python tests/benchmarks/engine_sizes.py DIR [--times 1 8] [--own | --host HOST:PORT] [--rounds 3]

The documents are those of the records in the index of the home DIR; each copy has new ids and agreements, and its words
shuffled, so that no copy folds under another. The vocabulary does not grow as that of more treaties would. HOST is a
running OpenSearch; without it a node is started as for the tests, with `--own` none. Prints a Markdown table.
"""

import argparse
import multiprocessing
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.search_speed import FACETS, queries, read, table
from opensearch_server import one_node

from indexer.engine.choice import engine
from indexer.query.language import parse_query
from indexer.query.plan import plan


def copies(home: Path, times: int) -> Iterator[dict]:
    """Yield the documents of a home as often as asked, in the order of agreements, read anew for each copy."""
    chance = random.Random(5)  # noqa: S311
    yield from read(home)
    for number in range(1, times):
        for document in read(home):
            words = {name: text.split() for name, text in document["fields"].items()}
            for each in words.values():
                chance.shuffle(each)
            names = {name: f"{number}-{document[name]}" for name in ("id", "article", "agreement", "family")}
            facets = document["facets"] | {"agreement": names["agreement"]}
            fields = {name: " ".join(each) for name, each in words.items()}
            yield document | names | {"facets": facets, "fields": fields}


def measured(address: str, home: Path, times: int, directory: Path, rounds: int) -> list[str]:
    """Return documents, seconds of writing, documents a second, most memory in GB, and p50 and p95 of searches in ms."""
    documents = copies(home, times)
    used = engine(address)
    count, begun = 0, time.perf_counter()

    def counted() -> Iterator[dict]:
        nonlocal count
        for document in documents:
            count += 1
            yield document

    used.write(counted(), directory)
    seconds = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    times = []
    with used.open(directory) as searcher:
        requests = [plan(parse_query(text), limit=10, facets=FACETS).request for _, text, *_ in queries()]
        for number in range(rounds + 1):
            for request in requests:
                at = time.perf_counter()
                searcher.search(request)
                times += [time.perf_counter() - at] * bool(number)  # the first round warms up
    used.remove(directory)
    p95 = statistics.quantiles(times, n=20)[-1]
    return [f"{count:,}", f"{seconds:.0f}", f"{count / seconds:,.0f}", f"{memory:.2f}",
            f"{statistics.median(times) * 1000:.0f}", f"{p95 * 1000:.0f}"]  # fmt: skip


def apart(address: str, home: Path, times: int, rounds: int) -> list[str]:
    """Measure in a process of its own, since the most memory of a process never falls."""
    with tempfile.TemporaryDirectory() as work, multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measured, (address, home, times, Path(work) / "engine", rounds))


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--own", action="store_true", help="measure the own engine alone")
    parser.add_argument("--host", default="")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        node = nullcontext(options.host) if options.host or options.own else one_node(Path(folder))
        with node as host:
            engines = [("own", "")] + [("OpenSearch", f"opensearch://{host}/sizes")] * (not options.own)
            for times in options.times:
                for kind, address in engines:
                    rows.append([kind, *apart(address, options.home, times, options.rounds)])
                    print(*rows[-1], file=sys.stderr)
    print(table(["engine", "provisions", "write s", "a second", "memory GB", "p50 ms", "p95 ms"], rows))


if __name__ == "__main__":
    main()
