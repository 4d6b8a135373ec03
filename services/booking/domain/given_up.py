"""Rooms that somebody gave up not long ago, as one facility-day remembers them: who might be passing a booking on."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from pydantic import BaseModel

from services.booking.domain.events import BookingPassedOn, RoomsGivenUp
from services.booking.domain.grid import span

KEPT_MAX = 50
"""Of a day; of more the oldest is forgotten."""
REMEMBERED = timedelta(hours=48)
"""Longer than any rule keeps somebody from what was given up: until a time of the next day."""


class GivenUpRooms(BaseModel):
    """Rooms and quarters that a party had, and when it gave them up."""

    booking_id: str
    room_ids: tuple[str, ...]
    start: int
    end: int
    party: str
    at: datetime

    def meets(self, rooms: Collection[str], mask: int, party: str, now: datetime) -> bool:
        """Whether somebody else now wants one of the rooms in one of the quarters."""
        return (
            self.party != party
            and bool(span(self.start, self.end) & mask)
            and not frozenset(rooms).isdisjoint(self.room_ids)
            and now - self.at < REMEMBERED
        )


class TakenFromOthers(Exception):
    """What is wanted was given up by others: the rules have to be asked about that first. Nobody is told this."""

    def __init__(self, given_up: Collection[GivenUpRooms]) -> None:
        super().__init__()
        self.given_up = tuple(given_up)


def remembered(known: Iterable[GivenUpRooms], event: RoomsGivenUp, start: int, end: int) -> list[GivenUpRooms]:
    """What a day remembers, with one more."""
    one = GivenUpRooms(
        booking_id=event.booking_id, room_ids=event.room_ids, start=start, end=end, party=event.party, at=event.at
    )
    return [*known, one][-KEPT_MAX:]


def passed_on(booking_id: str, taker: str, met: Iterable[GivenUpRooms], now: datetime) -> list[BookingPassedOn]:
    """Each party whose given-up rooms are taken, once."""
    newest = {one.party: one for one in met}
    return [
        BookingPassedOn(booking_id=booking_id, giver=party, taker=taker, given_up_at=one.at, taken_at=now)
        for party, one in newest.items()
    ]
