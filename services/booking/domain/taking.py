"""What of a facility-day is given up and taken: who gives what up, and whether somebody takes what another gave up.

Watched is what somebody had ahead of its use. Not watched is what is left of a use that ended early or that nobody
began: that is for whoever is there. Nor is what the house takes away, or what staff had no time to decide.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from services.booking.domain.day_record import DayRecord
from services.booking.domain.events import BookingPassedOn, RoomsGivenUp
from services.booking.domain.given_up import GivenUpRooms, Own, TakenFromOthers, passed_on
from services.booking.domain.ways.held import Held
from shared.contracts.booking import SlotsFreed
from shared.events import Event


def unclear(
    day: DayRecord, rooms: Collection[str], mask: int, party: str, now: datetime, cleared: Collection[str] = (),
    own: Own | None = None,
) -> TakenFromOthers | None:  # fmt: skip
    """What others gave up of it and is not ``cleared`` with the rules (by booking), if anything."""
    met = [one for one in taken_from_others(day, rooms, mask, party, now, own) if one.booking_id not in cleared]
    return TakenFromOthers(met) if met else None


def passings(
    day: DayRecord, booking_id: str, rooms: Collection[str], mask: int, taker: str, now: datetime,
    own: Own | None = None,
) -> list[BookingPassedOn]:  # fmt: skip
    """What is taken that others gave up not long ago."""
    return passed_on(booking_id, taker, taken_from_others(day, rooms, mask, taker, now, own), now)


def taken_from_others(
    day: DayRecord, rooms: Collection[str], mask: int, party: str, now: datetime, own: Own | None = None
) -> list[GivenUpRooms]:
    """What others gave up not long ago of the rooms in these quarters: also by a hold whose time is over."""
    if not day.given_up and not day.deadlines:  # of most days, and of all in the opening minute
        return []
    known = _known(day, now)
    return [one for one in known if one.meets(rooms, mask, party, now, own)]


def _known(day: DayRecord, now: datetime) -> list[GivenUpRooms]:
    return [*day.given_up, *(_left_to_lapse(held) for held in day.overdue(now) if held.status == "held")]


def held_until(day: DayRecord, rooms: Collection[str], mask: int, party: str, now: datetime) -> datetime | None:
    """Until when the party had held something of this that it gave up, or left to lapse, not long ago."""
    if not day.given_up and not day.deadlines:
        return None
    known = _known(day, now)
    ends = (one.hold_until for one in known if one.held_by(rooms, mask, party, now))
    return min((end for end in ends if end is not None), default=None)


def gives_up(held: Held, at: datetime | None) -> list[Event]:
    """Who gave what up, and when: somebody who takes it at once may be a friend."""
    if at is None:
        return []
    booking = held.confirmed
    return [_given_up(held, booking.room_ids, booking.starts_at, booking.ends_at, at)]


def gives_parts_up(held: Held, told: Iterable[Event], at: datetime) -> list[Event]:
    """The same of what is free again when a booking changes."""
    return [
        _given_up(held, freed.room_ids, freed.starts_at, freed.ends_at, at)
        for freed in told
        if isinstance(freed, SlotsFreed)
    ]


def lapsed_at(held: Held) -> datetime | None:
    """When its holder gave up what was left to lapse; nothing of a request that staff did not decide."""
    return held.hold_until if held.status == "held" else None


def _given_up(
    held: Held, room_ids: tuple[str, ...], starts_at: datetime, ends_at: datetime, at: datetime
) -> RoomsGivenUp:
    return RoomsGivenUp(
        booking_id=held.confirmed.booking_id, room_ids=room_ids, starts_at=starts_at, ends_at=ends_at,
        party=held.party, at=at, hold_until=held.hold_until if held.status == "held" else None,
    )  # fmt: skip


def _left_to_lapse(held: Held) -> GivenUpRooms:
    """What a hold whose time is over gives up, though nobody has recorded it yet."""
    assert held.hold_until is not None
    return GivenUpRooms(
        booking_id=held.confirmed.booking_id, room_ids=held.confirmed.room_ids, start=held.start, end=held.end,
        party=held.party, at=held.hold_until, hold_until=held.hold_until,
    )  # fmt: skip
