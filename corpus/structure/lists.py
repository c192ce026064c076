"""The lists of an article, outermost first: which of the labels found in its lines are labels, and of what.

A label is accepted when it is the next of a list that is open, or the first of a new one; so "(a)" in "subparagraph
(a)" and a year at the start of a line stay words. Whether "(i)" is the letter or the numeral is decided by the lists
that are open and by the label that comes next.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.structure.labels import BEHIND, Candidate, Style
from corpus.typography import TOKENS

__all__ = ["CLAUSE_END", "Decision", "Lists"]

# The two ways to print a label that one list may mix: "a)", "b)", "(c)".
_PRINTED_ALIKE = {"(a)": "a)", "a)": "(a)", "(i)": "i)", "i)": "(i)"}
CLAUSE_END = re.compile(rf"[.;:!?][)\]”\"’]*{TOKENS}\s*$")


@dataclass(slots=True)
class Level:
    """An open list and the value of its last item."""

    style: Style
    value: int


@dataclass(frozen=True, slots=True)
class Decision:
    """`depth` of the accepted label (0 is outermost), and what is odd about it."""

    depth: int
    odd: str = ""


@dataclass(slots=True)
class Lists:
    """The lists that are open in an article, outermost first. Feed it candidates in order."""

    flat: bool = False  # the whole article stands on one line or two
    levels: list[Level] = field(default_factory=list)
    opening: Style | None = None  # "1)" or "(1)" where such a label opens the article: these are its paragraphs

    @property
    def numbered(self) -> bool:
        """Whether the outermost open list numbers the paragraphs of the article."""
        return bool(self.levels) and self.levels[0].style in {"1.", self.opening}

    def decide(
        self, candidate: Candidate, following: Sequence[Candidate], *, after_label: bool, before: str, first: bool
    ) -> Decision | None:
        """Accept the candidate as a label, and say at which depth, or return None.

        `before` is the text since the last label, `after_label` tells that it is empty, `first` that nothing at all
        stands before it in the article. Changes the open lists when it accepts.
        """
        if candidate.referred and not self._goes_on_behind(candidate, following):
            return None
        wordless = candidate.is_bare and bool(following) and following[0].line == candidate.line + 1
        if wordless and candidate.label in [c.label for c in following if c.at_start][:2]:
            return None  # the mark of a note above the paragraph of that number
        ended = after_label or first or bool(CLAUSE_END.search(before))
        continued = self._continue(candidate, following, ended=ended, before=before)
        if continued is not None:
            return continued
        if self._may_start(candidate, after_label=after_label, before=before, first=first):
            for style, value in candidate.meanings:
                if value == 1 and all(level.style != style for level in self._innermost()):
                    if first and candidate.at_start and (style in {"1)", "(1)"} or style.endswith("#")):
                        self.opening = style
                    return self._push(style, value)
        if candidate.at_start and ended:
            return None if wordless else self._odd(candidate, following, before, first=first)
        return None

    def wants(self, candidate: Candidate) -> bool:
        """Return whether a label is the next of an open list."""
        meanings = candidate.meanings
        return any(style == level.style and _next(level.value, v) for level in self.levels for style, v in meanings)

    def _go_on(self, later: Iterable[Candidate]) -> bool:
        """Return whether a later label is the next of an open list, past the lists that begin anew before it.

        Numerals and the letters that may be numerals are no sign of it: every short list has them.
        """
        fresh = Lists()
        for candidate in later:
            if not candidate.at_start:
                continue
            if fresh.wants(candidate):
                fresh._continue(candidate, (), ended=True, before="")
            elif candidate.label.strip("ivxIVX") and self.wants(candidate):
                return True
            else:
                fresh.levels.extend(Level(style, 1) for style, value in candidate.meanings if value == 1)
        return False

    def _goes_on_behind(self, candidate: Candidate, following: Sequence[Candidate]) -> bool:
        """Return whether a label behind the beginning of a reference is one all the same: "… under Article 6 (d) fish".

        It is where the source lost words or a line, and the list wants just this label: the next of its kind at the
        start of a line is the one after it, and not the same again. A paragraph may be the last.
        """
        for style, value in candidate.meanings:
            open_here = next((level for level in reversed(self.levels) if level.style == style), None)
            if (value == 1) if open_here is None else _next(open_here.value, value):
                beside = (
                    v for c in following if c.at_start for s, v in c.meanings if s == style and v in {value, value + 1}
                )
                return next(beside, value + 1 if style == "1." else value) == value + 1
        return False

    def _innermost(self) -> list[Level]:
        """Return the open lists of the innermost numbers: below "(a) … 1." letters may begin anew."""
        return self.levels[max((n for n, level in enumerate(self.levels) if level.style == "1."), default=0) :]

    def _push(self, style: Style, value: int, odd: str = "") -> Decision:
        if style == "1.":
            self.levels.clear()
        self.levels.append(Level(style, value))
        return Decision(len(self.levels) - 1, odd)

    def _continue(
        self, candidate: Candidate, following: Sequence[Candidate], *, ended: bool, before: str
    ) -> Decision | None:
        for depth in reversed(range(len(self.levels))):
            level = self.levels[depth]
            for style, value in candidate.meanings:
                if not _next(level.value, value) or not (style == level.style or self._mixed(candidate, style, level)):
                    continue
                if not candidate.at_start and style == "1." and not ended:
                    continue
                if not candidate.at_start and not ended and not re.search(r"(?:,|\band|\bor|\by|\bo)\s*$", before):
                    continue
                if self._begins_numerals(candidate, following, style, before):
                    continue
                level.value = value if value < BEHIND else level.value
                del self.levels[depth + 1 :]
                return Decision(depth)
        return None

    def _mixed(self, candidate: Candidate, style: Style, level: Level) -> bool:
        """Return whether a list goes on with its labels printed the other way: "(c)" after "b)"."""
        alike = _PRINTED_ALIKE.get(style) == level.style and candidate.at_start
        return alike and all(each.style != style for each in self.levels)

    def _begins_numerals(self, candidate: Candidate, following: Sequence[Candidate], style: Style, before: str) -> bool:
        """Return whether "(i)" after "(h)" opens numerals below (h) rather than following it."""
        if candidate.label not in {"i", "I"} or style not in {"(a)", "a)", "(A)", "a.", "A."}:
            return False
        two, after = ("ii", "j") if candidate.label == "i" else ("II", "J")
        for later in following[:6]:
            if later.label == candidate.label and later.at_start:  # the letter, above numerals of its own
                return False
            if later.label == two:
                return True
            if later.label == after:
                return False
        return before.rstrip().endswith(":")

    def _may_start(self, candidate: Candidate, *, after_label: bool, before: str, first: bool) -> bool:
        if candidate.meanings[0][0] in {"a.", "A.", "I."} and not candidate.at_start:
            return False
        if candidate.meanings[0][0].endswith("#"):  # only as the paragraphs of an article, not below them
            return first
        if candidate.at_start or after_label or first:
            return True
        opens = before.rstrip().endswith((":", "—", "–"))
        return opens and (self.flat or candidate.listed)

    def _odd(
        self, candidate: Candidate, following: Sequence[Candidate], before: str, *, first: bool
    ) -> Decision | None:
        """Accept what a damaged source makes of a label: printed twice, after a hole, or starting anew."""
        for depth in reversed(range(len(self.levels))):
            level = self.levels[depth]
            for style, value in candidate.meanings:
                if style != level.style:
                    continue
                if style == "1." and value == 1 and _lead_back(level.value, before, following):
                    self.levels.append(Level("1.", 1))
                    return Decision(len(self.levels) - 1)
                if odd := _damage(candidate, level, value):
                    level.value = value
                    del self.levels[depth + 1 :]
                    return Decision(depth, odd)
                if style == "1." and value == 1 and any(c.label == "2" and c.at_start for c in following[:12]):
                    return self._begin_again(depth, following)
        style, value = candidate.meanings[0]
        if not self.numbered and style == "1." and value in {2, 3} and (first or value == 2):
            return self._push(style, value, f"a label is missing before {candidate.label}")
        return None

    def _begin_again(self, depth: int, following: Sequence[Candidate]) -> Decision:
        """Open numbers that start again at 1: below the open point where its list goes on later, else as paragraphs."""
        if depth + 1 < len(self.levels) and self._go_on(following):
            self.levels.append(Level("1.", 1))
            return Decision(len(self.levels) - 1)
        return self._push("1.", 1, "the paragraphs start again at 1")


def _damage(candidate: Candidate, level: Level, value: int) -> str:
    """Return what is odd about a label of an open list that is not its next, or "" where it is none of the list."""
    if value == level.value:
        return f"label {candidate.label} is printed twice"
    if level.value + 1 < value <= level.value + 3:
        return f"a label is missing before {candidate.label}"
    certain = candidate.is_signed if level.style == "1." else candidate.alone  # "5 Where …" may be a note
    if 1 < value < level.value and certain:
        return f"label {candidate.label} is out of order"
    return ""


def _lead_back(number: int, before: str, following: Sequence[Candidate]) -> bool:
    """Return whether numbers that begin below "… considered as:" lead back to the paragraph after `number`."""
    if not before.rstrip().endswith(":"):
        return False
    due = 2
    for candidate in following:
        style, value = candidate.meanings[0]
        if candidate.at_start and style == "1." and value != due:
            return value == number + 1 and due > 2
        due += candidate.at_start and style == "1."
    return False


def _next(value: int, candidate: int) -> bool:
    """Return whether `candidate` follows `value`: "1 bis" (BEHIND + 1) follows 1, and 2 follows either."""
    return value in {candidate - 1, candidate - BEHIND}
