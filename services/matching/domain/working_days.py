"""Days on which the city's desks work: not weekends, national holidays, nor 29 December to 3 January."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import jpholiday

from shared.clock import TOKYO, tokyo_date

YEAR_END = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})
DAYS_MAX = 90
"""So that no deadline is looked for without end."""


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Whether the desks work on ``day``."""
    free = day.weekday() >= 5 or (day.month, day.day) in YEAR_END
    return not free and not jpholiday.is_holiday(day)


def due_after(at: datetime, days: int, closes_at: time) -> datetime:
    """The closing hour of the ``days``-th working day after the day of ``at`` in Tokyo (1 to ``DAYS_MAX``)."""
    day = tokyo_date(at)
    for _ in range(min(max(days, 1), DAYS_MAX)):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return datetime.combine(day, closes_at, TOKYO).astimezone(UTC)
