"""Which format bytes are in, told from the bytes and never from a file's name or year."""

import re

from corpus.errors import ParseError

__all__ = ["detect"]

SAMPLE = 200_000
# What a file is that Clausula cannot read, by its first bytes, and the hint what to do about it.
UNREADABLE = (
    (b"{\\rtf", "an RTF document", "save-as-text"),
    (b"\xd0\xcf\x11\xe0", "an old Word document", "save-as-text"),
    (b"\x1f\x8b", "a gzip archive", "unpack"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack"),
    (b"Rar!", "a RAR archive", "unpack"),
    (b"\x89PNG", "a picture", "run-ocr"),
    (b"\xff\xd8\xff", "a picture", "run-ocr"),
    (b"II*\x00", "a picture", "run-ocr"),
    (b"MM\x00*", "a picture", "run-ocr"),
)
ROOT = re.compile(r"<([A-Za-z][A-Za-z0-9._:-]*)")
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
    r"^(?:rank|rango|identificador|official_journal):|\bspij\.minjus\.|\bsuin-juriscol\.", re.MULTILINE
)
HEADLINE = re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE)
MARKED = re.compile(r"\*\*[^*\n]+\*\*|\]\([^()\s]+\)|^\d+\\\.", re.MULTILINE)


def detect(data: bytes, name: str) -> str:
    """Return the name of the format of the bytes (a key of `corpus.parse.READERS`); `name` is for messages only.

    Raises ParseError, with a hint what to do, for what Clausula cannot read.
    """
    called = name or "The file"
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise ParseError("file-empty", file=called)
    if b"%PDF-" in data[:1024]:
        return _pdf(data, called)
    if data.startswith(b"PK\x03\x04"):
        raise _zip(data, called)
    for magic, what, hint in UNREADABLE:
        if data.startswith(magic):
            raise ParseError("format-not-read", hint=hint, file=called, format=what)
    text = _text(data[:SAMPLE], called)
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


def _zip(data: bytes, called: str) -> ParseError:
    if b"word/document.xml" in data:
        return ParseError("word-document", file=called)
    return ParseError("zip-archive", file=called)


def _text(sample: bytes, called: str) -> str:
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return sample.decode("utf-16", errors="replace")
    control = sum(sample.count(sign) for sign in (*range(9), *range(14, 27)))
    if b"\x00" in sample[:4000] or control * 20 > len(sample):
        raise ParseError("file-binary", file=called)
    return sample.decode("utf-8", errors="replace").removeprefix("\ufeff")


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
    if HEADLINE.search(text) and (front or MARKED.search(text)):
        return "markdown"
    return "plain_text"
