"""Global Affairs Canada, for the agreement of Canada, the United States and Mexico (CUSMA, USMCA).

History and quirks:

* One page a chapter: ``.../cusma-aceum/text-texte/24.aspx?lang=eng``, with the amending protocol already worked in; the
  contents page lists them. The language is a parameter, ``eng`` or ``fra``; Spanish is not published here.
* The letters of points are made by the browser from ordered lists and are not in the text.
"""

import re
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlsplit

from corpus.model import Source
from corpus.publishers.publisher import Link, Publisher, Request, on_same_site

__all__ = ["Gac"]

_CHAPTER = re.compile(r"/(?:\d{1,2}|preamble|preambule)\.aspx$")


class Gac(Publisher):
    """Global Affairs Canada."""

    slug: ClassVar[str] = "gac"
    name: ClassVar[str] = "Global Affairs Canada"

    def first(self, source: Source) -> Request:
        """Ask for the chapter's page, or for the contents page that lists the chapters."""
        is_chapter = bool(_CHAPTER.search(urlsplit(source.url).path.lower()))
        return replace(super().first(source), accept="text/html", part=True, index=not is_chapter)

    def is_part(self, source: Source, link: Link) -> bool:
        """Take the chapters in the folder of the contents page and in its language."""
        here = urlsplit(source.url)
        return (
            on_same_site(link.url, source.url)
            and link.path.rpartition("/")[0] == here.path.lower().rpartition("/")[0]
            and urlsplit(link.url).query == here.query
            and bool(_CHAPTER.search(link.path))
        )
