"""Every real text at hand: each character in its place, ids unique, the same tree twice, words in their order.

The body's articles lie in the body, titles are no sentences, no mark of a page stands among the words, no provision
stands twice, and nothing that is left out or kept as a note holds the heading of an article.

Skipped where CLAUSULA_TEXTS is not set.
"""

import itertools
import os
import re
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rendering import words_in_order

from corpus.errors import ParseError
from corpus.formats.detect import detect
from corpus.formats.headings import article_start
from corpus.formats.text import plain as plain_text
from corpus.model import Document, Snapshot, Source
from corpus.numbering import figures
from corpus.parse import parse
from corpus.quality.account import promised
from corpus.text import normalise

pytestmark = pytest.mark.slow

PATTERNS = ("tota/*.xml", "manytrade/*.txt", "spij_pe/*.md", "suin_co/*.md", "tpp_md/*.md", "formex/**/*.xml",
            "eurlex_html/*/*html")  # fmt: skip
LONG = 300  # characters; shorter provisions recur in every treaty
DUTY = re.compile(r"\b(?:shall|deber[áa]n?|podr[áa]n?)\b", re.IGNORECASE)
# A mark between small letters or behind a stop: "… adopt or 16-A-1 modify".
PAGE_MARK = re.compile(r"(?<=[a-z.,;] )(\d{1,2}-[A-Z]{1,2}-)(\d{1,3})(?= [a-z]|$)")
SPANISH = ("spij_pe", "suin_co")


def _document(path: Path, data: bytes) -> Document:
    source = Source("here-there", "es" if path.parent.name in SPANISH else "en", "tota", path.as_uri())
    snapshot = Snapshot(source, "0" * 64, len(data), datetime(2026, 1, 1, tzinfo=UTC), path.name, "import")
    return parse(data, snapshot)


def examine(path: Path) -> str:
    """Return what is wrong with a text, or ""; "refused" where it holds no treaty. One in five is read twice."""
    data = path.read_bytes()
    try:
        document = _document(path, data)
        again = _document(path, data) if len(data) % 5 == 0 else document
    except ParseError as error:
        return "refused" if error.hint else "refused without a hint"
    weighed = document.account
    ids = [provision.id for provision in document.provisions()]
    found = {article.number.lstrip("0") for article in document.articles()}
    quotes = b"replaced by the following" in data  # an amending act prints articles of others
    lost = [] if quotes else [number for number in promised(data) if number not in found]
    reader = detect(data, path.name)
    plain = reader == "plain_text" and not any("put back" in each for each in document.problems)
    checks = {
        f"articles of the body lie under an annex: {_misfiled(document)[:3]}": bool(_misfiled(document)),
        f"provisions stand twice: {_twice(document)[:3]}": bool(_twice(document)),
        f"left out with the heading of an article: {_hidden(document, found)[:3]}": bool(_hidden(document, found)),
        # ToTA names each article itself, and seven of its names hold words of the article.
        f"titles with a verb of duty: {_sentences(document)[:3]}": reader != "tota_xml" and bool(_sentences(document)),
        f"page marks among the words: {_page_marks(document)[:3]}": bool(_page_marks(document)),
        f"{weighed.missing} characters are missing": weighed.missing > 2,
        f"{weighed.invented} characters are invented": weighed.invented > 0,
        "ids repeat": len(ids) != len(set(ids)),
        "the second reading differs": document != again,
        "words stand in another order": plain and not _in_order(data, document),
        f"articles {lost[:5]} are lost": len(lost) > max(2, len(found) / 10),
    }
    return "; ".join(problem for problem, found in checks.items() if found)


def _misfiled(document: Document) -> list[str]:
    """Return articles in annexes that go on with the count of the body, and not with one of the annex."""
    body: tuple[int, ...] = ()
    own: dict[str, tuple[int, ...]] = {}
    out = []
    for article in document.articles():
        number = figures(article.number)
        frame = article.id.split("/")[1] if article.id.count("/") > 1 else ""
        if not number:
            continue
        if not frame:
            body = number
            continue
        before = own.get(frame, ())
        own[frame] = number
        if before or not body or len(body) != len(number):
            continue
        if number[:-1] == body[:-1] and number[-1] == body[-1] + 1 and number[-1] > 1:
            out.append(article.id)
    return out


def _twice(document: Document) -> list[str]:
    """Return long provisions of annexes whose words an article of the body with the same number holds as well."""
    body, out = set[tuple[str, str]](), list[str]()
    for article in document.articles():
        framed = article.id.count("/") > 1
        for provision in article.provisions:
            words = provision.full_text()
            if len(words) < LONG or not article.number:
                continue
            if not framed:
                body.add((article.number, words))
            elif (article.number, words) in body:
                out.append(provision.id)
    return out


def _hidden(document: Document, found: set[str]) -> list[str]:
    """Return what was dropped as contents or kept as a note with an article's heading that stands nowhere else."""
    texts = [each.text for each in document.dropped if each.reason == "table of contents"]
    texts += [note.text for note in document.unattached_notes]
    heads = [(text, article_start(text)) for text in texts]
    return [
        text[:60] for text, head in heads if head and head.number not in found and head.number.lstrip("0") not in found
    ]


def _sentences(document: Document) -> list[str]:
    """Return titles of articles that hold a finite verb of duty and are no question: words of the article."""
    titles = [article.title for article in document.articles() if article.number]
    return [title for title in titles if DUTY.search(title) and not title.endswith("?")]


def _page_marks(document: Document) -> list[str]:
    """Return marks of pages that stand inside the words of clauses and count up, as "16-A-1" and "16-A-2" do."""
    found = [mark for provision in document.provisions() for mark in PAGE_MARK.findall(provision.full_text())]
    counted = [(prefix, int(number)) for prefix, number in found]
    return [f"{a[0]}{a[1]}" for a, b in itertools.pairwise(counted) if a[0] == b[0] and b[1] == a[1] + 1]


def _in_order(data: bytes, document: Document) -> bool:
    """Tell whether the document's words follow one another as in the source, notes and dropped text left out."""
    blocks = plain_text.read(data, "en")
    source = _signs(part for block in blocks for part in (block.number, block.title, block.text))
    place = 0
    for sign in _signs(words_in_order(document)):
        place = source.find(sign, place) + 1
        if not place:
            return False
    return True


def _signs(texts: Iterable[str]) -> str:
    return "".join(sign for text in texts for sign in normalise(text) if sign.isalnum())


def test_all_texts(texts):
    paths = sorted(path for pattern in PATTERNS for path in texts.glob(pattern))
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        found = dict(zip(paths, pool.map(examine, paths, chunksize=4), strict=True))
    refused = [path for path, problem in found.items() if problem == "refused"]
    wrong = {
        str(path.relative_to(texts)): problem for path, problem in found.items() if problem and path not in refused
    }
    assert wrong == {}
    assert len(refused) <= 0.05 * len(paths)


@pytest.mark.parametrize("name", ["tota/pta_156.xml", "manytrade/PER-USA[NA]_2006O.txt", "spij_pe/RL-28766-2006.md"])
def test_truncations_of_a_real_text_give_a_tree_or_a_hint(texts, name):
    whole = (texts / name).read_bytes()
    for tenths in (1, 3, 5, 7, 9):
        data = whole[: len(whole) * tenths // 10]
        source = Source("here-there", "en", "tota", "https://example.org/a")
        snapshot = Snapshot(source, "0" * 64, len(data), datetime(2026, 1, 1, tzinfo=UTC), "a", "import")
        try:
            document = parse(data, snapshot)
        except ParseError as error:
            assert error.hint  # noqa: PT017 - either it is refused with a hint, or it is read
            continue
        assert document.account is not None
        assert document.account.missing == 0
