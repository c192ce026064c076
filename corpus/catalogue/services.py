"""Where an exporter gets help: the services that Peru's ministry of foreign trade announced, by topic and product."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache

from msgspec import Struct

from corpus.catalogue.data_file import rows
from corpus.model import Bilingual, BilingualLists, SeveralWords, Slug, Words

__all__ = ["Service", "load_services", "services_for"]


class Service(Struct, frozen=True, forbid_unknown_fields=True):
    """A service as `announced_by` a ministry on the day `announced`, according to `source`.

    `names` and `covers` are keyed by language ("en", "es"). `topics` are ids of the taxonomy, `products` of product
    groups; without products it is for any; `words` are what people
    type for it. Without `providers` the announcement does not say who runs it.
    """

    id: Slug
    names: Bilingual
    providers: tuple[Words, ...]
    covers: Bilingual
    topics: SeveralWords
    products: tuple[Words, ...]
    words: BilingualLists
    announced: date
    announced_by: Words
    source: Words


@cache
def load_services() -> tuple[Service, ...]:
    """Return the services in the order of the file; raise CatalogueError where the file is at fault."""
    return rows("services.toml", Service)


def services_for(
    services: Iterable[Service], topics: Collection[str], products: Collection[str]
) -> tuple[Service, ...]:
    """Return those of the services that fit what an exporter looks at.

    A service for certain products fits when one of `products` is among them. Where either side names no product,
    a common topic decides.
    """
    return tuple(service for service in services if _fits(service, topics, products))


def _fits(service: Service, topics: Collection[str], products: Collection[str]) -> bool:
    if service.products and products:
        return not set(service.products).isdisjoint(products)
    return not set(service.topics).isdisjoint(topics)
