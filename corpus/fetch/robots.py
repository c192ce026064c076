"""What a site's robots.txt allows (RFC 9309, with Crawl-delay), as protego reads it."""

import math
import re

from protego import Protego

__all__ = ["Robots"]

_LIMIT = 500 * 1024  # bytes; the RFC lets a reader stop here
# "User-agent: Clausula/2.0" is meant for us: the RFC's names have no version.
_VERSION = re.compile(r"^([ \t]*user-agent[ \t]*:[^/#\r\n]*)/[^#\r\n]*", re.IGNORECASE | re.MULTILINE)


class Robots:
    """The rules that `text` has for the crawler named `agent`; `delay` is the pause that it asks for, in seconds."""

    def __init__(self, text: str, agent: str) -> None:
        self._rules = Protego.parse(_VERSION.sub(r"\1", text[:_LIMIT].lstrip("\ufeff")))
        self._agent = agent
        delay = self._rules.crawl_delay(agent) or 0.0
        self.delay = delay if math.isfinite(delay) else 0.0

    def allows(self, path: str) -> bool:
        """Return whether `path`, with its query, may be asked for: the longest rule decides, on a tie allow wins."""
        return bool(self._rules.can_fetch(f"https://site{path}", self._agent))
