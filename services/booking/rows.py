"""What lists and relation checks read: facilities, days with what is taken, bookings, groups, lost demand."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from services.booking.after_use.rows import start_due
from services.booking.domain.after_use.events import HeadsCorrected, ReasonShown
from services.booking.domain.after_use.use import use_key
from services.booking.domain.demand import Demand
from services.booking.domain.events import DemandRecorded
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.grid import day_text
from services.booking.domain.group import Group
from services.booking.domain.heard_events import Standing
from services.booking.domain.houses.facility import Facility
from services.booking.domain.houses.permits import signs_of
from services.booking.domain.person import Person
from services.booking.domain.ways.held import WHOLE_HOUSE
from services.booking.domain.ways.way_events import SpanClosed, SpanReopened
from shared.contracts.base import Areas
from shared.contracts.booking import (
    BookingCancelled,
    BookingCompleted,
    BookingConfirmed,
    BookingNoShow,
    BookingReleased,
    BookingStarted,
    Channel,
    Room,
    SlotsTaken,
)
from shared.contracts.booking_ways import BookingChanged, BookingHeld, BookingLapsed
from shared.events import Event
from shared.journal import Row
from shared.unchecked import unchecked

Status = Literal[
    "held", "requested", "offered", "confirmed", "started", "completed", "no-show", "cancelled", "lapsed", "refused"
]


class FacilityRow(Row):
    """A facility as anyone may see it. ``id`` is the facility's."""

    kind = "facility"
    columns = ("name", "bookable", "facility_kind")
    many = ("area_ids",)

    name: str
    kana: str
    facility_kind: str
    areas: Areas
    area_ids: tuple[str, ...]
    address: str
    latitude: float | None
    longitude: float | None
    rooms: tuple[Room, ...]
    bookable: bool
    phone: str
    url: str


class DayRow(Row):
    """What is taken, and what is shut, on one day of one facility: a mask of quarters by room. ``id``: facility, date.

    In ``shut``, ``*`` is the whole house.
    """

    kind = "day"

    taken: dict[str, int]
    shut: dict[str, int] = {}

    def unfree(self, rooms: Iterable[str]) -> int:
        """The quarters in which one of the rooms is taken or closed."""
        mask = self.shut.get(WHOLE_HOUSE, 0)
        for room_id in rooms:
            mask |= self.taken.get(room_id, 0) | self.shut.get(room_id, 0)
        return mask


class BookingRow(Row):
    """A booking, or rooms that are held (``due_at``: the hold ends).

    ``of_…`` and ``at_…`` are a person, a group, a facility, each with the start after a slash; ``requested`` and
    ``requested_at`` are there while staff have to decide. ``use`` says what a report tells apart
    (``domain/after_use/use.py``); ``fee`` and ``heads_counted`` are added up for it. By ``signs``, which end the
    numbers on papers, staff find it.
    """

    kind = "booking"
    stamped = True
    columns = ("of_person", "of_group", "at_facility", "requested", "requested_at", "of_series", "use", "signs")
    many = ("room_ids",)
    addends = ("fee", "heads_counted")

    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    group_id: str | None
    person_id: str
    people: int
    purpose: str
    fee: int
    status: Status
    heads: int | None = None
    heads_counted: int = 0
    start_by: datetime | None = None
    of_person: str
    of_group: str | None
    at_facility: str
    use: str
    signs: str
    requested: str | None = None
    requested_at: str | None = None
    hold_until: datetime | None = None
    channel: Channel = "web"
    moved_from: str | None = None
    series_id: str | None = None
    of_series: str | None = None
    equipment: dict[str, int] = {}
    conditions: tuple[str, ...] = ()
    reason: str | None = None
    """Why it ended: a code of ``GivenBackBecause`` or ``LapsedBecause``, or why staff did not allow it."""
    changed_at: datetime | None = None
    revision: int = 0
    """When and as which version of its facility-day the booking last changed (``stamped``)."""


class GroupRow(Row):
    """A group as heard. ``registered`` is false while only members of it are known."""

    kind = "group"
    columns = ("standing",)
    many = ("officers",)

    registered: bool
    name: str
    officers: tuple[str, ...]
    members_min: int
    standing: Standing = "active"


class ForgottenRow(Row):
    """A person who was erased. ``id`` is the person's; nothing else is known."""

    kind = "forgotten"


class DemandRow(Row):
    """How many requests for a day of a facility were refused, by reason. ``id`` is ``<facility>/<date>``."""

    kind = "demand"
    columns = ("facility_id",)

    facility_id: str
    day: str
    refused: int
    by_reason: dict[str, int]
    full: bool


ROWS: tuple[type[Row], ...] = (FacilityRow, DayRow, BookingRow, GroupRow, ForgottenRow, DemandRow)


def project(state: Any, event: Event) -> Iterable[Row]:
    """The rows that an event makes or changes. Pure."""
    match state:
        case FacilityDay():
            return _of_day(state, event)
        case Facility():
            return (_facility(state),) if state.told else ()
        case Group():
            return (_group(state),)
        case Person():
            return (ForgottenRow(id=state.stream_key),) if state.forgotten else ()
        case Demand() if isinstance(event, DemandRecorded):
            return (_demand(state),)
    return ()


def _of_day(state: FacilityDay, event: Event) -> Iterable[Row]:
    if isinstance(event, (SlotsTaken, SpanClosed, SpanReopened)):  # and SlotsFreed, which extends it
        masks = {"taken": dict(state.taken), "shut": state.closed_masks()}
        return (unchecked(DayRow, {"id": state.stream_key, "closed": False, "due_at": None} | masks),)
    if isinstance(event, BookingConfirmed):  # and all that becomes of a booking
        return (booking_row(event), *start_due(event))
    if isinstance(event, HeadsCorrected):
        return (booking_row(event.completed),)
    if isinstance(event, ReasonShown):
        return (booking_row(event.ended),)
    return ()


STATUS_AFTER: dict[type[Event], Status] = {
    BookingConfirmed: "confirmed",
    BookingCancelled: "cancelled",
    BookingStarted: "started",
    BookingCompleted: "completed",
    BookingNoShow: "no-show",
    BookingReleased: "no-show",
    BookingChanged: "confirmed",
}
TENTATIVE: frozenset[Status] = frozenset({"held", "requested", "offered"})
"""Not sure yet: it becomes a booking, or lapses."""
ENDED: frozenset[Status] = frozenset({"cancelled", "completed", "lapsed", "refused"})


def status_after(event: BookingConfirmed) -> Status:
    """The status of a booking once this is said of it."""
    if isinstance(event, BookingHeld):
        return event.status
    if isinstance(event, BookingLapsed):
        return "refused" if event.reason == "refused" else "lapsed"
    return STATUS_AFTER[type(event)]


def booking_row(event: BookingConfirmed) -> BookingRow:
    """A booking as it is once this is said of it."""
    status = status_after(event)
    start = day_text(event.starts_at)
    until = event.hold_until if isinstance(event, BookingHeld) else None
    reason = event.reason if isinstance(event, (BookingCancelled, BookingLapsed)) else None
    refusal = event.refusal if isinstance(event, BookingLapsed) else None
    heads = event.heads if isinstance(event, BookingCompleted) else None
    values: dict[str, Any] = {
        "id": event.booking_id,
        "closed": status in ENDED,
        "due_at": until if status in {"held", "requested"} else None,
        "facility_id": event.facility_id,
        "room_ids": event.room_ids,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "group_id": event.group_id,
        "person_id": event.person_id,
        "people": event.people,
        "purpose": event.purpose,
        "fee": event.fee,
        "status": status,
        "heads": heads,
        "heads_counted": heads or 0,
        "start_by": event.start_by,
        "of_person": f"{event.person_id}/{start}",
        "of_group": f"{event.group_id}/{start}" if event.group_id else None,
        "at_facility": f"{event.facility_id}/{start}",
        "use": use_key(
            event.facility_id, start, event.room_ids, status, event.purpose, of_group=event.group_id is not None
        ),
        "signs": signs_of(event.booking_id),
        "requested": start if status == "requested" else None,
        "requested_at": f"{event.facility_id}/{start}" if status == "requested" else None,
        "hold_until": until,
        "channel": event.channel,
        "moved_from": event.moved_from,
        "series_id": event.series_id,
        "of_series": f"{event.series_id}/{start}" if event.series_id else None,
        "equipment": event.equipment,
        "conditions": event.conditions,
        "reason": refusal or reason,
        "changed_at": None,
        "revision": 0,
    }
    return unchecked(BookingRow, values)  # what an event says was checked when it was made


def _facility(state: Facility) -> FacilityRow:
    told, details = state.told, state.details
    assert told is not None
    return FacilityRow(
        id=told.facility_id,
        facility_kind=told.kind,
        area_ids=tuple(sorted(set(told.areas.values()))),
        phone=details.phone if details else "",
        url=details.url if details else "",
        **told.model_dump(include={"name", "kana", "areas", "address", "latitude", "longitude", "rooms", "bookable"}),
    )


def _group(state: Group) -> GroupRow:
    return GroupRow(
        id=state.stream_key,
        registered=state.noted is not None,
        name=state.noted.name if state.noted else "",
        officers=state.officers,
        members_min=state.members_min,
        standing=state.standing,
    )


def _demand(state: Demand) -> DemandRow:
    facility_id, _, day = state.stream_key.partition("/")
    return DemandRow(
        id=state.stream_key,
        facility_id=facility_id,
        day=day,
        refused=sum(state.by_reason.values()),
        by_reason=state.by_reason,
        full=state.full,
    )
