"""Amendments: which provisions they touch, and what is said there."""

import pytest

from corpus.catalogue.agreements import load_catalogue
from corpus.catalogue.amendments import Effect, amendment_words, applied, effects_on
from corpus.catalogue.digests import load_digests


@pytest.mark.parametrize(
    ("provision", "chapters", "effects"),
    [
        ("us-peru/annex-18.3.4/11", {"18"}, [Effect("us-peru-2007", "inserted")]),
        ("us-peru/17.2/1.a", {"17"}, [Effect("us-peru-2007", "inserted")]),
        ("us-peru/18.13/4", {"18"}, [Effect("us-peru-2007", "inserted")]),
        ("us-peru/18.13/1", {"18"}, [Effect("us-peru-2007", "renumbered", "18.12")]),
        ("us-peru/18.3/2", {"18"}, [Effect("us-peru-2007", "changed", "18.2")]),
        ("us-peru/18.4/1", {"18"}, [Effect("us-peru-2007", "renumbered", "18.3")]),
        ("us-peru/9.6/7", {"9"}, [Effect("us-peru-2007", "changed")]),
        ("us-peru/9.6", {"9"}, [Effect("us-peru-2007", "changed")]),
        ("us-peru/9.6/1", {"9"}, []),
        ("us-peru/preamble/6", set(), [Effect("us-peru-2007", "inserted")]),
        ("us-peru/1.2/1", {"1"}, []),
        ("us-colombia/18.13/4", {"18"}, [Effect("us-colombia-2007", "inserted")]),
        ("us-colombia/18.1", {"18"}, [Effect("us-colombia-2007", "changed")]),
        ("china-peru/144/3", {"11"}, [Effect("china-peru-2024", "may change")]),
        ("china-peru/162/1", {"12"}, [Effect("china-peru-2024", "unknown")]),
        ("eu-andean/269/3", {"2"}, [Effect("eu-andean-ecuador-2016", "unknown")]),
        ("us-korea/20.2", {"20"}, [Effect("us-korea-2011", "unknown"), Effect("us-korea-2018", "unknown")]),
        ("china-georgia/9.3", {"9"}, []),
        ("us-peru/18.30/1", {"18"}, []),
    ],
)
def test_an_amendment_is_told_where_it_touches_or_may_touch(provision, chapters, effects):
    assert list(effects_on(provision, chapters)) == effects


@pytest.mark.parametrize(
    ("effect", "language", "words"),
    [
        (Effect("us-peru-2007", "inserted"), "en", ["Inserted by: Protocol of Amendment of 24 and 25 June 2007"]),
        (Effect("us-peru-2007", "renumbered", "18.3"), "es", ["Renumerado por", "18.3"]),
        (Effect("china-peru-2024", "may change"), "en", ["May be changed", "2024-11-14", "not at hand"]),
        (Effect("china-peru-2024", "unknown"), "es", ["aquí no se sabe", "2024-11-14"]),
    ],
)
def test_an_effect_is_said_in_words(effect, language, words):
    said = amendment_words(effect, language)
    assert all(word in said for word in words)


def test_only_what_made_the_words_is_cited():
    effects = [Effect("us-peru-2007", "changed"), Effect("china-peru-2024", "may change")]
    assert [entry.id for entry in applied(effects)] == ["us-peru-2007"]


def test_places_of_an_amendment_are_those_of_the_amended_agreement():
    articles = {digest.provision.split("/")[1] for digest in load_digests() if digest.provision.startswith("us-peru/")}
    (protocol,) = [entry for entry in load_catalogue().agreements if entry.id == "us-peru-2007"]
    assert protocol.amends is not None
    assert {"17.2", "18.2", "annex-18.2", "annex-18.3.4"} <= set(protocol.amends.inserted) & articles


def test_amended_by_is_the_other_side_of_amends():
    known = {entry.id: entry for entry in load_catalogue().agreements}
    for entry in known.values():
        assert all(known[name].amends.agreement == entry.id for name in entry.amended_by)
        assert not entry.amends or entry.id in known[entry.amends.agreement].amended_by
