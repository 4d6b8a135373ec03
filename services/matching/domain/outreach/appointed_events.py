"""The private events of a person's own record about appointments, and about the outreach days they are at by name."""

from services.matching.domain.letting_go import LetsWordsGo
from services.matching.domain.outreach.events import AppointmentOf, Wish
from shared.events import Event


class AppointmentWished(Event):
    """The person's own record: they ask for an appointment, or wait for one."""

    type = "appointment-wished.v1"

    wish: Wish


class AppointmentPassedOn(Event):
    """The person's own record: their day was called off, and the next one is asked for a place."""

    type = "appointment-passed-on.v1"

    gone: AppointmentOf
    wish: Wish
    next_days: tuple[str, ...] = ()


class AppointmentReleased(Event, LetsWordsGo):
    """The person's own record: it has ended. ``document_id``: words that nothing refers to any more."""

    type = "appointment-released.v1"

    outreach_day_id: str
    appointment_id: str
    document_id: str | None = None

    @property
    def let_go(self) -> tuple[str, ...]:
        return (self.document_id,) if self.document_id else ()


class AppointmentsEnded(Event, LetsWordsGo):
    """The person's own record: erased, or without consent; everything of theirs ends."""

    type = "appointments-ended.v1"

    person_id: str
    erased: bool
    appointments: tuple[AppointmentOf, ...] = ()
    document_ids: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()

    @property
    def let_go(self) -> tuple[str, ...]:
        return self.document_ids


class DutyNoted(Event):
    """The person's own record: they are at an outreach day by name."""

    type = "outreach-duty-noted.v1"

    outreach_day_id: str


class DutyEnded(Event):
    """The person's own record: they are not there any more, or it is past."""

    type = "outreach-duty-ended.v1"

    outreach_day_id: str


class DutyUnwelcome(Event):
    """Who was named for a day had gone before."""

    type = "outreach-duty-unwelcome.v1"

    outreach_day_id: str
    person_id: str


class DutiesLeft(Event):
    """The person's own record: they serve no longer."""

    type = "outreach-duties-left.v1"

    person_id: str
    duties: tuple[str, ...]


EVENTS: tuple[type[Event], ...] = (
    AppointmentWished,
    AppointmentPassedOn,
    AppointmentReleased,
    AppointmentsEnded,
    DutyNoted,
    DutyEnded,
    DutyUnwelcome,
    DutiesLeft,
)
