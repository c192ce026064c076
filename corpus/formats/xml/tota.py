"""Texts of Trade Agreements (ToTA): chapter > article XML, annexes left out.

The hierarchy is flattened to two levels, chapter numbers repeat, and an article's number stands only in the last
word of its ``number`` attribute ("ARTICLE 18.3", "ARTÍCULO 5", "ARTIICLE 7"). Where an article lost its heading the
next one is glued to its end as "Article 8.4:⊥ Title"; both facts are mended here, all others by the segmenter.
"""

import re
from collections.abc import Set as AbstractSet
from dataclasses import replace
from xml.etree.ElementTree import Element

from corpus.catalogue.tota import TotaMetadata
from corpus.errors import ParseError
from corpus.formats.headings import article_start
from corpus.formats.xml.root import xml_root
from corpus.model import Block, DivisionKind
from corpus.numbering import figures, in_digits
from corpus.typography import visible

__all__ = ["read", "read_metadata"]

# The end of "ARTICLE 18.3:", "Article 4 bis", "Artículo XX"
_NUMBER = re.compile(r"(\d+(?:[.\-]\d+)*(?:\s*bis)?|[IVXLC]+)\s*[:.]?\s*$", re.IGNORECASE)
# As in "CHAPTER TWENTY ONE", "Capítulo 18:" and the like
_CHAPTER = re.compile(
    r"^\s*(chapter|cap[ií]tulo|title|t[ií]tulo|part|parte|section|secci[oó]n)\s+(\S+?(?: \S+?)?)[:.]?\s*$",
    re.IGNORECASE,
)
_KINDS: dict[str, DivisionKind] = {
    "chapter": "chapter", "capítulo": "chapter", "capitulo": "chapter", "title": "title", "título": "title",
    "titulo": "title", "part": "part", "parte": "part", "section": "section", "sección": "section",
    "seccion": "section",
}  # fmt: skip
# A line that is the heading of the next article, which the conversion left inside this one. Certain where a colon or
# the mark of a lost heading stands behind the number; else ("Article 16" alone) only if no other article has it.
_LOST_HEADING = re.compile(
    r"^[^\S\n]*\d?Art(?:icle|icile|iicle|[ií]culo)\.?[^\S\n]+(\d+(?:\.\d+)*)[^\S\n]*(?:(:[^\S\n]*⊥?|⊥)[^\S\n]*(.*)|)$",
    re.MULTILINE | re.IGNORECASE,
)


def _parse(data: bytes) -> Element:
    root = xml_root(data, forbid_dtd=True)
    for element in root.iter():
        element.text, element.tail = visible(element.text or ""), visible(element.tail or "")
        for name, words in element.items():
            element.set(name, visible(words))
    if root.tag != "treaty" or root.find("body") is None:
        raise ParseError("not-tota", root=root.tag)
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
    chapters = list(body) if body is not None else []
    blocks: list[Block] = []
    held = {_heading(article)[0] for chapter in chapters for article in chapter.iter("article")}
    for chapter in chapters:
        if chapter.get("number") or chapter.get("name"):
            division = [_division(chapter)]
        else:
            begun = any(block.kind == "article" and block.number for block in blocks)
            division = _unnamed(chapter, opens=not blocks and len(chapters) > 1, begun=begun)
        blocks.extend(division)
        for article in chapter.iter("article"):
            heading, *words = _article(article, held)
            blocks.extend([replace(heading, closes=0 if division else 1), *words])
        if not len(chapter) and (chapter.text or "").strip():
            blocks.append(Block("text", text=chapter.text or ""))
    if not any(block.kind == "text" for block in blocks):
        raise ParseError("tota-empty")
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


def _unnamed(chapter: Element, *, opens: bool, begun: bool) -> list[Block]:
    """Return the division that a chapter without a heading is: recitals, closing words, or none.

    `opens` says whether the treaty begins with it, `begun` whether a numbered article stands before it.
    """
    if any(_heading(article)[0] for article in chapter.iter("article")) or not (opens or begun):
        return []
    return [Block("division", division="preamble" if opens else "conclusion")]


def _heading(article: Element) -> tuple[str, str]:
    """Return the number and the title of an article; where it has no number of its own, its name may hold one."""
    printed, title = (article.get("number") or "").strip(), (article.get("name") or "").strip()
    found = _NUMBER.search(printed)
    if found:
        return found[1], title
    start = article_start(printed or title)
    if start and not printed:
        return start.number, start.rest
    return start.number if start else printed, title


def _article(article: Element, held: AbstractSet[str]) -> list[Block]:
    """Return the blocks of an article, and of those whose headings were lost in it; `held` are all numbers at hand."""
    number, title = _heading(article)
    locator = article.get("article_identifier") or ""
    text = "".join(article.itertext())
    blocks = [Block("article", number=number, title=title, locator=locator)]
    start = 0
    for heading in _LOST_HEADING.finditer(text):
        if not _follows(number, heading[1]) or (heading[2] is None and heading[1] in held):
            continue
        blocks.append(Block("text", text=text[start : heading.start()]))
        number, start = heading[1], heading.end()
        name = (heading[3] or "").strip()
        if not name and heading[2]:
            rest = text[start:].lstrip()
            name = rest.partition("\n")[0]
            start = len(text) - len(rest) + len(name)
        blocks.append(Block("article", number=number, title=name.strip(), locator=locator))
    blocks.append(Block("text", text=text[start:]))
    return blocks


def _follows(number: str, other: str) -> bool:
    """Return whether `other` is the article number directly after `number` ("8.3", "8.4")."""
    before, after = figures(number), figures(other)
    return len(before) == len(after) > 0 and after == (*before[:-1], before[-1] + 1)
