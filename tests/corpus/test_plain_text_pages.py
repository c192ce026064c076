"""Plain text that was printed on pages: marks and headers of pages leave it, notes at their feet find their marks."""

import pytest

from corpus.formats.text.plain import read
from corpus.structure.segment import segment


def blocks(text):
    return read(text.encode(), "en")


MARKS = {
    "Roman": ["LI", "LII", "LIII", "LIV", "LV"],
    "of an annex": [f"16-A-{n}" for n in range(1, 6)],
    "of a document": [f"EU/XY/en {n}" for n in range(7, 12)],
    "of a document's annex": [f"EU/XY/Annex 2-B/en {n}" for n in range(1, 6)],
    "with a word": [f"Page {n} of 12" for n in range(1, 6)],
    "of a Spanish page": [f"Página {n}" for n in range(1, 6)],
    "a fraction": [f"{n}/12" for n in range(1, 6)],
    "in brackets": [f"[{n}]" for n in range(1, 6)],
    "between dashes": [f"- {n} -" for n in range(1, 6)],
    "between dashes, from a later page": [f"– {n} –" for n in range(87, 92)],
}


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
def test_page_marks_in_sequence_leave_the_words(marks):
    lines = ["Article 1: Lamps"]
    for mark in marks:
        lines += [f"{n}. Lamps of kind {n} shine in all ports." for n in range(1, 14)] + [mark]
    found = blocks("\n".join(lines))
    assert [b.text for b in found if b.kind == "dropped"] == marks


HEADERS = {
    "with a number": [f"Lamp Treaty of Arcadia {n}" for n in range(1, 7)],
    "with a number before": [f"{n} Lamp Treaty of Arcadia" for n in range(1, 7)],
    "without a number": ["LAMP TREATY OF ARCADIA"] * 6,
    "of a journal": [f"12.3.2020 EN Journal of Lamps L 12/{n}" for n in range(1, 7)],
    "of both sides": [f"L 12/{n} EN Lamps" if n % 2 else f"12.3.2020 EN Lamps L 12/{n}" for n in range(1, 7)],
    "on several lines": [f"{n}\n\nEN\nJournal of Lamps\n12.3.2020" for n in range(1, 7)],
    "few numbers alone, from a later page": [f"{n}" for n in range(41, 46)],
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_headers_of_pages_leave_the_sentence_that_they_cut(headers):
    lines = ["Article 1: Lamps"]
    for number, header in enumerate(headers, 1):
        lines += [f"{n}. Lamps of kind {n} shine in all ports." for n in range(1, 12)]
        lines += [f"12. Lamps of port {number}", header, f"shine {number} days."]
    found = blocks("\n".join(lines))
    assert [b.text for b in found if b.kind == "dropped"] == "\n".join(headers).replace("\n\n", "\n").split("\n")
    assert "Lamps of port 2 shine 2 days." in " ".join("\n".join(b.text for b in found if b.kind == "text").split())


def test_headers_that_tear_no_sentence_are_known_by_their_count_and_law_that_comes_again_is_none():
    lines = ["Article 1: Lamps"]
    for page in range(1, 13):
        lines += [f"{n}. Lamps of kind {n} shine in all ports." for n in range(1, 12)]
        lines += [
            "12. The keeper of the port and",
            "the lamp of his Port",
            "shines by day.",
            f"Treaty on Good Lamps {page}",
            "(Done at Port)",
        ]
    found = blocks("\n".join(lines))
    assert {b.text.rstrip("0123456789") for b in found if b.kind == "dropped"} == {
        "Treaty on Good Lamps ",
        "(Done at Port)",
    }
    assert sum(b.text.count("the lamp of his Port") for b in found) == 12


def test_headings_that_count_up_are_no_headers():
    text = "\n".join(f"Article {n}: Lamp {n}\n" + "Lamps shine.\n" * 13 for n in range(1, 8))
    assert [each.number for each in blocks(text) if each.kind == "article"] == [str(n) for n in range(1, 8)]


NOTES = {
    "raised": ("Lamps¹ shine", "¹ Lamps include candles."),
    "a star": ("Lamps* shine", "* Lamps include candles."),
    "in brackets": ("Lamps[1] shine", "[1] Lamps include candles."),
    "named": ("Lamps1 shine", "Footnote 1: Lamps include candles."),
}


@pytest.mark.parametrize(
    "where", ["{mark}.\n\n{note}\n\nArticle 2: Oil\nOil burns.", "{mark}.\nArticle 2: Oil\nOil burns.\n\n{note}"]
)
@pytest.mark.parametrize(("mark", "note"), NOTES.values(), ids=NOTES)
def test_a_note_that_a_sign_marks(mark, note, where):
    text = f"Article 1: Lamps\n{where.format(mark=mark, note=note)}\n"
    first, second = segment(blocks(text), agreement="a-b", language="en").provisions()
    assert (first.text, [each.text for each in first.footnotes]) == ("Lamps shine.", ["Lamps include candles."])
    assert second.text == "Oil burns."


def test_notes_whose_marks_stand_alone_and_run_on_through_the_chapters():
    lines = ["Chapter 1", "Lamps", "Article 1.1: Lamps"]
    bodies = ["1", "Lamps of ports include candles.", "2", " Oil is fat. 3 Ports are towns.", "4", " Ice is water."]
    words = [("Lamps1 shine.", bodies[:2]), ("Oil2 burns in ports3 by day.", bodies[2:4]), ("Ice4 melts.", bodies[4:])]
    for number, (text, notes) in enumerate(words, 1):
        lines += [f"Chapter {number}", "Ports", f"Article {number}.1: Ports"] if number > 1 else []
        lines += [
            f"1. {text}",
            *[f"{n}. Ports of kind {n} are open." for n in range(2, 14)],
            "",
            *notes,
            f"- {number} -",
        ]
    document = segment(blocks("\n".join(lines)), agreement="a-b", language="en")
    assert [(p.id, [note.text for note in p.footnotes]) for p in document.provisions() if p.label == "1"] == [
        ("a-b/1.1/1", ["Lamps of ports include candles."]),
        ("a-b/2.1/1", ["Oil is fat.", "Ports are towns."]),
        ("a-b/3.1/1", ["Ice is water."]),
    ]


def test_notes_that_are_glued_to_their_marks_and_to_each_other():
    text = (
        "Article 12.1: Lamps\n1. Lamps shine12-1 by day in all ports.\n\n12-1For this Article lamps include candles. "
        "12-2 Where oil is fat, it is oil.\n\n2. Oil12-2 burns.\n"
    )
    first, second = segment(blocks(text), agreement="a-b", language="en").provisions()
    assert [note.text for note in first.footnotes] == ["For this Article lamps include candles."]
    assert (second.text, [note.mark for note in second.footnotes]) == ("Oil burns.", ["12-2"])
