"""Footnotes of the four patterns find the words that carry their mark; numbers that are no marks stay."""

import pytest

from corpus.formats.text import plain
from corpus.model import Block
from corpus.quality.account import account
from corpus.quality.unread import unread
from corpus.structure.footnote_bodies import Body
from corpus.structure.footnotes import _Mark, _one_each
from corpus.structure.segment import segment


def notes(*articles, conclusion=""):
    """Return {provision: [(mark, first words, words before the mark)]} and all texts, of articles given as texts."""
    blocks = [Block("division", number="1", title="Rivers", level=3)]
    for number, text in enumerate(articles, start=1):
        title = "Rivers"
        if isinstance(text, tuple):
            title, text = text
        blocks += [Block("article", number=f"1.{number}", title=title), Block("text", text=text)]
    if conclusion:
        blocks += [Block("division", division="conclusion", title="Conclusion", level=1), Block("article"),
                   Block("text", text=conclusion)]  # fmt: skip
    document = segment(blocks, agreement="a-b", language="en")
    found = {}
    for provision in document.provisions():
        texts = dict(provision.texts())
        for note in provision.footnotes:
            before = texts.get(note.where, "")[: note.offset].split()[-1:] if note.where != "heading" else ["(title)"]
            found.setdefault(provision.id.removeprefix("a-b/"), []).append((note.mark, note.text.split()[0], *before))
    text = " ".join(words for p in document.provisions() for where, words in p.texts() if "note" not in where)
    return found, text, document


def test_a_page_note_in_the_middle_of_the_next_article():
    found, text, _ = notes(
        "Rivers are kept clean by both Parties. \n1",
        "1. A Party shall see to the \n1  Clean means that trout live in it for a whole year.   \n\nlakes on its side.",
    )
    assert found == {"1.1/1": [("1", "Clean", "Parties.")]}
    assert "A Party shall see to the lakes on its side." in text


def test_a_mark_alone_on_a_line_inside_a_sentence():
    found, text, _ = notes(
        "1. The use of rivers\n1\n of all kinds is shared. \n\n2. They rest.\n1  Use means fishing, bathing and the milling of corn."
    )
    assert found == {"1.1/1": [("1", "Use", "rivers")]}
    assert "The use of rivers of all kinds is shared." in text


def test_two_marks_glued_to_a_word():
    found, text, _ = notes(
        "1. Rivers are shared (the River Rule):12 \n\n2. They rest.\n1  The River Rule is the older of the two rules.\n\n"
        "2  Shared means that both Parties may fish there."
    )
    assert [mark for mark, *_ in found["1.1/1"]] == ["1", "2"]
    assert "(the River Rule):" in text
    assert "12" not in text


def test_a_mark_on_a_title():
    found, _, document = notes(
        ("Rivers1", "Rivers are shared."), "Lakes too.\n1  A river is water that runs to the sea."
    )
    assert found == {"1.1/1": [("1", "A", "(title)")]}
    assert next(document.articles()).title == "Rivers"


def test_a_mark_on_a_title_in_capitals():
    found, _, document = notes(
        ("RIVERS AND LAKES1", "Rivers are shared."), "Lakes too.\n1  A river is water that runs to the sea."
    )
    assert found == {"1.1/1": [("1", "A", "(title)")]}
    assert next(document.articles()).title == "RIVERS AND LAKES"


def test_endnotes_in_brackets():
    found, text, _ = notes(
        "The Parties love rivers [1] and lakes [2] and the sea [3].",
        conclusion="DONE at the river.\n\n[1] A river runs.\n\n[2] A lake\nstands.\n\n[3] The sea does both.",
    )
    assert [mark for mark, *_ in found["1.1/1"]] == ["1", "2", "3"]
    assert "love rivers and lakes and the sea." in text


@pytest.mark.parametrize(
    "words",
    [
        "The Rio+20 meeting was held.",
        "They met on 10 September 1998 at noon.",
        "Decree No.33 stays.",
        "within 45 days of it",
        "Protocols 1, 2 and 3 hold,",
    ],
)
def test_numbers_that_are_no_marks_stay(words):
    _, text, _ = notes(f"{words} Rivers are shared.1", "Lakes too.\n1  A river is water that runs to the sea.")
    assert words in text


def test_a_note_whose_mark_is_lost_is_reported():
    _, _, document = notes(
        "Rivers are shared [1] by all [3] of them.",
        "Lakes too.",
        conclusion="DONE.\n\n[1] One note.\n\n[2] A lost note.\n\n[3] A third note.",
    )
    held = [note.text for p in document.provisions() for note in p.footnotes]
    assert "A lost note." in [*held, *(note.text for note in document.unattached_notes)]


def test_a_note_that_the_markup_tells():
    blocks = [
        Block("article", number="1", title="Rivers\u2060[*]\u2060"),
        Block("text", text="Rivers\u2060[1]\u2060 are shared."),
        Block("note", number="*", text="On the title."),
        Block("note", number="1", text="They run."),
    ]
    (provision,) = segment(blocks, agreement="a-b", language="en").provisions()
    assert [(n.mark, n.where, n.offset) for n in provision.footnotes] == [("*", "heading", 6), ("1", "", 6)]
    assert provision.text == "Rivers are shared."


def test_a_series_begins_behind_notes_that_are_lost():
    found, text, document = notes(
        "1. Rivers rest.\n2. Lakes rest by day and\n\n2  This Article is about lakes and eels.\n\n3  Night is the time "
        "without the sun.\n\nby night.3\n3. Fish rest.4\n\n4  Fish are trout and all eels."
    )
    assert found == {"1.1/2": [("3", "Night", "night.")], "1.1/3": [("4", "Fish", "rest.")]}
    assert [note.mark for note in document.unattached_notes] == ["2"]
    assert "Lakes rest by day and by night." in text


def test_one_mark_belongs_to_one_body():
    """A note of the page and a row of a numbered list at the end claim the same mark: the first body keeps it."""
    claimed = _Mark(place=120, block=1, start=20, end=22, numbers="1", rank=0)
    other = _Mark(place=140, block=1, start=40, end=42, numbers="2", rank=0)
    bodies = [Body("1", "Clean water.", 200, 1), Body("2", "Salt water.", 210, 1), Body("1", "first row", 900, 7)]
    assert _one_each({0: claimed, 1: other, 2: claimed}, bodies) == {0: claimed, 1: other}
    glued = _Mark(place=150, block=1, start=50, end=52, numbers="12", rank=0)
    assert _one_each({0: glued, 1: glued}, bodies) == {0: glued, 1: glued}, "“12” may be the marks 1 and 2"


def read_plain(text):
    document = segment(plain.read(text.encode(), "en"), agreement="a-b", language="en")
    return {
        provision.id.partition("/")[2]: (provision.text, [note.mark for note in provision.footnotes])
        for provision in document.provisions()
    }


PAGES = "".join(
    f"Article 9.{n}: Kind {chr(64 + n)}\n1. Lamps of kind {chr(64 + n)} shine.\n9-{n}\n" for n in range(3, 9)
)
ARTICLE = "Article 9.2: Lamps\n"
PRINTED = {
    "a mark behind a space": (
        f"{ARTICLE}1. Each Party lights lamps1 and\nbuoys 2 as it can.\n\n1 Lamps have wicks.\n2 Buoys have bells.\n9-2\n{PAGES}",
        {"9.2/1": ("Each Party lights lamps and buoys as it can.", ["1", "2"])},
    ),
    "a line that goes on with a reference": (
        f"{ARTICLE}1. Lamps1 shine as said in Chapter\n2 (Oil), 3 (Wicks) or 4 (Ports) all night.\n\n1 Lamps have wicks.\n9-2\n{PAGES}",
        {"9.2/1": ("Lamps shine as said in Chapter 2 (Oil), 3 (Wicks) or 4 (Ports) all night.", ["1"])},
    ),
    "a note inside a sentence": (
        "Article 9.2: Lamps\n1. Each Party lights lamps on the\ncoast5\n 5 The coast includes all islands.\nand in the ports.\n",
        {"9.2/1": ("Each Party lights lamps on the coast and in the ports.", ["5"])},
    ),
    "a note inside a sentence of a page": (
        f"{ARTICLE}1. Each Party lights the lamps1 that\n1 Lamps have wicks.\nstand in the ports.\n2. They rest.\n9-2\n{PAGES}",
        {"9.2/1": ("Each Party lights the lamps that stand in the ports.", ["1"]), "9.2/2": ("They rest.", [])},
    ),
    "paragraphs numbered like notes": (
        f"{ARTICLE}1 Each Party lights lamps1 at night.\n2 Each Party cleans the lamps.\n\n1 Lamps have wicks.\n9-2\n{PAGES}",
        {"9.2/1": ("Each Party lights lamps at night.", ["1"]), "9.2/2": ("Each Party cleans the lamps.", [])},
    ),
    "marks that count by chapter, behind a space": (
        f"{ARTICLE}1. Lamps stand on this coast 9-1\n, and on the hills.\n2. They shine in the ports 9-2 of a Party.\n\n"
        f"9-1 Coasts have sand.\n9-2 Ports have ships in them.\n9-2\n{PAGES}",
        {
            "9.2/1": ("Lamps stand on this coast, and on the hills.", ["9-1"]),
            "9.2/2": ("They shine in the ports of a Party.", ["9-2"]),
        },
    ),
    "a mark glued to an article that is cited": (
        f"{ARTICLE}1. Lamps shine under Article 9.34 at night, and under Article 9.33.\n\n4 Lamps have wicks.\n9-2\n{PAGES}",
        {"9.2/1": ("Lamps shine under Article 9.3 at night, and under Article 9.33.", ["4"])},
    ),
    "notes below a heading": (
        "Article 1: Air\n1. Air is clean (1).\n2. Soil rests (2) well.\n\nNOTES\n\n(1) Air moves about.\n(2) Soil is brown.\n",
        {"1/1": ("Air is clean.", ["1"]), "1/2": ("Soil rests well.", ["2"])},
    ),
    "marks with a comma between": (
        "Article 1: Air\n1. Air is clean.[1],[2]\n2. Soil rests [3].\n\n[1] Air moves.\n[2] Clean is white.\n[3] Soil is brown.\n",
        {"1/1": ("Air is clean.", ["1", "2"]), "1/2": ("Soil rests.", ["3"])},
    ),
}


@pytest.mark.parametrize(("text", "wanted"), PRINTED.values(), ids=PRINTED)
def test_no_words_of_a_clause_end_in_a_note(text, wanted):
    found = read_plain(text)
    assert {place: found.get(place) for place in wanted} == wanted
    assert not [place for place in found if place.startswith("footnotes")]


@pytest.mark.parametrize("year", ["1998. It", "1998, as", "2031; so"])
def test_a_mark_behind_a_year(year):
    words = f"{year[:5]}1{year[5:]} stands."
    found, text, _ = notes(f"1. Weirs fall under the Mill Law of {words}\n2. They rest.\n1  The Mill Law was changed.")
    assert found == {"1.1/1": [("1", "The", year[:5])]}
    assert f"Law of {year} stands." in text


@pytest.mark.parametrize(
    ("numbers", "wanted", "marks"),
    [
        ("2.1 2.21 2.3", "2.1 2.2 2.3", [("1", "heading")]),
        ("9 101 11", "9 10 11", [("1", "heading")]),
        ("2.1 2.21 2.22", "2.1 2.21 2.22", []),
        ("1 21 22", "1 21 22", []),
    ],
)
def test_a_mark_glued_to_the_number_of_an_article(numbers, wanted, marks):
    given = []
    for number in numbers.split():
        given += [Block("article", number=number, title="Rivers"), Block("text", text="Rivers flow.")]
    given.append(Block("text", text="\n1  A river is water that runs to the sea."))
    document = segment(given, agreement="a-b", language="en")
    assert [article.number for article in document.articles() if article.number] == wanted.split()
    assert [(note.mark, note.where) for each in document.provisions() for note in each.footnotes] == marks


def test_a_note_without_a_mark_is_a_provision_of_its_chapter_and_told():
    text = f"Chapter 9\nLamps\n{ARTICLE}1. Lamps1 shine.\n\n1 Lamps have wicks.\n2 Each Party shall count its lamps.\n9-2\n{PAGES}"
    blocks = plain.read(text.encode(), "en")
    document = segment(blocks, agreement="a-b", language="en")
    (note,) = [provision for provision in document.provisions() if "footnotes" in provision.id]
    assert (note.id, note.label, note.text) == ("a-b/footnotes-chapter-9/2", "2", "Each Party shall count its lamps.")
    assert [heading.kind for heading in note.headings] == ["chapter", "footnotes"]
    weighed = account(blocks, document)
    assert (weighed.missing, weighed.invented) == (0, 0)
    assert any("Each Party shall count" in each for each in unread(blocks, document, weighed))


ROUND = {  # marks and bodies in round brackets, and what is none
    "on three lines": (
        "1. Weirs (\n1\n) are kept.\n2. They rest.\n(\n1\n) A weir is a wall.",
        {"1.1/1": [("1", "A", "Weirs")]},
    ),
    "at a word": ("1. Weirs (1) are kept.\n2. They rest.\n(1) A weir is a wall.", {"1.1/1": [("1", "A", "Weirs")]}),
    "behind a stop": ("1. Weirs are kept; (1) or\n2. not.\n(1) A weir is a wall.", {"1.1/1": [("1", "A", "kept;")]}),
    "two near each other": (
        "1. Weirs (1) are kept by millers (2) who live there.\n2. They rest.\n(1) A weir is a wall.\n(2) Not those who rest.",
        {"1.1/1": [("1", "A", "Weirs"), ("2", "Not", "millers")]},
    ),
    "below a heading follow words": (
        "1. Weirs (1) are kept.\n(1) A weir is a wall.\nVisits to Mills\n2. Rangers visit mills.",
        {"1.1/1": [("1", "A", "Weirs")]},
    ),
    "a reference": ("(1) Weirs are kept.\n(2) They rest as in paragraph (1).\n(3) Rest is as in paragraph (2).", {}),
    "items of a sentence": (
        "1. Keep (1) weirs, (2) lakes and (3) mills.\n(1) A weir is kept by day.\n(2) A lake is not.",
        {},
    ),
}


@pytest.mark.parametrize(("article", "wanted"), ROUND.values(), ids=ROUND)
def test_notes_in_round_brackets(article, wanted):
    found, text, document = notes(article)
    assert found == wanted
    assert "A weir is a wall" not in text
    assert document.unattached_notes == ()
