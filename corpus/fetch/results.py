"""What a run of the fetcher is asked to do, what it may cost, and what became of each text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from corpus.model import Snapshot, Source
from corpus.publishers.publisher import FetchRequest

__all__ = ["FetchOutcome", "FetchProgress", "FetchState", "Limits", "PlannedRequest"]

FetchState = Literal["fetched", "unchanged", "changed", "new", "blocked", "failed", "by hand"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a single answer may cost. Times are in seconds, the size in bytes, after unpacking.

    `silence` is how long a publisher may say nothing, `duration` how long an answer may take in all, `patience` the
    longest Retry-After and Crawl-delay that are waited for. The waits between attempts start at `backoff` and double.
    """

    attempts: int = 4
    backoff: float = 4.0
    silence: float = 30.0
    duration: float = 600.0
    patience: float = 120.0
    size: int = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """The first request for a source, or, where there is none, the reason why, and what the user can do."""

    source: Source
    request: FetchRequest | None
    reason: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """What became of one text. ``changed`` and ``new`` come from a check, which keeps nothing.

    `snapshot` is what the store holds of it now, if anything; `hint` says what the user can do.
    """

    source: Source
    state: FetchState
    detail: str = ""
    hint: str = ""
    snapshot: Snapshot | None = None


FetchProgress = Callable[[int, int, Source], None]
"""Called before each request with how many texts are settled, how many are known of by now, and the text asked for."""
