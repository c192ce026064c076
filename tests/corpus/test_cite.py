"""Citations of invented provisions, held against golden files.

CLAUSULA_GOLDEN=1 writes the files anew; then the tests fail once, so that someone reads what changed.
"""

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import SOURCE, make_record

from corpus.citation.files import EXTENSIONS, MEDIA_TYPES
from corpus.citation.styles import STYLES, cite, short, together
from corpus.errors import NotFoundError
from corpus.model import Agreement, Source
from indexer.record import Record

GOLDEN = Path(__file__).parent / "golden"


def agreement(**changes) -> Agreement:
    facts = {
        "id": "norvania-estuaria",
        "titles": {"en": "Norvania-Estuaria Trade Agreement", "es": "Acuerdo Comercial Norvania-Estuaria"},
        "short_titles": {"en": "Norvania-Estuaria TA", "es": "AC Norvania-Estuaria"},
        "parties": ("XNA", "XES"),
        "status": "in force",
        "signed": date(2011, 3, 4),
        "in_force": date(2012, 1, 1),
    }
    return Agreement(**(facts | changes))


def record(
    identifier: str, *headings: tuple[str, str, str], how: str = "fetch", role: str = "official", **changes
) -> Record:
    facts = {
        "headings": [dict(zip(("kind", "number", "title"), heading, strict=True)) for heading in headings],
        "points": [
            {"label": "a", "text": "one", "points": [{"label": "i", "text": "two"}]}, {"label": "b", "text": "three"},
        ],
        "footnotes": [{"mark": "3", "text": "four"}],
        "source": SOURCE | {"how": how, "role": role},
    }  # fmt: skip
    return make_record(identifier, **(facts | changes))


ENVIRONMENT = ("chapter", "2", "Environment")
LOGGING = ("article", "2.2", "Illegal Logging & Timber")
FORESTS = ("annex", "2.2.4", "Forests")
PUBLISHED = tuple(
    Source("norvania-estuaria", language, "x", f"https://{host}.example/", role=role, covers=covers, unverified=unverified)
    for language, host, role, covers, unverified in [
        ("en", "mirror", "mirror", "whole text", False), ("es", "spanish", "official", "whole text", False),
        ("en", "unverified", "official", "whole text", True), ("en", "chapter", "official", "chapter 3", False),
        ("en", "landing", "official", "landing page", False), ("en", "official", "official", "whole text", False),
    ]
)  # fmt: skip
CASES = {
    "point": (record("norvania-estuaria/2.2/1", ENVIRONMENT, LOGGING), agreement(), {"path": "a.i"}),
    "footnote": (record("norvania-estuaria/2.2/1", ENVIRONMENT, LOGGING), agreement(), {"note": "3"}),
    "spanish": (record("norvania-estuaria/2.2/1", ENVIRONMENT, LOGGING), agreement(), {"language": "es", "note": "3"}),
    "article": (record("norvania-estuaria/2.2/1", ENVIRONMENT, LOGGING).of("norvania-estuaria/2.2"), agreement(), {}),
    "unnumbered": (record("norvania-estuaria/2.2/2", ENVIRONMENT, LOGGING, label=""), agreement(), {"path": "b"}),
    "annex": (record("norvania-estuaria/annex-2.2.4/12", ENVIRONMENT, FORESTS), agreement(), {"path": "a"}),
    "article-of-annex": (
        record("norvania-estuaria/annex-2.2.4/art-3/1", FORESTS, ("article", "3", "")), agreement(), {"language": "es"},
    ),
    "recital": (record("norvania-estuaria/preamble/3", ("preamble", "", "Preamble"), label=""), agreement(), {}),
    "imported": (record("norvania-estuaria/2.2/1", ENVIRONMENT, LOGGING, how="import"), agreement(), {}),
    "mirror": (record("norvania-estuaria/2.2/1", ENVIRONMENT, LOGGING, role="mirror"), agreement(), {}),
    "mirror-of-a-published-text": (
        record("norvania-estuaria/2.2/1", ENVIRONMENT, LOGGING, role="mirror"), agreement(sources=PUBLISHED), {},
    ),
    "translation": (record("norvania-estuaria/2.2/1", ENVIRONMENT, LOGGING, role="translation"), agreement(), {}),
    "digest-only": (
        record("norvania-estuaria/2.2/1", ENVIRONMENT, LOGGING, source=None, language="mul", points=[], footnotes=[]),
        agreement(), {"path": "a"},
    ),
    "dates-unverified": (
        record("norvania-estuaria/2.2/1", ENVIRONMENT, LOGGING), agreement(unverified=("signed", "in_force")), {},
    ),
    "bilateral-in-the-journal": (
        record("norvania-estuaria/2.2/1", ENVIRONMENT, LOGGING),
        agreement(parties=("PER", "KOR"), identifiers={"oj": "L 287, 21.10.2016, p. 3"}), {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_every_style_is_as_it_was_reviewed(case):
    row, entry, options = CASES[case]
    said = "".join(f"== {style}\n{cite(row, entry, style, **options).rstrip()}\n" for style in STYLES)
    said = said.replace("\r\n", "\n")
    path = GOLDEN / f"{case}.txt"
    if os.environ.get("CLAUSULA_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, encoding="utf-8", newline="\n")
        pytest.fail(f"{path.name} is written anew: review it.")
    assert said == path.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over():
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(CASES)


@pytest.mark.parametrize("style", ["bibtex", "ris", "csl"])
def test_a_file_names_the_official_publication_and_the_index_and_no_copy(style):
    said = cite(*CASES["mirror-of-a-published-text"][:2], style, index="0123456789ab")
    assert re.findall(r"https://\w+\.example/", said) == ["https://official.example/"]
    assert "0123456789ab" in said
    assert "urldate" not in said
    assert "accessed" not in said


@pytest.mark.parametrize("style", STYLES)
def test_no_citation_calls_itself_compliant(style):
    assert "complian" not in cite(*CASES["point"][:2], style).lower()


@pytest.mark.parametrize("options", [{"path": "z"}, {"path": "a.ii"}, {"note": "4"}])
def test_what_the_text_does_not_have_is_not_cited(options):
    with pytest.raises(NotFoundError) as caught:
        cite(*CASES["point"][:2], **options)
    assert caught.value.hint


def test_the_short_form_needs_no_catalogue():
    assert short(CASES["point"][0], path="a.i", language="es") == "AC Norvania-Estuaria, art. 2.2(1)(a)(i)"


def test_several_csl_items_are_one_file():
    both = together([cite(*CASES[name][:2], "csl") for name in ("point", "annex")], "csl")
    assert [item["section"] for item in json.loads(both)] == [
        "art 2.2(1) (Illegal Logging & Timber)", "annex 2.2.4, para 12 (Forests)",
    ]  # fmt: skip


def test_files_have_a_name_and_a_type():
    assert set(EXTENSIONS) == set(MEDIA_TYPES) == {"bibtex", "ris", "csl"}


@given(st.text(max_size=60))
def test_no_heading_breaks_out_of_a_file(title):
    row = record("norvania-estuaria/2.2/1", ("article", "2.2", title))
    bibtex = cite(row, agreement(), "bibtex")
    plain = re.sub(r"\\[{}]", "", bibtex)
    depth = 0
    for sign in plain:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    assert plain.rstrip().endswith("}")
    assert re.search(r"(?<!\\)[&%$#_]", bibtex.replace("https://treaties.example/a_b.html?x=1&y=2", "")) is None
    for line in cite(row, agreement(), "ris").split("\r\n")[:-1]:
        assert re.match(r"[A-Z][A-Z0-9]  - ", line)
    assert len(cite(row, agreement(), "ris").splitlines()) == cite(row, agreement(), "ris").count("\r\n")
    assert json.loads(cite(row, agreement(), "csl"))
