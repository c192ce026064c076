"""Texts of Trade Agreements (ToTA): chapter > article XML, annexes left out.

The hierarchy is flattened to two levels, chapter numbers repeat, and an article's number stands only in the last
word of its ``number`` attribute ("ARTICLE 18.3", "ARTÍCULO 5", "ARTIICLE 7"). Where an article lost its heading the
next one is glued to its end as "Article 8.4:⊥ Title"; both facts are mended here, all others by the segmenter.
"""

import re
from xml.etree.ElementTree import Element
from xml.etree.ElementTree import ParseError as XmlError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from corpus.catalogue import TotaMetadata
from corpus.errors import ParseError
from corpus.headings import in_digits
from corpus.model import Block, DivisionKind

__all__ = ["read", "read_metadata"]

_NUMBER = re.compile(r"(\d+(?:[.\-]\d+)*(?:\s*bis)?|[IVXLC]+)\s*[:.]?\s*$", re.IGNORECASE)
_CHAPTER = re.compile(
    r"^\s*(chapter|cap[ií]tulo|title|t[ií]tulo|part|parte|section|secci[oó]n)\s+(\S+?)[:.]?\s*$", re.IGNORECASE
)
_KINDS: dict[str, DivisionKind] = {
    "chapter": "chapter", "capítulo": "chapter", "capitulo": "chapter", "title": "title", "título": "title",
    "titulo": "title", "part": "part", "parte": "part", "section": "section", "sección": "section",
    "seccion": "section",
}  # fmt: skip
# A line that is the heading of the next article, which the conversion left at the end of this one.
_LOST_HEADING = re.compile(
    r"^[ \t]*Art(?:icle|[ií]culo)[ \t]+(\d+(?:\.\d+)*)[ \t]*(?::|⊥)[ \t]*⊥?[ \t]*(.*)$", re.MULTILINE | re.IGNORECASE
)


def _parse(data: bytes) -> Element:
    try:
        # A file may carry entities that would be expanded or fetched: defusedxml refuses them all.
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ParseError(
            f"The XML declares a document type or entities, which are refused ({type(error).__name__}).",
            "Nothing was expanded or fetched. Take the file from its publisher again.",
        ) from error
    except (XmlError, ValueError, LookupError) as error:
        raise ParseError(
            f"The XML is broken: {error}.", "The file may be truncated. Download it again and compare its size."
        ) from error
    if root.tag != "treaty" or root.find("body") is None:
        raise ParseError(
            f"The XML is no ToTA treaty: its root is <{root.tag}>.",
            "Clausula reads ToTA files (xml/pta_N.xml), with <treaty>, <meta> and <body>.",
        )
    return root


def read_metadata(data: bytes) -> TotaMetadata:
    """Return what the file says of itself in <meta>. Raises ParseError when it is no ToTA file."""
    meta = _parse(data).find("meta")

    def text(tag: str) -> str:
        return (meta.findtext(tag) or "").strip() if meta is not None else ""

    def texts(path: str) -> tuple[str, ...]:
        found = (element.text for element in meta.findall(path)) if meta is not None else ()
        return tuple(text.strip() for text in found if text and text.strip())

    return TotaMetadata(
        name=text("name"),
        treaty_identifier=text("treaty_identifier"),
        date_signed=text("date_signed"),
        date_into_force=text("date_into_force"),
        date_inactive=text("date_inactive"),
        type=text("type"),
        status=text("status"),
        parties=texts("parties/partyisocode") or texts("parties_original/partyisocode"),
        languages=texts("language"),
        sources=tuple(
            (source.get("lang") or "", source.get("type") or "", (source.text or "").strip())
            for source in (meta.findall("source") if meta is not None else ())
        ),
        wto_rta_id=text("wto_rta_id"),
    )


def read(data: bytes, language: str) -> list[Block]:
    """Return the blocks of a ToTA file in reading order. Raises ParseError when it is no ToTA file."""
    del language  # the markup is the same in all of them
    body = _parse(data).find("body")
    blocks: list[Block] = []
    for chapter in body if body is not None else ():
        blocks.append(_division(chapter))
        for article in chapter.iter("article"):
            blocks.extend(_article(article))
        if not len(chapter) and (chapter.text or "").strip():
            blocks.append(Block("text", text=chapter.text or ""))
    if not any(block.kind == "text" for block in blocks):
        raise ParseError("The ToTA file holds no text.", "Its <body> is empty: download it again.")
    return blocks


def _division(chapter: Element) -> Block:
    number, name = (chapter.get("number") or "").strip(), (chapter.get("name") or "").strip()
    plain = name.lower()
    if not number and plain in {"preamble", "preámbulo", "preambulo"}:
        return Block("division", title=name, division="preamble")
    if not number and plain in {"conclusion", "conclusión", "final provisions and signature"}:
        return Block("division", title=name, division="conclusion")
    found = _CHAPTER.match(number)
    if found:
        return Block("division", number=in_digits(found[2]), title=name, division=_KINDS[found[1].lower()])
    return Block("division", number=number, title=name, division="chapter")


def _article(article: Element) -> list[Block]:
    printed, title = (article.get("number") or "").strip(), (article.get("name") or "").strip()
    found = _NUMBER.search(printed)
    number = found[1] if found else printed
    locator = article.get("article_identifier") or ""
    text = "".join(article.itertext())
    blocks = [Block("article", number=number, title=title, locator=locator)]
    # The number that a lost heading must have: the one after this article's.
    for heading in _LOST_HEADING.finditer(text):
        if _follows(number, heading[1]):
            blocks.append(Block("text", text=text[: heading.start()]))
            rest = text[heading.end() :].lstrip()
            name = heading[2].strip()
            if not name:
                name, _, rest = rest.partition("\n")
            blocks.append(Block("article", number=heading[1], title=name.strip(), locator=locator))
            text, number = rest, heading[1]
            break
    blocks.append(Block("text", text=text))
    return blocks


def _follows(number: str, other: str) -> bool:
    """Tell whether `other` is the article number directly after `number` ("8.3", "8.4")."""
    if not re.fullmatch(r"\d+(\.\d+)*", number):
        return False
    *outer, last = number.split(".")
    return other.split(".") == [*outer, str(int(last) + 1)]
