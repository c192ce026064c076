"""The Ministry of Commerce of China (MOFCOM), whose free trade area site is fta.mofcom.gov.cn.

History and quirks:

* The old layout keeps one PDF an agreement under the country's name in pinyin
  (``http://fta.mofcom.gov.cn/bilu/annex/bilu_xdwb_en.pdf`` is Peru). The new one is
  ``https://fta.mofcom.gov.cn/upload/agreementFiles/...`` with spaces and Chinese characters in file names.
* Topic pages (``/topic/enperu.shtml``, ``/rcep/rcep_new.shtml``) list the files.
* Some PDFs are scans with a text layer made by OCR, and some carry the watermark of the program that made them.
* Sites of the Chinese government have been seen to answer 412 or 521 with a JavaScript challenge, though not this one.
* Nothing reliable is published about the pace that programs should keep, hence the long pause.
"""

from dataclasses import replace
from typing import ClassVar

from corpus.model import Source
from corpus.publishers.publisher import FetchRequest, Link, Publisher

__all__ = ["Mofcom"]


class Mofcom(Publisher):
    """The Ministry of Commerce of the People's Republic of China."""

    slug: ClassVar[str] = "mofcom"
    name: ClassVar[str] = "Ministry of Commerce of the People's Republic of China"
    pause: ClassVar[float] = 5.0

    def first(self, source: Source) -> FetchRequest:
        """Ask for the file, or for the topic page that lists the files."""
        request = super().first(source)
        return replace(request, accept="text/html", index=True) if source.url.endswith(".shtml") else request

    def is_part(self, source: Source, link: Link) -> bool:
        """Take the PDFs of the site whose name or words are of the source's language."""
        chinese = any("\u4e00" <= character <= "\u9fff" for character in link.text)
        return super().is_part(source, link) and (source.language == "zh") == (chinese and "_en" not in link.path)
