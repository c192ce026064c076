"""Read many damaged copies of real texts: python tests/benchmarks/mutated_texts.py FOLDER COUNT [SEED].

Each copy is a piece of a file with some of its bytes changed, dropped, doubled or moved; of XML a few articles stay, and
their words change. It has to be read or refused in words, within five seconds, into a tree without letters lost or invented
untold. Prints a table by reader.
"""

import multiprocessing
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise, zip_longest
from pathlib import Path

from corpus.errors import ParseError
from corpus.formats.detect import detect
from corpus.parse import READERS
from corpus.quality.account import account
from corpus.structure.segment import segment
from indexer.classify.topics import classify

PIECE = 6_000  # bytes of a file in one copy: the work lies in the number of copies
ARTICLE = re.compile(rb"<(article|ARTICLE)\b.*?</\1>", re.DOTALL)
NOISE = [b"", b"\x00", b"\xff", b"<", b">", b"</p>", b"<sup>", b"&", b"(a) ", b"1. ", b"\nArticle 9\n", b"\nANNEX\n", b"  ",
         b"\n\n", b"\xc2\xad", b"\xe2\x80\xae", b"_" * 400, b"9" * 400, b"[1]", b"**", b'"']  # fmt: skip


def mutated(data: bytes, chance: random.Random, *, whole: bool) -> bytes:
    """Return a piece of a file, or a few whole articles of it, with one to six faults in it."""
    start = 0 if whole or chance.random() < 0.2 else chance.randrange(max(1, len(data) - PIECE))
    piece = bytearray(_articles(data, chance) if whole else data[start : start + PIECE])
    for _ in range(chance.randint(1, 6)):
        if whole:
            words = chance.choice(re.findall(rb">([^<>&]{4,})<", piece))
            piece = piece.replace(words, re.sub(rb"[<>&\x00\xff]", b"", mutated(words, chance, whole=False)), 1)
            continue
        place, length = chance.randrange(len(piece) + 1), chance.choice([0, 1, 1, 3, 20, 200])
        moved = bytes(piece[place : place + length])
        piece[place : place + length] = chance.choice([chance.choice(NOISE), moved * 2, moved[::-1]])
    return bytes(piece)


def _articles(data: bytes, chance: random.Random) -> bytes:
    """Return XML with three articles that stand together and none of the others."""
    spans = [found.span() for found in ARTICLE.finditer(data)]
    if len(spans) < 4:
        return data
    first = chance.randrange(len(spans) - 2)
    between = [data[end:start] for (_, end), (start, _) in pairwise([(0, 0), *spans, (len(data), 0)])]
    kept = [data[start:end] if first <= number < first + 3 else b"" for number, (start, end) in enumerate(spans)]
    return b"".join(part for pair in zip_longest(between, kept, fillvalue=b"") for part in pair)


def outcome(reader: str, data: bytes, *, labels: bool) -> str:
    """Return how a copy was read: "read", "refused", or what went wrong."""
    began = time.process_time()
    try:
        document = segment(blocks := import_module(READERS[reader]).read(data, "en"), agreement="a-b", language="en")
        if labels:
            for provision in document.provisions():
                classify(provision)
    except ParseError as error:
        return "refused" if error.hint else "refused without a hint"
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        return f"{type(error).__name__}: {error}"[:80]
    weighed = account(blocks, document)
    if time.process_time() - began > 5:
        return "longer than five seconds"
    return "letters lost or invented" if weighed.missing or weighed.invented else "read"


def tried(task: tuple[Path, int, int]) -> Counter[tuple[str, str]]:
    """Return the outcomes of some copies of one file."""
    path, seed, count = task
    data, chance = path.read_bytes(), random.Random(seed)  # noqa: S311
    found: Counter[tuple[str, str]] = Counter()
    try:
        reader = detect(data, path.name)
    except ParseError:
        return found
    if reader == "pdf" or not data:
        return found  # each copy would start a process; PDFs are tried in tests/corpus/formats/
    whole = reader in {"formex", "tota_xml"}
    for number in range(count):
        found[reader, outcome(reader, mutated(data, chance, whole=whole), labels=number % 5 == 0)] += 1
    return found


def tasks(folder: Path, count: int, seed: int) -> Iterator[tuple[Path, int, int]]:
    """Share the copies out over the files of the folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size > 2_000)
    for number, path in enumerate(files):
        yield path, seed * len(files) + number, -(-count // len(files))


if __name__ == "__main__":
    total: Counter[tuple[str, str]] = Counter()
    with multiprocessing.Pool() as pool:
        for done in pool.imap_unordered(tried, tasks(Path(sys.argv[1]), int(sys.argv[2]), int((*sys.argv, 0)[3]))):
            total += done
    for (reader, what), count in sorted(total.items()):
        print(f"{reader:10} {count:8} {what}")
    print(f"{'all':10} {total.total():8}")
