"""The six times of the week that residents and groups name: weekday or weekend (holidays too), by part of the day."""

from datetime import datetime

import jpholiday

from shared.clock import TOKYO


def time_of(instant: datetime) -> str:
    """The time of the week of an instant in Tokyo: morning before 12, afternoon before 17, evening after."""
    local = instant.astimezone(TOKYO)
    free = local.weekday() >= 5 or jpholiday.is_holiday(local.date())
    part = "morning" if local.hour < 12 else "afternoon" if local.hour < 17 else "evening"
    return f"{'weekend' if free else 'weekday'}-{part}"
