"""Whether an answer is the treaty: the ways in which publishers answer with something else, each with its name."""

import html
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from corpus.data import data_table
from corpus.errors import ContentError, ParseError
from corpus.formats.decoding import decode
from corpus.formats.detect import KINDS, FileKind, kind_of
from corpus.formats.pdf.child import first_words
from corpus.language import count_function_words
from corpus.model import Source
from corpus.publishers.publisher import FetchAnswer, FetchRequest

__all__ = ["DisallowedError", "WallError", "check_answer", "check_index", "check_wall"]

_SIGNS = data_table("wrong_answers.toml")
_CHALLENGE = re.compile("|".join(_SIGNS["challenge"]).encode(), re.IGNORECASE)
_LOG_IN, _NOT_FOUND, _DRAFT = (
    re.compile("|".join(_SIGNS[name]), re.IGNORECASE) for name in ("log_in", "not_found", "draft")
)
_PROGRAM = re.compile(r"<(/?)(script|style)\b[^<>]*>?", re.IGNORECASE)
# "Article 5", "artículo IV", "第五条".
_ARTICLE = re.compile(
    r"\b(?:article|art[íi]culo|artikel|artigo)s?\s+(\d+(?:[.-]\d+)*|[IVXL]+\b)|第(.{1,5}?)条", re.IGNORECASE
)
_MEDIA_KINDS: dict[str, set[FileKind]] = {
    "application/pdf": {"pdf"},
    "application/xhtml+xml": {"html"},
    "application/xml": {"xml"},
    "application/zip": {"zip"},
    "text/html": {"html"},
    "text/plain": {"text"},
    "text/xml": {"xml"},
}
_COMMON = {"agreement", "treaty", "trade", "free", "promotion", "partnership", "economic"} | {
    "acuerdo", "tratado", "comercio", "comercial", "libre"
}  # fmt: skip
_PDF_PAGES = 12  # enough for a language and an article's heading, behind a table of contents
_WALL_WORDS = 150  # characters: a challenge page is short; real pages may carry the same scripts
_LETTERS = 100  # that tell a script
_ENOUGH_WORDS = 300  # of which at least one in a hundred is among the commonest of the language
_ANNEX_WORDS = 300  # an annex may have no articles, but it has words


class WallError(ContentError):
    """The publisher keeps programs out; its host is to be left alone."""


class DisallowedError(ContentError):
    """The publisher's robots.txt asks programs not to read this address."""


def check_wall(source: Source, answer: FetchAnswer) -> None:
    """Raise WallError when `answer` is a bot wall, whatever it was asked for."""
    host = urlsplit(answer.url).hostname
    reason = ""
    if not answer.headers.keys().isdisjoint(_SIGNS["wall_headers"]):
        reason = "it asks for a challenge that only a browser can meet"
    elif answer.status in _SIGNS["wall_statuses"]:
        reason = f"it answers with status {answer.status}" + ("" if answer.body else " and an empty body")
    elif len(answer.body) < 100_000 and _CHALLENGE.search(answer.body) and len(_text(answer).split()) < _WALL_WORDS:
        reason = "it answers with a JavaScript challenge"
    if reason:
        raise WallError("bot-wall", hint="by-hand", host=host, problem=reason, source=source)


def check_answer(request: FetchRequest, answer: FetchAnswer, names: Sequence[str] = ()) -> None:
    """Raise ContentError, or WallError, unless `answer` is the text that `request` asked for.

    `names` are the agreement's titles; a whole text must hold most of the words that set one of them apart.
    """
    problem = _transfer_problem(answer) or _kind_problem(request, answer)
    if not problem:
        text = _words_of(answer)
        if draft := _DRAFT.search(text[:3000]):
            raise ContentError(
                "calls-itself-draft", hint="signed-instead", url=answer.url, words=draft.group(), source=request.source
            )
        problem = _text_problem(request, answer, text, names)
    if problem:
        raise ContentError("not-the-text", hint="by-hand", url=answer.url, problem=problem, source=request.source)


def check_index(request: FetchRequest, answer: FetchAnswer) -> None:
    """Raise ContentError unless `answer` is a whole page, which may list the texts."""
    problem = _transfer_problem(answer)
    if not problem and kind_of(answer.body) != "html":
        problem = f"a page that lists texts was expected, {KINDS[kind_of(answer.body)]} came"
    problem = problem or _truncation("html", answer.body)
    if problem:
        raise ContentError("not-the-text", hint="by-hand", url=answer.url, problem=problem, source=request.source)


def _transfer_problem(answer: FetchAnswer) -> str:
    if answer.status in {404, 410}:
        return f"the publisher has nothing at this address any more (status {answer.status})"
    if answer.status != 200:
        return f"the publisher answers with status {answer.status}"
    path = urlsplit(answer.url).path
    if not answer.body.strip():
        return "the answer is empty"
    if re.search(r"/(?:404|error|not-?found)(?:\.\w+)?/?$", path, re.IGNORECASE):
        return "the publisher leads to its page for errors"
    return ""


def _kind_problem(request: FetchRequest, answer: FetchAnswer) -> str:
    expected = _MEDIA_KINDS.get(request.source.media_type.partition(";")[0], {"pdf", "html", "xml", "text", "zip"})
    kind = kind_of(answer.body)
    if kind in expected:
        return _truncation(kind, answer.body)
    page = _page_problem(answer) if kind == "html" else ""
    wanted = " or ".join(sorted(KINDS[name] for name in expected))
    return f"{wanted} was expected, {KINDS[kind]} came" + (f": {page}" if page else "")


def _truncation(kind: str, body: bytes) -> str:
    tail = body[-16_384:].lower()  # sites put their own scripts behind the end of a page
    if kind == "pdf":
        whole = b"%%eof" in tail
    elif kind == "zip":
        whole = b"pk\x05\x06" in body[-70_000:].lower()
    elif kind == "html":
        whole = b"</html" in tail or b"</body" in tail or b"<html" not in body[:4096].lower()
    elif kind == "xml":
        root = re.search(rb"<([A-Za-z_][\w:.-]*)", body)
        whole = root is not None and f"</{root.group(1).decode('ascii')}".encode() in body[-4096:]
    else:
        whole = True
    return "" if whole else "the answer breaks off before its end"


def _page_problem(answer: FetchAnswer) -> str:
    """Return what a page that does not hold the treaty is, as far as its words show."""
    page = _decoded(answer)
    if _CHALLENGE.search(answer.body):
        return "it is a JavaScript challenge"
    if _LOG_IN.search(page):
        return "it is a log-in page"
    if _NOT_FOUND.search(page) or urlsplit(answer.url).path in {"", "/"}:
        return "it is a page that says there is nothing here, although its status is 200"
    if "<script" in page.lower() and len(_text(answer).split()) < 60:
        return "it is a program that shows the text only in a browser"
    return ""


def _words_of(answer: FetchAnswer) -> str:
    kind = kind_of(answer.body)
    return _pdf_text(answer.body) if kind == "pdf" else "" if kind == "zip" else _text(answer)


def _text_problem(request: FetchRequest, answer: FetchAnswer, text: str, names: Sequence[str]) -> str:
    kind = kind_of(answer.body)
    if not text.strip() and kind in {"pdf", "zip"}:
        return ""  # a scan, or no PDF reader is installed: the file is complete, more cannot be checked
    needed = 1 if request.part or kind == "pdf" else 3
    found = _articles(text)
    if len(found) < needed:
        page = _page_problem(answer) if kind == "html" else ""
        if page or not request.part or len(text.split()) < _ANNEX_WORDS:
            return page or f"it has {len(found)} numbered articles, at least {needed} were expected"
    language = _wrong_language(text, request.source.language)
    if language:
        return f"it is in {language}, not in “{request.source.language}”"
    if names and not request.part and kind != "pdf" and not any(_names_it(name, text) for name in names):
        return "it does not name the agreement, so it may be another one"
    return ""


def _articles(text: str) -> set[str]:
    return {number or chinese for number, chinese in _ARTICLE.findall(text)}


def _wrong_language(text: str, expected: str) -> str:
    """Return the language of `text` where it is not the `expected` one, "" where it is or cannot be told."""
    counts, words = count_function_words(text)
    if expected not in counts:
        return ""
    best = max(counts, key=counts.__getitem__)
    if best != expected and counts[best] >= 20 and counts[best] > 1.5 * sorted(counts.values())[-2]:
        return f"“{best}”"
    letters = [letter for word in words for letter in word]
    if len(letters) >= _LETTERS and sum(letter > "\u024f" for letter in letters) > len(letters) / 2:
        return "another script"
    return "another language" if len(words) >= _ENOUGH_WORDS and counts[expected] < len(words) / 100 else ""


def _names_it(name: str, text: str) -> bool:
    """Return whether at least half of the proper names in an agreement's title are in `text`."""
    lowered = text.lower()
    proper = {word.lower() for word in re.findall(r"\b[^\W\d_a-záéíóúñ]\w{3,}", name)} - _COMMON
    return not proper or 2 * sum(word in lowered for word in proper) >= len(proper)


def _decoded(answer: FetchAnswer) -> str:
    """Return the characters of an answer; a charset in its headers is asked where the bytes are not UTF-8."""
    sent = re.search(r"charset=[\"']?([\w-]+)", answer.headers.get("content-type", ""))
    return decode(answer.body, sent[1] if sent else "")


def _text(answer: FetchAnswer) -> str:
    """Return the words of a page, without its scripts. Good enough to count by; the format modules read properly."""
    page, shown, start, hidden = _decoded(answer), [], 0, ""
    for tag in _PROGRAM.finditer(page):
        if not hidden:
            shown.append(page[start : tag.start()])
            hidden = "" if tag[1] else tag[2].lower()
        elif tag[1] and tag[2].lower() == hidden:
            hidden = ""
        start = tag.end()
    if not hidden:
        shown.append(page[start:])
    return html.unescape(re.sub(r"<[^<>]*>", " ", " ".join(shown)))


def _pdf_text(body: bytes) -> str:
    """Return the words of a PDF's first pages, or "" where it is a scan, is too much or nothing here reads it."""
    try:
        return first_words(body, _PDF_PAGES)
    except ParseError:
        return ""
