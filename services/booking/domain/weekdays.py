"""Weekdays, days of the year, and Japan's national holidays."""

from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

import jpholiday
from pydantic import Field

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MonthDay = Annotated[str, Field(pattern=r"^\d{2}-\d{2}$")]
"""``12-29``."""


@lru_cache(maxsize=65_536)
def is_holiday(day: date) -> bool:
    """Whether ``day`` is a national holiday of Japan."""
    return bool(jpholiday.is_holiday(day))
