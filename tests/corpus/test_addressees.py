"""Whom a clause can bind: a closed list, with words in both languages."""

import pytest

from corpus.catalogue.addressees import addressee_words, load_addressees, named_parties, parse_addressees
from corpus.catalogue.digests import load_digests, parse_digests
from corpus.errors import CatalogueError

ROW = '[[addressee]]\nen = "the Council"\nes = "el Consejo"\nkind = "body"\nsays = ["council"]\n'


def test_every_addressee_has_words_in_both_languages():
    for value, entry in load_addressees().items():
        assert (entry.en, bool(entry.es.strip())) == (value, True)
    listed = set(load_addressees()) - {party.en for party in named_parties()}
    english = {value for value in listed if load_addressees()[value].es == value}
    assert english == set()


@pytest.mark.parametrize(
    ("value", "en", "es"),
    [
        ("neither Party", "all Parties (“neither Party”)", "todas las Partes («ninguna Parte»)"),
        ("each Party", "each Party", "cada Parte"),
        ("Peru", "Peru", "el Perú"),
    ],
)
def test_whom_a_clause_binds_is_said_so_that_nobody_is_thought_free(value, en, es):
    assert (addressee_words(value, "en"), addressee_words(value, "es")) == (en, es)


@pytest.mark.parametrize(
    "content",
    [
        ROW.replace('es = "el Consejo"\n', ""),
        ROW.replace('"body"', '"thing"'),
        ROW.replace('["council"]', "[]"),
        ROW + ROW,
    ],
)
def test_an_entry_that_lacks_words_or_stands_twice_is_refused(content):
    with pytest.raises(CatalogueError):
        parse_addressees(f"parties = []\n{content}")


def test_digests_name_nobody_else():
    assert {digest.addressee for digest in load_digests()} <= {"", *load_addressees()}  # "": nobody named
    content = """
agreement = "a-b"
checked = 2026-01-02
[article."1"]
en = "Rivers"
es = "Ríos"
[[digest]]
provision = "a-b/1/1"
topics = ["waste"]
force = "obligation"
addressee = "%s"
enforcement = "unstated"
en = "Clean."
es = "Limpio."
"""
    assert parse_digests(content % "each Party", "a-b.toml")[0].addressee == "each Party"
    with pytest.raises(CatalogueError, match="Cooperation"):
        parse_digests(content % "Cooperation", "a-b.toml")
