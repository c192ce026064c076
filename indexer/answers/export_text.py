"""Provisions as Markdown and as plain text: the one writer for bundles and for the files beside a page."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from corpus.text import squeeze
from corpus.words import word
from indexer.answers.bundles import Section

__all__ = ["escape", "markdown_lines", "text_lines"]

# What means something inside a line, in CommonMark and in the tables and struck words of GitHub's dialect.
_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|~&]")
# What means something at the beginning of a line: "- a", "+ a", "1. a", "1) a", "===".
_BEGINNING = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=]))")


def escape(text: str) -> str:
    """Return a text as one line of Markdown that shows it as it is."""
    line = _SIGNS.sub(r"\\\g<0>", squeeze(text))
    return _BEGINNING.sub(r"\1\\", line)


class _Form(NamedTuple):
    """How a form writes words as they are, and the lines of each kind."""

    plain: Callable[[str], str]
    indent: str
    appendix: str
    heading: str
    text: str
    note: str
    digest: str
    fact: str


_MARKDOWN = _Form(
    escape, "&emsp;", "# {}\n", "## {}\n", "> {}{}\n>", "\n\\[{}\\] {}", "\n*{}:* {}", "- {}: {}"
)  # fmt: skip
_TEXT = _Form(str, "    ", "{}\n", "{}\n", "{}{}", "\n[{}] {}", "\n{}: {}", "{}: {}")


def markdown_lines(sections: Iterable[Section], language: str) -> Iterator[str]:
    """Yield sections as lines of Markdown: heading, quoted words, notes, digests, citation; then an appendix."""
    return _lines(sections, language, _MARKDOWN)


def text_lines(sections: Iterable[Section], language: str) -> Iterator[str]:
    """Yield sections as lines of plain text, in the order of `markdown_lines`."""
    return _lines(sections, language, _TEXT)


def _lines(sections: Iterable[Section], language: str, form: _Form) -> Iterator[str]:
    kept, plain = list(sections), form.plain
    for section in kept:
        yield form.heading.format(plain(section.heading))
        for text in section.texts:
            yield form.text.format(form.indent * text.depth, plain(f"{text.label} {text.text}".strip()))
        if not section.texts:
            yield word("export", "absent", language)
        yield from (form.note.format(plain(mark), plain(words)) for mark, words in section.notes)
        yield from (form.digest.format(word("export", "digest", language), plain(words)) for words in section.digest)
        yield f"\n{plain(section.citation)}\n"
    yield form.appendix.format(word("export", "appendix", language))
    for section in kept:
        yield form.heading.format(plain(section.citation))
        yield from (form.fact.format(name, plain(value)) for name, value in section.facts)
        yield ""
