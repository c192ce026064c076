"""manytrade, the raw treaty texts collected by the Global Governance project, on GitHub at one commit.

History and quirks:

* Plain text drawn from PDFs or web pages, of mixed shape; a few names hold spaces, brackets or the word ``(colon)``.
* A mirror, never the authentic text. The commit is fixed and the hash of every file is in the catalogue, so that what
  comes is what was examined; a file without a known hash is refused.
"""

from typing import ClassVar

from corpus.publishers.publisher import Publisher

__all__ = ["Manytrade"]


class Manytrade(Publisher):
    """The manytrade collection."""

    slug: ClassVar[str] = "manytrade"
    name: ClassVar[str] = "manytrade (mirror)"
    pinned: ClassVar[bool] = True
