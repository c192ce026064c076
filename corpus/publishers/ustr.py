"""The Office of the United States Trade Representative.

History and quirks:

* An agreement has a landing page (``/trade-agreements/free-trade-agreements/{slug}/final-text``, for USMCA
  ``.../agreement-between``) that links to one PDF a chapter. The numbers in ``asset_upload_file148_5168.pdf`` follow no
  rule, so they are read from the page and never guessed. USMCA's files have names, with hyphens and underscores mixed.
* Some agreements are one PDF for all; then the catalogue names the PDF itself.
* Pages move when an administration changes, and old ones carry a banner that says they are not updated.
* Schedules of tariffs, hundreds of pages of customs lines, are left where they are: no provision is in them.
* Nothing is published about the pace that programs should keep, hence the long pause.
"""

import re
from dataclasses import replace
from typing import ClassVar

from corpus.model import Source
from corpus.publishers.publisher import FetchRequest, Link, Publisher

__all__ = ["Ustr"]

_SCHEDULE = re.compile(
    r"tariff (?:elimination )?schedule|schedule of (?:the )?\w|general notes|harmonized system", re.IGNORECASE
)


class Ustr(Publisher):
    """The Office of the United States Trade Representative."""

    slug: ClassVar[str] = "ustr"
    name: ClassVar[str] = "Office of the United States Trade Representative"
    pause: ClassVar[float] = 5.0

    def first(self, source: Source) -> FetchRequest:
        """Ask for the landing page, or for the PDF when the address is one."""
        request = super().first(source)
        if source.url.lower().endswith(".pdf"):
            return replace(request, accept="application/pdf")
        return replace(request, accept="text/html", index=True)

    def is_part(self, source: Source, link: Link) -> bool:
        """Take the PDFs in the folders of agreements, or named after one, without schedules of tariffs."""
        return (
            super().is_part(source, link)
            and ("/agreements/" in link.path or "fta" in link.path.rpartition("/")[2])
            and not _SCHEDULE.search(link.text)
        )
