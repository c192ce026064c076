"""One invented agreement in each family of markup that EU pages use."""

import pytest

from corpus.errors import ParseError
from corpus.formats.html.eu import read

NBSP = "\u00a0"


def of(blocks, kind):
    return [block for block in blocks if block.kind == kind]


def point(label, text, prefix=""):
    return (
        '<table width="100%" border="0"><col width="4%"/><col width="96%"/><tbody><tr>'
        f'<td valign="top"><p class="{prefix}normal">{label}</p></td>'
        f'<td valign="top"><p class="{prefix}normal">{text}</p></td></tr></tbody></table>'
    )


def act(prefix=""):
    mark = f'<a id="ntc1" href="#ntr1">{NBSP}(<span class="{prefix}super {prefix}note-tag">1</span>)</a>'
    sub = point("i)", "los faros verdes;", prefix) + point("ii)", "los faros azules.", prefix)
    return f"""<html><head><title>L_X.xml</title></head><body>
    <table><tr><td><p class="{prefix}hd-date">1.1.2001</p></td><td><p class="{prefix}hd-lg">ES</p></td>
    <td><p class="{prefix}hd-ti">Diario</p></td><td><p class="{prefix}hd-oj">L 1/1</p></td></tr></table>
    <p class="{prefix}doc-ti">ACUERDO</p><p class="{prefix}doc-ti">sobre los faros de Oz</p>
    <p class="{prefix}normal">EL REINO DE OZ,</p>
    {point("(1)", "El faro n.<span class='" + prefix + "super'>o</span> 7 es viejo" + mark + ".", prefix)}
    <p class="{prefix}ti-section-1">TÍTULO{NBSP}I</p>
    <p class="{prefix}ti-section-2"><span class="{prefix}bold">LUZ</span></p>
    <div class="eli-subdivision" id="art_1"><p class="{prefix}ti-art">Artículo{NBSP}1</p>
    <div class="eli-title" id="art_1.tit_1"><p class="{prefix}sti-art">Faros</p></div>
    <div id="001.001"><p class="{prefix}normal">1.{NBSP}{NBSP}{NBSP}Las Partes encenderán:</p>
    {point("a)", "los faros, a saber:" + sub, prefix)}</div></div>
    <div class="{prefix}final"><p class="{prefix}normal">Hecho en Oz.</p></div>
    <hr class="{prefix}note"/><p class="{prefix}note"><a id="ntr1" href="#ntc1">(<span class="{prefix}super">1</span>)</a>{NBSP}
    DO L 9.</p><p class="{prefix}note">Véase también el DO L 10.</p>
    <hr class="{prefix}doc-sep"/><p class="{prefix}doc-ti">ANEXO{NBSP}II</p><p class="{prefix}doc-ti">Colores</p>
    <table class="{prefix}table"><tr class="{prefix}table"><td><p class="{prefix}tbl-txt">1.</p></td>
    <td><p class="{prefix}tbl-txt">verde</p></td><td><p class="{prefix}tbl-txt">sí</p></td></tr></table>
    </body></html>"""


@pytest.mark.parametrize("prefix", ["", "oj-"])
def test_old_and_new_class_names(prefix):
    blocks = read(act(prefix).encode(), "es")
    divisions = [(each.division, each.number, each.title) for each in of(blocks, "division")]
    assert divisions == [
        ("preamble", "", ""),
        ("title", "I", "LUZ"),
        ("conclusion", "", ""),
        ("annex", "II", "Colores"),
    ]
    (article,) = of(blocks, "article")
    assert (article.number, article.title, article.locator) == ("1", "Faros", "art_1")
    assert [each.text for each in of(blocks, "text")] == [
        "EL REINO DE OZ,",
        "(1) El faro n.o 7 es viejo\u2060[1]\u2060.",
        "1. Las Partes encenderán:",
        "a) los faros, a saber:",
        "i) los faros verdes;",
        "ii) los faros azules.",
        "Hecho en Oz.",
        "1. verde sí",
    ]
    assert [(each.number, each.text) for each in of(blocks, "note")] == [("1", "DO L 9. Véase también el DO L 10.")]
    assert {each.reason for each in of(blocks, "dropped")} == {"page header", "title of the document"}


CONSOLIDATED = """<html><body><p class="reference">X — EN — 003.001</p>
<p class="disclaimer">Only a tool</p><p class="arrow"><a href="x">►B</a></p>
<p class="arrow"><a>▼B</a></p><p class="title-doc-first">AGREEMENT</p>
<div class="preamble"><p class="norm">OZ, Having regard to the lamp (<a href="#E0001" id="src.E0001"><span class="superscript">1</span></a>),</p>
Whereas:</div>
<table><tr><td colspan="2"><p class="title-toc">CONTENT</p></td></tr><tr><td><p class="toc-item">CHAPTER I</p></td>
<td><p class="toc-item">LAMPS</p></td></tr></table>
<p class="title-division-1">CHAPTER I</p><p class="title-division-2">LAMPS</p>
<p class="title-article-norm">Article 1</p><p class="arrow"><a>▼M2</a></p><p class="stitle-article-norm">Lamps</p>
<div class="norm"><span class="no-parag">1. </span><div class="inline-element">Keep them lit.</div></div>
<p class="norm">2.  The Parties:</p><p class="arrow"><a class="modref">▼M1</a></p>
<div style="margin-left: 30pt"><p class="norm">(a)<span> </span>paint ►M1 green ◄ towers.</p></div>
<div class="grid-container grid-list"><div class="list grid-list-column-1"><span>(b) </span></div>
<div class="grid-list-column-2"><p class="norm">count ships.</p></div></div>
<p class="title-annex-1">ANNEX I</p><p class="title-annex-2">Colours</p><p class="norm">—<span> </span>Green.</p>
<p class="footnote">(<a href="#src.E0001" id="E0001"><span class="superscript">1</span></a>) OJ L 9.</p></body></html>"""


def test_consolidated_text():
    blocks = read(CONSOLIDATED.encode(), "en")
    assert [(each.division, each.number, each.title) for each in of(blocks, "division")] == [
        ("preamble", "", ""), ("chapter", "I", "LAMPS"), ("annex", "I", "Colours"),
    ]  # fmt: skip
    assert [(each.number, each.title) for each in of(blocks, "article")] == [("1", "Lamps")]
    texts = [each.text for each in of(blocks, "text")]
    assert texts[0] == "OZ, Having regard to the lamp\u2060[1]\u2060,"
    assert texts[1] == "Whereas:"
    assert texts[2:] == [
        "1. Keep them lit.",
        "2. The Parties:",
        "(a) paint green towers.",
        "(b) count ships.",
        "— Green.",
    ]
    assert [(each.number, each.text) for each in of(blocks, "note")] == [("1", "OJ L 9.")]
    reasons = {each.reason for each in of(blocks, "dropped")}
    assert reasons == {"editorial note", "title of the document", "table of contents", "amendment mark"}


CLASSLESS = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=UNICODE-1-1-UTF-8"></head>
<body><div id="banner"><a href="x">Avis</a></div><h1>31999X0001</h1><div id="TexteOnly"><p><txt_te><p>Agreement on lamps</p>
<p>of 1 May 1999</p><p>THE KINGDOM OF OZ,</p><p>Having regard to the advice of the Tin Man(1),</p><p>HAS AGREED:</p>
<p>TITLE I</p><p>LAMPS</p><p>Article 1</p><p>Café lamps</p><p>1. Lamps under Article 3(1) are lit.</p>
<p>(1) in winter; and</p><p>(2) in fog.</p><p>Article 2</p><p>The following are lamps:</p><p>Done at Oz, 1 May 1999.</p>
<p>For Oz</p><p>(1) OJ C 29.</p></txt_te></p></div></body></html>"""


def test_page_without_classes():
    blocks = read(CLASSLESS.encode(), "en")
    assert [(each.number, each.title) for each in of(blocks, "article")] == [("1", "Café lamps"), ("2", "")]
    assert [each.text for each in of(blocks, "note")] == ["OJ C 29."]
    texts = [each.text for each in of(blocks, "text")]
    assert "Having regard to the advice of the Tin Man\u2060[1]\u2060," in texts
    assert "1. Lamps under Article 3(1) are lit." in texts
    assert "(1) in winter; and" in texts
    dropped = {(each.reason, each.text) for each in of(blocks, "dropped")}
    assert ("title of the document", "Agreement on lamps") in dropped
    assert ("navigation", "31999X0001") in dropped


@pytest.mark.parametrize("prefix", ["", "oj-"])
def test_signatures_known_by_their_class_alone_end_the_treaty(prefix):
    blocks = read(act(prefix).replace("Hecho en Oz.", "Por el Reino de Oz: el Mago.").encode(), "es")
    kinds = [each.division for each in of(blocks, "division")]
    assert kinds == ["preamble", "title", "conclusion", "annex"]
    signed = next(index for index, each in enumerate(blocks) if "el Mago" in each.text)
    last = [each for each in blocks[:signed] if each.kind in {"division", "article"}][-1]
    assert last.division == "conclusion"


def test_web_page_around_the_act_is_navigation():
    page = f'<html><body><nav>Menu</nav><div id="text">{act()}</div><p>Help</p></body></html>'
    dropped = {each.text for each in of(read(page.encode(), "es"), "dropped") if each.reason == "navigation"}
    assert dropped == {"Menu", "Help"}


def test_empty_page_is_refused():
    with pytest.raises(ParseError) as caught:
        read(b"<html><head><title>x</title></head><body></body></html>", "en")
    assert caught.value.hint
