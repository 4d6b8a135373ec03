"""What follows a use of a facility-day: nobody came, they came after all, how many there were. Pure.

Each function decides on the day's own state and gives the events, so that a start and a no-show of the same moment are
one after the other in one stream: the first wins, and the other finds what it did.
"""

from datetime import datetime
from typing import Any

from services.booking.after_use.refusals import HeadsCorrectedOften, NoNoShow, NoShowRecorded, UseNotOver
from services.booking.domain.after_use.events import HeadsCorrected, HeadsReason, NoShowReason, NoShowWithdrawn
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.grid import instant, quarter_of
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.ways.held import Held
from services.booking.refusals import BookingNotOpen
from shared.contracts.booking import (
    BookingCompleted,
    BookingNoShow,
    BookingReleased,
    BookingStarted,
)
from shared.events import Event

CORRECTIONS_MAX = 20
"""Corrections of the heads of one use: bounds the stream of the day."""


def fail_to_start(day: FacilityDay, booking_id: str, facility: FacilityInfo, now: datetime) -> list[Event]:
    """Record that nobody began the use in time, and free what is left where the rules say so.

    Nothing where it has begun, ended, or is not due: a timer may fire twice, late, or in two processes. Nothing either
    while it is only held, or a change of it is under way: the timer asks again.
    """
    held = day.held.get(booking_id)
    if held is None or held.shown != "confirmed" or held.leaving:
        return []
    start_by = held.confirmed.start_by
    if start_by is None or now < start_by:
        return []
    body = held.confirmed.model_dump()
    missed = BookingNoShow(**body)
    first = _first_free(day, held, now, running=facility.rules.takes_running_slot)
    if first >= held.end or not facility.rules.frees_no_show(held.confirmed):
        return [missed]
    return [missed, BookingReleased(**body, released_from=instant(day.day, first)), day.freed(held, first)]


def withdraw_no_show(day: FacilityDay, booking_id: str, reason: NoShowReason) -> list[Event]:
    """Take a no-show back: the use counts as begun, and its heads can be reported.

    What was freed stays free, because somebody may have booked it. Raises ``NoNoShow``, ``BookingNotOpen``.
    """
    held = day.held.get(booking_id)
    if held is None:
        raise BookingNotOpen(booking_id=booking_id, booking_status=day.ended.get(booking_id, "completed"))
    if not held.no_show:
        raise NoNoShow(booking_id=booking_id)
    withdrawn = NoShowWithdrawn(
        booking_id=booking_id, reason=reason, group_id=held.confirmed.group_id, person_id=held.confirmed.person_id
    )
    return [withdrawn, BookingStarted(**held.confirmed.model_dump())]


def record_heads(
    day: FacilityDay, booking_id: str, heads: int, reason: HeadsReason, now: datetime, *, was: BookingCompleted | None
) -> list[Event]:
    """The heads that staff counted: of a use that nobody completed, or instead of those that count.

    ``was``: the use as the lists know it, for one that the day does not remember any more. Nothing when the heads are
    those that count. Raises ``UseNotOver``, ``NoShowRecorded``, ``HeadsCorrectedOften``, ``BookingNotOpen``.
    """
    if held := day.held.get(booking_id):
        return _complete(held, heads, now)
    known = day.completed.get(booking_id)
    completed = known.completed if known else was
    if completed is None or day.ended.get(booking_id) == "cancelled":
        raise BookingNotOpen(booking_id=booking_id, booking_status=day.ended.get(booking_id, "cancelled"))
    if completed.heads == heads:
        return []
    if known and known.corrections >= CORRECTIONS_MAX:
        raise HeadsCorrectedOften(booking_id=booking_id, limit=CORRECTIONS_MAX)
    corrected = completed.model_copy(update={"heads": heads})
    return [HeadsCorrected(completed=corrected, was=completed.heads, reason=reason)]


def _complete(held: Held, heads: int, now: datetime) -> list[Event]:
    """A use that is over and that nobody completed: a house without check-in, or a group that went home."""
    confirmed = held.confirmed
    if held.no_show:
        raise NoShowRecorded(booking_id=confirmed.booking_id)
    if now < confirmed.ends_at:
        raise UseNotOver(booking_id=confirmed.booking_id, ends_at=confirmed.ends_at)
    body: dict[str, Any] = confirmed.model_dump()
    completed = BookingCompleted(**body, heads=heads)
    return [completed] if held.started else [BookingStarted(**body), completed]


def _first_free(day: FacilityDay, held: Held, now: datetime, *, running: bool) -> int:
    """The first quarter of a booking that others can have; ``running``: also the one that is running."""
    over = quarter_of(day.day, now)
    if not running and instant(day.day, over) < now:
        over += 1
    return max(over, held.start)
