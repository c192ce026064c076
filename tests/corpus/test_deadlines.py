"""Periods that run from entry into force, in an invented agreement and in the digests of the package."""

from datetime import date

import pytest

from corpus.catalogue.agreements import load_catalogue
from corpus.catalogue.digests import digests_of
from corpus.deadlines import deadlines
from corpus.model import Agreement

CATALOGUE = load_catalogue()


def agreement(**known: object) -> Agreement:
    return Agreement(id="ruritania", titles={}, short_titles={}, parties=(), status="in force", **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("Ruritania must do so within 18 months of the Agreement's entry into force.", ["2010-02-28"]),
        ("They meet within the first year after entry into force and then every year.", ["2009-08-31"]),
        ("At the latest 180 days after the first anniversary of entry into force.", ["2010-02-27"]),
        ("It meets within two years after the agreement enters into force.", ["2010-08-31"]),
        ("Within six months of entry into force, and a year from entry into force.", ["2009-02-28", "2009-08-31"]),
        ("Within 30 days of a request.", []),
        ("From the day the Agreement enters into force, no Party may foul a river.", []),
        ("Within six months of its signature.", []),
    ],
)
def test_a_period_ends_on_a_day(words, wanted):
    found = deadlines([words], agreement(in_force=date(2008, 8, 31)))
    assert [day.isoformat() for day in found] == wanted


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"in_force": date(2008, 8, 31), "unverified": ("in_force",)},
        {"in_force": date(2008, 8, 31), "provisional_from": date(2007, 1, 1)},
        {"in_force": date(2008, 8, 31), "since": {"CRI": date(2009, 1, 1)}},
    ],
)
def test_no_day_is_told_where_the_day_of_entry_into_force_is_not_sure(known):
    assert deadlines(["Within six months of entry into force."], agreement(**known)) == ()


def test_the_forest_annex_of_us_peru_ran_eighteen_months():
    told = [d.summary["en"] for d in digests_of("us-peru") if d.provision == "us-peru/annex-18.3.4/3"]
    assert deadlines(told, CATALOGUE.get("us-peru")) == (date(2010, 8, 1),)
