"""Plain text, drawn from official PDFs or copied from web pages (manytrade's raw texts among them).

Text from PDFs has page marks ("18-16", or bare page numbers) and the notes of a page at its foot; text from web pages
has one paragraph a line and no bodies of notes. Both are decided from the lines themselves.
"""

import re
from collections.abc import Mapping, Sequence

from corpus.errors import ParseError
from corpus.model import Block, DivisionKind
from corpus.numbering import Found, Numbering, read_heading
from corpus.text import normalise

__all__ = ["decode", "read"]

_HEADING_WORD = re.compile(r"\s*(?:art|chap|cap|sec|sub|part|t[ií]t|ann?ex|app|ap[eé]n|pre)", re.IGNORECASE)
_CONTENTS = 5  # headings in a row
_PAGE_MARK = re.compile(r"^\s*\d{1,2}-\d{1,3}\s*$")
_BARE = re.compile(r"^\s*(\d{1,3})\s*$")
_NOTE = re.compile(r"^\s*(\d{1,3}|\d{1,2}-\d{1,3})(?:\s+(?=[A-Z“\"‘(])|\s*$)")
_RUN_ON = re.compile(r"(?<=[.;:”)\d]) +(?=(?:ARTICLE|Article)\s+\d+(?:\.\d+)?\s*[:.])")

_CAPITAL_TITLE = re.compile(
    r"^(ARTICLE \d+(?:\.\d+)?: [A-Z][A-Z ,'’\-()]{2,90}[A-Z)]) (?=\d{1,2}\. |\([a-z]\) |[A-Z][a-z])", re.MULTILINE
)
# Headings that the conversion glued to what stands before them: a page mark, the end of a sentence, another heading.
_GLUED = re.compile(
    r"(?<=^\d-\d\d)(?=(?:CHAPTER|ANNEX|ARTICLE)\b)|(?<=^\d\d-\d)(?=(?:CHAPTER|ANNEX|ARTICLE)\b)"
    r"|(?<=^\d\d-\d\d)(?=(?:CHAPTER|ANNEX|ARTICLE)\b)|(?<=[a-z)][.;]) ?(?=CHAPTER \d{1,2}$)"
    r"|(?<=[a-z\d][.;]) ?(?=Article \d{1,3}(?:$| 1 ?\. [A-Z]))",
    re.MULTILINE,
)
_TWO_HEADINGS = re.compile(
    r"^((?:Section|SECTION|Chapter|CHAPTER) (?:[A-Z]|[IVX]+|\d+)\b[^;]{1,70}?) "
    r"((?:Article|ARTICLE) \d+(?:\.\d+)?[:.] [A-Z].{0,70})$",
    re.MULTILINE,
)


def decode(data: bytes) -> str:
    """Return the text of bytes that are UTF-8 or, failing that, windows-1252. Raises ParseError for binary data."""
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ParseError("file-binary", file="The file")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read(data: bytes, language: str) -> list[Block]:
    """Return the blocks of a plain text in reading order. Raises ParseError when it holds no article."""
    del language  # headings of both languages are recognised
    text = normalise(decode(data))
    if len(text) > 20_000 and text.count("\n") < len(text) / 5000:
        text = _CAPITAL_TITLE.sub(r"\1\n", _RUN_ON.sub("\n", text))  # the whole treaty on one line
    lines = _TWO_HEADINGS.sub(r"\1\n\2", _GLUED.sub("\n", text)).split("\n")
    reader = _Reader(lines, _page_ends(lines))
    blocks = reader.blocks()
    if not any(block.kind == "article" for block in blocks):
        raise ParseError("no-article-heading")
    return blocks


def _page_ends(lines: Sequence[str]) -> set[int]:
    """Return the indices of the lines that hold only a page mark."""
    marks = {index for index, line in enumerate(lines) if _PAGE_MARK.match(line)}
    if len(marks) >= 5:
        return marks
    chain: list[int] = []
    expected = 0
    for index, line in enumerate(lines):
        found = _BARE.match(line)
        if not found:
            continue
        number = int(found[1])
        apart = not chain or index - chain[-1] >= 12
        if (not chain and number <= 6) or (chain and apart and expected <= number <= expected + 2):
            chain.append(index)
            expected = number + 1
    return set(chain) if len(chain) >= 10 else set()


def _headings(lines: Sequence[str]) -> dict[int, Found]:
    """Return what can be a heading, by the index of its line."""
    found = {index: read_heading(lines, index) for index, line in enumerate(lines) if _HEADING_WORD.match(line)}
    return {index: heading for index, heading in found.items() if heading is not None}


def _contents(lines: Sequence[str], found: Mapping[int, Found]) -> dict[int, int]:
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
            if len(row) >= _CONTENTS:
                again = [i for i in row if found[i].number and last[found[i].kind, found[i].number] > i]
                out |= {i: found[i].lines for i in again}
            row = []
        if index < len(lines):
            row.append(index)
            end = max(end, index + found[index].lines)
    return out


class _Reader:
    """Walks the lines page by page."""

    def __init__(self, lines: Sequence[str], page_ends: set[int]) -> None:
        self.lines = lines
        self.page_ends = page_ends
        found = _headings(lines)
        self.contents = _contents(lines, found)
        self.headed = {  # the last line that can be the heading of each article
            heading.number: index
            for index, heading in found.items()
            if heading.kind == "article" and heading.title and index not in self.contents
        }
        self.numbering = Numbering()
        self.chapter_numbering = self.numbering  # the chapter's, while an annex is open
        self.chapter = ""
        self.annex: tuple[int, str] | None = None  # where its block stands in `out`, and the line it was read from
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
            if index in self.contents:
                self._flush()
                after = min(index + self.contents[index], foot)
                entry = " ".join(line.strip() for line in self.lines[index:after])
                self.out.append(Block("dropped", text=entry, reason="table of contents"))
                index = after
                continue
            found = read_heading(self.lines[:foot], index) if self.lines[index].strip() else None
            if found is None or not self._accepts(found, index):
                self.text.append(self.lines[index])
                index += 1
                continue
            self._flush()
            self.out.append(self._block(found, "\n".join(self.lines[index : index + found.lines])))
            index += found.lines
        self._flush()
        self._notes(foot, end)

    def _accepts(self, found: Found, index: int) -> bool:
        if found.kind == "article" and self._jumps(found.number, index):
            return False
        if found.kind == "article":
            if self.annex and self.chapter and found.number.startswith(f"{self.chapter}."):
                # The chapter goes on, so what looked like an annex was only its name at the start of a line.
                place, line = self.annex
                self.out[place] = Block("text", text=line)
                self.annex, self.numbering = None, self.chapter_numbering
            elif self.annex and self.chapter.isdigit() and found.number == f"{int(self.chapter) + 1}.1":
                # The next chapter begins, and its own heading is lost.
                self._flush()
                self.out.append(self._block(Found("chapter", str(int(self.chapter) + 1), "", 3), ""))
            return self.numbering.accepts(found.number)
        return True

    def _jumps(self, number: str, index: int) -> bool:
        """Tell whether the heading of an article before this one is still to come: then this only names one."""
        chapter, point, own = number.rpartition(".")
        last = self.numbering.last
        if not own.isdigit() or last is None or ".".join(map(str, last[:-1])) != chapter:
            return False
        return any(self.headed.get(f"{chapter}{point}{n}", -1) > index for n in range(last[-1] + 1, int(own)))

    def _block(self, found: Found, line: str) -> Block:
        if found.kind == "article":
            return Block("article", number=found.number, title=found.title)
        if found.kind == "annex" and self.annex is None:
            self.chapter_numbering = self.numbering
            self.numbering = Numbering()
        self.numbering.divide(found)
        kind: DivisionKind = found.kind  # type: ignore[assignment]
        level = found.level
        if kind == "chapter":
            self.chapter, self.note, self.annex = found.number, 0, None
        elif kind == "annex":
            self.annex = (len(self.out), line)
            level = 4 if self.chapter and re.match(rf"{re.escape(self.chapter)}(?!\d)", found.number) else 1
        return Block("division", number=found.number, title=found.title, division=kind, level=level)

    def _foot(self, start: int, end: int) -> int:
        """Return the index of the line where the notes at the foot of a page begin."""
        body = ""
        for index in range(start, end):
            found = _NOTE.match(self.lines[index])
            number = int(found[1].rpartition("-")[2]) if found else 0
            if found and number in {self.note + 1, 1} and self._marked(found[1], body) and self._is_foot(index, end):
                return index
            body += self.lines[index] + "\n"
        return end

    def _marked(self, number: str, body: str) -> bool:
        return bool(re.search(rf"[A-Za-z”’\"')\],.;:]\s?\d{{0,2}}{re.escape(number)}\d{{0,2}}(?=[\s,.;:)”]|$)", body))

    def _is_foot(self, index: int, end: int) -> bool:
        """Tell whether only notes follow on the page: no heading, and a first line that reads as a note."""
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
            if found and (number == self.note + 1 or (number == 1 and not mark)):
                self._note(mark, body)
                mark, self.note = found[1], number
                body = [self.lines[index][found.end() :]]
            else:
                body.append(self.lines[index])
        self._note(mark, body)

    def _note(self, mark: str, body: Sequence[str]) -> None:
        if mark:
            self.out.append(Block("note", number=mark, text="\n".join(body)))
