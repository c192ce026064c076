"""Sister clauses bear the same labels in every text at hand: what they say decides, not where they stand.

Skipped where CLAUSULA_TEXTS is not set.
"""

import os
import re
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.errors import ParseError
from corpus.model import Snapshot, Source
from corpus.parse import parse
from indexer.classify.patterns import fold
from indexer.classify.topics import classify

pytestmark = pytest.mark.slow

# Headings on disputes or definitions count too, and so do the points of a list: the share of what differs is bounded.
MOST_THAT_DIFFER = 0.01
WORDS = re.compile(r"[a-z]+")
SHORTEST = 10  # words; shorter clauses repeat by accident


def family(text: str) -> str:
    """Return the words of a clause without numbers and signs, or "" where they are few."""
    words = WORDS.findall(fold(text))
    return " ".join(words) if len(words) >= SHORTEST else ""


def labels_of(path: Path) -> list[tuple[str, str, str]]:
    """Return the family of each clause of a text with its force and addressee."""
    source = Source("here-there", "en", "tota", path.as_uri())
    data = path.read_bytes()
    snapshot = Snapshot(source, "0" * 64, len(data), datetime(2026, 1, 1, tzinfo=UTC), path.name, "import")
    try:
        document = parse(data, snapshot)
    except ParseError:
        return []
    found = ((family(provision.full_text()), classify(provision)) for provision in document.provisions())
    return [(words, labels.force, labels.addressee) for words, labels in found if words]


def test_clauses_with_the_same_words_have_the_same_force_and_addressee_in_all_texts():
    folder = os.environ.get("CLAUSULA_TEXTS")
    if not folder:
        pytest.skip("set CLAUSULA_TEXTS to a folder with the texts (tota/) to compare sister clauses")
    families = defaultdict[str, list[tuple[str, str]]](list)
    with ProcessPoolExecutor(max_workers=2) as pool:
        for rows in pool.map(labels_of, sorted(Path(folder, "tota").glob("*.xml"))):
            for words, force, addressee in rows:
                families[words].append((force, addressee))
    several = [labels for labels in families.values() if len(labels) > 1]
    differing = [labels for labels in several if len(set(labels)) > 1]
    assert len(several) > 1000
    assert len(differing) <= MOST_THAT_DIFFER * len(several), f"{len(differing)} of {len(several)} families differ"
