"""What was probably meant, where a word is in no text at hand."""

import pytest

from indexer.library import open_library


@pytest.fixture(scope="module")
def library(built_home):
    with open_library(built_home) as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("illegal loging", "illegal logging"),
        ("enviromental laws", "environmental laws"),
        ("pezca ilegal", "pesca ilegal"),  # as near as "pieza", but it sounds the same
        ("trabajo ynfantil", "trabajo infantil"),
        ("biodibersidad", "biodiversidad"),
        ("umedales", "humedales"),
        ("bosqes", "bosques"),
    ],
)
def test_a_misspelt_word_is_put_right(library, typed, meant):
    assert library.search(typed).corrections == (meant,)


@pytest.mark.parametrize(
    "typed", ["illegal logging", "shihuahuaco", "palta", "shoes", "xyzzyq", "-loging trade", "log*"]
)
def test_known_words_goods_and_nonsense_are_left_alone(library, typed):
    assert library.search(typed).corrections == ()
