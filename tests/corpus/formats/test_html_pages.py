import pytest

from corpus.errors import ParseError
from corpus.formats.decoding import decode
from corpus.formats.html.page import read


def of(blocks, kind):
    return [block for block in blocks if block.kind == kind]


def texts(markup, language="en"):
    return [each.text for each in of(read(markup.encode(), language), "text")]


@pytest.mark.parametrize(
    ("attributes", "labels"),
    [
        ('type="a"', ["(a)", "(b)"]),
        ('type="i"', ["(i)", "(ii)"]),
        ('type="A"', ["(A)", "(B)"]),
        ('type="I"', ["(I)", "(II)"]),
        ("", ["1.", "2."]),
        ('type="1" start="4"', ["4.", "5."]),
        ('type="a" start="27"', ["(aa)", "(ab)"]),
        ('style="list-style-type: lower-roman"', ["(i)", "(ii)"]),
        ('class="lst-lwr-alph"', ["(a)", "(b)"]),
        ('style="list-style:none"', []),
    ],
)
def test_labels_come_from_the_type_of_the_list(attributes, labels):
    found = texts(f"<ol {attributes}><li>keep the lamps lit;</li><li><p>paint the towers.</p></li></ol>")
    words = ["keep the lamps lit;", "paint the towers."]
    assert found == [" ".join(filter(None, pair)) for pair in zip(labels or ["", ""], words, strict=True)]


def test_nested_lists_and_words_after_them():
    page = """<p>The Parties shall:</p><ol><li>build lamps that:<ol type="a"><li><ol type="i"><li>shine;</li></ol></li>
    <li value="4">last;</li></ol>in every season</li><li>(b) print their own label.</li></ol>"""
    assert texts(page) == [
        "The Parties shall:", "1. build lamps that:", "(a) (i) shine;", "(d) last;", "in every season",
        "(b) print their own label.",
    ]  # fmt: skip


def test_headings_titles_and_navigation():
    page = """<html><body><header><a href="/es">Español</a></header><h1>Treaty of the Lamps</h1>
    <p><a href="#art1">Article 1: Lamps</a></p><h2>Chapter One</h2><h2>Lamps</h2>
    <p><b>Article 1</b><br>Lamps</p><p>Lamps are lit.<br>They shine<br><br>1. in fog.</p><p><a href="#top">to the top!</a></p>
    <p>Done at Oz.</p></body></html>"""
    blocks = read(page.encode(), "en")
    assert [(each.division, each.number, each.title) for each in of(blocks, "division")] == [
        ("chapter", "1", "Lamps"), ("conclusion", "", ""),
    ]  # fmt: skip
    assert [(each.number, each.title) for each in of(blocks, "article")] == [("1", "Lamps")]
    assert [each.text for each in of(blocks, "text")] == ["Lamps are lit. They shine", "1. in fog.", "Done at Oz."]
    assert [each.text for each in of(blocks, "dropped")] == [
        "Español", "Treaty of the Lamps", "Article 1: Lamps", "to the top!",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mark", "body"),
    [
        ('<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a>', '<p><a href="#_ftnref1" name="_ftn1">[1]</a> Any lamp.</p>'),
        ('<sup id="fn1-rf"><a href="#fn1"><span>Footnote </span>1</a></sup>',
         '<aside><dl><dt>Footnote 1</dt><dd id="fn1"><p>Any lamp.</p><p><a href="#fn1-rf">Return to footnote 1 referrer</a></p></dd></dl></aside>'),
        ('<a name="src1"></a> (<a href="#E1"><span>1</span></a>)', '<a name="E1"></a><p>(<a href="#src1">1</a>) Any lamp.</p>'),
    ],
)  # fmt: skip
def test_footnote_anchors(mark, body):
    blocks = read(f"<p>Lamps{mark} are lit.</p><p>Towers are tall.</p>{body}".encode(), "en")
    assert of(blocks, "text")[0].text == "Lamps\u2060[1]\u2060 are lit."
    assert [(each.number, each.text) for each in of(blocks, "note")] == [("1", "Any lamp.")]


def test_a_link_with_a_number_is_no_footnote_without_a_body():
    assert texts(
        '<p>See Article <a href="#art1">1</a> of this treaty.</p><div id="art1"><p>Lamps are lit.</p></div>'
    ) == ["See Article 1 of this treaty.", "Lamps are lit."]


def test_raised_letters_and_layout_tables():
    page = """<table><tr><td><p>El n.<sup>o</sup> 7</p><p>es viejo.</p></td><td></td></tr></table>
    <table border="1"><tr><td>verde</td><td>sí</td></tr></table>"""
    assert texts(page) == ["El n.o 7", "es viejo.", "verde sí"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Día".encode(), "Día"),
        ("Día".encode("cp1252"), "Día"),
        ('<meta charset="iso-8859-1">“Día”'.encode("cp1252"), "“Día”"),
        ('<meta charset="iso-8859-1">“Día”'.encode(), "“Día”"),
        ('<meta content="text/html; charset=UNICODE-1-1-UTF-8">Día'.encode(), "Día"),
        ("\ufeffDía".encode("utf-16"), "Día"),
        (b"\xef\xbb\xbfD\xc3\xada", "Día"),
        ("Día con más años".encode()[:-3] + b"\xc3", "Día"),
    ],
)
def test_characters_are_decided_from_the_bytes(data, expected):
    assert expected in decode(data)
    assert "Ã" not in decode(data)


def test_page_without_text_is_refused():
    with pytest.raises(ParseError) as caught:
        read(b"<html><body><script>build()</script><a href='/'>Home</a></body></html>", "en")
    assert "JavaScript" in caught.value.hint
