"""Treaty chapters as Markdown: ``#`` before headings, footnote marks as links to their bodies in ``<pre>``."""

import re
from dataclasses import dataclass, replace

from corpus.errors import ParseError
from corpus.formats.block_writer import BlockWriter
from corpus.formats.decoding import decode
from corpus.formats.headings import article_heading, is_due, is_navigation, run_in_heading
from corpus.formats.levels import with_levels
from corpus.formats.text.inline_markdown import paragraphs, plain, runs
from corpus.model import STRUCK, Block
from corpus.text import squeeze
from corpus.typography import TOKEN, closed_up, note_mark, without_note_marks

__all__ = ["read"]

HEADLINE = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$", re.DOTALL)
MARK = re.compile(r"\[[*_\[]{0,6}(\d{1,4})[*_\]]{0,6}\]\(#[^()\s]{1,60}\)")
BARE_MARK = re.compile(r"\s*\[(\d{1,4})\]\s*$")
BETWEEN_MARKS = re.compile(rf"({TOKEN.pattern})\s*,\s*(?={TOKEN.pattern})")
# "<pre>[12] The body</pre>".
NOTE = re.compile(r"^<pre\b[^<>]*>\s*(?:[*_]*\[?(?P<mark>\d{1,4})\][*_]*)?(?P<body>.*?)(?:</pre>)?\s*$", re.DOTALL)
# A bullet before a label, "- (a)", is markup.
LABELLED = re.compile(
    r"\n(?:\s*[-*+]\s(?=\s*\(?[a-z0-9]{1,3}[.)]))?(?=\s*(?:\(?[0-9]{1,3}\\?[.)]|\([a-zA-Z]{1,5}\)|[a-z]{1,3}\\?[.)])\s)"
)
# "~~old words~~", "<del>old words</del>".
STRUCK_OUT = re.compile(r"~~(?=\S)([^~]{1,2000})~~|<(?:del|s|strike)>([^<]{1,2000})</(?:del|s|strike)>")
# "words[^1]" and "[^1]: The body", with further lines that are indented.
FOOTNOTE = re.compile(r"^\[\^(\d{1,4})\]:[ \t]*(.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)
FOOTNOTE_MARK = re.compile(r"\[\^(\d{1,4})\](?!:)")
SIDE_LETTER = re.compile(r"\b(?:letters?|plan|instruments?|understandings?)\b", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class _MarkdownReader(BlockWriter):
    notes: set[str]

    def take(self, paragraph: str) -> None:
        note = NOTE.match(paragraph.strip())
        headline = HEADLINE.match(paragraph)
        if note:
            self.add_note(note["mark"] or "", squeeze(plain(note["body"])), continues=not note["mark"])
        elif headline:
            self._headline(headline[1])
        elif _is_whole(paragraph, "target") and not MARK.search(paragraph) and is_navigation(plain(paragraph)):
            self.drop(squeeze(plain(paragraph)), "navigation")
        elif self._is_next_article(paragraph):
            self.take_heading(self._printed(paragraph))
        elif not (_is_whole(paragraph, "bold") and self.take_heading(self._printed(paragraph))):
            for piece in LABELLED.split(paragraph):
                self._text(self._printed(piece))

    def _is_next_article(self, paragraph: str) -> bool:
        """Return whether a paragraph without markup is the heading of the article after the last one."""
        words = plain(paragraph)
        due = is_due(squeeze(words), self.numbering)
        if run_in_heading(words, due=due and paragraph.lstrip().startswith(("*", "_"))):
            return True
        article = article_heading(words, self.numbering) if len(paragraph) <= 120 else None
        return bool(article and article[1] and due and self.numbering.last)

    def _printed(self, source: str) -> str:
        """Return the text with footnote marks as tokens; a comma between two marks belongs to neither sentence."""
        text = "".join(note_mark(part) if index % 2 else plain(part) for index, part in enumerate(MARK.split(source)))
        return closed_up(BETWEEN_MARKS.sub(r"\1", text))

    def _headline(self, source: str) -> None:
        text = self._printed(source)
        found = BARE_MARK.search(text)
        if found and found[1] in self.notes:
            text = text[: found.start()] + note_mark(found[1])
        if self.take_heading(text):
            return
        if SIDE_LETTER.search(text):
            self.open(Block("division", division="side-letter", title=text))
        else:
            self._text(text)

    def _text(self, text: str) -> None:
        last = self.blocks[-1] if self.blocks else None
        if last and last.kind == "text" and not without_note_marks(text):
            self.blocks[-1] = replace(last, text=last.text + text)
        else:
            self.add_text(text)


def _is_whole(paragraph: str, emphasis: str) -> bool:
    """Return whether all letters of the paragraph are bold, italic or in a link ("target")."""
    lettered = [run for run in runs(paragraph) if any(sign.isalnum() for sign in run.text)]
    return bool(lettered) and all(getattr(run, emphasis) for run in lettered)


def read(data: bytes, language: str) -> list[Block]:
    """Return the blocks of a treaty or a chapter in Markdown. Raises ParseError when there is no text.

    `language` is not needed: headings are known in all languages that Clausula reads.
    """
    del language
    text = decode(data)
    text = FOOTNOTE_MARK.sub(r"[\1](#note)", FOOTNOTE.sub(r"\n\n<pre>[\1] \2</pre>\n\n", text))
    struck = [found[1] or found[2] for found in STRUCK_OUT.finditer(text)]
    front, found = paragraphs(STRUCK_OUT.sub("", text))
    if not found:
        raise ParseError("markdown-empty", hint="take-again")
    reader = _MarkdownReader(
        notes={note["mark"] or "" for paragraph in found if (note := NOTE.match(paragraph.strip()))}
    )
    if front:
        reader.drop(squeeze(front), "front matter")
    for words in struck:
        reader.drop(squeeze(plain(words)), STRUCK)
    for paragraph in found:
        reader.take(paragraph)
    return list(with_levels(reader.blocks))
