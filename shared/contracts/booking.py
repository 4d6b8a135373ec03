"""What booking tells the others: facilities, what is taken, bookings; activities and money have their own modules."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.contracts.base import BOOKINGS, FACILITIES, OCCUPANCY, Areas, Instant, PublicEvent
from shared.contracts.booking_activities import ACTIVITY_EVENTS
from shared.contracts.booking_co_hosts import CO_HOST_EVENTS
from shared.contracts.booking_money import MONEY_EVENTS
from shared.contracts.booking_values import GivenBackBecause

Channel = Literal["web", "counter", "phone", "draw", "waiting-list"]


class Room(BaseModel):
    """A room or a bookable part of one, and the people it takes. ``parts``: the rooms that a hall divides into.

    ``name_en`` is empty where nobody gave the room an English name.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    room_id: str
    name: str
    capacity: int
    parts: tuple[str, ...] = ()
    name_en: str = ""


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

    ``refund``: the yen of the fee that the rules give back; of one that moved, those that go along or come back.
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
    *ACTIVITY_EVENTS,
    *CO_HOST_EVENTS,
    *MONEY_EVENTS,
)
