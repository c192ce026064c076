"""Bundles of invented provisions in every format, and exports that say where they come from."""

import csv
import io
import json
import sys
from datetime import date

import pytest
from running import run_clausula

from corpus.errors import ClausulaError, NotFoundError, QueryError
from indexer.answers.bundles import MOST, bundle
from indexer.answers.csv_rows import csv_safe
from indexer.answers.export import BUNDLES, COLUMNS, MEDIA_TYPES, write

TREATY = "norvania-estuaria-2011"
NAMES = [f"{TREATY}/2.1/1.a", f"{TREATY}/2.2", "china-korea/17.7/1"]
DAY = date(2026, 5, 9)
HOME = "sisters_home"


def test_every_format_has_a_media_type():
    assert set(MEDIA_TYPES) == set(BUNDLES)


def test_csv_has_a_row_for_each_provision_with_citation_source_and_stamp(library):
    rows = list(csv.DictReader(io.StringIO(write(bundle(library, NAMES, today=DAY), "csv").decode())))
    assert [row["id"] for row in rows] == [
        f"{TREATY}/2.1/1", f"{TREATY}/2.2/1", f"{TREATY}/2.2/2", "china-korea/17.7/1",
    ]  # fmt: skip
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["citation"] == "Norvania - Estuaria, art 2.1(1)(a)"
    assert rows[0]["query"] == " ".join(NAMES)
    assert rows[0]["exported"] == "2026-05-09"
    assert rows[0]["index"] == library.fingerprint
    assert rows[0]["licence"] == "CC BY-NC 4.0"
    assert [row["words"] for row in rows] == ["treaty", "treaty", "treaty", "digest"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_no_cell_is_a_formula(cell):
    assert csv_safe(cell)[:1] not in set("=+-@\t\r")


def test_json_names_query_day_index_and_licence(library):
    value = json.loads(write(bundle(library, NAMES, today=DAY), "json"))
    assert {value[name] for name in ("query", "exported", "index")} == {
        " ".join(NAMES), "2026-05-09", library.fingerprint,
    }  # fmt: skip
    assert "MIT" in value["licence"]
    assert [row["asked"] for row in value["provisions"]] == [NAMES[0], NAMES[1], NAMES[1], NAMES[2]]
    lines = write(bundle(library, NAMES, today=DAY), "jsonl").decode().splitlines()
    assert [json.loads(line)["export"]["index"] for line in lines] == [library.fingerprint] * 4


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["# Provisions", "Norvania - Estuaria, art 2.1(1)(a)", "mirror, not the official publication",
                "Status: In force (unverified)", "Digest, our own words"]),
        ("es", ["# Disposiciones", "Norvania - Estuaria, art. 2.1(1)(a)", "copia de un tercero, no es la publicación oficial",
                "Estado: Vigente (sin verificar)", "Resumen, en palabras nuestras"]),
    ],
)  # fmt: skip
def test_markdown_reads_as_a_document(library, language, said):
    text = write(bundle(library, NAMES, today=DAY), "md", language).decode()
    for words in said:
        assert words in text
    assert "(a) Neither Party shall fail to enforce" in text
    assert "no ranger" not in text  # the other point was not asked for
    assert "2026-05-09" in text
    assert library.fingerprint in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_docx_holds_words_citations_sources_and_stamp(library, language):
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    document = docx.Document(io.BytesIO(write(bundle(library, NAMES, today=DAY), "docx", language)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "(a) Neither Party shall fail to enforce its environmental laws" in text
    assert "Each Party may ask the other where a shipment of timber was felled." in text
    assert {"en": "not the official publication", "es": "no es la publicación oficial"}[language] in text
    assert library.fingerprint in text
    assert "2026-05-09" in document.sections[0].footer.paragraphs[0].text
    assert next(p.text for p in document.paragraphs if p.style.name == "Heading 1").startswith("Norvania - Estuaria")
    quoted = [p for p in document.paragraphs if p.style.name == "Quote"]
    assert all('w:val="en"' in p._p.xml for p in quoted)


def test_docx_without_its_package_says_what_to_install(library, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(ClausulaError) as caught:
        write(bundle(library, NAMES), "docx")
    assert "clausula[docx]" in caught.value.hint


def test_what_is_not_there_or_too_much_is_refused(library):
    with pytest.raises(NotFoundError):
        bundle(library, [f"{TREATY}/9.9"])
    with pytest.raises(QueryError):
        bundle(library, [name for name in library.ids if "/" in name][: MOST + 1])


@pytest.mark.parametrize("form", ["table", *BUNDLES])
def test_the_command_prints_every_format(sisters_home, form):
    if form == "docx":
        pytest.importorskip("docx", reason="python-docx is not installed")
        return  # bytes on a text pipe; the site's test downloads one
    done = run_clausula(sisters_home, "export", f"{TREATY}/2.2", "--format", form)
    assert done.returncode == 0, done.stderr
    assert "Illegal Logging" in done.stdout or "illegal logging" in done.stdout


def test_an_export_of_everything_names_its_index_too(sisters_home):
    done = run_clausula(sisters_home, "export", "--agreement", TREATY, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["query"] for row in rows} == {f"agreement:{TREATY}"}
    assert len({row["index"] for row in rows}) == 1
    refused = run_clausula(sisters_home, "export", "--format", "docx")
    assert refused.returncode == 2


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--agreement", TREATY, "--topic", "coasts"), f"Nothing found in the texts (en) of {TREATY}"),
        (("--agreement", "usmca"), "Known, but neither text nor digests are held of usmca."),
        (("--query", "qqqqzzzz", "--format", "csv"), "Nothing found"),
    ],
)
def test_an_empty_export_says_why_it_is_empty(sisters_home, asked, told):
    done = run_clausula(sisters_home, "export", *asked)
    assert done.returncode == 1
    assert told in done.stderr
    assert len(done.stdout.splitlines()) == ("csv" in asked)  # the header
