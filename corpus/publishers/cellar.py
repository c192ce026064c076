"""CELLAR, the repository of the Publications Office of the European Union, asked by CELEX number.

History and quirks:

* All of this is as projects that use CELLAR report it; no address was opened while this was written.
* Since late 2025 eur-lex.europa.eu answers programs with status 202 and no body, or with a JavaScript challenge. CELLAR
  holds the same texts and is open to programs, so an EUR-Lex address with a CELEX number is asked for there.
* ``http://publications.europa.eu/resource/celex/{CELEX}`` answers 303 and leads on to plain ``http``. Brackets in a
  CELEX number are sent as ``%28`` and ``%29``.
* ``Accept`` chooses the format (XHTML, for older works HTML, then PDF); ``Accept-Language`` takes three-letter codes of
  ISO 639-2/T only. A language or format that a work lacks brings 400, 404 or 406. ``Content-Language`` is empty.
* The document that a work leads to (``.../DOC_1``) can be missing for older works; what it belongs to (``...``) is then
  asked for itself.
* Status 300 lists the several streams of one text (``DOC_1``, ``DOC_2`` ...). The first alone lacks the annexes.
* ``ETag`` and ``Last-Modified`` are sent, and ``If-None-Match`` brings 304.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar
from urllib.parse import quote, unquote

from msgspec import structs

from corpus.errors import ContentError
from corpus.language import three_letters
from corpus.model import Source
from corpus.publishers.publisher import FetchAnswer, FetchRequest, Publisher, covers_part, links

__all__ = ["Cellar"]

_ROOT = "http://publications.europa.eu/resource/celex/"
# "resource/celex/22012A1221(01)", "CELEX:32017R2403".
_CELEX = re.compile(r"(?:resource/celex/|CELEX[:=])([0-9][0-9A-Z]+(?:\(\d+\))?(?:-\d{8})?)", re.IGNORECASE)
_DOCUMENT = re.compile(r"/DOC_\d+$")
_FORMATS = ("application/xhtml+xml", "text/html", "application/pdf")


class Cellar(Publisher):
    """The Publications Office of the European Union."""

    slug: ClassVar[str] = "cellar"
    name: ClassVar[str] = "Publications Office of the European Union (CELLAR)"

    def first(self, source: Source) -> FetchRequest:
        """Ask CELLAR for the work, in the source's language, as XHTML."""
        celex = _CELEX.search(unquote(source.url))
        if celex is None:
            return super().first(source)
        return FetchRequest(
            structs.replace(source, media_type=_FORMATS[0]),
            _ROOT + quote(celex.group(1), safe=""),
            accept=_FORMATS[0],
            language=three_letters(source.language),
            part=covers_part(source),
        )

    def follow(self, request: FetchRequest, answer: FetchAnswer) -> Sequence[FetchRequest] | None:
        """Ask for every stream of a text in several, and for the next format where one does not exist."""
        if answer.status == 300:
            return self._streams(request, answer)
        if answer.status == 404 and _DOCUMENT.search(answer.url) and not _DOCUMENT.search(request.url):
            return [replace(request, url=_DOCUMENT.sub("", answer.url))]
        later = _FORMATS[_FORMATS.index(request.accept) + 1 :] if request.accept in _FORMATS else ()
        if answer.status in {400, 404, 406} and later:
            return [replace(request, accept=later[0], source=structs.replace(request.source, media_type=later[0]))]
        return None

    def _streams(self, request: FetchRequest, answer: FetchAnswer) -> list[FetchRequest]:
        found = [link.url for link in links(answer) if _DOCUMENT.search(link.url)]
        if not found:
            raise ContentError("choice-without-texts", url=answer.url)
        return [
            replace(
                request,
                url=url,
                part=True,
                source=structs.replace(request.source, url=url, covers=f"stream {number} of {len(found)}"),
            )
            for number, url in enumerate(found, 1)
        ]
