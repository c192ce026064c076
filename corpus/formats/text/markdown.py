"""Treaty chapters as Markdown: ``#`` before headings, footnote marks as links to their bodies in ``<pre>``."""

import re
from dataclasses import dataclass, field, replace

from corpus.errors import ParseError
from corpus.formats.decoding import decode
from corpus.formats.headings import (
    article_blocks,
    article_heading,
    could_be_title,
    division_heading,
    is_navigation,
    opens_conclusion,
    run_in_heading,
)
from corpus.formats.levels import with_levels
from corpus.formats.text.inline_markdown import paragraphs, plain, runs
from corpus.model import STRUCK, Block
from corpus.numbering import Numbering, figures
from corpus.text import squeeze
from corpus.typography import TOKEN, closed_up, note_mark, without_note_marks

__all__ = ["read"]

HEADLINE = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$", re.DOTALL)
MARK = re.compile(r"\[[*_\[]{0,6}(\d{1,4})[*_\]]{0,6}\]\(#[^()\s]{1,60}\)")
BARE_MARK = re.compile(r"\s*\[(\d{1,4})\]\s*$")
BETWEEN_MARKS = re.compile(rf"({TOKEN.pattern})\s*,\s*(?={TOKEN.pattern})")
NOTE = re.compile(r"^<pre\b[^<>]*>\s*(?:[*_]*\[?(?P<mark>\d{1,4})\][*_]*)?(?P<body>.*?)(?:</pre>)?\s*$", re.DOTALL)
LABELLED = re.compile(r"\n(?=\s*(?:\(?[0-9]{1,3}\\?[.)]|\([a-zA-Z]{1,5}\))\s)")
STRUCK_OUT = re.compile(r"~~(?=\S)([^~]{1,2000})~~|<(?:del|s|strike)>([^<]{1,2000})</(?:del|s|strike)>")
SIDE_LETTER = re.compile(r"\b(?:letters?|plan|instruments?|understandings?)\b", re.IGNORECASE)


@dataclass(slots=True)
class _MarkdownReader:
    notes: set[str]
    blocks: list[Block] = field(default_factory=list)
    head: int = 0
    begun: bool = False
    awaits_title: bool = False
    numbering: Numbering = field(default_factory=Numbering)

    def take(self, paragraph: str) -> None:
        note = NOTE.match(paragraph.strip())
        headline = HEADLINE.match(paragraph)
        if note:
            self._note(note["mark"] or "", squeeze(plain(note["body"])))
        elif headline:
            self._headline(headline[1])
        elif _is_whole(paragraph, "target") and not MARK.search(paragraph) and is_navigation(plain(paragraph)):
            self.blocks.append(Block("dropped", text=squeeze(plain(paragraph)), reason="navigation"))
        elif self._is_next_article(paragraph):
            self._heading(self._printed(paragraph))
        elif not (_is_whole(paragraph, "bold") and self._heading(self._printed(paragraph))):
            for piece in LABELLED.split(paragraph):
                self._text(self._printed(piece))

    def _is_next_article(self, paragraph: str) -> bool:
        """Tell whether a paragraph without markup is the heading of the article after the last one."""
        words = plain(paragraph)
        if run_in_heading(words):
            return True
        article = article_heading(words) if len(paragraph) <= 120 else None
        last = next((block.number for block in reversed(self.blocks) if block.kind == "article"), "")
        before, own = figures(last), figures(article[0]) if article else ()
        return bool(article and article[1] and before and own == (*before[:-1], before[-1] + 1))

    def _note(self, mark: str, body: str) -> None:
        last = self.blocks[-1] if self.blocks else None
        if not mark and last and last.kind == "note":
            self.blocks[-1] = replace(last, text=f"{last.text} {body}")
        else:
            self.blocks.append(Block("note", number=mark, text=body))

    def _printed(self, source: str) -> str:
        """Return the text with footnote marks as tokens; a comma between two marks belongs to neither sentence."""
        text = "".join(note_mark(part) if index % 2 else plain(part) for index, part in enumerate(MARK.split(source)))
        return closed_up(BETWEEN_MARKS.sub(r"\1", text))

    def _headline(self, source: str) -> None:
        text = self._printed(source)
        found = BARE_MARK.search(text)
        if found and found[1] in self.notes:
            text = text[: found.start()] + note_mark(found[1])
        if self._heading(text):
            return
        if SIDE_LETTER.search(text):
            self._head(Block("division", division="side-letter", title=text))
        else:
            self._text(text)

    def _heading(self, text: str) -> bool:
        """Take a headline or a bold paragraph as a heading or its title; False if it is neither."""
        article, heading = article_blocks(text, self.numbering), division_heading(text)
        if article:
            self._head(article[0])
            for block in article[1:]:
                self._text(block.text)
        elif heading:
            self._head(Block("division", division=heading.kind, number=heading.number, title=heading.title))
        elif self.awaits_title and could_be_title(text):
            self.blocks[self.head] = replace(self.blocks[self.head], title=text)
            self.awaits_title = False
        else:
            return False
        return True

    def _head(self, block: Block) -> None:
        if block.kind == "division":
            self.numbering.divide()
        self.blocks.append(block)
        self.head = len(self.blocks) - 1
        self.begun, self.awaits_title = True, not block.title

    def _text(self, text: str) -> None:
        last = self.blocks[-1] if self.blocks else None
        if last and last.kind == "text" and not without_note_marks(text):
            self.blocks[-1] = replace(last, text=last.text + text)
            return
        if self.begun and opens_conclusion(text):
            self.blocks.append(Block("division", division="conclusion"))
        self.begun, self.awaits_title = True, False
        self.blocks.append(Block("text", text=text))


def _is_whole(paragraph: str, emphasis: str) -> bool:
    """Whether all letters of the paragraph are bold, italic or in a link ("target")."""
    lettered = [run for run in runs(paragraph) if any(sign.isalnum() for sign in run.text)]
    return bool(lettered) and all(getattr(run, emphasis) for run in lettered)


def read(data: bytes, language: str) -> list[Block]:
    """Return the blocks of a treaty or a chapter in Markdown. Raises ParseError when there is no text.

    `language` is not needed: headings are known in all languages that Clausula reads.
    """
    del language
    text = decode(data)
    struck = [found[1] or found[2] for found in STRUCK_OUT.finditer(text)]
    front, found = paragraphs(STRUCK_OUT.sub("", text))
    if not found:
        raise ParseError("markdown-empty", hint="take-again")
    reader = _MarkdownReader(
        notes={note["mark"] or "" for paragraph in found if (note := NOTE.match(paragraph.strip()))}
    )
    if front:
        reader.blocks.append(Block("dropped", text=squeeze(front), reason="front matter"))
    reader.blocks.extend(Block("dropped", text=squeeze(plain(words)), reason=STRUCK) for words in struck)
    for paragraph in found:
        reader.take(paragraph)
    return list(with_levels(reader.blocks))
