"""Where every character went, what the bytes promise, what a text lacks, and which of its words are damaged."""

import pytest

from corpus.model import Block
from corpus.quality.account import account, promised
from corpus.quality.damaged_words import damaged_words, is_fused
from corpus.quality.gaps import gaps
from corpus.quality.unread import NOT_READ
from corpus.structure.segment import segment


def treaty(*articles, chapters=()):
    blocks = []
    for number, text in articles:
        for chapter, first in chapters:
            if first == number:
                blocks.append(Block("division", number=chapter, title=f"Part {chapter}", level=3))
        blocks += [Block("article", number=number, title=f"Title {number}"), Block("text", text=text)]
    return segment(blocks, agreement="a-b", language="en")


def test_every_character_has_its_place():
    blocks = [
        Block("dropped", text="Home > Treaties", reason="navigation"),
        Block("division", number="1", title="Lamps", level=3),
        Block("article", number="1.1", title="Shine"),
        Block(
            "text",
            text="1. Lamps shine:\n(a) at night;2 and\n(b) in fog.\n2  Night begins at dusk in all ports.\n1-4\n",
        ),
    ]
    document = segment(blocks, agreement="a-b", language="en")
    weighed = account(blocks, document)
    assert (weighed.missing, weighed.invented) == (0, 0)
    assert weighed.dropped == {"navigation": 12, "page mark": 2}
    assert weighed.given == weighed.headings + weighed.provisions + weighed.footnotes + sum(weighed.dropped.values())


def test_what_is_lost_or_made_up_is_counted():
    blocks = [Block("article", number="1", title="Lamps"), Block("text", text="Lamps shine.")]
    document = segment(blocks, agreement="a-b", language="en")
    more = [*blocks, Block("text", text="Oil.")]
    assert account(more, document).missing == 3
    assert account(blocks[:1], document).invented == len("Lampsshine")


@pytest.mark.parametrize(
    ("data", "numbers"),
    [
        (
            b'<article number="ARTICLE 1.1" name="A">x</article><article number="ARTICLE 1.2">y</article>',
            ("1.1", "1.2"),
        ),
        ("Artículo 4: Faros\nSegún el artículo 9 de otro tratado, los faros\nARTÍCULO 5\n".encode(), ("4", "5")),
        (b"<p>Article 3</p><p>Lamps shine as Article 7 says.</p><p>Article 4 - Oil</p>", ("3", "4")),
        (b"%PDF-1.7 Article 1", ()),
    ],
)
def test_what_the_bytes_promise(data, numbers):
    assert promised(data) == numbers


def test_holes_in_the_numbering():
    found = gaps(treaty(("1", "Lamps."), ("2", "Oil."), ("5", "Wicks."), ("6", "Boats.")))
    assert found.lacks == ("3", "4")
    assert "articles 3, 4" in found.problems[0]


@pytest.mark.parametrize(("after", "told"), [(8, True), (13, True), (14, False)])
def test_the_longest_hole_that_is_told(after, told):
    """Eleven articles in a row may be lost; where more numbers fail, the treaty counts in another way."""
    lacks = gaps(treaty(("1", "Lamps."), *((str(number), "Oil.") for number in range(after, after + 3)))).lacks
    assert lacks == (tuple(map(str, range(2, after))) if told else ())


def test_a_series_that_begins_anew_is_no_hole():
    assert gaps(treaty(*((str(n), "Lamps.") for n in (1, 2, 3, 1, 2)))).lacks == ()


def test_a_text_that_stops_half_way():
    document = treaty(
        ("1.1", "Disputes go to Chapter Four (Quarrels), fish to Chapter Three (Fish)."),
        ("2.1", "See Article 4.2 and Article 2.2 of the Lamp Oil Code."),
        chapters=(("1", "1.1"), ("2", "2.1")),
    )
    found = gaps(document)
    assert found.lacks == ("chapter-3", "chapter-4")
    assert found.problems[0].startswith("the text stops in chapter 2")


def test_annexes_that_are_named_and_not_held():
    blocks = [
        Block("article", number="1", title="Lamps"),
        Block("text", text="Lamps of Annex 1.2 and Annex 1-B shine, as in Annex 3 to the Oil Code."),
        Block("division", division="annex", number="1B", title="Small lamps", level=4),
        Block("text", text="Small lamps are small."),
    ]
    assert gaps(segment(blocks, agreement="a-b", language="en")).lacks == ("annex-1.2",)


@pytest.mark.parametrize(
    ("ending", "broken"),
    [("Done at the port in two copies", False), ("the Parties shall then", True), ("so be it.", False)],
)
def test_a_text_that_breaks_off(ending, broken):
    problems = gaps(treaty(("1", "Lamps."), ("2", ending))).problems
    assert any("breaks off" in problem for problem in problems) is broken


def test_damaged_words_are_named_and_not_mended():
    text = (
        "Lamp keepers keep lamps. " * 5 + "The kee pers of thelampsandthelighthouses sleep. In the time frame of lamps."
    )
    document = treaty(("1", text))
    joined = " ".join(damaged_words(document))
    assert "“kee pers” (1/1)" in joined
    assert "thelampsandthelighthouses" in joined
    assert "time frame" not in joined
    assert "kee pers" in next(document.provisions()).text


def test_lost_spaces():
    assert is_fused(treaty(("1", "implementationofthisagreement " * 3 + "and lamps")))
    assert not is_fused(treaty(("1", "Lamps shine at night in every port of the coast.")))


@pytest.mark.parametrize(
    ("least", "short"),
    [
        ({}, []),
        ({"articles": 3}, []),
        ({"articles": 4}, ["articles"]),
        ({"articles": 9, "chapters": 2}, ["articles", "chapters"]),
    ],
)
def test_a_text_is_held_to_what_the_catalogue_expects_of_it(least, short):
    document = treaty(("1.1", "Lamps."), ("1.2", "Oil."), ("1.3", "Wicks."))
    told = [each for each in gaps(document, least).problems if "at least" in each]
    assert [what for what in ("articles", "chapters") if any(f" {what} are here" in each for each in told)] == short
    assert all(each.startswith(NOT_READ) for each in told)
