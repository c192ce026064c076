"""Markdown inside a paragraph: emphasis, links, escapes and tags, as runs of plain characters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.typography import visible

__all__ = ["Run", "paragraphs", "plain", "runs"]

TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<bold>\*\*|__)|(?P<italic>\*|_)"
    r"|!?\[(?P<linked>(?:[^\[\]\\]|\\.|\[[^\[\]]*\]){0,2000})\]\((?P<target><[^<>]{0,500}>|(?:[^()\s]|\([^()]{0,200}\)){0,500})"
    r"(?:\s+\"[^\"]{0,200}\")?\)"
    r"|(?P<tag></?[a-zA-Z][^<>]{0,400}>)|(?P<comment><!--.{0,2000}?-->)",
    re.DOTALL,
)
# The lines "---", "title: A treaty", "---" before the text
FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(?P<body>.*?\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Run:
    """Characters as printed with the emphasis that they carry; `target` is where a link leads."""

    text: str
    bold: bool = False
    italic: bool = False
    target: str = ""


def runs(text: str) -> list[Run]:
    """Return the paragraph as runs. Emphasis that is never closed ends with the paragraph."""
    return list(_runs(visible(text), bold=False, italic=False, target=""))


def _runs(text: str, *, bold: bool, italic: bool, target: str) -> Iterator[Run]:
    start = 0
    for found in TOKEN.finditer(text):
        if found["italic"] == "_" and _within_word(text, found.start()):
            continue
        yield Run(text[start : found.start()], bold, italic, target)
        start = found.end()
        if found["bold"]:
            bold = not bold
        elif found["italic"]:
            italic = not italic
        elif found["escaped"]:
            yield Run(found["escaped"], bold, italic, target)
        elif found["linked"]:
            yield from _runs(found["linked"], bold=bold, italic=italic, target=found["target"] or "#")
    yield Run(text[start:], bold, italic, target)


def _within_word(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum()


def plain(text: str) -> str:
    """Return the characters of the paragraph as printed."""
    return "".join(run.text for run in runs(text))


def paragraphs(text: str) -> tuple[str, list[str]]:
    """Return the front matter (or "") and the paragraphs; a heading line is a paragraph of its own."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = FRONT_MATTER.match(text)
    found: list[str] = []
    current: list[str] = []
    for line in text[front.end() if front else 0 :].split("\n"):
        if line.strip() and not line.lstrip().startswith("#"):
            current.append(line)
            continue
        found.append("\n".join(current))
        current = []
        found.append(line)
    found.append("\n".join(current))
    return (front["body"] if front else ""), [each for each in found if each.strip()]
