"""Provisions as Markdown: shown as they stand, whatever signs are in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import make_record

from indexer.answers.bundles import Section
from indexer.answers.export_text import escape, markdown_lines
from indexer.answers.selection import Text, printed, run_in


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a *b* _c_ `d`", r"a \*b\* \_c\_ \`d\`"),
        ("1. Each Party", r"1\. Each Party"),
        ("12) Each Party", r"12\) Each Party"),
        ("- a dash", r"\- a dash"),
        ("+ a plus", r"\+ a plus"),
        ("=== a line", r"\=== a line"),
        ("# a head", r"\# a head"),
        ("[a](b) <i> & | ~~c~~", r"\[a\](b) \<i\> \& \| \~\~c\~\~"),
        ("two\n\nlines", "two lines"),
        ("Article 2. Rivers", "Article 2. Rivers"),
    ],
)
def test_signs_of_markdown_are_escaped(text, written):
    assert escape(text) == written


@given(st.text(alphabet="ab *_`#-+=~|<>[]()1.&\\\n ", max_size=40))
def test_no_text_becomes_a_list_a_head_or_a_second_line(text):
    line = escape(text)
    assert "\n" not in line
    assert not line.startswith(("- ", "+ ", "# ", "> ", "=", "* "))


def test_points_are_indented_and_a_point_stands_under_its_lead_in():
    record = make_record(
        "a-b/2.2/1",
        text="Each Party shall:",
        points=[{"label": "a", "text": "keep *", "points": [{"label": "i", "text": "rivers"}]}, {"label": "b", "text": "stop"}],
        closing="as far as it can.",
    )  # fmt: skip
    lines = "\n".join(markdown_lines([Section("A", (), "en", tuple(printed(record)), (), (), "A")], "en"))
    assert [line for line in lines.split("\n") if line.startswith("> ")] == [
        r"> 1\. Each Party shall:", r"> &emsp;(a) keep \*", "> &emsp;&emsp;(i) rivers", "> &emsp;(b) stop",
        "> as far as it can.",
    ]  # fmt: skip
    assert [text.text for text in printed(record, "a.i")] == ["Each Party shall:", "keep *", "rivers"]


def test_a_label_without_words_stands_before_the_words_that_follow():
    points = [{"label": "a", "text": "keep"}, {"label": "b", "text": "", "points": [{"label": "i", "text": "rivers"}, {"label": "ii", "text": "x"}]}]  # fmt: skip
    record = make_record("a-b/2.2/1", label="1", text="", points=points)
    assert [(text.label, text.depth) for text in run_in(printed(record))] == [
        ("1. (a)", 1),
        ("(b) (i)", 2),
        ("(ii)", 2),
    ]


def test_a_digest_alone_says_that_the_words_are_missing():
    section = Section("A", (("Status", "In force"),), "mul", (), (("*", "a_note"),), ("It *asks*.",), "A")
    lines = "\n".join(markdown_lines([section], "es"))
    assert "No se tienen a mano las palabras del tratado." in lines
    assert r"\[\*\] a\_note" in lines
    assert r"It \*asks\*." in lines
    assert Text("a", "", "", "") not in section.texts
