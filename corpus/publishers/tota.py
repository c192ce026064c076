"""ToTA, Texts of Trade Agreements, 450 agreements as XML on GitHub at one commit.

History and quirks:

* Chapters and articles only, annexes left out, nothing after 2016; several texts are partial.
* A mirror, never the authentic text, under CC BY-NC 4.0. The commit is fixed and the hash of every file is in the
  catalogue, so that what comes is what was examined; a file without a known hash is refused.
"""

from typing import ClassVar

from corpus.publishers.publisher import Publisher

__all__ = ["Tota"]


class Tota(Publisher):
    """The Texts of Trade Agreements collection."""

    slug: ClassVar[str] = "tota"
    name: ClassVar[str] = "Texts of Trade Agreements (mirror)"
    pinned: ClassVar[bool] = True
