"""What booking tells the others: facilities, what is taken, bookings, activities and who took part."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.contracts.base import (
    ACTIVITIES,
    BOOKINGS,
    FACILITIES,
    OCCUPANCY,
    PARTICIPATIONS,
    Areas,
    Instant,
    PublicEvent,
)

Channel = Literal["web", "counter", "phone", "draw", "waiting-list"]
Evidence = Literal["code", "lock", "officer", "staff"]


class Room(BaseModel):
    """A room or a bookable part of one, with the number of people it takes."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    room_id: str
    name: str
    capacity: int


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


class BookingCancelled(BookingConfirmed):
    """A booking was given back before its use began."""

    type = "booking-cancelled.v1"
    topic = BOOKINGS.name


class BookingStarted(BookingConfirmed):
    """The group has checked in."""

    type = "booking-started.v1"
    topic = BOOKINGS.name


class BookingCompleted(BookingConfirmed):
    """The use is over; ``heads`` people came."""

    type = "booking-completed.v1"
    topic = BOOKINGS.name

    heads: int


class ActivityAnnounced(PublicEvent):
    """A group invites to something. ``fee`` in yen, ``capacity`` in people, ``target`` whom it is for."""

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


class ActivitySignedUp(PublicEvent):
    """Somebody has a place in an activity."""

    type = "activity-signed-up.v1"
    topic = PARTICIPATIONS.name

    activity_id: str
    group_id: str
    person_id: str
    role: str = "participant"
    minutes: int = 0
    evidence: Evidence | None = None


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


EVENTS = (
    FacilityRegistered,
    FacilityChanged,
    SlotsTaken,
    SlotsFreed,
    BookingConfirmed,
    BookingCancelled,
    BookingStarted,
    BookingCompleted,
    ActivityAnnounced,
    ActivitySignedUp,
    ActivityWithdrawn,
    ActivityAttended,
    AttendanceCorrected,
)
