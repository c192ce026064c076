"""Lines that a page break moved: put back only where the pieces fit one way, and always reported.

In texts drawn from PDFs the second lines of several points may stand together inside a later paragraph. They are put
back when as many points break off in mid-sentence as lines stand there in lower case, and the sentence around those
lines breaks off before the first of them. Anything less certain is left as printed.
"""

import itertools
import re
from collections.abc import Sequence

__all__ = ["restore"]

_LABEL = re.compile(r"^\s*\((?:[a-z]{1,4})\)")
_STOPPED = re.compile(r"(?:[.;:,!?][)\]”\"’]*|\b(?:and|or))\s*$")


def restore(lines: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return the lines in order, and the lines that were moved."""
    filled = [index for index, line in enumerate(lines) if line.strip()]
    broken = [
        index
        for index, after in itertools.pairwise(filled)
        if _LABEL.match(lines[index]) and _LABEL.match(lines[after]) and not _STOPPED.search(lines[index])
    ]
    if len(broken) < 2:
        return list(lines), ()
    orphans = _orphans(lines, [index for index in filled if index > broken[-1]])
    if len(orphans) != len(broken):
        return list(lines), ()
    out = list(lines)
    for place, orphan in zip(broken, orphans, strict=True):
        out[place] = f"{out[place].rstrip()} {lines[orphan].strip()}"
        out[orphan] = ""
    return out, tuple(lines[orphan].strip() for orphan in orphans)


def _orphans(lines: Sequence[str], after: Sequence[int]) -> list[int]:
    """Return the only run of lines that begin in lower case and end with a semicolon inside another sentence."""
    runs: list[list[int]] = []
    previous = -1
    for index in after:
        line = lines[index].strip()
        alone = line[:1].islower() and line.endswith(";") and ";" not in line[:-1]
        if alone and runs and runs[-1][-1] == previous:
            runs[-1].append(index)
        elif alone and previous >= 0 and not _STOPPED.search(lines[previous]):
            runs.append([index])
        previous = index
    return runs[0] if len(runs) == 1 else []
