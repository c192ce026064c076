import pytest

from corpus.errors import ParseError
from corpus.formats.pdf import child, pages
from corpus.formats.pdf.pages import read

LEFT = 72.0


def column(lines, top=760.0, left=LEFT, size=12, leading=14):
    return [(left, top - leading * index, size, text) for index, text in enumerate(lines) if text]


def of(blocks, kind):
    return [block for block in blocks if block.kind == kind]


PROSE = [
    "*Article 4",
    "*Lighthouses",
    "",
    "1. Each Party shall keep its lighthouses lit from dusk until dawn and",
    "shall tell the other Parties in writing when a lamp is out of order for",
    "more than three nights.",
    "",
    "2. The Parties may:",
    "",
    "(a) paint the towers in bright colours that suit the coast; and",
    "",
    "(b) count the ships that pass.",
]


def test_reads_articles_titles_and_points(make_pdf):
    blocks = read(make_pdf([column(PROSE)]), "en")
    assert [(block.number, block.title) for block in of(blocks, "article")] == [("4", "Lighthouses")]
    texts = [block.text for block in of(blocks, "text")]
    assert texts[0].startswith("1. Each Party")
    assert texts[0].endswith("three nights.")
    assert [text[:3] for text in texts] == ["1. ", "2. ", "(a)", "(b)"]
    assert of(blocks, "article")[0].locator == "p. 1"


def test_words_that_close_a_list_stand_further_left(make_pdf):
    page = [
        *column(["*Article 3", "*Oil", "1. Each Party shall count:"]),
        *column(["(a) its lamps;", "", "(b) the oil in its lamps,"], top=704, left=LEFT + 36),
        (LEFT, 648, 12, "in a way that suits the coast."),
        *column(PROSE[3:6], top=620),
    ]
    assert [block.text for block in of(read(make_pdf([page]), "en"), "text")][:4] == [
        "1. Each Party shall count:", "(a) its lamps;", "(b) the oil in its lamps,", "in a way that suits the coast.",
    ]  # fmt: skip


def test_title_goes_on_over_lines_and_pages(make_pdf):
    first = [*column(["1. Lamps are lit.", "", "*Article 5", "*Lamps on the"]), (290, 30, 10, "1")]
    second = column(["*northern coast", "", "1. They are green."])
    blocks = read(make_pdf([first, second]), "en")
    assert [(block.number, block.title) for block in of(blocks, "article")] == [("5", "Lamps on the northern coast")]
    assert [block.text for block in of(blocks, "text")] == ["1. Lamps are lit.", "1. They are green."]


def test_footnote_is_told_by_place_and_size(make_pdf):
    page = [
        *column(PROSE),
        (LEFT + 68, 550, 12, "shall rest"),
        (LEFT, 550, 12, "The keepers"),
        (LEFT + 122, 555, 7, "3"),
        (LEFT + 130, 550, 12, "on Sundays, unless there is fog."),
        (LEFT, 110, 6, "3"),
        (LEFT + 5, 106, 9, "A keeper is a person who lives in the tower"),
        (LEFT, 95, 9, "or in a house beside it."),
    ]
    blocks = read(make_pdf([page]), "en")
    (note,) = of(blocks, "note")
    assert note.number == "3"
    assert note.text == "A keeper is a person who lives in the tower or in a house beside it."
    assert any("rest\u2060[3]\u2060 on Sundays, unless" in block.text for block in of(blocks, "text"))


def test_footnote_below_a_rule_goes_on_at_the_next_page(make_pdf):
    first = [*column(PROSE), (LEFT, 90, 12, "1 The lamp of a lighthouse is any lamp that")]
    second = [
        *column(["3. The Parties shall share their charts."]),
        (LEFT, 90, 12, "can be seen from five miles away."),
    ]
    blocks = read(make_pdf([first, second], rules=[(LEFT, 104, 144)]), "en")
    (note,) = of(blocks, "note")
    assert note.text == "The lamp of a lighthouse is any lamp that can be seen from five miles away."


def test_sentence_runs_over_the_page_mark_and_the_running_head(make_pdf):
    pages = []
    for number, line in enumerate(["1. The Parties shall", "build, keep and", "paint the towers."], start=1):
        head = [(LEFT, 820, 9, f"Treaty of the Lamps {number}"), (290, 30, 10, f"4-{number}")]
        pages.append([*head, *column([line, "of the north coast" if number < 3 else ""])])
    blocks = read(make_pdf(pages), "en")
    (text,) = of(blocks, "text")
    assert text.text.startswith("1. The Parties shall of the north coast build, keep")
    assert sorted({block.reason for block in of(blocks, "dropped")}) == ["page mark", "running head"]
    assert sum(block.reason == "page mark" for block in of(blocks, "dropped")) == 3


def test_two_columns_are_read_one_after_the_other(make_pdf):
    left = [f"left {index} of the sea and of the wind that blows" for index in range(12)]
    right = [f"right {index} of the land and of the rain that falls" for index in range(12)]
    page = [*column(left, size=10), *column(right, left=320, size=10)]
    text = " ".join(block.text for block in read(make_pdf([page]), "en"))
    assert text.index("left 11") < text.index("right 0")


@pytest.mark.parametrize(
    ("broken", "elsewhere", "expected"),
    [
        (("the light-", "house is white"), "A lighthouse is a tower.", "the lighthouse is white"),
        (("a multi-", "coloured lamp"), "A multi-coloured lamp is a lamp.", "a multi-coloured lamp"),
        (("a snow\u00ad", "capped lamp"), "Nothing helps here.", "a snowcapped lamp"),
        (("an odd well-", "being of lamps"), "Nothing helps here.", "an odd well-being of lamps"),
    ],
)
def test_hyphen_at_the_end_of_a_line(make_pdf, broken, elsewhere, expected):
    blocks = read(make_pdf([column(["1. The Parties see " + broken[0], broken[1] + ".", "", "2. " + elsewhere])]), "en")
    assert expected in of(blocks, "text")[0].text


def test_a_soft_hyphen_that_is_drawn_inside_a_word_is_a_hyphen(make_pdf):
    blocks = read(make_pdf([column(["1. A non\u00adworking lamp is dark."])]), "en")
    assert of(blocks, "text")[0].text == "1. A non-working lamp is dark."


def test_ligatures_are_spelled_out(make_pdf):
    blocks = read(make_pdf([column(["1. The ofﬁce shall be ﬁve miles from the sea."])]), "en")
    assert of(blocks, "text")[0].text == "1. The office shall be five miles from the sea."


def test_reference_at_the_start_of_a_line_is_no_label_and_no_heading(make_pdf):
    lines = [
        "1. The Parties shall act under subparagraph",
        "(a) of this paragraph and under",
        "Article 9",
        "of the treaty.",
    ]
    blocks = read(make_pdf([column(lines)]), "en")
    assert not of(blocks, "article")
    assert len(of(blocks, "text")) == 1


def test_contents_and_what_stands_before_them_are_no_law(make_pdf):
    front = column(["A cover page of the printer", "Article 1 Lamps ........................ 2"])
    blocks = read(make_pdf([front, column(["Article 2 Sails .................... 3"]), column(PROSE)]), "en")
    assert {block.reason for block in of(blocks, "dropped")} == {"front matter", "table of contents"}
    assert len(of(blocks, "article")) == 1


@pytest.mark.parametrize("cut", [0, 9, 60])
def test_damaged_pdf_is_refused(make_pdf, cut):
    with pytest.raises(ParseError) as caught:
        read(make_pdf([column(PROSE)])[:cut], "en")
    assert caught.value.hint


def test_pictures_of_pages_are_refused_with_a_hint(make_pdf):
    with pytest.raises(ParseError, match="without a text layer") as caught:
        read(make_pdf([[]]), "en")
    assert "OCR" in caught.value.hint


def test_a_pdf_is_read_alike_in_a_process_of_its_own(make_pdf):
    data = make_pdf([[(72, 700, 12, "*Article 1.1: Aims"), (72, 660, 10, "1. The Parties keep the rivers clean.")]])
    assert child.read(data, "en") == pages.read(data, "en")


@pytest.mark.parametrize("data", [b"%PDF-1.4 /Font cut short", b"%PDF-1.4"])
def test_what_is_wrong_with_a_pdf_is_told_by_the_process_that_reads_it(data):
    with pytest.raises(ParseError) as told:
        child.read(data, "en")
    with pytest.raises(ParseError) as expected:
        pages.read(data, "en")
    assert told.value.message == expected.value.message


def test_a_pdf_that_takes_too_long_or_too_much_is_given_up(make_pdf, monkeypatch):
    data = make_pdf([[(72, 700, 12, "*Article 1.1: Aims")]])
    monkeypatch.setattr(child, "SECONDS", 0.001)
    with pytest.raises(ParseError, match="takes longer"):
        child.read(data, "en")
    monkeypatch.undo()
    monkeypatch.setattr(child, "_PROGRAM", "import os; os._exit(9)")
    with pytest.raises(ParseError, match="of memory"):
        child.read(data, "en")


def test_a_pdf_of_too_many_pages_is_refused(make_pdf, monkeypatch):
    page = [(72, 700, 12, "*Article 1.1: Aims")]
    monkeypatch.setattr(pages, "MOST_PAGES", 2)
    assert pages.read(make_pdf([page, page]), "en")
    with pytest.raises(ParseError, match="has 3 pages; at most 2") as caught:
        pages.read(make_pdf([page] * 3), "en")
    assert caught.value.hint


def test_the_first_words_of_a_pdf(make_pdf):
    data = make_pdf([[(72, 700, 12, f"Page {number} is wet")] for number in "abc"])
    assert child.first_words(data, 2).split("\n") == ["Page a is wet", "Page b is wet"]


def test_numbers_that_count_lines_in_the_margin_are_left_out_on_short_pages_too(make_pdf):
    long = ["Article 1.1: Lamps", *(f"{n}. The lamps of port {n} shine." for n in range(1, 10))]
    short = ["Article 1.2: Oil", "The oil of all lamps burns."]
    pages = [
        [*column(lines), *column([str(first + at) for at in range(len(lines))], left=LEFT - 40)]
        for first, lines in ((1, long), (11, short))
    ]
    blocks = read(make_pdf(pages), "en")
    assert [block.number for block in of(blocks, "article")] == ["1.1", "1.2"]
    assert [block.text for block in of(blocks, "dropped")] == [str(n) for n in range(1, 13)]
    assert of(blocks, "text")[-1].text == "The oil of all lamps burns."


def test_a_title_in_capitals_needs_no_bold_letters(make_pdf):
    blocks = read(
        make_pdf([column(["CHAPTER ONE", "LAMPS AND OIL", "Article 1.1: Lamps", "The lamps of all ports shine."])]),
        "en",
    )
    assert [(block.number, block.title) for block in of(blocks, "division")] == [("1", "LAMPS AND OIL")]
