"""References from the text of two small invented treaties to records, searches and the terminal, in two languages."""

import json

import pytest
from running import built, run_clausula

from corpus.catalogue.instruments import load_instruments
from indexer.classify.taxonomy import load_taxonomy
from indexer.library import open_library

ENGLISH = """CHAPTER ONE
RIVERS

Article 1.1: Otters
1. Each Party shall protect otters as Article 1.2 and paragraph 2 say.
2. The Council of the Bridge:
(a) meets every year; and
(b) reports under this Chapter.

Article 1.2: Reeds
1. Nothing in Article 1.1.2(a) binds a Party beyond CITES.
2. A Party may cut reeds under Article 9.9.

ANNEX 3
BOATS

Article 8.2: Rudders
1. A rudder is as Article 8.3 says.

Article 8.3: Oars
1. An oar is of ash, except:
(a) where ash is rare:
(i) and willow is at hand:
(A) an oar of willow;
(B) an oar of reeds; and
(b) on the bridge, under Annex 3.
2. Paragraph 1(a)(i)(B) does not bind the Council.
"""
SPANISH = """CAPÍTULO UNO
RÍOS

Artículo 1.1: Nutrias
1. Cada Parte protegerá las nutrias según el Artículo 1.2 y el párrafo 2.
2. El Consejo del Puente:
(a) se reúne cada año; e
(b) informa conforme al presente Capítulo.

Artículo 1.2: Juncos
1. Nada en el Artículo 1.1.2(a) obliga a una Parte más que la CITES.
2. Una Parte podrá cortar juncos conforme al Artículo 9.9.
"""


@pytest.fixture(scope="module")
def otters(tmp_path_factory):
    home = tmp_path_factory.mktemp("otters")
    for language, text in (("en", ENGLISH), ("es", SPANISH)):
        (home / f"{language}.txt").write_text(text, encoding="utf-8")
    built(home, *((home / f"{code}.txt", "--agreement", "us-jordan", "--lang", code) for code in ("en", "es")))
    return home


def shown(home, identifier):
    done = run_clausula(home, "show", identifier, "--format", "json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    return rows[0] if isinstance(rows, list) else rows


@pytest.mark.parametrize("mark", ["", "@es"])
def test_a_record_says_what_it_refers_to_and_what_refers_to_it(otters, mark):
    first = shown(otters, f"us-jordan/1.1{mark}/1")
    assert [r["target"] for r in first["references"]] == [f"us-jordan/1.2{mark}", f"us-jordan/1.1{mark}/2"]
    second = shown(otters, f"us-jordan/1.1{mark}/2")
    assert [(r["where"], r["target"]) for r in second["references"]] == [("b", f"us-jordan/1.1{mark}")]
    assert second["referred_by"] == [f"us-jordan/1.2{mark}/1"]
    assert shown(otters, f"us-jordan/1.2{mark}/1")["referred_by"] == [f"us-jordan/1.1{mark}/1"]


def test_a_reference_names_its_words_and_is_null_where_there_is_no_such_place(otters):
    row = shown(otters, "us-jordan/1.2/2")
    (reference,) = row["references"]
    assert reference["text"] == row["text"][reference["start"] : reference["end"]] == "Article 9.9"
    assert (reference["kind"], reference["target"]) == ("internal", None)


def test_a_search_finds_who_names_a_treaty(otters):
    done = run_clausula(
        otters, "search", "instrument:cites agreement:us-jordan", "--all", "--format", "json", "--limit", "10"
    )
    found = {hit["id"] for hit in json.loads(done.stdout)["hits"]}
    assert found == {"us-jordan/1.2/1", "us-jordan/1.2@es/1"}


def test_the_terminal_shows_both_directions(otters):
    assert "Refers to: us-jordan/1.2, us-jordan/1.1/2" in run_clausula(otters, "show", "us-jordan/1.1/1").stdout
    assert "Referred to by: us-jordan/1.2/1" in run_clausula(otters, "show", "us-jordan/1.1/2").stdout
    assert "Names: CITES" in run_clausula(otters, "show", "us-jordan/1.2/1").stdout


def test_every_target_opens(otters):
    done = run_clausula(otters, "export", "--agreement", "us-jordan", "--all", "--format", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    rows = [row for row in rows if row["agreement"]["id"] == "us-jordan"]
    targets = {r["target"] for row in rows for r in row["references"] if r["kind"] == "internal" and r["target"]}
    assert {"us-jordan/annex-3/art-8.3", "us-jordan/annex-3/art-8.3/1.a.i.B", "us-jordan/annex-3/art-8.2"} <= targets
    with open_library(otters) as library:
        assert [target for target in targets if not library.show(target)] == []


def test_topics_name_only_instruments_of_the_list():
    known = set(load_instruments())
    assert [topic.id for topic in load_taxonomy().values() if not known.issuperset(topic.instruments)] == []
