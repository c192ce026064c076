"""Global Affairs Canada: CUSMA, which is USMCA under its Canadian name, and Canada's agreement with Peru.

History and quirks:

* One page a chapter: ``.../cusma-aceum/text-texte/24.aspx?lang=eng``, with the amending protocol already worked in; a
  contents page (``...-toc-...-tdm.aspx``) lists them. The language is a parameter, ``eng`` or ``fra``; Spanish is not
  published here.
* The letters of points are made by the browser from ordered lists and are not in the text.
"""

import re
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlsplit

from corpus.model import Source
from corpus.publishers.publisher import FetchRequest, Link, Publisher, on_same_site

__all__ = ["Gac"]

_CHAPTER = re.compile(r"/(?:\d{1,2}|preamble|preambule)\.aspx$")
_WORDS = re.compile(r"(?:chapter|annex|preamble|chapitre|annexe|préambule)\b", re.IGNORECASE)


class Gac(Publisher):
    """Global Affairs Canada."""

    slug: ClassVar[str] = "gac"
    name: ClassVar[str] = "Global Affairs Canada"

    def first(self, source: Source) -> FetchRequest:
        """Ask for the chapter's page, or for the contents page that lists the chapters."""
        is_chapter = bool(_CHAPTER.search(urlsplit(source.url).path.lower()))
        return replace(super().first(source), accept="text/html", part=True, index=not is_chapter)

    def is_part(self, source: Source, link: Link) -> bool:
        """Take the chapters at or below the folder of the contents page and in its language."""
        here = urlsplit(source.url)
        return (
            on_same_site(link.url, source.url)
            and link.path.startswith(here.path.lower().rpartition("/")[0] + "/")
            and link.path.endswith(".aspx")
            and urlsplit(link.url).query == here.query
            and bool(_CHAPTER.search(link.path) or _WORDS.match(link.text))
        )
