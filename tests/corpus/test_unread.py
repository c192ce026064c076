"""What a source holds and was not read as law is told, and only then."""

import time
from datetime import UTC, datetime

import pytest

from corpus.model import Snapshot, Source
from corpus.parse import parse
from corpus.quality.unread import NOT_READ


def problems(text, name="a.txt"):
    data = text if isinstance(text, bytes) else text.encode()
    source = Source("a-b", "en", "other", "")
    snapshot = Snapshot(source, "0" * 64, len(data), datetime(2026, 1, 1, tzinfo=UTC), name, "import")
    return parse(data, snapshot).problems


BODY = (
    "Article 1: Lamps\n1. Each Party shall light its lamps.\n2. Lamps shall be clean.\n{}\nArticle 2: Oil\nOil burns.\n"
)
PAGE = "<!doctype html><html><head><title>T</title></head><body>{}</body></html>"
UNREAD = {
    "an article out of turn": (BODY.format("Article 9: Ports"), "Article 9: Ports"),
    "an article out of turn with words": (BODY.format("Article 19. The ports are open."), "Article 19"),
    "two languages side by side": (
        PAGE.format(
            "<h3>Article 1: A</h3><table><tr><td>Each Party shall keep the lamps of its ports and of the coast clean.</td>"
            "<td>Cada Parte mantendrá limpios los faros de sus puertos y de la costa.</td></tr></table>"
        ),
        "another language (es)",
    ),
    "an annex with an ordinal": (BODY.format("Second Annex"), "Second Annex"),
    "a chapter with an ordinal": (BODY.format("CHAPTER THE SECOND"), "CHAPTER THE SECOND"),
    "a page without an article": (PAGE.format("<p>Please sign in to read the text.</p>"), "no article"),
    "letters apart": (PAGE.format("<h3>Article 1: A</h3><p>" + "T r e d o o a v " * 20 + "</p>"), "one letter"),
    "numbers in the margin": (
        "Article 1: Lamps\n" + "\n".join(f"{n} and the lamps of port {n} shine" for n in range(1, 60)),
        "margin",
    ),
}


@pytest.mark.parametrize(("text", "words"), UNREAD.values(), ids=UNREAD)
def test_what_was_not_read_is_told(text, words):
    assert any(each.startswith(NOT_READ) and words in each for each in problems(text))


TOLD = {
    "an article that stands twice": (
        BODY.format("Article 1: Ports\n1. Ports open."),
        "article 1 stands more than once",
    ),
    "a mark without its note": (
        BODY.format("3. Lamps of ports1 shine."),
        "footnotes that are not in the source: “ports1”",
    ),
    "a mark in brackets without its note": (BODY.format("3. Lamps of ports[12] shine."), "“ports[12]”"),
}


@pytest.mark.parametrize(("text", "words"), TOLD.values(), ids=TOLD)
def test_what_is_odd_is_told(text, words):
    assert any(words in each for each in problems(text))


def test_words_that_are_struck_out_are_told():
    page = PAGE.format("<h3>Article 1: A</h3><p>1. Lamps <del>never</del> shine.</p>")
    assert "words that are struck out in the source were left out: 5 characters" in problems(page)


READ = {
    "references at the start of lines": BODY.format("as said in\nArticle 9, and in\nArticle 12 of this Treaty."),
    "an inserted article": BODY.format("Article 1A: Ports\nPorts open."),
    "a schedule in a sentence": BODY.format("3. Each list is the\nSchedule of Lamps\nin Annex 2."),
    "a preamble": "PREAMBLE\nThe Parties agree.\n" + BODY.format(""),
}


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_what_was_read_is_not(text):
    assert not [each for each in problems(text) if each.startswith(NOT_READ)]


@pytest.mark.parametrize("joiner", ["\u2060", "\u2029", "\x1f"])
def test_no_source_can_forge_a_token_of_our_own(joiner):
    text = f"Article 1: Lamps\n1. Each Party shall {joiner}[not]{joiner} dim its lamps.\nArticle 2: Oil\nOil burns."
    source = Source("a-b", "en", "other", "")
    for data in (
        text.encode(),
        f"<treaty><body><chapter><article number='ARTICLE 1'>{text[17:70]}</article></chapter></body></treaty>".encode(),
    ):
        snapshot = Snapshot(source, "0" * 64, len(data), datetime(2026, 1, 1, tzinfo=UTC), "a", "import")
        if joiner == "\x1f" and data.startswith(b"<"):
            continue  # XML holds no control characters
        first = next(parse(data, snapshot).provisions())
        assert "shall [not] dim" in first.text


@pytest.mark.parametrize(
    "text",
    [
        "<div>x " * 20_000,
        "Article 1\n" + "“ x\n" * 16_000,
        "Article 1: A\n" + " " * 30_000 + "x\n",
        "Article 1: A\n" + "1 x\n" * 16_000,
    ],
    ids=["divisions", "quotations", "spaces", "numbers"],
)
def test_the_search_for_footnotes_takes_no_longer_for_short_blocks(text):
    start = time.process_time()
    problems(text if not text.startswith("<") else PAGE.format("<h3>Article 1: A</h3>" + text))
    assert time.process_time() - start < 10


def bilingual(first, second, words):
    articles = []
    for n in (1, 2, 3):
        articles += [(f"{first[0]} 1.{n}: {first[1]}", words[0]), (f"{second[0]} 1.{n}: {second[1]}", words[1])]
    return "".join(f"{head}\n1. {text}\n" for head, text in articles)


ENGLISH = "Each Party shall ensure that the keepers of its lamps light them in the ports and on the coast."
SPANISH = "Cada Parte garantizará que los guardianes de sus faros los enciendan en los puertos y en la costa."


@pytest.mark.parametrize(("language", "kept"), [("en", "Lamps"), ("es", "Faros")])
def test_of_two_languages_only_the_one_asked_for_is_read(language, kept):
    text = bilingual(("Article", "Lamps"), ("Artículo", "Faros"), (ENGLISH, SPANISH)).encode()
    source = Source("a-b", language, "other", "")
    document = parse(text, Snapshot(source, "0" * 64, len(text), datetime(2026, 1, 1, tzinfo=UTC), "a.txt", "import"))
    assert [article.title for article in document.articles()] == [kept] * 3
    assert any("another language" in each for each in document.problems)
    assert document.account is not None
    assert (document.account.missing, document.account.invented) == (0, 0)


def test_numbers_that_come_again_in_one_language_stay():
    text = bilingual(("Article", "Lamps"), ("Article", "Lights"), (ENGLISH, ENGLISH))
    assert not any("another language" in each for each in problems(text))
