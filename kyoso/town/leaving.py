"""Days off in the sample town: somebody of an intermediary body is away for a week, soon, and everybody can see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kyoso.town.model import Town

ON_LEAVE = ("coordinator-08",)
"""Whose desks others serve too."""
AHEAD_DAYS, WEEK_DAYS, WORKING_DAYS = 7, 7, 5


@dataclass(frozen=True, slots=True)
class LeaveSeed:
    """The days on which somebody takes nothing new, the first and the last included."""

    id: str
    person_id: str
    first_day: date
    last_day: date


def leaves_of(town: Town, today: date) -> Iterator[LeaveSeed]:
    """Those of a month: from Monday to Friday of the week after the next."""
    first_day = today + timedelta(days=AHEAD_DAYS + WEEK_DAYS - today.weekday())
    last_day = first_day + timedelta(days=WORKING_DAYS - 1)
    for seat in town.coordinators:
        if seat.person_id in ON_LEAVE:
            yield LeaveSeed(f"leave-{seat.person_id}-{today:%Y-%m}", seat.person_id, first_day, last_day)
