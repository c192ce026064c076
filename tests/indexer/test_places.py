"""Lists of chapters and articles as texts print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.classify.article_lists import ArticlePlace, chapters_named, places_named


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Chapters 5, 6, 12 and 17", {"5", "6", "12", "17"}),
        ("Chapters Seven (Plant Health), Eighteen (Rivers), and Twenty-One", {"7", "18", "21"}),
        ("los Capítulos 5 y 6", {"5", "6"}),
        ("Chapter 5 (Rivers) or Chapter 6", {"5", "6"}),
        ("Section B of Chapter 20 and Article 9.2 of Chapter 9", set()),
        ("the provisions of Chapter 3", {"3"}),
        ("this Chapter and 7 others", set()),
    ],
)
def test_chapters(text, wanted):
    assert {number for _, number in chapters_named(text)} == wanted


def test_titles_are_not_chapters():
    assert chapters_named("Title X (Disputes) and Chapter 2") == {("title", "X"), ("chapter", "2")}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Article 13.2, 13.3, or 13.9", {"13.2", "13.3", "13.9"}),
        ("Articles 5 to 7", {"5", "6", "7"}),
        ("Articles 5.1 through 5.3", {"5.1", "5.2", "5.3"}),
        ("Article 16.2.1(a)", {"16.2/1"}),
        ("Article 11.8(2) (Rules at Home)", {"11.8/2"}),
        (
            "Articles 286, paragraph 2, 287, paragraphs 2, 3 and 4 and 291 of this Title",
            {"286/2", "287/2", "287/3", "287/4", "291"},
        ),
        ("Articles 15.2 (Mills, and Rivers) and 15.4", {"15.2", "15.4"}),
        ("Article 9.1 of the Protocol on Rivers", set()),
        ("Article VI of GATT 1994", set()),
        ("Article 9.2 of Chapter 9", {"9.2"}),
        ("los artículos 3 y 4 del presente Acuerdo", {"3", "4"}),
    ],
)
def test_articles(text, wanted):
    assert {f"{p.article}/{p.paragraph}".rstrip("/") for p in places_named(text)} == wanted


@given(st.lists(st.integers(1, 400), min_size=1, max_size=8, unique=True))
def test_every_article_of_a_list_is_found(numbers):
    *first, last = map(str, numbers)
    text = f"Articles {', '.join(first)} and {last}." if first else f"Article {last}."
    assert places_named(text) == {ArticlePlace(str(number)) for number in numbers}


@given(st.text(alphabet="Articles Chapter,.()123-–to and", max_size=80))
def test_any_text_is_read_without_fault(text):
    chapters_named(text)
    places_named(text)
