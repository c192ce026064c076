"""Plain text: headings in all styles, contents, glued headings; and a treaty that is read and printed again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering import render

from corpus.errors import ParseError
from corpus.formats.text.plain import read
from corpus.quality.account import account
from corpus.structure.segment import segment
from corpus.text import normalise


def blocks(text):
    return read(text.encode(), "en")


def headings(text):
    return [(block.kind, block.number, block.title) for block in blocks(text) if block.kind in {"article", "division"}]


STYLES = {
    "colon": ("Article 2.1: Clean Lamps\nLamps shine.", ("2.1", "Clean Lamps")),
    "number alone, title below": ("ARTICLE 2.1\nClean Lamps\n\nLamps shine.", ("2.1", "Clean Lamps")),
    "title behind the number": ("Article 2 Clean Lamps\nLamps shine.", ("2", "Clean Lamps")),
    "title in small letters": ("Article 2.1: clean lamps\nLamps shine.", ("2.1", "clean lamps")),
    "few capitals, standing alone": (
        "Lamps shine.\nArticle 2 Relation with other lamps\n1. Lamps shine.",
        ("2", "Relation with other lamps"),
    ),
    "no space": ("ARTICLE2.1: CLEAN LAMPS\nLamps shine.", ("2.1", "CLEAN LAMPS")),
    "plural by mistake": ("Articles 2.1: Clean Lamps\nLamps shine.", ("2.1", "Clean Lamps")),
    "full stop": ("Artículo 5. Faros Limpios\nLos faros brillan.", ("5", "Faros Limpios")),
    "bis": ("Article 7 bis\nClean Lamps\n\nLamps shine.", ("7 bis", "Clean Lamps")),
    "small letters above paragraph 1": (
        "Article 2\nClean lamps of ports\n1. Lamps shine.",
        ("2", "Clean lamps of ports"),
    ),
    "small letters, wrapped": (
        "ARTÍCULO 2\nLuz de los faros que las Partes han\nlimpiado\n1. Los faros brillan.",
        ("2", "Luz de los faros que las Partes han limpiado"),
    ),
    "small letters above a longer line": (
        "Article 2\nClean lamps of ports\nThe Parties shall keep the lamps of all their ports clean.",
        ("2", "Clean lamps of ports"),
    ),
    "small letters above a short sentence": ("Article 2\nClean lamps\nLamps are clean.", ("2", "Clean lamps")),
    "a short sentence that wraps": ("Article 2\nThe lamps of\nBolivar are clean.", ("2", "")),
    "mark behind the number": ("Article 14 (9)\nClean Lamps\n\nLamps shine.", ("14", "Clean Lamps9")),
    "a sentence below": ("ARTICLE 3\nEach Keeper shall, if asked by\nany Port, light lamps.", ("3", "")),
    "no title": ("Article 3\n1. Lamps shine in all ports of the coast.", ("3", "")),
}


@pytest.mark.parametrize(("text", "wanted"), STYLES.values(), ids=STYLES)
def test_a_style_of_heading(text, wanted):
    assert headings(text)[-1][1:] == wanted


NO_HEADINGS = {
    "a reference at the start of a line": "Article 1: Lamps\nA Party shall, as said in\nArticle 2 of this Treaty, clean lamps.",
    "an article whose predecessor is still to come": (
        "Article 1: Lamps\nSee\nArticle 3: Oil\nfor oil.\nArticle 2: Wicks\nWicks burn.\nArticle 3: Oil\nOil burns."
    ),
    "an annex in a sentence": "Article 1: Lamps\nAs listed in\nAnnex I. The Parties shall clean all lamps of the coast.",
}


CAPITALS = ("CLEAN LAMPS,\nOILS AND WICKS", "LAMPS AND OILS OF " * 9 + "ALL PORTS")


@pytest.mark.parametrize("title", CAPITALS)
def test_a_long_title_in_capitals(title):
    text = f"TITLE II\n\n{title}\n\nArticle 4\nLamps\n\nLamps shine."
    assert headings(text)[0] == ("division", "II", title.replace("\n", " "))


@pytest.mark.parametrize("text", NO_HEADINGS.values(), ids=NO_HEADINGS)
def test_a_line_that_only_names_a_place_is_no_heading(text):
    numbers = [number for _, number, _ in headings(text)]
    assert numbers == sorted(set(numbers))
    assert "I" not in numbers


GLUED = {
    "a page mark before a chapter": "Article 1.1: A\nLamps.\n1-12CHAPTER 2\nOIL\nArticle 2.1: B\nOil.",
    "a sentence before a chapter": "Article 1.1: A\nLamps shine by law. CHAPTER 2\nOIL\nArticle 2.1: B\nOil.",
    "a section before an article": "Article 1.1: A\nLamps.\nChapter 2 Oil And Wicks Article 2.1: B\nOil.",
    "a sentence before an article": "Article 1\nLamps shine.Article 2\nOil burns.",
}


@pytest.mark.parametrize("text", GLUED.values(), ids=GLUED)
def test_a_heading_glued_to_what_stands_before_it(text):
    found = headings(text)
    assert [number for kind, number, _ in found if kind == "article"] in (["1.1", "2.1"], ["1", "2"])


def test_a_chapter_with_sections_is_no_table_of_contents():
    text = "\n".join(
        f"CHAPTER {n}\nLAMPS\nSECTION A\nLIGHT\nArticle {n}.1: Shine\nLamps shine in port {n}." for n in (1, 2, 3)
    )
    kinds = [block.kind for block in blocks(text)]
    assert kinds.count("division") == 6
    assert "dropped" not in kinds


def test_a_table_of_contents_is_dropped_with_its_reason():
    entries = "\n".join(f"Article {n}: Lamp {n}" for n in range(1, 8))
    bodies = "\n".join(f"Article {n}: Lamp {n}\nLamp {n} shines." for n in range(1, 8))
    found = blocks(f"{entries}\n\n{bodies}")
    assert [b.reason for b in found if b.kind == "dropped"] == ["table of contents"] * 7
    assert sum(b.kind == "article" for b in found) == 7


def test_the_next_chapter_begins_though_its_heading_is_lost():
    text = "CHAPTER 1\nLAMPS\nArticle 1.1: Shine\nLamps.\nAnnex 1.1\nLIST OF LAMPS\nBig lamps.\nArticle 2.1: Oil\nOil."
    document = segment(blocks(text), agreement="a-b", language="en")
    assert [article.id for article in document.articles()][-1] == "a-b/2.1"


def test_page_marks_leave_the_text():
    pages = "\n".join(f"Article 1.{n}: Lamp {n}\nLamp {n} shines.\n1-{n}" for n in range(1, 9))
    found = blocks(pages)
    assert sum(b.reason == "page mark" for b in found if b.kind == "dropped") == 8


@pytest.mark.parametrize("data", [b"", b"nothing here", b"\x00\x01\x02" * 90])
def test_what_is_no_treaty_is_refused_with_a_hint(data):
    with pytest.raises(ParseError) as refused:
        read(data, "en")
    assert refused.value.hint


WORDS = st.sampled_from("lamps keepers shine oil wicks ports boats light clean every always near".split())
SENTENCE = st.lists(WORDS, min_size=2, max_size=9).map(lambda words: " ".join(words).capitalize() + ".")
POINTS = st.lists(SENTENCE, min_size=2, max_size=4).map(
    lambda texts: [f"({chr(97 + n)}) {text[:-1].lower()};" for n, text in enumerate(texts)]
)


@st.composite
def treaties(draw):
    lines = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        lines.append(f"Article {number}: {draw(st.sampled_from(['Lamps', 'Clean Oil', 'Ports And Boats']))}")
        for paragraph in range(1, draw(st.integers(1, 4)) + 1):
            if draw(st.booleans()):
                lines += [f"{paragraph}. {draw(SENTENCE)[:-1]}:", *draw(POINTS)[:-1], "(z)"]
                lines[-1] = f"({chr(97 + sum(line[0] == '(' for line in lines[-4:-1]))}) the last one."
                start = max(i for i, line in enumerate(lines) if line[0] != "(")
                lines[start + 1 :] = [
                    f"({chr(97 + n)}){line[line.index(')') + 1 :]}" for n, line in enumerate(lines[start + 1 :])
                ]
            else:
                lines.append(f"{paragraph}. {draw(SENTENCE)}")
    return "\n".join(lines)


@settings(max_examples=200, deadline=None)
@given(treaties())
def test_what_is_read_prints_as_it_was(text):
    read_once = blocks(text)
    document = segment(read_once, agreement="a-b", language="en")
    assert render(document) == normalise(text)
    assert segment(blocks(text), agreement="a-b", language="en") == document
    weighed = account(read_once, document)
    assert (weighed.missing, weighed.invented) == (0, 0)


@settings(max_examples=200, deadline=None)
@given(treaties(), st.integers(0, 400), st.text(max_size=20))
def test_a_damaged_treaty_still_gives_a_valid_tree(text, place, noise):
    damaged = (text[:place] + noise + text[place + len(noise) :]).encode("utf-8", errors="replace")
    try:
        found = read(damaged, "en")
    except ParseError as error:
        assert error.hint  # noqa: PT017 - either it is refused with a hint, or it is read
        return
    document = segment(found, agreement="a-b", language="en")
    ids = [provision.id for provision in document.provisions()]
    assert len(ids) == len(set(ids))
    assert all(
        provision.id.startswith(f"{article.id}/") for article in document.articles() for provision in article.provisions
    )
    assert account(found, document).missing == 0


CONTENTS = "CHAPTER 1\nLAMPS\nCHAPTER 2\nOIL\nCHAPTER 3\nPORTS\nANNEX 14-A\nANNEX 14-B\n\n"


def test_a_list_of_contents_that_ends_in_annexes_swallows_nothing():
    body = "CHAPTER 1\nLAMPS\nArticle 1.1: Light\nLamps shine.\nCHAPTER 2\nOIL\nArticle 2.1: Oil\nOil burns.\n"
    document = segment(blocks(CONTENTS + body), agreement="a-b", language="en")
    assert [article.id for article in document.articles()] == ["a-b/1.1", "a-b/2.1"]
    assert {each.reason for each in document.dropped} == {"table of contents"}


@pytest.mark.parametrize(
    "mention",
    [
        "are those set out in\nAnnex 2.\nThis Treaty",
        "as listed in the\nAnnex 2\nof this Treaty",
        "con arreglo al\nAnexo 2\nde este",
    ],
)
def test_a_wrapped_reference_to_an_annex_opens_none(mention):
    text = f"Article 1: Lamps\nThe lamps {mention} shine.\nArticle 2: Oil\nOil burns."
    document = segment(blocks(text), agreement="a-b", language="en")
    assert [article.id for article in document.articles()] == ["a-b/1", "a-b/2"]


RUN_IN = {
    "number and dash": "Artículo 1.- Las Partes protegerán los faros\ny los puertos.\nArtículo 2.- Los faros serán blancos.",
    "ordinals": "Artículo 1°.- Las Partes protegerán los faros.\nArtículo 2°.- Los faros serán blancos.",
    "ordinals in letters": "Artículo 1o. Las Partes protegerán los faros.\nArtículo 2o. Los faros serán blancos.",
    "ordinals in words": "ARTÍCULO PRIMERO.- Las Partes protegerán los faros.\nARTÍCULO SEGUNDO.- Los faros serán blancos.",
    "number words": "Article One. The Parties shall light lamps.\nArticle Two. The lamps shall be white.",
    "a single stop": "Article 1. The Parties shall light lamps.\nArticle 2. The lamps shall be white.",
    "an ordinal sign alone": "ART. 1° Las Partes protegerán los faros.\nART. 2° Los faros serán blancos.",
    "a bracket": "Artículo 1) Las Partes protegerán los faros.\nArtículo 2) Los faros serán blancos.",
    "no sign at all": "Art. 1 The Parties shall light lamps.\nArt. 2 The lamps shall be white.",
    "paragraphs in brackets": "Article 1. (1) The lamps are lit.\n(2) They shine.\nArticle 2. (1) The lamps are white.",
    "a short sentence": "Artículo 1.- Las Partes protegerán los faros.\nArtículo 2.- Los faros son blancos.",
    "a title and a paragraph": "Article 1: Lamps 1. The Parties light lamps. 2. They shine.\nArticle 2: Oil 1. Oil burns.",
    "a title and a text": "Artículo 1.- Ámbito\nLas Partes protegerán los faros.\nArtículo 2.- Color\nLos faros serán blancos.",
}


@pytest.mark.parametrize("text", RUN_IN.values(), ids=RUN_IN)
def test_articles_whose_words_follow_the_number_on_the_line(text):
    document = segment(blocks(text), agreement="a-b", language="es")
    assert [article.id for article in document.articles()] == ["a-b/1", "a-b/2"]
    assert all(article.provisions for article in document.articles())


INSERTED = (
    "Article 2A: Sawmills|Article 2 ter: Frogs|Article 2-B: Reeds|Article 2 quater - Eels|Article 2 (bis). Eels"
    "|Article 2a. Reeds|Article 2-1: Reeds|Article 2*: Reeds|Article 2 a Reeds|Article 2 A Reeds|Article 2¹: Reeds"
)


@pytest.mark.parametrize("heading", INSERTED.split("|"))
def test_an_inserted_article_is_never_part_of_the_one_before(heading):
    text = f"Article 1: Lamps\n1. Lamps shine.\nArticle 2: Oil\n1. Oil burns.\n{heading}\n1. Each Party shall count.\nArticle 3: Ports\nPorts open."
    document = segment(blocks(text), agreement="a-b", language="en")
    assert len(list(document.articles())) == 4


@pytest.mark.parametrize("numerals", ["I II III", "i. ii. iii.", "X.1 X.2 X.3"])
def test_articles_in_roman_numerals_follow_one_another(numerals):
    text = "\n".join(f"ARTICLE {number.upper()} The Parties shall light all lamps." for number in numerals.split())
    assert [number for _, number, _ in headings(text)] == [number.strip(".").upper() for number in numerals.split()]


DUE = {  # the article is the next, so doubts about its title do not count
    "no sign, wrapped after a comma": ("Article 2.2 Duties of the Keepers,\nand of the Ports", "Duties of the Keepers, and of the Ports"),
    "no sign, a full stop": ("Article 2.2 Exemption of lamps.", "Exemption of lamps."),
    "a stop, small letters": ("Article 2.2. rights and duties", "rights and duties"),
    "a dash, small letters": ("Article 2.2 – rights and duties", "rights and duties"),
    "wrapped in small letters": ("Article 2.2 Right to light lamps in the ports\nand on the coast", "Right to light lamps in the ports and on the coast"),
    "a letter and a hyphen": ("Article 2.2 e-Lamps", "e-Lamps"),
}  # fmt: skip


@pytest.mark.parametrize(("heading", "title"), DUE.values(), ids=DUE)
def test_the_next_article_is_read_whatever_its_title(heading, title):
    text = f"Article 2.1: Lamps\n1. Lamps shine.\n{heading}\n1. Oil burns.\nArticle 2.3: Ports\nPorts open."
    assert headings(text)[1][1:] == ("2.2", title)


ANNEXES = {
    "the word alone": ("ANNEX\n\nLIST OF LAMPS", "annex-list-of-lamps"),
    "a name in capitals": ("ANNEX ON LAMPS", "annex-on-lamps"),
    "a stop and small letters": ("ANNEX 1-B. List of lamps", "annex-1-b"),
    "an article's": ("Annex to Article 1.1\nList of Lamps", "annex-to-1.1"),
    "an article's, in its title": ("Annex 1-A\nAnnex to Article 1.1", "annex-1-a"),
    "a schedule": ("Schedule 1\nList of Lamps", "annex-schedule-1"),
    "an attachment": ("Attachment 1\nList of Lamps", "annex-attachment-1"),
}


@pytest.mark.parametrize(("heading", "place"), ANNEXES.values(), ids=ANNEXES)
def test_an_annex_without_a_number_of_its_own(heading, place):
    text = f"Chapter 1\nAims\n\nArticle 1.1: Oil\n\nOil burns.\n\n{heading}\n\nThe lamps are here.\n\nChapter 2\nPorts\n\nArticle 2.1: Ports\n\nPorts open.\n"
    document = segment(blocks(text), agreement="a-b", language="en")
    assert [article.id for article in document.articles()] == ["a-b/1.1", f"a-b/{place}", "a-b/2.1"]


def test_an_article_out_of_the_order_of_numbers_is_one_where_it_stands_apart():
    text = "\n\n".join(f"Article 5.{n}: Lamp {n}\n1. Lamp {n} shines." for n in (1, 9, 8, 2))
    assert [number for _, number, _ in headings(text)] == ["5.1", "5.9", "5.8", "5.2"]


def test_a_short_list_of_contents_is_known_by_its_title():
    entries = "Article 1: Lamps\nArticle 2: Oil"
    text = f"TABLE OF CONTENTS\n\n{entries}\n\nArticle 1: Lamps\nLamps shine.\nArticle 2: Oil\nOil burns."
    assert [number for _, number, _ in headings(text)] == ["1", "2"]


RESERVED = "Articles 2.3 to 2.5: [Reserved]|Articles 2.3, 2.4 and 2.5 (Deleted)|Artículos 2.3 al 2.5: [Intentionally left blank]"


@pytest.mark.parametrize("heading", RESERVED.split("|"))
def test_articles_that_are_reserved_are_a_heading_without_words(heading):
    text = f"Article 2.2: Oil\nOil burns.\n{heading}\nArticle 2.6: Ports\nPorts open."
    document = segment(blocks(text), agreement="a-b", language="en")
    assert [(a.id, len(a.provisions)) for a in document.articles()] == [
        ("a-b/2.2", 1),
        ("a-b/2.3-to-2.5", 0),
        ("a-b/2.6", 1),
    ]


def test_the_first_article_behind_a_list_of_contents_is_no_entry():
    entries = "\n".join(f"Article {n}: Lamp {n}" for n in range(1, 8))
    bodies = "\n".join(f"Article {n}: Lamp {n}\nLamp {n} shines." for n in range(1, 8))
    annex = "ANNEX 1\nMORE LAMPS\nArticle 1: Scope\nAll lamps shine.\nArticle 2: Ports\nAll ports open."
    document = segment(blocks(f"{entries}\n\n{bodies}\n{annex}"), agreement="a-b", language="en")
    assert [article.number for article in document.articles()] == [*map(str, range(1, 8)), "1", "2"]


@pytest.mark.parametrize(
    ("opening", "ids", "dropped"),
    [
        ("TREATY OF LAMPS\n\nPREAMBLE\n\n", ["preamble/1", "1/1"], ["TREATY OF LAMPS"]),
        ("TREATY OF LAMPS\n\n", ["preamble/1", "1/1"], []),
    ],
)
def test_a_title_page_is_no_preamble_where_the_preamble_has_a_heading(opening, ids, dropped):
    text = f"{opening}RECOGNISING the worth of lamps;\n\nArticle 1\n\nLight\n\nEach Party shall keep lamps.\n"
    document = segment(blocks(text), agreement="a-b", language="en")
    assert [each.id.removeprefix("a-b/") for each in document.provisions()][-2:] == ids
    assert [each.text.strip() for each in document.dropped if each.reason == "title page"] == dropped
