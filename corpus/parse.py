"""Bytes of a snapshot to its document: the format's module reads blocks, the segmenter makes the tree."""

from dataclasses import replace
from importlib import import_module

from corpus.formats.detect import detect
from corpus.formats.languages import in_one_language
from corpus.model import Document, Snapshot
from corpus.quality.account import account, promised
from corpus.quality.damaged_words import damaged_words
from corpus.quality.unread import unread
from corpus.structure.segment import segment

__all__ = ["READERS", "parse"]

READERS = {
    "docx": "corpus.formats.office.docx",
    "eu_html": "corpus.formats.html.eu",
    "formex": "corpus.formats.xml.formex",
    "gazette": "corpus.formats.text.gazette",
    "html": "corpus.formats.html.page",
    "markdown": "corpus.formats.text.markdown",
    "odt": "corpus.formats.office.odt",
    "pdf": "corpus.formats.pdf.child",
    "plain_text": "corpus.formats.text.plain",
    "tota_xml": "corpus.formats.xml.tota",
}


def parse(data: bytes, snapshot: Snapshot) -> Document:
    """Return the document that the bytes of a snapshot hold. Raises ParseError when they hold no treaty text."""
    source = snapshot.source
    name = snapshot.original_name or source.url.rpartition("/")[2]
    # Format modules are imported only when met: PDF and HTML readers are slow to load.
    reader = import_module(READERS[detect(data, name)])
    blocks = in_one_language(reader.read(data, source.language), source.language)
    document = segment(blocks, agreement=source.agreement, language=source.language, snapshot=snapshot.sha256)
    headed = promised(data)
    numbers = {article.number.lstrip("0") for article in document.articles()}
    unkept = [number for number in headed if number not in numbers]
    weighed = account(blocks, document)
    problems = [*document.problems, *unread(blocks, document, weighed), *damaged_words(document)]
    if unkept:
        problems.append(f"headings of articles {', '.join(unkept[:8])} stand in the file and were not read as articles")
    return replace(
        document,
        account=weighed,
        expected_articles=max(document.expected_articles, len(headed)),
        problems=tuple(problems),
    )
