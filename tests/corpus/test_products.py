import tomllib
from pathlib import Path

import pytest

from corpus.catalogue.products import load_products, parse_products, product_for
from corpus.errors import CatalogueError, QueryError

IDS = (
    "timber", "wildlife", "fish", "cocoa-coffee", "fruit", "grains", "minerals", "textiles", "biotrade",
    "agrochemicals", "oil-crops", "rubber", "cattle-meat", "dairy-eggs", "sugar-spirits", "crafts",
    "cement-metals", "manufactures",
)  # fmt: skip

GOOD = """
[[product]]
id = "salt"
names = { en = "Salt", es = "Sal" }
topics = ["water"]
words.en = ["rock salt"]
words.es = ["sal gruesa"]
"""


@pytest.mark.parametrize(
    ("word", "group"),
    [
        ("madera", "timber"),
        ("CAOBA", "timber"),
        ("shihuahuaco", "timber"),
        ("cumaru", "timber"),
        ("vicuna", "wildlife"),
        ("Vicuña", "wildlife"),
        ("pota", "fish"),
        ("anchoveta", "fish"),
        ("concha de abanico", "fish"),
        ("paiche", "fish"),
        ("cafe", "cocoa-coffee"),
        ("cacao", "cocoa-coffee"),
        ("arandano", "fruit"),
        ("arándanos", "fruit"),
        ("palta", "fruit"),
        ("espárrago", "fruit"),
        ("quinua", "grains"),
        ("kiwicha", "grains"),
        ("oro", "minerals"),
        ("litio", "minerals"),
        ("alpaca", "textiles"),
        ("algodon", "textiles"),
        ("sacha-inchi", "biotrade"),
        ("  camu   camu ", "biotrade"),
        ("guano", "agrochemicals"),
        ("palm oil", "oil-crops"),
        ("soya", "oil-crops"),
        ("caucho", "rubber"),
        ("beef", "cattle-meat"),
        ("lácteos", "dairy-eggs"),
        ("huevos", "dairy-eggs"),
        ("pisco", "sugar-spirits"),
        ("vino", "sugar-spirits"),
        ("azúcar", "sugar-spirits"),
        ("etanol", "sugar-spirits"),
        ("artesanía", "crafts"),
        ("langosta", "fish"),
        ("baterías", "manufactures"),
        ("cemento", "cement-metals"),
        ("Cocoa and coffee", "cocoa-coffee"),
        ("cocoa-coffee", "cocoa-coffee"),
    ],
)
def test_finds_the_group_of_a_word(word, group):
    found = product_for(word)
    assert found is not None
    assert found.id == group


@pytest.mark.parametrize("word", ["", "tractor", "made", "oro de tontos"])
def test_knows_no_group_for_other_words(word):
    with pytest.raises(QueryError):
        product_for(word)


def test_has_the_groups_in_order():
    assert tuple(product.id for product in load_products()) == IDS


def test_topics_are_topics_of_the_taxonomy():
    taxonomy = Path(__file__).parents[2].joinpath("indexer", "data", "taxonomy.toml")
    known = {topic["id"] for topic in tomllib.loads(taxonomy.read_text(encoding="utf-8"))["topic"]}
    assert {topic for product in load_products() for topic in product.topics} <= known


def test_reads_a_group():
    (salt,) = parse_products(GOOD)
    assert salt.names["es"] == "Sal"
    assert salt.words == {"en": ("rock salt",), "es": ("sal gruesa",)}
    assert salt.topics == ("water",)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (GOOD.replace('topics = ["water"]', "topics = []"), "topics"),
        (GOOD.replace('topics = ["water"]\n', ""), "`topics`"),
        (GOOD.replace('words.en = ["rock salt"]', "words.en = []"), "words"),
        (GOOD.replace('words.en = ["rock salt"]\n', ""), "words"),
        (GOOD + GOOD.replace('"salt"', '"brine"'), "shares the word"),
    ],
)
def test_refuses_a_faulty_file(content, complaint):
    with pytest.raises(CatalogueError, match=complaint):
        parse_products(content)
