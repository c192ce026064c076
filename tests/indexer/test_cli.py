"""The command line as its users run it: formats, exit codes, pipes."""

import csv
import io
import json
import re
import subprocess
import sys

import pytest
from running import run_clausula


def test_search_finds_the_clause_and_its_digest_beside_it(built_home):
    done = run_clausula(built_home, "search", "illegal logging", "--agreement", "norvania-estuaria-2011")
    assert done.returncode == 0
    assert "norvania-estuaria-2011/2.2" in done.stdout
    assert "(unverified)" in done.stdout


def test_a_spanish_word_finds_an_english_clause(built_home):
    done = run_clausula(
        built_home, "search", "tala ilegal", "--agreement", "norvania-estuaria-2011", "--format", "json"
    )
    page = json.loads(done.stdout)
    assert page["hits"][0]["id"] == "norvania-estuaria-2011/2.2/1"
    assert "illegal logging" in page["added"]


def test_the_embedded_digests_answer_in_spanish(built_home):
    done = run_clausula(built_home, "search", "tala ilegal", "--format", "jsonl")
    ids = [hit["id"] for hit in json.loads(done.stdout)["hits"]]
    assert any(name.startswith("us-peru/annex-18.3.4/") for name in ids[:5])


@pytest.mark.parametrize(
    ("command", "labels"),
    [
        (["show", "us-peru/annex-18.3.4/12", "--lang", "es"], ["Fuerza: ", "Obliga a: el Perú", "Temas: "]),
        (["search", "tala ilegal de madera", "--agreement", "norvania-estuaria-2011"], ["obligación, las Partes", "Tala ilegal"]),
        (["search", "tala ilegal de madera", "--agreement", "us-peru"], ["[Vigente]", "También en este artículo: ", "Normas fuera de"]),
        (["search", "optimización del TLC con China"], ["Acuerdos a los que puede referirse esta búsqueda", "[Firmado, no vigente"]),
        (["search", "tala ilegal quqqqz", "--limit", "1"], ["Sin: quqqqz", "resultados; esta es la página 1.", "También se buscó: "]),
        (["search", '"tala de quqqqz" -party:PER'], ["Sin resultados en los textos (en) de ", " y los resúmenes, sin texto, de "]),
        (["search", "--product", "madera", "--market", "US", "--limit", "1"], ["[Vigente]", "Resumen (no es el tratado)"]),
        (["search", "tala", "--page", "900"], ["la página 900 no existe"]),
        (["show", "norvania-estuaria-2011/2.1/1", "--lang", "es"], ["Fuente: ", "(copia de un tercero, no es la publicación oficial)", "obtenido "]),
        (["search", "illegal logging", "--agreement", "norvania-estuaria-2011"], ["obligation, the Parties", "illegal-logging"]),
    ],
)  # fmt: skip
def test_labels_are_in_the_language_that_the_reader_asks_in(built_home, command, labels):
    done = run_clausula(built_home, *command)
    said = done.stdout + done.stderr
    assert [label for label in labels if label not in said] == []


@pytest.mark.parametrize(("language", "leads"), [("es", ["Resumen", "Digest"]), ("en", ["Digest", "Resumen"])])
def test_the_digest_in_the_readers_language_comes_first(built_home, language, leads):
    said = run_clausula(built_home, "show", "us-peru/annex-18.3.4/12", "--lang", language).stdout
    assert re.findall(r"^(Digest|Resumen) \(", said, re.MULTILINE) == leads


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            '"customs duties by one tenth"',
            "Provisions without sustainability content that match: 1. To see them: --all",
        ),
        ("gryphon", ""),
    ],
)
def test_nothing_found_says_where_it_looked_and_what_is_elsewhere(built_home, words, said):
    done = run_clausula(built_home, "search", words)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Nothing found in the texts (en) of norvania-estuaria-2011 and the digests alone of" in done.stderr
    assert said in done.stderr


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "md"])
@pytest.mark.parametrize(
    "command", [["search", "timber"], ["show", "us-peru", "18.2"], ["agreements"], ["topics"], ["status"], ["export"]]
)
def test_every_listing_has_every_format(built_home, command, form):
    done = run_clausula(built_home, *command, "--format", form)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    if form == "json":
        json.loads(done.stdout)
    elif form == "jsonl":
        assert all(json.loads(line) for line in done.stdout.splitlines())
    elif form == "csv":
        rows = list(csv.reader(io.StringIO(done.stdout)))
        assert len({len(row) for row in rows}) == 1
        assert not [cell for row in rows for cell in row if cell[:1] in "=+@" and cell]
    elif form == "md":
        assert done.stdout.splitlines()[1].startswith("| ---")


def test_nothing_found_says_where_it_looked_and_exits_with_one(built_home):
    done = run_clausula(built_home, "search", "qqqqzzzz")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "agreements" in done.stderr


def test_many_queries_give_a_page_a_line(built_home, tmp_path):
    queries = tmp_path / "queries.txt"
    queries.write_text("illegal logging\ntala ilegal\nqqqqzzzz\n", encoding="utf-8")
    done = run_clausula(built_home, "search", "--queries", queries, "--format", "jsonl")
    pages = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [page["query"] for page in pages] == ["illegal logging", "tala ilegal", "qqqqzzzz"]
    assert pages[2]["total"] == 0
    for given in (("--format", "csv"), ("timber",)):  # neither would be obeyed
        refused = run_clausula(built_home, "search", "--queries", queries, *given)
        assert (refused.returncode, refused.stdout) == (2, "")


def test_a_point_is_shown_with_the_lead_in_that_governs_it(built_home):
    done = run_clausula(built_home, "show", "norvania-estuaria-2011 2.1.1(a)")
    assert done.returncode == 0
    assert "(a) Neither Party shall fail" in done.stdout
    assert "[1] Neglect lasts" in done.stdout


def test_the_note_of_one_article_is_not_in_the_words_of_the_next(built_home):
    record = json.loads(run_clausula(built_home, "show", "norvania-estuaria-2011/2.2/1", "--format", "json").stdout)
    assert record["text"] == "The Parties shall combat illegal logging and the trade in timber that comes of it."
    assert record["footnotes"] == []


def test_a_record_has_the_contract_of_the_design(built_home):
    record = json.loads(run_clausula(built_home, "show", "norvania-estuaria-2011/2.1/1", "--format", "json").stdout)
    assert record["eid"] == "chp_2__art_2-1__para_1"
    assert record["agreement"]["identifiers"]["tota"] == "9001"
    assert [h["kind"] for h in record["headings"]] == ["chapter", "article"]
    assert [point["label"] for point in record["points"]] == ["a", "b"]
    assert record["force"] == "prohibition"
    assert record["scope"] == "core"
    assert record["source"]["locator"] == "104"
    assert len(record["source"]["sha256"]) == 64


def test_a_closed_pipe_is_no_error(built_home):
    script = f'"{sys.executable}" -m indexer export --all | head -n 1 >/dev/null; exit "${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", script],
        env={"CLAUSULA_HOME": str(built_home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0


def test_building_twice_gives_the_same(built_home, tmp_path):
    first = run_clausula(built_home, "export", "--all").stdout
    second = tmp_path / "second"
    run_clausula(second, "import", *sorted((built_home / "snapshots").rglob("*.xml")))
    assert run_clausula(second, "build", "--jobs", "1").returncode == 0
    again = run_clausula(second, "export", "--all").stdout

    def timeless(text):
        rows = [json.loads(line) for line in text.splitlines()]
        for row in rows:
            (row["source"] or {}).pop("retrieved", None)
        return rows

    assert timeless(first) == timeless(again)


def test_a_product_and_a_market_give_what_perus_agreements_say_for_them(built_home):
    done = run_clausula(
        built_home, "search", "--product", "caoba", "--market", "US", "--format", "json", "--limit", "50"
    )
    hits = json.loads(done.stdout)["hits"]
    assert {hit["agreement"]["id"] for hit in hits} == {"us-peru"}
    assert any(hit["id"].startswith("us-peru/annex-18.3.4/") for hit in hits)


def test_an_unknown_product_names_the_groups(built_home):
    done = run_clausula(built_home, "search", "--product", "unicorn")
    assert done.returncode == 2
    assert "timber" in done.stderr


def test_a_build_tells_as_many_provisions_as_the_status(built_home):
    built = run_clausula(built_home, "build").stderr
    status = {
        row["what"]: row["value"] for row in json.loads(run_clausula(built_home, "status", "--format", "json").stdout)
    }
    assert f"{status['provisions']} provisions of {status['agreements']} agreements, {status['digests']} with" in built
