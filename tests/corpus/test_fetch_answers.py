"""What publishers answer instead of a treaty: each case is refused by its name, and a real answer never is."""

import zipfile
from dataclasses import replace
from functools import partial
from io import BytesIO

import pytest
from fake_internet import treaties
from fake_internet.internet import CHAPTERS, GAC_FOLDER, LANDING, MINCETUR_LIST, MOFCOM_OLD, SICE_PAGE
from fake_internet.server import Reply, page, redirect
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from corpus.errors import ContentError, ParseError
from corpus.fetch import answer_checks
from corpus.fetch.answer_checks import check_answer, check_index, check_wall
from corpus.formats.detect import kind_of
from corpus.model import Source
from corpus.publishers.publisher import FetchAnswer, FetchRequest
from corpus.store.snapshots import SnapshotStore

HTML = "text/html; charset=utf-8"
PDF = "application/pdf"
ENGLISH = treaties.sice("en")


def shell(title: str, body: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


WALLS = {
    "202 and nothing": Reply(b"", 202),
    "202 and a header of a challenge": Reply(b"", 202, {"x-amzn-waf-action": "challenge"}),
    "202 and a whole treaty": Reply(ENGLISH, 202),
    "401": Reply(b"", 401, {"WWW-Authenticate": 'Basic realm="x"'}),
    "403": Reply(shell("Forbidden").encode(), 403),
    "403 of a content network": Reply(shell("Access Denied", "Reference #18.2f").encode(), 403),
    "412 with a script": Reply(b"<html><script>eval(1)</script></html>", 412),
    "521 with a script": Reply(b"<script>document.cookie='x=1';location='/'</script>", 521),
    "200 with a WAF token script": Reply(
        b"<html><head><script src='https://x.token.awswaf.com/challenge.js'></script>", 200
    ),
    "200 with the properties of a challenge": Reply(b"<html><script>window.gokuProps = {};</script></html>", 200),
    "200 that says just a moment": Reply(
        shell("Just a moment...", "Enable JavaScript and cookies to continue").encode(), 200
    ),
    "200 with options of a challenge": Reply(shell("x", "<script>window._cf_chl_opt={}</script>").encode(), 200),
    "200 that sets a cookie and comes again": Reply(
        b"<html><script>document.cookie='a=b';location.reload()</script></html>"
    ),
    "200 that is denied": Reply(shell("Access Denied").encode()),
    "200 with a riddle": Reply(shell("Verify", "<div class='h-captcha'></div>").encode()),
    "503 with a challenge": Reply(b"", 503, {"cf-mitigated": "challenge"}),
}
UNREAL = {
    "empty": (Reply(b""), "empty"),
    "blank": (Reply(b" \r\n\t "), "empty"),
    "404": (Reply(shell("Not found").encode(), 404), "nothing at this address"),
    "410": (Reply(b"", 410), "nothing at this address"),
    "400": (Reply(b"language", 400), "status 400"),
    "a page that says not found": (Reply(shell("Page not found - USTR", "<p>Sorry</p>").encode()), "nothing here"),
    "a heading that says not found": (Reply(shell("SICE", "<h1>404</h1>").encode()), "nothing here"),
    "a Spanish page that says not found": (Reply(shell("Página no encontrada").encode()), "nothing here"),
    "a Chinese page that says not found": (Reply(shell("页面不存在").encode()), "nothing here"),
    "a log-in page": (Reply(shell("Welcome", "<form><input type='password'></form>").encode()), "log-in"),
    "a Spanish log-in page": (Reply(shell("Iniciar sesión").encode()), "log-in"),
    "a program": (Reply(shell("App", "<div id=root></div><script src=app.js></script>").encode()), "only in a browser"),
    "a page about the treaty": (Reply(shell("News", "<p>The ministers met and spoke.</p>" * 50).encode()), "0 numbered articles"),
    "the other language": (Reply(treaties.sice("es")), "it is in “es”, not in “en”"),
    "Chinese": (Reply(shell("协定", "".join(f"<p>第{number}条 各方应当保护河流中的水獭及其栖息的芦苇。</p>" for number in "一二三四五六七")).encode()),
                "it is in another script, not in “en”"),
    "Polish": (Reply(shell("Umowa", "".join(f"<p>Article {number} Strony chronią wydry rzeki oraz trzciny rosnące przy brzegu.</p>" for number in range(40))).encode()),
               "it is in another language, not in “en”"),
    "another treaty": (
        Reply(ENGLISH.replace(b"Ruritania", b"Zenda").replace(b"Graustark", b"Strelsau").replace(b"Otters", b"Owls").replace(b"otters", b"owls")
              .replace(b"River Eilau", b"Forest")), "does not name the agreement"),
    "half a page": (Reply(ENGLISH[: len(ENGLISH) // 2].replace(b"</", b"<")), "breaks off"),
    "a draft": (Reply(ENGLISH.replace(b"<p>Chapter", b"<p>Draft text of May</p><p>Chapter")), "Draft text"),
    "a text before legal review": (Reply(ENGLISH.replace(b"<p>Chapter", b"<p>Subject to legal review for accuracy</p><p>Chapter")), "legal review"),
    "an initialled text": (Reply(ENGLISH.replace(b"<p>Chapter", b"<p>Initialled version</p><p>Chapter")), "Initialled"),
    "a PDF": (Reply(treaties.pdf("en")), "a web page was expected, a PDF came"),
    "a picture": (Reply(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "a picture came"),
    "an archive": (Reply(b"PK\x03\x04rest"), "a ZIP archive came"),
}  # fmt: skip
UNREAL_PDF = {
    "a page": (Reply(ENGLISH), "a PDF was expected, a web page came"),
    "a log-in page": (Reply(shell("Log in").encode()), "a web page came: it is a log-in page"),
    "a page that says not found": (Reply(shell("404").encode()), "nothing here"),
    "a PDF that breaks off": (Reply(treaties.pdf("en")[:-40]), "breaks off"),
    "a PDF of something else": (Reply(treaties.pdf_of(["Menu of the day", "Soup, and bread"])), "0 numbered articles"),
    "a PDF in the other language": (Reply(treaties.pdf("es")), "it is in “es”"),
    "a PDF of a draft": (Reply(treaties.pdf_of(["Draft agreement", *treaties.plain("en").splitlines()])), "Draft agreement"),
    "text": (Reply(treaties.plain("en").encode()), "a PDF was expected, plain text came"),
}  # fmt: skip


def fetch(internet, home, publisher, language="en"):
    fetcher = internet.fetcher(home)
    return fetcher.run(fetcher.plan(["otters"], publisher, language))


def nothing_kept(home):
    return SnapshotStore(home / "snapshots").snapshots() == []


@pytest.mark.parametrize("name", WALLS)
def test_a_wall(internet, tmp_path, name):
    internet.sice.pages[SICE_PAGE["en"].lower()] = lambda _: WALLS[name]
    (outcome,) = fetch(internet, tmp_path, "sice")
    assert outcome.state == "blocked"
    assert "keeps programs out" in outcome.detail
    assert "clausula import FILE --agreement otters --lang en" in outcome.hint
    assert outcome.source.url in outcome.hint
    assert nothing_kept(tmp_path)
    assert len(internet.sice.paths()) == 1


@pytest.mark.parametrize("name", UNREAL)
def test_a_page_that_is_not_the_treaty(internet, tmp_path, name):
    reply, expected = UNREAL[name]
    internet.sice.pages[SICE_PAGE["en"].lower()] = lambda _: reply
    (outcome,) = fetch(internet, tmp_path, "sice")
    assert outcome.state == "failed"
    assert expected in outcome.detail
    unsigned = "not the signed text" in outcome.detail
    assert ("clausula import" in outcome.hint) is not unsigned
    assert ("Look for the signed text" in outcome.hint) is unsigned
    assert nothing_kept(tmp_path)


@pytest.mark.parametrize("name", UNREAL_PDF)
def test_a_pdf_that_is_not_the_treaty(internet, tmp_path, name):
    reply, expected = UNREAL_PDF[name]
    internet.mofcom.pages[MOFCOM_OLD] = lambda _: reply
    (outcome,) = fetch(internet, tmp_path, "mofcom")
    assert outcome.state == "failed"
    assert expected in outcome.detail
    assert nothing_kept(tmp_path)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (page(shell("Final text", "<p>The texts have moved.</p>")), "lists no texts"),
        (page(shell("Page not found", "")), "lists no texts"),
        (page(f"<html><body><a href='{CHAPTERS[1]}'>1</a>"), "breaks off"),
        (page(treaties.pdf("en"), PDF), "a page that lists texts was expected, a PDF came"),
        (page("", HTML), "empty"),
        (page("gone", HTML, 404), "nothing at this address"),
        (redirect("https://ustr.gov/error"), "nothing at this address"),
    ],
)
def test_a_landing_page_that_lists_nothing(internet, tmp_path, reply, expected):
    internet.ustr.pages[LANDING] = reply
    (outcome,) = fetch(internet, tmp_path, "ustr")
    assert outcome.state == "failed"
    assert expected in outcome.detail
    assert nothing_kept(tmp_path)


def test_a_deep_address_that_leads_to_the_front_page(internet, tmp_path):
    internet.sice.pages[SICE_PAGE["en"].lower()] = redirect("http://www.sice.oas.org/")
    internet.sice.pages["/"] = page(shell("SICE", "<p>News</p>" * 500))
    (outcome,) = fetch(internet, tmp_path, "sice")
    assert "nothing here" in outcome.detail


def test_a_page_for_errors_with_status_200(internet, tmp_path):
    internet.sice.pages[SICE_PAGE["en"].lower()] = redirect("/404.html")
    internet.sice.pages["/404.html"] = page(ENGLISH)
    (outcome,) = fetch(internet, tmp_path, "sice")
    assert "its page for errors" in outcome.detail


@pytest.mark.parametrize(
    "script", ["/cdn-cgi/challenge-platform/scripts/jsd/main.js", "https://x.token.awswaf.com/x/challenge.js"]
)
def test_a_good_page_may_carry_the_script_of_a_wall(internet, tmp_path, script):
    tag = f"<script src='{script}'></script></body>".encode()
    internet.sice.pages[SICE_PAGE["en"].lower()] = page(ENGLISH.replace(b"</body>", tag), "text/html")
    listed = f"<a href='{CHAPTERS[1]}'>1</a>" + "<p>Words of the office about its work.</p>" * 30
    internet.ustr.pages[LANDING] = page(shell("Final text", listed).replace("</body>", tag.decode()))
    assert fetch(internet, tmp_path, "sice")[0].state == "fetched"
    assert fetch(internet, tmp_path, "ustr")[0].state == "fetched"


def test_an_annex_without_articles_is_a_part(internet, tmp_path):
    schedule = [
        "Annex 17-A",
        *("The reeds of the river and the otters with them shall be counted each year" for _ in range(40)),
    ]
    internet.mincetur.pages[MINCETUR_LIST] = page(shell("Textos", "<a href='/a.pdf'>Anexo</a>"))
    internet.mincetur.pages["/a.pdf"] = page(treaties.pdf_of(schedule), PDF)
    (outcome,) = fetch(internet, tmp_path, "mincetur", "es")
    assert "it is in “en”, not in “es”" in outcome.detail
    spanish = [
        "Anexo 17-A",
        *("Los juncos del río y las nutrias se contarán cada año por el Consejo con una red" for _ in range(40)),
    ]
    internet.mincetur.pages["/a.pdf"] = page(treaties.pdf_of(spanish), PDF)
    (outcome,) = fetch(internet, tmp_path, "mincetur", "es")
    assert outcome.state == "fetched"


def test_a_scan_has_no_words_to_judge(internet, tmp_path):
    internet.mofcom.pages[MOFCOM_OLD] = page(treaties.pdf_of([]), PDF)
    (outcome,) = fetch(internet, tmp_path, "mofcom")
    assert outcome.state == "fetched"


def test_without_a_reader_of_pdf_the_bytes_must_do(internet, tmp_path, monkeypatch):
    def missing(*_):
        raise ParseError("pdf-needs-pdfplumber")

    monkeypatch.setattr(answer_checks, "first_words", missing)
    assert fetch(internet, tmp_path, "mofcom")[0].state == "fetched"


def test_a_chapter_is_not_expected_to_name_the_agreement(internet, tmp_path):
    assert "Ruritania" not in treaties.gac()
    assert fetch(internet, tmp_path, "gac")[0].state == "fetched"
    internet.gac.pages[f"{GAC_FOLDER}/24.aspx?lang=eng"] = page(shell("CUSMA", "<h1>Page not found</h1>"))
    assert "nothing here" in fetch(internet, tmp_path / "again", "gac")[0].detail


# --- the checks themselves --------------------------------------------------------------------------------------------

SOURCE = Source("otters", "en", "sice", "http://www.sice.oas.org/x", "")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7 x", "pdf"),
        (b"junk before %PDF-1.4", "pdf"),
        (b"PK\x03\x04", "zip"),
        (b"<!DOCTYPE html><p>", "html"),
        (b"\xef\xbb\xbf<HTML>", "html"),
        (b"<?xml version='1.0'?><html xmlns='x'>", "html"),
        (b"<?xml version='1.0'?><treaty><body>", "xml"),
        (b"<ACT/>", "xml"),
        (b"Article 1", "text"),
        ("Artículo 1".encode("utf-16"), "text"),
        (b"\x7fELF\0\0", "binary"),
        (b"", "text"),
    ],
)
def test_the_kind_of_some_bytes(body, kind):
    assert kind_of(body) == kind


@pytest.mark.parametrize("media_type", ["application/zip", ""])
def test_an_archive(media_type):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x.pdf", treaties.pdf("en"))
    request = FetchRequest(structs.replace(SOURCE, media_type=media_type), SOURCE.url)
    check_answer(request, FetchAnswer(SOURCE.url, 200, packed.getvalue()))
    with pytest.raises(ContentError, match="breaks off"):
        check_answer(request, FetchAnswer(SOURCE.url, 200, packed.getvalue()[:-30]))


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (treaties.sice("es"), ""),
        (treaties.sice("es").decode("cp1252").encode("utf-8"), "utf-8"),
        (treaties.sice("es").decode("cp1252").encode("utf-16"), "utf-16"),
        (treaties.sice("es"), "no-such-charset"),
    ],
)
def test_a_page_in_any_encoding_is_read(body, charset):
    request = FetchRequest(structs.replace(SOURCE, language="es", media_type="text/html"), SOURCE.url)
    if charset == "utf-16":
        request = replace(request, source=structs.replace(request.source, media_type=""))
    check_answer(request, FetchAnswer(SOURCE.url, 200, body, {"content-type": f"text/html; charset={charset}"}))


@given(
    body=st.binary(max_size=2000),
    status=st.sampled_from([200, 202, 300, 404]),
    media_type=st.sampled_from(["", PDF, "text/html", "text/xml"]),
)
def test_whatever_comes_is_judged_without_an_accident(body, status, media_type):
    request = FetchRequest(structs.replace(SOURCE, media_type=media_type), SOURCE.url)
    answer, said = FetchAnswer(SOURCE.url, status, body), []
    for judge in (partial(check_wall, SOURCE), partial(check_answer, request), partial(check_index, request)):
        try:
            judge(answer)
        except ContentError as error:
            said.append(error)
    assert all(error.message and error.hint for error in said)


@pytest.mark.parametrize(
    "piece", ["<script ", "<style>", "<", "<input ", "<title ", "<h1>4", "<!--", "&#", "article ", "1."]
)
def test_a_malicious_page_is_judged_in_linear_time(piece):
    """A pattern that looked for an end from each of its beginnings would take hours for this."""
    body = b"<html>" + piece.encode() * 100_000 + b"</html>"
    with pytest.raises(ContentError):
        check_answer(FetchRequest(SOURCE, SOURCE.url), FetchAnswer(SOURCE.url, 200, body))


def test_a_script_holds_no_words():
    page = f"<html><script>var article = 'Article {1}';</script><STYLE>x</STYLE>Text <b>here</b></script></html>"
    assert answer_checks._text(FetchAnswer(SOURCE.url, 200, page.encode())).split() == ["Text", "here"]


@given(cut=st.integers(min_value=1))
def test_no_beginning_of_a_pdf_is_taken_for_the_whole(cut):
    whole = treaties.pdf("en").rstrip()
    request = FetchRequest(structs.replace(SOURCE, media_type=PDF), SOURCE.url)
    with pytest.raises(ContentError):
        check_answer(request, FetchAnswer(SOURCE.url, 200, whole[: cut % len(whole)]))


@given(cut=st.integers(min_value=1))
def test_no_beginning_of_an_xml_file_is_taken_for_the_whole(cut):
    whole = treaties.tota().encode().rstrip()
    request = FetchRequest(structs.replace(SOURCE, media_type="application/xml"), SOURCE.url, part=True)
    with pytest.raises(ContentError):
        check_answer(request, FetchAnswer(SOURCE.url, 200, whole[: cut % len(whole)]))
