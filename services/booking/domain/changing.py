"""A booking that becomes another one: on the same day in place, keeping its id; elsewhere by a move.

In place is one commit, unless its quota has to grow first: then, as for a move, the booking is marked (``leaving``),
the new is secured, and the old is left or kept. Whatever dies in between, the steps that follow end it one way.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from services.booking.domain.closing import displaced_if_closed
from services.booking.domain.facility_day import REASON_OF, FacilityDay, given_back, why
from services.booking.domain.facility_info import FacilityInfo
from services.booking.domain.given_up import Own
from services.booking.domain.grid import instant, quarter_of, runs, span
from services.booking.domain.held import Held
from services.booking.domain.taking import gives_parts_up, gives_up, passings, unclear
from services.booking.domain.terms import Terms
from services.booking.domain.wanted import Wanted
from services.booking.domain.way_events import ChangeBegun, ChangeCounted, ChangeEnded, ChangeRefused
from services.booking.domain.wish import Wish
from services.booking.refusals import BookingNotOpen
from services.booking.ways_refusals import ChangeNeedsApproval, NothingChanges
from shared.contracts.booking import BookingCancelled, SlotsFreed, SlotsTaken
from shared.contracts.booking_ways import BookingChanged
from shared.events import Event


def change(
    day: FacilityDay, booking_id: str, change_id: str, wish: Wish, facility: FacilityInfo, terms: Terms, now: datetime,
    *, by_staff: bool, cleared: Collection[str] = (),
) -> list[Event]:  # fmt: skip
    """Make a booking as ``wish`` says, on its day. What is given back has the deadline of a cancellation.

    Raises what ``FacilityDay.confirm`` raises, ``BookingNotOpen``, ``ChangeNeedsApproval``, ``NothingChanges``.
    """
    held = _changeable(day, booking_id, wish, facility, terms, now, by_staff=by_staff)
    if _is_like(held, wish):
        raise NothingChanges(booking_id=booking_id)
    touched = facility.rules.touched(wish.room_ids)
    more = bool(wish.mask & ~held.mask) or not frozenset(wish.room_ids) <= frozenset(held.confirmed.room_ids)
    counted = terms if more else terms.model_copy(update={"day_caps": ()})  # less is not too much, whatever a cap says
    if obstacle := day.obstacle(touched, wish.use, counted, now, (held,)):
        raise day.refused(obstacle, wish, facility, now)
    own = Own(facility.rules.touched(held.confirmed.room_ids), held.mask)
    if taken := unclear(day, touched, wish.mask, held.party, now, cleared, own):
        raise taken
    wanted = Wanted.of(change_id, wish, facility, terms)
    if terms.quotas and more:
        return [ChangeBegun(booking_id=booking_id, kind="grow", wanted=wanted)]
    fell = held.confirmed.fee - terms.fee
    part = held.confirmed.model_copy(update={"fee": fell})
    refund = facility.rules.refund(part, now) if fell > 0 else None
    told = changed(day, held, wanted, refund)
    passed = passings(day, booking_id, touched, wish.mask, held.party, now, own)
    events = [*day.lapse_overdue(now), *told, *gives_parts_up(held, told, now), *passed]
    if terms.quotas and gives_back(held, wish):
        events.append(ChangeCounted(booking_id=booking_id, quotas=terms.quotas, use=wanted.use))
    return events


def change_or_refuse(day: FacilityDay, booking_id: str, wanted: Wanted, at: datetime) -> list[Event]:
    """The step after its quota has grown: the booking is as wanted, or ``ChangeRefused`` and as it was."""
    held = day.held.get(booking_id)
    if held is None or held.leaving != wanted.booking_id:
        return []
    if obstacle := day.obstacle(wanted.touched, wanted.use, wanted.terms, at, (held,)):
        refused = ChangeRefused(
            booking_id=booking_id, reason=REASON_OF[obstacle.kind], quotas=wanted.terms.quotas, wanted=wanted,
            **why(obstacle),
        )  # fmt: skip
        return [refused, *stay(day, booking_id, wanted.booking_id)]
    ended = ChangeEnded(booking_id=booking_id, change_id=wanted.booking_id)
    told = changed(day, held, wanted)
    same = frozenset(wanted.room_ids) <= frozenset(held.confirmed.room_ids)
    own = Own(wanted.touched if same else held.confirmed.room_ids, held.mask)
    passed = passings(day, booking_id, wanted.touched, wanted.mask, held.party, at, own)
    return [*day.lapse_overdue(at), *told, *gives_parts_up(held, told, at), *passed, ended]


def begin_move(
    day: FacilityDay, booking_id: str, wanted: Wanted, wish: Wish, facility: FacilityInfo, now: datetime, *,
    by_staff: bool,
) -> list[Event]:  # fmt: skip
    """Mark a booking that is to move to another day or house; ``facility`` is the one that it leaves.

    The conditions under which it was allowed move with it.
    """
    held = _changeable(day, booking_id, wish, facility, wanted.terms, now, by_staff=by_staff, moves=True)
    return [ChangeBegun(booking_id=booking_id, kind="move", wanted=wanted.under(held.confirmed.conditions))]


def leave(day: FacilityDay, booking_id: str, change_id: str, at: datetime) -> list[Event]:
    """The step after the new place is taken: the old one is given back."""
    held = day.held.get(booking_id)
    if held is None or held.leaving != change_id:
        return []
    ended = ChangeEnded(booking_id=booking_id, change_id=change_id)
    return [*given_back(day, held, BookingCancelled(**held.body(), reason="moved")), *gives_up(held, at), ended]


def stay(day: FacilityDay, booking_id: str, change_id: str) -> list[Event]:
    """The step after a change that lost: the booking stands as it was, unless its room was closed meanwhile."""
    held = day.held.get(booking_id)
    if held is None or held.leaving != change_id:
        return []
    return [ChangeEnded(booking_id=booking_id, change_id=change_id), *displaced_if_closed(day, held)]


def changed(day: FacilityDay, held: Held, wanted: Wanted, refund: int | None = None) -> list[Event]:
    """The facts of a change: what the booking is and was, what is free again, what is no longer free.

    ``refund``: the yen that come back where the fee fell; ``None``: all of them.
    """
    was = held.confirmed
    kept = {name: getattr(was, name) for name in ("booking_id", "moved_from", "series_id", "conditions", "channel")}
    event = BookingChanged(
        **{**wanted.body(), **kept},
        was_room_ids=was.room_ids,
        was_starts_at=was.starts_at,
        was_ends_at=was.ends_at,
        was_people=was.people,
        was_purpose=was.purpose,
        was_fee=was.fee,
        refund=refund,
    )
    old, new = frozenset(was.room_ids), frozenset(wanted.room_ids)
    mask = span(quarter_of(day.day, wanted.starts_at), quarter_of(day.day, wanted.ends_at))
    return [
        event,
        *_slots(day, SlotsFreed, was.facility_id, old - new, held.mask),
        *_slots(day, SlotsFreed, was.facility_id, old & new, held.mask & ~mask),
        *_slots(day, SlotsTaken, was.facility_id, old & new, mask & ~held.mask),
        *_slots(day, SlotsTaken, was.facility_id, new - old, mask),
    ]


def gives_back(held: Held, wish: Wish) -> bool:
    """Whether something of the booking is free again when it is as wished."""
    return bool(held.mask & ~wish.mask) or not frozenset(held.confirmed.room_ids) <= frozenset(wish.room_ids)


def _slots(
    day: FacilityDay, kind: type[SlotsTaken], facility_id: str, rooms: frozenset[str], mask: int
) -> Iterator[Event]:
    for start, end in runs(mask) if rooms else ():
        yield kind(
            facility_id=facility_id,
            room_ids=tuple(sorted(rooms)),
            starts_at=instant(day.day, start),
            ends_at=instant(day.day, end),
        )


def _changeable(
    day: FacilityDay, booking_id: str, wish: Wish, facility: FacilityInfo, terms: Terms, now: datetime, *,
    by_staff: bool, moves: bool = False,
) -> Held:  # fmt: skip
    held = day.open_booking(booking_id)
    if held.shown != "confirmed":
        raise BookingNotOpen(booking_id=booking_id, booking_status=held.shown)
    if by_staff:
        return held
    if terms.approval:
        raise ChangeNeedsApproval(booking_id=booking_id, rule_id=terms.approval)
    if (moves or gives_back(held, wish)) and (refusal := facility.rules.cancel_refusal(held.confirmed, now)):
        raise refusal
    return held


def _is_like(held: Held, wish: Wish) -> bool:
    was = held.confirmed
    return (wish.mask, frozenset(wish.room_ids), wish.people, wish.purpose, dict(wish.equipment)) == (
        held.mask, frozenset(was.room_ids), was.people, was.purpose, was.equipment,
    )  # fmt: skip
