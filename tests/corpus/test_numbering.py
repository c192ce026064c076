"""Numbers in words, in Roman numerals, and in sequence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numbering import Numbering, as_roman, in_digits, roman_value, value


@pytest.mark.parametrize(
    ("printed", "digits"),
    [
        ("Eighteen", "18"), ("TWENTY-ONE", "21"), ("Thirty two", "32"), ("CATORCE", "14"), ("Cinco", "5"),
        ("dieciséis", "16"), ("DIECISEIS", "16"), ("treinta y uno", "31"), ("Vigésimo Primero", "21"), ("décima", "10"),
        ("primera", "1"), ("TERCERO BIS", "3 BIS"), ("2 ter", "2 ter"), ("IV", "IV"), ("18.3", "18.3"), ("lamp", "lamp"),
    ],
)  # fmt: skip
def test_a_number_in_words(printed, digits):
    assert in_digits(printed) == digits


@given(st.integers(1, 399))
def test_roman_numerals_return(number):
    assert roman_value(as_roman(number)) == number
    assert value(as_roman(number).upper()) == number


@pytest.mark.parametrize("text", ["", "iix", "vv", "lamp", "ic", "iiii", "i" * 5000])
def test_what_is_no_roman_numeral(text):
    assert roman_value(text) == 0


@pytest.mark.parametrize(
    ("numbers", "accepted"),
    [
        (["1", "2", "4"], [True, True, True]),
        (["1", "9"], [True, False]),
        (["3", "2"], [True, False]),
        (["4", "4.2", "4.3"], [True, True, True]),
        (["4.2", "4"], [True, False]),
        (["2", "2-1", "3"], [True, True, True]),
        (["2", "2.1", "9"], [True, True, False]),
        (["I", "II", "IX"], [True, True, False]),
        (["2", "IX", "3"], [True, True, True]),
        (["1-01", "1-02"], [True, True]),
        (["1.9", "2.1"], [True, True]),
        (["9" * 5000, "1"], [True, True]),
    ],
)
def test_articles_in_sequence(numbers, accepted):
    numbering = Numbering()
    assert [numbering.accepts(number) for number in numbers] == accepted
