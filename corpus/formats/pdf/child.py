"""A PDF read in a process of its own, which a limit of time, memory or pages ends, and with it nothing else.

A PDF of a few kilobytes can unpack to gigabytes or draw for hours; nobody can tell before it is read.
"""

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from corpus.errors import ParseError
from corpus.model import Block

__all__ = ["first_words", "read"]

SECONDS = 300  # a treaty of 2,000 pages takes two minutes
MEMORY = 2_000_000_000  # bytes of address space
_PROGRAM = "from corpus.formats.pdf.child import answer; answer()"


def read(data: bytes, language: str) -> list[Block]:
    """Return the blocks of a PDF as `corpus.formats.pdf.pages` does. Raises ParseError also where a limit ends it."""
    return [Block(**block) for block in _asked("blocks", language, data)]


def first_words(data: bytes, pages: int) -> str:
    """Return the words of the first pages of a PDF in no order of reading. Raises ParseError as `read` does."""
    return "\n".join(_asked("words", str(pages), data))


def _asked(what: str, option: str, data: bytes) -> list[Any]:
    command = [sys.executable, "-c", _PROGRAM, what, option]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise ParseError("pdf-too-slow", seconds=SECONDS) from error
    try:
        said: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:  # it was ended before it could answer
        raise ParseError("pdf-too-heavy", megabytes=MEMORY // 1_000_000) from error
    if "code" in said:
        raise _error(said["code"], said["values"])
    found: list[Any] = said["found"]
    return found


def _error(code: str, values: dict[str, Any]) -> ParseError:
    """Return the error that the process met."""
    if code == "pdf-pictures":
        return ParseError("pdf-pictures", file=values["file"])
    if code == "pdf-locked":
        return ParseError("pdf-locked", file=values["file"])
    if code == "pdf-needs-pdfplumber":
        return ParseError("pdf-needs-pdfplumber")
    if code == "pdf-too-long":
        return ParseError("pdf-too-long", pages=values["pages"], most=values["most"])
    return ParseError("pdf-unreadable", problem=values["problem"])


def answer() -> None:
    """Read the PDF on stdin and print what is asked of it, or the error, as JSON."""
    from corpus.formats.pdf import pages  # noqa: PLC0415 - only the child needs pdfplumber

    with contextlib.suppress(ImportError):  # Windows has no such limits; the time is limited there too
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    what, option = sys.argv[1:]
    readers: dict[str, Callable[[bytes], list[Any]]] = {
        "blocks": lambda data: [asdict(block) for block in pages.read(data, option)],
        "words": lambda data: pages.first_words(data, int(option)),
    }
    try:
        said: dict[str, Any] = {"found": readers[what](sys.stdin.buffer.read())}
    except ParseError as error:
        said = {"code": error.code, "values": error.values}
    sys.stdout.write(json.dumps(said))
