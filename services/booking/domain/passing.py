"""Bookings passed on: cancelled by one party and booked at once by another. ``passings/<party>``, one stream a party.

Each party's stream knows what it gave and what it took, newest last, and no more of it than the habit can need.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from pydantic import BaseModel

from services.booking.domain.events import BookingPassedOn, PassingNoted
from shared.events import Event
from shared.journal import State, Stream

KEPT_MAX = 200
"""Passings that are remembered of a party, each way. Somebody with more of them is judged by the newest."""


class Passed(BaseModel):
    """One booking passed on: with whom, and when it was taken."""

    other: str
    at: datetime


class Passings(State):
    """What a party gave to whom, and took from whom."""

    kind: ClassVar[str] = "passings"

    gave: list[Passed] = []
    took: list[Passed] = []

    @classmethod
    def of(cls, party: str) -> Stream["Passings"]:
        """The stream of a party as ``domain.wish.party_of`` names it."""
        return cls.stream(*party.split("/"))

    def apply(self, event: Event) -> None:
        if isinstance(event, PassingNoted):
            side = self.gave if event.side == "gave" else self.took
            side.append(Passed(other=event.other, at=event.at))
            del side[:-KEPT_MAX]

    def note(self, side: Literal["gave", "took"], passed: BookingPassedOn) -> list[Event]:
        """One more."""
        other = passed.taker if side == "gave" else passed.giver
        return [PassingNoted(side=side, other=other, at=passed.taken_at)]


def between(passed: Sequence[Passed], other: str, now: datetime, *, days: int) -> tuple[int, int]:
    """How many of the passings of the last ``days`` were with ``other``, and how many there were in all."""
    first = now - timedelta(days=days)
    recent = [one for one in passed if one.at >= first]
    return sum(one.other == other for one in recent), len(recent)


def is_habit(gave: tuple[int, int], took: tuple[int, int], *, times: int, percent: int) -> bool:
    """Whether two parties pass bookings on by habit.

    ``gave`` are the giver's passings to this taker and to anybody, ``took`` the taker's from this giver and from
    anybody. Both shares count: a busy taker meets every giver now and then, and that is no habit.
    """
    return min(gave[0], took[0]) >= times and all(
        with_other * 100 >= percent * all_ for with_other, all_ in (gave, took)
    )
