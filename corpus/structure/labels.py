"""What looks like the label of a paragraph or a point in the lines of an article: "1.", "(a)", "ii)", "2.1.1".

`corpus.structure.lists` decides which of them are labels, and of what.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus.numbering import INSERTED, roman_value
from corpus.typography import TOKEN

__all__ = ["BEHIND", "Candidate", "Style", "candidates", "ends_in_bracket", "ends_in_reference"]

Style = str  # "1.", "(a)", "(i)", "(A)", "(I)", "(1)", "a)", "i)", "1)", "a.", "A.", "I."; "(aa)"; "2.1.#" of "2.1.1"

# Words after which a label is a reference, in English and Spanish.
_WORD = (
    r"\b(?:(?:sub-?paragraph|sub-?clause|paragraph|para|point|clause|item|indent|section|article|art|chapter|footnote"
    r"|note|rule|p[aá]rrafo|sub-?p[aá]rrafo|literal|letra|inciso|numeral|apartado|art[ií]culo|punto|anexo|annex"
    r"|cap[ií]tulo|nota|protocolo?|title|t[ií]tulo|appendix|ap[eé]ndice|table)(?:e?s)?"
    r"|(?:paras?|arts?|nos?|n[º°]|vol|p|pp)\.)\s*"
)
_JOINT = r"(?:\s*(?:,|and/or|and|or|to|through|y|o|e|a|-|–)\s*)+"
_BEHIND_IT = rf"(?:\s?-?(?i:{INSERTED})\b)"  # "(a bis)", "1 ter"
_NUMBER = rf"\d+(?:\.\d+)*{_BEHIND_IT}?(?:\s?\(\w{{1,4}}{_BEHIND_IT}?\))*"
_BRACKET = rf"(?:\d+(?:\.\d+)*{_BEHIND_IT}?\s?)?(?:\(\w{{1,4}}{_BEHIND_IT}?\)\s?)+"
# "paragraphs 1, " before a number; "paragraph 2", "subparagraphs (a) or " before a bracket.
_REFERENCE_TO_NUMBER = re.compile(rf"{_WORD}(?:{_NUMBER}{_JOINT})*$", re.IGNORECASE)
_REFERENCE_TO_BRACKET = re.compile(
    rf"{_WORD}(?:{_BRACKET}{_JOINT})*(?:\d+(?:\.\d+)*)?\s*(?:\(\w{{1,4}}\)\s?)*$", re.IGNORECASE
)
_LABEL = re.compile(
    rf"""
    (?P<paren>\((?P<inner>(?:[a-z]{{1,5}}|[A-Z]{{1,4}}|\d{{1,2}}[A-Z]?|ñ){_BEHIND_IT}?)\)\.?
      (?=\s|[A-Z“"‘'\[]|\((?:i|1|A)\)\s|$))
  | (?P<half>(?<![\w(])(?P<half_inner>(?:[a-z]|[ivx]{{2,4}}|\d{{1,2}}|ñ|ll|ch){_BEHIND_IT}?)\)
      (?:(?P<half_behind>{_BEHIND_IT})\b[.)]?)?(?=\s))
  | (?P<number>(?<![\w.,/\-–])(?P<digits>\d{{1,3}}(?:{_BEHIND_IT}|-?[A-Z]|[a-z])?)\s?\.
      (?:[-º°]|(?P<digits_behind>{_BEHIND_IT})\b[.)]?)?(?=\s|$|[A-Z(“"]))
  | (?P<letterdot>(?<![\w.])(?P<dotted>(?:[A-Za-z]|[ivx]{{2,4}}|[IVX]{{2,4}}){_BEHIND_IT}?)\.[-)]?(?=\s))
    """,
    re.VERBOSE,
)
# Signs that only stand behind a label at the start of a line: "1º", "1:", "1 -", "[1.]", "[a]".
_SIGNED = re.compile(
    r"^\s*(?:\[(?=(?:\d{1,3}\.|[a-z])\]))?(\d{1,3}|(?<=\[)[a-z])(?:\s?[º°:]|\s[-–—]|\.?\])(?=\s+[A-ZÁÉÍÓÚÑa-z“\"«¿])"
)
_BARE = re.compile(rf"^\s*(\d{{1,3}}{_BEHIND_IT}?)(?=\s*$|\s+[A-Z“\"])")
# "1(a)." at the start of a line is the paragraph and its first point.
_NUMBER_AND_LETTER = re.compile(r"^\s*(\d{1,3})\s?(?=\([a-z]{1,2}\)\.?\s)")
# As in "3. (b) …": the number of the paragraph is printed again before a point of it
_PRINTED_AGAIN = re.compile(r"^\s*(\d{1,3})\s?\.?\s?(?=\([a-z]{1,2}\)\.?\s)")
# "2.1.1 Each Party" at the start of a line: all figures are the label of a paragraph.
_SEVERAL = re.compile(r"^\s*(\d{1,3}(?:\.\d{1,3}){1,3})\.?(?=\s+[A-Z“\"«¿])")
# And the value of the item before, for one between that and the next: "1 bis" and "1A" behind 1, "a bis" behind a, ñ
# behind n.
BEHIND = 1000
_SPANISH_LETTERS = {"ñ": 14, "ll": 12, "ch": 3}
_OPENERS = re.compile(rf"(?:[.;:,!?)\]”\"’]|\band|\bor|\band/or|\by|\bo|\be|{TOKEN.pattern})\s*$", re.IGNORECASE)
# As in "… the Parties shall:", "… of goods; and" and the like
_LIST_OPENERS = re.compile(r"[:;](?:\s*(?:and|or|y|o|e|u))?\s*$", re.IGNORECASE)
# As in "keep records; and (b) " and the like
_SECOND_ITEM = re.compile(r"[^;]*;(?:\s*(?:and|or|y|o|e|u|and/or))?\s*\(?(?:b|ii|B|2)\)\s", re.IGNORECASE)
_NEXT_SENTENCE = re.compile(r"\.\s+[A-ZÁÉÍÓÚÑ]")
_LETTERED = re.compile(r"\d[a-z]$")  # "1a" in the middle of a line counts other things than paragraphs
# As in "described in (i), (ii), " before "(iii) and (iv)"
_IN_ROW = re.compile(r"\(\w{1,4}\)\s*(?:,|,?\s*(?:and|or|y|o))\s*$")
# Behind a label that opens a line inside a reference: "(a) and", "(b) of Article 4" go on with it for certain.
_OF_REFERENCE = re.compile(
    r"\s*(?:$|[,;)]|(?:and|or|to|through|of|in|above|below|y|o|e|u|a|de|del|en)\b)", re.IGNORECASE
)


def ends_in_reference(text: str) -> bool:
    """Return whether a number behind these words belongs to a reference: "as set out in paragraphs 1 and"."""
    return bool(_REFERENCE_TO_NUMBER.search(text[-200:]))


def ends_in_bracket(text: str) -> bool:
    """Return whether a label in brackets behind these words belongs to a reference: "under subparagraphs (1) and"."""
    return bool(_REFERENCE_TO_BRACKET.search(text[-200:]))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece of a line that may be a label. `meanings` are (style, value) pairs, the likelier first.

    `again` is the number of the paragraph where it is printed before each of its points: 1 in "1(b)". `listed`
    says that a second item follows on the line, behind a semicolon, and no other sentence. `alone` says that nothing
    else stands on the line, `referred` that the words before it read as the beginning of a reference.
    """

    line: int
    start: int
    end: int
    label: str
    meanings: tuple[tuple[Style, int], ...]
    at_start: bool
    again: str = ""
    listed: bool = False
    alone: bool = False
    referred: bool = False

    @property
    def is_signed(self) -> bool:
        """Whether a stop, a bracket or the like is printed with it."""
        return self.end - self.start > len(self.label)

    @property
    def is_bare(self) -> bool:
        """Whether it is a number alone on a line without a stop: the mark of a note, a cell, or a label after all."""
        return self.alone and not self.is_signed


def _letter(text: str) -> int:
    """Return the place in the alphabet; "aa" is 27."""
    text = text.lower()
    if len(set(text)) != 1 or not text.isascii():
        return 0
    return ord(text[0]) - 96 + 26 * (len(text) - 1)


def _doubled(text: str, style: Style) -> list[tuple[Style, int]]:
    """Return what "(aa)" means below "(i)", where it is no letter behind "(z)"."""
    return [(style.replace("a", "aa"), ord(text[0]) - 96)] if len(text) == 2 else []


def _meanings(text: str, pattern: Literal["(", ")", "."]) -> tuple[tuple[Style, int], ...]:
    """Return every (style, value) that a label's inner text can have; behind another, that one's and `BEHIND`."""
    out: list[tuple[Style, int]] = []
    styles: dict[str, tuple[Style, Style, Style, Style]] = {
        "(": ("(a)", "(i)", "(A)", "(1)"),
        ")": ("a)", "i)", "(A)", "1)"),
        ".": ("a.", "i)", "A.", "1."),
    }
    letter, roman, upper, digit = styles[pattern]
    if text.isdigit():
        return ((digit, int(text)),)
    if text in _SPANISH_LETTERS:
        out.append((letter, BEHIND + _SPANISH_LETTERS[text]))
    inserted = re.fullmatch(rf"(\w+?){_BEHIND_IT}|(\d{{1,3}}).+", text)
    if inserted:
        return tuple((style, BEHIND + value) for style, value in _meanings(inserted[1] or inserted[2], pattern))
    if text.islower():
        if _letter(text):
            out += [(letter, _letter(text)), *_doubled(text, letter)]
        if roman_value(text):
            out.append((roman, roman_value(text)))
    elif text.isupper():
        if _letter(text):
            out.append((upper, _letter(text)))
        if roman_value(text):
            out.append(("(I)" if pattern == "(" else "I.", roman_value(text)))
    return tuple(out)


def candidates(lines: Sequence[str], headings: Collection[int] = ()) -> list[Candidate]:
    """Return everything in the lines that looks like a label and does not read as a reference, in order.

    `headings` are the lines that are bare headings: "Contact Points" above "1. Each Party" does not name a point 1.
    """
    out: list[Candidate] = []
    before = ""  # the words before, across lines
    numbered = ""  # the last paragraph whose number is printed with that of a point
    for index, line in enumerate(lines):
        both = _PRINTED_AGAIN.match(line)
        found = list(_in_line(index, line, before))
        if both and both[1] == numbered and len(found) > 1:
            found[:2] = [replace(found[1], start=found[0].start, again=both[1])]
        numbered = both[1] if both else "" if found and found[0].meanings[0][0] == "1." else numbered
        out.extend(found)
        before = "" if index in headings else f"{before} {line}"[-200:]
    return out


def _in_line(index: int, line: str, before: str) -> Iterator[Candidate]:
    position = 0  # end of the label just taken, so that "1. (a)" gives two at the start
    several = _SEVERAL.match(line)
    if several and not _REFERENCE_TO_NUMBER.search(before):
        series, _, own = several[1].rpartition(".")
        yield Candidate(index, several.start(1), several.end(), several[1], ((f"{series}.#", int(own)),), at_start=True)
        position = several.end()
    signed = _SIGNED.match(line)
    bare = signed or _BARE.match(line) or _NUMBER_AND_LETTER.match(line)
    if bare and not _REFERENCE_TO_NUMBER.search(before):
        end = bare.end() if signed else bare.end(1)
        meanings = _meanings(bare[1], "." if bare[1][0].isdigit() else "(")
        alone = not line[end:].strip()
        yield Candidate(index, bare.start(), end, bare[1], meanings, at_start=True, alone=alone)
        position = end
    for found in _LABEL.finditer(line):
        at_start = not line[position : found.start()].strip()
        context = f"{before} {line[: found.start()]}"[-160:]
        text, pattern = _printed(found)
        opener = _LIST_OPENERS if pattern == ")" else _OPENERS
        starts_lines = found["letterdot"] or _LETTERED.search(found["digits"] or "")
        if not at_start and (starts_lines or not opener.search(context)):
            continue
        reference = _REFERENCE_TO_NUMBER if found["number"] else _REFERENCE_TO_BRACKET
        rest = line[found.end() :]
        referred = not (at_start and position) and bool(reference.search(context))
        in_row = bool(rest.strip()) and bool(_IN_ROW.search(context))
        if (referred and not at_start) or ((referred or in_row) and _OF_REFERENCE.match(rest)):
            continue
        meanings = _meanings(text, pattern)
        if meanings:
            listed = bool(_SECOND_ITEM.match(rest)) and not _NEXT_SENTENCE.search(rest)
            yield Candidate(
                index, found.start(), found.end(), text, meanings, at_start=at_start, listed=listed,
                alone=at_start and not rest.strip(), referred=referred,
            )  # fmt: skip
            position = found.end() if at_start else position


def _printed(found: re.Match[str]) -> tuple[str, Literal["(", ")", "."]]:
    """Return a label's inner text and what its punctuation is."""
    if found["paren"]:
        return found["inner"], "("
    if found["half"]:
        return found["half_inner"] + (found["half_behind"] or ""), ")"
    return (found["digits"] or found["dotted"]) + (found["digits_behind"] or ""), "."
