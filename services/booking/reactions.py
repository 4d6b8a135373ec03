"""The saga of a booking for a group: quota reserved → slots taken, or refused → quota used, or released."""

from services.booking.domain.events import BookingRefused, QuotaReserved
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.quota import Quota
from services.booking.domain.wanted import Wanted
from shared.clock import TOKYO
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.journal import Reaction, Stream, on, on_commit


def day_of(event: QuotaReserved | BookingConfirmed | Wanted) -> Stream[FacilityDay]:
    """The facility-day that a booking lies in."""
    return FacilityDay.stream(event.facility_id, event.starts_at.astimezone(TOKYO).date().isoformat())


def quota_of(event: BookingRefused | BookingConfirmed) -> Stream[Quota]:
    """The month of the group that a booking counts in."""
    return Quota.stream(event.group_id or "", f"{event.starts_at.astimezone(TOKYO):%Y-%m}")


REACTIONS: tuple[Reaction, ...] = (
    on_commit(QuotaReserved, "take-slots", lambda e, f: (day_of(e), lambda day: day.confirm_or_refuse(e, f.at))),
    on(BookingConfirmed, "use-quota", lambda e: (quota_of(e), lambda q: q.use(e.booking_id)) if e.group_id else []),
    on(BookingRefused, "release-quota",
       lambda e: (quota_of(e), lambda q: q.release(e.booking_id)) if e.group_id else []),
    on(BookingCancelled, "give-quota-back",
       lambda e: (quota_of(e), lambda q: q.release(e.booking_id)) if e.group_id else []),
)  # fmt: skip
"""A row a step: the event that is seen, the step's pinned name, and what it writes where."""
