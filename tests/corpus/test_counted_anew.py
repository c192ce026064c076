"""Treaties that count their articles anew in each chapter: ids, citations, references and pinpoints."""

import pytest

from corpus.citation.place import place
from corpus.citation.references import Resolver, find_references
from corpus.citation.styles import short
from corpus.model import Block
from corpus.structure.counted_anew import counted_anew
from corpus.structure.segment import segment


def blocks(*chapters, kind="chapter"):
    """Return the blocks of chapters, each (number, numbers of its articles)."""
    out = []
    for number, articles in chapters:
        out.append(Block("division", division=kind, number=number, title="Lamps", level=1))
        for article in articles:
            out += [Block("article", number=article, title="Light"), Block("text", text="1. Lamps.\n2. Oil.\n")]
    return out


def text(body, kind="chapter", numbers=("1", "2", "3")):
    first, second, third = numbers
    return segment(
        [
            *blocks((first, ["1", "2", "3"]), (second, ["1", "2"]), kind=kind),
            Block("division", division=kind, number=third, title="Oil", level=1),
            Block("article", number="1", title="Oil"),
            Block("text", text="1. Oil.\n2. Wicks.\n"),
            Block("article", number="2", title="Here"),
            Block("text", text=f"1. {body}\n2. Then:\n(a) lamps; and\n(b) oil.\n"),
            Block("division", division="annex", number="A", title="List", level=1),
            Block("article", number="1", title="In the annex"),
            Block("text", text="1. Big lamps.\n"),
        ],
        agreement="a-b",
        language="en",
    )


def test_ids_name_the_chapter():
    ids = [article.id for article in text("Lamps.").articles()]
    assert ids == [
        "a-b/chapter-1/art-1", "a-b/chapter-1/art-2", "a-b/chapter-1/art-3", "a-b/chapter-2/art-1",
        "a-b/chapter-2/art-2", "a-b/chapter-3/art-1", "a-b/chapter-3/art-2", "a-b/annex-a/art-1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "numbers", "expected"),
    [
        ("chapter", ("1", "2", "17"), "a-b/chapter-17/art-2"),
        ("chapter", ("I", "II", "III"), "a-b/chapter-iii/art-2"),
        ("chapter", ("One", "Two", "Three"), "a-b/chapter-3/art-2"),
        ("title", ("I", "II", "III"), "a-b/title-iii/art-2"),
        ("part", ("1", "2", "3"), "a-b/part-3/art-2"),
    ],
)
def test_ids_name_whichever_division_counts_anew(kind, numbers, expected):
    assert expected in [article.id for article in text("Lamps.", kind, numbers).articles()]


@pytest.mark.parametrize(
    ("words", "targets"),
    [
        ("See Article 1.", ["a-b/chapter-3/art-1"]),
        ("See Article 1(2).", ["a-b/chapter-3/art-1/2"]),
        ("See paragraph 2(b).", ["a-b/chapter-3/art-2/2.b"]),
        ("See paragraph 2 of Article 1.", ["a-b/chapter-3/art-1/2", "a-b/chapter-3/art-1"]),
        ("See Article 2 of Chapter 1.", ["a-b/chapter-1/art-2", "a-b/chapter-1/art-1"]),
        ("See Article 3 of Chapter 1 (Lamps).", ["a-b/chapter-1/art-3", "a-b/chapter-1/art-1"]),
        ("See Article 3.", [""]),  # only another chapter has one
        ("See Article 1 of Annex A.", ["a-b/annex-a/art-1", "a-b/annex-a"]),
    ],
)
def test_a_reference_is_looked_for_in_its_chapter(words, targets):
    document = text(words)
    provision = next(p for p in document.provisions() if p.id == "a-b/chapter-3/art-2/1")
    assert [r.target for r in find_references(provision, Resolver(document))] == targets


class _Record:
    """A provision as a citation needs it."""

    class agreement:  # noqa: N801
        title, short_titles = "A-B FTA", {"en": "A-B FTA", "es": "TLC A-B"}

    def __init__(self, provision):
        self.id, self.label, self.headings = provision.id, provision.label, provision.headings
        self.article = provision.id.rpartition("/")[0]


def test_citations_name_the_chapter():
    found = {p.id: p for p in text("Lamps.", numbers=("1", "2", "17")).provisions()}
    record = _Record(found["a-b/chapter-17/art-2/2"])
    assert short(record, path="a") == "A-B FTA, ch 17, art 2(2)(a)"
    assert short(record, language="es") == "TLC A-B, cap. 17, art. 2(2)"
    assert place(record, "b").name("en") == "Chapter 17, Article 2, paragraph 2(b)"
    assert short(_Record(found["a-b/annex-a/art-1/1"])) == "A-B FTA, annex A, art 1(1)"


@pytest.mark.parametrize(
    ("chapters", "expected"),
    [
        ([("1", ["1", "2"]), ("2", ["1", "2"])], "chapter"),
        ([("1", ["1", "2"]), ("2", ["3", "4"])], ""),
        ([("1", ["1.1", "1.2"]), ("2", ["2.1", "2.2"])], ""),
        ([("1", ["101", "102"]), ("2", ["201", "202"])], ""),
        ([("1", ["1", "2"]), ("2", ["3", "4"]), ("3", ["1"]), ("4", ["5", "6"])], ""),  # one heading misread
        ([("1", ["1", "2"]), ("2", ["1", "2"]), ("3", ["3", "4"]), ("4", ["5"])], "chapter"),
        ([("1", ["1"]), ("2", ["1"])], ""),  # nothing is counted
        ([("1", ["3", "4"]), ("2", ["1", "1", "1"]), ("3", ["1", "1"]), ("4", ["1", "1", "2", "2"])], ""),
    ],
)
def test_what_counts_anew(chapters, expected):
    assert counted_anew(blocks(*chapters)) == expected


def test_annexes_count_on_their_own():
    annexes = [
        block
        for number in "ABC"
        for block in (Block("division", division="annex", number=number, level=1), *blocks(("1", ["1", "2"]))[1:])
    ]
    assert counted_anew([*blocks(("1", ["1", "2"]), ("2", ["3", "4"])), *annexes]) == ""
