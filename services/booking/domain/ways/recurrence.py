"""The days of a series: every so many weeks, or the nth weekday of each month. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

OCCURRENCES_MAX = 60
MONTHS_MAX = 240
"""A fifth weekday is not in every month; nobody looks further than this for the next one."""


def days_of(first: date, *, weeks: int | None, until: date | None, count: int | None) -> list[date]:
    """The days from ``first`` on, ``until`` included; one more than ``OCCURRENCES_MAX`` where there would be more.

    Every ``weeks`` weeks, or without it the same weekday of each month as the first (the second Tuesday); a month
    without a fifth one is left out.
    """
    every = _weekly(first, weeks) if weeks is not None else _monthly(first)
    days = islice(every, min(count or OCCURRENCES_MAX + 1, OCCURRENCES_MAX + 1))
    return [day for day in days if until is None or day <= until]


def _weekly(first: date, weeks: int) -> Iterator[date]:
    day = first
    while True:
        yield day
        day += timedelta(weeks=weeks)


def _monthly(first: date) -> Iterator[date]:
    nth, weekday = (first.day - 1) // 7, first.weekday()
    for month in range(MONTHS_MAX):
        year, index = divmod(first.month - 1 + month, 12)
        start = date(first.year + year, index + 1, 1)
        day = start + timedelta(days=(weekday - start.weekday()) % 7 + 7 * nth)
        if day.month == start.month:
            yield day
