"""Where an exporter gets help: the services that Peru's ministry of foreign trade announced, by topic and product."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from corpus.errors import CatalogueError

__all__ = ["Service", "load_services", "parse_services", "services_for"]

_LANGUAGES = {"en", "es"}
_KEYS = {"id", "names", "providers", "covers", "topics", "products"}


@dataclass(frozen=True, slots=True)
class Service:
    """A service as `announced_by` a ministry on the day `announced`, according to `source`.

    `names` and `covers` are keyed by language ("en", "es"). `topics` are ids of the taxonomy, `products` of product
    groups; without products it is for any. Without `providers` the announcement does not say who runs it.
    """

    id: str
    names: Mapping[str, str]
    covers: Mapping[str, str]
    providers: tuple[str, ...]
    topics: tuple[str, ...]
    products: tuple[str, ...]
    announced: date
    announced_by: str
    source: str


@cache
def load_services() -> tuple[Service, ...]:
    """Return the services in the order of the file; raise `CatalogueError` where the file is at fault."""
    return parse_services(files("corpus").joinpath("data", "services.toml").read_text(encoding="utf-8"))


def parse_services(content: str) -> tuple[Service, ...]:
    """Read services from TOML; raise `CatalogueError` naming the service that is at fault."""
    data = tomllib.loads(content)
    return tuple(_service(entry, data) for entry in data["service"])


def services_for(topics: Collection[str], products: Collection[str] = ()) -> tuple[Service, ...]:
    """Return the services that fit what an exporter looks at.

    A service for certain products fits when one of `products` is among them. Where either side names no product,
    a common topic decides.
    """
    return tuple(service for service in load_services() if _fits(service, topics, products))


def _fits(service: Service, topics: Collection[str], products: Collection[str]) -> bool:
    if service.products and products:
        return not set(service.products).isdisjoint(products)
    return not set(service.topics).isdisjoint(topics)


def _service(entry: Mapping[str, Any], announcement: Mapping[str, Any]) -> Service:
    where = str(entry.get("id", "a service without an id"))
    if set(entry) != _KEYS:
        raise _fault(where, f"must have exactly {', '.join(sorted(_KEYS))}")
    if set(entry["names"]) != _LANGUAGES or set(entry["covers"]) != _LANGUAGES:
        raise _fault(where, "must be named and described in English and Spanish, and in no other language")
    if not entry["topics"]:
        raise _fault(where, "has no topics")
    return Service(
        id=where,
        names=MappingProxyType(dict(entry["names"])),
        covers=MappingProxyType(dict(entry["covers"])),
        providers=tuple(entry["providers"]),
        topics=tuple(entry["topics"]),
        products=tuple(entry["products"]),
        announced=announcement["announced"],
        announced_by=announcement["announced_by"],
        source=announcement["source"],
    )


def _fault(where: str, what: str) -> CatalogueError:
    return CatalogueError("data-entry", hint="reinstall", file="services.toml", entry=where, problem=what)
