"""Marks in a clause: defined terms once an article, links that stay whole, whatever else is marked inside them."""

import pytest
from invented import make_record

from indexer.answers.definitions import definitions
from web.views.record_html import Mark, marked
from web.views.terms import Glossary

DEFINED = definitions([make_record("norvania-estuaria/9.1/1", text="raft means logs that float.", force="definition")])


def test_a_term_is_marked_once_an_article_and_listed_once():
    glossary = Glossary(DEFINED)
    marks = [
        glossary.marks(make_record(f"norvania-estuaria/{place}", text="Each raft passes."))
        for place in ("1.1/1", "1.1/2", "1.2/1")
    ]
    assert [[(mark.start, mark.end, mark.target) for _, mark in found] for found in marks] == [
        [(5, 9, "term-raft")], [], [(5, 9, "term-raft")],
    ]  # fmt: skip
    assert list(glossary.entries) == ["term-raft"]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([Mark(5, 9, "term", "term-raft")], 'Each <a class="term" href="#term-raft">raft</a> passes.'),
        (
            [Mark(5, 9, "term", "t"), Mark(0, 7, "seen"), Mark(7, 16, "hit")],
            '<span class="seen">Each </span><a class="term" href="#t"><span class="seen">ra</span><mark>ft</mark></a>'
            "<mark> passes</mark>.",
        ),
        ([Mark(5, 9, "link", "9.1"), Mark(5, 9, "term", "t")], 'Each <a href="/9.1" title="A &#34;raft&#34;">raft</a> passes.'),
        ([Mark(5, 9, "link", "")], "Each raft passes."),  # leads nowhere
    ],
)  # fmt: skip
def test_a_link_stays_whole_and_holds_no_other(marks, expected):
    found = marked("Each raft passes.", marks, link=lambda to: (f"/{to}", 'A "raft"') if to else None)
    assert str(found) == expected
