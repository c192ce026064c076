"""What of a source was not read, or not as law: a sentence each, so that nothing unread is called absent.

Sentences that begin with `NOT_READ` mean that parts of the treaty may be missing: such a text is incomplete.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from corpus.formats.headings import article_start, is_unfinished
from corpus.language import tell_language
from corpus.model import FRAMES, OTHER_LANGUAGE, STRUCK, Account, Block, Document
from corpus.text import first_of, squeeze

__all__ = ["NOT_READ", "unread"]

NOT_READ = "not read: "
_WORD = re.compile(r"[^\W\d_]+")
_MISSING = 2  # signs; what a heading that is printed twice may leave over
_FEW_WORDS = 30  # too few to tell whether they are words
_LETTER_WORDS = 0.4  # share of one-letter words; in English and Spanish it is below 0.1
_NUMBERED_LINES = 0.6  # share of lines that begin with the next number
# As in "shall", "se comprometen"
_DUTY = re.compile(r"\b(?:shall|must|may not|deberá[n]?|podrá[n]?|se compromete[n]?)\b", re.IGNORECASE)
_DIVISION = re.compile(
    r"(?:\w+ )?(?:annex|anexo|appendix|ap[eé]ndice|attachment|chapter|cap[ií]tulo|side letter|carta adjunta|protocolo?)"
    r"(?: (?:the )?(?:\(?\w{1,4}\)?|\w+(?:st|nd|rd|th|er[oa]|d[oa]|t[oa])))?$",
    re.IGNORECASE,
)
# "agreement.2", "goods1", "goods[12]", but not "Article14".
_MARK = re.compile(
    r"(?<!\w)(?!art[ií]|annex|para|chap|secti|page|rule)[^\W\d_]{3,}(?-i:[a-zà-ÿ])[.,;:”]?(?:\d{1,2}|\[\d{1,3}\])(?=[\s.,;:)]|$)",
    re.IGNORECASE,
)
_TELLING = 10  # words that tell a language
_OF_OTHER_LANGUAGE = 0.05  # share of provisions
_LONG_NOTE = 1500  # characters; few footnotes are longer
_ENDED = re.compile(r"[.;:!?”\"»)\]]\s*$")


def unread(blocks: Sequence[Block], document: Document, weighed: Account) -> tuple[str, ...]:
    """Return what was not read of the blocks of one source that gave `document`, whose signs were `weighed`."""
    return (
        *(f"{NOT_READ}{block.text}" for block in blocks if block.kind == "problem"),
        *_no_treaty(blocks, document),
        *_headings(blocks),
        *_notes(document),
        *_marks(document),
        *_languages(document),
        *_left_out(blocks),
        *_lost(weighed),
    )


def _no_treaty(blocks: Sequence[Block], document: Document) -> Iterator[str]:
    """Return where the words are no running text, or hold no article."""
    if not any(b.kind == "article" or (b.kind == "division" and b.division in FRAMES) for b in blocks):
        yield f"{NOT_READ}no article was found, so the file may not be the treaty, or its headings are not known"
    words = [word for provision in document.provisions() for word in _WORD.findall(provision.full_text())]
    single = sum(len(word) == 1 for word in words)
    if len(words) >= _FEW_WORDS and single > _LETTER_WORDS * len(words):
        yield f"{NOT_READ}most words have one letter, as where a page lies on its side or the letters are spaced"
    lines = [line for block in blocks if block.kind == "text" for line in block.text.split("\n") if line.strip()]
    if len(lines) >= _FEW_WORDS and _are_numbered(lines):
        yield f"{NOT_READ}the lines are numbered in the margin, and the numbers stand among the words"


def _are_numbered(lines: Sequence[str]) -> bool:
    """Return whether most lines begin with a number that goes on from the line before."""
    numbers = [int(found[1]) if (found := re.match(r"\s*(\d{1,4})\s+\S", line)) else 0 for line in lines]
    goes_on = sum(b in {a + 1, 1} and b > 0 for a, b in itertools.pairwise(numbers))
    return goes_on > _NUMBERED_LINES * len(lines)


def _headings(blocks: Sequence[Block]) -> Iterator[str]:
    """Name lines that begin as headings of articles do and stayed in the text."""
    found = dict.fromkeys(line for block in blocks if block.kind == "text" for line in _heading_lines(block.text))
    if found:
        shown = first_of([f"“{line[:60]}”" for line in found])
        yield f"{NOT_READ}lines that read like the heading of an article or an annex stayed in the text: {shown}"


def _heading_lines(text: str) -> Iterator[str]:
    before = ""
    for line in text.split("\n"):
        words = squeeze(line)
        start = article_start(words)
        heads = (start and start.number and _could_head(start.rest, start.gap)) or _could_name_division(words)
        if heads and (not before or _ENDED.search(before)):
            yield words
        before = words or ("" if not is_unfinished(before) else before)


def _could_head(rest: str, gap: str) -> bool:
    """Return whether words behind an article's number can be a title or its text, not the rest of a sentence."""
    if not rest or not rest[0].isupper() or article_start(rest) or ";" in gap:
        return not rest
    return bool(gap.strip()) or rest.istitle()


def _could_name_division(line: str) -> bool:
    """Return whether a short line in capitals names an annex or a chapter: "First Annex", "CHAPTER THE SECOND"."""
    words = [word for word in line.split() if len(word) > 3]
    return len(line) <= 60 and all(word[0].isupper() for word in words) and _DIVISION.match(line) is not None


def _marks(document: Document) -> Iterator[str]:
    """Name figures behind a word that may be marks of notes which the source does not hold."""
    found = dict.fromkeys(
        mark[0] for provision in document.provisions() for _, text in provision.texts() for mark in _MARK.finditer(text)
    )
    if found:
        shown = first_of([f"“{words}”" for words in found])
        yield f"figures behind words may be marks of footnotes that are not in the source: {shown}"


def _languages(document: Document) -> Iterator[str]:
    """Tell of provisions that hold the words of another language, as where two stand side by side."""
    found: Counter[str] = Counter()
    provisions = list(document.provisions())
    for provision in provisions:
        words = provision.full_text().split()
        half = len(words) // 2
        parts = (words[:half], words[half:]) if half >= _TELLING else ()
        told = {tell_language(" ".join(part)) for part in parts}
        found.update(told & ({"en", "es"} - {document.language}))
    for language, count in found.items():
        if count > _OF_OTHER_LANGUAGE * len(provisions):
            yield f"{NOT_READ}{count} provisions hold words in another language ({language}) among those of the text"


def _notes(document: Document) -> Iterator[str]:
    """Name footnotes that nothing marks and that look like clauses of the treaty."""
    suspect = [
        note
        for note in document.unattached_notes
        if len(note.text) > _LONG_NOTE
        or _DUTY.search(note.text)
        or re.search(r"(?:^|[.;:] )\(?[1-9a-c][.)] ", note.text)
    ]
    if suspect:
        shown = first_of([f"{note.mark} “{note.text[:40]}…”" for note in suspect])
        yield f"footnotes without a mark read like clauses of the treaty, which may lack these words: {shown}"


def _left_out(blocks: Iterable[Block]) -> Iterator[str]:
    """Return which words are left out though the source holds them: struck out, or a contents list with articles."""
    sizes: Counter[str] = Counter()
    for block in blocks:
        if block.kind == "dropped":
            sizes[block.reason] += len(block.text)
    if sizes[STRUCK]:
        yield f"words that are struck out in the source were left out: {sizes[STRUCK]} characters"
    if sizes[OTHER_LANGUAGE]:
        size = sizes[OTHER_LANGUAGE]
        yield f"articles in another language beside it were left out: {size} characters. Import it in that one too"


def _lost(weighed: Account) -> Iterator[str]:
    if weighed.missing > _MISSING:
        yield f"{NOT_READ}{weighed.missing} letters and digits of the source stand in no provision"
    if weighed.invented:
        yield f"{weighed.invented} letters and digits stand in the text and not in the source"
