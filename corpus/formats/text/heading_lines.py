"""Headings in plain text: which lines open a chapter, an article or an annex, and which only name one.

Nothing sets headings apart here, so the words around a line decide with it: the styles are those of USTR, MOFCOM, the
EU and Spanish-speaking publishers ("Article 18.2: Title", "ARTICLE 12.1" with the title on the next line, "Article 177
Title", "Chapter Eighteen" over "Environment", "Annex 18.3.4", "Artículo 5. Título", "Artículo 1.- Las Partes …").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.formats.headings import (
    ArticleStart,
    article_start,
    division_heading,
    division_kind,
    division_number,
    division_start,
    in_brackets,
    is_of_article,
    is_preamble,
    is_sentence,
    is_unfinished,
    run_in_heading,
    stands_empty,
    title_apart,
)
from corpus.model import DivisionKind

__all__ = ["HeadingLines", "mostly_capital", "read_heading"]

_LONGEST_LINE = 200
_LONGEST_TITLE = 160
_LEADERS = re.compile(r"(?:\.{3,}|…+)\s*\d*\s*$|\s{3,}\d+\s*$")
_STRAY_SIGNS = re.compile(r"^[\s*_#=~-]+|[\s*_#=~]+$")  # "*** Chapter 2 ***"
_LABEL_OR_NUMBER = re.compile(r"\s*(?:\d{1,3}\s?\.|\(\w{1,3}\)|[a-z][.)])(?:\s|$)|\s*\d+\s*$")
_FIRST_PARAGRAPH = re.compile(r"\s*\(?1(?:\s?[.)º°]|\s+[A-ZÁÉÍÓÚÑ¿])")
_LONGEST_CAPITALS = 300  # characters of a title in capitals below its number
_SHORT = 40  # characters of a title above a sentence of one line
_ROOM = 0.7  # share of the next line that a title and that line's first word may fill
_PAGE_LINE = re.compile(r"\s*\d*\s*$")  # a page mark may stand between two lines of text


@dataclass(frozen=True, slots=True)
class HeadingLines:
    """A heading read from `lines` lines; `text` are an article's words that begin on the same line."""

    kind: DivisionKind | None  # None is an article
    number: str
    title: str
    lines: int = 1
    contents: bool = False  # an entry of a table of contents
    text: str = ""


def read_heading(
    lines: Sequence[str], index: int, *, due: bool = False, last: tuple[int, ...] = ()
) -> HeadingLines | None:
    """Return the heading that line `index` opens, with a title from the next lines where it stands there, or None.

    `due` says that the article which the line may open is the next of the treaty's count: doubts about its title, such
    as a full stop at its end, are then set aside. `last` are the figures of the article before.
    """
    line = _STRAY_SIGNS.sub("", lines[index])
    if is_preamble(line):
        return HeadingLines("preamble", "", line.strip())
    run_in = _run_in(lines, index, line, due=due)
    if run_in or len(line) > _LONGEST_LINE:
        return run_in
    contents = bool(_LEADERS.search(line))
    line = _LEADERS.sub("", line)
    article = article_start(line, last)
    if article:
        return _article(article, lines, index, contents=contents, due=due)
    return _division(line, lines, index, contents=contents)


def _run_in(lines: Sequence[str], index: int, line: str, *, due: bool) -> HeadingLines | None:
    """Return an article whose words follow its number; they may go on in the next lines."""
    start = article_start(line)
    if start is None or not _ended(lines, index):
        return None
    after = lines[index + 1].strip() if index + 1 < len(lines) else ""
    found = run_in_heading(line, due=due)
    if found is None and after[:1].islower() and not _LABEL_OR_NUMBER.match(after):
        found = run_in_heading(f"{line} {after}", due=due)
    if found is None:
        return None
    title, words = title_apart(start.rest)
    return HeadingLines(None, found[0], title, text=words)


def _article(
    found: ArticleStart, lines: Sequence[str], index: int, *, contents: bool, due: bool
) -> HeadingLines | None:
    title, gap = found.rest.strip(), found.gap
    if title:
        if is_sentence(title) and not due:
            return None
        if in_brackets(title) and not (_ended(lines, index) and _begins(lines, index + 1)):
            return None
        if due and _is_due_title(title, lines, index):
            more = _wrapped(title, lines, index + 1)
        elif (not _is_title(title) and not (":" in gap and _is_lower_title(title))) or (
            not gap.strip() and not mostly_capital(title) and not _stands_alone(lines, index)
        ):
            return None
        else:
            more = _continued(title, lines, index + 1)
        taken = 2 if more else 1
        return HeadingLines(None, found.number, f"{title} {more}".strip(), taken, contents)
    in_sentence = "." in gap and not due and not found.number[0].isdecimal()  # "… as defined in GATS", "Article I.2."
    if not _ended(lines, index) and (in_sentence or is_unfinished(lines[index - 1])):
        return None
    taken, title = _next_title(lines, index + 1)
    if found.mark:  # the number carries a footnote's mark, which the title may as well
        title = f"{title}{found.mark.strip(' ()')}"
    return HeadingLines(None, found.number, title, 1 + taken, contents)


def _is_due_title(title: str, lines: Sequence[str], index: int) -> bool:
    """Return whether words behind the number of a due article are its title, though they look like a sentence."""
    after = lines[index + 1].strip() if index + 1 < len(lines) else ""
    if _is_lower_title(title):
        return _ended(lines, index) and not after[:1].islower() and not is_sentence(title)
    if not title[:1].isupper() or len(title) > _LONGEST_TITLE or not _ended(lines, index):
        return False
    whole = not re.search(r"[;:,]$", title) and not after[:1].islower() and not is_sentence(title)
    return whole or bool(_wrapped(title, lines, index + 1))


def _wrapped(title: str, lines: Sequence[str], index: int) -> str:
    """Return the second line of a title that wraps: after a comma or a preposition, in capitals or in small letters."""
    after = lines[index].strip() if index < len(lines) else ""
    beyond = lines[index + 1].strip() if index + 1 < len(lines) else ""
    short = 0 < len(after) <= 60 and not re.search(r"[.;:,]$", after) and not _opens_something(after)
    if (is_unfinished(title) or after[:1].islower()) and short and not beyond[:1].islower():
        return after
    return _continued(title, lines, index)


def _division(line: str, lines: Sequence[str], index: int, *, contents: bool) -> HeadingLines | None:
    found = division_start(line)
    if found is None or not found[1]:
        return _unnumbered(line, lines, index)
    word, printed, sign, title = found[0], found[1], found[2], found[3].strip()
    before = lines[index - 1].rstrip() if index else ""
    if not _can_be_number(word, printed, bare=bool(title) and not sign.strip()):
        return None
    kind, number = division_kind(word), division_number(word, printed)
    if not title:
        if word[0].islower() or is_unfinished(before) or ("." in sign and before[-1:].islower()):
            return None  # "… set out in" at the end of a line, and "Annex I." on the next
        taken, title = _next_title(lines, index + 1)
        return HeadingLines(kind, number, title, 1 + taken, contents)
    capital = word.isupper() and _ended(lines, index) and not is_sentence(title)
    in_sentence = kind == "annex" and "." in sign and not capital  # "… in Annex I. The Parties shall …"
    if (
        (in_brackets(title) and not _ended(lines, index))
        or not _is_title(title)
        or ((in_sentence or not sign.strip()) and not mostly_capital(title))
    ):
        return None
    more = _continued(title, lines, index + 1)
    return HeadingLines(kind, number, f"{title} {more}".strip(), 2 if more else 1, contents)


def _unnumbered(line: str, lines: Sequence[str], index: int) -> HeadingLines | None:
    """Return an annex or a protocol without a number, whose name stands apart from the text around it."""
    found = division_heading(line)
    apart = index == 0 or not lines[index - 1].strip()
    if not found or found.number or not apart or not _ended(lines, index) or not _begins(lines, index + 1):
        return None
    taken, title = (0, found.title) if found.title else _next_title(lines, index + 1)
    return HeadingLines(found.kind, "", title, 1 + taken)


def _can_be_number(word: str, number: str, *, bare: bool) -> bool:
    """Return whether a division can have this number: not "Part A Party …" (`bare`), not a tariff's "Heading 84"."""
    if word.casefold() == "heading" and number[0].isdigit():
        return False
    return len(number) > 1 or not number.isalpha() or (number.isupper() and not bare)


def _is_title(text: str) -> bool:
    """Return whether words after a number can be a title: not the middle of a sentence."""
    if stands_empty(text) or in_brackets(text):
        return True
    if not text or len(text) > _LONGEST_TITLE or re.match(r"[,;(]|[a-záéíóúñ]", text):
        return False
    return not re.search(r"[;,:]$|[a-z]\.$", text) or len(text.split()) <= 2


def _begins(lines: Sequence[str], index: int) -> bool:
    """Return whether the next line does not go on in small letters."""
    return index >= len(lines) or not lines[index].lstrip()[:1].islower()


def _is_lower_title(text: str) -> bool:
    """Return whether words in lower case can be a title: few, and no sentence."""
    return len(text) <= 80 and re.match(r"[a-záéíóúñ]", text) is not None and not re.search(r"[.;:,]$", text)


def _ended(lines: Sequence[str], index: int) -> bool:
    """Return whether what stands above a line is finished: a sentence, a heading, or a blank line after no comma."""
    above = index - 1
    while above >= 0 and _PAGE_LINE.match(lines[above]):
        above -= 1
    if above < 0:
        return True
    before = lines[above].strip()
    if before[-1] in '.;:!?”"»)]':
        return True
    return not is_unfinished(before) and (above < index - 1 or before.isupper() or len(before) < 60)


def _stands_alone(lines: Sequence[str], index: int) -> bool:
    """Return whether a short line stands between finished text and the beginning of another."""
    before = next((line.strip() for line in lines[max(0, index - 3) : index][::-1] if not _PAGE_LINE.match(line)), "")
    after = next((line.strip() for line in lines[index + 1 : index + 4] if line.strip()), "")
    line = lines[index].strip()
    return (
        len(line) <= 100
        and not re.search(r"[.;:,]$", line)
        and (not before or before[-1] in ".;:!?")
        and re.match(r"[A-ZÁÉÍÓÚ\d(“\"]", after) is not None
    )


def mostly_capital(title: str) -> bool:
    """Return whether most of the longer words of a title begin with a capital."""
    words = [word for word in title.split() if len(word) > 3]
    return not words or sum(word.lstrip('(“"')[:1].isupper() for word in words) >= 0.6 * len(words)


def _opens_something(line: str) -> bool:
    division = division_start(line)
    numbered = division and division[1] and not is_of_article(division[1])
    return bool(article_start(line) or numbered or _LABEL_OR_NUMBER.match(line))


def _next_title(lines: Sequence[str], index: int) -> tuple[int, str]:
    """Return (lines taken, title) where the title stands under the number, blank lines between them allowed."""
    start = index
    while index < len(lines) and not lines[index].strip() and index - start < 3:
        index += 1
    if index >= len(lines) or _opens_something(lines[index]):
        return 0, ""
    title = lines[index].strip()
    more = _continued(title, lines, index + 1)
    if re.search(r"[.;:]$" if more else r"[.;:,]$", title):
        return 0, ""
    capital = title.isupper() and title[0].isalpha() and len(title) <= _LONGEST_CAPITALS
    if not capital and (not _is_title(title) or len(title.split()) > 16 or len(title) > 110 or is_sentence(title)):
        return 0, ""
    if not capital and not mostly_capital(title):
        more = _small_rest(lines, index + 1)
        if not _set_apart(more or title, lines, index + 1 + bool(more)):
            return 0, ""
    return index - start + 1 + bool(more), f"{title} {more}".strip()


def _small_rest(lines: Sequence[str], index: int) -> str:
    """Return the second line of a title in small letters that wraps above the first paragraph, or ""."""
    after = lines[index].strip() if index < len(lines) else ""
    wraps = _is_lower_title(after) and index + 1 < len(lines) and _FIRST_PARAGRAPH.match(lines[index + 1])
    return after if wraps and not is_sentence(f"{lines[index - 1].strip()} {after}") else ""


def _set_apart(title: str, lines: Sequence[str], index: int) -> bool:
    """Return whether the title above line `index` ends there on purpose.

    It does above a blank line, above paragraph 1 or a bare heading of it, where that line's first word would have had
    room beside it, or where it is short and that line is a whole sentence.
    """
    after, beyond = ((lines[i].strip() if i < len(lines) else "") for i in (index, index + 1))
    whole = re.match(r"[A-ZÁÉÍÓÚÑ].*\.$", after) and len(title) <= _SHORT and not is_unfinished(title)
    room = len(title) + len(after.partition(" ")[0]) < _ROOM * len(after) and not is_unfinished(title)
    headed = mostly_capital(after) and after[-1:].isalpha() and _FIRST_PARAGRAPH.match(beyond)
    opens = _FIRST_PARAGRAPH.match(after) or headed or room or (whole and not beyond[:1].islower())
    return index < len(lines) and (not after or bool(opens and not after[0].islower()))


def _continued(title: str, lines: Sequence[str], index: int) -> str:
    """Return the second line of a title in capitals that wraps, or ""."""
    if index >= len(lines) or not re.search(r"[A-ZÁÉÍÓÚÑ]{3}", title) or not title.isupper():
        return ""
    after = lines[index].strip()
    return after if after.isupper() and len(after) < 90 and not _opens_something(after) and len(after) > 3 else ""
