"""A page of a PDF as printed lines: columns in order, raised figures told apart, foot and margins marked.

Positions are in points from the page's top left corner, as pdfplumber gives them.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.typography import note_mark, visible

__all__ = [
    "PdfWord",
    "PrintedLine",
    "body_size",
    "is_tilted",
    "printed_lines",
    "reads_across",
    "without_line_numbers",
    "words_of",
]

# A raised figure is printed at about 6.5 points beside 10 and at 8 beside 12; small capitals are at about 0.8.
RAISED_SIZE = 0.76
# Footnotes are set at 10 beside 12, or at 8 beside 9.
SMALL_SIZE = 0.93
NARROWEST_GUTTER = 10
# A letter leans where the second figure of its matrix is not small beside the first.
TILTED = 0.05
# A space between words of one line is narrower; a column of prose has several words a line.
WIDE_GAP, FEWEST_WORDS, FEWEST_ACROSS, FEWEST_STARTS = 8, 3, 4, 8
FEWEST_NUMBERED = 8  # lines
LONGEST = 5  # figures of a line's number
NARROWEST_SPACE = 0.12
MARK = re.compile(r"^(?:\d{1,3}|[*†‡]{1,3})$")
BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PdfWord:
    """A word with its box; `size` is the height of its letters."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool


@dataclass(slots=True)
class PrintedLine:
    """A line of a page. `mark` is the raised figure that it begins with; in `text` other raised figures are tokens."""

    text: str
    mark: str
    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    centred: bool
    below_rule: bool = False
    words: list[PdfWord] = field(default_factory=list)


def body_size(pages: Iterable[Sequence[PdfWord]]) -> float:
    """Return the size in which most characters are set."""
    counted: Counter[float] = Counter()
    for words in pages:
        for word in words:
            counted[word.size] += len(word.text)
    return counted.most_common(1)[0][0] if counted else 0.0


def words_of(page: Any) -> list[PdfWord]:
    """Return the words of a pdfplumber page; ligatures come as the letters that they stand for."""
    found = page.filter(lambda each: not is_tilted(each)).extract_words(
        extra_attrs=["size", "fontname"], expand_ligatures=True
    )
    return [
        PdfWord(text, each["x0"], each["x1"], each["top"], each["bottom"], round(each["size"], 1),
             bool(BOLD.search(each["fontname"] or "")))
        for each in found
        if (text := _printed(each["text"]))
    ]  # fmt: skip


def _printed(text: str) -> str:
    """Return the signs of a word that are seen, and a soft hyphen behind it, which breaks it at a line's end."""
    inside, broken = text.removesuffix("\u00ad"), text.endswith("\u00ad")
    words = visible(inside.replace("\u00ad", "-")).replace("\u00a0", " ").strip()  # what is drawn is a hyphen
    return f"{words}\u00ad" if words and broken else words


def is_tilted(each: Any) -> bool:
    """Return whether a pdfplumber object is a rotated letter: of a watermark, or of a page on its side."""
    if each.get("object_type") != "char":
        return False
    a, b = each["matrix"][:2]
    return bool(abs(b) > TILTED * abs(a))


def without_line_numbers(
    words: Sequence[PdfWord], fewest: int = FEWEST_NUMBERED
) -> tuple[list[PdfWord], list[PdfWord]]:
    """Return the words of a page without numbers that count its lines in the margin, and those numbers.

    `fewest` lines must have one.
    """
    left = [row[0] for row in _rows(words) if row[0].text.isdecimal() and len(row[0].text) < LONGEST]
    counting = sum(0 < int(after.text) - int(before.text) <= 3 for before, after in itertools.pairwise(left))
    if len(left) < fewest or counting < 0.8 * (len(left) - 1):
        return list(words), []
    taken = set(map(id, left))
    edge = min((word.x0 for word in words if id(word) not in taken), default=0.0)
    outside = [word for word in words if word.text.isdecimal() and word.x1 <= edge]
    if len(outside) < 0.8 * len(left):
        return list(words), []
    taken = set(map(id, outside))
    return [word for word in words if id(word) not in taken], outside


def reads_across(words: Sequence[PdfWord], width: float) -> bool:
    """Return whether a page seems to have columns without a clear gutter, so that its lines run across them."""
    if _gutter(words, width) is not None:
        return False
    rows = _rows(words)
    starts = Counter(
        round(word.x0)
        for row in rows
        for before, word in zip([None, *row], row, strict=False)
        if 0.35 * width < word.x0 < 0.65 * width and (before is None or word.x0 - before.x1 > WIDE_GAP)
    )
    column, count = starts.most_common(1)[0] if starts else (0, 0)
    across = [
        row
        for row in rows
        if any(round(word.x0) == column and min(at, len(row) - at) >= FEWEST_WORDS for at, word in enumerate(row))
    ]
    return count >= FEWEST_STARTS and len(across) >= FEWEST_ACROSS


def printed_lines(words: Sequence[PdfWord], number: int, width: float, rules: Sequence[float]) -> list[PrintedLine]:
    """Return the lines of a page in reading order; `rules` are the heights of short horizontal rules."""
    gutter = _gutter(words, width)
    lines: list[PrintedLine] = []
    if gutter is None:
        lines.extend(_lines(words, number, 0, width))
    else:
        wide = [word for row in _rows(words) if _crosses(row, gutter) for word in row]
        kept = set(map(id, wide))
        borders = [*sorted({word.top for word in wide}), float("inf")]
        above = float("-inf")
        for border in borders:
            band = [word for word in words if above <= word.top < border and id(word) not in kept]
            lines.extend(_lines([word for word in band if word.x1 <= gutter], number, 0, gutter))
            lines.extend(_lines([word for word in band if word.x1 > gutter], number, gutter, width))
            lines.extend(_lines([word for word in wide if word.top == border], number, 0, width))
            above = border
    for line in lines:
        line.below_rule = any(rule <= line.top + 2 for rule in rules)
    return lines


def _rows(words: Sequence[PdfWord]) -> list[list[PdfWord]]:
    """Group words that stand on one line; raised figures lie within the height of their line."""
    rows: list[list[PdfWord]] = []
    tallest: list[PdfWord] = []
    for word in sorted(words, key=lambda each: each.top + each.bottom):
        for index in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            other = tallest[index]
            shared = min(word.bottom, other.bottom) - max(word.top, other.top)
            if shared > 0.5 * min(word.bottom - word.top, other.bottom - other.top):
                rows[index].append(word)
                tallest[index] = max(word, other, key=lambda each: each.bottom - each.top)
                break
        else:
            rows.append([word])
            tallest.append(word)
    return [sorted(row, key=lambda word: word.x0) for row in rows]


def _lines(words: Sequence[PdfWord], number: int, left: float, right: float) -> list[PrintedLine]:
    return [_line(row, number, left, right) for row in _rows(words)]


def _line(row: list[PdfWord], number: int, left: float, right: float) -> PrintedLine:
    size = Counter({each.size: 0 for each in row})
    for word in row:
        size[word.size] += len(word.text)
    main = size.most_common(1)[0][0]
    foot = max(word.bottom for word in row if word.size == main)
    mark, text = "", ""
    for before, word in zip([None, *row], row, strict=False):
        raised = word.size < RAISED_SIZE * main and word.bottom < foot - 0.1 * main and MARK.match(word.text)
        if raised and before is None and len(row) > 1:
            mark = word.text
            continue
        # A change of font within a line ends a word for pdfplumber, though no space is printed there.
        space = before is not None and word.x0 - before.x1 > NARROWEST_SPACE * main
        text += f"{' ' * space}{note_mark(word.text) if raised else word.text}"
    x0, x1 = row[0].x0, row[-1].x1
    return PrintedLine(
        text=text.strip(),
        mark=mark,
        page=number,
        x0=x0,
        x1=x1,
        top=min(word.top for word in row if word.size == main),
        bottom=foot,
        size=main,
        bold=all(word.bold for word in row if any(sign.isalpha() for sign in word.text)) and any(w.bold for w in row),
        centred=abs((x0 + x1) - (left + right)) < 30 and x0 - left > 0.2 * (right - left),
        words=row,
    )


def _crosses(row: Sequence[PdfWord], gutter: float) -> bool:
    """Return whether a row runs over the gutter: a word covers it, or two words stand close around it."""
    left = max((word.x1 for word in row if word.x0 < gutter), default=0.0)
    right = min((word.x0 for word in row if word.x0 >= gutter), default=float("inf"))
    return left > gutter or right - left < NARROWEST_GUTTER


def _gutter(words: Sequence[PdfWord], width: float) -> float | None:
    """Return where the page is split into two columns of prose, or None."""
    rows = _rows(words)
    if len(rows) < 8:
        return None
    for tenth in (50, 49, 51, 48, 52, 47, 53, 46, 54, 45, 55):
        gutter = width * tenth / 100
        free = [row for row in rows if not _crosses(row, gutter)]
        both = [row for row in free if row[0].x1 <= gutter < row[-1].x0]
        filled = [row for row in both if _fill(row, gutter, width) > 0.6]
        if len(both) >= 6 and len(filled) >= 0.6 * len(both) and len(free) >= 0.8 * len(rows):
            return gutter
    return None


def _fill(row: Sequence[PdfWord], gutter: float, width: float) -> float:
    """Return how much of the two columns the words of a row fill; a table's cells fill little of theirs."""
    left = min(word.x0 for word in row)
    covered = sum(word.x1 - word.x0 for word in row)
    return covered / max(1.0, min(width - left, max(word.x1 for word in row)) - left - (0.04 * gutter))
