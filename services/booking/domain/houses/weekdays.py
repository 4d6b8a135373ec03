"""Weekdays, and Japan's national holidays."""

from datetime import date
from functools import lru_cache
from typing import Literal

import jpholiday

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@lru_cache(maxsize=65_536)
def is_holiday(day: date) -> bool:
    """Whether ``day`` is a national holiday of Japan."""
    return bool(jpholiday.is_holiday(day))
