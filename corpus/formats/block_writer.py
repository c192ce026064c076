"""Blocks under construction, for formats whose markup sets headings apart from the text."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.formats.headings import (
    DivisionHeading,
    article_blocks,
    could_be_title,
    division_heading,
    is_of_article,
    opens_conclusion,
)
from corpus.model import Block
from corpus.numbering import Numbering
from corpus.typography import without_note_marks

__all__ = ["BlockWriter"]


@dataclass(slots=True)
class BlockWriter:
    """Collects the blocks of a treaty in reading order.

    `head` is the index of the last heading, `awaits_title` says that the next line may be its title, and `begun` that
    the treaty has begun.
    """

    blocks: list[Block] = field(default_factory=list)
    head: int = 0
    begun: bool = False
    awaits_title: bool = False
    numbering: Numbering = field(default_factory=Numbering)

    def take_heading(self, text: str, otherwise: DivisionHeading | None = None) -> bool:
        """Take a line as a heading, as `otherwise`, or as the title of the heading above; False if it is none."""
        article = article_blocks(text, self.numbering)
        heading = division_heading(text) or otherwise
        if article:
            self.open_article(article)
        elif heading and not (self.awaits_title and is_of_article(heading.number)):
            self.open(Block("division", division=heading.kind, number=heading.number, title=heading.title))
        elif self.awaits_title and (heading or could_be_title(text)):
            self.add_title(text)
        else:
            return False
        return True

    def open(self, block: Block) -> None:
        """Begin an article or a division; one without a title awaits it."""
        if block.kind == "division":
            self.numbering.divide()
        self.blocks.append(block)
        self.head = len(self.blocks) - 1
        self.begun = True
        self.awaits_title = not without_note_marks(block.title) and block.division not in {"preamble", "conclusion"}

    def open_article(self, blocks: Sequence[Block]) -> None:
        """Begin the article of `article_blocks`, with its first words where they stand on the line of its heading."""
        self.open(blocks[0])
        for block in blocks[1:]:
            self.add_text(block.text)

    def add_title(self, text: str) -> None:
        """Give the last heading its title, or a further line of it."""
        head = self.blocks[self.head]
        parts = (head.title, " ", text) if without_note_marks(head.title) else (text, head.title)
        self.blocks[self.head] = replace(head, title="".join(parts))
        self.awaits_title = False

    def add_text(self, text: str, locator: str = "") -> None:
        """Add a paragraph; the closing formula of a treaty begins a division of its own."""
        if self.begun and opens_conclusion(text):
            self.blocks.append(Block("division", division="conclusion"))
        self.begun, self.awaits_title = True, False
        self.blocks.append(Block("text", text=text, locator=locator))

    def add_note(self, mark: str, text: str, *, continues: bool) -> None:
        """Add the body of a footnote, or more of the one before where it `continues`."""
        last = self.blocks[-1] if self.blocks else None
        if continues and last and last.kind == "note":
            self.blocks[-1] = replace(last, text=f"{last.text} {text}")
        else:
            self.blocks.append(Block("note", number=mark, text=text))

    def drop(self, text: str, reason: str) -> None:
        """Add words that are no part of the treaty."""
        self.blocks.append(Block("dropped", text=text, reason=reason))
