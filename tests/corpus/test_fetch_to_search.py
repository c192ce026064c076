"""From the publishers to an answer: fetch, build and search, through each publisher's own markup."""

from dataclasses import replace

import pytest
from fake_internet import treaties
from fake_internet.internet import catalogue
from msgspec import structs

from corpus.catalogue.agreements import Catalogue, load_catalogue
from corpus.publishers import REGISTRY
from indexer import open_library
from indexer.build.generation import build


def one_agreement_a_source() -> Catalogue:
    """The catalogue of the fake internet, cut so that no source can lean on another."""
    whole = catalogue()
    agreements = []
    for agreement in whole.agreements:
        for number, source in enumerate(agreement.sources):
            name = f"{agreement.id}-{source.publisher}-{source.language}-{number}"
            agreements.append(structs.replace(agreement, id=name, sources=(structs.replace(source, agreement=name),)))
    return replace(whole, agreements=tuple(agreements))


@pytest.fixture(scope="module")
def library(all_sites, tmp_path_factory):
    all_sites.reset()
    home = tmp_path_factory.mktemp("home")
    published = one_agreement_a_source()
    fetcher = all_sites.fetcher(home)
    fetcher.catalogue = published
    fetched = {each.source.agreement for each in fetcher.run(fetcher.plan()) if each.state == "fetched"}
    known = load_catalogue()
    every = replace(known, agreements=(*published.agreements, *known.agreements))
    report = build(home, every, progress=lambda *_: None)
    assert report.failed == ()
    with open_library(home) as opened:
        yield opened, fetched


def named(fetched: set[str], language: str) -> set[str]:
    return {name for name in fetched if f"-{language}-" in name}


@pytest.mark.parametrize(
    ("language", "words", "article"),
    [("en", '"fishing with lamps"', "Fishing with Lamps"), ("es", '"pesca con lámparas"', "Pesca con lámparas")],
)
def test_every_text_answers_in_its_language(library, language, words, article):
    opened, fetched = library
    page = opened.search(words, all=True, limit=50, fold="articles", expand=False)
    hits = [hit for hit in page.hits if hit.language == language]
    assert {hit.agreement.id for hit in hits} == named(fetched, language)
    assert article in {hit.headings[-1].title for hit in hits}


def test_every_publisher_is_among_them(library):
    _, fetched = library
    assert {publisher.slug for publisher in REGISTRY} == {name.split("-")[1] for name in fetched}


def test_every_answer_says_where_its_words_came_from(library):
    opened, fetched = library
    texts = {text for language in ("en", "es") for _, _, text in treaties.articles(language)}
    seen = set()
    for row in opened.records():
        source = row.source
        if row.agreement.id in fetched and row.text in texts:
            seen.add(row.agreement.id)
            assert source.url.startswith(("http://", "https://"))
            assert len(source.sha256) == 64
            assert source.retrieved
            assert source.publisher in row.agreement.id
            assert (source.role == "mirror") == (source.publisher in {"tota", "manytrade"})
    assert seen == fetched


def test_every_text_is_labelled_with_the_article_that_says_so(library):
    opened, fetched = library
    for name in fetched:
        said = opened.agreements[name].authentic
        (record,) = [row for row in opened.show(said.provision) if row.text]
        assert record.headings[-1].title in {"Languages", "Idiomas"}
        assert sorted(said.languages) == ["en", "es"]
        assert record.source.standing == "authentic"


def test_letters_that_only_a_browser_makes_are_made(library):
    opened, _ = library
    rows = [row for row in opened.records() if "-gac-" in row.agreement.id and row.points]
    assert rows
    assert all([point.label for point in row.points] == ["a", "b"] for row in rows)
