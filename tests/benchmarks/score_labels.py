"""Score force, addressee, scope and enforcement against paragraphs that were labelled by reading, half by half.

    python tests/benchmarks/score_labels.py FOLDER [--verbose]

FOLDER holds the treaty texts that `labels.csv` names. A label is right where it is one of those of its cell, which are
parted by "|"; "-" is nobody named. Rules are written with halves A, C, E and G in sight; B, D, F and H only measure them.
A and B, C and D, E and F, G and H are each of one sample from treaties that those before do not have; all but the first
are halved by treaty.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from corpus.model import Snapshot, Source
from corpus.parse import parse
from indexer.classify.enforcement import enforcement_of
from indexer.classify.topics import classify

LABELS = ("force", "addressee", "scope", "enforcement")
Row = dict[str, str]
_TUNED = ("A", "C", "E", "G")


def labels_of(path: Path, agreement: str, language: str) -> dict[str, Row]:
    """Return the labels of the provisions of one file by their ids."""
    source = Source(agreement, language, "other", path.name)
    snapshot = Snapshot(source, "", path.stat().st_size, datetime.now(UTC), "", "import", original_name=path.name)
    found = [(each, classify(each)) for each in parse(path.read_bytes(), snapshot).provisions()]
    enforcement = enforcement_of(found)
    return {
        provision.id: {
            "force": labels.force,
            "addressee": labels.addressee or "-",
            "scope": labels.scope,
            "enforcement": enforcement[provision.id][0],
        }
        for provision, labels in found
    }


def compared(rows: list[Row], folder: Path) -> Iterator[tuple[Row, str, str]]:
    """Yield for each row and label what was found; "" where the text at hand has no such provision."""
    for (file, language), group in groupby(rows, lambda row: (row["file"], row["language"])):
        wanted = list(group)
        found = labels_of(folder / file, wanted[0]["provision"].partition("/")[0], language)
        for row in wanted:
            for label in LABELS:
                yield row, label, found.get(row["provision"], {}).get(label, "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--verbose", action="store_true", help="list what is wrong in halves A, C, E and G")
    chosen = parser.parse_args()
    with (Path(__file__).parent / "labels.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    right, total = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row, label, found in compared(rows, chosen.folder):
        good = found in row[label].split("|")
        right[row["half"], label] += good
        total[row["half"], label] += 1
        if chosen.verbose and not good and row["half"] in _TUNED:
            print(f"{row['provision']}: {label} is {found or 'not found'}, not {row[label]}")
    print("| half | " + " | ".join(LABELS) + " |\n| --- |" + " --- |" * len(LABELS))
    for half in sorted({row["half"] for row in rows}):
        print(f"| {half} | " + " | ".join(f"{right[half, each] / total[half, each]:.3f}" for each in LABELS) + " |")


if __name__ == "__main__":
    main()
