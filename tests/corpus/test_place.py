"""Where a provision stands: one answer, whatever prints it."""

import pytest
from invented import make_record

from corpus.citation.styles import short

CHAPTER, ARTICLE = ("chapter", "2", "Environment"), ("article", "2.2", "Illegal Logging")
CASES = [
    ("a-b/2.2/1", [CHAPTER, ARTICLE], {}, "art 2.2(1)", "Article 2.2, paragraph 1", "Artículo 2.2, párrafo 1"),
    ("a-b/2.2/2", [CHAPTER, ARTICLE], {"label": ""}, "art 2.2, unnumbered para 2",
     "Article 2.2, unnumbered paragraph 2", "Artículo 2.2, párrafo sin número 2"),
    ("a-b/2.2/1", [CHAPTER, ARTICLE], {"label": ""}, "art 2.2", "Article 2.2", "Artículo 2.2"),
    # An opening without a number is named by the division that it opens.
    ("a-b/chapter-2", [CHAPTER, ("section", "", "Objectives")], {}, "ch 2", "Chapter 2", "Capítulo 2"),
    ("a-b/chapter-2/1", [CHAPTER, ("article", "", "Objectives")], {}, "ch 2, para 1", "Chapter 2, paragraph 1",
     "Capítulo 2, párrafo 1"),
    ("a-b/section-b/1", [("section", "B", "Remedies")], {}, "s B, para 1", "Section B, paragraph 1", "Sección B, párrafo 1"),
    ("a-b/side-letter-otters/2", [("side-letter", "", "On Otters")], {}, "side letter otters, para 2",
     "Side letter otters, paragraph 2", "Carta adjunta otters, párrafo 2"),
    ("a-b/annex-2.2/section-a/1", [CHAPTER, ("annex", "2.2", "Rivers"), ("section", "A", "Dams")], {"label": ""},
     "annex 2.2, s A", "Annex 2.2, Section A", "Anexo 2.2, Sección A"),
    # A chapter of an annex is the annex's, whatever part of it holds it.
    ("a-b/annex-2/chapter-85/1", [CHAPTER, ("annex", "2", "Goods"), ("part", "II", "Rules"), ("chapter", "85", "Pumps")],
     {"label": ""}, "annex 2, ch 85", "Annex 2, Chapter 85", "Anexo 2, Capítulo 85"),
    ("a-b/annex-2/art-3/1", [("annex", "2", "Rivers"), ("article", "3", "")], {}, "annex 2, art 3(1)",
     "Annex 2, Article 3, paragraph 1", "Anexo 2, Artículo 3, párrafo 1"),
    ("a-b/preamble/3", [("preamble", "", "Preamble")], {"label": ""}, "preamble, recital 3", "Preamble, recital 3",
     "Preámbulo, considerando 3"),
    ("a-b/preamble/0", [("preamble", "", "Preamble")], {"label": ""}, "preamble", "Preamble", "Preámbulo"),
    # A text without any heading names the agreement only.
    ("a-b/article/2", [("chapter", "", ""), ("article", "", "")], {"label": ""}, "unnumbered para 2",
     "Text without a heading, unnumbered paragraph 2", "Texto sin encabezado, párrafo sin número 2"),
    # The second of them is no article 2.
    ("a-b/article-2/3", [("article", "", "")], {"label": ""}, "unnumbered para 3",
     "Text without a heading, unnumbered paragraph 3", "Texto sin encabezado, párrafo sin número 3"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_every_kind_of_place_has_its_name(case):
    identifier, headings, changes, cited, english, spanish = case
    named = [dict(zip(("kind", "number", "title"), heading, strict=True)) for heading in headings]
    record = make_record(identifier, headings=named, **changes)
    assert short(record) == f"Norvania-Estuaria TA, {cited}"
    assert (record.place().name("en"), record.place().name("es")) == (english, spanish)


def test_a_point_stands_in_its_paragraph():
    record = make_record("a-b/2.2/1", headings=[{"kind": "article", "number": "2.2", "title": ""}])
    assert record.place("a.i").name("en") == "Article 2.2, paragraph 1(a)(i)"


def test_a_second_point_of_one_label_is_named_as_printed_and_as_the_second():
    record = make_record(
        "a-b/2.2/1", label="1", headings=[{"kind": "article", "number": "2.2", "title": ""}],
        points=[{"label": label, "text": text} for label, text in (("b", "oaks"), ("b-2", "elms"), ("c-bis", "firs"))],
    )  # fmt: skip
    assert record.place("b-2").name("en") == "Article 2.2, paragraph 1, second (b)"
    assert record.place("b-2").name("es") == "Artículo 2.2, párrafo 1, segundo (b)"
    assert short(record, path="b-2") == "Norvania-Estuaria TA, art 2.2(1), second (b)"
    assert record.full_text().endswith("(b) oaks (b) elms (c-bis) firs")


def test_the_whole_of_an_agreement_has_no_pinpoint():
    record = make_record("a-b/2.2/1", headings=[{"kind": "article", "number": "2.2", "title": ""}])
    assert short(record.of("a-b")) == "Norvania-Estuaria TA"
    assert record.of("a-b").place().name("es") == "El acuerdo completo"
