"""Whoosh's own readers, matchers and queries find in an index of Clausula what our search finds.

These tests take whatever package is installed as `whoosh`: whoosh3, which is pinned, or Whoosh 2.7.4.
"""

import random
from pathlib import Path

import pytest
from whoosh import query
from whoosh.index import open_dir
from whoosh.qparser import QueryParser

from corpus.errors import IndexStateError
from indexer.engine.choice import engine
from indexer.engine.protocol import FIELDS, SearchClause, SearchRequest, Term

VOCABULARY = "forest forests timber trade river law panel state owl salt wage año tala".split()
AGREEMENTS = ["one-two", "two-three", "three-four", "four-five"]


def documents(seed: int, count: int = 240) -> list[dict]:
    chance = random.Random(seed)  # noqa: S311
    made = []
    for number in range(count):
        agreement = AGREEMENTS[number * len(AGREEMENTS) // count]
        words = {name: chance.choices(VOCABULARY, k=chance.choice([0, 0, 2, 9])) for name in FIELDS}
        words["text"] = chance.choices(VOCABULARY, k=chance.randint(1, 12))
        facets = {
            "agreement": agreement,
            "bloc": "US",
            "party": chance.sample(["PER", "USA", "COL"], 2),
            "scope": "core",
        }
        made.append({
            "id": f"{agreement}/{number // 3}/{number}", "article": f"{agreement}/{number // 3}", "agreement": agreement,
            "lang": "en", "fields": {name: " ".join(held) for name, held in words.items() if held}, "facets": facets,
            "signed": 20060412, "family": "",
        })  # fmt: skip
    return made


@pytest.fixture(scope="module")
def directory(tmp_path_factory) -> Path:
    """An index of several segments, out of which an agreement was taken and put in again otherwise."""
    first, second = (tmp_path_factory.mktemp("index") / "engine" for _ in range(2))
    engine().write(documents(1), first, jobs=2)
    again = [row for row in documents(2) if row["agreement"] == "two-three"]
    engine().extend(first, again, second, replace=["two-three"])
    return second


@pytest.fixture(scope="module")
def own(directory):
    with engine().open(directory) as searcher:
        yield searcher


@pytest.fixture(scope="module")
def whoosh(directory):
    index = open_dir(str(directory))
    with index.searcher() as searcher:
        yield searcher


def anywhere(kind: type[query.Query], what: object) -> query.Query:
    return query.Or([kind(field, what) for field in FIELDS])


def both(chance: random.Random) -> tuple[query.Query, SearchRequest]:
    """Return the same random query for Whoosh and for our engine."""
    asked: list[query.Query] = []
    clauses = []
    for _ in range(chance.randint(1, 4)):
        kind = chance.choice(["word", "word", "either", "phrase", "prefix", "not"])
        words = chance.sample(VOCABULARY, chance.choice([2, 2, 3]))
        first = words[0]
        if kind == "either":
            asked.append(query.Or([anywhere(query.Term, word) for word in words]))
            clauses.append(SearchClause(tuple(Term((word,), exact=True) for word in words), required=True))
        elif kind == "phrase":
            asked.append(anywhere(query.Phrase, words))
            clauses.append(SearchClause((Term(tuple(words), exact=True),), required=True))
        elif kind == "prefix":
            start = first[: chance.randint(1, 4)]
            asked.append(anywhere(query.Prefix, start))
            clauses.append(SearchClause((Term((start,), prefix=True),), required=True))
        else:
            asked.append(query.Not(anywhere(query.Term, first)) if kind == "not" else anywhere(query.Term, first))
            clauses.append(SearchClause((Term((first,), exact=True),), required=kind == "word", excluded=kind == "not"))
    filters = {}
    if chance.random() < 0.3:
        filters = {"party": ("COL",)}
        asked.append(query.Term("party", "COL"))
    return query.And([query.Every(), *asked]), SearchRequest(tuple(clauses), filters=filters)


def ids(whoosh, asked: query.Query) -> list[str]:
    numbers = whoosh.docs_for_query(asked)
    return [whoosh.stored_fields(number)["id"] for number in sorted(numbers)]


def test_whoosh_and_our_search_find_the_same_documents(whoosh, own):
    chance = random.Random(17)  # noqa: S311
    found = 0
    for _ in range(400):
        asked, request = both(chance)
        held = own.matching(request)
        assert sorted(ids(whoosh, asked)) == sorted(held), asked
        found += bool(held)
    assert found > 200


def test_whoosh_reads_what_was_indexed(whoosh):
    rows = [row for row in documents(1) if row["agreement"] != "two-three"]
    rows += [row for row in documents(2) if row["agreement"] == "two-three"]
    reader = whoosh.reader()
    assert reader.doc_count() == len(rows)
    assert {fields["id"] for fields in reader.all_stored_fields()} == {row["id"] for row in rows}
    for field in ("text", "notes"):
        held = [row["fields"].get(field, "").split() for row in rows]
        for word in VOCABULARY:
            matcher = reader.postings(field, word)
            positions = []
            while matcher.is_active():
                positions.append(tuple(matcher.value_as("positions")))
                matcher.next()
            assert sorted(positions) == sorted(
                tuple(at for at, other in enumerate(words) if other == word) for words in held if word in words
            )
        assert list(reader.lexicon(field)) == sorted(word.encode() for word in VOCABULARY)
    assert list(reader.field_terms("party")) == ["COL", "PER", "USA"]


def test_whoosh_ranks_and_parses_in_the_words_of_the_index(whoosh, own):
    parsed = QueryParser("text", whoosh.schema).parse("FORESTS AND Tála")
    hits = whoosh.search(parsed, limit=5)
    assert hits.scored_length() == 5
    assert all(hit.score > 0 for hit in hits)
    want = SearchRequest(
        tuple(SearchClause((Term((word,), exact=True),), required=True) for word in ("forests", "tala"))
    )
    assert {hit["id"] for hit in hits} <= set(own.matching(want))


def test_without_its_files_the_index_is_called_damaged(tmp_path):
    engine().write(documents(3, 30), tmp_path / "e")
    for path in (tmp_path / "e").glob("*.arrays"):
        path.unlink()
    with pytest.raises(IndexStateError, match="damaged"):
        engine().open(tmp_path / "e")
