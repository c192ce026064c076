"""MINCETUR, the Ministry of Foreign Trade and Tourism of Peru, at www.acuerdoscomerciales.gob.pe.

History and quirks:

* Each agreement has a page that lists its texts (``/en_vigencia/China/Textos_Acuerdo.html``) and an entrance
  (``/En_Vigencia/EEUU/inicio.html``). That a link leads from the entrance to the list is supposed, not seen.
* The files are PDFs under ``/Documentos/``. Folders are written with and without capitals.
* Addresses with ``index.php?option=com_content`` are of an older site and lead nowhere.
* The texts are the Spanish ones, authentic where the agreement says so. Legal texts are outside copyright in Peru
  (Legislative Decree 822, article 9).
* Tariff schedules and press releases stand in the same lists; they are told by their words and left out.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from corpus.model import Source
from corpus.publishers.publisher import FetchAnswer, FetchRequest, Link, Publisher, links, on_same_site

__all__ = ["Mincetur"]

_LIST = re.compile(r"/textos[^/]*\.html$", re.IGNORECASE)
_OTHER = re.compile(r"lista arancelaria|cronograma|desgravaci|nota de prensa|resumen|presentaci[oó]n", re.IGNORECASE)


class Mincetur(Publisher):
    """The Ministry of Foreign Trade and Tourism of Peru."""

    slug: ClassVar[str] = "mincetur"
    name: ClassVar[str] = "Ministerio de Comercio Exterior y Turismo del Perú (MINCETUR)"

    def first(self, source: Source) -> FetchRequest:
        """Ask for the list of texts, or for the PDF when the address is one."""
        request = super().first(source)
        is_pdf = source.url.lower().endswith(".pdf")
        return replace(request, accept="application/pdf" if is_pdf else "text/html", index=not is_pdf)

    def follow(self, request: FetchRequest, answer: FetchAnswer) -> Sequence[FetchRequest] | None:
        """Go from an entrance to the list of texts, and from the list to the texts."""
        if request.index and not _LIST.search(answer.url):
            for link in links(answer):
                if _LIST.search(link.url) and on_same_site(link.url, request.source.url):
                    return [replace(request, url=link.url)]
        return super().follow(request, answer)

    def is_part(self, source: Source, link: Link) -> bool:
        """Take the PDFs of the site that are called texts of the agreement."""
        return super().is_part(source, link) and not _OTHER.search(link.text)
