"""What was probably meant, where a word is in no text at hand."""

from pathlib import Path

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
        ("madrea", "madera"),  # two letters swapped
        ("sostenivilidad", "sostenibilidad"),
        ("convercion de bosques", "conversión de bosques"),
        ("legislasion laboral", "legislación laboral"),
    ],
)
def test_a_misspelt_word_is_put_right(library, typed, meant):
    assert library.search(typed).corrections == (meant,)


@pytest.mark.parametrize(
    "typed",
    ["illegal logging", "shihuahuaco", "palta", "shoes", "xyzzyq", "transitario", "incoterm", "-loging trade", "log*"],
)
def test_known_words_goods_and_nonsense_are_left_alone(library, typed):
    assert library.search(typed).corrections == ()


def test_what_is_spelt_with_a_spanish_letter_is_put_right_in_spanish_only(library):
    """A word that is as near to an English one is no slip of it: "propóleo" is not "propose"."""
    assert library.search("loging").corrections == ("logging",)
    assert library.search("lóging").corrections == ()


TRADE_WORDS = (Path(__file__).parent / "trade_words.txt").read_text(encoding="utf-8").split()


def test_no_ordinary_word_of_trade_is_put_right(library):
    assert len(TRADE_WORDS) > 200
    wrong = {word: meant for word in TRADE_WORDS if (meant := library.search(word, all=True).corrections)}
    assert not wrong


@pytest.mark.parametrize(
    "typed",
    ["EUDR", "CBAM", "vendo paltas", "chuno", "propoleo", "compro tableros de caoba", "venta de conchas", "boots"],
)
def test_names_and_good_words_in_a_sentence_are_left_alone(library, typed):
    assert library.search(typed).corrections == ()


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        ("illegal logging Quetzalcoatl", ("Quetzalcoatl",)),
        ("leyes ambientales de Xochimilco", ("Xochimilco",)),
        ("illegal logging", ()),
        ("tala ilegal", ()),
        ("tableros para Europa", ()),  # stands for what touches timber
        ("what is the law", ()),
        ('"illegal zzlogging"', ("zzlogging",)),
        ("logging -qwxz", ()),
        ("das zzxx", ("das", "zzxx")),
        ("KORUS logging zzxx", ("zzxx",)),  # the name of an agreement
    ],
)
def test_words_that_are_nowhere_are_named(library, typed, missing):
    result = library.search(typed)
    assert result.missing == missing
    assert result.to_json().missing == missing


@pytest.mark.parametrize(
    ("typed", "foreign"),
    [
        ("desmatamento florestas", True), ("Zwangsarbeit", True), ("非法采伐", True), ("незаконная рубка", True),
        ("trabalho infantil nas fazendas", True), ("proteção das florestas", True), ("lavoro minorile", True),
        ("illegal houtkap visserij", True), ("protection des forêts", True),
        ("travail des enfants", True), ("direitos dos trabalhadores", True), ("Schutz der Umwelt", True), ("trade with Côte d'Ivoire", False),
        ("enviroment fisheris", False), ("ley Xochimilco", False), ("illegal loging of tropical forests zzyzx", False),
        ("ley de Yungay Quillabamba", False),
        ("xyzzyq123", False), ("shoes", False), ("flete", False), ("illegal logging", False), ("EUDR", False),
    ],
)  # fmt: skip
def test_words_of_other_languages_are_told(library, typed, foreign):
    assert library.search(typed).foreign is foreign


@pytest.mark.parametrize(
    "typed", ["das", "nas", "loggings", "fisherys", "otter", "pescas", "agreed", "effectiveness", "aumenta", "protec"]
)
def test_a_word_by_which_something_is_found_is_not_called_missing(library, typed):
    page = library.search(typed, all=True)
    assert not (page.missing and page.documents)
