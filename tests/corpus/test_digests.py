import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalogue.digests import digests_of, load_digests, parse_digests
from corpus.catalogue.products import load_products
from corpus.errors import CatalogueError
from corpus.model import LANGUAGES, Heading

# --- the loader, on an invented treaty -----------------------------------------------------------------------------

RURITANIA = """
agreement = "ruritania"
checked = 2026-01-02
[chapter."4"]
en = "Rivers"
es = "Ríos"
[chapter."annex-b"]
kind = "annex"
number = "B"
en = "Fish"
es = "Peces"
[article."4.1"]
chapter = "4"
number = "4.1"
en = "Clean water"
es = "Agua limpia"
[article.preamble]
kind = "preamble"
en = "Preamble"
es = "Preámbulo"
[[digest]]
provision = "ruritania/4.1/2.a"
topics = ["water"]
force = "prohibition"
addressee = "each Party"
enforcement = "consultations"
enforcement_source = "ruritania/9.1/1"
en = "No Party may foul a river."
es = "Ninguna Parte puede ensuciar un río."
exporter.en = "Binds the State."
exporter.es = "Obliga al Estado."
products = ["fish"]
[[digest]]
provision = "ruritania/preamble/1"
scope = "related"
topics = ["water"]
force = "recognition"
addressee = "the Parties"
enforcement = "unstated"
en = "Rivers matter."
es = "Los ríos importan."
"""


def test_a_file_becomes_digests_with_their_headings_in_both_languages():
    point, recital = parse_digests(RURITANIA, "r.toml")
    assert point.provision == "ruritania/4.1/2.a"
    assert point.headings["en"] == (Heading("chapter", "4", "Rivers"), Heading("article", "4.1", "Clean water"))
    assert point.headings["es"] == (Heading("chapter", "4", "Ríos"), Heading("article", "4.1", "Agua limpia"))
    assert point.summary == {"en": "No Party may foul a river.", "es": "Ninguna Parte puede ensuciar un río."}
    assert point.exporter == {"en": "Binds the State.", "es": "Obliga al Estado."}
    assert (point.scope, point.checked, point.products) == ("core", date(2026, 1, 2), ("fish",))
    assert recital.headings["es"] == (Heading("preamble", "", "Preámbulo"),)
    assert (recital.scope, recital.enforcement_source, recital.exporter) == ("related", "", {})


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('agreement = "ruritania"', "", "missing required field `agreement`"),
        ('agreement = "ruritania"', "agreement = ", "is not valid TOML"),
        (
            "checked = 2026-01-02",
            'checked = 2026-01-02\ncovers = ["chapter 5"]',
            'covers names the unknown chapter "5"',
        ),
        (
            "checked = 2026-01-02",
            'checked = 2026-01-02\ncovers = ["article 4"]',
            'covers names the unknown article "4"',
        ),
        ("checked = 2026-01-02", 'checked = 2026-01-02\ncovers = ["4.1"]', "covers[0] is at fault"),
        ("checked = 2026-01-02", 'checked = "soon"', "checked is at fault"),
        ('en = "Rivers"', "", "missing required field `en`"),
        ('es = "Agua limpia"', "", "missing required field `es`"),
        ('chapter = "4"', 'chapter = "5"', 'article "4.1" stands in the unknown chapter "5"'),
        ("4.1/2.a", "4.2/2.a", 'ruritania/4.2/2.a stands in the unknown article "4.2"'),
        ('"ruritania/4.1', '"zenda/4.1', "zenda/4.1/2.a belongs to another agreement than ruritania"),
        ("ruritania/preamble/1", "ruritania/4.1/2.a", "ruritania/4.1/2.a occurs twice"),
        (
            'es = "Los ríos importan."',
            "",
            "digest[1] (ruritania/preamble/1) is at fault: Object missing required field `es`",
        ),
        ('es = "Los ríos importan."', 'es = " "', "digest[1].es (ruritania/preamble/1) is at fault"),
        ('exporter.es = "Obliga al Estado."', "", "digest[0].exporter (ruritania/4.1/2.a) is at fault"),
        ("products =", "colour =", "digest[0] (ruritania/4.1/2.a) is at fault: Object contains unknown field `colour`"),
        ('"prohibition"', '"ban"', "Invalid enum value 'ban'"),
        ('"related"', '"near"', "Invalid enum value 'near'"),
        ('"consultations"', '"war"', "Invalid enum value 'war'"),
        ('enforcement_source = "ruritania/9.1/1"', "", "names no provision that says how a breach is pursued"),
        ('"ruritania/9.1/1"', '"zenda/9.1/1"', "outside the agreement"),
    ],
)
def test_a_fault_is_named_with_its_file_and_entry(old, new, complaint):
    with pytest.raises(CatalogueError) as caught:
        parse_digests(RURITANIA.replace(old, new, 1), "r.toml")
    assert caught.value.message.startswith("r.toml")
    assert complaint in caught.value.message
    assert caught.value.hint


@given(st.text(max_size=60))
def test_no_text_makes_the_loader_fail_in_another_way(text):
    with pytest.raises(CatalogueError):
        parse_digests(text, "any.toml")


# --- the digests of the package ------------------------------------------------------------------------------------

ROOT = Path(__file__).parents[2]
DIGESTS = load_digests()


def test_the_digests_are_read_once_and_found_by_agreement():
    assert load_digests() is DIGESTS
    assert len({digest.provision for digest in DIGESTS}) == len(DIGESTS)
    assert len(digests_of("us-peru")) == sum(digest.provision.startswith("us-peru/") for digest in DIGESTS) >= 200
    assert digests_of("us") == ()


def test_every_topic_is_in_the_taxonomy():
    with (ROOT / "indexer" / "data" / "taxonomy.toml").open("rb") as file:
        known = {topic["id"] for topic in tomllib.load(file)["topic"]}
    assert {d.provision: topic for d in DIGESTS for topic in d.topics if topic not in known} == {}
    assert [d.provision for d in DIGESTS if not d.topics and d.scope == "core"] == []


def test_every_product_is_in_the_list_and_every_instrument_is_a_slug():
    known = {product.id for product in load_products()}
    assert {d.provision: product for d in DIGESTS for product in d.products if product not in known} == {}
    assert [
        d.provision for d in DIGESTS for slug in d.instruments if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    ] == []


def test_summaries_are_whole_sentences_in_two_languages():
    for digest in DIGESTS:
        for words in (digest.summary, digest.exporter):
            assert all(text.endswith((".", ".»", ".”")) for text in words.values()), digest.provision
            assert not words or words["en"] != words["es"], digest.provision


SOFT = {
    "en": r"\b(endeavou?r|strive|seek|try|attempt|aim|work|consider|all they can|every effort|more about|encourage|should|promote|as appropriate|where appropriate|as far as)",
    "es": r"\b(procur|esforz|esfuer|todo lo posible|trabaj|considerar|resuelt|busc|trat|foment|promov|alent|debería|según|cuando|en lo que|en la medida)",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_best_endeavour_clause_is_never_told_as_a_plain_duty(language):
    told_as_duty = [
        digest.provision
        for digest in (*digests_of("us-peru"), *digests_of("eu-andean"))
        if digest.force == "best-endeavour" and not re.search(SOFT[language], digest.summary[language], re.IGNORECASE)
    ]
    assert told_as_duty == []


def test_every_note_for_exporters_of_us_peru_says_whom_the_clause_addresses():
    state = re.compile(
        r"\bStates?\b|Peru|national law|obliges no firm|Nothing here obliges|orders nothing|the tribunal"
    )
    assert [d.provision for d in digests_of("us-peru") if d.exporter and not state.search(d.exporter["en"])] == []


# --- what both languages name, and where enforcement leads ----------------------------------------------------------

SAME = [
    (r"\bUnited States\b|\bUS\b", r"\bEstados Unidos\b|\bestadounidens"),
    (r"\bPeru\b|\bPeruvian\b", r"\bPerú\b|\bperuan"),
    (r"\bColombian?\b", r"\bColombia\b|\bcolombian"),
    (r"\bKorean?\b", r"\bCorea\b|\bcorean"),
    (r"\bPanama\b|\bPanamanian\b", r"\bPanamá\b|\bpanameñ"),
    (r"\bOmani?\b", r"\bOmán\b|\bomaní"),
    (r"\bMorocco\b|\bMoroccan\b", r"\bMarruecos\b|\bmarroquí"),
    (r"\bCITES\b", r"\bCITES\b"),
    (r"\bNAAEC\b", r"\bNAAEC\b"),
    (r"\bILO\b", r"\bOIT\b"),
    (r"\bWTO\b", r"\bOMC\b"),
    (r"\bGATT\b", r"\bGATT\b"),
    (r"\bGATS\b", r"\bAGCS\b"),
    (r"\bTRIPS\b", r"\bADPIC\b"),
    (r"\bSPS\b", r"\bMSF\b"),
    (r"\bTBT\b", r"\bOTC\b|Obstáculos Técnicos al Comercio"),
    (r"\bECA\b", r"\bACA\b"),
    (r"\bUPOV\b", r"\bUPOV\b"),
]


def test_both_languages_name_the_same_numbers_parties_and_instruments():
    differing = []
    for digest in DIGESTS:
        for words in (digest.summary, digest.exporter):
            if words:
                figures = [sorted(set(re.findall(r"\d+", words[language]))) for language in LANGUAGES]
                names = [
                    pair
                    for pair in SAME
                    if len({bool(re.search(*each)) for each in zip(pair, (words["en"], words["es"]), strict=True)}) > 1
                ]
                if figures[0] != figures[1] or names:
                    differing.append((digest.provision, figures, names))
    assert differing == []


def test_each_provision_that_says_how_a_breach_is_pursued_has_a_digest():
    assert {d.enforcement_source for d in DIGESTS} - {""} <= {d.provision for d in DIGESTS}


def test_a_definition_addresses_nobody():
    assert [each.provision for each in load_digests() if each.force == "definition" and each.addressee] == []
