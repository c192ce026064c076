"""Laws that carry a treaty, as Spanish-language gazettes publish them: SPIJ (Peru) and SUIN (Colombia), in Markdown.

SPIJ leaves superseded wording in place, in italics with "(*)" at its end, then says which instrument changed it, then
prints the new wording in quotation marks. Only the new wording is law: the old one, the gazette's own remarks and
the law around the treaty are dropped with their reasons.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.errors import ParseError
from corpus.formats.block_writer import BlockWriter
from corpus.formats.contents import opens_contents
from corpus.formats.decoding import decode
from corpus.formats.headings import article_blocks, article_heading, division_heading, run_in_heading
from corpus.formats.levels import with_levels
from corpus.formats.text.inline_markdown import paragraphs, runs
from corpus.model import Block
from corpus.text import squeeze

__all__ = ["read"]

LOST_MARK = re.compile(r"\$\{[^{}\n]{1,60}\}\$")
# The conversion lost the space before bold words: "leyes y**reglamentos** significa".
GLUED_EMPHASIS = re.compile(r"([\w,;:.)])(\*\*(?=[\w“])[^*]{1,200}\*\*(?!\w))")
HEADLINE = re.compile(r"^\s{0,3}#{1,6}\s+")
# "(*) Artículo modificado por …": the instrument that changed the words above.
CHANGE = re.compile(
    r"^\(\*\)(?!\s*NOTA)(?=.{0,400}?(?:modificad|sustituid|derogad|suprimid|borrad|revisará))", re.DOTALL
)
REMARK = re.compile(r"^(?:\(\*\)|CONCORDANCIAS\b|\[?Enlace Web)")
MARK_AT_END = re.compile(r"\s*\(\*\)[\s.]*$")
MARK_IN_HEADING = re.compile(r"\s*\(\*\)\s*")
INLINE_REMARK = re.compile(r"\(\*\)\s*NOTA SPIJ(?=(\w)?)")
LABEL = r"(?:\d{1,3}\.|\([a-z]{1,5}\))"
OPENING = re.compile(rf"^(\s*(?:{LABEL}\s*)*)[“\"]\s*")
CLOSING = re.compile(r"\s*[”\"](?=[\s.]*$)")
SEPARATE_LABEL = re.compile(r"^(\d{1,3})\s+(?=[A-ZÁÉÍÓÚÑ“«¿])")
# "que a la letra dice:".
TREATY_FOLLOWS = re.compile(r"que\s+(?:a\s+)?(?:la\s+)?letra\s+dicen?\s*:", re.IGNORECASE)
REMARK_BEFORE_TREATY = re.compile(r"^\W*NOTA\W*:\s", re.IGNORECASE)
LAW_RESUMES = re.compile(r"^RAMA EJECUTIVA DEL PODER|^DECRETA:$|^CERTIFICA(?:N)?:?$", re.IGNORECASE)
LONGEST_QUOTATION = 400
LAW_ARTICLES = 3  # at most, before the treaty that the law approves


@dataclass(slots=True)
class _Paragraph:
    """A paragraph as printed; `italic` and `bold` say that all its letters are, `reason` why it is dropped."""

    text: str
    italic: bool
    bold: bool
    headline: bool
    reason: str = ""
    marks: list[str] = field(default_factory=list)
    headed: bool = False

    @property
    def set_off(self) -> bool:
        return self.bold or self.headline or self.text.isupper()

    @property
    def lettered(self) -> bool:
        return any(sign.isalpha() for sign in self.text)


def read(data: bytes, language: str) -> list[Block]:
    """Return the blocks of the treaty in a law. Raises ParseError when there is no text.

    `language` is not needed: headings are known in all languages that Clausula reads.
    """
    del language
    front, sources = paragraphs(decode(data))
    found = [paragraph for source in sources if (paragraph := _paragraph(source)).text or paragraph.marks]
    if not found:
        raise ParseError("law-empty", hint="take-again")
    _leave_out_the_law(found)
    _leave_out_remarks(found)
    _leave_out_superseded(found)
    _leave_out_quotation_marks(found)
    reader = _GazetteReader(begun=True)
    if front:
        reader.drop(squeeze(front), "front matter")
    for paragraph in found:
        reader.take(paragraph)
    if not any(block.kind in {"article", "division"} for block in reader.blocks):
        raise ParseError("law-without-treaty")
    return list(with_levels(reader.blocks))


def _paragraph(source: str) -> _Paragraph:
    body = GLUED_EMPHASIS.sub(r"\1 \2", LOST_MARK.sub("", source))
    parts = runs(HEADLINE.sub("", body))
    lettered = [run for run in parts if any(sign.isalpha() for sign in run.text)]
    paragraph = _Paragraph(
        squeeze("".join(run.text for run in parts)),
        italic=bool(lettered) and all(run.italic for run in lettered),
        bold=bool(lettered) and all(run.bold for run in lettered),
        headline=bool(HEADLINE.match(body)),
        marks=LOST_MARK.findall(source),
    )
    if not REMARK.match(paragraph.text):
        remarks = INLINE_REMARK.findall(paragraph.text)
        paragraph.marks.extend("(*)NOTA SPIJ" for _ in remarks)
        paragraph.text = squeeze(INLINE_REMARK.sub(lambda found: " " if found[1] else "", paragraph.text))
    return paragraph


def _leave_out_the_law(found: list[_Paragraph]) -> None:
    """Drop the law that approves the treaty, before and after it, and the table of contents."""
    headed = [at for at, each in enumerate(found) if _opens_article(each)]
    follows = next((at + 1 for at, each in enumerate(found) if TREATY_FOLLOWS.search(each.text)), 0)
    # A remark ("Nota: …") stands before the treaty only where no article does: annexes hold such remarks as well.
    first = headed[0] if headed else len(found)
    remark = next((at + 1 for at in range(first) if REMARK_BEFORE_TREATY.search(found[at].text)), 0)
    follows = follows or remark
    # An entry of the contents is not set off, and few articles stand before the treaty: those of the law itself.
    last = headed[LAW_ARTICLES] if len(headed) > LAW_ARTICLES else len(found)
    preambles = [at for at in range(follows, last) if _kind(found[at]) == "preamble"]
    start = next((at for at in reversed(preambles) if found[at].set_off), preambles[0] if preambles else follows)
    end = next((at for at in range(start, len(found)) if LAW_RESUMES.match(found[at].text)), len(found))
    contents = next((at for at in range(start) if opens_contents(found[at].text)), start)
    for at, paragraph in enumerate(found):
        if contents <= at < start:
            paragraph.reason = "table of contents"
        elif at < start or at >= end:
            paragraph.reason = "law that approves the treaty"


def _opens_article(paragraph: _Paragraph) -> bool:
    text = MARK_IN_HEADING.sub(" ", paragraph.text).strip()
    return paragraph.set_off and (article_heading(text) or run_in_heading(text)) is not None


def _kind(paragraph: _Paragraph) -> str:
    heading = division_heading(paragraph.text)
    return heading.kind if heading else ""


def _leave_out_remarks(found: list[_Paragraph]) -> None:
    """Drop the gazette's remarks; after the last article they alternate with the bodies of footnotes."""
    tail = False
    last_mark = max((at for at, each in enumerate(found) if LOST_MARK.search(" ".join(each.marks))), default=len(found))
    for at, paragraph in enumerate(found):
        if paragraph.reason:
            continue
        remark = bool(REMARK.match(paragraph.text))
        tail = tail or (at > last_mark and paragraph.text.startswith("CONCORDANCIAS"))
        if remark or (tail and not SEPARATE_LABEL.match(paragraph.text)):
            paragraph.reason = "editorial note"
        elif tail:
            paragraph.reason = "note"


def _leave_out_superseded(found: list[_Paragraph]) -> None:
    """Drop the italic wording, or the heading with "(*)", that stands directly above the note of a change."""
    for at, remark in enumerate(found):
        if remark.reason != "editorial note" or not CHANGE.match(remark.text):
            continue
        above = at - 1
        if above >= 0 and "(*)" in found[above].text and article_heading(MARK_IN_HEADING.sub(" ", found[above].text)):
            found[above].reason = "superseded wording"
            above -= 1
        while above >= 0 and not found[above].reason and (found[above].italic or not found[above].lettered):
            found[above].reason = "superseded wording"
            above -= 1


def _leave_out_quotation_marks(found: Sequence[_Paragraph]) -> None:
    """Drop "(*)" before a remark, and the quotation marks in which the gazette sets new wording."""
    kept = [each for each in found if not each.reason or each.reason == "editorial note"]
    opened: _Paragraph | None = None
    since = 0
    for before, paragraph, after in zip([None, *kept], kept, [*kept[1:], None], strict=False):
        if paragraph.reason:
            continue
        # New wording may begin below its own heading, which stands outside the quotation marks.
        paragraph.headed = before is not None and bool(before.reason) and article_heading(paragraph.text) is not None
        noted = after is not None and bool(after.reason)
        if noted and MARK_AT_END.search(paragraph.text):
            _strip(paragraph, MARK_AT_END, "")
        since += 1
        changed = before is not None and (bool(before.reason) or before.headed)
        excess = paragraph.text.count("“") - paragraph.text.count("”")
        whole = (changed or noted) and bool(CLOSING.search(paragraph.text))
        if OPENING.match(paragraph.text) and (excess > 0 or whole) and (opened is None or since > LONGEST_QUOTATION):
            opened, since = paragraph, 0
        if opened and CLOSING.search(paragraph.text) and (excess < 0 or (paragraph is opened and whole) or noted):
            inner = paragraph is opened and excess == 0 and paragraph.text[0] == '"'
            _strip(opened, OPENING, r"\1")
            if not inner:
                _strip(paragraph, CLOSING, "")
            opened = None
        elif since > LONGEST_QUOTATION:
            opened = None


def _strip(paragraph: _Paragraph, pattern: re.Pattern[str], by: str) -> None:
    found = pattern.search(paragraph.text)
    if found:
        paragraph.marks.append("".join(sign for sign in found[0] if sign in '“”"(*)'))
        paragraph.text = squeeze(pattern.sub(by, paragraph.text, count=1))


@dataclass(slots=True)
class _GazetteReader(BlockWriter):
    plain: bool = False  # the heading above is not set off

    def take(self, paragraph: _Paragraph) -> None:
        for mark in paragraph.marks:
            reason = "footnote mark lost in the source" if mark.startswith("${") else "editorial mark"
            self.drop(mark, reason)
        if not paragraph.text:
            return
        note = SEPARATE_LABEL.match(paragraph.text)
        if paragraph.reason == "note" and note:
            self.add_note(note[1], paragraph.text[note.end() :], continues=False)
        elif paragraph.reason:
            self.drop(paragraph.text, paragraph.reason)
        elif not self._heading(paragraph):
            self.add_text(paragraph.text)

    def _heading(self, paragraph: _Paragraph) -> bool:
        text = MARK_IN_HEADING.sub(" ", paragraph.text).strip()
        article = article_heading(text)
        set_off = paragraph.set_off
        run_in = [] if article else article_blocks(text, self.numbering)
        if run_in:
            self.open_article(run_in)
            return True
        # Where headings are not set off, neither are their titles.
        if not set_off and not (article and not article[1]) and not (self.awaits_title and self.plain):
            return False
        self.plain = not set_off
        return self.take_heading(text)
