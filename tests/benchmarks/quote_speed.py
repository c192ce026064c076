"""Time `clausula quote` inside the process on quotations cut from random provisions of an index.

    python tests/benchmarks/quote_speed.py HOME [--each 40]

Prints a Markdown table of the time of the processor, which a busy machine changes little.
"""

import argparse
import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from indexer.library import Library, open_library
from indexer.quotes.check import check_quotation
from indexer.quotes.quotation import LONGEST


def cut(library: Library, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield one quotation of each kind, from a random place."""
    at = rng.randrange(len(library.ids))
    words = library.record(at).bare_text().split()
    length = min(len(words), 40)
    yield "verbatim", " ".join(words[:length])
    yield "three words", " ".join(words[:3])
    changed = words[:length]
    for number in range(3, length, 9):
        changed[number] = rng.choice(words)
    yield "words changed", " ".join(changed)
    mixed = (
        rng.choice(library.record(rng.randrange(len(library.ids))).bare_text().split() or ["a"]) for _ in range(30)
    )
    yield "in no text", " ".join(mixed)
    following = " ".join(library.record(min(at + n, len(library.ids) - 1)).bare_text() for n in range(100))
    yield "across provisions", " ".join(following.split()[length - 10 : length + 20])
    yield "as long as allowed", following[:LONGEST]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--each", type=int, default=40)
    chosen = parser.parse_args()
    rng = random.Random(8)  # noqa: S311  no secret
    times: dict[str, list[float]] = {}
    with open_library(chosen.home) as library:
        check_quotation(library, "a first one, so that what is read once is not timed")
        for _ in range(chosen.each):
            for kind, quoted in cut(library, rng):
                start = time.process_time()
                check_quotation(library, quoted)
                times.setdefault(kind, []).append(1000 * (time.process_time() - start))
        print(f"{len(library.ids)} provisions, {chosen.each} quotations of each kind\n")
    print("| quotation | p50 ms | p95 ms | longest ms |\n| --- | --- | --- | --- |")
    for kind, each in times.items():
        cuts = statistics.quantiles(each, n=100)
        print(f"| {kind} | {cuts[49]:.0f} | {cuts[94]:.0f} | {max(each):.0f} |")


if __name__ == "__main__":
    main()
