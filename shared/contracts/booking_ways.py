"""What booking tells of the ways to a room beside the direct one: holds, changes, closures, displacement, series."""

from pydantic import ConfigDict, Field

from shared.contracts.base import BOOKINGS, FACILITIES, Instant, PublicEvent
from shared.contracts.booking import BookingConfirmed
from shared.contracts.booking_values import (
    ClosureReason,
    DisplacedBecause,
    HoldStatus,
    LapsedBecause,
    NotAllowedBecause,
)


class BookingHeld(BookingConfirmed):
    """Rooms are kept for somebody, who has no permit yet, until ``hold_until`` at the latest.

    ``held``: they have to confirm; ``requested``: staff have to approve; ``offered``: another place for a booking that
    was displaced (``moved_from``), to take or to pass.
    """

    type = "booking-held.v1"
    topic = BOOKINGS.name

    status: HoldStatus = "held"
    hold_until: Instant


class BookingLapsed(BookingConfirmed):
    """What was held became no booking, and is free again. ``refusal`` says why staff did not allow it."""

    type = "booking-lapsed.v1"
    topic = BOOKINGS.name

    status: HoldStatus = "held"
    reason: LapsedBecause
    refusal: NotAllowedBecause | None = None


class BookingChanged(BookingConfirmed):
    """A booking is now as this says, whole; the fields beginning with ``was`` say how it was before.

    ``refund``: of the yen that its fee fell by, those that the rules give back.
    """

    type = "booking-changed.v1"
    topic = BOOKINGS.name

    was_room_ids: tuple[str, ...]
    was_starts_at: Instant
    was_ends_at: Instant
    was_people: int
    was_purpose: str
    was_fee: int
    refund: int | None = None


class BookingDisplaced(BookingConfirmed):
    """A booking was taken away by the house; ``count`` other places are kept for its holder until ``hold_until``.

    Told again when places were lost since: what it says then is what is kept now.
    """

    type = "booking-displaced.v1"
    topic = BOOKINGS.name

    reason: DisplacedBecause
    count: int
    hold_until: Instant | None = None


class SeriesBooked(PublicEvent):
    """The end of booking a series: ``count`` of ``total`` occurrences were booked, from the first to the last."""

    type = "series-booked.v1"
    topic = BOOKINGS.name

    series_id: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: Instant
    ends_at: Instant
    group_id: str | None = None
    person_id: str
    people: int
    purpose: str
    fee: int
    count: int
    total: int


class FacilityClosureAnnounced(PublicEvent):
    """A facility, or some of its rooms, cannot be used between two instants. Empty ``room_ids``: the whole facility."""

    type = "facility-closure-announced.v1"
    topic = FACILITIES.name
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, serialize_by_alias=True)

    facility_id: str
    closure_id: str
    room_ids: tuple[str, ...] = ()
    from_: Instant = Field(alias="from")
    until: Instant
    reason: ClosureReason


class FacilityClosureLifted(FacilityClosureAnnounced):
    """A closure does not take place, or ends early: it can be booked again. What was displaced stays so."""

    type = "facility-closure-lifted.v1"
    topic = FACILITIES.name


EVENTS = (
    BookingHeld,
    BookingLapsed,
    BookingChanged,
    BookingDisplaced,
    SeriesBooked,
    FacilityClosureAnnounced,
    FacilityClosureLifted,
)
