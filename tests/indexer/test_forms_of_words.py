"""However a word is typed, the same provision comes first; whatever is typed, the work stays bounded."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import QueryError
from indexer.query.language import parse_query
from indexer.query.plan import plan
from indexer.record import to_text

ACCENTS = str.maketrans("aeiou", "áéíóú")
PLAIN = str.maketrans("áéíóúü", "aeiouu")


# Of these only one form is a word of the other language as well, or the two are no pair: they may differ.
# "bajo" is "under", and only in the plural "low".
APART = {"fundamental", "forestal", "decision", "relevant", "prepare", "declare", "america", "bien", "bajo"}


@pytest.fixture(scope="module")
def vocabulary(library):
    found = library.searcher.vocabulary(limit=100_000)
    return [word for word, _ in found if word.isalpha() and len(word) > 3]


@pytest.fixture(scope="module")
def accented(library):
    texts = " ".join(to_text(record.digest) for record in library.records())
    return sorted({word for word in texts.lower().split() if word.isalpha() and word != word.translate(PLAIN)})


def first(library, text, language=""):
    hits = library.searcher.search(plan(parse_query(text, language=language), limit=1).request).hits
    return hits[0].id if hits else None


def test_upper_case_and_accents_change_nothing(library, vocabulary):
    for word in vocabulary[::7]:
        wanted = first(library, word)
        assert {first(library, form) for form in (word.upper(), word.title(), word.translate(ACCENTS))} == {wanted}, (
            word
        )


def test_an_accent_left_out_changes_nothing(library, accented):
    assert len(accented) > 100
    for word in accented[::5]:
        forms = (word, word.translate(PLAIN), unicodedata.normalize("NFD", word))
        assert len({first(library, form) for form in forms}) == 1, word


def test_singular_and_plural_find_the_same_first(library, vocabulary):
    known = set(vocabulary)
    pairs = [(word, word + "s") for word in vocabulary if word + "s" in known]
    pairs += [(word, word + "es") for word in vocabulary if word + "es" in known and word[-1] in "dlnr"]
    pairs = [pair for pair in pairs if pair[0] not in APART]
    assert len(pairs) > 100
    differing = []
    for one, many in pairs:  # both for the same reader: who asks in Spanish has Peru's agreements first
        language = parse_query(many).language
        if first(library, one, language) != first(library, many, language):
            differing.append((one, many))
    assert differing == []


@pytest.mark.parametrize(
    "text",
    [
        "a*", "e* i* o*", '"' * 999, "(" * 1000, "owl " * 2000, "x" * 2000, "-" * 500, "\x00\x01\x1b[2J", "\u202eforest\u202c",
        "\u200fdetener\u200e", "OR OR OR", '"forest" OR -"', "topic:" * 100, "*" * 100, "🦉" * 300, "a" * 100_000,
        " ".join(f"w{number}" for number in range(5000)), "' OR 1=1 --", "<script>", "../../etc/passwd",
    ],
)  # fmt: skip
def test_hostile_queries_answer_or_fail_cleanly(library, text):
    try:
        query = parse_query(text)
    except QueryError as error:
        assert error.hint  # noqa: PT017 - a query or an error, both are right
        return
    request = plan(query, limit=10).request
    # The work that a query may ask for: its clauses, and the words that each prefix stands for.
    assert sum(len(clause.terms) for clause in request.clauses) < 2000
    assert len(library.searcher.search(request).hits) <= 10


@given(st.text(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_any_text_answers_or_fails_cleanly(library, text):
    try:
        found = library.search(parse_query(text))
    except QueryError as error:
        assert error.hint  # noqa: PT017 - a query or an error, both are right
    else:
        assert len(found.hits) == min(found.total, found.limit)
        assert found.total <= found.documents
        assert (found.total == 0) == (found.documents == 0)
