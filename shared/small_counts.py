"""How counts about people are published: day by day, and a day with few people not at all. Pure.

The rule has one unit, a day in Tokyo that is over. A day is told when at least five *different people* are behind it,
however many events there were: one person who acts five times protects nobody. Zero counts as few too. What is told of
a period is made of the days that are told and of nothing else, and a day's number does not depend on what was asked
for: no two periods, however they overlap, give away a day that is not told. The day that still runs is told in whole
fives of people, downwards: each step means five more.

Why people, and what this does not hide: ``docs/decisions/0013-people-not-events.md``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

COUNT_SHOWN_MIN = 5
"""Fewer people are told as fewer than this, nobody too: seeing 0 become 1 tells that somebody did."""


@dataclass(frozen=True, slots=True)
class DayFound:
    """What was counted on one day: events, how many different people they are about, and the sum of their amounts."""

    events: int = 0
    people: int = 0
    amount: int = 0


@dataclass(frozen=True, slots=True)
class DayTold:
    """One day. ``events`` and ``amount`` are ``None`` where people were too few. ``exact``: not one event more."""

    day: date
    events: int | None
    amount: int | None
    exact: bool


NOTHING = DayFound()


@dataclass(frozen=True, slots=True)
class PeriodTold:
    """The days of a period, and the sums of those that are told. ``exact``: no day is missing in the sums.

    ``amount`` is ``None`` where that of no day is told.
    """

    days: tuple[DayTold, ...]
    events: int
    amount: int | None
    exact: bool


def told(found: Mapping[date, DayFound], days: Sequence[date], today: date, *, open_to_all: bool) -> PeriodTold:
    """What may be known of some days, of which ``found`` has what was counted; nothing where it has none.

    ``open_to_all``: the events behind it are open ones, which anybody may count: then everything is told as it is. Of
    days to come there is nothing to tell of people.
    """
    shown = tuple(
        _as_it_is(day, found.get(day, NOTHING)) if open_to_all else _careful(day, found.get(day, NOTHING), today)
        for day in days
        if open_to_all or day <= today
    )
    return PeriodTold(
        shown,
        sum(each.events or 0 for each in shown),
        sum(amounts) if (amounts := [each.amount for each in shown if each.amount is not None]) else None,
        exact=all(each.exact for each in shown),
    )


def whole_fives(people: int) -> int:
    """How many of so many different people may be told while the day runs: the next one to come shows nothing."""
    return people - people % COUNT_SHOWN_MIN


def _as_it_is(day: date, found: DayFound) -> DayTold:
    return DayTold(day, found.events, found.amount, exact=True)


def _careful(day: date, found: DayFound, today: date) -> DayTold:
    if found.people < COUNT_SHOWN_MIN:
        return DayTold(day, None, None, exact=False)
    if day < today:
        return _as_it_is(day, found)
    return DayTold(day, whole_fives(found.people), None, exact=False)
