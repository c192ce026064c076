import os
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.digests import LANGUAGES, digests_of, load_digests, parse_digests
from corpus.errors import CatalogueError
from corpus.formats import plain_text, tota_xml
from corpus.identifiers import split_id
from corpus.model import Digest, Heading, Point, Provision
from corpus.products import load_products
from corpus.segment import segment

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
        ('agreement = "ruritania"', "", "the file lacks agreement"),
        ('agreement = "ruritania"', "agreement = ", "is not TOML"),
        ("checked = 2026-01-02", 'checked = "soon"', "checked is not a date"),
        ('en = "Rivers"', "", 'chapter "4" lacks en'),
        ('es = "Agua limpia"', "", 'article "4.1" lacks es'),
        ('chapter = "4"', 'chapter = "5"', 'article "4.1" stands in the unknown chapter "5"'),
        ("4.1/2.a", "4.2/2.a", 'ruritania/4.2/2.a stands in the unknown article "4.2"'),
        ('"ruritania/4.1', '"zenda/4.1', "zenda/4.1/2.a belongs to another agreement than ruritania"),
        ("ruritania/preamble/1", "ruritania/4.1/2.a", "ruritania/4.1/2.a occurs twice"),
        ('es = "Los ríos importan."', "", "ruritania/preamble/1 lacks es"),
        ('es = "Los ríos importan."', 'es = " "', "has no words, or blanks around them, under es"),
        ('exporter.es = "Obliga al Estado."', "", "ruritania/4.1/2.a, exporter lacks es"),
        ("products =", "colour =", "has unknown keys: colour"),
        ('"prohibition"', '"ban"', 'has the unknown force "ban"'),
        ('"related"', '"near"', 'has the unknown scope "near"'),
        ('"consultations"', '"war"', 'has the unknown enforcement "war"'),
        ('enforcement_source = "ruritania/9.1/1"', "", "names no provision that says how a breach is pursued"),
        ('"ruritania/9.1/1"', '"zenda/9.1/1"', "outside the agreement"),
    ],
)
def test_a_fault_is_named_with_its_file_and_entry(old, new, complaint):
    with pytest.raises(CatalogueError) as caught:
        parse_digests(RURITANIA.replace(old, new, 1), "r.toml")
    assert caught.value.message.startswith("r.toml: ")
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
    with (ROOT / "indexer" / "taxonomy.toml").open("rb") as file:
        known = {topic["id"] for topic in tomllib.load(file)["topic"]}
    assert {d.provision: topic for d in DIGESTS for topic in d.topics if topic not in known} == {}
    assert [d.provision for d in DIGESTS if not d.topics] == []


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
    "en": r"\b(endeavou?r|strive|seek|try|aim|encourage|should|promote|as appropriate|where appropriate|as far as)",
    "es": r"\b(procur|esforz|esfuer|busc|trat|foment|promov|alent|debería|según|cuando|en lo que|en la medida)",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_best_endeavour_clause_is_never_told_as_a_plain_duty(language):
    told_as_duty = [
        digest.provision
        for digest in digests_of("us-peru")
        if digest.force == "best-endeavour" and not re.search(SOFT[language], digest.summary[language], re.IGNORECASE)
    ]
    assert told_as_duty == []


def test_every_note_for_exporters_of_us_peru_says_whom_the_clause_addresses():
    state = re.compile(
        r"\bStates?\b|Peru|national law|obliges no firm|Nothing here obliges|orders nothing|the tribunal"
    )
    assert [d.provision for d in digests_of("us-peru") if d.exporter and not state.search(d.exporter["en"])] == []


# --- against the texts ---------------------------------------------------------------------------------------------

TEXTS = {
    "us-peru": {
        "en": ("manytrade/PER-USA[[]NA[]]_2006O.txt", "tota/pta_156.xml"),
        "es": ("spij_pe/RL-28766-2006.md", "spij_pe/DS-040-2007-RE.md"),
    },
    "eu-andean": {"en": ("manytrade/COL-PER[[]NA[]]_2012O.txt", "tota/pta_395.xml"), "es": ()},
    "china-peru": {"en": ("manytrade/CHN-PER[[]NA[]]_2009O.txt", "tota/pta_385.xml"), "es": ()},
}
UNPARSED = ("us-peru/side-letter-biodiversity/",)  # only the official Spanish text holds it
NOTE_UNATTACHED = {"eu-andean/285/1"}  # tells footnote 84, whose mark on the title the sources have lost
NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90,
}  # fmt: skip


@pytest.fixture(scope="module")
def texts() -> Path:
    folder = os.environ.get("CLAUSULA_TEXTS")
    if not folder:
        pytest.skip("set CLAUSULA_TEXTS to a folder with the texts (tota/, manytrade/, spij_pe/) to check the digests")
    return Path(folder)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _runs(words: list[str], length: int = 8) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def _plain(content: str) -> str:
    """Take out the marks of markup and of pages, which would break a run of words."""
    content = re.sub(r"<[^>]+>|\$\{\?\}\$|\\", " ", content)
    return re.sub(r"(?m)^\s*\d{1,2}-\d{1,3}\s*$", "", content)


@pytest.mark.parametrize("agreement", TEXTS)
def test_no_digest_shares_eight_words_in_a_row_with_a_text(texts, agreement):
    printed: set[tuple[str, ...]] = set()
    for pattern in (pattern for patterns in TEXTS[agreement].values() for pattern in patterns):
        (path,) = texts.glob(pattern)
        printed |= _runs(_words(_plain(path.read_text(encoding="utf-8"))))
    shared = {
        digest.provision: " ".join(run)
        for digest in digests_of(agreement)
        for text in (*digest.summary.values(), *digest.exporter.values())
        for run in _runs(_words(text)) & printed
    }
    assert shared == {}


@cache
def _provisions(texts: Path, agreement: str) -> tuple[Provision, ...]:
    """Every provision of the English texts; what two sources hold comes twice, for one may lack the footnotes."""
    found: list[Provision] = []
    for pattern in TEXTS[agreement]["en"]:
        (path,) = texts.glob(pattern)
        read = tota_xml.read if path.suffix == ".xml" else plain_text.read
        document = segment(read(path.read_bytes(), "en"), agreement=agreement, language="en")
        found.extend(document.provisions())
    return tuple(found)


def _checkable(texts: Path, agreement: str) -> Iterator[tuple[Digest, list[Provision]]]:
    """Yield each digest whose place a text at hand holds, with the provisions of its article."""
    provisions = _provisions(texts, agreement)
    for digest in digests_of(agreement):
        if not digest.provision.startswith(UNPARSED):
            article = digest.provision.split("/")[1]
            yield digest, [p for p in provisions if p.id.startswith(f"{agreement}/{article}/")]


def _point(points: tuple[Point, ...], path: str) -> bool:
    label, _, rest = path.partition(".")
    return not path or any(point.label == label and _point(point.points, rest) for point in points)


@pytest.mark.parametrize("agreement", TEXTS)
def test_the_place_of_each_digest_exists(texts, agreement):
    missing = []
    for digest, article in _checkable(texts, agreement):
        wanted, frame, path = split_id(digest.provision)
        found = [p for p in article if p.id == wanted]
        if not (any(_point(p.points, path) for p in found) or (wanted == frame and article)):
            missing.append(digest.provision)
    assert missing == []


def _numbers(text: str) -> set[str]:
    words = {str(value) for word, value in NUMBER_WORDS.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)}
    return words | set(re.findall(r"\d+", text))


# "(162)" and "Chapter 15" point to another place of the agreement, which the article itself need not name.
POINTER = re.compile(r"\((\d+)\)|\b(?:chapter|capítulo) (\d+)", re.IGNORECASE)


@pytest.mark.parametrize("agreement", TEXTS)
def test_every_number_in_a_digest_is_in_its_article(texts, agreement):
    places = {heading.number for provision in _provisions(texts, agreement) for heading in provision.headings}
    wrong = {}
    for digest, article in _checkable(texts, agreement):
        notes = (f"{note.mark} {note.text}" for provision in article for note in provision.footnotes)
        printed = [digest.provision, *(f"{p.label} {p.full_text()}" for p in article), *notes]
        known = _numbers(" ".join(printed))
        told = " ".join((*digest.summary.values(), *digest.exporter.values()))
        pointed = {first or second for first, second in POINTER.findall(told)} & places
        unknown = set(re.findall(r"\d+", told)) - known - pointed
        if unknown and digest.provision not in NOTE_UNATTACHED:
            wrong[digest.provision] = unknown
    assert wrong == {}
