"""ToTA: where the recitals and the closing words stand, and what numbers articles have."""

import pytest

from corpus.formats.xml.tota import read

RECITALS = "<article>NORVANIA and SUDERIA, wishing to trade, have agreed as follows:</article>"
CLOSING = "<article>Done at Port Norva on 4 March 1996, in two originals.</article>"
FIRST = '<article number="ARTICLE 1" name="Objectives">The Parties shall protect the river.</article>'
LAST = '<article number="ARTICLE 2">Either Party may end this Agreement.</article>'


def headings(*chapters: str) -> list[tuple[str, str, int]]:
    """Return kind, number and what it closes of each heading of a treaty."""
    blocks = read(f"<treaty><meta/><body>{''.join(chapters)}</body></treaty>".encode(), "en")
    found = [block for block in blocks if block.kind != "text"]
    return [(each.kind if each.kind == "article" else each.division, each.number, each.closes) for each in found]


@pytest.mark.parametrize(
    ("chapters", "expected"),
    [
        (
            (f"<chapter>{RECITALS}</chapter>", f"<chapter>{FIRST}{LAST}</chapter>", f"<chapter>{CLOSING}</chapter>"),
            [("preamble", "", 0), ("article", "", 0), ("article", "1", 1), ("article", "2", 1), ("conclusion", "", 0),
             ("article", "", 0)],
        ),
        ((f"<chapter>{FIRST}{LAST}</chapter>",), [("article", "1", 1), ("article", "2", 1)]),
        (
            (f"<chapter>{FIRST}</chapter>", f'<chapter number="" name="">{CLOSING}</chapter>'),
            [("article", "1", 1), ("conclusion", "", 0), ("article", "", 0)],
        ),
        (
            (f'<chapter name="Preamble">{RECITALS}</chapter>', f'<chapter number="CHAPTER 1">{FIRST}</chapter>'),
            [("preamble", "", 0), ("article", "", 0), ("chapter", "1", 0), ("article", "1", 0)],
        ),
        (
            (f"<chapter>{RECITALS}</chapter>", "<chapter><article>1. The Parties shall meet.</article></chapter>"),
            [("preamble", "", 0), ("article", "", 0), ("article", "", 1)],
        ),
    ],
    ids=["three chapters without a heading", "one", "no recitals", "chapters with headings", "no number at all"],
)  # fmt: skip
def test_recitals_and_closing_words_are_no_articles(chapters, expected):
    assert headings(*chapters) == expected


@pytest.mark.parametrize(
    ("attributes", "number"),
    [
        ('number="ARTICLE TWENTY-THREE"', "23"),
        ('number="ARTÍCULO TREINTA Y UNO"', "31"),
        ('number="ARTICLE 1ER"', "1"),
        ('number="ARTIICLE 7"', "7"),
        ('name="Artículo 3-01:"', "3-01"),
        ('number="" name="Article 13.5"', "13.5"),
        ('number="" name="Definitions"', ""),
    ],
)
def test_the_number_of_an_article_is_read(attributes, number):
    chapter = f'<chapter number="CHAPTER 1"><article {attributes}>The Parties shall meet.</article></chapter>'
    assert headings(chapter)[-1] == ("article", number, 0)
