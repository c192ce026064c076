"""A PDF read in a process of its own, which a limit of time, memory or pages ends, and with it nothing else.

A PDF of a few kilobytes can unpack to gigabytes or draw for hours; nobody can tell before it is read.
"""

import contextlib
import json
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from corpus.errors import ParseError
from corpus.model import Block

__all__ = ["read"]

SECONDS = 300  # a treaty of 2,000 pages takes two minutes
MEMORY = 2_000_000_000  # bytes of address space
_PROGRAM = "from corpus.formats.pdf.child import answer; answer()"


def read(data: bytes, language: str) -> list[Block]:
    """Return the blocks of a PDF as `corpus.formats.pdf.pages` does. Raises ParseError also where a limit ends it."""
    command = [sys.executable, "-c", _PROGRAM, language]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise ParseError("pdf-too-slow", seconds=SECONDS) from error
    try:
        said: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:  # it was ended before it could answer
        raise ParseError("pdf-too-heavy", megabytes=MEMORY // 1_000_000) from error
    if said.get("code") == "pdf-pictures":
        raise ParseError("pdf-pictures", file="The file")
    if said.get("code") == "pdf-needs-pdfplumber":
        raise ParseError("pdf-needs-pdfplumber")
    if "code" in said:
        raise ParseError("pdf-unreadable", problem=said["problem"])
    return [Block(**block) for block in said["blocks"]]


def answer() -> None:
    """Read the PDF on stdin and print its blocks, or the error, as JSON."""
    from corpus.formats.pdf import pages  # noqa: PLC0415 - only the child needs pdfplumber

    with contextlib.suppress(ImportError):  # Windows has no such limits; the time is limited there too
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        said: dict[str, Any] = {"blocks": [asdict(b) for b in pages.read(sys.stdin.buffer.read(), sys.argv[1])]}
    except ParseError as error:
        said = {"code": error.code, "problem": str(error.values.get("problem", ""))}
    sys.stdout.write(json.dumps(said))
