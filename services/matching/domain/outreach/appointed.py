"""A person as outreach days know them: what they have open, by day, and the days they are at by name.

A part of the person's one record, so that one appointment a person and day holds exactly, and an erasure knows what
must end.
"""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel

from services.matching.domain.events import PersonForgotten
from services.matching.domain.outreach.appointed_events import (
    AppointmentPassedOn,
    AppointmentReleased,
    AppointmentsEnded,
    AppointmentWished,
    DutiesLeft,
    DutyEnded,
    DutyNoted,
    DutyUnwelcome,
)
from services.matching.domain.outreach.events import AppointmentOf, Wish
from services.matching.domain.present import Present
from services.matching.outreach.refusals import AlreadyBooked, AppointmentConsentMissing, TooManyAppointments
from services.matching.refusals import PersonGone
from shared.events import Event

OPEN_MAX = 5
"""Open at a time, so that nobody holds the places of a town alone."""


class OwnAppointment(BaseModel):
    """Somebody's appointment of one day. ``at``: when they asked for it."""

    appointment_id: str
    kind: str
    document_id: str | None = None
    at: AwareDatetime
    next_days: tuple[str, ...] = ()
    """Where a place is looked for when there is none on this one, because another day was called off."""


class AppointedPerson(Present):
    """One person. Size is bound by what may be open, and by the days they are at by name."""

    appointments: dict[str, OwnAppointment] = {}
    """By day."""
    duties: dict[str, int] = {}
    """Days they are at by name, each with how often they were named for it and not yet replaced."""

    # -- decisions

    def wish_appointment(self, wish: Wish) -> list[Event]:
        """Ask for an appointment.

        Raises ``PersonGone``, ``AppointmentConsentMissing``, ``AlreadyBooked``, ``TooManyAppointments``.
        """
        if self.forgotten:
            raise PersonGone
        if not self.consent:
            raise AppointmentConsentMissing
        if wish.outreach_day_id in self.appointments:
            raise AlreadyBooked
        moving = wish.moved_from is not None and wish.moved_from.outreach_day_id in self.appointments
        if len(self.appointments) - moving >= OPEN_MAX:
            raise TooManyAppointments(open_max=OPEN_MAX)
        return [AppointmentWished(wish=wish)]

    # -- steps of sagas

    def release_appointment(self, day_id: str, appointment_id: str) -> list[Event]:
        """It has ended. What is heard of an earlier one of that day changes nothing."""
        own = self.appointments.get(day_id)
        if own is None or own.appointment_id != appointment_id:
            return []
        return [self._released(day_id, own)]

    def pass_appointment_on(
        self, gone: AppointmentOf, appointment_id: str, at: datetime, next_days: tuple[str, ...] | None = None
    ) -> list[Event]:
        """Their day was called off, or the next one has no place: ask the next on which they have nothing yet.

        ``next_days``: of the day that was called off; without it, what is left of them. ``appointment_id``: the next.
        """
        own = self.appointments.get(gone.outreach_day_id)
        if own is None or own.appointment_id != gone.appointment_id:
            return []
        left = [day for day in (own.next_days if next_days is None else next_days) if day not in self.appointments]
        if not left:
            return [self._released(gone.outreach_day_id, own)]
        wish = Wish(
            appointment_id=appointment_id,
            outreach_day_id=left[0],
            person_id=self.stream_key,
            kind=own.kind,
            channel="web",
            document_id=own.document_id,
            at=at,
        )
        return [AppointmentPassedOn(gone=gone, wish=wish, next_days=tuple(left[1:]))]

    def note_outreach_duty(self, day_id: str) -> list[Event]:
        """They are at a day by name."""
        if self.forgotten:
            return [DutyUnwelcome(outreach_day_id=day_id, person_id=self.stream_key)]
        return [DutyNoted(outreach_day_id=day_id)]

    def end_outreach_duty(self, day_id: str) -> list[Event]:
        """They are not there any more, or it is past. May be heard before they were noted as being there."""
        return [] if self.forgotten else [DutyEnded(outreach_day_id=day_id)]

    def leave_outreach_duties(self) -> list[Event]:
        """They serve no longer: name the days that need somebody else."""
        return [] if self.forgotten else [DutiesLeft(person_id=self.stream_key, duties=self._named)]

    def end_appointments(self, *, erased: bool) -> list[Event]:
        """The consent is withdrawn, or the person erased: name what must end elsewhere, when anything must."""
        duties = self._named if erased else ()
        if not self.appointments and not duties:
            return []
        own = self.appointments
        return [
            AppointmentsEnded(
                person_id=self.stream_key,
                erased=erased,
                appointments=tuple(
                    AppointmentOf(outreach_day_id=day, appointment_id=each.appointment_id) for day, each in own.items()
                ),
                document_ids=tuple(dict.fromkeys(each.document_id for each in own.values() if each.document_id)),
                duties=duties,
            )
        ]

    # -- inside

    @property
    def _named(self) -> tuple[str, ...]:
        return tuple(day for day, times in self.duties.items() if times > 0)

    def _released(self, day_id: str, own: OwnAppointment) -> Event:
        others = [each.document_id for day, each in self.appointments.items() if day != day_id]
        document_id = own.document_id if own.document_id not in others else None
        return AppointmentReleased(outreach_day_id=day_id, appointment_id=own.appointment_id, document_id=document_id)

    # -- fold

    def apply_to_appointments(self, event: Event) -> None:
        """Take what is about appointments and outreach days."""
        match event:
            case AppointmentWished():
                self._hold(event.wish)
            case AppointmentPassedOn():
                self.appointments.pop(event.gone.outreach_day_id, None)
                self._hold(event.wish, event.next_days)
            case AppointmentReleased():
                self.appointments.pop(event.outreach_day_id, None)
            case AppointmentsEnded():
                for each in event.appointments:
                    self.appointments.pop(each.outreach_day_id, None)
            case DutyNoted():
                self._count_duty(event.outreach_day_id, 1)
            case DutyEnded():
                self._count_duty(event.outreach_day_id, -1)
            case PersonForgotten():
                self.appointments, self.duties = {}, {}

    def _count_duty(self, day_id: str, by: int) -> None:
        times = self.duties.pop(day_id, 0) + by
        if times:
            self.duties[day_id] = times

    def _hold(self, wish: Wish, next_days: tuple[str, ...] = ()) -> None:
        self.appointments[wish.outreach_day_id] = OwnAppointment(
            appointment_id=wish.appointment_id,
            kind=wish.kind,
            document_id=wish.document_id,
            at=wish.at,
            next_days=next_days,
        )
