"""Bytes to characters: one wrong byte costs one character, in every format that is text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.formats.decoding import decode

SPANISH = "Artículo 1: Señales\n\nLas Partes cuidarán los faros según la ley “marítima”.\n"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_character_set_is_told_from_the_bytes(charset):
    assert decode(SPANISH.encode(charset)) == SPANISH


@pytest.mark.parametrize("stray", [b"\xa0", b"\xff", b"\xc3", b"\x93"])
def test_one_stray_byte_costs_one_character(stray):
    assert decode(SPANISH.encode() + stray) == SPANISH + "\ufffd"
    assert decode(stray + SPANISH.encode()) == "\ufffd" + SPANISH


@pytest.mark.parametrize(
    ("data", "declared", "expected"),
    [
        ("<meta charset=big5><p>第一條".encode("big5"), "", "<meta charset=big5><p>第一條"),
        ("第一條".encode("big5"), "big5", "第一條"),
        ("<meta charset=iso-8859-1>ñ".encode(), "", "<meta charset=iso-8859-1>ñ"),
        ("caña".encode("latin-1"), "no-such-set", "caña"),
    ],
)
def test_what_is_declared_counts_where_the_bytes_are_not_utf8(data, declared, expected):
    assert decode(data, declared) == expected


def test_a_soft_hyphen_joins_the_halves_of_a_word():
    assert decode("man\u00ad\r\n  zana, li\u00admón".encode()) == "manzana, limón"


def test_soft_hyphens_between_words_and_figures_are_hyphens():
    text = "A non\u00adworking mill of note 2\u00ad1 is working or non sleeping non\u00adworking."
    assert decode(text.encode()) == text.replace("\u00ad", "-")
    assert decode("The man\u00adzanas of 2\u00ad1".encode()) == "The manzanas of 2-1"


@given(st.binary(max_size=300))
def test_any_bytes_have_characters_and_no_token_of_our_own(data):
    assert not {"\u2060", "\u2029", "\x1f", "\ufeff"} & set(decode(data))
