"""What exporters call their goods finds something, though no treaty names most of them."""

import pytest

from corpus.catalogue.products import load_products
from indexer.query.language import parse_query
from indexer.query.plan import plan

NAMES = [(product.id, word) for product in load_products() for words in product.words.values() for word in words]


def test_every_name_of_goods_finds_a_provision(library):
    assert [pair for pair in NAMES if not library.search(pair[1], limit=1).hits] == []


@pytest.mark.parametrize(
    ("typed", "agreement", "heading"),
    [("shihuahuaco", "us-peru", "Forest"), ("langostinos", "eu-andean", "fish"), ("quinua", "china-peru", "Genetic")],
)
def test_goods_find_what_touches_their_group(library, typed, agreement, heading):
    hits = library.search(typed, filters={"agreement": [agreement]}, limit=3).hits
    titles = [heading.title for hit in hits for heading in hit.headings]
    assert any(heading.casefold() in title.casefold() for title in titles)


def test_words_that_are_searched_add_nothing_of_their_group():
    (clause,) = plan(parse_query("oro")).request.clauses
    assert ("mining",) in [term.words for term in clause.terms]
    assert ("hazardous", "waste") not in [term.words for term in clause.terms]
