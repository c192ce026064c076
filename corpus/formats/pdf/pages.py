"""PDF with a text layer, as ministries publish treaties.

pdfplumber was chosen by measurement over pypdf 6: on three treaty PDFs (117 pages) both find the same words, pypdf in
a third of the time, but only pdfplumber gives each letter's size and place, without which a footnote's mark is glued
to its word ("institutions1") and a footnote's body runs on in the sentence above it. It also spells out ligatures.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import Any

from corpus.errors import ParseError
from corpus.formats.block_writer import BlockWriter
from corpus.formats.headings import (
    article_heading,
    could_be_title,
    division_heading,
    is_due,
    is_sentence,
    is_unfinished,
)
from corpus.formats.levels import with_levels
from corpus.formats.line_ends import is_one_word, vocabulary
from corpus.formats.pdf.lines import (
    SMALL_SIZE,
    PdfWord,
    PrintedLine,
    body_size,
    is_tilted,
    printed_lines,
    reads_across,
    without_line_numbers,
    words_of,
)
from corpus.model import Block
from corpus.typography import TOKENS, closed_up, visible

__all__ = ["first_words", "read"]

# "18-4", "xii", "- 7 -", "Page 3 of 9".
PAGE_MARK = re.compile(
    r"^(?:\d{1,2}-)?\d{1,4}$|^[ivxl]{1,7}$|^[-–—]\s?\d{1,4}\s?[-–—]$|^(?:page|página)\s\d{1,4}", re.IGNORECASE
)
LEADERS = re.compile(r"[.…·_]{4,}\s*[\divxl]{0,5}$|(?:\. ){4,}")
# As in "3. ", "(a)", "(12)", "b) ", "• " and the like
LABEL = re.compile(r"^(?:\d{1,3}\.(?:\s|$)|\([a-zA-Z]{1,5}\)|\(\d{1,2}\)|[a-z][.)]\s|[•–—]\s)")
# "… subparagraph", "… (a) or": what follows belongs to a reference.
REFERENCE = re.compile(
    r"\b(?:sub-?paragraphs?|paragraphs?|articles?|clauses?|annex|sections?|chapters?|p[áa]rrafos?|subp[áa]rrafos?"
    r"|literal(?:es)?|art[íi]culos?)$|(?:\([a-zA-Z0-9]{1,5}\)|\d)(?:,|\s(?:and|or|to|y|o|e|a))$",
    re.IGNORECASE,
)
# A line that may end a sentence or a point: "… law.", "… rivers; and", "… “waste”."
ENDS = re.compile(rf"(?:[.;:?!]|[.;:,]\s?(?:and|or|y|o)|[.;:]?[”\"’)]\.?){TOKENS}$")
NOTE_START = re.compile(r"^(\d{1,3}|[*†‡]{1,3})\s+(?=\S)")
# Parts of the page's height in which page marks and running heads stand.
TOP, BOTTOM = 0.11, 0.9
MOST_PAGES = 5_000  # the longest treaties with all their tariff schedules have about 2,000
FEW_WORDS = 40  # such as a stamp over the picture of a page


def read(data: bytes, language: str) -> list[Block]:
    """Return the blocks of a PDF. Raises ParseError when it is broken, locked or holds only pictures of pages.

    `language` is not needed: headings are known in all languages that Clausula reads.
    """
    del language
    pages = _pages(data)
    if not any(page.words or page.aside for page in pages):
        raise ParseError("pdf-pictures", file="The file")
    body = body_size(page.words for page in pages)
    lines = [line for page in pages for line in printed_lines(page.words, page.number, page.width, page.rules)]
    reader = _PdfReader(body=body, leading=_leading(lines), words=vocabulary("\n".join(line.text for line in lines)))
    heads = _running_heads(lines, {page.number: page.height for page in pages})
    reader.contents = max((line.page for line in lines if LEADERS.search(line.text)), default=0)
    for page in pages:
        reader.blocks.extend(page.aside)
        own = [line for line in lines if line.page == page.number]
        reader.take_page(own, page.height, heads)
    reader.end_paragraph()
    return list(with_levels(reader.blocks))


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    width: float
    height: float
    words: list[PdfWord]
    rules: list[float]
    aside: list[Block]  # what stands on it and is not read, or why it cannot be


def first_words(data: bytes, most: int) -> list[str]:
    """Return the words of each of the first pages of a PDF, as they come. Raises ParseError as `read` does."""
    with _opened(data) as document:
        return [page.extract_text() or "" for page in document.pages[:most]]


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    """Open a PDF with pdfplumber; whatever goes wrong with it inside the block is a ParseError."""
    try:
        import pdfplumber  # noqa: PLC0415 -- an extra, and slow to load
    except ImportError as error:
        raise ParseError("pdf-needs-pdfplumber") from error
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            yield document
    except ParseError:
        raise
    # pdfminer raises whatever a damaged file makes it raise.
    except Exception as error:
        if "PDFPasswordIncorrect" in repr(error):
            raise ParseError("pdf-locked", file="The file") from error
        raise ParseError("pdf-unreadable", problem=type(error).__name__) from error


def _pages(data: bytes) -> list[_Page]:
    with _opened(data) as document:
        if len(document.pages) > MOST_PAGES:
            raise ParseError("pdf-too-long", pages=len(document.pages), most=MOST_PAGES)
        pages = []
        numbered = False
        for page in document.pages:
            words, numbers = without_line_numbers(words_of(page))
            aside = [*_aside(page, words), *(Block("dropped", text=n.text, reason="line number") for n in numbers)]
            number, width, height = page.page_number, float(page.width), float(page.height)
            pages.append(_Page(number, width, height, words, _rules(page), aside))
            numbered = numbered or bool(numbers)
            page.close()
        return [_without_numbers(page) for page in pages] if numbered else pages


def _without_numbers(page: _Page) -> _Page:
    """Return a page whose few lines may be numbered in the margin, as those of other pages are, without the numbers."""
    words, numbers = without_line_numbers(page.words, fewest=1)
    aside = [*page.aside, *(Block("dropped", text=number.text, reason="line number") for number in numbers)]
    return replace(page, words=words, aside=aside)


def _aside(page: Any, words: Sequence[PdfWord]) -> list[Block]:
    """Return what of a page is no running text: leaning letters; and say where it is a picture or lies on its side."""
    leaning = "".join(each["text"] for each in page.chars if is_tilted(each))
    if len(leaning) > len(page.chars) / 2:
        problem = Block("problem", text=f"page {page.page_number} lies on its side or its letters lean")
        return [problem, Block("dropped", text=visible(leaning), reason="leaning letters")]
    found = [Block("dropped", text=visible(leaning), reason="watermark")] if leaning else []
    pictured = sum(max(0.0, each["width"]) * max(0.0, each["height"]) for each in page.images)
    if len(words) < FEW_WORDS and pictured > 0.4 * float(page.width) * float(page.height):
        found.append(Block("problem", text=f"page {page.page_number} is a picture"))
    if reads_across(words, float(page.width)):
        found.append(Block("problem", text=f"page {page.page_number} has columns that were read across"))
    return found


def _rules(page: Any) -> list[float]:
    """Return the heights of short horizontal rules in the lower part of a page, such as stand above footnotes."""
    return [
        each["top"]
        for each in [*page.lines, *page.rects]
        if each["height"] < 2
        and 50 < each["width"] < 0.5 * float(page.width)
        and each["top"] > 0.3 * float(page.height)
    ]


def _leading(lines: Sequence[PrintedLine]) -> float:
    gaps = [
        after.top - before.top
        for before, after in pairwise(lines)
        if before.page == after.page
        and not LEADERS.search(before.text)
        and 0 < after.top - before.top < 3 * before.size
    ]
    return median(gaps) if gaps else 14.0


def _place(line: PrintedLine, height: float) -> str:
    middle = (line.top + line.bottom) / 2 / height
    return "top" if middle < TOP else "bottom" if middle > BOTTOM else ""


def _running_heads(lines: Sequence[PrintedLine], heights: dict[int, float]) -> set[tuple[str, str]]:
    """Return the texts that stand in the margin of three or more pages, figures left out."""
    counted = Counter(
        {
            (place, _without_figures(line.text), line.page)
            for line in lines
            if (place := _place(line, heights[line.page]))
        }
    )
    seen = Counter((place, text) for place, text, _ in counted)
    return {key for key, count in seen.items() if count >= min(3, max(2, len(heights))) and key[1]}


def _without_figures(text: str) -> str:
    return re.sub(r"\d+", "", text).strip()


@dataclass(slots=True, kw_only=True)
class _PdfReader(BlockWriter):
    """Turns printed lines into blocks.

    `paragraph` holds the lines that are not yet a block, `contents` is the last page of a table of contents.
    """

    body: float
    leading: float
    words: frozenset[str]
    paragraph: list[PrintedLine] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    contents: int = 0
    title_line: PrintedLine | None = None  # the last line of the heading above

    def take_page(self, lines: Sequence[PrintedLine], height: float, heads: set[tuple[str, str]]) -> None:
        """Take a page: margins and contents are dropped, the foot gives footnotes, the rest is text."""
        kept: list[PrintedLine] = []
        for line in lines:
            place = _place(line, height)
            if place and PAGE_MARK.match(line.text):
                self.drop(line.text, "page mark")
            elif place and (place, _without_figures(line.text)) in heads:
                self.drop(line.text, "running head")
            elif LEADERS.search(line.text):
                self.drop(line.text, "table of contents")
            else:
                kept.append(line)
        if lines and lines[0].page < self.contents and not self.begun:
            for line in kept:
                self.drop(line.text, "front matter")
            return
        foot = self._foot(kept)
        for line in kept[:foot]:
            self._line(line)
        for line in kept[foot:]:
            self._note_line(line)

    def _foot(self, lines: Sequence[PrintedLine]) -> int:
        """Return where the footnotes begin: small lines at the foot, or lines below a short rule, with a mark first."""
        start = len(lines)
        while start and (lines[start - 1].size < SMALL_SIZE * self.body or lines[start - 1].below_rule):
            start -= 1
        goes_on = bool(self.notes) and start < len(lines) and lines[start].below_rule
        while start < len(lines) and not goes_on and not _note_mark(lines[start]):
            start += 1
        return start

    def _note_line(self, line: PrintedLine) -> None:
        mark = _note_mark(line)
        text = line.text if line.mark or not mark else NOTE_START.sub("", line.text)
        if mark:
            self.notes.append(Block("note", number=mark, text=text, locator=f"p. {line.page}"))
            self.blocks.append(self.notes[-1])
            return
        whole = replace(self.notes[-1], text=self._joined(self.notes[-1].text, text))
        at = next(at for at in range(len(self.blocks) - 1, -1, -1) if self.blocks[at] is self.notes[-1])
        self.blocks[at] = self.notes[-1] = whole

    def _line(self, line: PrintedLine) -> None:
        line.text = f"{line.mark} {line.text}" if line.mark else line.text
        last = self.paragraph[-1] if self.paragraph else None
        if self._is_heading(line, last):
            self.end_paragraph()
            self._heading(line)
        elif self.awaits_title and self._is_title(line):
            self.add_title(closed_up(line.text))
            self.awaits_title, self.title_line = True, line  # a wrapped title goes on
        else:
            if last and self._begins(line, last):
                self.end_paragraph()
            self.paragraph.append(line)
            self.awaits_title = False

    def _is_heading(self, line: PrintedLine, last: PrintedLine | None) -> bool:
        """Return whether a line is a heading: bold or centred, or after a sentence that is complete."""
        if not article_heading(line.text) and not division_heading(line.text):
            return False
        return line.bold or line.centred or last is None or bool(ENDS.search(last.text)) or self._is_due(line, last)

    def _is_due(self, line: PrintedLine, last: PrintedLine) -> bool:
        """Return whether a line is the heading of the next article, though what stands above it has no full stop."""
        return is_due(line.text, self.numbering) and not is_unfinished(last.text)

    def _is_title(self, line: PrintedLine) -> bool:
        """Return whether a line is the title of the heading above it, or goes on with that title."""
        title, above = self.blocks[self.head].title, self.title_line
        set_apart = line.bold or line.centred or (line.text.isupper() and not title)
        if not set_apart or is_sentence(line.text):
            return False
        if not title or above is None:
            return could_be_title(line.text)
        alike = line.bold == above.bold and (line.page != above.page or line.top - above.top < 1.3 * self.leading)
        goes_on = line.text[:1].islower() and line.text[-1] not in ".;:,"
        return alike and (goes_on or could_be_title(line.text))

    def _heading(self, line: PrintedLine) -> None:
        article, place = article_heading(line.text), f"p. {line.page}"
        self.title_line = line
        if article:
            self.numbering.accepts(article[0])
            self.open(Block("article", number=article[0], title=closed_up(article[1]), locator=place))
        elif heading := division_heading(line.text):
            title = closed_up(heading.title)
            self.open(Block("division", division=heading.kind, number=heading.number, title=title, locator=place))
        # A wrapped title goes on in the next lines, which are set in the same way.
        self.awaits_title = self.blocks[self.head].division != "preamble"

    def _begins(self, line: PrintedLine, last: PrintedLine) -> bool:
        """Return whether a line begins a new paragraph after `last`."""
        if LABEL.match(line.text):
            return not REFERENCE.search(last.text)
        if line.page != last.page or line.top < last.top:
            return bool(ENDS.search(last.text)) and not line.text[:1].islower()
        wide_gap = line.top - last.top > 1.3 * self.leading
        # The words that close a list stand further left than its last point.
        closes = last.text[-1] in ",;" and line.x0 < self.paragraph[0].x0 - line.size / 2
        return (wide_gap and (closes or not line.text[:1].islower())) or (
            last.bold != line.bold and (last.bold or line.centred)
        )

    def end_paragraph(self) -> None:
        """Make a block of the lines collected."""
        if not self.paragraph:
            return
        first, text = self.paragraph[0], ""
        for line in self.paragraph:
            text = self._joined(text, line.text)
        text = closed_up(text)
        plain = not (first.bold or first.centred or text.isupper())
        if not self.begun and not plain:
            self.drop(text, "title of the document")
        else:
            self.add_text(text, f"p. {first.page}")
        self.paragraph = []

    def _joined(self, text: str, line: str) -> str:
        """Join a line to a paragraph; a hyphen at the line's end goes only if the whole word stands elsewhere."""
        if text.endswith("\u00ad"):
            return text[:-1] + line
        if not text.endswith("-") or not line[:1].islower():
            return f"{text} {line}".strip()
        broken = text.rsplit(maxsplit=1)[-1].casefold()
        rest = line.split(maxsplit=1)[0].casefold().strip(".,;:()“”\"'")
        if is_one_word(broken[:-1], rest, self.words):
            self.drop("-", "hyphen at a line's end")
            return text[:-1] + line
        return text + line

    def drop(self, text: str, reason: str) -> None:
        """Add words that are no part of the treaty."""
        BlockWriter.drop(self, closed_up(text), reason)


def _note_mark(line: PrintedLine) -> str:
    """Return the mark that a line at the foot begins with, or ""."""
    found = NOTE_START.match(line.text)
    return line.mark or (found[1] if found else "")
