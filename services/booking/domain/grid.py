"""A day as 96 quarters of an hour, Tokyo time: spans of it are bit masks, so that taken slots are one integer a room.

``24:00`` is quarter 96, the end of the day.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from shared.clock import TOKYO

QUARTER_MINUTES = 15
QUARTERS = 96
QUARTER = timedelta(minutes=QUARTER_MINUTES)
CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


def span(start: int, end: int) -> int:
    """The mask of the quarters ``start <= q < end``."""
    return ((1 << (end - start)) - 1) << start


def runs(mask: int) -> Iterator[tuple[int, int]]:
    """The maximal spans ``(start, end)`` of a mask, in order."""
    start = 0
    while mask:
        skipped = (mask & -mask).bit_length() - 1
        mask >>= skipped
        start += skipped
        length = (~mask & (mask + 1)).bit_length() - 1
        yield start, start + length
        mask >>= length
        start += length


def parse_clock(text: str) -> int:
    """``HH:MM`` on a quarter, up to ``24:00``, as a quarter. Raises ``ValueError``."""
    match = CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a time of day like 09:00")
    minutes = int(match[1]) * 60 + int(match[2])
    if int(match[2]) > 59 or minutes > 24 * 60 or minutes % QUARTER_MINUTES:
        raise ValueError(f"{text!r} is not a quarter of an hour between 00:00 and 24:00")
    return minutes // QUARTER_MINUTES


@lru_cache(maxsize=4096)
def midnight(day: date) -> datetime:
    """The first instant of a day in Tokyo, in UTC."""
    return datetime.combine(day, time(0), TOKYO).astimezone(UTC)


def instant(day: date, quarter: int) -> datetime:
    """The instant at which a quarter of a day begins, in UTC; quarter 96 is the next midnight."""
    return midnight(day) + quarter * QUARTER


def quarter_of(day: date, at: datetime) -> int:
    """The quarter that ``at`` lies in, counted from the start of ``day``: negative before it, 96 and more after it."""
    return (at - midnight(day)) // QUARTER


@lru_cache(maxsize=16_384)
def day_text(at: datetime) -> str:
    """An instant as people write it in Tokyo, ISO 8601 with +09:00."""
    return at.astimezone(TOKYO).isoformat(timespec="seconds")
