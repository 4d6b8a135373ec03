"""Bookings passed on: cancelled by one party and booked at once by another. ``passings/<party>``, one stream a party.

Each party's stream knows what it gave and what it took, newest last, and no more of it than the habit can need.
"""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import BaseModel

from services.booking.domain.events import BookingPassedOn, PassingNoted
from services.booking.rulebook.asking import GivenUp
from shared.events import Event
from shared.journal import State, Stream

KEPT_MAX = 200
"""Passings that are remembered of a party, each way. Somebody with more of them is judged by the newest."""


class Passed(BaseModel):
    """One booking passed on: with whom, and when it was taken."""

    other: str
    at: datetime
    minutes: int = 0
    """So long after it was given up."""


class Passings(State):
    """What a party gave to whom, and took from whom."""

    kind: ClassVar[str] = "passings"

    gave: list[Passed] = []
    took: list[Passed] = []

    @classmethod
    def of(cls, party: str) -> Stream["Passings"]:
        """The stream of a party as ``domain.wish.party_of`` names it."""
        return cls.stream(*party.split("/"))

    @property
    def party(self) -> str:
        """Whose they are."""
        return self.stream_key

    def apply(self, event: Event) -> None:
        if isinstance(event, PassingNoted):
            side = self.gave if event.side == "gave" else self.took
            side.append(Passed(other=event.other, at=event.at, minutes=event.minutes))
            del side[:-KEPT_MAX]

    def note(self, side: Literal["gave", "took"], passed: BookingPassedOn) -> list[Event]:
        """One more."""
        other = passed.taker if side == "gave" else passed.giver
        minutes = int((passed.taken_at - passed.given_up_at).total_seconds() // 60)
        return [PassingNoted(side=side, other=other, at=passed.taken_at, minutes=minutes)]

    def given_up(self, giver: "Passings", at: datetime, within_minutes: int) -> GivenUp:
        """What the rules ask about when this party wants what another gave up at ``at``."""
        gave = [one for one in giver.gave if one.minutes <= within_minutes]
        took = [one for one in self.took if one.minutes <= within_minutes]
        return GivenUp(
            at=at,
            gave=tuple(one.at for one in gave),
            gave_them=tuple(one.at for one in gave if one.other == self.party),
            took=tuple(one.at for one in took),
            took_theirs=tuple(one.at for one in took if one.other == giver.party),
        )
