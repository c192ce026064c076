"""The table of docs/force.md: each example has the force and the addressee of its row."""

import re
from pathlib import Path

import pytest

from corpus.model import Heading, Provision
from indexer.classify.topics import classify

_PAGE = (Path(__file__).parents[2] / "docs" / "force.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+) \| ([a-z-]+) \| (.+) \|$", _PAGE.partition("## The table")[2], re.MULTILINE)[2:]


@pytest.mark.parametrize(("text", "force", "addressee"), ROWS)
def test_an_example_has_the_labels_of_its_row(text, force, addressee):
    headings = (Heading("chapter", "2", "Rivers"), Heading("article", "2.1", "Some Title"))
    labels = classify(Provision("a-b/2.1/1", "eid", "a-b", "en", headings, "1", text))
    assert (labels.force, labels.addressee or "-") == (force, addressee)
