"""DOCX and ODT: numbers that the program counts, notes, tracked changes, limits; and that nothing else is raised."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ParseError
from corpus.formats.detect import detect
from corpus.formats.office import archive
from corpus.formats.office.numbers import Counter, ListLevel, figure
from corpus.model import Snapshot, Source
from corpus.parse import parse

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)  # fmt: skip
NUMBERING = f"""<w:numbering {W}><w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""


def packed(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return buffer.getvalue()


def run(text, look=""):
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs, depth=None, style=""):
    numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="3"/></w:numPr>' if depth is not None else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{numbered}</w:pPr>{''.join(runs)}</w:p>"


def docx(*paragraphs, **parts):
    body = f"<w:document {W}><w:body>{''.join(paragraphs)}</w:body></w:document>"
    return packed(word__document_xml=body, word__numbering_xml=NUMBERING, **parts)


def odt(body, styles=""):
    content = f"""<office:document-content {ODF}><office:automatic-styles>
<text:list-style style:name="L1">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" style:num-suffix=")"/>
</text:list-style>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>
</office:document-content>"""
    return packed(mimetype="application/vnd.oasis.opendocument.text", content_xml=content)


def document(data):
    source = Source("a-b", "en", "other", "")
    return parse(data, Snapshot(source, "", len(data), datetime.now(UTC), "", "import", original_name="lamps"))


def document_or_hint(data):
    """The document, or what a refusal says to do; any other exception fails the test."""
    try:
        return document(data)
    except ParseError as error:
        return error.hint


HEADINGS = (paragraph(run("Chapter 2")), paragraph(run("Lamps")), paragraph(run("Article 2.1: Light")))


def test_numbers_of_word_are_written_out():
    first, second = document(
        docx(
            *HEADINGS,
            paragraph(run("Each Party shall:"), depth=0),
            paragraph(run("clean lamps; and"), depth=1),
            paragraph(run("buy oil."), depth=1),
            paragraph(run("Lamps shine."), depth=0),
        )
    ).provisions()
    points = [(point.label, point.text) for point in first.points]
    assert (first.id, first.text, points) == (
        "a-b/2.1/1", "Each Party shall:", [("a", "clean lamps; and"), ("b", "buy oil.")],
    )  # fmt: skip
    assert (second.id, second.text) == ("a-b/2.1/2", "Lamps shine.")


def test_numbers_may_come_from_a_style():
    styles = f'<w:styles {W}><w:style w:styleId="Own"><w:basedOn w:val="Base"/></w:style><w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style></w:styles>'
    made = docx(*HEADINGS, *(paragraph(run(f"Lamp {n}."), style="Own") for n in "ab"), word__styles_xml=styles)
    assert [p.id.removeprefix("a-b/") for p in document(made).provisions()] == ["2.1/1", "2.1/2"]


def test_changes_notes_hidden_words_and_contents():
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{paragraph(run("Of glass."))}</w:footnote></w:footnotes>'
    made = docx(
        paragraph(run("Article 2.9: Later ..... 7"), style="TOC1"),
        *HEADINGS,
        paragraph(
            run("Lamps"), '<w:r><w:footnoteReference w:id="2"/></w:r>',
            f"<w:del><w:r><w:delText> never</w:delText></w:r></w:del><w:ins>{run(' shall')}</w:ins>",
            run(" not", "<w:strike/>"), run(" secretly", "<w:vanish/>"), run(" shine", '<w:strike w:val="false"/>'), run("."),
            depth=0,
        ),
        word__footnotes_xml=notes,
    )  # fmt: skip
    (provision,) = document(made).provisions()
    assert provision.text == "Lamps shall shine."
    assert [(note.mark, note.text, note.offset) for note in provision.footnotes] == [("1", "Of glass.", 5)]
    assert {"never", "not", "secretly"} <= {each.text for each in document(made).dropped}


def test_odt_lists_notes_and_styles():
    styles = '<style:style style:name="T1"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    body = """<text:tracked-changes><text:changed-region><text:p>gone</text:p></text:changed-region></text:tracked-changes>
<text:h>Chapter 2</text:h><text:p>Lamps</text:p><text:h>Article 2.1: Light</text:h>
<text:list text:style-name="L1"><text:list-item><text:p>Each Party<text:note><text:note-citation>1</text:note-citation>
<text:note-body><text:p>Or port.</text:p></text:note-body></text:note><text:span text:style-name="T1"> never</text:span> shall:</text:p>
<text:list><text:list-item><text:p>clean<text:s/>lamps; and</text:p></text:list-item><text:list-item><text:p>buy oil.</text:p></text:list-item></text:list>
</text:list-item><text:list-item><text:p>Lamps shine.</text:p></text:list-item></text:list>"""
    first, second = document(odt(body, styles)).provisions()
    assert (first.id, first.text, [(p.label, p.text) for p in first.points]) == (
        "a-b/2.1/1", "Each Party shall:", [("a", "clean lamps; and"), ("b", "buy oil.")],
    )  # fmt: skip
    assert [note.text for note in first.footnotes] == ["Or port."]
    assert (second.id, second.text) == ("a-b/2.1/2", "Lamps shine.")


@pytest.mark.parametrize(
    ("number", "form", "text"), [(3, "1", "3"), (27, "a", "aa"), (2, "B", ""), (4, "I", "IV"), (9, "i", "ix")]
)
def test_figures(number, form, text):
    assert figure(number, form) == text


def test_a_counter_begins_inner_levels_anew():
    counter = Counter({0: ListLevel("1", "%1."), 1: ListLevel("1", "%1.%2"), 2: ListLevel("", "•")})
    assert [counter.next(depth) for depth in (0, 1, 1, 2, 0, 1, 5)] == ["1.", "1.1", "1.2", "", "2.", "2.1", ""]


def test_bombs_end_with_a_message(monkeypatch):
    monkeypatch.setattr(archive, "LARGEST", 100_000)
    with pytest.raises(ParseError, match="unpacks to more") as caught:
        document(docx(paragraph(run(" " * 200_000))))
    assert caught.value.hint
    monkeypatch.setattr(archive, "MEMBERS", 3)
    with pytest.raises(ParseError, match="more than 3 files"):
        detect(packed(**{f"m{number}": "x" for number in range(5)}), "x")


def test_a_document_with_entities_is_refused():
    bomb = f'<!DOCTYPE d [<!ENTITY a "b">]><w:document {W}><w:body><w:p>&a;</w:p></w:body></w:document>'
    with pytest.raises(ParseError, match="entities"):
        document(packed(word__document_xml=bomb))


def test_a_document_nested_too_deep_is_refused():
    deep = f"<w:document {W}>{'<w:sdt>' * 5000}{'</w:sdt>' * 5000}</w:document>"
    with pytest.raises(ParseError):
        document(packed(word__document_xml=deep))


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 2000), st.sampled_from(["docx", "odt"]))
def test_damage_never_breaks_a_reader(noise, at, form):
    whole = docx(*HEADINGS, paragraph(run("Lamps."), depth=0)) if form == "docx" else odt("<text:p>Article 1</text:p>")
    for data in (whole[:at], whole[:at] + noise + whole[at + len(noise) :], b"PK\x03\x04" + noise):
        assert document_or_hint(data)


PIECES = st.sampled_from(
    [paragraph(run("Article 1")), paragraph(run("lamps;"), depth=1), paragraph(run("oil"), depth=0), "<w:tbl>", "</w:tbl>",
     "<w:tr><w:tc>", "</w:tc></w:tr>", '<w:p><w:r><w:footnoteReference w:id="9"/></w:r></w:p>', "<w:p/>", paragraph(depth=77)]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=12))
def test_odd_documents_give_a_tree_or_a_message(pieces):
    assert document_or_hint(docx(*pieces))
