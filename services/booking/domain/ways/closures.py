"""Closures of a facility: announced and lifted in its own stream, from where each day is closed or opened."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from services.booking.domain.grid import QUARTER_MINUTES, midnight
from services.booking.domain.houses.facility import Facility
from services.booking.domain.ways.way_events import ClosureSwept
from services.booking.ways.refusals import ClosureBad, ClosureOver
from shared.clock import tokyo_date
from shared.contracts.booking_values import ClosureReason
from shared.contracts.booking_ways import FacilityClosureAnnounced, FacilityClosureLifted
from shared.events import Event

DAYS_MAX = 400
OPEN_MAX = 200
"""Closures of one facility that are not over yet."""
ONE_DAY = timedelta(days=1)


def announce(
    facility: Facility, closure_id: str, room_ids: tuple[str, ...], touched: tuple[str, ...], since: datetime,
    until: datetime, reason: ClosureReason, now: datetime,
) -> list[Event]:  # fmt: skip
    """Close a facility, or rooms of it, between two instants. Raises ``ClosureBad``."""
    if since >= until or until <= now or any((at - midnight(tokyo_date(at))).seconds % (QUARTER_MINUTES * 60)
                                             for at in (since, until)):  # fmt: skip
        raise ClosureBad(problem=f"{since:%Y-%m-%d %H:%M}/{until:%Y-%m-%d %H:%M}", days_max=DAYS_MAX)
    if until - since > DAYS_MAX * ONE_DAY:
        raise ClosureBad(problem=f"{(until - since).days} > {DAYS_MAX}", days_max=DAYS_MAX)
    if sum(closure.until > now for closure in facility.closures.values()) >= OPEN_MAX:
        raise ClosureBad(problem=f"{OPEN_MAX}", days_max=DAYS_MAX)
    announced = FacilityClosureAnnounced(
        facility_id=facility.stream_key, closure_id=closure_id, room_ids=room_ids, from_=since, until=until,
        reason=reason,
    )  # fmt: skip
    return [announced, _swept(announced, touched, max(since, midnight(tokyo_date(now))), lifted=False)]


def lift(facility: Facility, closure_id: str, now: datetime) -> list[Event]:
    """End a closure before its time. Raises ``ClosureOver`` for one that was lifted, or is over."""
    closure = facility.closures.get(closure_id)
    if closure is None or closure.until <= now:
        raise ClosureOver(closure_id=closure_id)
    lifted = FacilityClosureLifted.model_validate(closure.model_dump())
    return [lifted, _swept(closure, (), max(closure.from_, midnight(tokyo_date(now))), lifted=True)]


def days_of(swept: ClosureSwept) -> Iterator[date]:
    """The days in Tokyo that a closure touches, from today on when it was announced."""
    day, last = tokyo_date(swept.since), tokyo_date(swept.until - timedelta(microseconds=1))
    while day <= last:
        yield day
        day += ONE_DAY


def _swept(
    closure: FacilityClosureAnnounced, touched: tuple[str, ...], since: datetime, *, lifted: bool
) -> ClosureSwept:
    return ClosureSwept(
        closure_id=closure.closure_id,
        facility_id=closure.facility_id,
        room_ids=closure.room_ids,
        touched=touched,
        since=since,
        until=closure.until,
        reason=closure.reason,
        lifted=lifted,
    )
