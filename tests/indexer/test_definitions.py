"""Defined terms: what a provision defines, where that holds, and where another provision uses it."""

import pytest
from invented import make_record

from indexer.answers.definitions import definitions, uses

CHAPTER = {"kind": "chapter", "number": "3", "title": "Forests"}
OTHER = {"kind": "chapter", "number": "4", "title": "Rivers"}
ANNEX = {"kind": "annex", "number": "3-A", "title": "Sawmills"}


def record(place, text, *, headings=(CHAPTER,), **changes):
    return make_record(f"norvania-estuaria/{place}", text=text, headings=list(headings), **changes)


def defined(*records):
    return [(each.term, each.words) for each in definitions(records)]


@pytest.mark.parametrize(
    ("text", "force", "expected"),
    [
        ("sawn log means a log that a saw has touched;", "definition", [("sawn log", "sawn log means a log that a saw has touched;")]),
        ("For purposes of this Chapter: raft means logs that float.", "definition", [("raft", "raft means logs that float.")]),
        ("The fee for a raft means little.", "definition", []),
        ("log boom: logs that may be tied together;", "definition", [("log boom", "log boom: logs that may be tied together;")]),
        ("For a raft: logs.", "definition", []),
        ("raft means logs.", "obligation", []),  # only where the provision says what terms mean
        ('The "raft guild" means those who float logs.', "obligation", [("raft guild", '"raft guild" means those who float logs.')]),
        ("by means of a raft", "definition", []),
        ("Both keep the lists of Annex 3-A (“listed trees”).", "obligation", [("listed trees", "Both keep the lists of Annex 3-A (“listed trees”)")]),
        ('Both join the River Pact (hereinafter referred to as the "Pact").', "obligation",
         [("Pact", 'Both join the River Pact (hereinafter referred to as the "Pact")')]),
        ("balsa significa troncos que flotan;", "definition", [("balsa", "balsa significa troncos que flotan;")]),
        ("Ambas integran el Pacto del Río (en adelante, «el Pacto»).", "obligation",
         [("Pacto", "Ambas integran el Pacto del Río (en adelante, «el Pacto»)")]),
    ],
)  # fmt: skip
def test_what_a_provision_defines(text, force, expected):
    assert defined(record("3.9/1", text, force=force)) == expected


def test_the_points_of_a_definition_belong_to_it():
    found = definitions([record("3.9/1", "raft means:", force="definition", points=[{"label": "a", "text": "logs;"}])])
    assert [each.words for each in found] == ["raft means: (a) logs;"]


@pytest.mark.parametrize(
    ("opening", "headings", "used_in", "found"),
    [
        ("For purposes of this Chapter:", [CHAPTER], [CHAPTER], True),
        ("For purposes of this Chapter:", [CHAPTER], [OTHER], False),
        ("For purposes of this Agreement:", [CHAPTER], [OTHER], True),
        ("For purposes of this Agreement:", [CHAPTER, ANNEX], [CHAPTER], False),  # an annex speaks for itself
        ("For purposes of this Chapter:", [CHAPTER], [CHAPTER, ANNEX], True),
    ],
)
def test_where_a_definition_holds(opening, headings, used_in, found):
    known = definitions(
        [
            record("3.9/1", opening, headings=headings, force="definition"),
            record("3.9/2", "raft means logs that float.", headings=headings, force="definition"),
        ]
    )
    using = record("3.1/1", "Rafts may pass.", headings=used_in)
    assert [use.definition.term for use in uses(using, known)] == ["raft"] * found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Each Party counts its rafts, and each raft.", ["rafts"]),  # the first use alone
        ("Rafting is free.", []),
        ("No craft-raft passes.", []),
        ("Ferries and a ferry pass.", ["Ferries"]),
    ],
)
def test_the_first_use_of_each_form_is_found(text, expected):
    known = definitions(
        [
            record("3.9/1", "raft means logs that float.", force="definition"),
            record("3.9/2", "ferry means a raft with a crew.", force="definition"),
        ]
    )
    assert [text[use.span.start : use.span.end] for use in uses(record("3.1/1", text), known)] == expected
    assert uses(record("3.9/1", "raft means logs that float."), known) == []  # not in its own definition
