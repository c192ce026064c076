"""The days on which periods end that are counted from the entry into force of an agreement."""

import calendar
import re
from collections.abc import Iterable
from datetime import date, timedelta

from corpus.model import Agreement
from corpus.numbering import NUMBER_WORDS, in_digits

__all__ = ["deadlines"]

# "within 18 months of the Agreement's entry into force", "180 days after the first anniversary of entry into force"
_PERIOD = re.compile(
    rf"\b(\d+|a|first|{NUMBER_WORDS}) (day|month|year)s? (after the first anniversary )?(?:of|from|after) "
    r"(?:the )?(?:agreement's )?(?:entry|agreement enters) into force\b",
    re.IGNORECASE,
)


def deadlines(digests: Iterable[str], agreement: Agreement) -> tuple[date, ...]:
    """Return the days on which the periods end that digests in English count from entry into force, in order.

    None where that day is not known for sure, or is not one day for all: parties joined later, or the agreement was
    first applied provisionally.
    """
    start = agreement.in_force
    if start is None or "in_force" in agreement.unverified or agreement.provisional_from or agreement.since:
        return ()
    return tuple(sorted({_end(start, *found.groups()) for words in digests for found in _PERIOD.finditer(words)}))


def _end(start: date, number: str, unit: str, after: str | None) -> date:
    count = 1 if number.lower() in {"a", "first"} else int(in_digits(number))
    start = _months_later(start, 12) if after else start
    if unit.lower() == "day":
        return start + timedelta(days=count)
    return _months_later(start, count * (12 if unit.lower() == "year" else 1))


def _months_later(start: date, months: int) -> date:
    """Return the same day of a later month, or its last day where that month is shorter."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
