"""The library as Python programs and notebooks use it: tables, HTML, errors, types."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import SOURCE, make_record
from msgspec import structs, to_builtins

from corpus.errors import NotFoundError, QueryError
from indexer.library import open_library
from indexer.notebook import record_html
from indexer.record import RecordHit, TextSpan
from indexer.tables.columns import COLUMNS

TREATY = "norvania-estuaria-2011"
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def library(sisters_home):
    with open_library(sisters_home) as opened:
        yield opened


def test_a_table_has_a_cell_in_every_column_for_every_labelled_provision(library):
    table = library.table()
    assert tuple(table) == tuple(column.name for column in COLUMNS)
    assert {len(cells) for cells in table.values()} == {sum(record.scope != "none" for record in library.records())}
    assert len(set(table["id"])) == len(table["id"])


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("", {"filters": {"agreement": [TREATY]}}),
        ("", {"filters": {"force": ["prohibition"]}, "all": True}),
        ("timber", {}),
        ("timber -force:obligation", {"filters": {"bloc": ["US"]}}),
    ],
)
def test_every_gives_all_that_a_search_counts_in_the_order_of_the_agreements(library, text, options):
    found = [record.order for record in library.every(text, **options)]
    assert len(found) == library.search(text, fold="none", **options).total > 0
    numbers = [library.ids[record.id] for record in library.every(text, **options)]
    assert numbers == sorted(set(numbers))


def test_every_of_a_place_is_what_stands_there(library):
    assert [record.id for record in library.every(f"{TREATY} 2.2")] == [f"{TREATY}/2.2/1", f"{TREATY}/2.2/2"]


def test_cells_say_what_the_record_says(library):
    table = library.table(filters={"agreement": [TREATY]})
    for number, name in enumerate(table["id"]):
        record = library.provision(name)
        assert table["text"][number] == record.full_text()
        assert table["words"][number] == "treaty"
        assert table["citation"][number] == library.cite(name)
        assert list(table["parties"][number]) == list(record.agreement.parties)


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda library: library.provision(f"{TREATY} 2.2"), QueryError),
        (lambda library: library.provision(f"{TREATY} 9.9"), NotFoundError),
        (lambda library: library.agreement("atlantis"), NotFoundError),
        (lambda library: library.table(columns=["id", "colour"]), QueryError),
        (lambda library: library.table(filters={"force": ["mighty"]}), QueryError),
        (lambda library: library.cite(f"{TREATY}/2.2/1", "harvard"), QueryError),
        (lambda library: library.coverage([TREATY], ["dragons"]), QueryError),
        (lambda library: library.search("timber", sort="size"), QueryError),
        (lambda library: library.search("timber", fold="some"), QueryError),
        (lambda library: library.search("timber", facets=("colour",)), QueryError),
        (lambda library: library.search("timber", language="fr"), QueryError),
        (lambda library: library.search("timber", page=0), QueryError),
        (lambda library: library.search("timber", limit=-1), QueryError),
        (lambda library: library.search("timber", filters={"partty": ["PER"]}), QueryError),
        (lambda library: library.cite(f"{TREATY}/2.2/1", language="fr"), QueryError),
        (lambda library: library.compare(f"{TREATY}/2.2/1", "atlantis/1"), NotFoundError),
    ],
)
def test_what_does_not_exist_is_refused_with_words(library, ask, error):
    with pytest.raises(error) as caught:
        ask(library)
    assert caught.value.message


def test_a_filter_may_be_one_value(library):
    assert library.search("timber", filters={"bloc": "US"}).total == library.search("timber bloc:US").total > 0


def test_answers_are_plain_on_request(library):
    page = library.search("timber")
    assert page.to_dict() == to_builtins(page.to_json())
    assert library.provision(f"{TREATY}/2.2/1").to_dict()["id"] == f"{TREATY}/2.2/1"
    assert library.quote("combat illegal logging and the trade in timber").to_dict()["verdict"] == "verbatim"
    assert library.compare(f"{TREATY}/2.2/1").to_dict()["columns"][0]["id"] == f"{TREATY}/2.2/1"
    assert library.agreement(TREATY).to_dict()["entry"]["id"] == TREATY
    assert library.coverage([TREATY]).to_dict()["columns"][0]["agreement"] == TREATY


def test_a_page_shows_itself_with_what_was_found_marked(library):
    shown = library.search("timber", filters={"agreement": [TREATY]})._repr_html_()
    assert "<mark>timber</mark>" in shown
    assert "(unverified)" in shown
    assert library.fingerprint in shown


class Tags(HTMLParser):
    """Collects the tags and the addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]


@given(text=st.text(), start=st.integers(0, 40), length=st.integers(0, 40), url=st.sampled_from(
    ["javascript:alert(1)", "https://a.example/?a=1&b=2", '"><script>', ""]))  # fmt: skip
def test_no_word_and_no_address_of_a_text_becomes_markup(text, start, length, url):
    record = make_record(text=text, citation=text, source=SOURCE | {"url": url})
    hit = RecordHit(**structs.asdict(record), score=1.0, spans=(TextSpan("", start, start + length),), matched={},
                    also=(), siblings=(), points_matched=())  # fmt: skip
    seen = Tags()
    seen.feed(record_html(hit))
    assert seen.tags <= {"div", "p", "strong", "blockquote", "code", "mark", "a"}
    assert all(link.startswith("https://") for link in seen.links)


def test_the_packages_say_that_they_are_typed():
    assert all((ROOT / room / "py.typed").exists() for room in ("corpus", "indexer", "web"))
