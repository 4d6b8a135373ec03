"""A booking that becomes another one: on the same day in place, keeping its id; elsewhere by a move.

In place is one commit, unless its quota has to grow first: then, as for a move, the booking is marked (``leaving``),
the new is secured, and the old is left or kept. Whatever dies in between, the steps that follow end it one way.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from services.booking.domain.after_use.unpaid import unpaid
from services.booking.domain.counting import CountedAs, Use
from services.booking.domain.events import QuotasReturned
from services.booking.domain.facility_day import REASON_OF, FacilityDay, decided_again, given_back, why
from services.booking.domain.given_up import Own
from services.booking.domain.grid import instant, quarter_of, runs, span
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.money.giving_back import by_change
from services.booking.domain.taking import gives_parts_up, gives_up, passings, unclear
from services.booking.domain.terms import Terms
from services.booking.domain.wanted import Wanted
from services.booking.domain.ways.change_events import (
    ChangeBegun,
    ChangeCounted,
    ChangeEnded,
    ChangeRefused,
    CountedAnyway,
    PlaceGivenUp,
)
from services.booking.domain.ways.closing import displaced_if_closed
from services.booking.domain.ways.held import GivenBack, Held
from services.booking.domain.wish import Wish
from services.booking.refusals import BookingNotOpen
from services.booking.ways.refusals import NothingChanges
from shared.contracts.booking import BookingCancelled, BookingConfirmed, SlotsFreed, SlotsTaken
from shared.contracts.booking_ways import BookingChanged
from shared.events import Event

GONE = frozenset({"cancelled", "lapsed", "refused"})
"""How a booking ends that counts nowhere any more."""


def change(
    day: FacilityDay, booking_id: str, change_id: str, wish: Wish, facility: FacilityInfo, terms: Terms, now: datetime,
    *, by_staff: bool, by_house: bool = False, cleared: Collection[str] = (),
) -> list[Event]:  # fmt: skip
    """Make a booking as ``wish`` says, on its day. What is given back has deadline and refund of a cancellation.

    ``by_house``: the house answers for it. Raises what ``FacilityDay.confirm`` raises, ``BookingNotOpen``,
    ``ChangeNeedsApproval``, ``NothingChanges``.
    """
    held = _changeable(day, booking_id, wish, facility, facility, terms, now, by_staff=by_staff)
    if _is_like(held, wish):
        raise NothingChanges(booking_id=booking_id)
    touched = facility.rules.touched(wish.room_ids)
    more = bool(wish.mask & ~held.mask) or not frozenset(wish.room_ids) <= frozenset(held.confirmed.room_ids)
    if obstacle := day.obstacle(touched, wish.use, terms if more else _less(held, wish, terms), now, (held,)):
        raise day.refused(obstacle, wish, facility, now)
    own = Own(facility.rules.touched(held.confirmed.room_ids), held.mask)
    if taken := unclear(day, touched, wish.mask, held.party, now, cleared, own):
        raise taken
    whole = not held.in_the_way(touched, wish.mask)  # nothing of its floor at any of its quarters is kept
    giving, kept = by_change(held, facility.rules, terms.fee, now, by_house=by_house, whole=whole)
    wanted = Wanted.of(change_id, wish, facility, terms.model_copy(update={"kept": kept}))
    if terms.quotas and more:
        counted = CountedAs(use=_use_of(held, wanted), quotas=held.quotas, unsure=held.unsure_quota)
        return [ChangeBegun(booking_id=booking_id, kind="grow", wanted=wanted, giving=giving, counted=counted)]
    told = changed(day, held, wanted, giving)
    passed = passings(day, booking_id, touched, wish.mask, held.party, now, own)
    left = () if by_house else gives_parts_up(held, told, now)
    return [*day.lapse_overdue(now), *told, *left, *passed, *_recounted(held, wanted)]


def change_or_refuse(day: FacilityDay, booking_id: str, wanted: Wanted, at: datetime) -> list[Event]:
    """The step after its quota has grown: the booking is as wanted, or ``ChangeRefused`` and as it was."""
    held = day.held.get(booking_id)
    if held is None or held.leaving != wanted.booking_id:
        return []
    obstacle = day.obstacle(wanted.touched, wanted.use, wanted.terms, at, (held,))
    if obstacle or held.unpaid:
        refused = ChangeRefused(
            booking_id=booking_id, reason=REASON_OF[obstacle.kind] if obstacle else "unpaid",
            quotas=wanted.terms.quotas, wanted=wanted, **(why(obstacle) if obstacle else {}),
        )  # fmt: skip
        return [refused, *stay(day, booking_id, wanted.booking_id)]
    ended = ChangeEnded(booking_id=booking_id, change_id=wanted.booking_id)
    told = changed(day, held, wanted, held.giving)
    same = frozenset(wanted.room_ids) <= frozenset(held.confirmed.room_ids)
    own = Own(wanted.touched if same else held.confirmed.room_ids, held.mask)
    passed = passings(day, booking_id, wanted.touched, wanted.mask, held.party, at, own)
    left = () if held.giving and held.giving.by_house else gives_parts_up(held, told, at)
    return [*day.lapse_overdue(at), *told, *left, *passed, ended]


def begin_move(
    day: FacilityDay, booking_id: str, wanted: Wanted, wish: Wish, left: FacilityInfo, to: FacilityInfo, now: datetime,
    *, by_staff: bool, by_house: bool = False,
) -> list[Event]:  # fmt: skip
    """Mark a booking that is to move to another day or house; ``left`` is the house that it leaves."""
    held = _changeable(day, booking_id, wish, left, to, wanted.terms, now, by_staff=by_staff, moves=True)
    giving, kept = by_change(held, left.rules, wanted.terms.fee, now, by_house=by_house, whole=True)
    goes_along = {"conditions": held.confirmed.conditions, "terms": wanted.terms.model_copy(update={"kept": kept})}
    wanted = wanted.model_copy(update=goes_along)
    return [ChangeBegun(booking_id=booking_id, kind="move", wanted=wanted, giving=giving)]


def leave(day: FacilityDay, booking_id: str, change_id: str, at: datetime) -> list[Event]:
    """The step after the new place is taken: the old one is given back, and of its fee what was said at first."""
    held = day.held.get(booking_id)
    if held is None or held.leaving != change_id:
        return []
    giving = held.giving
    ended = ChangeEnded(booking_id=booking_id, change_id=change_id)
    left = () if giving and giving.by_house else gives_up(held, at)
    left_behind = given_back(day, held, moved_away(held.confirmed, giving))
    return [*left_behind, *left, ended, *_given_up(held, giving)]


def stay(day: FacilityDay, booking_id: str, change_id: str) -> list[Event]:
    """The step after a change that lost: the booking stands as it was, unless its room was closed meanwhile.

    Nor where it was to lapse meanwhile, because nobody paid.
    """
    held = day.held.get(booking_id)
    if held is None or held.leaving != change_id:
        return []
    at = held.giving.at if held.giving else None
    after = unpaid(day, held, at) if held.unpaid else displaced_if_closed(day, held)
    return [ChangeEnded(booking_id=booking_id, change_id=change_id), *after]


def returned_if_gone(day: FacilityDay, booking_id: str, key: str) -> list[Event]:
    """The step after a quota counted a booking that was not reserved there: it is given back if the booking is gone."""
    gone = booking_id not in day.held and day.ended.get(booking_id) in GONE
    return [QuotasReturned(booking_id=booking_id, quotas=(key,))] if gone else []


def changed(day: FacilityDay, held: Held, wanted: Wanted, giving: GivenBack | None) -> list[Event]:
    """The facts of a change: what the booking is and was, what is free and no longer free, what it was decided by.

    ``giving``: what of the fee comes back where it fell; nothing of an older change, where all of it did.
    """
    was = held.confirmed
    event = told_of(was, wanted, giving)
    old, new = frozenset(was.room_ids), frozenset(wanted.room_ids)
    mask = span(quarter_of(day.day, wanted.starts_at), quarter_of(day.day, wanted.ends_at))
    return [
        event,
        *_slots(day, SlotsFreed, was.facility_id, old - new, held.mask),
        *_slots(day, SlotsFreed, was.facility_id, old & new, held.mask & ~mask),
        *_slots(day, SlotsTaken, was.facility_id, old & new, mask & ~held.mask),
        *_slots(day, SlotsTaken, was.facility_id, new - old, mask),
        decided_again(was.booking_id, wanted.terms),
        *_left(held, wanted),
        *_given_up(held, giving),
    ]


def told_of(was: BookingConfirmed, wanted: Wanted, giving: GivenBack | None) -> BookingChanged:
    """What a change in place tells of a booking; see ``changed``."""
    kept = {name: getattr(was, name) for name in ("booking_id", "moved_from", "series_id", "conditions", "channel")}
    return BookingChanged(
        **{**wanted.body(), **kept},
        was_room_ids=was.room_ids,
        was_starts_at=was.starts_at,
        was_ends_at=was.ends_at,
        was_people=was.people,
        was_purpose=was.purpose,
        was_fee=was.fee,
        refund=giving.refund if giving else None,
    )


def moved_away(was: BookingConfirmed, giving: GivenBack | None) -> BookingCancelled:
    """What a move tells of the booking that it leaves: of its fee, what the rules do not keep goes along."""
    refund = None if giving is None or giving.refund is None else was.fee - giving.kept
    return BookingCancelled(**was.model_dump(), reason="moved", refund=refund)


def _left(held: Held, wanted: Wanted) -> Iterator[Event]:
    """The quotas in which it counts no more: other rules, or a channel or kind that has others now."""
    was = (*held.quotas, held.unsure_quota) if held.unsure_quota else held.quotas
    if left := tuple(key for key in was if key not in wanted.terms.quotas):
        yield QuotasReturned(booking_id=held.confirmed.booking_id, quotas=left)


def _recounted(held: Held, wanted: Wanted) -> Iterator[Event]:
    """What quotas count of a booking that became no larger: it is there, so no limit refuses it where it is new."""
    booking_id, use = held.confirmed.booking_id, wanted.use
    stays = tuple(key for key in wanted.terms.quotas if key in held.quotas)
    enters = tuple(key for key in wanted.terms.quotas if key not in held.quotas)
    if stays and use != _use_of(held, wanted):
        yield ChangeCounted(booking_id=booking_id, quotas=stays, use=use)
    if enters:
        yield CountedAnyway(booking_id=booking_id, quotas=enters, use=use)


def _use_of(held: Held, wanted: Wanted) -> Use:
    """What it counts as before the change: the same, where and when it is."""
    return wanted.use._replace(rooms=held.confirmed.room_ids, start=held.start, end=held.end)


def _given_up(held: Held, giving: GivenBack | None) -> Iterator[Event]:
    """That all of a place was given up by a change, and when that was asked for."""
    if giving is not None and giving.whole and not giving.by_house:
        told = held.confirmed.model_dump(include=set(PlaceGivenUp.model_fields))
        yield PlaceGivenUp(**told, at=giving.at)


def gives_back(held: Held, wish: Wish) -> bool:
    """Whether something of the booking is free again when it is as wished: time, rooms, or what is lent with them."""
    lent = dict(wish.equipment)
    less = any(count > lent.get(item, 0) for item, count in held.confirmed.equipment.items())
    return less or bool(held.mask & ~wish.mask) or not frozenset(held.confirmed.room_ids) <= frozenset(wish.room_ids)


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
    day: FacilityDay, booking_id: str, wish: Wish, left: FacilityInfo, to: FacilityInfo, terms: Terms, now: datetime,
    *, by_staff: bool, moves: bool = False,
) -> Held:  # fmt: skip
    """The booking, if it may become another one: by the rules of the house it leaves, and of the one it goes to."""
    held = day.open_booking(booking_id)
    if held.shown != "confirmed":
        raise BookingNotOpen(booking_id=booking_id, booking_status=held.shown)
    if now >= held.confirmed.ends_at:
        raise BookingNotOpen(booking_id=booking_id, booking_status="over")
    if by_staff:
        return held
    if terms.approval:
        raise to.rules.change_needs_approval(terms.approval, wish, booking_id)
    if (moves or gives_back(held, wish)) and (refusal := left.rules.cancel_refusal(held.confirmed, now)):
        raise refusal
    return held


def _less(held: Held, wish: Wish, terms: Terms) -> Terms:
    """The terms of what becomes no larger: it is not too much, whatever a cap says, or a stock that has shrunk."""
    had = held.confirmed.equipment
    lent_more = any(count > had.get(item, 0) for item, count in wish.equipment)
    return terms.model_copy(update={"day_caps": ()} | ({} if lent_more else {"equipment": {}}))


def _is_like(held: Held, wish: Wish) -> bool:
    was = held.confirmed
    now = (wish.mask, frozenset(wish.room_ids), wish.people, wish.purpose, dict(wish.equipment))
    had = (held.mask, frozenset(was.room_ids), was.people, was.purpose, was.equipment)
    return (*now, wish.marks, wish.adult) == (*had, frozenset(held.marks), held.adult)
