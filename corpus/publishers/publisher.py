"""What every publisher's module fills in, and the values that pass between it and the fetcher.

A publisher says which request brings a source, which answers only list further requests, and what is a real answer.
It never touches the network itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup
from msgspec import structs

from corpus.errors import ContentError
from corpus.model import Source

__all__ = ["FetchAnswer", "FetchRequest", "Link", "Publisher", "covers_part", "links", "on_same_site"]


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One request. `source` is what the answer will be kept as; `accept` and `language` are sent if not empty.

    `part` is true when the answer holds only some of the agreement; `index` when it only lists other requests.
    """

    source: Source
    url: str
    accept: str = ""
    language: str = ""
    part: bool = False
    index: bool = False


@dataclass(frozen=True, slots=True)
class FetchAnswer:
    """What came back from `url`, after redirects. The names in `headers` are in small letters."""

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def media_type(self) -> str:
        """The media type that the answer claims, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: the address it leads to, without fragment, and its words."""

    url: str
    text: str

    @property
    def path(self) -> str:
        """The path of the address in small letters."""
        return urlsplit(self.url).path.lower()


class Publisher:
    """A publisher whose addresses lead straight to texts. `pause` is in seconds, between two requests to one host."""

    slug: ClassVar[str]
    name: ClassVar[str]
    pause: ClassVar[float] = 2.0
    pinned: ClassVar[bool] = False
    """Whether every text must have a known hash in the catalogue."""

    def first(self, source: Source) -> FetchRequest:
        """Return the request that brings `source`, or the page that lists its parts."""
        return FetchRequest(source, source.url, accept=source.media_type, part=covers_part(source))

    def follow(self, request: FetchRequest, answer: FetchAnswer) -> Sequence[FetchRequest] | None:
        """Return the requests to make instead of keeping `answer`, or None when `answer` is itself the text."""
        if not request.index:
            return None
        parts = [
            FetchRequest(
                structs.replace(request.source, url=link.url, covers=link.text[:120] or link.url.rpartition("/")[2]),
                link.url,
                part=True,
            )
            for link in links(answer)
            if self.is_part(request.source, link)
        ]
        if not parts:
            raise ContentError("lists-no-texts", url=answer.url)
        return [replace(part, source=structs.replace(part.source, media_type=_media_type(part.url))) for part in parts]

    def is_part(self, source: Source, link: Link) -> bool:
        """Return whether a link on the index page of `source` leads to a part of the agreement."""
        return link.path.endswith(".pdf") and on_same_site(link.url, source.url)


def covers_part(source: Source) -> bool:
    """Return whether a source holds only some of its agreement, as far as the catalogue says."""
    return not source.covers.startswith("whole text")


def on_same_site(one: str, other: str) -> bool:
    """Return whether two addresses are of one host, with or without ``www.``."""
    hosts = {(urlsplit(url).hostname or "").removeprefix("www.") for url in (one, other)}
    return len(hosts) == 1


def _media_type(url: str) -> str:
    """Guess the media type from the ending of an address: of a PDF, else of a page."""
    return "application/pdf" if urlsplit(url).path.lower().endswith(".pdf") else "text/html"


def links(answer: FetchAnswer) -> list[Link]:
    """Return the links of a page to other pages, each address once, with the first words that lead to it."""
    found: dict[str, Link] = {}
    soup = BeautifulSoup(answer.body, "html.parser")
    base = soup.find("base", href=True)
    here = urljoin(answer.url, str(base["href"])) if base else answer.url
    for anchor in soup.find_all("a", href=True):
        try:
            url = urldefrag(urljoin(here, str(anchor["href"]).strip())).url
        except ValueError:
            continue  # such as http://[
        text = " ".join(anchor.get_text(" ").split())
        if url.startswith(("http://", "https://")) and url != answer.url and not (url in found and found[url].text):
            found[url] = Link(url, text)
    return list(found.values())
