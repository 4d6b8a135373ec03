"""What lists and the timer of outreach days read: the days with their free slots, appointments, and whose words."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from services.matching.domain.outreach.ahead import OutreachAhead
from services.matching.domain.outreach.appointed_events import (
    AppointmentPassedOn,
    AppointmentReleased,
    AppointmentsEnded,
    AppointmentWished,
)
from services.matching.domain.outreach.day import OutreachDay
from services.matching.domain.outreach.events import AppointmentEnded, AppointmentTaken, OutreachOver
from services.matching.domain.outreach.record import Appointment
from shared.contracts.base import Areas
from shared.events import Event
from shared.journal import Row, State


class FreeSlot(BaseModel):
    """A slot and how many places it has left."""

    model_config = ConfigDict(frozen=True)

    starts_at: datetime
    free: int


class OutreachDayRow(Row):
    """One day. ``due_at`` arms its clock. Closed when it is past and its words are gone."""

    kind = "outreach-day"
    columns = ("status", "day")

    status: str
    reason: str | None = None
    day: date
    kinds: tuple[str, ...]
    place: str
    facility_id: str | None = None
    areas: Areas = {}
    latitude: float | None = None
    longitude: float | None = None
    starts_at: datetime
    ends_at: datetime
    slot_minutes: int
    helpers: int
    slots: tuple[FreeSlot, ...]
    waiting: int
    staff: tuple[str, ...]
    owner_id: str | None = None
    walk_ins: int = 0
    came: int | None = None
    missed: int | None = None


class AppointmentRow(Row):
    """One appointment. Closed when it stands no more, whyever (``status``); of a past day without its person."""

    kind = "appointment"
    columns = ("outreach_day_id", "person_id")

    outreach_day_id: str
    person_id: str | None = None
    slot: datetime | None = None
    appointment_kind: str = ""
    channel: str = ""
    status: str
    until: datetime | None = None
    only: datetime | None = None
    at: datetime | None = None
    moved_from: str | None = None
    document_id: str | None = None
    consultation_id: str | None = None


class AppointmentWordsRow(Row):
    """Says that a document of the vault is referred to. Closed when its appointment has ended."""

    kind = "appointment-words"


class OutreachAheadRow(Row):
    """When the clock plans days that recur: ``due_at``."""

    kind = "outreach-ahead"

    until: date | None = None


OUTREACH_ROWS: tuple[type[Row], ...] = (OutreachDayRow, AppointmentRow, AppointmentWordsRow, OutreachAheadRow)


def of_outreach(state: State, event: Event) -> list[Row]:
    """The rows of outreach days; none for another state."""
    if isinstance(state, OutreachDay):
        return [*_of_day(state), *_of_appointments(state, event), *_guest_words(event)]
    if isinstance(state, OutreachAhead):
        return [OutreachAheadRow(id=state.stream_key, due_at=state.next_at, until=state.until)]
    return []


def _of_day(day: OutreachDay) -> list[Row]:
    plan = day.plan
    if plan is None:
        return []
    return [
        OutreachDayRow(
            id=day.stream_key,
            closed=day.status == "over",
            due_at=day.due_at,
            status=day.status,
            reason=day.reason,
            day=day.day,
            starts_at=plan.slots[0],
            ends_at=day.ends_at,
            slots=tuple(FreeSlot(starts_at=slot, free=max(0, free)) for slot, free in day.free.items()),
            waiting=sum(each.status == "waiting" for each in day.appointments.values()),
            staff=day.staff,
            owner_id=day.owner_id,
            walk_ins=day.walk_ins,
            came=day.came,
            missed=day.missed,
            **plan.model_dump(
                include={"kinds", "place", "facility_id", "areas", "latitude", "longitude", "slot_minutes", "helpers"}
            ),
        )
    ]


def _of_appointments(day: OutreachDay, event: Event) -> list[Row]:
    match event:
        case AppointmentEnded():
            return [
                AppointmentRow(
                    id=event.appointment_id,
                    closed=True,
                    outreach_day_id=event.outreach_day_id,
                    person_id=None if event.how == "forgone" else event.person_id,
                    appointment_kind=event.kind,
                    slot=event.slot,
                    status=event.how,
                )
            ]
        case OutreachOver():
            past = event.appointment_ids
            return [AppointmentRow(id=id, closed=True, outreach_day_id=day.stream_key, status="past") for id in past]
        case AppointmentTaken():
            id = event.wish.appointment_id
        case _:
            id = getattr(event, "appointment_id", "")
    found = day.appointments.get(id)
    return [_row(day, id, found)] if found else []


def _row(day: OutreachDay, id: str, found: Appointment) -> AppointmentRow:
    fields = found.model_dump(exclude={"kind", "reminded"})
    return AppointmentRow(id=id, outreach_day_id=day.stream_key, appointment_kind=found.kind, **fields)


def _guest_words(event: Event) -> list[Row]:
    """Words of people without an account: they have no record of their own."""
    match event:
        case AppointmentTaken() if event.wish.person_id is None and event.wish.document_id:
            return [AppointmentWordsRow(id=event.wish.document_id)]
        case AppointmentEnded() if event.person_id is None and event.document_id:
            return [AppointmentWordsRow(id=event.document_id, closed=True)]
        case OutreachOver():
            return [AppointmentWordsRow(id=id, closed=True) for id in event.document_ids]
    return []


def words_of_appointed(event: Event) -> list[Row]:
    """Whose words are kept for their appointments: the rows of an event of a person's record."""
    match event:
        case AppointmentWished() | AppointmentPassedOn() if event.wish.document_id:
            return [AppointmentWordsRow(id=event.wish.document_id)]
        case AppointmentReleased() if event.document_id:
            return [AppointmentWordsRow(id=event.document_id, closed=True)]
        case AppointmentsEnded():
            return [AppointmentWordsRow(id=id, closed=True) for id in event.document_ids]
    return []
