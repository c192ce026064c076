"""The web page that a document of a word processor would make, written piece by piece."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

__all__ = ["WebPage"]


class WebPage:
    """Takes paragraphs as HTML, counts the notes, and returns the page. All words must come escaped."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._marks: dict[tuple[str, str], int] = {}

    @contextmanager
    def within(self, element: str) -> Iterator[None]:
        """Put what is written meanwhile in an element."""
        self._out.append(f"<{element}>")
        yield
        self._out.append(f"</{element}>")

    def paragraph(self, words: str, *, label: str = "", contents: bool = False) -> None:
        """Write a paragraph with the label that is printed before it; `contents` are entries of a table of contents."""
        if words.strip():
            text = f"<p>{label} {words}</p>" if label else f"<p>{words}</p>"
            self._out.append(f"<nav>{text}</nav>" if contents else text)

    def mark(self, kind: str, identifier: str) -> str:
        """Return the mark of a note, numbered in the order of the marks."""
        number = self._marks.setdefault((kind, identifier), len(self._marks) + 1)
        return f'<a id="mark-{number}" href="#note-{number}">{number}</a>'

    def notes(self, kind: str) -> list[str]:
        """Return the identifiers of the notes of a kind whose marks were written, in order."""
        return [identifier for each, identifier in self._marks if each == kind]

    def note(self, kind: str, identifier: str, texts: Sequence[str]) -> None:
        """Write the body of a note that `mark` has marked."""
        number = self._marks[kind, identifier]
        words = " ".join(text.strip() for text in texts if text.strip())
        self._out.append(f'<p><a id="note-{number}" href="#mark-{number}">{number}</a> {words}</p>')

    def text(self) -> str:
        """Return the whole page."""
        return "\n".join(["<!DOCTYPE html><html><body>", *self._out, "</body></html>"])
