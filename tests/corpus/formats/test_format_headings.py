import pytest

from corpus.citation.identifiers import segment as id_segment
from corpus.formats.headings import article_heading, could_be_title, division_heading, run_in_heading
from corpus.formats.levels import with_levels
from corpus.model import Block
from corpus.numbering import Numbering
from corpus.structure.segment import segment


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Article 18.3: Lamps and Sails", ("18.3", "Lamps and Sails")),
        ("ARTICLE 19.1 : LAMPS", ("19.1", "LAMPS")),
        ("Article 16.2. Lamps", ("16.2", "Lamps")),
        ("Article 177 Lamps and Sails", ("177", "Lamps and Sails")),
        ("Article\u00a07", ("7", "")),
        ("Artículo 1.º Faros", ("1", "Faros")),
        ("Artículo 1.- Faros", ("1", "Faros")),
        ("ARTÍCULO 9.2: FAROS", ("9.2", "FAROS")),
        ("Artikel 35", ("35", "")),
        ("Article 14 bis Lamps", ("14 bis", "Lamps")),
        ("Article 5: Lamps\u2060[3]\u2060", ("5", "Lamps\u2060[3]\u2060")),
        ("Artigo 1.o", ("1", "")),
        ("Article 2A: Lamps", ("2A", "Lamps")),
        ("Article 2 ter: Lamps", ("2 ter", "Lamps")),
        ("Artículo 21.1 quáter. Faros", ("21.1 quáter", "Faros")),
        ("Article 2.1A - Lamps", ("2.1A", "Lamps")),
        ("Article 2.1-B: Lamps", ("2.1-B", "Lamps")),
        ("Article B-02: Lamps", ("B-02", "Lamps")),
        ("Article 2-1: Lamps", ("2-1", "Lamps")),
        ("Artículo 1°.- Faros", ("1", "Faros")),
        ("Artículo 1o. Faros", ("1", "Faros")),
        ("ARTÍCULO PRIMERO.- Faros", ("1", "Faros")),
        ("ARTÍCULO DÉCIMO SEGUNDO", ("12", "")),
        ("ARTÍCULO TERCERO BIS.- Faros", ("3 BIS", "Faros")),
        ("Article Twenty-One: Lamps", ("21", "Lamps")),
        ("Article19.05 Lamps", ("19.05", "Lamps")),
        ("Article 2.1\u2060[1]\u2060: Water", ("2.1", "Water\u2060[1]\u2060")),
        ("Articles 2.3 to 2.5: [Reserved]", ("2.3 to 2.5", "[Reserved]")),
        ("Artículo 3.4: Exención de faros.", ("3.4", "Exención de faros.")),
        ("Article A1: Lamps", ("A1", "Lamps")),
        ("Article 4. 2: Lamps", ("4.2", "Lamps")),
        ("Article 4,2: Lamps", ("4.2", "Lamps")),
        ("Article I bis: Lamps", ("I bis", "Lamps")),
        ("Article 1 (a): Lamps", ("1 (a)", "Lamps")),
        ("Article No. 1: Lamps", ("1", "Lamps")),
        ("Artículo N.º 1: Faros", ("1", "Faros")),
        ("ARTÍCULO DECIMOTERCERO", ("13", "")),
        ("Art 2: Lamps", ("2", "Lamps")),
        ("Article 2 (Lamps)", ("2", "(Lamps)")),
        ("Article 2 (new): Lamps", ("2", "(new): Lamps")),
        ("Article 21¹: Lamps", ("21", "Lamps¹")),
        ("Article 2 (Lamps) and", None),
        ("Article 12 A Party shall", None),
        ("Article One of the lamps", None),
        ("Articles 2.3 to 2.5 apply", None),
        ("Article 18.3 shall apply to lamps", None),
        ("Article 18.2: (1)", None),
        ("Article 3, paragraph", None),
        ("Article 5. The Parties shall keep the lamps lit.", None),
        ("Articles of lamp glass", None),
    ],
)
def test_article_heading(line, expected):
    assert article_heading(line) == expected


@pytest.mark.parametrize(
    ("line", "last", "expected"),
    [
        ("Article 2: lamps", "1", ("2", "lamps")),
        ("Article 2. Lamps.", "1", ("2", "Lamps.")),
        ("Article II Lamps", "I", ("II", "Lamps")),
        ("Article 3: lamps", "1", None),
        ("Article 2 lamps", "1", None),
        ("Article 1 A Lamps", "1", ("1A", "Lamps")),
        ("Article 2 A Lamp", "1", ("2", "A Lamp")),
        ("Article 21¹: Lamps", "21", ("21¹", "Lamps")),
        ("Article 21\u2060[1]\u2060: Lamps", "21", ("21¹", "Lamps")),
    ],
)
def test_what_the_article_before_tells_of_a_heading(line, last, expected):
    numbering = Numbering()
    numbering.accepts(last)
    assert article_heading(line, numbering) == expected


@pytest.mark.parametrize(
    ("number", "part"), [("4–2", "4-2"), ("21¹", "21-1"), ("4.1 quáter", "4.1-quater"), ("1°", "1")]
)
def test_a_number_in_an_id(number, part):
    assert id_segment(number) == part


@pytest.mark.parametrize(
    ("line", "kind", "number", "title"),
    [
        ("Chapter Eighteen", "chapter", "Eighteen", ""),
        ("CHAPTER 18 : LAMPS", "chapter", "18", "LAMPS"),
        ("CHAPTER NINE LAMPS", "chapter", "NINE", "LAMPS"),
        ("Capítulo Veintiuno", "chapter", "Veintiuno", ""),
        ("TITLE IX LAMPS AND SAILS", "title", "IX", "LAMPS AND SAILS"),
        ("Sección A: Faros", "section", "A", "Faros"),
        ("Section: B — Lamps", "section", "B", "Lamps"),
        ("KAPITEL 4", "chapter", "4", ""),
        ("ANNEX", "annex", "", ""),
        ("Annex 12.1.3(a)", "annex", "12.1.3(a)", ""),
        ("Annex 10-A: Lamps", "annex", "10-A", "Lamps"),
        ("Annex 1101.3(a): Lamps", "annex", "1101.3(a)", "Lamps"),
        ("ANNEX LAMP-2", "annex", "LAMP-2", ""),
        ("Appendix 2-A-1", "annex", "Appendix 2-A-1", ""),
        ("HEADING ONE", "title", "HEADING ONE", ""),
        ("PROTOCOL ON LAMPS", "protocol", "", "PROTOCOL ON LAMPS"),
        ("ANNEX ON LAMPS", "annex", "", "ON LAMPS"),
        ("Annex to Article 2.1", "annex", "to Article 2.1", ""),
        ("Anexo al Artículo 2.1-B: Faros", "annex", "al Artículo 2.1-B", "Faros"),
        ("Annex to Articles 3.3 and 3.6", "annex", "to Articles 3.3 and 3.6", ""),
        ("Schedule 1: Lamps", "annex", "Schedule 1", "Lamps"),
        ("ANEXO N.º 2", "annex", "2", ""),
        ("Chapter 1 (Lamps)", "chapter", "1", "(Lamps)"),
        ("Chap. 1 Lamps", "chapter", "1", "Lamps"),
        ("PREÁMBULO", "preamble", "", "PREÁMBULO"),
        ("Capítulo 50 - Seda", "chapter", "50", "Seda"),
    ],
)
def test_division_heading(line, kind, number, title):
    found = division_heading(line)
    assert found is not None
    assert (found.kind, found.number, found.title) == (kind, number, title)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Artículo 1.- Las Partes protegerán los faros.", ("1", "Las Partes protegerán los faros.")),
        ("Article 3°. The Parties shall light lamps.", ("3", "The Parties shall light lamps.")),
        ("ARTÍCULO SEGUNDO.- El faro será blanco.", ("2", "El faro será blanco.")),
        ("Article 4 — Each Party shall light its lamps", ("4", "Each Party shall light its lamps")),
        ("Artículo 1.- Ámbito de aplicación", None),
        ("Article 5. The Parties shall keep the lamps lit.", None),
        ("Article 5(2).- of the Parties", None),
    ],
)
def test_an_article_whose_words_run_in(line, expected):
    assert run_in_heading(line) == expected


def test_a_single_stop_is_enough_where_the_article_is_due():
    line = "Article 5. The Parties shall keep the lamps lit."
    assert run_in_heading(line, due=True) == ("5", "The Parties shall keep the lamps lit.")


@pytest.mark.parametrize(
    "line",
    ["Section A of Annex 4.1 shall", "Part of the lamps", "Title IV, lamps", "Annexes", "Chapters", "Section a Lamps"],
)
def test_a_line_that_names_a_division_is_no_heading(line):
    assert division_heading(line) is None


@pytest.mark.parametrize(("line", "expected"), [("Lamps", True), ("(a) Lamps", False), ("The lamps are lit.", False)])
def test_title(line, expected):
    assert could_be_title(line) is expected


@pytest.mark.parametrize(
    ("headings", "levels"),
    [
        ("part I, title I, chapter 1, section 1, title II", [1, 2, 3, 4, 2]),
        ("chapter 1, annex 1.3, chapter 2, annex 2-A, section A, chapter 3", [1, 2, 1, 2, 3, 1]),
        # An annex of another chapter stands beside the chapters, and a chapter that goes on with the count closes it.
        ("chapter 8, annex 9.1, section A, chapter 9", [1, 1, 2, 1]),
        ("chapter 22, chapter 23, annex I, chapter 1, chapter 2, annex II", [1, 1, 1, 2, 2, 1]),
        ("annex 3-A, section XI, chapter 50, chapter 51", [1, 2, 3, 3]),
        ("protocol , preamble , part I, annex 1, protocol ", [1, 2, 2, 2, 1]),
        ("annex 1, annex Appendix 1, annex Appendix 2, annex 2", [1, 2, 2, 1]),
        ("title HEADING ONE, title I, title HEADING TWO", [1, 2, 1]),
        ("preamble , chapter 1", [1, 1]),
        # Part B of a list does not hold the chapters that go on.
        ("chapter 5, part B, chapter 6", [1, 2, 1]),
        ("part A, chapter 5, part B, chapter 6", [1, 2, 1, 2]),
    ],
)
def test_levels(headings, levels):
    blocks = [
        Block("division", division=kind, number=number)
        for kind, _, number in (each.partition(" ") for each in headings.split(", "))
    ]
    assert [block.level for block in with_levels(blocks)] == levels


def test_tariff_chapters_in_an_annex_do_not_close_it_when_the_treaty_counts_in_words():
    numbers = [("chapter", "Cuatro"), ("annex", "4.1"), ("chapter", "5"), ("chapter", "Cinco")]
    found = list(with_levels(Block("division", division=kind, number=number) for kind, number in numbers))
    assert [block.level for block in found] == [1, 2, 3, 1]
    assert [block.number for block in found] == ["4", "4.1", "5", "5"]


def under(headings):
    """Return what each article lies in: the numbers of the divisions above it."""
    blocks = []
    for each in headings.split(", "):
        kind, _, number = each.partition(" ")
        one = Block("article", number=number) if kind == "article" else Block("division", division=kind, number=number)
        blocks += [one, Block("text", text=f"Lamps shine in {number}.")]
    document = segment(with_levels(blocks), agreement="a-b", language="en")
    return [article.id.removeprefix("a-b/") for article in document.articles() if article.number]


@pytest.mark.parametrize(
    ("headings", "articles"),
    [
        # A chapter, or an article alone, goes on with the body's count.
        ("chapter 1, article 101, annex 101, chapter 2, article 201", ["101", "annex-101", "201"]),
        ("chapter 1, article 107, annex 1, article 201", ["107", "annex-1", "201"]),
        ("chapter 3, article 3.1, annex 2, article 3.2", ["3.1", "annex-2", "3.2"]),
        ("chapter 1, article 1.1, annex I, article 2.1", ["1.1", "annex-i", "2.1"]),
        ("chapter 12, article 1201, annex 1201.1, article 1202", ["1201", "annex-1201.1", "1202"]),
        ("chapter 5, article 5.1, annex 2, part B, chapter 6, article 6.1", ["5.1", "annex-2", "6.1"]),
        ("part I, article 8, annex 1, part II, article 9", ["8", "annex-1", "9"]),
        # An annex counts its own articles, chapters and parts.
        ("article 8, annex 1, article 1, article 2", ["8", "annex-1", "annex-1/art-1", "annex-1/art-2"]),
        ("article 1, annex 1, article 1, article 2", ["1", "annex-1", "annex-1/art-1", "annex-1/art-2"]),
        (
            "chapter 2, article 9, annex I, chapter 1, chapter 2, chapter 3, article 1",
            ["9", "annex-i", "annex-i/art-1"],
        ),
    ],
)
def test_where_an_annex_ends(headings, articles):
    assert [each for each in under(headings) if "chapter" not in each and "part" not in each] == articles
