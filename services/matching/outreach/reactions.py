"""The saga of outreach days as a table: the person's own record, the day with its slots, and back."""

from services.matching.domain.consulting.events import ConsultationAsked
from services.matching.domain.events import CoordinatorRetired
from services.matching.domain.outreach.appointed_events import (
    AppointmentPassedOn,
    AppointmentsEnded,
    AppointmentWished,
    DutiesLeft,
    DutyUnwelcome,
)
from services.matching.domain.outreach.day import OutreachDay
from services.matching.domain.outreach.events import (
    AppointmentEnded,
    AppointmentOf,
    AppointmentRefused,
    AppointmentTaken,
    OutreachOver,
    OutreachPlanned,
    OutreachStaffChanged,
)
from services.matching.domain.person import Person
from shared.journal import Following, Step, on, on_commit


def _take(e: AppointmentWished, following: Following) -> Step:
    return OutreachDay.stream(e.wish.outreach_day_id), lambda day: day.take(e.wish, following.at)


def _take_in(e: AppointmentPassedOn, following: Following) -> Step:
    return OutreachDay.stream(e.wish.outreach_day_id), lambda day: day.take_in(e.wish, following.at)


def _end_former(e: AppointmentTaken, following: Following) -> list[Step]:
    former = e.wish.moved_from
    if former is None:
        return []
    stream = OutreachDay.stream(former.outreach_day_id)
    return [(stream, lambda day: day.let_go(former.appointment_id, "moved", following.at))]


def _refused(e: AppointmentRefused, following: Following) -> Step:
    gone = AppointmentOf(outreach_day_id=e.outreach_day_id, appointment_id=e.appointment_id)
    id = following.new_id("appointment")
    return Person.stream(e.person_id), lambda person: person.pass_appointment_on(gone, id, following.at)


def _end(e: AppointmentEnded, following: Following) -> list[Step]:
    if e.person_id is None:
        return []
    stream = Person.stream(e.person_id)
    if e.how != "called-off":
        return [(stream, lambda person: person.release_appointment(e.outreach_day_id, e.appointment_id))]
    gone = AppointmentOf(outreach_day_id=e.outreach_day_id, appointment_id=e.appointment_id)
    id = following.new_id("appointment")
    return [(stream, lambda person: person.pass_appointment_on(gone, id, following.at, e.next_days))]


def _release_own(e: OutreachOver) -> list[Step]:
    day_id = e.outreach_day_id

    def step(person_id: str, appointment_id: str) -> Step:
        return Person.stream(person_id), lambda person: person.release_appointment(day_id, appointment_id)

    return [step(*each) for each in e.own]


def _end_duties(e: OutreachOver) -> list[Step]:
    return [(Person.stream(id), lambda person: person.end_outreach_duty(e.outreach_day_id)) for id in e.staff]


def _note_duties(e: OutreachPlanned) -> list[Step]:
    day_id = e.plan.outreach_day_id
    return [(Person.stream(id), lambda person: person.note_outreach_duty(day_id)) for id in e.plan.staff]


def _note_duty(e: OutreachStaffChanged) -> list[Step]:
    if e.to is None:
        return []
    return [(Person.stream(e.to), lambda person: person.note_outreach_duty(e.outreach_day_id))]


def _end_duty(e: OutreachStaffChanged) -> list[Step]:
    if e.gone is None:
        return []
    return [(Person.stream(e.gone), lambda person: person.end_outreach_duty(e.outreach_day_id))]


def _lose(e: DutyUnwelcome) -> Step:
    return OutreachDay.stream(e.outreach_day_id), lambda day: day.lose(e.person_id)


def _lose_all(e: DutiesLeft | AppointmentsEnded) -> list[Step]:
    return [(OutreachDay.stream(id), lambda day: day.lose(e.person_id)) for id in e.duties]


def _forgo(e: AppointmentsEnded, following: Following) -> list[Step]:
    def step(each: AppointmentOf) -> Step:
        stream = OutreachDay.stream(each.outreach_day_id)
        return stream, lambda day: day.let_go(each.appointment_id, "forgone", following.at)

    return [step(each) for each in e.appointments]


def _retire(e: CoordinatorRetired) -> Step:
    return Person.stream(e.person_id), lambda person: person.leave_outreach_duties()


def _lead_on(e: ConsultationAsked) -> list[Step]:
    came_from = e.asking.appointment
    if came_from is None:
        return []
    id = e.asking.consultation_id
    return [(OutreachDay.stream(came_from.outreach_day_id), lambda day: day.lead_on(came_from.appointment_id, id))]


REACTIONS = (
    # somebody asks for a slot: it begins on their own record, where their end comes after it
    on_commit(AppointmentWished, "take-appointment", _take),
    on_commit(AppointmentRefused, "release-refused-appointment", _refused),
    # it stands on another day: the one before ends now, and not sooner
    on_commit(AppointmentTaken, "end-moved-appointment", _end_former),
    # it ends, and of a day that is called off it looks for another one, day by day
    on_commit(AppointmentEnded, "release-appointment", _end),
    on_commit(AppointmentPassedOn, "take-appointment-in", _take_in),
    on(OutreachOver, "release-past-appointments", _release_own),
    # who is there by name
    on(OutreachPlanned, "note-outreach-duties", _note_duties),
    on(OutreachStaffChanged, "note-outreach-duty", _note_duty),
    on(OutreachStaffChanged, "end-outreach-duty", _end_duty),
    on(OutreachOver, "end-outreach-duties", _end_duties),
    on(DutyUnwelcome, "replace-unwelcome-duty", _lose),
    on(DutiesLeft, "replace-left-duties", _lose_all),
    # somebody is gone, serves no longer, or takes the consent back
    on(CoordinatorRetired, "leave-outreach-duties", _retire),
    on_commit(AppointmentsEnded, "forgo-appointments", _forgo),
    on(AppointmentsEnded, "replace-forgone-duties", _lose_all),
    # a consultation was opened from it
    on(ConsultationAsked, "lead-appointment-on", _lead_on),
)
