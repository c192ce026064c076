"""Which format bytes are in, told from the bytes and never from a file's name or year."""

import re
from typing import Literal

from corpus.errors import ParseError
from corpus.formats.decoding import decode
from corpus.formats.headings import article_heading, division_heading
from corpus.formats.office.archive import Archive

__all__ = ["KINDS", "FileKind", "detect", "is_document", "is_mail", "kind_of"]

SAMPLE = 200_000
FileKind = Literal["pdf", "zip", "html", "xml", "text", "rtf", "word", "picture", "archive", "binary"]
# What bytes are, as a message says it.
KINDS: dict[FileKind, str] = {
    "pdf": "a PDF", "zip": "a ZIP archive", "html": "a web page", "xml": "XML", "text": "plain text",
    "rtf": "an RTF document", "word": "an old Word document", "picture": "a picture",
    "archive": "an archive that is no ZIP", "binary": "binary, not text",
}  # fmt: skip
_MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"{\\rtf", "rtf"), (b"\xd0\xcf\x11\xe0", "word"),
    (b"\x1f\x8b", "archive"), (b"7z\xbc\xaf", "archive"), (b"Rar!", "archive"),
    (b"\x89PNG", "picture"), (b"\xff\xd8\xff", "picture"), (b"II*\x00", "picture"), (b"MM\x00*", "picture"),
    (b"GIF8", "picture"),
)  # fmt: skip
# The hint what to do about a kind that is not read.
_HINTS: dict[FileKind, str] = {
    "rtf": "save-as-text", "word": "save-as-text", "picture": "run-ocr", "archive": "unpack", "binary": "file-binary",
}  # fmt: skip
ROOT = re.compile(r"<([A-Za-z][A-Za-z0-9._:-]*)")
# XML declarations, comments and doctypes, which may stand before the first element.
NO_ELEMENTS = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>", re.DOTALL | re.IGNORECASE)
FORMEX_ROOTS = {
    "ACT", "AGR", "ANNEX", "CONS.ACT", "CONS.ANNEX", "CONS.DOC", "CONS.OTH", "COMBINED.FMX", "DECISION", "DOC",
    "GENERAL", "LETTER", "LEXP.COMBINED", "OTH.ACT", "PROT", "PUBLICATION", "RECOMMENDATION", "TOC",
}  # fmt: skip
HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|h[1-6]|p|div|table|ol|ul|span|br|center|font)\b", re.IGNORECASE
)
EU_MARKS = re.compile(
    rb"class=[\"'](?:oj-)?(?:ti-art|ti-section-1|doc-ti|hd-oj|eli-subdivision|eli-container)\b|class=[\"']oj-normal"
    rb"|title-article-norm|id=[\"']TexteOnly|CONVEX # converter|fmx2xhtml #|>\s*\xe2\x96[\xba\xbc](?:B|M\d)"
)
FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\r?\n(.{0,8000}?)\n---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
GAZETTE = re.compile(
    r"^(?:rank|rango):\s*[\"']?(?:ley|decreto|resoluci|tratado)|^(?:identificador|official_journal):"
    r"|\bspij\.minjus\.|\bsuin-juriscol\.",
    re.MULTILINE | re.IGNORECASE,
)
# Text that holds the words of a treaty only within something else.
ARMOURED = {
    # such as "Subject: Lamps", then "MIME-Version: 1.0" on a line of its own
    "a saved web archive or an e-mail": re.compile(
        r"(?:[A-Z][A-Za-z-]+:.*\n(?:[ \t].*\n)*){0,60}?(?:MIME-Version|Message-ID):", re.IGNORECASE
    ),
    "JSON": re.compile(r"\s*(?:\[\s*)?\{\s*\"[^\"\n]{1,80}\"\s*:"),
}
HEADLINE = re.compile(r"^#{1,6}[ \t]+(\S.*)$", re.MULTILINE)
BOLD_LINE = re.compile(r"^\*\*([^*\n]+)\*\*[ \t]*$", re.MULTILINE)
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.text"
LOOKED_AT = 200  # headlines
# "**bold**", "](address)", "1\." at the start of a line.
MARKED = re.compile(r"\*\*[^*\n]+\*\*|\]\([^()\s]+\)|^\d+\\\.", re.MULTILINE)


def kind_of(data: bytes) -> FileKind:
    """Return what kind of file bytes are, by their first few thousand; text of any character set is "text"."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    for magic, kind in _MAGIC:
        if data.startswith(magic) or start.startswith(magic):
            return kind
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        sample = data[:SAMPLE]
        control = sum(sample.count(sign) for sign in (*range(9), *range(14, 27)))
        if b"\x00" in data[:4096] or control * 20 > len(sample):
            return "binary"
    head = decode(data[:4096]).lower().lstrip()
    declared_xml = head.startswith("<?xml")
    if "<html" in head or "<!doctype html" in head or ("<body" in head and not declared_xml):
        return "html"
    return "xml" if head.startswith("<") else "text"


def detect(data: bytes, name: str) -> str:
    """Return the name of the format of the bytes (a key of `corpus.parse.READERS`); `name` is for messages only.

    Raises ParseError, with a hint what to do, for what Clausula cannot read.
    """
    called = name or "The file"
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise ParseError("file-empty", file=called)
    kind = kind_of(data)
    if kind == "pdf":
        return _pdf(data, called)
    if kind == "zip":
        return _zip(data, called)
    if kind in _HINTS:
        if kind == "binary":
            raise ParseError("file-binary", file=called)
        raise ParseError("format-not-read", hint=_HINTS[kind], file=called, format=KINDS[kind])
    text = decode(data[:SAMPLE])
    armour = next((name for name, pattern in ARMOURED.items() if pattern.match(text)), "")
    if armour:
        raise ParseError("format-not-read", hint="save-as-text", file=called, format=armour)
    root = ROOT.search(NO_ELEMENTS.sub("", text[:20_000]))
    start = text.lstrip()[:1]
    if start == "<" and root and (found := _xml(root[1], text, called)):
        return found
    if HTML.search(text[:20_000]) and (start == "<" or not HEADLINE.search(text)):
        return "eu_html" if EU_MARKS.search(data) else "html"
    return _plain(text)


def _pdf(data: bytes, called: str) -> str:
    # A page of pictures names no font; with object streams the names are packed and only the reader can tell.
    if b"/Font" not in data and b"/ObjStm" not in data:
        raise ParseError("pdf-pictures", file=called)
    return "pdf"


def is_mail(data: bytes) -> bool:
    """Return whether bytes are an e-mail or a saved web archive."""
    return kind_of(data) in {"text", "html"} and bool(
        ARMOURED["a saved web archive or an e-mail"].match(decode(data[:SAMPLE]).replace("\r\n", "\n"))
    )


def is_document(data: bytes, name: str) -> bool:
    """Return whether a ZIP archive is a document of a word processor. Raises ParseError where it is broken."""
    return bool(_office(Archive(data, name)))


def _office(archive: Archive) -> str:
    if "word/document.xml" in archive:
        return "docx"
    mimetype = archive.read("mimetype") if "content.xml" in archive else b""
    return "odt" if mimetype.startswith(OPEN_DOCUMENT) else ""


def _zip(data: bytes, called: str) -> str:
    found = _office(Archive(data, called))
    if not found:
        raise ParseError("zip-archive", file=called)
    return found


def _xml(root: str, text: str, called: str) -> str:
    """Return the format of an XML file by its first element, "" if it may be HTML."""
    if root == "treaty":
        return "tota_xml"
    if root in FORMEX_ROOTS or "formex.publications.europa.eu" in text[:4000]:
        return "formex"
    if root == "NOTICE":
        raise ParseError("cellar-notice", file=called)
    if HTML.search(f"<{root} "):
        return ""
    if text.lstrip().startswith("<?xml"):
        raise ParseError("unknown-xml", file=called, root=root)
    return ""


def _plain(text: str) -> str:
    front = FRONT_MATTER.search(text)
    if front and GAZETTE.search(front[1]):
        return "gazette"
    headlines = HEADLINE.findall(text)
    headed = any(article_heading(line) or division_heading(line) for line in headlines[:LOOKED_AT])
    bold = any(article_heading(line) for line in BOLD_LINE.findall(text)[:LOOKED_AT])
    return "markdown" if bold or (headlines and (front or headed or MARKED.search(text))) else "plain_text"
