"""What a site's robots.txt allows, after RFC 9309, with Crawl-delay, which the standard leaves out.

The standard library's parser takes the first rule that fits and knows no wildcards; the RFC takes the longest.
"""

import contextlib
import re
from urllib.parse import quote, unquote

__all__ = ["Robots"]

_LIMIT = 500 * 1024  # bytes; the RFC lets a reader stop here


class Robots:
    """The rules that `text` has for the crawler named `agent`; `delay` is the pause that it asks for, in seconds."""

    def __init__(self, text: str, agent: str) -> None:
        self.delay = 0.0
        self._rules: list[tuple[str, bool]] = []
        groups = _groups(text[:_LIMIT])
        own = [lines for names, lines in groups if agent.lower() in names]
        for lines in own or [lines for names, lines in groups if "*" in names]:
            for field, value in lines:
                if field == "crawl-delay":
                    with contextlib.suppress(ValueError):
                        self.delay = max(self.delay, float(value))
                elif value:
                    self._rules.append((_normal(value), field == "allow"))

    def allows(self, path: str) -> bool:
        """Tell whether `path`, with its query, may be asked for: the longest rule decides, of equals the kinder."""
        fitting = [(len(pattern), kind) for pattern, kind in self._rules if _fits(pattern, _normal(path))]
        return max(fitting, default=(0, True))[1]


def _groups(text: str) -> list[tuple[set[str], list[tuple[str, str]]]]:
    """Return the groups of the file, each with the names that it is for and its rules."""
    groups: list[tuple[set[str], list[tuple[str, str]]]] = []
    for line in text.lstrip("\ufeff").splitlines():
        field, colon, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        field = field.lower()
        if not colon:
            continue
        if field == "user-agent":
            if not groups or groups[-1][1]:
                groups.append((set(), []))
            groups[-1][0].add(value.partition("/")[0].strip().lower())
        elif field in {"allow", "disallow", "crawl-delay"} and groups:
            groups[-1][1].append((field, value))
    return groups


def _normal(path: str) -> str:
    """Write every path with the same characters percent-encoded."""
    return quote(unquote(path), safe="/?&=:@!$'()*+,;~%")


def _fits(pattern: str, path: str) -> bool:
    """Match a prefix in which ``*`` stands for any characters and a last ``$`` for the end, in linear time."""
    anchored = pattern.endswith("$")
    first, *rest = re.split(r"\*+", pattern.removesuffix("$"))
    if not path.startswith(first):
        return False
    position = len(first)
    last = rest.pop() if anchored and rest else None
    for piece in rest:
        found = path.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    if last is not None:
        return len(path) - len(last) >= position and path.endswith(last)
    return not anchored or position == len(path)
