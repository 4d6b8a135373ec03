"""What is known of an outreach day: its plan, who has which slot, who waits, and when the clock looks at it next."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel

from services.matching.domain.outreach.events import (
    AppointmentConfirmed,
    AppointmentEnded,
    AppointmentForgone,
    AppointmentHeld,
    AppointmentLedOn,
    AppointmentNoted,
    AppointmentShifted,
    AppointmentsReminded,
    AppointmentTaken,
    AppointmentToRing,
    Channel,
    OutreachOff,
    OutreachOver,
    OutreachPlan,
    OutreachPlanned,
    OutreachStaffChanged,
    Status,
    WalkInsNoted,
)
from shared.clock import TOKYO, tokyo_date
from shared.contracts.matching_outreach import AppointmentBooked
from shared.events import Event
from shared.journal import State

HOLDING: frozenset[Status] = frozenset({"offered", "booked", "came", "missed"})
"""What takes a place of its slot."""
COMING: frozenset[Status] = frozenset({"waiting", "offered", "booked"})
"""What can still be cancelled or moved."""
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
"""Due already: somebody has to be named."""


class Appointment(BaseModel):
    """One person's appointment, wait or offer. ``until``: how long the offer stands. ``at``: since when it is so."""

    person_id: str | None = None
    slot: datetime | None = None
    kind: str
    channel: Channel
    document_id: str | None = None
    status: Status
    until: datetime | None = None
    only: datetime | None = None
    """The only slot that somebody waits for."""
    at: datetime
    reminded: bool = False
    moved_from: str | None = None
    consultation_id: str | None = None


class OutreachRecord(State):
    """The fold of one day."""

    kind = "outreach-day"

    plan: OutreachPlan | None = None
    status: Literal["open", "called-off", "over"] = "open"
    reason: str | None = None
    staff: tuple[str, ...] = ()
    owner_id: str | None = None
    appointments: dict[str, Appointment] = {}
    """By id, in the order in which they came: who waits longest is first."""
    gone: dict[str, bool] = {}
    """Appointments whose person was gone before they came."""
    taken: int = 0
    walk_ins: int = 0
    came: int | None = None
    """How many came and did not, of a day that is past; before that its appointments say so."""
    missed: int | None = None

    @property
    def minutes(self) -> timedelta:
        """How long a slot is."""
        return timedelta(minutes=self.plan.slot_minutes if self.plan else 0)

    @property
    def ends_at(self) -> datetime:
        """When its last slot ends."""
        return (self.plan.slots[-1] if self.plan else AT_ONCE) + self.minutes

    @property
    def free(self) -> dict[datetime, int]:
        """How many places each slot has left."""
        if self.plan is None:
            return {}
        held = [each.slot for each in self.appointments.values() if each.status in HOLDING]
        return {slot: self.plan.helpers - held.count(slot) for slot in self.plan.slots}

    @property
    def day(self) -> date:
        """The day in Tokyo."""
        return tokyo_date(self.plan.slots[0] if self.plan else AT_ONCE)

    @property
    def due_at(self) -> datetime | None:
        """When the clock looks at it next."""
        if self.plan is None or self.status == "over":
            return None
        return AT_ONCE if self.owner_id is None else min(self._instants())

    @property
    def waiting_ends_at(self) -> datetime:
        """From then on no place can be offered any more."""
        assert self.plan is not None
        return self.plan.slots[-1] - timedelta(minutes=self.plan.timing.notice_minutes)

    def reminder_at(self, appointment: Appointment) -> datetime | None:
        """When its person is reminded; nobody is who booked later than that."""
        if appointment.slot is None or appointment.status != "booked" or appointment.reminded or self.plan is None:
            return None
        at = appointment.slot - timedelta(hours=self.plan.timing.reminder_hours)
        return at if appointment.at < at else None

    def archivable(self, before: date) -> bool:
        """It is past, and its words are gone."""
        return self.status == "over"

    def _instants(self) -> Iterator[datetime]:
        assert self.plan is not None
        yield self.ends_at + timedelta(days=self.plan.timing.keep_days)
        if self.status != "open":
            return
        for each in self.appointments.values():
            if each.status == "offered" and each.until:
                yield each.until
            if each.status == "waiting":
                yield self.waiting_ends_at
            if reminder_at := self.reminder_at(each):
                yield reminder_at

    def told(self, kind: type[AppointmentBooked], id: str, appointment: Appointment, **more: object) -> Event:
        """A public event about an appointment; without a slot of its own, with the day's times."""
        assert self.plan is not None
        starts_at = appointment.slot or self.plan.slots[0]
        return kind.model_validate(
            {
                "appointment_id": id,
                "outreach_day_id": self.stream_key,
                "person_id": appointment.person_id,
                "place": self.plan.place,
                "facility_id": self.plan.facility_id,
                "starts_at": starts_at.astimezone(TOKYO),
                "ends_at": starts_at + self.minutes if appointment.slot else self.ends_at,
                "channel": appointment.channel,
                "moved_from": appointment.moved_from,
                **more,
            }
        )

    # -- fold

    def apply(self, event: Event) -> None:
        match event:
            case OutreachPlanned():
                self.plan, self.staff, self.owner_id = event.plan, event.plan.staff, event.plan.owner_id
            case OutreachStaffChanged():
                staff = [each for each in self.staff if each != event.gone]
                self.staff = tuple(dict.fromkeys([*staff, *([event.to] if event.to else [])]))
                self.owner_id = event.owner_id
            case OutreachOff():
                self.status, self.reason = "called-off", event.reason
            case OutreachOver():
                self.status, self.appointments, self.gone = "over", {}, {}
                self.came, self.missed = event.came, event.missed
            case WalkInsNoted():
                self.walk_ins += event.count
            case AppointmentsReminded():
                for id in event.appointment_ids:
                    self._turn(id, reminded=True)
        self._apply_to_appointments(event)

    def _apply_to_appointments(self, event: Event) -> None:
        match event:
            case AppointmentTaken():
                self._take(event)
            case AppointmentHeld():
                self._turn(event.appointment_id, status="offered", slot=event.slot, until=event.until)
            case AppointmentConfirmed():
                self._turn(event.appointment_id, status="booked", until=None, at=event.at)
            case AppointmentShifted():
                self._turn(
                    event.appointment_id, status="booked", slot=event.slot, until=None, at=event.at, reminded=False
                )
            case AppointmentNoted():
                self._turn(event.appointment_id, status="came" if event.came else "missed")
            case AppointmentToRing():
                self._turn(event.appointment_id, status="to-ring")
            case AppointmentLedOn():
                self._turn(event.appointment_id, consultation_id=event.consultation_id)
            case AppointmentForgone():
                self.gone[event.appointment_id] = True
            case AppointmentEnded():
                self.appointments.pop(event.appointment_id, None)

    def _take(self, event: AppointmentTaken) -> None:
        wish = event.wish
        waits = event.status == "waiting"
        self.taken += 1
        self.appointments[wish.appointment_id] = Appointment(
            person_id=wish.person_id,
            slot=None if waits else wish.slot,
            only=wish.slot if waits else None,
            kind=wish.kind,
            channel=wish.channel,
            document_id=wish.document_id,
            status=event.status,
            at=wish.at,
            moved_from=wish.moved_from.appointment_id if wish.moved_from else None,
        )

    def _turn(self, id: str, **changes: object) -> None:
        if (found := self.appointments.get(id)) is not None:
            self.appointments[id] = found.model_copy(update=changes)
