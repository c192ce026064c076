"""The publishers that Clausula knows how to ask, one module each. A new one is one more line of the registry."""

from corpus.publishers.cellar import Cellar
from corpus.publishers.gac import Gac
from corpus.publishers.manytrade import Manytrade
from corpus.publishers.mincetur import Mincetur
from corpus.publishers.mofcom import Mofcom
from corpus.publishers.publisher import Publisher
from corpus.publishers.sice import Sice
from corpus.publishers.tota import Tota
from corpus.publishers.ustr import Ustr

__all__ = ["REGISTRY", "Publisher", "publisher"]

REGISTRY: tuple[Publisher, ...] = (Cellar(), Gac(), Manytrade(), Mincetur(), Mofcom(), Sice(), Tota(), Ustr())


def publisher(slug: str) -> Publisher | None:
    """Return the publisher of that name, or None when its texts must be saved by hand."""
    return next((known for known in REGISTRY if known.slug == slug), None)
