import io
import zipfile

import pytest

from corpus.errors import ParseError
from corpus.formats.detect import detect


def archive(name):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        zipped.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<?xml version='1.0'?><treaty><meta/><body/></treaty>", "tota_xml"),
        (b"\xef\xbb\xbf<treaty><body/></treaty>", "tota_xml"),
        (b"<?xml version='1.0'?><!-- x --><ACT><TITLE/></ACT>", "formex"),
        (b"<CONS.ACT xmlns:fmx='http://www.w3.org/'/>", "formex"),
        (b"<html><body><p class='ti-art'>Article 1</p></body></html>", "eu_html"),
        (b'<html><body><p class="oj-ti-art">Article 1</p></body></html>', "eu_html"),
        (b'<p class="title-article-norm">Article 1</p>', "eu_html"),
        (b'<html><div id="TexteOnly"><p>Article 1</p></div></html>', "eu_html"),
        (b"<?xml version='1.0'?><html><!-- CONVEX # converter_version:9.15.0 --><body/></html>", "eu_html"),
        ("<html><p><a>▼B</a></p><p>Artikel 1</p></html>".encode(), "eu_html"),
        (b"<!DOCTYPE html><html><body><p>Article 1</p></body></html>", "html"),
        (b"<CENTER><FONT>Article 1</FONT></CENTER>", "html"),
        (b"---\nlayout: default\n---\n# Chapter 1: Lamps\n", "markdown"),
        (b"# Chapter 1\n\n1\\. The **lamps** shine.\n", "markdown"),
        (b"**Chapter 1**\n\n**Article 1: Lamps**\n\nLamps shine.\n", "markdown"),
        (b"---\nidentifier: X\nrank: ley\n---\n# LEY 1\n", "gazette"),
        (b'---\nfuente: "https://www.suin-juriscol.gov.co/x"\n---\n# LEY 1\n', "gazette"),
        (b"Article 1\n\nThe lamps shine.\n", "plain_text"),
        (b"Chapter # 4\n# not a heading\n", "plain_text"),
        ("Artículo 1\nLámparas".encode("cp1252"), "plain_text"),
        ("\ufeffArticle 1\nLamps".encode("utf-16"), "plain_text"),
        (b"%PDF-1.4\n1 0 obj << /Font 2 0 R >>", "pdf"),
        (archive("word/document.xml"), "docx"),
    ],
)
def test_format_is_told_from_the_bytes(data, expected):
    assert detect(data, "wrong-name.2009.docx") == expected


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \r\n\x00\x00", "empty"),
        (b"%PDF-1.4\n/XObject /Image", "without a text layer"),
        (b"PK\x03\x04 cut short", "cannot be read"),
        (archive("a.txt"), "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Word"),
        (b"{\\rtf1 Article 1}", "RTF"),
        (b"From: <Saved>\r\nSubject: Lamps\r\nMIME-Version: 1.0\r\n\r\nArticle 1", "web archive or an e-mail"),
        (b'[{"title": "Article 1", "text": "Lamps"}]', "JSON"),
        (b"\x89PNG\r\n", "picture"),
        (bytes(range(256)) * 20, "binary"),
        (b"<?xml version='1.0'?><NOTICE/>", "notice"),
        (b"<?xml version='1.0'?><recipe/>", "does not know"),
    ],
)
def test_refusals_name_the_file_and_carry_a_hint(data, message):
    with pytest.raises(ParseError, match=message) as caught:
        detect(data, "oz.bin")
    assert caught.value.message.startswith("oz.bin")
    assert caught.value.hint
