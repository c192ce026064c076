"""Measure what classifying takes beside writing the index, for the same provisions, in one process and one run.

    python tests/benchmarks/classify_speed.py FILES… [--rounds 3]

FILES are treaty texts as `clausula import` takes them. Prints a Markdown table; the ratio is to stay below 1.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from corpus.catalogue.agreements import load_catalogue
from corpus.model import Agreement, Provision, Snapshot
from corpus.parse import parse
from corpus.store.importer import files_in, import_files
from corpus.store.snapshots import SnapshotStore
from indexer.build.documents import document
from indexer.classify.enforcement import enforcement_of
from indexer.classify.topics import Classification, classify
from indexer.engine.whoosh_index import WhooshEngine
from indexer.record import Labelled, record

Labels = list[tuple[Provision, Classification]]


def timed(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def texts(files: list[Path], work: Path) -> list[tuple[Agreement, Snapshot, list[Provision]]]:
    """Give the provisions of each file, with where they come from."""
    store = SnapshotStore(work / "snapshots")
    catalogue = load_catalogue()
    list(import_files(files_in(files), store, catalogue))
    known = {entry.id: entry for entry in catalogue.agreements} | store.agreements()
    return [(known[s.source.agreement], s, list(parse(store.read(s), s).provisions())) for s in store.latest()]


def measure(parsed: list[tuple[Agreement, Snapshot, list[Provision]]], work: Path) -> tuple[float, float, float]:
    """Give the seconds of the labels, of how breaches are pursued, and of writing the index."""
    classified: list[Labels] = []
    labels = timed(lambda: classified.extend([(p, classify(p)) for p in provisions] for _, _, provisions in parsed))
    pursued = timed(lambda: [enforcement_of(each) for each in classified])
    records = [
        record(Labelled(provision, found, ("unstated", "")), agreement, snapshot, order)
        for (agreement, snapshot, _), each in zip(parsed, classified, strict=True)
        for order, (provision, found) in enumerate(each)
    ]
    directory = Path(tempfile.mkdtemp(dir=work))
    return labels, pursued, timed(lambda: WhooshEngine().write(map(document, records), directory, jobs=1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        parsed = texts(chosen.files, Path(folder))
        thousands = sum(len(provisions) for _, _, provisions in parsed) / 1000
        classify(parsed[0][2][0])  # the rules are read once in a process
        rounds = [measure(parsed, Path(folder)) for _ in range(chosen.rounds)]
    print("| round | labels | enforcement | writing the index | ratio |\n| --- | --- | --- | --- | --- |")
    for number, (labels, pursued, written) in enumerate(rounds, 1):
        shares = " | ".join(f"{seconds / thousands:.2f}" for seconds in (labels, pursued, written))
        print(f"| {number} | {shares} | {(labels + pursued) / written:.2f} |")
    ratio = statistics.median((labels + pursued) / written for labels, pursued, written in rounds)
    print(f"\nSeconds for 1,000 of {thousands * 1000:.0f} provisions; the median ratio is {ratio:.2f}.")


if __name__ == "__main__":
    main()
