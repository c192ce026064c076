"""From a file's bytes to its records, no work grows faster than the file: readers, segmenter, classifier, references.

Each content below is put, in each format, into an article of a small treaty, once short and once eight times as long.
Linear work takes eight times as long, quadratic 64 times; the limit lies between, with room for a busy machine.
"""

import gc
import time
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape

import pytest

from corpus.model import Agreement, Source
from corpus.store.snapshots import SnapshotStore
from indexer.build.agreement import parse_texts

pytestmark = pytest.mark.slow

SHORT, TIMES, LIMIT = 6_000, 8, 24
FAST = 0.4  # seconds; what is done by then is not slow, however it grows
WORDS = "Each Party shall protect the wetlands of its territory, and shall not weaken its laws"
AGREEMENT = Agreement(
    id="a-b", titles={"en": "A - B"}, short_titles={"en": "A - B"}, parties=("PER", "USA"), status="in force"
)

CONTENTS: dict[str, Callable[[int], str]] = {
    "letters": lambda n: "x" * n,
    "digits": lambda n: "9" * n,
    "underscores": lambda n: "_" * n,
    "chinese": lambda n: "中" * n,
    "points": lambda n: "." * n,
    "hyphens": lambda n: "a-" * (n // 2),
    "base64": lambda n: "Zm9yZXN0cyBhbmQg" * (n // 16),
    "spaces": lambda n: "shall" + " " * n + "protect",
    "words": lambda n: f"{WORDS} " * (n // len(WORDS)),
    "sentences": lambda n: f"{WORDS}. " * (n // len(WORDS)),
    "quotes": lambda n: "“ x " * (n // 4),
    "brackets": lambda n: "(" * n,
    "square brackets": lambda n: "[" * n,
    "stars": lambda n: "* " * (n // 2),
    "accents": lambda n: "a" + "\u0301" * n,
    "joiners": lambda n: "a\u2060" * (n // 2),
    "references": lambda n: "Article 1.2 and Annex 3-B, " * (n // 27),
    "a number after Article": lambda n: f"Article {'9' * n}",
    "note marks": lambda n: "laws 7 and " * (n // 11),
    "roman numbers": lambda n: "xviii " * (n // 6),
}
LINES: dict[str, Callable[[int], list[str]]] = {
    "paragraphs": lambda n: [f"{i}. {WORDS}." for i in range(1, n // 90)],
    "points of a list": lambda n: [f"({'abcdefghij'[i % 10]}) {WORDS};" for i in range(n // 90)],
    "headings": lambda n: [f"Article 2.{i}: Wetlands" for i in range(1, n // 22)],
    "cells": lambda n: ["x"] * (n // 8),
    "numbers": lambda n: [str(i) for i in range(n // 8)],
    "notes": lambda n: [f"{i} Wetlands are wet." for i in range(1, n // 22)],
    "quotes": lambda n: ["“ x"] * (n // 8),
    "chapters": lambda n: [f"CHAPTER {i}" for i in range(1, n // 12)],
}


def plain(lines: list[str]) -> bytes:
    return "\n\n".join(["CHAPTER 1", "WETLANDS", "Article 1.1: Aims", "1. The Parties agree.", *lines]).encode()


def markdown(lines: list[str]) -> bytes:
    return "\n\n".join(["# CHAPTER 1", "## Article 1.1: **Aims**", "1. The Parties agree.", *lines]).encode()


def html(lines: list[str]) -> bytes:
    inside = "".join(f"<p>{escape(line)}</p>\n" for line in lines)
    return f"<html><body><h2>Chapter 1</h2><h3>Article 1.1: Aims</h3>{inside}</body></html>".encode()


def table(lines: list[str]) -> bytes:
    rows = "".join(f"<tr><td>{escape(line)}</td><td>1</td></tr>\n" for line in lines)
    return f"<html><body><h3>Article 1.1: Aims</h3><p>1. Wet.</p><table>{rows}</table></body></html>".encode()


def eu_html(lines: list[str]) -> bytes:
    inside = "".join(f'<p class="oj-normal">{escape(line)}</p>\n' for line in lines)
    return (
        f'<html><body><p class="oj-ti-art">Article 1</p><p class="oj-sti-art">Aims</p>{inside}</body></html>'.encode()
    )


def formex(lines: list[str]) -> bytes:
    inside = "".join(f"<ALINEA>{escape(line)}</ALINEA>\n" for line in lines)
    head = '<?xml version="1.0" encoding="UTF-8"?><AGR><TITLE><TI><P>Agreement</P></TI></TITLE><ENACTING.TERMS>'
    article = "<ARTICLE IDENTIFIER='001'><TI.ART>Article 1</TI.ART><STI.ART><P>Aims</P></STI.ART>"
    return f"{head}{article}{inside}</ARTICLE></ENACTING.TERMS></AGR>".encode()


def tota(lines: list[str]) -> bytes:
    inside = escape("\n".join(lines))
    meta = "<meta><treaty_identifier>9</treaty_identifier></meta>"
    article = f'<article number="1" name="Article 1: Aims">1. The Parties agree.\n{inside}</article>'
    return (
        f'<?xml version="1.0"?><treaty>{meta}<body><chapter number="1" name="Aims">{article}</chapter></body></treaty>'
    ).encode()


def gazette(lines: list[str]) -> bytes:
    head = "---\nrank: ley\nidentificador: X-1\n---\n\n# Ley 1\n\nAGREEMENT BETWEEN A AND B\n\n"
    return (head + "\n\n".join(["ARTICLE 1", "Aims", "1. The Parties agree.", *lines])).encode()


FORMATS = {
    "plain.txt": plain,
    "markdown.md": markdown,
    "page.html": html,
    "table.html": table,
    "eu.html": eu_html,
    "formex.xml": formex,
    "pta_9.xml": tota,
    "gazette.md": gazette,
}


def nested(opened: str, inside: str, closed: str) -> Callable[[int], bytes]:
    def made(size: int) -> bytes:
        depth = size // (len(opened) + len(closed))
        return f"<html><body><h3>Article 1.1: Aims</h3>{opened * depth}{inside}{closed * depth}</body></html>".encode()

    return made


SHAPES: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "lists in lists": ("a.html", nested("<ol><li>", WORDS, "</li></ol>")),
    "divisions in divisions": ("a.html", nested("<div>", WORDS, "</div>")),
    "tables in tables": ("a.html", nested("<table><tr><td>", WORDS, "</td></tr></table>")),
    "marks in marks": ("a.html", nested("<b><i>", WORDS, "</i></b>")),
    "open brackets": ("a.html", nested("<", WORDS, "")),
    "open elements": ("a.html", nested("<div>x ", WORDS, "")),
    "entities": ("a.html", nested("&amp;", WORDS, "")),
    "comments": ("a.html", nested("<!-- x -->", WORDS, "")),
    "footnotes of a page": (
        "a.md",
        lambda n: (
            "# Article 1.1: Aims\n\n" + "".join(f"Wet[^{i}].\n\n[^{i}]: Note.\n\n" for i in range(n // 30))
        ).encode(),
    ),
    "links of Markdown": ("a.md", lambda n: ("# Article 1.1: Aims\n\n" + "[a](b" * (n // 5)).encode()),
    "emphasis of Markdown": ("a.md", lambda n: ("# Article 1.1: Aims\n\n" + "**a" * (n // 3)).encode()),
}
CASES = [
    (f"{content} in {name}", name, lambda n, f=form, c=make: f([c(n)]))
    for name, form in FORMATS.items()
    for content, make in CONTENTS.items()
]
CASES += [
    (f"lines of {content} in {name}", name, lambda n, f=form, c=make: f(c(n)))
    for name, form in FORMATS.items()
    for content, make in LINES.items()
]
CASES += [(shape, name, make) for shape, (name, make) in SHAPES.items()]


def seconds(store: SnapshotStore, name: str, data: bytes) -> float:
    """The processor time from the bytes to the records. A refusal with a reason is an end like any other."""
    source = Source("a-b", "en", "other", "", role="mirror", covers="as imported", unverified=True)
    snapshot = store.add(source, data, how="import", retrieved_at=datetime.now(UTC), original_name=name)
    gc.collect()
    gc.disable()  # a collection walks over all that other tests of this process have left
    start = time.process_time()
    try:
        parse_texts((store.root, AGREEMENT, (snapshot,)))
        return time.process_time() - start
    finally:
        gc.enable()


@pytest.mark.parametrize(("name", "make"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_work_grows_no_faster_than_the_file(tmp_path, name, make):
    store = SnapshotStore(tmp_path)
    seconds(store, name, FORMATS.get(name, html)([WORDS]))  # readers and patterns are loaded
    short = seconds(store, name, make(SHORT))
    long = seconds(store, name, make(SHORT * TIMES))
    assert long < FAST or long < LIMIT * short, f"{short:.2f} s, and {long:.2f} s for {TIMES} times as much"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("sign", ["x", "_", "9", "中"])
def test_one_word_of_100_000_signs(tmp_path, name, sign):
    taken = seconds(SnapshotStore(tmp_path), name, FORMATS[name]([sign * 100_000]))
    assert taken < 5, f"{taken:.1f} s"
