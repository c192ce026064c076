import tomllib
from datetime import date
from pathlib import Path

import pytest

from corpus.catalogue.data_file import rows
from corpus.catalogue.products import load_products
from corpus.catalogue.services import Service, load_services, services_for
from corpus.errors import CatalogueError

ROUTE, CALCULATORS, GUIDES, SEAL = (
    "ruta-productiva-exportadora",
    "footprint-calculators",
    "circular-economy-guides",
    "biocomercio-peru",
)

GOOD = """
[[service]]
id = "ferry"
names = { en = "Ferry", es = "Transbordador" }
providers = ["The harbour office"]
covers = { en = "Crossings.", es = "Cruces." }
topics = ["water"]
products = []
words = { en = ["ferry"], es = ["transbordador"] }
announced = 2001-02-03
announced_by = "The harbour office"
source = "A newspaper"
"""


def test_has_the_four_announced_services():
    assert [service.id for service in load_services()] == [ROUTE, CALCULATORS, GUIDES, SEAL]


def test_every_service_carries_date_and_source_and_no_address():
    for service in load_services():
        assert (service.announced, service.announced_by, service.source) == (date(2025, 4, 30), "Mincetur", "Andina")
        words = " ".join([*service.names.values(), *service.covers.values(), *service.providers])
        assert "http" not in words
        assert "@" not in words
        assert "www" not in words


def test_topics_and_products_are_known():
    taxonomy = Path(__file__).parents[2].joinpath("indexer", "data", "taxonomy.toml")
    topics = {topic["id"] for topic in tomllib.loads(taxonomy.read_text(encoding="utf-8"))["topic"]}
    products = {product.id for product in load_products()}
    for service in load_services():
        assert set(service.topics) <= topics
        assert set(service.products) <= products


@pytest.mark.parametrize(
    ("topics", "products", "expected"),
    [
        (["carbon-footprint"], [], [ROUTE, CALCULATORS]),
        (["carbon-footprint"], ["timber"], [ROUTE]),
        (["carbon-footprint"], ["cocoa-coffee"], [ROUTE, CALCULATORS]),
        (["circular-economy"], ["textiles"], [ROUTE, GUIDES]),
        ([], ["biotrade"], [SEAL]),
        (["biodiversity"], [], [SEAL]),
        (["illegal-fishing"], ["fish"], []),
        ([], [], []),
    ],
)
def test_finds_services_by_topic_and_product(topics, products, expected):
    assert [service.id for service in services_for(load_services(), topics, products)] == expected


def test_reads_a_service():
    (ferry,) = rows("services.toml", Service, GOOD)
    assert ferry.covers["es"] == "Cruces."
    assert ferry.announced == date(2001, 2, 3)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (GOOD.replace("products = []\n", ""), "`products`"),
        (GOOD.replace('es = "Cruces."', 'fr = "Traversées."'), "names|covers"),
        (GOOD.replace('topics = ["water"]', "topics = []"), "topics"),
    ],
)
def test_refuses_a_faulty_file(content, complaint):
    with pytest.raises(CatalogueError, match=complaint):
        rows("services.toml", Service, content)
