"""What an exporter is shown."""

from corpus.catalogue.agreements import load_catalogue
from indexer.answers.exporter import markets

KNOWN = {each.id: each for each in load_catalogue().agreements}


def test_an_agreement_that_never_entered_into_force_opens_no_market():
    assert KNOWN["tpp"].status == "never in force"
    assert markets(KNOWN, {"tpp": 9, "us-peru": 3, "china-peru": 5, "us-korea": 7}) == ["CHN", "USA"]
