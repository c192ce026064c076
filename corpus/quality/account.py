"""Is all of it there? Where each character of a source went, and what a text promises but does not hold.

The account weighs letters and digits: the brackets and stops of a label go with the label, and white space is not
kept. What the bytes promise is counted without the format's module, so that a reader cannot hide its own mistakes.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from corpus.model import Account, Article, Block, Division, Document, Heading, Provision
from corpus.passages import walk_points
from corpus.text import normalise

__all__ = ["account", "promised"]

_TABLE = re.compile(r"<TBL\b.*?</TBL>", re.DOTALL)  # a table of Formex refers to articles, and holds none
_TAG = re.compile(r"<[^<>]{0,2000}>")
# As in <article number="18.3">, <ARTICLE IDENTIFIER="003">
_ELEMENT = re.compile(rb"<(?:article|ARTICLE)\s[^<>]*?\b(?:number|IDENTIFIER)=\"([^\"]*)\"")
_NUMBER = re.compile(r"(\d+(?:[.\-]\d+)*)\s*[:.]?\s*$")
# A line that is a heading and nothing else: "Article 18.2", "ARTÍCULO 4: Objetivos", "Article 12 - Scope".
_HEADING = re.compile(
    r"^[ #*_]*art(?:icle|[ií]culo)\.?[ ]+(\d{1,3}(?:\.\d{1,3})?)[ ]*(?:[:\-–—][^;:\n]{0,80}[^.;:,\s]|[.:])?[ *_]*$",
    re.MULTILINE | re.IGNORECASE,
)


def promised(data: bytes) -> tuple[str, ...]:
    """Return the numbers of the articles that the bytes of a source promise, each once, in order.

    They are counted before any format's module reads them: by their elements in XML, else by the lines that are
    headings and nothing else. Bytes that are no text (PDF, DOCX, ODT) promise nothing.
    """
    if data.startswith((b"%PDF", b"PK")):
        return ()
    elements = [found.decode("utf-8", errors="replace") for found in _ELEMENT.findall(data)]
    if elements:
        numbers = [found[1].lstrip("0") for element in elements if (found := _NUMBER.search(element))]
    else:
        text = data.decode("utf-8", errors="replace")
        if "<p" in text or "<P" in text:
            text = html.unescape(_TAG.sub("\n", _TABLE.sub("\n", text)))
        numbers = _HEADING.findall(normalise(text))
    return tuple(dict.fromkeys(numbers))


def account(blocks: Iterable[Block], document: Document) -> Account:
    """Weigh a document against the blocks of its source.

    Returns letters and digits by what became of them. `missing` counts those that stand nowhere in the document,
    `invented` those that the source does not hold: both are 0 for a text that was read well.
    """
    printed = [block for block in blocks if block.kind != "problem"]
    given = _signs(*(text for block in printed for text in (block.number, block.title, block.text)))
    headings, again = _headings(document)
    provisions = _signs(*(text for provision in document.provisions() for text in _words(provision)))
    notes, marks = _notes(document)
    dropped: dict[str, Counter[str]] = {}
    for each in document.dropped:
        dropped.setdefault(each.reason, Counter()).update(_signs(each.text))
    held = sum(dropped.values(), headings + provisions + notes)
    return Account(
        given=given.total(),
        headings=headings.total(),
        provisions=provisions.total(),
        footnotes=notes.total(),
        dropped={reason: counter.total() for reason, counter in sorted(dropped.items())},
        missing=(given - held - again - marks).total(),
        invented=(held - given).total(),
    )


def _signs(*texts: str) -> Counter[str]:
    return Counter(sign for text in texts for sign in normalise(text) if sign.isalnum())


def _headings(document: Document) -> tuple[Counter[str], Counter[str]]:
    """Return the signs of all headings, and of those that the tree repeats and the source may print once."""
    once, again = list[str](), list[str]()

    def walk(children: Iterable[Division | Article], above: tuple[str, str]) -> None:
        for child in children:
            own = (child.number, child.title)
            if isinstance(child, Division):
                once.extend(own)
                walk(child.children, own)
            else:  # the words before a division's first article stand under its own heading again
                (again if own == above else once).extend(own)
                once.extend(_bare_headings(child))

    walk(document.children, ("", ""))
    return _signs(*once), _signs(*again)


def _bare_headings(article: Article) -> Iterator[str]:
    """Yield the headings between the paragraphs of an article, each where it begins."""
    before: tuple[Heading, ...] = ()
    for provision in article.provisions:
        bare = tuple(heading for heading in provision.headings if heading.kind == "heading")
        if bare != before:
            yield from (heading.title for heading in bare)
        before = bare


def _words(provision: Provision) -> Iterator[str]:
    yield from (provision.label, provision.text, provision.closing)
    for _, point in walk_points(provision.points):
        label = re.sub(r"-\d+$", "", point.label)  # "b-2" is a "b" that is printed twice
        yield from (label, point.text, point.closing)


def _notes(document: Document) -> tuple[Counter[str], Counter[str]]:
    """Return the signs of all footnotes with their marks, and of what the source may print besides.

    A mark stands twice, in the text and before the body, but a note at a heading may have lost the first. A body
    that stands under several marks may be printed once or several times.
    """
    bodies: set[tuple[str, str]] = set()
    held, spare = list[str](), list[str]()
    for provision in document.provisions():
        for note in provision.footnotes:
            body = (note.mark, note.text)
            (spare if body in bodies else held).extend(body)
            (spare if note.where.startswith("heading") else held).append(note.mark)
            bodies.add(body)
    for note in document.unattached_notes:
        spare.append(note.mark)  # they are provisions as well
    return _signs(*held), _signs(*spare)
