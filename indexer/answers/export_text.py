"""Provisions as Markdown and as plain text: the one writer for bundles and for the files beside a page."""

import re
from collections.abc import Iterable, Iterator

from corpus.words import word
from indexer.answers.bundles import Section

__all__ = ["escape", "markdown_lines", "text_lines"]

# What means something inside a line, in CommonMark and in the tables and struck words of GitHub's dialect.
_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|~&]")
# What means something at the beginning of a line: "- a", "+ a", "1. a", "1) a", "===".
_BEGINNING = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=]))")


def escape(text: str) -> str:
    """Return a text as one line of Markdown that shows it as it is."""
    line = _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
    return _BEGINNING.sub(r"\1\\", line)


def markdown_lines(sections: Iterable[Section], language: str) -> Iterator[str]:
    """Yield sections as lines of Markdown: heading, quoted words, notes, digests, citation; then an appendix."""
    kept = list(sections)
    for section in kept:
        yield f"## {escape(section.heading)}\n"
        for text in section.texts:
            yield f"> {'&emsp;' * text.depth}{escape(f'{text.label} {text.text}'.strip())}\n>"
        if not section.texts:
            yield word("export", "absent", language)
        yield from (f"\n\\[{escape(mark)}\\] {escape(words)}" for mark, words in section.notes)
        yield from (f"\n*{word('export', 'digest', language)}:* {escape(words)}" for words in section.digest)
        yield f"\n{escape(section.citation)}\n" if section.citation else ""
    yield f"# {word('export', 'appendix', language)}\n"
    for section in kept:
        yield f"## {escape(section.citation or section.heading)}\n"
        yield from (f"- {name}: {escape(value)}" for name, value in section.facts)
        yield ""


def text_lines(sections: Iterable[Section], language: str) -> Iterator[str]:
    """Yield sections as lines of plain text, in the order of `markdown_lines`."""
    kept = list(sections)
    for section in kept:
        yield f"{section.heading}\n"
        for text in section.texts:
            yield f"{'    ' * text.depth}{f'{text.label} {text.text}'.strip()}"
        if not section.texts:
            yield word("export", "absent", language)
        yield from (f"\n[{mark}] {words}" for mark, words in section.notes)
        yield from (f"\n{word('export', 'digest', language)}: {words}" for words in section.digest)
        yield f"\n{section.citation}\n"
    yield f"{word('export', 'appendix', language)}\n"
    for section in kept:
        yield section.citation or section.heading
        yield from (f"{name}: {value}" for name, value in section.facts)
        yield ""
