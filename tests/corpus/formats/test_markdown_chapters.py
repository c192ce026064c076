import pytest

from corpus.errors import ParseError
from corpus.formats.text.inline_markdown import plain
from corpus.formats.text.markdown import read
from corpus.passages import walk_points
from corpus.structure.segment import segment


def of(blocks, kind):
    return [block for block in blocks if block.kind == kind]


CHAPTER = """---
layout: default
---
# Chapter 9: Lamps

## Section: A — General

#### Article 9.1: Towers[2]

1\\. The Parties keep _green_ lamps[[1]](#ab12), [[3]](#cd34) in their **towers**.
(a) day; and

_2\\._ Lamps shine.

[[4]](#ef56)

#### [Article 9.2 Sails](https://example.org/p/1)

Sails are white.

**Annex 9-A**

**Colours**

For Oz, the _Law of Lamps_.

### Oz Lamp Plan

Lamps for all.

<pre name="ab12" id="ab12">[1] Any lamp.</pre>

<pre name="bb" id="bb">(a) even broken.</pre>

<pre name="x" id="x">**[2]** Any tower.</pre>

<pre name="cd34" id="cd34">[3] Any colour.</pre>

<pre name="ef56" id="ef56">[4] Any light.</pre>

[**_(Proceed to Chapter 10...)_**](ch10.html)
"""


def test_chapter():
    blocks = read(CHAPTER.encode(), "en")
    assert [(each.division, each.number, each.title, each.level) for each in of(blocks, "division")] == [
        ("chapter", "9", "Lamps", 1),
        ("section", "A", "General", 2),
        ("annex", "9-A", "Colours", 2),
        ("side-letter", "", "Oz Lamp Plan", 1),
    ]
    assert [(each.number, each.title) for each in of(blocks, "article")] == [
        ("9.1", "Towers\u2060[2]\u2060"),
        ("9.2", "Sails"),
    ]
    assert [each.text for each in of(blocks, "text")] == [
        "1. The Parties keep green lamps\u2060[1]\u2060\u2060[3]\u2060 in their towers.",
        "(a) day; and",
        "2. Lamps shine.\u2060[4]\u2060",
        "Sails are white.",
        "For Oz, the Law of Lamps.",
        "Lamps for all.",
    ]
    assert [(each.number, each.text) for each in of(blocks, "note")] == [
        ("1", "Any lamp. (a) even broken."), ("2", "Any tower."), ("3", "Any colour."), ("4", "Any light."),
    ]  # fmt: skip
    assert [each.reason for each in of(blocks, "dropped")] == ["front matter", "navigation"]


def test_a_sentence_that_is_all_link_is_law():
    (text,) = of(
        read(b"# Chapter 1: Lamps\n\n[2\\. Lamps under this treaty are green.](https://example.org/edit)", "en"), "text"
    )
    assert text.text == "2. Lamps under this treaty are green."


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("snake_case stays", "snake_case stays"),
        ("_Act 1983_ and **bold _both_**", "Act 1983 and bold both"),
        (r"1\. \(a\) \*", "1. (a) *"),
        ("[text](<http://x.y/a b>) and [more](http://x.y/(z))", "text and more"),
        ("a <span class='x'>b</span><!-- c -->", "a b"),
        ("open _never closed", "open never closed"),
    ],
)
def test_inline(source, expected):
    assert plain(source) == expected


def test_empty_file_is_refused():
    with pytest.raises(ParseError) as caught:
        read(b"---\nlayout: default\n---\n\n", "en")
    assert caught.value.hint


def test_footnotes_and_lists_of_common_markdown():
    text = (
        "## Article 1: Lamps\n\n1. Lamps shine.[^1]\n2. Each Party:\n   a. lights lamps;\n   b. counts them:\n   - (i) all;\n   - (ii) now.\n\n"
        "**Article 2.** The oil shall burn.\n\n[^1]: Lamps include\n    candles.\n"
    )
    first, second, third = segment(read(text.encode(), "en"), agreement="a-b", language="en").provisions()
    assert [note.text for note in first.footnotes] == ["Lamps include candles."]
    assert [path for path, _ in walk_points(second.points)] == [("a",), ("b",), ("b", "i"), ("b", "ii")]
    assert (third.id, third.text) == ("a-b/2/1", "The oil shall burn.")
