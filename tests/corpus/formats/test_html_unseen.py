"""What a web page does not show as its text is no law; raised figures are marks, powers or ordinals, never digits."""

import pytest

from corpus.formats.html.page import read
from corpus.structure.segment import segment


def document(body):
    page = f'<!doctype html><html><head><meta charset="utf-8"></head><body>{body}</body></html>'
    return segment(read(page.encode(), "en"), agreement="a-b", language="en")


ARTICLE = "<h3>Article 5: Water</h3><p>1. Each Party shall keep {} rivers clean.</p>"


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<del>low</del><ins>high</ins>", "high"),
        ("<s>dry</s> wet", "wet"),
        ("<strike>dry</strike>wet", "wet"),
        ('<span class="strikethrough">dry</span>wet', "wet"),
        ('wet<span class="sr-only"> only for readers of screens</span>', "wet"),
        ("<span style='text-decoration: line-through'>dry</span>wet", "wet"),
        ("<span style='color:red; display : none'>dry</span>wet", "wet"),
        ("<span style='visibility:hidden'>dry</span>wet", "wet"),
        ("<span hidden>dry</span>wet", "wet"),
        ("<textarea>dry</textarea>wet", "wet"),
        ("<!-- dry -->wet", "wet"),
        ("<span class='MsoCommentReference msocomtxt'>dry</span>wet", "wet"),
        ("<del>very <b hidden>dry</b></del>wet", "wet"),
    ],
)
def test_words_that_are_struck_out_or_hidden_are_no_law(markup, words):
    read_page = document(ARTICLE.format(markup))
    (provision,) = read_page.provisions()
    assert provision.text == f"Each Party shall keep {words} rivers clean."
    assert "dry" not in provision.text


def test_a_banner_for_consent_is_no_preamble():
    banner = (
        '<div id="cookie-banner"><p>We use cookies. Accept all</p></div><p>This site uses cookies to count lamps.</p>'
    )
    assert [article.id for article in document(banner + ARTICLE.format("all")).articles()] == ["a-b/5"]


@pytest.mark.parametrize(
    "heading",
    [
        "Article 2.1<sup>1</sup>: Water",
        "Article 2.1: Water<sup>1</sup>",
        "Article 2.1<sup>1</sup></h3><h4>Water",
        "Article 2.1<sup>(1)</sup></h3><h4>Water",
        "Article 2.1<span style='vertical-align: super'>1</span>: Water",
    ],
)
def test_a_raised_figure_at_an_article_is_its_note(heading):
    body = f"<h3>{heading}</h3><p>1. Lamps shine.</p><h3>Article 2.2: Frogs</h3><p>1. Frogs sing.</p>"
    read_page = document(f"{body}<hr><p><sup>1</sup> Water includes ice.</p>")
    assert [(article.number, article.title) for article in read_page.articles()] == [("2.1", "Water"), ("2.2", "Frogs")]
    first, second = read_page.provisions()
    assert [(note.mark, note.text, note.where) for note in first.footnotes] == [("1", "Water includes ice.", "heading")]
    assert second.text == "Frogs sing."


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("an area of 10 m<sup>2</sup> each", "an area of 10 m² each"),
        ("a sum of 10<sup>3</sup> coins", "a sum of 10³ coins"),
        ("the 2<sup>nd</sup> lamp", "the 2nd lamp"),
        ("labour<sup>7</sup> issues", "labour issues"),
    ],
)
def test_a_raised_figure_in_the_words(printed, words):
    (provision,) = document(f"<h3>Article 1: Lamps</h3><p>1. Lamps light {printed}.</p>").provisions()
    assert provision.text == f"Lamps light {words}."


def test_a_raised_ordinal_is_no_part_of_the_number():
    body = "<p>Artículo 1<sup>o</sup>.- Las Partes protegerán los faros.</p><p><b>Artículo 2.-</b> Los faros serán blancos.</p>"
    assert [(a.number, len(a.provisions)) for a in document(body).articles()] == [("1", 1), ("2", 1)]


@pytest.mark.parametrize("title", ["Arcadia Trade Treaty (ATT) - Chapter 24 - Lamps", "Arcadia | Chapter 24: Lamps"])
def test_a_chapter_named_in_the_title_of_the_page(title):
    (article,) = (
        document(f"<h1>{title}</h1><p>For reading only.</p><h2>Article 24.1: Oil</h2><p>Oil burns.</p>")
        .children[-1]
        .children[-1:]
    )
    assert article.id == "a-b/24.1"
    assert article.provisions[0].headings[0].number == "24"


def test_labels_of_footnotes_in_a_list_of_definitions_are_no_provisions():
    mark = '<sup id="r1"><a href="#f1"><span>Footnote </span>1</a></sup>'
    notes = '<aside><dl><dt>Footnote 1</dt><dd id="f1"><p>Oil is clean.</p><p><a href="#r1">Return to footnote 1</a></p></dd></dl></aside>'
    (provision,) = document(f"<h2>Article 1: Oil</h2><p>Oil burns.{mark}</p>{notes}").provisions()
    assert [note.text for note in provision.footnotes] == ["Oil is clean."]


def test_a_raised_link_is_the_mark_of_its_note():
    body = '<h2>Article 1: Oil</h2><p>Oil<sup id="r1"><a href="#f1">1</a></sup> burns.</p><p id="f1">1 Clean oil. <a href="#r1">Back</a></p>'
    (provision,) = document(body).provisions()
    assert (provision.text, [note.mark for note in provision.footnotes]) == ("Oil burns.", ["1"])


def test_the_first_paragraph_behind_a_title():
    body = "<p>Article 1.1: Lamps and Oil 1. A Party may light lamps. 2. It may burn oil.</p><p>Article 1.2: Rest 1. Lamps rest.</p>"
    found = [(a.title, [(p.label, p.text) for p in a.provisions]) for a in document(body).articles()]
    assert found == [
        ("Lamps and Oil", [("1", "A Party may light lamps."), ("2", "It may burn oil.")]),
        ("Rest", [("1", "Lamps rest.")]),
    ]


def test_a_list_of_contents_without_links_is_no_row_of_empty_articles():
    entries = "".join(f"<p>Article {n}: Lamp {n}</p>" for n in range(1, 7))
    bodies = "".join(f"<p>Article {n}: Lamp {n}</p><p>Lamp {n} shines.</p>" for n in range(1, 7))
    blocks = read(f"<html><body>{entries}{bodies}</body></html>".encode(), "en")
    assert [block.number for block in blocks if block.kind == "article"] == [*map(str, range(1, 7))]
    assert [block.text for block in blocks if block.kind == "dropped"] == [f"{n} Lamp {n}" for n in range(1, 7)]


def test_articles_without_words_that_come_once_are_no_list_of_contents():
    heads = "".join(f"<p>Article {n}: [Reserved]</p>" for n in range(1, 9))
    blocks = read(f"<html><body>{heads}<p>Article 9: Oil</p><p>Oil burns.</p></body></html>".encode(), "en")
    assert sum(block.kind == "article" for block in blocks) == 9


def test_raised_marks_of_several_notes_are_a_mark_each():
    page = (
        "<h3>Article 1: Lamps</h3><p>Lamps<sup>1, 2</sup> shine.</p><hr>"
        "<p><sup>1</sup> Of oil.</p><p><sup>2</sup> Of gas.</p>"
    )
    blocks = read(f"<html><body>{page}</body></html>".encode(), "en")
    assert [(block.number, block.text) for block in blocks if block.kind == "note"] == [
        ("1", "Of oil."),
        ("2", "Of gas."),
    ]


def test_the_rows_of_a_table_can_be_articles():
    rows = "Article 1|Lamps,1.|Lamps shine.,2.|Ports open.,Article 2|Oil,1.|Oil burns."
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows.split(","))
    assert [p.id for p in document(f"<table>{cells}</table>").provisions()] == ["a-b/1/1", "a-b/1/2", "a-b/2/1"]


def test_a_word_of_a_list_is_no_label():
    body = "<h3>Article 1: Goods</h3><p>Goods are:</p><ol type=a><li>Lamps.</li><li>Fish.</li></ol>"
    (provision,) = document(body).provisions()
    assert [(point.label, point.text) for point in provision.points] == [("a", "Lamps."), ("b", "Fish.")]


@pytest.mark.parametrize("label", ["{}.", "{}.-", "{}º", "({})", "{}:", "{} -", "{}. "])
def test_a_number_that_an_item_prints_itself_is_not_made_again(label):
    items = "".join(f"<li>{label.format(n)} Lamps shine.</li>" for n in (1, 2))
    provisions = list(document(f"<h3>Article 1: Lamps</h3><ol>{items}</ol>").provisions())
    assert [(p.id, p.text) for p in provisions] == [("a-b/1/1", "Lamps shine."), ("a-b/1/2", "Lamps shine.")]


def test_an_inserted_article_with_a_raised_figure():
    body = "".join(f"<h3>Article {number}: Lamps</h3><p>Lamps shine.</p>" for number in ("21", "21<sup>1</sup>", "22"))
    assert [article.id for article in document(body).articles()] == ["a-b/21", "a-b/21-1", "a-b/22"]
