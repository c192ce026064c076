"""SICE, the Foreign Trade Information System of the Organization of American States.

History and quirks:

* Plain ``http``, with and without ``www.``, old ASP pages whose paths do not mind their case. A suffix says the
  language: ``_e``, ``_s``, ``_f``, ``_p``.
* Some agreements are one page (``PER_CHN_text_e.asp``); others have an index page (``Index_s.asp``,
  ``CAFTADRin_s.asp``) that links to a page a chapter, in the same folder or below.
* Beside signed texts the site keeps drafts (``/Draft_text_e/``) and initialled texts
  (``/AND_EU/Texts_24March2011/``, which is not what the Official Journal published). Both are refused, by address and
  by what the page calls itself.
* The letters of points are often made by the browser from ordered lists and are not in the text.
* Neither terms of use nor robots rules were found, hence the long pause.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlsplit

from corpus.errors import ContentError
from corpus.model import Source
from corpus.publishers.publisher import FetchAnswer, FetchRequest, Link, Publisher, on_same_site

__all__ = ["Sice"]

_UNSIGNED = re.compile(r"draft|initialled|rubricad|/and_eu/texts_24march2011/", re.IGNORECASE)
_INDEX = re.compile(r"/[^/]*(?:index|in)_[efps]\.asp$", re.IGNORECASE)
_SUFFIX = {"en": "_e", "es": "_s", "fr": "_f", "pt": "_p"}


class Sice(Publisher):
    """The Foreign Trade Information System of the Organization of American States."""

    slug: ClassVar[str] = "sice"
    name: ClassVar[str] = "Foreign Trade Information System of the Organization of American States (SICE)"
    pause: ClassVar[float] = 5.0

    def first(self, source: Source) -> FetchRequest:
        """Ask for the page, unless its address is that of a text that was never signed as it stands."""
        _refuse_unsigned(source.url, source)
        return replace(super().first(source), accept="", index=bool(_INDEX.search(urlsplit(source.url).path)))

    def follow(self, request: FetchRequest, answer: FetchAnswer) -> Sequence[FetchRequest] | None:
        """Refuse what a redirect made of a good address, and list the parts of an index page."""
        _refuse_unsigned(answer.url, request.source)
        return super().follow(request, answer)

    def is_part(self, source: Source, link: Link) -> bool:
        """Take the pages and PDFs of the source's language at or below the folder of the index page."""
        folder = urlsplit(source.url).path.lower().rpartition("/")[0]
        name, _, ending = link.path.rpartition(".")
        return (
            on_same_site(link.url, source.url)
            and link.path.startswith(f"{folder}/")
            and ending in {"asp", "pdf"}
            and name.endswith(_SUFFIX.get(source.language, ""))
            and not _INDEX.search(link.path)
            and not _UNSIGNED.search(link.path)
        )


def _refuse_unsigned(url: str, source: Source) -> None:
    if _UNSIGNED.search(url):
        raise ContentError("draft", hint="signed-instead", url=url, source=source)
