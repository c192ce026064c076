"""Plain text, drawn from official PDFs or copied from web pages (manytrade's raw texts among them).

Text from PDFs has page marks ("18-16", or bare page numbers) and the notes of a page at its foot; text from web pages
has one paragraph a line and no bodies of notes. Both are decided from the lines themselves.
"""

import re
from collections.abc import Mapping, Sequence

from corpus.errors import ParseError
from corpus.formats.contents import opens_contents
from corpus.formats.decoding import decode
from corpus.formats.headings import article_start
from corpus.formats.levels import with_levels
from corpus.formats.line_ends import mended
from corpus.formats.text.heading_lines import HeadingLines, read_heading
from corpus.formats.text.marked_notes import with_tokens
from corpus.formats.text.page_marks import page_ends
from corpus.model import Block
from corpus.numbering import Numbering, figures
from corpus.structure.footnote_bodies import GLUED, carries, possible_marks, resumes, several, value, whole_marks
from corpus.structure.labels import ends_in_reference
from corpus.text import normalise

__all__ = ["read"]

_HEADING_WORD = re.compile(
    r"[\s*_#=~-]*(?:art|chap|cap|sec|sub|part|t[ií]t|ann?ex|app|ap[eé]n|pre|pr[oó]t|head|sched|att|adj)", re.IGNORECASE
)
_CONTENTS = 5  # headings in a row
_LARGEST_STEP = 4  # notes whose marks or bodies may be lost between two others
_NEAR, _LINE = 60, 400  # lines above a note in which its mark stands, and characters at their ends
_BARE = re.compile(r"^\s*(\d{1,3})\s*$")
# As in "3  For greater certainty …", or "18-2" alone on its line
_NOTE = re.compile(r"^\s*(\d{1,3}|\d{1,2}-\d{1,3})(?:\s+(?=[A-Z“\"‘(])|\s*$)")
# The blank in "… of the Parties. Article 18.4: Review"
_RUN_ON = re.compile(r"(?<=[.;:”)\d]) +(?=(?:ARTICLE|Article)\s+\d+(?:\.\d+)?\s*[:.])")

_CAPITAL_TITLE = re.compile(
    r"^(ARTICLE \d+(?:\.\d+)?: [A-Z][A-Z ,'’\-()]{2,90}[A-Z)]) (?=\d{1,2}\. |\([a-z]\) |[A-Z][a-z])", re.MULTILINE
)
# Headings that the conversion glued to what stands before them: a page mark, the end of a sentence, another heading.
_GLUED = re.compile(
    r"(?<=^\d-\d\d)(?=(?:CHAPTER|ANNEX|ARTICLE)\b)|(?<=^\d\d-\d)(?=(?:CHAPTER|ANNEX|ARTICLE)\b)"
    r"|(?<=^\d\d-\d\d)(?=(?:CHAPTER|ANNEX|ARTICLE)\b)|(?<=[a-z)][.;]) ?(?=CHAPTER \d{1,2}$)"
    r"|(?<=[a-z\d][.;]) ?(?=Article \d{1,3}(?:$| 1 ?\. [A-Z]))"
    r"|(?<=[a-z)][.”]) (?=\d{1,2}-\d{1,3} [A-Z][a-z]+ [a-z])",
    re.MULTILINE,
)
_GLUED_NOTE = re.compile(r"^(\d{1,2}-\d{1,3})(?=[A-Z][a-z]+ )", re.MULTILINE)  # "12-4For the purposes of …"
# As in "Section B Procedures Article 10.1: Scope" and the like
_TWO_HEADINGS = re.compile(
    r"^((?:Section|SECTION|Chapter|CHAPTER) (?:[A-Z]|[IVX]+|\d+)\b[^;]{1,70}?) "
    r"((?:Article|ARTICLE) \d+(?:\.\d+)?[:.] [A-Z].{0,70})$",
    re.MULTILINE,
)


def read(data: bytes, language: str) -> list[Block]:
    """Return the blocks of a plain text in reading order. Raises ParseError when it holds no article."""
    del language  # headings of both languages are recognised
    text = normalise(decode(data))
    if len(text) > 20_000 and text.count("\n") < len(text) / 5000:
        text = _CAPITAL_TITLE.sub(r"\1\n", _RUN_ON.sub("\n", text))  # the whole treaty on one line
    text = _GLUED_NOTE.sub(r"\1 ", _GLUED.sub("\n", whole_marks(text)))
    lines = mended(_TWO_HEADINGS.sub(r"\1\n\2", text).split("\n"))
    lines, notes = with_tokens(_joined(lines))
    blocks = list(with_levels(_PlainReader(lines, page_ends(lines), notes).blocks()))
    if not any(block.kind == "article" for block in blocks):
        raise ParseError("no-article-heading")
    return blocks


def _joined(lines: Sequence[str]) -> list[str]:
    """Return the lines with the mark of a note that stands alone before its body on one line with it."""
    out: list[str] = []
    for index, line in enumerate(lines):
        alone = _BARE.match(out[-1]) if out else None
        if alone and re.match(r"\s*[A-Z“\"‘(]", line) and not read_heading(lines, index):
            above = out[-_NEAR:-1]
            if (
                above
                and not above[-1].strip()
                and alone[1] in possible_marks("\n".join(each[-_LINE:] for each in above))
            ):
                out[-1] = f"{alone[1]} {line.lstrip()}"
                continue
        out.append(line)
    return out


def _headings(lines: Sequence[str]) -> dict[int, HeadingLines]:
    """Return what can be a heading, by the index of its line."""
    found = {index: read_heading(lines, index) for index, line in enumerate(lines) if _HEADING_WORD.match(line)}
    return {index: heading for index, heading in found.items() if heading is not None}


def _contents_of_divisions(found: Mapping[int, HeadingLines]) -> range:
    """Return the lines of a list of divisions: the first one comes again before the first article, after others."""
    first_article = next((index for index, heading in found.items() if heading.kind is None), 0)
    before = [index for index in found if index < first_article and found[index].number]
    for start in before:
        own = found[start]
        again = [i for i in before if i > start and (found[i].kind, found[i].number) == (own.kind, own.number)]
        if again and own.kind in {"part", "title", "chapter"}:
            end = again[0]
            return range(start, end) if sum(start <= index < end for index in before) >= _CONTENTS else range(0)
    return range(0)


def _contents(lines: Sequence[str], found: Mapping[int, HeadingLines]) -> dict[int, int]:
    """Return the entries of a table of contents: the index of each one's first line, and how many lines it takes.

    They are headings that come again later, in a row without words between them that is longer than any that opens a
    chapter (chapter, section, article), or headings with a page number behind dots.
    """
    last = {(heading.kind, heading.number): index for index, heading in found.items()}
    out = {index: heading.lines for index, heading in found.items() if heading.contents}
    row: list[int] = []
    end = -1
    for index in [*found, len(lines)]:
        if row and (index == len(lines) or (index >= end and any(line.strip() for line in lines[end:index]))):
            above = next((line for line in reversed(lines[max(0, row[0] - 4) : row[0]]) if line.strip()), "")
            if len(row) >= (2 if opens_contents(above) else _CONTENTS):
                listed = _before_repetition(row, found)
                again = [i for i in listed if found[i].number and last[found[i].kind, found[i].number] > i]
                out |= {i: found[i].lines for i in again}
            row = []
        if index < len(lines):
            row.append(index)
            end = max(end, index + found[index].lines)
    return out


def _before_repetition(row: Sequence[int], found: Mapping[int, HeadingLines]) -> Sequence[int]:
    """Return the headings of a row up to the first that comes again in it: there the treaty itself begins."""
    seen: set[tuple[str | None, str]] = set()
    for place, index in enumerate(row):
        key = (found[index].kind, found[index].number)
        if found[index].number and key in seen:
            return row[:place]
        seen.add(key)
    return row


def _is_glued(mark: str, body: str) -> bool:
    return mark in {found[1] for found in GLUED.finditer(body)}


class _PlainReader:
    """Walks the lines page by page."""

    def __init__(self, lines: Sequence[str], page_ends: set[int], notes: Mapping[int, tuple[int, Block]]) -> None:
        self.lines, self.marked = lines, notes
        self.page_ends = page_ends
        found = _headings(lines)
        found = {index: heading for index, heading in found.items() if not heading.text}
        self.contents = _contents(lines, found) | dict.fromkeys(_contents_of_divisions(found), 1)
        self.headed = {  # the last line that can be the heading of each article
            heading.number: index
            for index, heading in found.items()
            if heading.kind is None and heading.title and index not in self.contents
        }
        self.body = Numbering()
        self.annex: Numbering | None = None  # while an annex is open
        self.note = 0  # the number of the last note
        self.out: list[Block] = []
        self.text: list[str] = []

    def blocks(self) -> list[Block]:
        start = 0
        for end in [*sorted(self.page_ends), len(self.lines)]:
            self._page(start, end)
            if end < len(self.lines):
                self._flush()
                self.out.append(Block("dropped", text=self.lines[end].strip(), reason="page mark"))
            start = end + 1
        self._flush()
        return self.out

    def _flush(self) -> None:
        if any(line.strip() for line in self.text):
            self.out.append(Block("text", text="\n".join(self.text)))
        self.text = []

    def _page(self, start: int, end: int) -> None:
        foot = self._foot(start, end) if self.page_ends else end
        index = start
        while index < foot:
            if index in self.marked:
                self._flush()
                index, note = self.marked[index]
                self.out.append(note)
                continue
            if index in self.contents:
                self._flush()
                after = min(index + self.contents[index], foot)
                entry = " ".join(line.strip() for line in self.lines[index:after])
                self.out.append(Block("dropped", text=entry, reason="table of contents"))
                index = after
                continue
            found = self._heading(index, foot)
            if found is None:
                self.text.append(self.lines[index])
                index += 1
                continue
            self._flush()
            self.out.append(self._block(found))
            self.text = [found.text] if found.text else []
            index += found.lines
        self._flush()
        self._notes(foot, end)

    def _heading(self, index: int, end: int) -> HeadingLines | None:
        """Return the heading that a line opens, unless its number tells that it only names an article."""
        line = self.lines[index]
        if not _HEADING_WORD.match(line):
            return None
        start = article_start(line.strip())
        due = start is not None and self._is_next(start.number)
        last = (self.annex or self.body).last
        found = read_heading(self.lines[:end], index, due=due, last=last)
        if found is None or found.kind is not None:
            return found
        follows = not self._jumps(found.number, index) and self._accepts(found.number)
        return found if follows or self._stands_apart(found, index) else None

    def _stands_apart(self, found: HeadingLines, index: int) -> bool:
        """Return whether a heading out of the order of numbers is one: below a blank line, the last with its number.

        The articles count on from there.
        """
        number, numbering = figures(found.number), self.annex or self.body
        apart = index and not self.lines[index - 1].strip() and re.match(r"[^:]{1,30}:\s*\w", self.lines[index])
        if not apart or self.headed.get(found.number) != index or len(number) != len(numbering.last):
            return False
        numbering.last = number
        return True

    def _is_next(self, number: str) -> bool:
        return self.body.is_next(number) or (self.annex is not None and self.annex.is_next(number))

    def _accepts(self, number: str) -> bool:
        """Return whether an article may follow: in the annex that is open, or in the body that goes on behind it."""
        if self.annex is not None and self.annex.accepts(number):
            return True
        if self.body.accepts(number):
            self.annex = None
            return True
        return False

    def _jumps(self, number: str, index: int) -> bool:
        """Return whether the heading of an article before this one is still to come: then this only names one."""
        chapter, point, own = number.rpartition(".")
        last = (self.annex or self.body).last
        if not own.isdecimal() or len(own) > 4 or not last or ".".join(map(str, last[:-1])) != chapter:
            return False
        return any(self.headed.get(f"{chapter}{point}{n}", -1) > index for n in range(last[-1] + 1, int(own)))

    def _block(self, found: HeadingLines) -> Block:
        if found.kind is None:
            return Block("article", number=found.number, title=found.title)
        if found.kind in {"annex", "protocol"}:
            self.annex = Numbering()
        for numbering in filter(None, (self.body, self.annex)):
            numbering.divide()
        return Block("division", number=found.number, title=found.title, division=found.kind)

    def _foot(self, start: int, end: int) -> int:
        """Return the index of the line where the notes at the foot of a page begin."""
        body = ""
        paragraph = 0  # the last one that is numbered like a note, "1 Each Party …", from an article's heading on
        for index in range(start, end):
            found = _NOTE.match(self.lines[index])
            number = int(found[1].rpartition("-")[2]) if found else 0
            wraps = ends_in_reference(body) and bool(self.lines[index - 1].strip())
            if found and not wraps:
                own = number == paragraph + 1 and (paragraph or self._below_heading(index))
                apart = not self.lines[index - 1].strip() or not paragraph
                if own and not _BARE.match(self.lines[index]) and not (apart and _is_glued(found[1], body)):
                    paragraph = number
                elif self._may_follow(index, number, found[1], body) and self._is_foot(index, end):
                    return index
            body += self.lines[index] + "\n"
        return end

    def _may_follow(self, index: int, number: int, mark: str, body: str) -> bool:
        """Return whether a note with this number can come: the next or a first one, or one marked on the line above."""
        follows = number == 1 or 0 < number - self.note <= _LARGEST_STEP
        return carries(body, mark) or (follows and self._marked(index, mark, body))

    def _marked(self, index: int, mark: str, body: str) -> bool:
        """Return whether the page has the mark of a note before it."""
        between = r"\s?" if _BARE.match(self.lines[index]) else ""
        behind = rf"[A-Za-z”’\"')\],.;:]{between}\d{{0,2}}{re.escape(mark)}\d{{0,2}}(?=[\s,.;:)”]|$)"
        return bool(re.search(behind, body)) or mark in possible_marks(body)

    def _below_heading(self, index: int) -> bool:
        """Return whether the line above, blank ones left out, is the last of a heading."""
        above = index - 1
        while above >= 0 and not self.lines[above].strip():
            above -= 1
        heads = ((at, read_heading(self.lines, at)) for at in range(max(0, above - 3), above + 1))
        return any(head and at + head.lines > above for at, head in heads)

    def _is_foot(self, index: int, end: int) -> bool:
        """Return whether only notes follow on the page: no heading, and a first line that reads as a note."""
        if any(read_heading(self.lines, i) for i in range(index, end) if self.lines[i].strip()):
            return False
        first = self.lines[index].strip()
        if _BARE.match(first):
            after = self.lines[index + 1] if index + 1 < end else ""
            return bool(re.match(r"\s*[A-Z“\"‘(]", after))
        return True

    def _notes(self, foot: int, end: int) -> None:
        body: list[str] = []
        mark = ""
        for index in range(foot, end):
            found = _NOTE.match(self.lines[index])
            number = int(found[1].rpartition("-")[2]) if found else 0
            if found and (not mark or number == self.note + 1):
                self._note(mark, body)
                mark, self.note = found[1], number
                body = [self.lines[index][found.end() :]]
            elif body and resumes(self.lines[foot - 1], body[-1], self.lines[index]):
                self.text = list(self.lines[index:end])
                break
            else:
                body.append(self.lines[index])
        self._note(mark, body)

    def _note(self, mark: str, body: Sequence[str]) -> None:
        for own, text in several(mark, "\n".join(body)) if mark else ():
            self.out.append(Block("note", number=own, text=text))
            self.note = value(own)
