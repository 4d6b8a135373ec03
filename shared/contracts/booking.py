"""What booking tells the others: facilities, what is taken, bookings, activities and who took part."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.contracts.base import (
    ACTIVITIES,
    APPLICATIONS,
    BOOKINGS,
    FACILITIES,
    OCCUPANCY,
    PARTICIPATIONS,
    Areas,
    Instant,
    PublicEvent,
)
from shared.contracts.booking_money import MONEY_EVENTS
from shared.contracts.booking_values import (
    CancelReason,
    CertificateTerms,
    Changed,
    GivenBackBecause,
    PassedReason,
    Session,
    Standing,
)

Channel = Literal["web", "counter", "phone", "draw", "waiting-list"]
Evidence = Literal["code", "lock", "officer", "staff"]


class Room(BaseModel):
    """A room or a bookable part of one, and the people it takes. ``parts``: the rooms that a hall divides into."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    room_id: str
    name: str
    capacity: int
    parts: tuple[str, ...] = ()


class FacilityRegistered(PublicEvent):
    """A facility exists. Without rooms it is not bookable yet."""

    type = "facility-registered.v1"
    topic = FACILITIES.name

    facility_id: str
    name: str
    kana: str = ""
    kind: str = "other"
    areas: Areas = {}
    address: str
    latitude: float | None = None
    longitude: float | None = None
    rooms: tuple[Room, ...] = ()
    bookable: bool


class FacilityChanged(FacilityRegistered):
    """The facility is now as this says, whole."""

    type = "facility-changed.v1"
    topic = FACILITIES.name


class SlotsTaken(PublicEvent):
    """Rooms are no longer free between two instants. Says nothing of who."""

    type = "slots-taken.v1"
    topic = OCCUPANCY.name

    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: Instant
    ends_at: Instant


class SlotsFreed(SlotsTaken):
    """Rooms are free again between two instants."""

    type = "slots-freed.v1"
    topic = OCCUPANCY.name


class BookingConfirmed(PublicEvent):
    """A booking stands: a permit to use the rooms. ``fee`` is in yen."""

    type = "booking-confirmed.v1"
    topic = BOOKINGS.name

    booking_id: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: Instant
    ends_at: Instant
    group_id: str | None = None
    person_id: str
    people: int
    purpose: str
    fee: int
    channel: Channel = "web"
    moved_from: str | None = None
    series_id: str | None = None
    equipment: dict[str, int] = {}
    conditions: tuple[str, ...] = ()
    start_by: Instant | None = None
    """By when the use must have begun; later it is a no-show. Nothing where no rule asks for it."""
    pay_by: Instant | None = None
    """Until when the fee is to be paid, where the rules say so."""
    lapses: bool = False
    """Whether the booking is given up when the fee is not paid until then."""


class BookingCancelled(BookingConfirmed):
    """A booking was given back, or taken away (``reason``), before its use began.

    ``refund``: the yen of the fee that the rules give back.
    """

    type = "booking-cancelled.v1"
    topic = BOOKINGS.name

    reason: GivenBackBecause | None = None
    rule_id: str | None = None
    refund: int | None = None


class BookingStarted(BookingConfirmed):
    """The group has checked in."""

    type = "booking-started.v1"
    topic = BOOKINGS.name


class BookingCompleted(BookingConfirmed):
    """The use is over; ``heads`` people came."""

    type = "booking-completed.v1"
    topic = BOOKINGS.name

    heads: int


class BookingNoShow(BookingConfirmed):
    """Nobody began the use in time."""

    type = "booking-no-show.v1"
    topic = BOOKINGS.name


class BookingReleased(BookingConfirmed):
    """What was left of a booking that nobody used is free for others, from ``released_from`` on."""

    type = "booking-released.v1"
    topic = BOOKINGS.name

    released_from: Instant


class ActivityAnnounced(PublicEvent):
    """A group invites to something. ``fee`` in yen, ``capacity`` in people, ``target`` whom it is for.

    With ``sessions`` it lasts several days, from the start of the first to the end of the last. ``roles`` says how
    many of the places are for which role; without them all are for participants.
    """

    type = "activity-announced.v1"
    topic = ACTIVITIES.name

    activity_id: str
    title: str
    group_id: str
    place: str
    booking_id: str | None = None
    starts_at: Instant
    ends_at: Instant
    deadline: Instant
    fee: int = 0
    target: str = ""
    tags: tuple[str, ...] = ()
    areas: Areas = {}
    capacity: int
    sessions: tuple[Session, ...] = ()
    roles: dict[str, int] = {}
    certificate: CertificateTerms | None = None


class ActivityChanged(ActivityAnnounced):
    """The activity is now as this says, whole."""

    type = "activity-changed.v1"
    topic = ACTIVITIES.name


class ActivityCancelled(ActivityAnnounced):
    """The activity does not take place. What was recorded of it is taken back."""

    type = "activity-cancelled.v1"
    topic = ACTIVITIES.name

    reason: CancelReason


class ActivitySignedUp(PublicEvent):
    """Somebody has a place in an activity, in a ``role``."""

    type = "activity-signed-up.v1"
    topic = PARTICIPATIONS.name

    activity_id: str
    group_id: str
    person_id: str
    role: str = "participant"
    minutes: int = 0
    evidence: Evidence | None = None
    session: int | None = None
    """Of an activity with sessions: the one that was attended."""


class ActivityWithdrawn(ActivitySignedUp):
    """Somebody gave their place back."""

    type = "activity-withdrawn.v1"
    topic = PARTICIPATIONS.name


class ActivityAttended(ActivitySignedUp):
    """Somebody was there, for ``minutes``, as ``evidence`` shows."""

    type = "activity-attended.v1"
    topic = PARTICIPATIONS.name


class AttendanceCorrected(ActivitySignedUp):
    """An attendance was recorded in error and no longer counts."""

    type = "attendance-corrected.v1"
    topic = PARTICIPATIONS.name


class CertificateGranted(ActivitySignedUp):
    """Somebody attended enough of an activity for its certificate: once, or again after it was revoked."""

    type = "certificate-granted.v1"
    topic = PARTICIPATIONS.name


class CertificateRevoked(ActivitySignedUp):
    """A correction took away an attendance that a certificate rests on."""

    type = "certificate-revoked.v1"
    topic = PARTICIPATIONS.name


class ParticipationAffected(PublicEvent):
    """What somebody signed up for, or waits for, has changed or was cancelled since they last heard of it.

    ``changed`` names what; the fields beginning with ``was`` say how it was before.
    """

    type = "participation-affected.v1"
    topic = PARTICIPATIONS.name

    activity_id: str
    group_id: str
    person_id: str
    role: str = "participant"
    standing: Standing
    changed: tuple[Changed, ...]
    reason: CancelReason | None = None
    place: str
    starts_at: Instant
    ends_at: Instant
    was_place: str
    was_starts_at: Instant
    was_ends_at: Instant


class WaitingJoined(PublicEvent):
    """Somebody waits for a place, until ``deadline`` at most."""

    type = "waiting-joined.v1"
    topic = APPLICATIONS.name

    draw_id: str | None = None
    activity_id: str | None = None
    group_id: str | None = None
    person_id: str
    role: str = "participant"
    deadline: Instant | None = None


class WaitingOffered(WaitingJoined):
    """A place is held for somebody who waited, until ``deadline``."""

    type = "waiting-offered.v1"
    topic = APPLICATIONS.name


class WaitingAccepted(WaitingJoined):
    """Somebody took the place that was held for them."""

    type = "waiting-accepted.v1"
    topic = APPLICATIONS.name


class WaitingPassed(WaitingJoined):
    """Somebody waits no more, and has no place by waiting."""

    type = "waiting-passed.v1"
    topic = APPLICATIONS.name

    reason: PassedReason


EVENTS = (
    FacilityRegistered,
    FacilityChanged,
    SlotsTaken,
    SlotsFreed,
    BookingConfirmed,
    BookingCancelled,
    BookingStarted,
    BookingCompleted,
    BookingNoShow,
    BookingReleased,
    ActivityAnnounced,
    ActivitySignedUp,
    ActivityWithdrawn,
    ActivityAttended,
    AttendanceCorrected,
    ActivityChanged,
    ActivityCancelled,
    CertificateGranted,
    CertificateRevoked,
    ParticipationAffected,
    WaitingJoined,
    WaitingOffered,
    WaitingAccepted,
    WaitingPassed,
    *MONEY_EVENTS,
)
