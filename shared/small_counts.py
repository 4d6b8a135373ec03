"""How counts about people are published: day by day, and a small day not at all. Pure.

The rule has one unit, a day in Tokyo that is over. A day with fewer than five events is not told, zero included. What
is told of a period is made of the days that are told and of nothing else, and a day's number does not depend on what
was asked for: no two periods, however they overlap, give away a day that is not told. The day that still runs is told
in whole fives, downwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

COUNT_SHOWN_MIN = 5
"""Smaller counts about people are told as fewer than this, zero too: seeing 0 become 1 tells that somebody did."""


@dataclass(frozen=True, slots=True)
class DayTold:
    """One day. ``events`` and ``amount`` are ``None`` where there were too few. ``exact``: not one more."""

    day: date
    events: int | None
    amount: int | None
    exact: bool


@dataclass(frozen=True, slots=True)
class PeriodTold:
    """The days of a period, and the sums of those that are told. ``exact``: no day is missing in the sums."""

    days: tuple[DayTold, ...]
    events: int
    amount: int
    exact: bool


def told(found: Mapping[date, tuple[int, int]], days: Sequence[date], today: date, *, open_to_all: bool) -> PeriodTold:
    """What may be known of some days, of each of which ``found`` has the events and the sum of their amounts.

    ``open_to_all``: the events behind it are open ones, which anybody may count: then everything is told as it is. Of
    days to come there is nothing to tell of people.
    """
    shown = tuple(
        DayTold(day, *found.get(day, (0, 0)), exact=True)
        if open_to_all
        else _careful(day, *found.get(day, (0, 0)), today)
        for day in days
        if open_to_all or day <= today
    )
    return PeriodTold(
        shown,
        sum(each.events or 0 for each in shown),
        sum(each.amount or 0 for each in shown),
        exact=all(each.exact for each in shown),
    )


def _careful(day: date, events: int, amount: int, today: date) -> DayTold:
    if events < COUNT_SHOWN_MIN:
        return DayTold(day, None, None, exact=False)
    if day < today:
        return DayTold(day, events, amount, exact=True)
    return DayTold(day, events - events % COUNT_SHOWN_MIN, None, exact=False)
