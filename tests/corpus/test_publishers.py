"""The registry, and what each publisher makes of its addresses and pages."""

import importlib
import pkgutil
import re
from dataclasses import replace
from pathlib import Path

import pytest
from fake_internet.internet import MORE, SOURCES

import corpus.publishers
from corpus.catalogue.agreements import load_catalogue, parse_catalogue
from corpus.errors import ContentError
from corpus.model import Source
from corpus.publishers import REGISTRY, Publisher, publisher
from corpus.publishers.cellar import Cellar
from corpus.publishers.gac import Gac
from corpus.publishers.mincetur import Mincetur
from corpus.publishers.mofcom import Mofcom
from corpus.publishers.publisher import FetchAnswer, FetchRequest, Link, links
from corpus.publishers.sice import Sice
from corpus.publishers.ustr import Ustr

SHARED = {"hints", "publisher"}


def source(
    url: str, publisher: str = "x", language: str = "en", media_type: str = "", covers: str = "whole text"
) -> Source:
    return Source("otters", language, publisher, url, media_type, covers=covers)


# --- the registry -----------------------------------------------------------------------------------------------------


def test_every_module_is_in_the_registry_and_nothing_else():
    modules = {module.name for module in pkgutil.iter_modules(corpus.publishers.__path__)} - SHARED
    assert {each.slug for each in REGISTRY} == modules
    assert len(REGISTRY) == len(modules)


@pytest.mark.parametrize("each", REGISTRY, ids=lambda each: each.slug)
def test_a_publisher_is_complete(each):
    module = importlib.import_module(f"corpus.publishers.{each.slug}")
    assert module.__doc__ is not None
    assert "History and quirks:" in module.__doc__
    assert type(each).__doc__
    assert each.name
    assert each.pause >= 2
    assert publisher(each.slug) is each
    assert any(slug == each.slug for slug, *_ in SOURCES + MORE), "the fake internet has no site of this publisher"
    assert re.search(rf"\b{each.slug}\b", (Path(__file__).parent / "fake_internet" / "internet.py").read_text("utf-8"))


@pytest.mark.parametrize("slug", ["ustr", "sice", "mofcom"])
def test_where_no_pace_is_published_it_is_slow(slug):
    found = publisher(slug)
    assert found is not None
    assert found.pause == 5


def test_an_unknown_publisher_is_none():
    assert publisher("nobody") is None


def test_every_source_of_the_catalogue_is_asked_at_one_of_its_hosts():
    catalogue = load_catalogue()
    for agreement in catalogue.agreements:
        for each in agreement.sources:
            known = publisher(each.publisher)
            if known is not None:
                request = known.first(each)
                assert request.source.agreement == each.agreement
                assert request.source.url == each.url
                assert re.match(r"https?://([^/]+)/", request.url).group(1) in catalogue.hosts()
                assert not known.pinned or each.url in catalogue.pinned


# --- CELLAR -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://publications.europa.eu/resource/celex/22012A1221%2801%29", "22012A1221%2801%29"),
        ("http://publications.europa.eu/resource/celex/22012A1221(01)", "22012A1221%2801%29"),
        ("https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:22012A1221(01)", "22012A1221%2801%29"),
        (
            "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX%3A22012A1221%2801%29&from=EN",
            "22012A1221%2801%29",
        ),
        ("http://publications.europa.eu/resource/celex/22026A01509", "22026A01509"),
        ("http://publications.europa.eu/resource/celex/02012A1221(01)-20221001", "02012A1221%2801%29-20221001"),
    ],
)
def test_cellar_is_asked_by_celex(url, asked):
    request = Cellar().first(source(url, language="es"))
    assert request.url == f"http://publications.europa.eu/resource/celex/{asked}"
    assert request.accept == "application/xhtml+xml"
    assert request.language == "spa"
    assert request.source.url == url


@pytest.mark.parametrize(
    ("language", "code"), [("en", "eng"), ("es", "spa"), ("fr", "fra"), ("de", "deu"), ("pt", "por")]
)
def test_cellar_wants_three_letters(language, code):
    assert Cellar().first(source("x/resource/celex/22012A1221(01)", language=language)).language == code


@pytest.mark.parametrize("status", [400, 404, 406])
def test_cellar_is_asked_for_the_next_format(status):
    request = Cellar().first(source("x/resource/celex/22012A1221(01)"))
    formats = []
    while (more := Cellar().follow(request, FetchAnswer(request.url, status, b""))) is not None:
        (request,) = more
        formats.append((request.accept, request.source.media_type))
    assert formats == [("text/html", "text/html"), ("application/pdf", "application/pdf")]


def test_cellar_knows_every_language_of_the_union():
    two = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split()
    codes = {Cellar().first(source("x/resource/celex/22012A1221(01)", language=code)).language for code in two}
    assert len(codes) == 24
    assert all(len(code) == 3 for code in codes)


def test_cellar_is_asked_for_what_a_missing_document_belongs_to():
    request = Cellar().first(source("x/resource/celex/22012A1221(01)"))
    folder = "http://publications.europa.eu/resource/cellar/0-1.0006.03"
    more = Cellar().follow(request, FetchAnswer(f"{folder}/DOC_1", 404, b""))
    assert more == [replace(request, url=folder)]
    assert [each.accept for each in Cellar().follow(more[0], FetchAnswer(folder, 404, b"")) or ()] == ["text/html"]


def test_cellar_streams_are_all_taken():
    request = Cellar().first(source("x/resource/celex/22012A1221(01)"))
    body = b"<a href='http://publications.europa.eu/r/DOC_1'>1</a><a href='/r/DOC_2'>2</a><a href='/help'>?</a>"
    answer = FetchAnswer("http://publications.europa.eu/resource/celex/1", 300, body)
    more = Cellar().follow(request, answer)
    assert more is not None
    assert [each.url for each in more] == [f"http://publications.europa.eu/r/DOC_{number}" for number in (1, 2)]
    assert [each.source.covers for each in more] == ["stream 1 of 2", "stream 2 of 2"]
    assert all(each.language == "eng" and each.part for each in more)


def test_cellar_streams_that_nobody_names():
    request = Cellar().first(source("x/resource/celex/22012A1221(01)"))
    with pytest.raises(ContentError, match="names none"):
        Cellar().follow(request, FetchAnswer("http://publications.europa.eu/x", 300, b"<p>Choose"))


# --- links of index pages ---------------------------------------------------------------------------------------------

LANDING = source("https://ustr.gov/trade-agreements/free-trade-agreements/x-fta/final-text")
FILES = "https://ustr.gov/sites/default/files"


@pytest.mark.parametrize(
    ("url", "text", "taken"),
    [
        (f"{FILES}/uploads/agreements/fta/x/asset_upload_file1_2.pdf", "18. Environment", True),
        (f"{FILES}/uploads/agreements/fta/x/asset_upload_file1_2.pdf", "Annex II Non-Conforming Measures", True),
        (f"{FILES}/files/agreements/FTA/USMCA/Text/24_Environment.pdf", "24", True),
        (f"{FILES}/uploads/agreements/cafta/asset_upload_file920_3937.pdf", "17. Environment", True),
        (f"{FILES}/Jordan%20FTA.pdf", "Text", True),
        ("https://www.ustr.gov/sites/default/files/uploads/agreements/fta/x/a.PDF", "1", True),
        (f"{FILES}/uploads/agreements/fta/x/a.pdf", "Tariff Schedule of the United States", False),
        (f"{FILES}/uploads/agreements/fta/x/a.pdf", "Schedule of Peru", False),
        (f"{FILES}/uploads/agreements/fta/x/a.pdf", "General Notes", False),
        (f"{FILES}/uploads/reports/a.pdf", "2025 Report", False),
        (f"{FILES}/uploads/agreements/fta/x/a.doc", "18. Environment", False),
        ("https://elsewhere.example/agreements/fta/a.pdf", "18. Environment", False),
    ],
)
def test_ustr_links(url, text, taken):
    assert Ustr().is_part(LANDING, Link(url, text)) is taken


@pytest.mark.parametrize(
    ("url", "index"),
    [
        ("https://ustr.gov/trade-agreements/free-trade-agreements/x-fta/final-text", True),
        ("https://ustr.gov/trade-agreements/free-trade-agreements/x/agreement-between", True),
        (f"{FILES}/uploads/agreements/fta/x/asset_upload_file708_4036.pdf", False),
        (f"{FILES}/Jordan%20FTA.pdf", False),
    ],
)
def test_ustr_pages(url, index):
    assert Ustr().first(source(url)).index is index


@pytest.mark.parametrize(
    ("url", "language", "taken"),
    [
        ("http://www.sice.oas.org/Trade/X/x_s/Chapter1_s.asp", "es", True),
        ("http://sice.oas.org/TRADE/x/Chapter1_S.asp", "es", True),
        ("http://www.sice.oas.org/Trade/X/x_e/Chapter1_e.asp", "en", True),
        ("http://www.sice.oas.org/Trade/X/Text_e.pdf", "en", True),
        ("http://www.sice.oas.org/Trade/X/x_e/Chapter1_e.asp", "es", False),
        ("http://www.sice.oas.org/Trade/X/Draft_s/Chapter1_s.asp", "es", False),
        ("http://www.sice.oas.org/Trade/X/index_s.asp", "es", False),
        ("http://www.sice.oas.org/Trade/Y/Chapter1_s.asp", "es", False),
        ("http://www.oas.org/Trade/X/Chapter1_s.asp", "es", False),
        ("http://www.sice.oas.org/Trade/X/picture_s.gif", "es", False),
    ],
)
def test_sice_links(url, language, taken):
    index = source("http://www.sice.oas.org/Trade/X/Xin_s.asp", language=language)
    assert Sice().is_part(index, Link(url, "")) is taken


@pytest.mark.parametrize(
    "url",
    [
        "http://www.sice.oas.org/TPD/AND_USA/PER_USA/Draft_text_e/Index_e.asp",
        "http://www.sice.oas.org/TPD/AND_EU/Texts_24March2011/ESP/Index_s.asp",
        "http://www.sice.oas.org/x/Texto_rubricado_s.asp",
        "http://www.sice.oas.org/x/initialled_e.asp",
    ],
)
def test_sice_drafts_are_refused(url):
    with pytest.raises(ContentError, match="draft or an initialled"):
        Sice().first(source(url, "sice"))


def test_a_redirect_of_sice_to_a_draft_is_refused():
    request = Sice().first(source("http://www.sice.oas.org/Trade/X/X_text_e.asp", "sice"))
    with pytest.raises(ContentError, match="draft or an initialled") as raised:
        Sice().follow(request, FetchAnswer("http://www.sice.oas.org/TPD/X/Draft_text_e/X_e.asp", 200, b""))
    assert "import" not in raised.value.hint


@pytest.mark.parametrize(
    ("url", "index"),
    [
        ("http://www.sice.oas.org/Trade/PER_CHN/PER_CHN_e/PER_CHN_text_e.asp", False),
        ("http://www.sice.oas.org/Trade/CAFTA/CAFTADR/CAFTADRin_s.asp", True),
        ("http://www.sice.oas.org/Trade/TPP/Final_Texts/English/TPP_Index_e.asp", True),
        ("http://www.sice.oas.org/TPD/USA_ISR/Datesignature_e.pdf", False),
    ],
)
def test_sice_pages(url, index):
    assert Sice().first(source(url)).index is index


@pytest.mark.parametrize(
    ("url", "text", "language", "taken"),
    [
        ("https://fta.mofcom.gov.cn/rcep/rceppdf/01%20Chapter.pdf", "Chapter 1", "en", True),
        ("https://fta.mofcom.gov.cn/upload/a.pdf", "第一章", "zh", True),
        ("https://fta.mofcom.gov.cn/upload/a.pdf", "第一章", "en", False),
        ("https://fta.mofcom.gov.cn/upload/a.pdf", "Chapter 1", "zh", False),
        ("https://fta.mofcom.gov.cn/upload/a.doc", "Chapter 1", "en", False),
        ("https://elsewhere.example/a.pdf", "Chapter 1", "en", False),
    ],
)
def test_mofcom_links(url, text, language, taken):
    index = source("https://fta.mofcom.gov.cn/rcep/rcep_new.shtml", language=language)
    assert Mofcom().first(index).index
    assert Mofcom().is_part(index, Link(url, text)) is taken


@pytest.mark.parametrize(
    ("url", "text", "taken"),
    [
        ("https://www.acuerdoscomerciales.gob.pe/en_vigencia/china/Documentos/cap12.pdf", "Capítulo 12", True),
        ("https://www.acuerdoscomerciales.gob.pe/x.pdf", "Lista Arancelaria de China", False),
        ("https://www.acuerdoscomerciales.gob.pe/x.pdf", "Cronograma de Desgravación", False),
        ("https://www.acuerdoscomerciales.gob.pe/x.html", "Capítulo 12", False),
        ("https://elsewhere.example/x.pdf", "Capítulo 12", False),
    ],
)
def test_mincetur_links(url, text, taken):
    index = source("https://www.acuerdoscomerciales.gob.pe/en_vigencia/China/Textos_Acuerdo.html", language="es")
    assert Mincetur().first(index).index
    assert Mincetur().is_part(index, Link(url, text)) is taken


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ("/en_vigencia/EEUU/Textos_Acuerdo.html", ["https://www.acuerdoscomerciales.gob.pe/en_vigencia/EEUU/Textos_Acuerdo.html"]),
        ("/En_Vigencia/EEUU/Documentos/cap18.pdf", ["https://www.acuerdoscomerciales.gob.pe/En_Vigencia/EEUU/Documentos/cap18.pdf"]),
        ("https://elsewhere.example/Textos_Acuerdo.html", None),
        ("/En_Vigencia/EEUU/Que_gana.html", None),
    ],
)  # fmt: skip
def test_the_entrance_of_mincetur_leads_to_the_list(link, asked):
    request = Mincetur().first(source("https://www.acuerdoscomerciales.gob.pe/En_Vigencia/EEUU/inicio.html"))
    answer = FetchAnswer(request.url, 200, f"<a href='{link}'>Textos</a>".encode())
    if asked is None:
        with pytest.raises(ContentError, match="lists no texts"):
            Mincetur().follow(request, answer)
    else:
        assert [each.url for each in Mincetur().follow(request, answer) or ()] == asked


def test_mincetur_files_are_asked_for_as_they_are():
    request = Mincetur().first(source("http://www.acuerdoscomerciales.gob.pe/x/Acuerdo.pdf"))
    assert not request.index
    assert request.accept == "application/pdf"


@pytest.mark.parametrize(
    ("url", "text", "taken"),
    [
        ("https://www.international.gc.ca/t/text-texte/24.aspx?lang=eng", "24", True),
        ("https://www.international.gc.ca/t/text-texte/24.aspx?lang=fra", "24", False),
        ("https://www.international.gc.ca/t/text-texte/fta/chap.aspx?lang=eng", "Chapter Three", True),
        ("https://www.international.gc.ca/t/text-texte/notices.aspx?lang=eng", "Notices", False),
        ("https://www.international.gc.ca/other/24.aspx?lang=eng", "24", False),
        ("https://elsewhere.example/t/text-texte/24.aspx?lang=eng", "24", False),
    ],
)
def test_gac_links(url, text, taken):
    index = source("https://www.international.gc.ca/t/text-texte/toc-tdm.aspx?lang=eng")
    assert Gac().first(index).index
    assert Gac().is_part(index, Link(url, text)) is taken


def test_gac_chapters_are_parts():
    request = Gac().first(source("https://www.international.gc.ca/t/text-texte/24.aspx?lang=eng"))
    assert request.part
    assert not request.index


def test_links_of_a_page():
    body = b"""<html><head><base href="https://a.example/base/"></head><body>
    <a href="one.pdf#page=2">One <b>bold</b>\n word</a><a href="/two.pdf"></a><a href="two.pdf"> Two </a>
    <a href="mailto:x@a.example">Mail</a><a href="javascript:void(0)">Run</a><a href="http://[">Broken</a><a name="x">No</a>
    <a href="/two.pdf">Second words</a><a href="one.pdf">Again</a></body></html>"""
    assert links(FetchAnswer("https://a.example/page", 200, body)) == [
        Link("https://a.example/base/one.pdf", "One bold word"),
        Link("https://a.example/two.pdf", "Second words"),
        Link("https://a.example/base/two.pdf", "Two"),
    ]


def test_the_parts_of_an_index_say_what_they_are():
    listed = b"<a href='/agreements/fta/a.pdf'>18. Environment</a><a href='/agreements/fta/b%20c.pdf'></a></html>"
    request = Ustr().first(source("https://ustr.gov/final-text", "ustr", media_type="text/html"))
    more = Ustr().follow(request, FetchAnswer(request.url, 200, listed))
    assert more == [
        FetchRequest(
            source(f"https://ustr.gov/agreements/fta/{name}.pdf", "ustr", media_type="application/pdf", covers=covers),
            f"https://ustr.gov/agreements/fta/{name}.pdf",
            part=True,
        )
        for name, covers in (("a", "18. Environment"), ("b%20c", "b%20c.pdf"))
    ]


# --- docs/adding-a-publisher.md ---------------------------------------------------------------------------------------

GUIDE = (Path(__file__).parents[2] / "docs" / "adding-a-publisher.md").read_text(encoding="utf-8")


def guided(name: str) -> Publisher:
    """The publisher that the guide shows under this name."""
    (code,) = [
        block for block in re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL) if f"publishers/{name}.py" in block
    ]
    module: dict[str, object] = {"__name__": f"corpus.publishers.{name}"}
    exec(compile(code, f"{name}.py", "exec"), module)
    made = module[name.capitalize()]()  # type: ignore[operator]
    assert isinstance(made, Publisher)
    assert made.slug == name
    assert "History and quirks:" in str(module["__doc__"])
    return made


def test_the_guide_shows_publishers_that_work():
    palace = guided("palace")
    assert palace.first(source("https://palace.example/x.pdf", media_type="application/pdf")) == FetchRequest(
        source("https://palace.example/x.pdf", media_type="application/pdf"),
        "https://palace.example/x.pdf",
        accept="application/pdf",
    )
    court = guided("court")
    listed = source("https://court.example/treaties/otters")
    assert court.first(listed).index
    body = b"<a href='/1.pdf'>1</a><a href='/speech.pdf'>Speech</a></html>"
    more = court.follow(court.first(listed), FetchAnswer(listed.url, 200, body))
    assert more is not None
    assert [request.url for request in more] == ["https://court.example/1.pdf"]


def test_the_guide_names_files_that_exist():
    root = Path(__file__).parents[2]
    named = set(re.findall(r"`((?:corpus|tests|docs)/[\w/.-]+)`", GUIDE))
    assert len(named) >= 4
    assert [name for name in named if not (root / name).exists()] == []


def test_the_guide_shows_a_source_that_the_catalogue_reads():
    (entry,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    known = entry.replace('"court"', '"other"')
    head = '[[agreement]]\nid = "otters"\nparties = ["RUR"]\nstatus = "signed"\n'
    titles = '[agreement.titles]\nen = "x"\nes = "x"\n[agreement.short_titles]\nen = "x"\nes = "x"\n'
    (agreement,) = parse_catalogue(head + titles + known, "guide").agreements
    assert agreement.sources[0].url == "https://court.example/treaties/otters"
