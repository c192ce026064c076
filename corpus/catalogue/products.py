"""Product groups: what exporters call their goods in English and Spanish, and the topics that touch each group."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from corpus.errors import CatalogueError

__all__ = ["Product", "load_products", "parse_products", "product_for"]

_LANGUAGES = {"en", "es"}
_KEYS = {"id", "names", "topics", "words"}


@dataclass(frozen=True, slots=True)
class Product:
    """A group of products. `names` and `words` are keyed by language ("en", "es"); `topics` are ids of the taxonomy."""

    id: str
    names: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    topics: tuple[str, ...]


@cache
def load_products() -> tuple[Product, ...]:
    """Return the product groups in the order of the file; raise `CatalogueError` where the file is at fault."""
    return parse_products(files("corpus").joinpath("data", "products.toml").read_text(encoding="utf-8"))


def parse_products(content: str) -> tuple[Product, ...]:
    """Read product groups from TOML; raise `CatalogueError` naming the group that is at fault."""
    products = tuple(_product(entry) for entry in tomllib.loads(content)["product"])
    owners: dict[str, str] = {}
    for product in products:
        for key in _keys(product):
            if owners.setdefault(key, product.id) != product.id:
                raise _fault(product.id, f'shares the word "{key}" with {owners[key]}')
    return products


def product_for(word: str) -> Product | None:
    """Return the group that has `word` as its id, name or word, whatever the accents, case and hyphens; else None."""
    return _index().get(_key(word))


@cache
def _index() -> Mapping[str, Product]:
    return MappingProxyType({key: product for product in load_products() for key in _keys(product)})


def _keys(product: Product) -> set[str]:
    words = (word for language in product.words.values() for word in language)
    return {_key(word) for word in (product.id, *product.names.values(), *words)}


def _key(word: str) -> str:
    """Fold case, accents, hyphens and runs of blanks; "ñ" becomes "n", as people type it without a Spanish keyboard."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.split(r"[\s\-]+", plain.strip()))


def _product(entry: Mapping[str, Any]) -> Product:
    where = str(entry.get("id", "a group without an id"))
    if set(entry) != _KEYS:
        raise _fault(where, f"must have exactly {', '.join(sorted(_KEYS))}")
    if set(entry["names"]) != _LANGUAGES or set(entry["words"]) != _LANGUAGES:
        raise _fault(where, "must have names and words in English and Spanish, and in no other language")
    if not entry["topics"] or not all(entry["words"].values()):
        raise _fault(where, "has no topics or no words")
    return Product(
        id=where,
        names=MappingProxyType(dict(entry["names"])),
        words=MappingProxyType({language: tuple(words) for language, words in entry["words"].items()}),
        topics=tuple(entry["topics"]),
    )


def _fault(where: str, what: str) -> CatalogueError:
    return CatalogueError("data-entry", hint="reinstall", file="products.toml", entry=where, problem=what)
