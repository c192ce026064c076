"""What holds for every format: no character is lost, only ParseError is raised, and long texts stay linear."""

import os
import re
import time
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from bs4.element import PreformattedString
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import ParseError
from corpus.formats.decoding import decode
from corpus.formats.detect import detect
from corpus.formats.html.lines import UNSEEN
from corpus.formats.text.inline_markdown import plain
from corpus.formats.xml.formex import _sign
from corpus.model import Block
from corpus.parse import READERS
from corpus.typography import visible, without_note_marks

FORMATS = ["eu_html", "html", "formex", "markdown", "gazette", "pdf"]
# A heading's word is told by the kind of its block, numbers in words come in figures, and separators go.
HEADING_WORDS = set(
    "article artículo articulo artigo artikel chapter capítulo capitulo chapitre kapitel title título titulo titre titel "
    "section sección seção abschnitt part parte partie teil annex annexe anexo anhang subsection protocol número "
    "eleven twelve thirteen six eight diez quince dieciséis veintidós"
)
SEPARATORS = set('()[]:.,;-–—°ºª#*_\\|“”"/')


def read(name, data, language="en"):
    return import_module(READERS[name]).read(data, language)


def read_or_refused(name, data):
    """The blocks, or None after a refusal that says what to do; any other exception fails the test."""
    try:
        return read(name, data)
    except ParseError as error:
        refusal = error
    assert refusal.hint
    return None


def characters(text):
    return Counter(sign for sign in visible(text).casefold() if not sign.isspace())


def printed(blocks: list[Block]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for block in blocks:
        counted += characters(block.number + without_note_marks(block.title) + without_note_marks(block.text))
        for mark in re.findall("\u2060\\[([^\u2060]*)\\]\u2060", block.title + block.text):
            counted += characters(mark)
    return counted


def assert_nothing_is_lost(source: str, blocks: list[Block]) -> None:
    lost = characters(source) - printed(blocks)
    headings = sum(block.kind in {"article", "division"} for block in blocks)
    unexplained = {sign: count for sign, count in lost.items() if sign not in SEPARATORS and sign not in HEADING_WORDS}
    assert not unexplained
    # The longest words for a division and for a number have ten letters each.
    assert sum(count for sign, count in lost.items() if sign not in SEPARATORS) <= 20 * headings


def words_of_page(data: bytes) -> str:
    soup = BeautifulSoup(decode(data), "html.parser")
    for tag in soup.find_all(list(UNSEEN)):
        tag.extract()
    return "".join(str(each) for each in soup.strings if not isinstance(each, PreformattedString))


PIECES = st.sampled_from(
    ["Article 1", "Article 1: Lamps", "CHAPTER I", "1. ", "(a) ", "(1)", "[1]", "<p>", "</p>", "<ol type=a>", "<li>", "</ol>",
     "<table><tr><td>", "</td><td>", "</tr></table>", "<br>", "<a href='#n1' id='m1'>1</a>", "<a id=n1 href='#m1'>1</a>",
     "<p class='oj-ti-art'>", "<p class='note'>", "<pre name=x>[1] ", "**", "_", "\n\n", "\n", "# ", "(\\*)", "${?}$", "“", "”",
     "cuyo texto es el siguiente:", "modificado", "---\n", "&nbsp;", "é", "\x00", "<!--", "-->", "<![CDATA[", "lamps shine.",
     "<ACT>", "<P>", "</P>", "<NOTE NOTE.ID='E1'>", "</NOTE>", "<QUOT.START CODE='ZZ'/>", "</ACT>", "](x)", "[", "\u2060[1]\u2060"]
)  # fmt: skip


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "pdf"])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES | st.text(max_size=12), max_size=40).map("".join))
def test_only_parse_errors_are_raised(name, text):
    data = text.encode("utf-8", errors="replace")
    blocks = read_or_refused(name, data)
    assert blocks is None or all(isinstance(block, Block) for block in blocks)
    assert read_or_refused(name, data) == blocks


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300))
def test_bytes_never_break_a_reader(name, data):
    for wrapped in (data, b"%PDF-1.4\n" + data, b"<html>" + data):
        read_or_refused(name, wrapped)
        try:
            found = detect(wrapped, "x")
        except ParseError as error:
            found = error.hint
        assert found


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        PIECES.filter(lambda piece: "ZZ" not in piece) | st.sampled_from(["lamps", "towers", " "]), max_size=30
    ).map("".join)
)
def test_pages_keep_every_character(text):
    data = text.encode()
    for name in ("html", "eu_html"):
        blocks = read_or_refused(name, data)
        if blocks is None:
            continue
        assert not {
            sign
            for sign in characters(words_of_page(data)) - printed(blocks)
            if sign not in SEPARATORS and sign not in HEADING_WORDS
        }


LONG = {
    "html": lambda n: "<p>1. Lamps shine (a) in fog.</p><ol type=a><li>x<li>y</ol>" * n,
    "eu_html": lambda n: (
        "<p class='normal'>1. Lamps</p><table><tr><td><p>(a)</p></td><td><p>x</p></td></tr></table>" * n
    ),
    "formex": lambda n: "<ACT>" + "<ARTICLE><TI.ART>Article 1</TI.ART><ALINEA>Lamps</ALINEA></ARTICLE>" * n + "</ACT>",
    "markdown": lambda n: "#### Article 1: Lamps\n\n1\\. Lamps[[1]](#a) shine **in** _fog_.\n\n" * n,
    "gazette": lambda n: "**Artículo 1: Faros**\n\n“ _1. Los faros_**(\\*)**\n\n(\\*) Párrafo modificado\n\n" * n,
}


@pytest.mark.parametrize("name", LONG)
def test_ten_times_the_text_takes_about_ten_times_as_long(name):
    def seconds(count):
        data = LONG[name](count).encode()
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            read(name, data)
            best = min(best, time.process_time() - start)
        return best

    seconds(20)
    assert seconds(2000) <= 16 * seconds(200) + 0.05


@pytest.mark.parametrize("name", ["html", "eu_html", "markdown", "gazette"])
@pytest.mark.parametrize(
    "unit", ["(a) ", "[", "<a href=#x>", "<div>", "<td>", "**", "Article 1 ", "- ", ". ", "“", "[x](", "\\"]
)
def test_no_text_makes_a_reader_hang(name, unit):
    start = time.process_time()
    read_or_refused(name, ("# Article 1\n\n<p>x " + unit * 4000).encode())
    assert time.process_time() - start < 5


# --- the real texts, where they are at hand ---

TEXTS = Path(os.environ.get("CLAUSULA_TEXTS", ""))
needs_texts = pytest.mark.skipif("CLAUSULA_TEXTS" not in os.environ, reason="CLAUSULA_TEXTS names no folder of texts")


def files(*patterns):
    return [path for pattern in patterns for path in sorted(TEXTS.glob(pattern)) if "CLAUSULA_TEXTS" in os.environ]


def real(path):
    data = path.read_bytes()
    return data, detect(data, path.name)


@needs_texts
@pytest.mark.parametrize(
    "path", files("eurlex_html/*/*html", "formex/**/*.xml", "tpp_md/ch*.md", "spij_pe/*.md", "suin_co/*.md"), ids=str
)
def test_real_texts_lose_nothing(path):
    data, name = real(path)
    blocks = read_or_refused(name, data)
    if blocks is None:
        return
    if name == "formex":
        from defusedxml.ElementTree import fromstring  # noqa: PLC0415

        root = fromstring(data)
        for each in root.iter():
            each.text = _sign(each) if each.tag.startswith("QUOT.") and each.tag != "QUOT.S" else each.text
        source = "".join(root.itertext())
    elif name in {"html", "eu_html"}:
        source = words_of_page(data)
    elif name in {"markdown", "gazette"}:
        source = plain(re.sub(r"(?<=\])\(#\w+\)", "", data.decode("utf-8")))
    else:
        pytest.skip("another module's format")
    assert_nothing_is_lost(source, blocks)


PROMISED = [
    ("eurlex_html/edmundoandrade/CELEX-32017R2403-??-TXT.html", rb'class="ti-art"', 16),
    ("eurlex_html/volodymyrbiryuk/markup_all.html", rb'class="oj-ti-art"', 23),
    ("formex/rv1nc3nt/32022R2065/L_*0101.xml", rb"<ARTICLE ", 41),
    ("formex/maastrichtlawtech/gdpr.fmx.xml", rb"<ARTICLE ", 21),
    ("tpp_md/ch20.md", rb"(?m)^(?:#+ .*)?Article \d", 26),
    ("tpp_md/ch18.md", rb"(?m)^(?:#+ .*)?Article \d[\d.]*:", 159),
]


@needs_texts
@pytest.mark.parametrize(("pattern", "heading", "notes"), PROMISED)
def test_real_texts_keep_what_their_bytes_promise(pattern, heading, notes):
    for path in TEXTS.glob(pattern):
        data, name = real(path)
        blocks = read(name, data)
        assert sum(block.kind == "article" for block in blocks) == len(re.findall(heading, data))
        assert sum(block.kind == "note" for block in blocks) == notes
        marks = set(re.findall("\u2060\\[([^\u2060]*)\\]\u2060", "".join(block.title + block.text for block in blocks)))
        assert marks == {block.number for block in blocks if block.kind == "note"}


@needs_texts
def test_real_gazette_keeps_the_chapter_in_force():
    blocks = read("gazette", (TEXTS / "spij_pe" / "RL-28766-2006.md").read_bytes(), "es")
    numbers = [block.number for block in blocks if block.kind == "article" and block.number.startswith("18.")]
    assert numbers == [f"18.{number}" for number in range(1, 15)]


@needs_texts
@pytest.mark.parametrize(
    "path",
    files("eurlex_html/*/modern_1*", "formex/*/dga*", "tpp_md/ch20.md", "suin_co/LEY-1360*", "afcfta_pdf/Compiled*"),
    ids=str,
)
def test_truncations_of_real_texts(path):
    data, name = real(path)
    for part in range(1, 12):
        read_or_refused(name, data[: len(data) * part // 12])
