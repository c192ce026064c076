"""One grammar of pinpoints for the search box, `show`, `cite`, `compare`, `quote`, the site and the API."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import make_record
from running import FIXTURES, run_clausula

from corpus.catalogue.agreements import load_catalogue
from corpus.citation.pinpoints import Pinpoint, read_pinpoint
from corpus.citation.styles import STYLES
from corpus.errors import QueryError
from indexer.answers.selection import choose, citation
from indexer.library import open_library
from indexer.lookup import Lookup
from indexer.query.agreement_names import AgreementNames
from indexer.query.language import parse_query

ART = {
    "18.3": (("article", "18.3"),),
    "annex 18.3.4": (("annex", "18.3.4"),),
    "preamble": (("preamble", ""),),
}


@pytest.mark.parametrize(
    ("written", "frames", "path"),
    [
        ("18.3", ART["18.3"], ()),
        ("art 18.3(4)(a)", ART["18.3"], ("4", "a")),
        ("Art. 18.3 (4) (a)", ART["18.3"], ("4", "a")),
        ("artículo 18.3, párrafo 4, literal a)", ART["18.3"], ("4", "a")),
        ("ARTÍCULO 18.3, inciso 4 literal a", ART["18.3"], ("4", "a")),
        ("literal a) del párrafo 4 del artículo 18.3", ART["18.3"], ("4", "a")),
        ("párr. 4 b) iii) del artículo 18.3", ART["18.3"], ("4", "b", "iii")),
        ("point (a) of paragraph 4 of Article 18.3", ART["18.3"], ("4", "a")),
        ("apartado 4, letra b), inciso ii) del artículo 18.3", ART["18.3"], ("4", "b", "ii")),
        ("§ 18.3 ¶ 4", ART["18.3"], ("4",)),
        ("art\u00edculo\u00a018.3, p\u00e1rr. 4", ART["18.3"], ("4",)),
        ("arti\u0301culo 18.3 numeral 4", ART["18.3"], ("4",)),
        ("ar\u00adtículo 18.3", ART["18.3"], ()),
        ("anexo 18.3.4, párrafo 12(a)", ART["annex 18.3.4"], ("12", "a")),
        ("annex 18.3.4, 12", ART["annex 18.3.4"], ("12",)),
        ("Art. 18 . 3 (4)", ART["18.3"], ("4",)),
        ("18.3(b-2)(ii)", ART["18.3"], ("b-2", "ii")),
        ("art. 18,3", ART["18.3"], ()),
        ("primer párrafo del artículo 18.3", ART["18.3"], ("1",)),
        ("article 18.3, second paragraph, last sentence", ART["18.3"], ("2",)),
        ("artículo 18.3, párrafo tercero, primera oración", ART["18.3"], ("3",)),
        ("art. 18.3, ap. 4, literal (b), acápite (i)", ART["18.3"], ("4", "b", "i")),
        ("chapeau of art. 18.3, apdo. 2", ART["18.3"], ("2",)),
        ("art 18.3(1)(b), second (iii)", ART["18.3"], ("1", "b", "iii-2")),
        ("¶ 2, third (b)(i), art. 18.3", ART["18.3"], ("2", "b-3", "i")),
        ("annex 7-A, Appendix 7-A.B, para 2", (("annex", "7-A"), ("appendix", "7-A.B")), ("2",)),
        ("apéndice 3 del anexo 7", (("annex", "7"), ("appendix", "3")), ()),
        ("annex to Article 2.1, para 3", (("annex", "to-Article-2.1"),), ("3",)),
        ("anexo al artículo 2.1, párr. 3", (("annex", "al-articulo-2.1"),), ("3",)),
        ("Annex 7, article 8.2(1)", (("annex", "7"), ("article", "8.2")), ("1",)),
        ("preamble, recital 3", ART["preamble"], ("3",)),
        ("considerando 3 del preámbulo", ART["preamble"], ("3",)),
        ("capítulo 18", (("chapter", "18"),), ()),
        ("title IX, chapter 5", (("title", "IX"), ("chapter", "5")), ()),
        ("Chapter Eighteen", (("chapter", "18"),), ()),
        ("capítulo dieciocho", (("chapter", "18"),), ()),
        ("art 18.3(4 bis)(a bis)(i)", ART["18.3"], ("4-bis", "a-bis", "i")),
        ("literal a bis) del párrafo 4 ter del artículo 18.3", ART["18.3"], ("4-ter", "a-bis")),
        ("artículo 18 bis, párrafo 4, letra (a-bis)", (("article", "18-bis"),), ("4", "a-bis")),
        ("artículo veintiuno, párrafo 2", (("article", "21"),), ("2",)),
    ],
)  # fmt: skip
def test_a_place_is_read_however_it_is_written(written, frames, path):
    assert read_pinpoint(written) == Pinpoint("", frames, path)


def test_a_footnote_is_read_with_its_place():
    assert read_pinpoint("art 18.3(1), fn 3") == Pinpoint("", ART["18.3"], ("1",), note="3")
    assert not read_pinpoint("us-peru, nota al pie 3").empty


@pytest.fixture(scope="module")
def names():
    return AgreementNames(load_catalogue().agreements)


@pytest.mark.parametrize(
    ("written", "agreement"),
    [
        ("US-Peru TPA", "us-peru"), ("us peru", "us-peru"), ("Peru-US TPA", "us-peru"), ("USPTPA", "us-peru"),
        ("APC Perú-EE. UU.", "us-peru"), ("TLC EE.UU.-Perú", "us-peru"), ("TLC con Estados Unidos", "us-peru"),
        ("Acuerdo de Promoción Comercial Perú - Estados Unidos", "us-peru"), ("TLC Perú-China", "china-peru"),
        ("TLC China - Perú", "china-peru"), ("Peru-China FTA", "china-peru"), ("UE-Perú", "eu-andean"),
        ("EU-Colombia-Peru Trade Agreement", "eu-andean"), ("Chile-China FTA", "china-chile"), ("KORUS FTA", "us-korea"),
        ("Korea-EU FTA", "eu-korea"), ("TLC Corea-UE", "eu-korea"), ("T-MEC", "usmca"), ("TPP 11", "cptpp"),
        ("Protocolo Perú-China (2024)", "china-peru-2024"), ("TLC Chile - Estados Unidos", "us-chile"),
        ("APC Perú-Estados Unidos", "us-peru"), ("Acuerdo Comercial con la Unión Europea", "eu-andean"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["{}, art. 5(1)", "artículo 5, párrafo 1 del {}", "{} 5(1)"])
def test_an_agreement_is_known_by_its_names_in_any_order(names, written, agreement, form):
    read = names.read(form.format(written))
    assert read
    assert read[0] == (agreement,)
    assert (read[1].frames, read[1].path) == ((("article", "5"),), ("1",))


@pytest.mark.parametrize(
    "text",
    ["illegal logging", "iso 14001", "rio 1992", "forest 18.3 in us-peru", "Article XX of GATT", "peru 18 trees"],
)
def test_other_words_name_no_place(names, text):
    assert names.read(text) is None


def test_every_title_of_every_agreement_names_it(names):
    for entry in load_catalogue().agreements:
        for title in (entry.id, *entry.titles.values(), *entry.short_titles.values()):
            for text in (f"{title}, art 7(2)(b)", f"art. 7, párrafo 2, literal b) del {title}"):
                read = names.read(text)
                assert read, text
                assert entry.id in read[0], text
                assert (read[1].frames, read[1].path) == ((("article", "7"),), ("2", "b")), text


def test_one_party_and_the_kind_of_agreement_name_those_with_this_party(names):
    found, place = names.read("numeral 2 del artículo 18.5 APC EE. UU.")
    assert {"us-peru", "us-colombia"} <= set(found)
    assert place.path == ("2",)


@given(st.text(max_size=80))
def test_reading_never_fails(text):
    read_pinpoint(text)


@given(st.text(alphabet="art.ículo 18.3(a)párrafo,/-annex §us-peru", max_size=60))
@settings(max_examples=300, deadline=None)
def test_reading_pieces_of_pinpoints_never_fails(text):
    read_pinpoint(text)
    with suppress(QueryError):
        parse_query(text)


@pytest.fixture(scope="module")
def digest_library(built_home):
    with open_library(built_home) as library:
        yield library


def leads_back(library, text: str, wanted: str) -> bool:
    """Whether a text leads to a place, or to the whole whose citation is the same as that of the place."""
    found = library.resolve(text)
    if found == wanted:
        return True
    if found is None:
        return False
    shown = {record.id for record in library.show(found)}
    return wanted in shown and short_of(library, found) == short_of(library, wanted)


def short_of(library, place: str) -> str:
    (chosen,) = choose(library, [place])
    return citation(chosen, library.entries)


@pytest.mark.parametrize(
    ("written", "code", "nearest"),
    [
        ("us-peru fn 3", "note-without-article", ""),
        ("us-peru 18.3(1), fn 99", "note-not-checked", "us-peru/18.3/1"),
        ("us-peru 18.3(99)", "paragraph-not-checked", "us-peru/18.3/1"),
        ("us-peru/18.3/1.z", "point-not-checked", "us-peru/18.3/1"),
        ("us-peru art. 18.3, literal z", "point-not-checked", "us-peru/18.3/1"),
        ("art. 5 TLC Costa Rica", "place-not-checked", "china-costa-rica/2"),
        ("art. 18.3(4)(z)", "no-such-id", "us-peru/18.3/4"),
        ("arcadia-borealia 1.1(99)", "no-such-id", ""),
    ],
)
def test_a_place_that_is_not_at_hand_is_refused_and_only_a_text_shows_that_it_does_not_exist(
    digest_library, written, code, nearest
):
    refused = digest_library.lookup.missing(written)
    assert refused.code == code
    assert nearest in (*refused.nearest, "")
    assert digest_library.resolve(written) is None


def test_an_id_of_an_earlier_reading_leads_to_its_new_place_or_names_what_it_can_be(digest_library):
    assert digest_library.resolve("us-peru/annex-14-b/art-18.3/1") == "us-peru/18.3/1"
    assert digest_library.resolve("us-peru/annex-14-b/art-18.3/1.a") == "us-peru/18.3/1.a"
    assert digest_library.resolve("us-peru/preamble-2/2") == "us-peru/preamble/2"
    assert digest_library.resolve("us-peru/article/2") == "us-peru/preamble/2"
    assert digest_library.resolve("us-jordan/article-five/1") == "us-jordan/5/1"
    own = "us-peru/annex-18-b/art-18.3/1"  # may be an article of the annex itself
    assert digest_library.resolve(own) is None
    assert "us-peru/18.3" in digest_library.lookup.missing(own).nearest


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("Chapter XVIII US-Peru", "us-peru/chapter-18"), ("capítulo dieciocho APC Perú-Estados Unidos", "us-peru/chapter-18"),
        ("Title 9 EU-Peru", "eu-andean/title-ix"), ("título noveno UE-Perú", "eu-andean/title-ix"),
    ],
)  # fmt: skip
def test_numbers_lead_to_a_division_however_it_prints_its_own(digest_library, written, place):
    assert digest_library.resolve(written) == place


@pytest.fixture(scope="module")
def every_place(digest_library):
    """Every agreement, article, provision and point at hand."""
    library = digest_library
    agreements = {name.partition("/")[0] for name in library.ids}
    inside = [f"{r.id}.{path}" for r in library.records() for path in r.point_paths()]
    digested = [part.of for r in library.records() if r.digest for part in r.digest.parts]
    return list(dict.fromkeys([*agreements, *library.articles, *library.ids, *inside, *digested]))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("style", STYLES)
def test_every_citation_of_what_is_at_hand_leads_back(digest_library, every_place, style, language):
    lost = [
        (place, said)
        for place in every_place
        for chosen in choose(digest_library, [place])
        if not leads_back(
            digest_library, said := citation(chosen, digest_library.entries, style, language=language), place
        )
    ]
    assert not lost


def test_a_footnote_without_a_mark_is_found_by_its_citation(home):
    text = (FIXTURES / "second-treaty.txt").read_text(encoding="utf-8")
    home.mkdir()
    lost = home / "treaty.txt"
    lost.write_text(
        text.replace("as is caught.\n2-1", "as is caught.\n2 Each Party shall count its boats.\n2-1"), encoding="utf-8"
    )
    for command in (("import", lost, "--agreement", "us-oman", "--lang", "en"), ("build", "--jobs", "1")):
        assert run_clausula(home, *command).returncode == 0
    with open_library(home) as library:
        (place,) = [name for name in library.ids if name.startswith("us-oman/footnotes")]
        assert library.resolve(short_of(library, place)) == place
        assert library.show(place)[0].text == "Each Party shall count its boats."


APPENDED = """AGREEMENT ON RIVERS BETWEEN ARCADIA AND BOREALIA

Article 1: Rivers

1. Each Party shall keep its rivers clean.

ANNEX 1-A

Measuring

1. Each Party shall measure:

(a) the depth of its rivers; and

(b) the number of its fish.

Appendix 1-A.B

Instruments

1. Each instrument shall be tested.

2. Each Party shall keep:

(a) a ruler;

(b) a net.

Annex 1.2(a)

Boats

1. Each boat shall float.

2. Each net shall:

(a) hold; and

(b) dry.
"""


def test_the_citation_of_an_appendix_and_of_an_annex_with_a_letter_leads_back(home):
    home.mkdir()
    (home / "treaty.txt").write_text(APPENDED, encoding="utf-8")
    for command in (
        ("import", home / "treaty.txt", "--agreement", "us-oman", "--lang", "en"),
        ("build", "--jobs", "1"),
    ):
        assert run_clausula(home, *command).returncode == 0
    with open_library(home) as library:
        held = [record for record in library.records() if record.id.startswith("us-oman/") and record.source]
        inside = [f"{record.id}.{path}" for record in held for path in record.point_paths()]
        places = [*(record.id for record in held), *inside]
        assert {"us-oman/annex-appendix-1-a.b/2", "us-oman/annex-1.2a/2.a"} < set(places)
        assert [place for place in places if not leads_back(library, short_of(library, place), place)] == []
        assert short_of(library, "us-oman/annex-appendix-1-a.b/1") == "US-Oman FTA, annex 1-A, Appendix 1-A.B, para 1"


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("arts. 17.2 and 17.3 of the US-Peru TPA", "us-peru/17.2"),
        ("artículos 17.2 a 17.4 del APC Perú-EE. UU.", "us-peru/17.2"),
        ("us-peru 18.3(1)–(3)", "us-peru/18.3/1"),
        ("US-Peru TPA, art 18.3(1) y (2)", "us-peru/18.3/1"),
        ("US-Peru TPA, art 18.3 ss.", "us-peru/18.3"),
        ("us-peru 18.3 et seq", "us-peru/18.3"),
        ("capítulos 17 y 18 del APC Perú-EE. UU.", "us-peru/chapter-17"),
    ],
)
def test_several_places_are_asked_for_one_at_a_time(digest_library, written, first):
    assert digest_library.resolve(written) is None
    refused = digest_library.lookup.missing(written)
    assert (refused.code, list(refused.nearest)) == ("one-place-at-a-time", [first])


class CountedTwice:
    """An index of one article that prints paragraphs 1 and 2 twice."""

    def __init__(self):
        labels = {"1": "1", "2": "2", "1-2": "1", "2-2": "2", "2-3": "2", "3": "3"}
        points = {"2": "ab", "2-2": "acd", "2-3": "d", "3": ["a", "a-2", "b"]}
        self.records = [
            make_record(
                f"us-oman/1/{own}", label=label, points=[{"label": p, "text": "x"} for p in points.get(own, "")]
            )
            for own, label in labels.items()
        ]
        self.ids = {record.id: number for number, record in enumerate(self.records)}
        self.articles = {"us-oman/1": list(self.ids.values())}

    def record(self, number):
        return self.records[number]


@pytest.mark.parametrize(
    ("written", "places"),
    [
        ("us-oman 1(1)", ["us-oman/1/1", "us-oman/1/1-2"]),
        ("us-oman 1(2)(a)", ["us-oman/1/2.a", "us-oman/1/2-2.a"]),
        ("us-oman 1(2)(b)", ["us-oman/1/2.b"]),
        ("us-oman 1(2)(c)", ["us-oman/1/2-2.c"]),
        ("us-oman 1(2)(d)", ["us-oman/1/2-2.d", "us-oman/1/2-3.d"]),
        ("us-oman 1(3)", ["us-oman/1/3"]),
        ("us-oman 1(3)(a)", ["us-oman/1/3.a", "us-oman/1/3.a-2"]),
        ("us-oman 1(3), second (a)", ["us-oman/1/3.a-2"]),
        ("artículo 1, párrafo 3, segundo literal (a) us-oman", ["us-oman/1/3.a-2"]),
        ("us-oman 1(3)(b)", ["us-oman/1/3.b"]),
        ("us-oman/1/1", ["us-oman/1/1"]),
        ("us-oman/1/2-2.a", ["us-oman/1/2-2.a"]),
    ],
)
def test_a_number_that_an_article_prints_twice_offers_both(names, written, places):
    lookup = Lookup(CountedTwice(), names)
    assert lookup.places(written) == places
    assert lookup.resolve(written) == (places[0] if len(places) == 1 else None)
    if len(places) > 1:
        assert (lookup.missing(written).code, list(lookup.missing(written).nearest)) == ("several-places", places)


def test_what_only_a_second_language_holds_is_found_by_its_citation_and_by_its_plain_id(home):
    english = (FIXTURES / "second-treaty.txt").read_text(encoding="utf-8")
    home.mkdir()
    (home / "en.txt").write_text(english[: english.index("\nArticle 3")], encoding="utf-8")
    for command in (
        ("import", home / "en.txt", "--agreement", "us-israel", "--lang", "en"),
        ("import", FIXTURES / "second-treaty-es.txt", "--agreement", "us-israel", "--lang", "es"),
        ("build", "--jobs", "1"),
    ):
        assert run_clausula(home, *command).returncode == 0
    with open_library(home) as library:
        spanish = [name for name in library.ids if name.startswith("us-israel/") and "@es/" in name]
        alone = [name for name in spanish if name.replace("@es", "") not in library.ids]
        assert [] != alone != spanish
        for name in spanish:
            held = name if name in alone else name.replace("@es", "")
            places = (name.replace("@es", ""), short_of(library, name), library.cite(name, "iso690", language="es"))
            assert [library.lookup.numbers(library.resolve(place) or "") for place in places] == [
                [library.ids[held]]
            ] * 3
        assert library.lookup.missing("us-israel/3/99").code == "no-paragraph"
