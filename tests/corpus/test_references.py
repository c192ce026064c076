"""Cross-references and named treaties, in English and Spanish: spans, targets, and what is no reference."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.catalogue.instruments import load_instruments, mentions
from corpus.citation.references import Resolver, find_references, names_division
from corpus.model import Block
from corpus.structure.segment import segment

OWN = "1. Keepers shall:\n(a) clean lamps:\n(i) at dusk; and\n(ii) at dawn; and\n(b) buy oil.\n2. {}\n"


def references(text, *, article="2.2", where=None):
    blocks = [
        Block("division", number="2", title="Lamps", level=3),
        Block("article", number="2.1", title="Light"),
        Block("text", text=OWN.format("Lamps shine.")),
        Block("article", number=article, title="Here"),
        Block("text", text=OWN.format(text)),
        Block("division", number="Three", title="Oil", level=3),
        Block("article", number="3.1", title="Oil"),
        Block("text", text="Oil burns."),
        Block("division", division="annex", number="2.1", title="List", level=4),
        Block("text", text="1. Big lamps.\n2. Small lamps.\n"),
        Block("division", division="annex", number="to Article 3.1", title="Oil", level=4),
        Block("text", text="1. Whale oil.\n"),
    ]
    document = segment(blocks, agreement="a-b", language="en")
    resolver = Resolver(document)
    provision = next(p for p in document.provisions() if p.id == (where or f"a-b/{article}/2"))
    return [(r.text, r.target) for r in find_references(provision, resolver)]


def test_a_reference_to_what_was_inserted():
    text = "Rest.\n2 bis. Keepers:\n(a) rest;\n(a bis) sleep.\n3. As in paragraph 2 bis(a bis) of Article 2.2."
    found = [("paragraph 2 bis(a bis)", "a-b/2.2/2-bis.a-bis"), ("Article 2.2", "a-b/2.2")]
    assert references(text, where="a-b/2.2/3") == found


INTERNAL = {
    "Article 2.1": [("Article 2.1", "a-b/2.1")],
    "as in Article 2.1.1(a)(ii)": [("Article 2.1.1(a)(ii)", "a-b/2.1/1.a.ii")],
    "paragraphs 1 and 2": [("paragraphs 1", "a-b/2.2/1"), ("2", "a-b/2.2/2")],
    "paragraph 1(b) of Article 2.1": [("paragraph 1(b)", "a-b/2.1/1.b"), ("Article 2.1", "a-b/2.1")],
    "Article 2.1, paragraph 2": [("Article 2.1", "a-b/2.1"), ("paragraph 2", "a-b/2.1/2")],
    "Article 2.1 paragraph 2": [("Article 2.1", "a-b/2.1"), ("paragraph 2", "a-b/2.1/2")],
    "Articles 2.1 to 3.1": [("Articles 2.1", "a-b/2.1"), ("3.1", "a-b/3.1")],
    "subparagraph (a) of paragraph 1": [("subparagraph (a)", "a-b/2.2/1.a"), ("paragraph 1", "a-b/2.2/1")],
    "Article 2.1 paragraphs 1 and 2": [("Article 2.1", "a-b/2.1"), ("paragraphs 1", "a-b/2.1/1"), ("2", "a-b/2.1/2")],
    "Article 2.1, subparagraph 1(b) of this Chapter": [
        ("Article 2.1", "a-b/2.1"),
        ("subparagraph 1(b)", "a-b/2.1/1.b"),
        ("this Chapter", "a-b/2.1"),
    ],
    "paragraph 1, Article 3.1 and Article 2.1": [
        ("paragraph 1", "a-b/2.2/1"),
        ("Article 3.1", "a-b/3.1"),
        ("Article 2.1", "a-b/2.1"),
    ],
    "paragraph 1, a Party may": [("paragraph 1", "a-b/2.2/1")],
    "Artículos 2.1 ó 3.1": [("Artículos 2.1", "a-b/2.1"), ("3.1", "a-b/3.1")],
    "the Annex to Article 3.1 and Article 3.1": [
        ("Annex to Article 3.1", "a-b/annex-to-3.1"),
        ("Article 3.1", "a-b/3.1"),
    ],
    "Annex 2.1 and Annex 9": [("Annex 2.1", "a-b/annex-2.1"), ("Annex 9", "")],
    "this Chapter and this Article": [("this Chapter", "a-b/2.1"), ("this Article", "a-b/2.2")],
    "Chapter Three (Oil)": [("Chapter Three (Oil)", "a-b/3.1")],
    "Article 9.9": [("Article 9.9", "")],
    "within 45 days of paragraph 1, 30 days later": [("paragraph 1", "a-b/2.2/1")],
    "el artículo 2.1 y los párrafos 1 y 2": [
        ("artículo 2.1", "a-b/2.1"),
        ("párrafos 1", "a-b/2.2/1"),
        ("2", "a-b/2.2/2"),
    ],
    "el literal (b) del párrafo 1": [("literal (b)", "a-b/2.2/1.b"), ("párrafo 1", "a-b/2.2/1")],
    "el presente Capítulo y el Anexo 2.1": [("el presente Capítulo", "a-b/2.1"), ("Anexo 2.1", "a-b/annex-2.1")],
    "artículos 2.1 a 3.1": [("artículos 2.1", "a-b/2.1"), ("3.1", "a-b/3.1")],
}


@pytest.mark.parametrize(("text", "wanted"), INTERNAL.items(), ids=INTERNAL)
def test_a_place_in_the_same_treaty(text, wanted):
    assert references(f"They follow {text}.") == wanted


def test_a_point_names_its_neighbour():
    blocks = [
        Block("article", number="1", title="Lamps"),
        Block(
            "text",
            text="1. Keepers:\n(a) clean:\n(i) lamps; and\n(ii) what clause (i) leaves; and\n(b) rest from (a).\n",
        ),
    ]
    document = segment(blocks, agreement="a-b", language="en")
    (provision,) = document.provisions()
    assert [r.target for r in find_references(provision, Resolver(document))] == ["a-b/1/1.a.i"]


FOREIGN = {
    "Article XX of the GATT 1994": ("Article XX of the GATT 1994", "gatt-xx"),
    "GATT 1994 Article XX(b)": ("GATT 1994 Article XX", "gatt-xx"),
    "el artículo XX del GATT de 1994": ("artículo XX del GATT de 1994", "gatt-xx"),
    "Article 8(j) of the Convention on Biological Diversity": (
        "Article 8(j) of the Convention on Biological Diversity",
        "cbd",
    ),
    "Articles 2 and 5 and Annex 3 of the TBT Agreement": ("Articles 2 and 5 and Annex 3 of the TBT Agreement", "tbt"),
    "Article 2.1 paragraph 1 of the CBD": ("Article 2.1 paragraph 1 of the CBD", "cbd"),
    "Article XIV(b) of the GATS": ("Article XIV(b) of the GATS", "gats-xiv"),
    "los Artículos 2.1, 3.1 ó 2.2 del Acuerdo OTC": ("Artículos 2.1, 3.1 ó 2.2 del Acuerdo OTC", "tbt"),
    "the Montreal Protocol": ("Montreal Protocol", "montreal-protocol"),
    "CITES": ("CITES", "cites"),
    "ILO Convention No. 182": ("ILO Convention No. 182", "ilo-c182"),
    "el Convenio 169 de la OIT": ("Convenio 169 de la OIT", "ilo-c169"),
    "the Revised Kyoto Convention": ("Revised Kyoto Convention", "revised-kyoto"),
    "the Kyoto Protocol": ("Kyoto Protocol", "kyoto"),
    "the Convenio sobre la Diversidad Biológica": ("Convenio sobre la Diversidad Biológica", "cbd"),
    "Agenda 21": ("Agenda 21", "agenda-21"),
}


@pytest.mark.parametrize(("text", "wanted"), FOREIGN.items(), ids=FOREIGN)
def test_another_treaty(text, wanted):
    assert references(f"They follow {text}.") == [wanted]


@pytest.mark.parametrize(
    "text",
    [
        "Article 12 of Directive 95/46",
        "Article 2.1 of such Convention",
        "the Basel Committee on banks",
        "30 articles of clothing",
        "a paragraph of law",
    ],
)
def test_what_is_no_reference_of_ours(text):
    assert references(f"They follow {text}.") == []


def test_names_of_divisions_are_told():
    assert all(names_division(text) for text in ("this Chapter", "Chapter Two", "3 (Oil)", "este Capítulo"))
    assert not names_division("Article 2.1")


def test_every_instrument_is_named_in_both_languages():
    for slug, instrument in load_instruments().items():
        assert set(instrument.names) == {"en", "es"}, slug
        if not instrument.of and not slug.startswith("ilo-c"):  # those are named by number
            assert any(mention.slug == slug for mention in mentions(instrument.names["en"])), slug


PIECES = st.sampled_from(
    [
        "Article 2.1",
        "paragraph ",
        "1",
        "(a)",
        ", ",
        " and ",
        " to ",
        " of ",
        "the GATT",
        "Annex ",
        "I",
        "CITES",
        "artículo ",
        "ñ",
        "(",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.text(max_size=4), max_size=25).map("".join))
def test_spans_hold_the_printed_words_and_never_overlap(text):
    document = segment(
        [Block("article", number="1", title="Lamps"), Block("text", text=f"Lamps {text}")],
        agreement="a-b",
        language="en",
    )
    resolver = Resolver(document)
    for provision in document.provisions():
        texts, ends = dict(provision.texts()), dict[str, int]()
        for found in find_references(provision, resolver):
            span = found.span
            assert texts[span.where][span.start : span.end] == found.text
            assert span.start >= ends.get(span.where, 0)
            ends[span.where] = span.end


@pytest.mark.parametrize(
    "unit", ["Articles 1, ", "paragraph 1(a)(i) and ", "(", "of the ", "Annex I and ", "Article 1 of "]
)
def test_long_texts_take_time_in_proportion(unit):
    document = segment(
        [Block("article", number="1"), Block("text", text="x " + unit * 4000)], agreement="a-b", language="en"
    )
    resolver = Resolver(document)
    start = time.process_time()
    for provision in document.provisions():
        find_references(provision, resolver)
    assert time.process_time() - start < 10
