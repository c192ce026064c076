"""The bodies of footnotes that no markup tells: found at the start of lines, and taken out of the running text.

They are printed at the foot of a page (often inside a sentence of the next article), at the end of the treaty, or in
one heap. A number at the start of a line opens a body only where its mark can stand near or the series goes on.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from corpus.citation.cited import MONTHS
from corpus.model import Block
from corpus.structure.bare_headings import is_heading_line
from corpus.structure.labels import ends_in_bracket, ends_in_reference
from corpus.text import squeeze

__all__ = [
    "BARE",
    "BEHIND_YEAR",
    "GLUED",
    "REACH",
    "SPACED",
    "Body",
    "behind_cited",
    "carries",
    "loose",
    "possible_marks",
    "resumes",
    "round_marks",
    "several",
    "take_bodies",
    "value",
    "whole_marks",
]

_MONTH = rf"(?:{'|'.join(MONTHS['en'])})\b"
# "12  The Parties", "17-2 If, on": the body of a note at the start of a line.
_BODY = re.compile(rf"^\s*(\d{{1,3}}|\d{{1,2}}-\d{{1,3}})\s+(?!{_MONTH})(?=[A-Z“\"‘«(¿])(?=.{{15}})")
_FIRST_BODY = re.compile(r"\s*1\s+[A-Z“\"‘«(¿].{15}")
_BODY_ANYWHERE = re.compile(_BODY.pattern, re.MULTILINE)
_ENDNOTE = re.compile(r"^\s*[\[(](\d{1,3})[\])]\s+(?=\S)")
# "(12) The Parties": the body of a note where "(12)" stands behind a word near.
_ROUND_BODY = re.compile(r"^\s*\((\d{1,2})\)\s+(?=[A-ZÁÉÍÓÚÑ“\"‘«¿].{11})", re.MULTILINE)
_ROUND = re.compile(r"(?<=[A-Za-zÀ-ÿ”\"’.;,)])(?<!\d[.)])[ \u00a0]?\((\d{1,2})\)(?=[\s.,;:)]|$)", re.MULTILINE)
_TORN = re.compile(r"\(\s*\n\s*(\d{1,2})\s*\n\s*\)")  # "apply (⏎1⏎)."
_BETWEEN_ITEMS = r"[,;]\s*(?:(?:and|or|y|o|e|u)\s+)?"
_NEAR_ITEM = 250  # characters to the next item of a list inside a sentence
_HEAP = re.compile(r"(?:^|(?<=\s\s)|(?<=[.)”]\s))(\d{1,3})\s+(?=[A-Z“])")
# What can be a mark: a number alone on a line, glued to a word, or behind a stop.
BARE = re.compile(r"^\s*(\d{1,3}|\d{1,2}-\d{1,3})\s*$")
# The figure in "the Committee12 shall", "paragraph,3-1"
GLUED = re.compile(r"(?<=[A-Za-zÀ-ÿ”’\"')\],.;:])(?<!\d[.,:])(?<![IVX]:)(\d{1,2}-\d{1,3}|\d{1,4})(?=[\s,.;:)”]|$)")
# The figure in "of the Parties. 12 and"
SPACED = re.compile(
    r"(?:(?<=[.;:,)”\"])|(?<=[.;:,)”\"]\d)|(?<=[.;:,)”\"]\d\d))\s(\d{1,3})(?=\s*$|\s+(?:[a-z]|\d{1,3}\s*$))",
    re.MULTILINE,
)
# The figure in "the Law of 1998.2 It"
BEHIND_YEAR = re.compile(r"(?<=\b(?:1[89]|20)\d\d[.,;])(\d{1,3})(?=[\s)”\"]|$)")
# A mark behind a space in mid-sentence, "services 2 as they can": what follows is no noun that could be counted.
_LOOSE = re.compile(
    r"(?<=[A-Za-zÀ-ÿ]{3}) (\d{1,2}-\d{1,3}|\d{1,3})(?= (?:and|or|as|of|in|to|that|which|is|are|shall|may|for|on|with|by"
    r"|under|y|o|de|en|que|por|para|con|se)\b|[,.;:)]|\s*$)",
    re.MULTILINE,
)
# "Article 5.31 of", where 5.3 is an article, 5.31 is none and note 1 is due
_CITED = re.compile(
    r"\b(?:articles?|art[ií]culos?|and|or|y|o)\s+(\d{1,3}(?:[.\-]\d{1,4})+)(?![\w.\-]?\d)", re.IGNORECASE
)
_COUNTING = re.compile(
    r"\b(?:within|than|least|most|every|these|those|following|other|dentro|cada|otros)$", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.;:!?][)”\"’]*\s*(?:\(\d{1,2}\)\s*)?$")
_COMPLETE = re.compile(r"[.!?][)”\"’]*\s*$")
_LARGEST_STEP = 4  # notes whose marks or bodies may be lost between two others
_FIRST = 3  # a series may begin behind notes that are lost
_SHORT_LINE = 50  # characters; a complete line as short as this is the last of a note
_WATERMARK = "脚注文本>"
# A page of a treaty holds about three thousand characters: marks of a note at its foot stand at most two pages before.
REACH = 9000


@dataclass(slots=True)
class Body:
    """A body as it was printed; `block` and `place` (in characters of the whole text) are where it stood."""

    mark: str
    text: str
    place: int  # character offset in the whole text where it was printed
    block: int
    endnote: bool = False
    source: int = -1  # the index of the text block that it was taken from, among the blocks as given
    opens: bool = False  # it begins that block
    in_brackets: bool = False  # "(1) The Parties", which may be a point


def take_bodies(blocks: Sequence[Block], misread: AbstractSet[int] = frozenset()) -> tuple[list[Block], list[Body]]:
    """Split bodies from text, but for blocks `misread`. Their `block` and `place` refer to the returned blocks."""
    out: list[Block] = []
    bodies: list[Body] = []
    near = _Window()
    place, last = 0, ("0", -99999)
    for source, given in enumerate(blocks):
        block = given
        if block.kind == "note":
            bodies.append(Body(block.number, squeeze(block.text), place, len(out) - 1))
            last = (block.number, place)
            continue
        if block.kind == "text" and source not in misread:
            text, found = _from_text(block.text, place, len(out), last, near)
            if len(found) >= 8 and len(text) < sum(len(body.text) for body in found):
                found = [replace(body, endnote=True) for body in found]  # the notes of all chapters in one heap
            bodies.extend(replace(body, source=source, opens=not text[: body.place - place].strip()) for body in found)
            if found:
                last = (found[-1].mark, place)
            block = replace(block, text=text)
        out.append(block)
        near.add(block)
        place += len(block.text) + len(block.title) + 1
    return out, bodies


class _Window:
    """The numbers that may be marks in the last articles, so that a body may belong to them.

    It slides: each block is read once, however short the blocks are.
    """

    def __init__(self) -> None:
        self._blocks: deque[tuple[int, set[str]]] = deque()
        self._size = 0
        self._counts: Counter[str] = Counter()

    def add(self, block: Block) -> None:
        """Take in a block; those more than `REACH` characters before it fall out."""
        size, found = len(block.title) + len(block.text) + 1, possible_marks(block.title) | possible_marks(block.text)
        self._blocks.append((size, found))
        self._size += size
        self._counts.update(found)
        while self._size - self._blocks[0][0] > REACH:
            size, found = self._blocks.popleft()
            self._size -= size
            self._counts.subtract(found)

    def numbers(self) -> set[str]:
        """Return the numbers in reach."""
        return {number for number, count in self._counts.items() if count > 0}


def loose(text: str) -> Iterator[re.Match[str]]:
    """Yield the numbers behind a space in mid-sentence that are no reference and count nothing."""
    for found in _LOOSE.finditer(text):
        before = text[max(0, found.start() - 60) : found.start()]
        if not _COUNTING.search(before) and not ends_in_reference(f"{before} "):
            yield found


def behind_cited(text: str, articles: AbstractSet[str]) -> Iterator[tuple[int, int]]:
    """Yield where figures stand that are too many for the number of an article that is cited."""
    for cited in _CITED.finditer(text):
        number = cited[1]
        if number not in articles:
            for size in (1, 2):
                if number[:-size] in articles:
                    yield cited.end(1) - size, cited.end(1)


def whole_marks(text: str) -> str:
    """Return a text with its marks in round brackets in one piece."""
    return _TORN.sub(r"(\1)", text)


def round_marks(text: str) -> Iterator[re.Match[str]]:
    """Yield what can be a mark in round brackets: no reference, and no item of a list inside a sentence."""
    for found in _ROUND.finditer(text):
        before, after = text[max(0, found.start() - _NEAR_ITEM) : found.start()], text[found.end() :][:_NEAR_ITEM]
        number = int(found[1])
        next_item = re.search(rf"{_BETWEEN_ITEMS}\({number + 1}\)", after)
        listed = next_item or (f"({number - 1})" in before and re.search(rf"{_BETWEEN_ITEMS}$", before))
        closed = re.match(r"[.,;:)]|\s*$", after) or re.search(r"[.”\"]$", before)
        if (closed or not listed) and not ends_in_bracket(before):
            yield found


def resumes(before: str, note: str, line: str) -> bool:
    """Return whether a line continues the sentence that a note interrupts: in small letters, after a complete note."""
    return bool(
        re.match(r"\s*[a-zà-ÿ]", line) and _COMPLETE.search(note) and re.search(r"[\w,)”\"]\s*$", before.rstrip())
    )


def possible_marks(text: str) -> set[str]:
    """Return every number that can be a mark in the text, alone or printed together with another's."""
    numbers = {m[1] for pattern in (GLUED, SPACED, BEHIND_YEAR) for m in pattern.finditer(text)} | {
        m[1] for m in loose(text)
    }
    numbers |= {m[1] for line in text.split("\n") if (m := BARE.match(line))}
    parts = {n[i:] for n in numbers for i in (1, 2) if n[i:]} | {n[:i] for n in numbers for i in (1, 2)}
    return numbers | parts | ({f"({m[1]})" for m in round_marks(text)} if "(" in text else set())


def _from_text(text: str, place: int, block: int, last: tuple[str, int], before: _Window) -> tuple[str, list[Body]]:
    lines = text.replace(_WATERMARK, "").split("\n")
    if any(len(line) > 3000 and len(_HEAP.findall(line)) >= 6 for line in lines):
        return _from_heap(lines, place, block)
    any_body = _BODY_ANYWHERE.search(text) or _ROUND_BODY.search(text)
    near = before.numbers() | possible_marks(text) if any_body else set[str]()
    endnotes = [i for i, line in enumerate(lines) if (found := _ENDNOTE.match(line)) and f"({found[1]})" not in near]
    if len(endnotes) >= 3:
        endnotes = [i for i, line in enumerate(lines) if _ENDNOTE.match(line)]
        return _from_endnotes(lines, endnotes, place, block)
    kept: list[str] = []
    bodies: list[Body] = []
    number, number_place = last
    above = ""  # the last line that is kept and not blank
    spent = last[0] == "1" or "1" not in before.numbers()
    index = 0
    while index < len(lines):
        found = _BODY.match(lines[index])
        is_body = (
            found is not None
            and not _is_no_body(lines, index, above, near, spent=spent)
            and (
                carries(above, found[1]) or _in_series(found[1], number, near, place - number_place, lines[index + 1 :])
            )
        )
        end = _body_end(lines, index, above) if is_body else index
        if not found and (found := _ROUND_BODY.match(lines[index])) and f"({found[1]})" in near:
            end = _body_end(lines, index, above)
            whole = not above or _SENTENCE_END.search(above) or end == len(lines)
            opens = is_heading_line(above) or (whole and not ends_in_bracket(f"{above} "))
            end = end if opens else index
        if found and end > index:
            body = squeeze(" ".join([lines[index][found.end() :], *lines[index + 1 : end]]))
            at = place + sum(len(line) + 1 for line in kept)
            in_brackets = "(" in found[0]
            bodies.extend(
                Body(mark, words, at, block, in_brackets=in_brackets) for mark, words in several(found[1], body)
            )
            number, number_place = bodies[-1].mark, place
            index = end
            continue
        kept.append(lines[index])
        above = lines[index] if lines[index].strip() else above
        index += 1
    return "\n".join(kept), bodies


def _is_no_body(lines: Sequence[str], index: int, above: str, near: AbstractSet[str], *, spent: bool) -> bool:
    """Return whether a number goes on with a reference, or opens paragraphs "1 Each Party …".

    `near` are the numbers that can be marks, `spent` says that the mark 1 before the text is taken or not there.
    """
    if above:
        set_off = re.match(r"\s*[\d-]+\s{2}", lines[index]) or lines[index].split(maxsplit=1)[0] in near
        runs_on = bool(lines[index - 1].strip()) and ends_in_reference(f"{above} ")
        return runs_on and not (set_off and "(" not in lines[index][:8])
    return spent and _FIRST_BODY.match(lines[index]) is not None


def carries(line: str, mark: str) -> bool:
    """Return whether a line ends in a word with this mark, or in the mark behind a stop."""
    return bool(re.search(rf"(?:[A-Za-zÀ-ÿ”’\"'),;:]|\D\.|[.;:)]\s){re.escape(mark)}\s*$", line))


def _in_series(mark: str, last: str, near: set[str], distance: int, after: Sequence[str]) -> bool:
    """Return whether a number at the start of a line can be the next note's.

    It can where its mark stands near, where it is the next of the series, or where it is one of the first notes (whose
    mark may have been lost with a title) and the next follows, its mark being near.
    """
    step = value(mark) - value(last)
    if (step == 1 and distance < 4 * REACH) or (mark in near and (value(mark) == 1 or 0 < step <= _LARGEST_STEP)):
        return True
    second = next((m for line in after[:12] if (m := _BODY.match(line))), None) if value(mark) <= _FIRST else None
    return second is not None and value(second[1]) == value(mark) + 1 and second[1] in near


def value(mark: str) -> int:
    """Return the number of a mark as it counts: 12 for "12" and for "18-12", 0 for "*"."""
    own = mark.rpartition("-")[2]
    return int(own) if own.isdecimal() and len(own) < 6 else 0


def several(mark: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield the mark and the words of a note, and of those after it that stand on one line with it: "…. 10 Such …"."""
    while True:
        chapter, dash, own = mark.rpartition("-")
        after = f"{chapter}{dash}{int(own) + 1}" if own.isdecimal() and len(own) < 4 else ""
        found = re.search(rf"(?<=[.”)]) {after} (?=[A-Z“])", text) if after else None
        yield mark, text[: found.start()] if found else text
        if not found:
            return
        mark, text = after, text[found.end() :]


def _body_end(lines: Sequence[str], start: int, above: str) -> int:
    """Return the index after the last line of the body: it runs to a blank line, or past it in mid-sentence.

    `above` is the last line of the text before it.
    """
    index = start + 1
    while index < len(lines):
        line = lines[index]
        complete = re.search(r"[.!?;:][)”\"’]*\s*$", lines[index - 1])
        if not line.strip():
            after = next((later for later in lines[index:] if later.strip()), "")
            if complete or not re.match(r"\s*[a-z]", after):
                return index
            if not lines[index - 1].strip():
                return index
        elif (
            _BODY.match(line)
            or resumes(above, lines[index - 1], line)
            or (complete and (re.match(r"\s*(?:\(\w{1,3}\)|\d+\.)\s", line) or is_heading_line(line)))
            or (complete and len(lines[index - 1].strip()) < _SHORT_LINE and line.lstrip()[:1].isupper())
        ):
            return index
        index += 1
    return index


def _from_endnotes(lines: Sequence[str], starts: Sequence[int], place: int, block: int) -> tuple[str, list[Body]]:
    bodies = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        found = _ENDNOTE.match(lines[start])
        assert found  # noqa: S101 - `starts` holds the lines that matched
        body = squeeze(" ".join([lines[start][found.end() :], *lines[start + 1 : end]]))
        bodies.append(Body(found[1], body, place, block, endnote=True, in_brackets="(" in found[0]))
    return "\n".join(lines[: starts[0]]), bodies


def _from_heap(lines: Sequence[str], place: int, block: int) -> tuple[str, list[Body]]:
    """Take apart a line that holds the notes of several chapters, the numbers starting again at 1 for each."""
    kept: list[str] = []
    bodies: list[Body] = []
    for line in lines:
        starts: list[re.Match[str]] = []
        for found in _HEAP.finditer(line) if len(line) > 3000 else ():
            number = int(found[1])
            if number == 1 or (starts and number == int(starts[-1][1]) + 1):
                starts.append(found)
        if len(starts) < 3:
            kept.append(line)
            continue
        kept.append(line[: starts[0].start()])
        for found, after in zip(starts, [*starts[1:], None], strict=True):
            end = after.start() if after else len(line)
            bodies.append(Body(found[1], squeeze(line[found.end() : end]), place, block, endnote=True))
    return "\n".join(kept), bodies
