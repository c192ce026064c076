"""Sources of one agreement are combined by article; no provision mixes the words of two."""

from datetime import UTC, datetime

import pytest

from corpus.model import Block, Snapshot, Source
from corpus.quality.merge_sources import merge
from corpus.structure.segment import segment


def snapshot(name, **source):
    row = Source("here-there", "en", name, f"https://example.org/{name}", **source)
    return Snapshot(row, name * 8, 1, datetime(2026, 1, 1, tzinfo=UTC), name, "import")


def document(name, *articles, annex="", goods=""):
    blocks = [Block("division", number="1", title="Rivers", level=3)]
    for number, text in articles:
        blocks += [Block("article", number=number, title=f"Title {number}"), Block("text", text=text)]
    if annex:
        blocks += [Block("division", division="annex", number="A", title="List", level=4), Block("text", text=annex)]
    if goods:
        blocks += [Block("division", number="1", title="Sugar", level=5), Block("text", text=goods)]
    return segment(blocks, agreement="here-there", language="en", snapshot=name * 8)


MIRROR = snapshot("mirror", role="mirror", media_type="application/xml")
FULL = snapshot("fullmirror", role="mirror")
OFFICIAL = snapshot("official")
BODY = [("1.1", "Rivers are kept clean."), ("1.2", "Fish are counted.")]


def test_an_annex_that_only_one_source_has_is_added_and_said():
    whole, choices = merge(
        [(FULL, document("fullmirror", *BODY, annex="Trout and eel.")), (MIRROR, document("mirror", *BODY))]
    )
    assert [article.id for article in whole.articles()] == ["here-there/1.1", "here-there/1.2", "here-there/annex-a"]
    assert [choice.use for choice in choices] == ["base", "added 1 articles"]
    assert choices[0].snapshot is MIRROR


def test_a_chapter_inside_an_annex_keeps_its_own_title():
    full = document("fullmirror", *BODY, annex="Trout and eel.", goods="1701 Cane sugar.")
    whole, _ = merge([(FULL, full), (MIRROR, document("mirror", *BODY))])
    titles = {p.full_text(): [heading.title for heading in p.headings] for p in whole.provisions()}
    assert titles["1701 Cane sugar."] == ["Rivers", "List", "Sugar"]


def test_no_chapter_is_parted_by_what_another_source_adds():
    """The other source has the opening of chapter 2 before the annex to chapter 1."""

    def chapter(number, *blocks):
        return [Block("division", number=number, title="Rivers", level=3), *blocks]

    def article(number):
        return [Block("article", number=number, title=""), Block("text", text="Fish are counted.")]

    def read(source, *blocks):
        return source, segment(blocks, agreement="here-there", language="en", snapshot=source.sha256)

    opening = chapter("2", Block("text", text="The Parties seek clean lakes."))
    annex = [Block("division", division="annex", number="1.A", title="List", level=4), Block("text", text="Trout.")]
    first, second = chapter("1", *article("1.1")), chapter("2", *article("2.1"))
    base = read(MIRROR, *first, *second)
    whole, _ = merge([base, read(FULL, *first, *opening, *chapter("1", *annex), *second)])
    assert [(division.number, len(division.children)) for division in whole.children] == [("1", 2), ("2", 2)]


def test_each_provision_says_which_source_it_is_from():
    whole, _ = merge(
        [(MIRROR, document("mirror", *BODY)), (FULL, document("fullmirror", *BODY, annex="Trout and eel."))]
    )
    sources = {p.id: p.snapshot for p in whole.provisions()}
    assert sources["here-there/1.1/1"] == MIRROR.sha256
    assert sources["here-there/annex-a/1"] == FULL.sha256


def test_an_official_text_comes_before_a_mirror():
    _, choices = merge([(MIRROR, document("mirror", *BODY)), (OFFICIAL, document("official", *BODY))])
    assert choices[0].snapshot is OFFICIAL
    assert choices[1].use == "not used"


def test_a_text_whose_words_run_together_is_not_the_base():
    fused = [("1.1", "RiversarekeptcleanbybothParties atalltimesandeverywhere. " * 20), ("1.2", "Fish are counted.")]
    _, choices = merge([(MIRROR, document("mirror", *fused)), (FULL, document("fullmirror", *BODY))])
    assert choices[0].snapshot is FULL


def test_one_source_stays_as_it_is():
    alone = document("mirror", *BODY)
    whole, choices = merge([(MIRROR, alone)])
    assert whole.children == alone.children
    assert choices[0].reason.startswith("the only source")


@pytest.mark.parametrize(
    ("base", "other", "expected"),
    [
        ("Care Of The Rivers", "Care of the Rivers", "Care of the Rivers"),
        ("Care of the Rivers", "CARE OF THE RIVERS", "Care of the Rivers"),
        ("Care Of The Rivers", "care of the rivers", "Care Of The Rivers"),  # loses its first letter
        ("Care Of The Rivers", "Care of Rivers", "Care Of The Rivers"),  # another title
    ],
)
def test_a_title_takes_its_capitals_from_the_source_with_the_fewest(base, other, expected):
    def titled(name, title):
        blocks = [
            Block("division", number="1", title=title, level=3),
            Block("article", number="1.1", title=title),
            Block("text", text="Rivers are kept clean."),
        ]
        return segment(blocks, agreement="here-there", language="en", snapshot=name * 8)

    whole, _ = merge([(MIRROR, titled("mirror", base)), (FULL, titled("fullmirror", other))])
    (division,) = whole.children
    (article,) = whole.articles()
    assert division.title == article.title == expected
    assert {heading.title for p in whole.provisions() for heading in p.headings} == {expected}
