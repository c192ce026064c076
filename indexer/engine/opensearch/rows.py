"""The documents of new segments as the cluster takes them: their words in order, and counts by feature.

A document carries its own counts (`f`) and those of its article (`a`), as `segment_writer` and `terms` define them, so
that a query scores it without a look at another document.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from corpus.model import LANGUAGES
from indexer.engine.columns import Columns
from indexer.engine.opensearch.names import safe, several_words
from indexer.engine.protocol import FACETS, FIELDS
from indexer.engine.segment import FIELD_SIZE, Floats, Ints, Segment, run_starts
from indexer.engine.terms import TermLookup

__all__ = ["MAPPING", "rows"]

MAPPING = {
    "dynamic": False,
    "properties": {
        "place": {"type": "integer"},
        "signed": {"type": "integer"},
        "f": {"type": "rank_features"},
        "a": {"type": "rank_features"},
        "x": {"properties": {name: {"type": "text", "analyzer": "whitespace", "norms": False} for name in FIELDS}},
        **{facet: {"type": "keyword"} for facet in FACETS},
    },
}  # fmt: skip

Rows = npt.NDArray[Any]


def rows(segments: Sequence[Segment], columns: Columns) -> Iterator[tuple[int, bytes]]:
    """Yield each document of some segments: its place among all, and its JSON. `columns` are those of all segments."""
    lookup = TermLookup(segments, columns)
    facets = [(name, columns.facet(name)) for name in FACETS]
    for segment in segments:
        names, features, docs, counts = _counts(segment, lookup)
        own = _Table(names, features, docs - segment.base, counts, segment.size)
        articles, summed, totals = _summed(columns.article[docs], features, counts)
        damped = totals / lookup.damping[articles]
        of_article = _Table(names, summed, articles - segment.article_base, damped, segment.articles_size)
        texts = _texts(segment)
        article, kept = -1, msgspec.Raw(b"{}")
        for doc in range(segment.size):
            place = doc + segment.base
            if (at := int(columns.article[place]) - segment.article_base) != article:
                article, kept = at, msgspec.Raw(msgspec.json.encode(of_article.row(at)))
            row = {"place": place, "signed": int(columns.signed[place]), "x": texts[doc], "f": own.row(doc), "a": kept}
            for name, facet in facets:
                first, last = np.searchsorted(facet.documents, (place, place + 1))
                row[name] = [facet.values[code] for code in facet.codes[first:last].tolist()]
            yield place, msgspec.json.encode(row)


class _Table:
    """Counts by row and feature."""

    def __init__(self, names: Sequence[str], features: Ints, numbers: Ints, counts: Rows, size: int) -> None:
        order = np.argsort(numbers, kind="stable")
        self._names, self._features, self._counts = names, features[order], counts[order]
        self._starts = np.searchsorted(numbers[order], np.arange(size + 1))

    def row(self, number: int) -> dict[str, float]:
        held = slice(self._starts[number], self._starts[number + 1])
        pairs = zip(self._features[held].tolist(), self._counts[held].tolist(), strict=True)
        return {self._names[feature]: count for feature, count in pairs}


def _counts(segment: Segment, lookup: TermLookup) -> tuple[list[str], Ints, Ints, Floats]:
    """Return the names of features; and feature, document and count, row by row."""
    words = _word_of_rows(segment)
    docs, counts = segment.postings(range(len(segment.words)))
    names = [safe(f"w_{word}") for word in segment.words]
    found: list[tuple[Rows, Rows, Rows]] = [(words, docs, counts)]
    for language in LANGUAGES:
        families = segment.strings(f"families_{language}")
        starts, members = segment.load(f"family_starts_{language}"), segment.load(f"family_words_{language}")
        family_of = np.full(len(segment.words), -1, dtype=np.int32)
        family_of[members] = np.repeat(np.arange(len(families), dtype=np.int32), np.diff(starts))
        of_rows = family_of[words]
        held = of_rows >= 0
        summed_docs, summed, totals = _summed(docs[held], of_rows[held], counts[held])
        found.append((summed + len(names), summed_docs, totals))
        names += [safe(f"{language}_{family}") for family in families]
    for name, term in several_words().items():
        postings = lookup.find(term)
        first, last = np.searchsorted(postings.docs, (segment.base, segment.base + segment.size))
        number = np.full(last - first, len(names), dtype=np.int32)
        found.append((number, postings.docs[first:last], postings.counts[first:last]))
        names.append(name)
    features, docs, counts = (np.concatenate([each[column] for each in found]) for column in range(3))
    return names, features, docs, counts


def _summed(numbers: Rows, features: Rows, counts: Rows) -> tuple[Rows, Rows, Rows]:
    """Add the counts of equal number and feature."""
    keys = (numbers.astype(np.int64) << 32) + features
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = run_starts(keys)
    totals = np.add.reduceat(counts[order], first) if len(keys) else counts
    return (keys[first] >> 32).astype(np.int32), (keys[first] & 0xFFFFFFFF).astype(np.int32), totals


def _word_of_rows(segment: Segment) -> Ints:
    """Return the number of the word of each row of the posting lists."""
    starts = segment.load("starts")
    return np.repeat(np.arange(len(segment.words), dtype=np.int32), np.diff(starts))


def _texts(segment: Segment) -> list[dict[str, str]]:
    """Return the folded words of each field of each document, in their order."""
    words = np.repeat(_word_of_rows(segment), np.diff(segment.load("position_starts")))
    positions = segment.positions(range(len(segment.words)))
    order = np.argsort(positions)
    words = words[order]
    cells = (positions[order] >> 32) * len(FIELDS) + (positions[order] & 0xFFFFFFFF) // FIELD_SIZE
    cells -= segment.base * len(FIELDS)
    starts = run_starts(cells).tolist()
    written = list(segment.words)
    texts: list[dict[str, str]] = [{} for _ in range(segment.size)]
    for first, last in zip(starts, [*starts[1:], len(cells)], strict=True):
        doc, field = divmod(int(cells[first]), len(FIELDS))
        texts[doc][FIELDS[field]] = " ".join(written[word] for word in words[first:last].tolist())
    return texts
