"""The words of one article, cut into paragraphs and points.

Lines come as a publisher wrapped them. A blank line does not end a clause by itself (in texts drawn from PDFs it may
stand inside a sentence), and a line break does not either: what ends one is a label, or a sentence that is complete
where the line had room for the next word.
"""

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.model import Dropped
from corpus.structure.bare_headings import CAPITAL, ENDS, headings_above_numbers, is_heading_line
from corpus.structure.labels import Candidate, candidates
from corpus.structure.lists import CLAUSE_END, Decision, Lists
from corpus.structure.page_breaks import restore
from corpus.typography import TOKENS

# Begins a line that opens a paragraph for certain, since the markup says so.
PARAGRAPH = "\u2029"

__all__ = ["PARAGRAPH", "ClauseDraft", "Cut", "cut", "line_width"]

_OPEN_END = re.compile(rf"(?:[;:,—–]|\b(?:and|or|y|o|e|u))[)\]”\"’»]*{TOKENS}\s*$", re.IGNORECASE)
_LAST = re.compile(r"\b(?:and|or|y|e|o|u)$", re.IGNORECASE)
_JOINT = re.compile(r"(?:and|or|y|e|o|u),?", re.IGNORECASE)
_LISTED = re.compile(rf"[:;]{TOKENS}(?:\s*(?:and|or|y|o))?{TOKENS}$", re.IGNORECASE)
_BULLET = re.compile(r"^\s*[—–⎯―•·▪\-]\s")
_RECITAL = re.compile(r"^[A-ZÁÉÍÓÚÑ]{4,}\b")
_DEFINITION = re.compile(
    r"^(?!but |pero |except)[^.;:]{2,160}?\b(?:means?|includes?|significan?|incluyen?|has the meaning)\b", re.IGNORECASE
)
# "mill: a building …", in an article that says what its words mean; the term may wrap into the next line.
_TERM = re.compile(r"[“\"‘'«]?(?!\w{1,3}[.)]\s|Not[ea]\b)[^\W\d_][^.;:]{1,120}:\s+\S")
_TELLS_TERMS = re.compile(
    r"\b(?:for (?:the )?purposes?|definitions?|mean(?:s|ing)?|understood|(?:efectos?|fines) del?|definiciones"
    r"|entender[áa]n?|entienden?|significan?)\b[^.;]{0,200}:$",
    re.IGNORECASE,
)
_GLUED_LABEL = re.compile(r"^(\((?:[a-z]|[ivx]{2,4})\))(?=[a-zà-ÿ]{2})")  # "(a)fish"
_LONG_LINE = 200  # characters; no printed line is as long
_UNWRAPPED = 10**9
# A definition, and what opens a list of them: "For the purposes of this Chapter, unless otherwise said".
_MEANS = re.compile(r"^[“\"‘'«]?[^.;:,]{2,80}?[”\"’'»]? (?:means?|significan?)\b")
_FOR_PURPOSES = re.compile(r"(?:For (?:the )?purposes? of|(?:Para|A) (?:los )?(?:efectos|fines) de)\b", re.IGNORECASE)
# What closes a list rather than its last point, "and where the situation …", "the Party concerned may …".
_CLOSES = re.compile(
    r"(?:and (?:where|if|when)|provided that|(?:it|they|the (?:\w+ )?part(?:y|ies)(?: concerned)?) (?:may|shall))\b",
    re.IGNORECASE,
)
_AHEAD = 48  # labels that are read ahead to see whether a list goes on
_LABEL_ALONE = 5  # characters of "(iii)"
_LONGEST_NUMBER = 3  # figures of a page or of a mark
_TAIL = 200  # characters: an end of a clause with marks of notes
# What a paragraph that goes on with the sentence before begins with, and what the words before a cut end in.
_GOES_ON = re.compile(
    r"(?:but|and|or|except|provided|unless|in|where|through|which|that|with|for|if|when|as|by|to|pero|y|o|salvo|excepto"
    r"|siempre|cuando|en|que|con|por|para|mediante|si|sin)\b"
)
_CUT = re.compile(rf"\w{TOKENS}$")


@dataclass(slots=True)
class ClauseDraft:
    """A paragraph or a point under construction. `texts` and `closing` hold one string a typographic paragraph.

    `heading` is set, and all else empty, where a bare heading stands between paragraphs.
    """

    label: str = ""
    texts: list[str] = field(default_factory=list)
    points: list["ClauseDraft"] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """What `cut` found: the paragraphs, a heading that belongs to what follows, what was odd, and what is no clause."""

    clauses: tuple[ClauseDraft, ...]
    trailing_heading: str
    odd: tuple[str, ...]
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    gap: bool  # a blank line, or a deeper indent, stands before it
    hard: bool = False  # the markup says that a paragraph begins


def line_width(texts: Sequence[str]) -> int:
    """Return the width in characters at which these texts are wrapped: at least 78 where few lines tell.

    Only a line that breaks off in mid-sentence tells; a paragraph that stands on one line may have any length. Where
    hardly any line breaks off though many are long, each is a paragraph: there is always room for the next word.
    """
    lengths: list[int] = []
    long = 0
    for text in texts:
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        long += sum(len(line) > _LONG_LINE for line in lines)
        lengths.extend(
            len(line)
            for line, after in itertools.pairwise(lines)
            if 40 < len(line) <= 130 and after[0].islower() and line[-1].isalpha()
        )
    if long >= 10 and long > 20 * len(lengths):
        return _UNWRAPPED
    lengths.sort()
    return lengths[int(len(lengths) * 0.9)] if len(lengths) >= 20 else max([78, *lengths])


def cut(text: str, width: int = 78) -> Cut:
    """Cut the text of an article into clauses. Never raises; `width` is that of the source's wrapped lines."""
    restored, moved = restore(text.split("\n"))
    lines = _lines("\n".join(restored))
    trailing = ""
    if len(lines) > 1 and is_heading_line(lines[-1].text) and ENDS.search(lines[-2].text):
        trailing = lines.pop().text
    cutter = _Cutter(lines, width)
    cutter.run()
    odd = [f"the source had moved the words {words!r}; they were put back" for words in moved]
    return Cut(tuple(cutter.clauses), trailing, (*odd, *cutter.odd), tuple(cutter.dropped))


def _term_lines(lines: Sequence[_Line]) -> set[int]:
    """Return the lines that open the definition of a term, "mill: a building": two at least below words that say so."""
    row: list[int] = []
    telling = False
    for index, line in enumerate(lines):
        before = lines[index - 1].text if index else ""
        after = lines[index + 1].text if index + 1 < len(lines) else ""
        ended = len(before) > _LABEL_ALONE and (_LISTED.search(before) or ENDS.search(before))
        words = line.text if ":" in line.text else f"{line.text} {after}"
        if telling and ended and _TERM.match(words) and not _GOES_ON.match(words.lower()):
            row.append(index)
        said = " ".join(each.text for each in lines[max(0, index - 2) : index + 1])
        telling = telling or (line.text.endswith(":") and _TELLS_TERMS.search(said) is not None)
    return set(row) if len(row) > 1 else set()


def _lines(text: str) -> list[_Line]:
    raw = text.split("\n")
    indents = [len(line) - len(line.lstrip()) for line in raw if line.strip()]
    usual = sorted(indents)[len(indents) // 2] if indents else 0
    lines, gap = [], True
    for line in raw:
        stripped = _GLUED_LABEL.sub(r"\1 ", re.sub(r"\s+", " ", line).strip())
        if not stripped:
            gap = True
            continue
        lines.append(_Line(stripped, gap or (len(line) - len(line.lstrip())) > usual, line.startswith(PARAGRAPH)))
        gap = False
    return lines


class _Cutter:
    """Walks the lines once and keeps the open clause at each depth."""

    def __init__(self, lines: Sequence[_Line], width: int) -> None:
        self.lines = lines
        self.width = width
        self.clauses: list[ClauseDraft] = []
        self.odd: list[str] = []
        self.dropped: list[Dropped] = []
        self._open: list[ClauseDraft] = []  # the paragraph and its open points
        self._pending: list[str] = []  # words after a point, whose owner the next label decides
        self._since = ""  # words since the last label
        self._headings = headings_above_numbers([line.text for line in lines])
        headings = [index for index in range(len(lines)) if self._is_subheading(index)]
        self._terms = _term_lines(lines)
        self._candidates = candidates([line.text for line in lines], headings)
        self._by_line: dict[int, list[tuple[int, Candidate]]] = {}
        for order, candidate in enumerate(self._candidates):
            self._by_line.setdefault(candidate.line, []).append((order, candidate))
        starts = sum(c.at_start for c in self._candidates)
        self._lists = Lists(flat=len(self._candidates) > 2 * starts)

    def run(self) -> None:
        for index, line in enumerate(self.lines):
            if self._is_subheading(index):
                self._settle(0)
                self.clauses.append(ClauseDraft(heading=line.text))
                self._open, self._since = [], ""
                if self._lists.numbered and re.match(r"\s*1\b", self.lines[index + 1].text):
                    self._lists.levels.clear()
                    self.odd.append(f"the paragraphs start again at 1 below {line.text!r}")
                continue
            self._line(index, line, self._by_line.get(index, []))
        self._settle(0)

    def _line(self, index: int, line: _Line, found: Sequence[tuple[int, Candidate]]) -> None:
        position, fresh = 0, True  # fresh: nothing of this line has been placed yet
        for order, candidate in found:
            if candidate.start < position:
                continue
            between = line.text[position : candidate.start].strip()
            decision = self._decide(order, candidate, between)
            if decision is None:
                continue
            if between:
                self._add(between, index if fresh else None)
                fresh, position = False, candidate.start
                if not self._lists.levels:  # those words began a paragraph of their own, so the lists begin anew
                    decision = self._decide(order, candidate, "")
                    if decision is None:
                        continue
            self._label(candidate, decision.depth)
            if decision.odd:
                self.odd.append(decision.odd)
            if candidate.again:
                self.dropped.append(Dropped(candidate.again, "number printed again before a point"))
            position, fresh = candidate.end, False
        rest = line.text[position:].strip()
        if rest and not (fresh and self._leaves_out(index, rest)):
            self._add(rest, index if fresh else None)

    def _leaves_out(self, index: int, text: str) -> bool:
        """Leave out, and tell, a number by itself behind a clause: of a page, or a mark whose note stands elsewhere."""
        if not text.isdigit() or len(text) > _LONGEST_NUMBER:
            return False
        after = self.lines[index + 1].text if index + 1 < len(self.lines) else ""
        opens = not after or after.isdigit() or any(c.at_start for _, c in self._by_line.get(index + 1, ()))
        stray = opens and (not self.clauses or bool(CLAUSE_END.search(self._since[-_TAIL:])))
        if stray:
            self.dropped.append(Dropped(text, "number alone behind a clause"))
            self.odd.append(f"the number {text} stands alone behind a clause and was left out")
        return stray

    def _decide(self, order: int, candidate: Candidate, between: str) -> Decision | None:
        before = f"{self._since} {between}" if between else self._since
        return self._lists.decide(
            candidate,
            self._candidates[order + 1 : order + _AHEAD],
            after_label=bool(self._open) and not before.strip(),
            before=before,
            first=all(clause.heading for clause in self.clauses) and not before.strip(),
        )

    def _label(self, candidate: Candidate, depth: int) -> None:
        depth = depth if self._lists.numbered else depth + 1
        self._settle(depth)
        clause = ClauseDraft(candidate.label)
        if depth == 0:
            self.clauses.append(clause)
            self._open = [clause]
        else:
            if not self._open:
                self.clauses.append(ClauseDraft())
                self._open = [self.clauses[-1]]
            del self._open[depth:]
            self._open[-1].points.append(clause)
            self._open.append(clause)
        self._since = ""

    def _settle(self, depth: int) -> None:
        """Give the words that wait to the clause open at `depth`."""
        if self._pending and self._open:
            owner = self._open[min(depth, len(self._open) - 1)]
            (owner.closing if owner.points else owner.texts).extend(self._pending)
        self._pending = []

    def _add(self, text: str, line: int | None) -> None:
        """Add words; `line` is their index where they begin a line."""
        if line is None or not self._since.strip() or _JOINT.fullmatch(text):
            how = "join"
        else:
            how = self._hard_break(line, text) if self.lines[line].hard else self._break(line, text)
        self._since = f"{self._since} {text}"
        if not self._open:
            self.clauses.append(ClauseDraft())
            self._open = [self.clauses[-1]]
        inner = self._open[-1]
        if how == "paragraph" and self._stands_alone(line):
            self._new_paragraph(text)
        elif how == "flush" and not self._pending and self._is_item(text, inner):
            inner.texts.append(text)
        elif self._pending:
            if how == "paragraph" or _BULLET.match(text):
                self._pending.append(text)
            else:
                self._pending[-1] += f" {text}"
        elif how != "join" and len(self._open) > 1:
            self._pending.append(text)
        elif how == "paragraph" or not inner.texts:
            inner.texts.append(text)
        else:
            inner.texts[-1] += f" {text}"

    @staticmethod
    def _is_item(text: str, clause: ClauseDraft) -> bool:
        """Return whether a line with a bullet is an item of the open point, "(a) fish, such as:", "– eels"."""
        above = clause.texts[-1] if clause.texts else ""
        return bool(_BULLET.match(text)) and (above.endswith(":") or bool(_BULLET.match(above)))

    def _stands_alone(self, line: int | None) -> bool:
        """Return whether a new typographic paragraph is a provision: only where paragraphs have no numbers."""
        return not self._open[0].label and (len(self._open) == 1 or self._ends_list(line))

    def _new_paragraph(self, text: str) -> None:
        self._settle(0)
        self._lists.levels.clear()
        self.clauses.append(ClauseDraft(texts=[text]))
        self._open = [self.clauses[-1]]
        self._since = text

    def _ends_list(self, line: int | None) -> bool:
        """Return whether a complete sentence after points begins a paragraph of its own.

        It does only where paragraphs have no numbers and no later label goes on with the open list.
        """
        if self._open[0].label or line is None:
            return False
        first = bisect_left(self._candidates, line, key=lambda candidate: candidate.line)
        later = next((each for each in itertools.islice(self._candidates, first, None) if each.at_start), None)
        return later is None or not self._lists.wants(later)

    def _break(self, index: int, text: str) -> str:
        """Return how a line goes on from the one before: "join", "paragraph", or "flush" (a point ended before it)."""
        before, gap = self.lines[index - 1].text, self.lines[index].gap
        if index > 1 and _JOINT.fullmatch(before):
            before = f"{self.lines[index - 2].text} {before}"
        needed = len(before) + 1 + len(text.split(" ", 1)[0])
        room = len(before) > 130 or needed <= self.width - 4
        # Points are indented in print and the indent is lost, so their lines look short: ask for more room there.
        inside = len(self._open) > 1
        ample = (
            len(before) > 130 or needed <= 0.72 * self.width or (needed <= self.width - 12 and self._is_last(before))
        )
        ample = ample or (self._is_last(before) and bool(_CLOSES.match(text)))
        parted = gap or (ample if inside else room)
        if _BULLET.match(text) and (gap or room):
            return "flush" if inside else "paragraph"
        capital = bool(CAPITAL.match(text))
        after = self.lines[index + 1].text if index + 1 < len(self.lines) else ""
        definition = index in self._terms or bool(_DEFINITION.match(f"{text} {after}"))
        if ENDS.search(before):
            return "paragraph" if parted and (capital or definition) else "join"
        listed, open_end = bool(_LISTED.search(before)), bool(_OPEN_END.search(before)) and parted
        opens = index == 1 and (before.endswith(",") or bool(_FOR_PURPOSES.match(before)))
        if (_MEANS.match(text) and (listed or opens)) or (_RECITAL.match(text) and (listed or open_end)):
            return "paragraph"
        if not open_end:
            return "join"
        if (capital and gap and room) or (definition and (listed or opens)):
            return "paragraph"
        flush = ample and inside and not capital
        return "flush" if flush else "join"

    def _hard_break(self, index: int, text: str) -> str:
        """Return how a paragraph of the markup goes on from the one before, as `_break` does for lines.

        Words after a list go on with its lead-in ("but does not include ...") though they stand in a paragraph of their
        own, and so does a sentence that a page or an element cuts in two.
        """
        before = self.lines[index - 1].text
        goes_on = bool(_GOES_ON.match(text))
        if goes_on and len(self._open) > 1:
            return "flush"
        fresh = not text[:1].islower() or (bool(_DEFINITION.match(text)) and not goes_on)
        return "paragraph" if fresh or _OPEN_END.search(before) or not _CUT.search(before) else "join"

    def _is_last(self, before: str) -> bool:
        """Return whether a line ends the last point of a list: "and" stood before the point, and a comma ends the line.

        The words that close the list go on from there: "(a) ...; and (b) ... has ratified,", "in a manner ...".
        """
        points = self._open[-2].points if len(self._open) > 1 else []
        words = points[-2].texts[-1] if len(points) > 1 and points[-2].texts else ""
        return before.endswith(",") and bool(_LAST.search(words))

    def _is_subheading(self, index: int) -> bool:
        if index in self._headings:
            return True
        line = self.lines[index]
        if index + 1 >= len(self.lines) or not is_heading_line(line.text):
            return False
        if index and not ENDS.search(self.lines[index - 1].text):
            return False
        after = self.lines[index + 1].text
        numbered = bool(re.match(r"\s*\d{1,3}\.?(?:\s|$)", after))
        return numbered if len(self._open) > 1 or index == 0 else numbered or bool(CAPITAL.match(after))
