"""Rooms that somebody gave up not long ago, as one facility-day remembers them: who might be passing a booking on.

Of each party the newest giving up of each room and quarter is remembered. So however much one party gives up, it can
make the day forget nothing of anybody else, and of its own only what it gave up again.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import BaseModel

from services.booking.domain.events import BookingPassedOn, RoomsGivenUp
from services.booking.domain.grid import span

KEPT_MAX = 1_000
"""Pieces that a day remembers; of more, the oldest of whoever has the most of them is forgotten."""
REMEMBERED = timedelta(hours=48)
"""Longer than any rule keeps somebody from what was given up: until a time of the next day."""


class Own(NamedTuple):
    """What a party has already of what it wants: these rooms (with parts and halls), in these quarters."""

    rooms: Collection[str]
    mask: int


class GivenUpRooms(BaseModel):
    """Rooms and quarters that a party had, and when it gave them up; of what it only held, until when it did."""

    booking_id: str
    room_ids: tuple[str, ...]
    start: int
    end: int
    party: str
    at: datetime
    hold_until: datetime | None = None

    def held_by(self, rooms: Collection[str], mask: int, party: str, now: datetime) -> bool:
        """Whether the party held one of the rooms in one of the quarters not long ago."""
        meets = span(self.start, self.end) & mask and not frozenset(rooms).isdisjoint(self.room_ids)
        return bool(self.hold_until and self.party == party and now - self.at < REMEMBERED and meets)

    def meets(
        self, rooms: Collection[str], mask: int, party: str, now: datetime, own: Own | None = None
    ) -> bool:  # fmt: skip
        """Whether somebody else now wants one of the rooms in one of the quarters, and has not got it already."""
        if self.party == party or now - self.at >= REMEMBERED:
            return False
        wanted, named = span(self.start, self.end) & mask, frozenset(rooms).intersection(self.room_ids)
        if not wanted or not named:
            return False
        return own is None or bool(wanted & ~own.mask) or not named <= frozenset(own.rooms)

    def without(self, newer: "GivenUpRooms") -> Iterator["GivenUpRooms"]:
        """What is left of it once the same party gives some of it up again: nothing, itself, or pieces of it."""
        both = frozenset(self.room_ids) & frozenset(newer.room_ids)
        if self.party != newer.party or not both or newer.start >= self.end or self.start >= newer.end:
            yield self
            return
        if self.hold_until is not None and newer.hold_until is None:  # nobody begins a hold anew by booking in between
            yield self
            return
        others = tuple(room_id for room_id in self.room_ids if room_id not in both)
        same = tuple(room_id for room_id in self.room_ids if room_id in both)
        pieces = ((others, self.start, self.end), (same, self.start, newer.start), (same, newer.end, self.end))
        for room_ids, start, end in pieces:
            if room_ids and start < end:
                yield self.model_copy(update={"room_ids": room_ids, "start": start, "end": end})


class TakenFromOthers(Exception):
    """What is wanted was given up by others: the rules have to be asked about that first. Nobody is told this."""

    def __init__(self, given_up: Collection[GivenUpRooms]) -> None:
        super().__init__()
        self.given_up = tuple(given_up)


def remembered(known: Iterable[GivenUpRooms], event: RoomsGivenUp, start: int, end: int) -> list[GivenUpRooms]:
    """What a day remembers, with one more; what is too long ago to matter is forgotten."""
    one = GivenUpRooms(
        booking_id=event.booking_id, room_ids=event.room_ids, start=start, end=end, party=event.party, at=event.at,
        hold_until=event.hold_until,
    )  # fmt: skip
    recent = (each for each in known if event.at - each.at < REMEMBERED)
    kept = [*(piece for each in recent for piece in each.without(one)), one]
    while len(kept) > KEPT_MAX:
        ((most, _),) = Counter(each.party for each in kept).most_common(1)
        kept.remove(next(each for each in kept if each.party == most))
    return kept


def passed_on(booking_id: str, taker: str, met: Iterable[GivenUpRooms], now: datetime) -> list[BookingPassedOn]:
    """Each party whose given-up rooms are taken, once."""
    newest: dict[str, GivenUpRooms] = {}
    for one in met:
        if one.party not in newest or newest[one.party].at <= one.at:
            newest[one.party] = one
    return [
        BookingPassedOn(booking_id=booking_id, giver=party, taker=taker, given_up_at=one.at, taken_at=now)
        for party, one in newest.items()
    ]
