"""Dates of the query language: signed:2010..2020, inforce:2015-06-01."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import NoReturn

from corpus.errors import QueryError

__all__ = ["range_text", "read_day", "read_range"]

FIRST, LAST = 0, 99991231  # an end that is left open

DAY = r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?"


def read_range(value: str, position: int) -> tuple[int, int]:
    """Read "2010..2020", a range of years, months or days, as the first and last day in yyyymmdd. Raises QueryError."""
    first, dots, last = value.partition("..")
    edges = (_day(first, 1, 1) if first else FIRST, _day(last, 12, 31) if last else LAST) if dots else (
        _day(value, 1, 1), _day(value, 12, 31))  # fmt: skip
    if None in edges or not value.strip("."):
        raise QueryError("not-a-date-range", position=position, value=value)
    start, end = edges
    assert start is not None and end is not None  # noqa: S101, PT018 - said above
    if start > end:
        raise QueryError("date-range-reversed", position=position, value=value)
    return start, end


def _day(value: str, month: int, day: int) -> int | None:
    found = re.fullmatch(DAY, value)
    if not found:
        return None
    return int(found[1]) * 10_000 + int(found[2] or month) * 100 + int(found[3] or day)


def read_day(value: str, position: int) -> str:
    """Read a day that has come, as ISO 8601; a year or a month alone means its first day. Raises QueryError."""
    found = _day(value, 1, 1)
    try:
        day = date.fromisoformat(f"{found:08d}") if found else _no_date(value, position)
    except ValueError:
        _no_date(value, position)
    if day > datetime.now(UTC).date() + timedelta(days=1):  # somewhere it is tomorrow
        raise QueryError("day-to-come", position=position, value=value)
    return day.isoformat()


def _no_date(value: str, position: int) -> NoReturn:
    raise QueryError("not-a-date", position=position, value=value)


def range_text(signed: tuple[int, int]) -> str:
    """Write a range so that `read_range` reads the same."""
    first, last = (f"{day:08d}" for day in signed)
    dashed = [f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in (first, last)]
    return f"{dashed[0] if signed[0] != FIRST else ''}..{dashed[1] if signed[1] != LAST else ''}"
