"""Words broken at the end of a line: put together where the words of the text, or our own, know the whole."""

import pytest

from corpus.formats.line_ends import mended


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["the lamp-", "keepers of Lampkeepers light"], "the lampkeepers of Lampkeepers light"),
        (["the lamp-", "keepers and lamp-keepers light"], "the lamp-keepers and lamp-keepers light"),
        (["its environ-", "mental laws"], "its environmental laws"),
        (["its environ\u2010", "mental, and other laws"], "its environmental, and other laws"),
        (["an odd wick-", "burner"], "an odd wick-burner"),
        (["for short-", "and long-term use"], "for short- and long-term use"),
        (["in Annex 2-", "and 3"], "in Annex 2- and 3"),
    ],
)
def test_a_word_broken_at_the_end_of_a_line(lines, expected):
    assert " ".join(" ".join(mended(lines)).split()) == expected


def test_a_long_text_of_broken_words_takes_no_longer_than_its_lines():
    assert len(mended(["lamp-"] * 20_000)) == 20_000
