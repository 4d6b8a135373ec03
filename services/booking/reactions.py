"""The saga of a booking that counts in quotas: each reserved → slots taken, or refused → each used, or released."""

from collections.abc import Iterable

from services.booking.domain.events import (
    BookingDecided,
    BookingPassedOn,
    BookingRefused,
    QuotaReserved,
    QuotasReturned,
)
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.quota import Quota
from services.booking.domain.registering.passing import Passings
from services.booking.domain.wanted import Wanted
from shared.clock import TOKYO
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.journal import Following, Reaction, Step, Stream, on, on_commit


def day_of(event: QuotaReserved | BookingConfirmed | Wanted) -> Stream[FacilityDay]:
    """The facility-day that a booking lies in."""
    return FacilityDay.stream(event.facility_id, event.starts_at.astimezone(TOKYO).date().isoformat())


def month_of(event: BookingRefused | BookingConfirmed) -> Stream[Quota]:
    """The month of the group that a booking counts in."""
    return Quota.stream(event.group_id or "", f"{event.starts_at.astimezone(TOKYO):%Y-%m}")


def quota(key: str) -> Stream[Quota]:
    """The quota that a key names."""
    return Quota.stream(*key.split("/"))


def next_step(event: QuotaReserved, following: Following) -> Step:
    """The quota that is still to be reserved; when all are, the slots."""
    if event.next_quota:
        return quota(event.next_quota), lambda further: further.reserve_or_refuse(event)
    return day_of(event), lambda day: day.confirm_or_refuse(event, following.at)


def use(booking_id: str, quotas: Iterable[str]) -> list[Step]:
    """The booking stands: each of the quotas is used."""
    return [(quota(key), lambda counted: counted.use(booking_id)) for key in quotas]


def release(booking_id: str, quotas: Iterable[str], as_of: int | None = None) -> list[Step]:
    """The booking was refused, given back or changed: so is each of the quotas."""
    return [(quota(key), lambda counted: counted.release(booking_id, as_of)) for key in quotas]


REACTIONS: tuple[Reaction, ...] = (
    on_commit(QuotaReserved, "take-slots", next_step),
    on(BookingConfirmed, "use-quota", lambda e: (month_of(e), lambda q: q.use(e.booking_id)) if e.group_id else []),
    on(BookingDecided, "use-quotas", lambda e: use(e.booking_id, e.quotas)),
    on(BookingRefused, "release-quota",
       lambda e: (month_of(e), lambda q: q.release(e.booking_id)) if e.group_id else []),
    on(BookingRefused, "release-quotas", lambda e: release(e.booking_id, e.quotas)),
    on(BookingCancelled, "give-quota-back",
       lambda e: (month_of(e), lambda q: q.release(e.booking_id)) if e.group_id else []),
    on_commit(QuotasReturned, "give-quotas-back", lambda e, f: release(e.booking_id, e.quotas, f.version)),
    on(BookingPassedOn, "note-passing", lambda e: [
        (Passings.of(e.giver), lambda passings: passings.note("gave", e)),
        (Passings.of(e.taker), lambda passings: passings.note("took", e)),
    ]),
)  # fmt: skip
"""A row a step: the event that is seen, the step's pinned name, and what it writes where."""
