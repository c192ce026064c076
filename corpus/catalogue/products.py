"""Product groups: what exporters call their goods in English and Spanish, and the topics that touch each group."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from msgspec import Struct

from corpus.catalogue.data_file import fault, rows
from corpus.errors import QueryError
from corpus.model import Bilingual, BilingualLists, SeveralWords, Slug
from corpus.text import fold, squeeze

__all__ = ["Product", "load_products", "parse_products", "product_for"]

_FILE = "products.toml"


class Product(Struct, frozen=True, forbid_unknown_fields=True):
    """A group of products. `names` and `words` are keyed by language ("en", "es"); `topics` are ids of the taxonomy."""

    id: Slug
    names: Bilingual
    words: BilingualLists
    topics: SeveralWords


@cache
def load_products() -> tuple[Product, ...]:
    """Return the product groups in the order of the file; raise CatalogueError where the file is at fault."""
    return parse_products()


def parse_products(content: str = "") -> tuple[Product, ...]:
    """Read product groups from TOML, by default the package's; raise CatalogueError naming what is at fault."""
    products = rows(_FILE, Product, content)
    owners: dict[str, str] = {}
    for product in products:
        for key in _keys(product):
            if owners.setdefault(key, product.id) != product.id:
                raise fault(_FILE, product.id, f'shares the word "{key}" with {owners[key]}')
    return products


def product_for(word: str) -> Product:
    """Return the group that has `word` as its id, name or word, whatever the accents, case and hyphens.

    Raises QueryError, which names the groups, where there is none.
    """
    found = _index().get(_key(word))
    if found is None:
        raise QueryError("no-product", product=word, known=", ".join(each.id for each in load_products()))
    return found


@cache
def _index() -> Mapping[str, Product]:
    return MappingProxyType({key: product for product in load_products() for key in _keys(product)})


def _keys(product: Product) -> set[str]:
    words = (word for language in product.words.values() for word in language)
    return {_key(word) for word in (product.id, *product.names.values(), *words)}


def _key(word: str) -> str:
    """Fold case, accents, hyphens and runs of blanks; "ñ" becomes "n", as people type it without a Spanish keyboard."""
    return squeeze(fold(word).replace("-", " "))
