"""What booking answers: facilities, what is free, bookings, lost demand. Instants are written at +09:00."""

from datetime import date
from typing import Any

from services.booking.bookings import Done
from services.booking.domain.houses.permits import permit_number
from services.booking.free.availability import Available
from services.booking.houses.facilities import Registered
from services.booking.rows import BookingRow, DemandRow, FacilityRow, booking_row
from services.booking.rulebook.rule import Rule
from services.booking.start_codes import StartCodes
from services.booking.ways.rows import ClosureRow
from shared.contracts.booking_values import ClosureReason
from shared.unchecked import unchecked
from shared.web import TokyoInstant, View

NOT_THE_VALUE = {"id", "article", "ja", "plain", "en", "kinds", "facilities", "rooms", "except_kinds", "since", "until"}
"""Of a rule: what all rules have."""


class RoomView(View):
    """A room with the number of people it takes."""

    room_id: str
    name: str
    capacity: int
    parts: tuple[str, ...] = ()
    name_en: str = ""


class FacilityView(View):
    """A facility as anyone may see it."""

    facility_id: str
    name: str
    kana: str
    kind: str
    areas: dict[str, str]
    address: str
    latitude: float | None
    longitude: float | None
    rooms: tuple[RoomView, ...]
    bookable: bool
    phone: str
    url: str

    @classmethod
    def of(cls, row: FacilityRow) -> "FacilityView":
        """An item of the list."""
        return cls(facility_id=row.id, kind=row.facility_kind, **row.model_dump(exclude={"id", "facility_kind"}))

    @classmethod
    def registered(cls, done: Registered) -> "FacilityView":
        """The outcome of a command."""
        return cls(phone=done.details.phone, url=done.details.url, **done.told.model_dump())


class FreeView(View):
    """A span in which a room can be booked, in whole or in part."""

    starts_at: TokyoInstant
    ends_at: TokyoInstant


class FreeRoomView(RoomView):
    """A room and when it is free."""

    free: tuple[FreeView, ...]


class ClosedSpanView(View):
    """A closure that staff announced: of these rooms, or of the whole house; until when, and why."""

    room_ids: tuple[str, ...]
    since: TokyoInstant
    until: TokyoInstant
    reason: ClosureReason

    @classmethod
    def of(cls, row: ClosureRow) -> "ClosedSpanView":
        """A closure of the list of what is free."""
        return cls(room_ids=row.room_ids, since=row.starts_at, until=row.ends_at, reason=row.reason)


class AvailabilityView(View):
    """What is free at a facility in a period. ``slot_minutes`` is the grid that bookings start and end on.

    ``closed``: days on which the house is not open, by its rules or because of one of the ``closures``.
    """

    facility_id: str
    since: TokyoInstant
    until: TokyoInstant
    slot_minutes: int
    days_ahead: int
    closed: tuple[date, ...]
    closures: tuple[ClosedSpanView, ...]
    rooms: tuple[FreeRoomView, ...]

    @classmethod
    def of(cls, found: Available) -> "AvailabilityView":
        """The answer of the availability route."""
        rules = found.facility.rules
        return cls(
            facility_id=found.facility.facility_id,
            since=found.since,
            until=found.until,
            slot_minutes=rules.step * 15,
            days_ahead=rules.days_ahead(found.now),
            closed=found.closed,
            closures=tuple(map(ClosedSpanView.of, found.closures)),
            rooms=tuple(
                FreeRoomView(
                    room_id=room.room_id,
                    name=room.name,
                    name_en=room.name_en,
                    capacity=room.capacity,
                    parts=room.parts,
                    free=tuple(FreeView(starts_at=start, ends_at=end) for start, end in free),
                )
                for room, free in found.free
            ),
        )


class BookingView(View):
    """A booking, or rooms that are held (``hold_until``).

    ``start_code`` is there for those who may start it, while it can be started; ``permit_number`` once it stands;
    ``reason`` where it ended for one. ``start_by``: when nobody has begun the use by then, it is a no-show; nothing
    where no rule asks for it.
    """

    booking_id: str
    status: str
    fee: int
    facility_id: str
    room_id: str
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    group_id: str | None
    person_id: str
    people: int
    purpose: str
    heads: int | None = None
    start_by: TokyoInstant | None = None
    start_code: str | None = None
    room_ids: tuple[str, ...] = ()
    hold_until: TokyoInstant | None = None
    permit_number: str | None = None
    conditions: tuple[str, ...] = ()
    equipment: dict[str, int] = {}
    channel: str = "web"
    moved_from: str | None = None
    series_id: str | None = None
    reason: str | None = None

    @classmethod
    def done(cls, done: Done, codes: StartCodes) -> "BookingView":
        """The outcome of a command."""
        row = booking_row(done.event)
        return cls.of(row, codes.of(row.id) if row.status == "confirmed" else None)

    @classmethod
    def of(cls, row: BookingRow, start_code: str | None = None) -> "BookingView":
        """A booking as it is now."""
        permitted = row.status in {"confirmed", "started", "completed"}
        number = permit_number(row.facility_id, row.starts_at, row.id) if permitted else None
        own = {"booking_id": row.id, "room_id": row.room_ids[0], "start_code": start_code, "permit_number": number}
        shown = row.__dict__ | own
        return unchecked(cls, {name: shown[name] for name in SHOWN})


SHOWN = tuple(BookingView.model_fields)
"""What is shown of a booking, in the order in which it is written."""


class DemandView(View):
    """How many requests for a day of a facility were refused, by reason. ``full``: there were more."""

    facility_id: str
    day: str
    refused: int
    by_reason: dict[str, int]
    full: bool

    @classmethod
    def of(cls, row: DemandRow) -> "DemandView":
        """An item of the list."""
        return cls(**row.model_dump(include=set(cls.model_fields)))


class PurposeView(View):
    """A purpose of use: its code and its words."""

    code: str
    ja: str
    en: str


class RuleView(View):
    """A rule of use, with the words that a refusal of it says; what is asked and allowed stands in braces there.

    ``value`` is what the rule says, as in a file of rules. ``since`` and ``until`` are the first and the last day on
    which it is in force, ``rooms`` those of the facility that it holds for.
    """

    rule_id: str
    rule: str
    article: str
    value: dict[str, Any]
    ja: str
    plain: str
    en: str
    since: date | None
    until: date | None
    rooms: tuple[str, ...]

    @classmethod
    def of(cls, rule: Rule, rooms: tuple[str, ...]) -> "RuleView":
        """An item of the list."""
        value = rule.model_dump(mode="json", exclude=NOT_THE_VALUE, exclude_defaults=True)
        told = rule.model_dump(include={"article", "ja", "plain", "en", "since", "until"})
        return cls(rule_id=rule.id, rule=rule.SECTION, value=value, rooms=rooms, **told)


class QuotaView(View):
    """What a group has used and reserved in a month, by quota rule."""

    group_id: str
    month: str
    counted: dict[str, int]
