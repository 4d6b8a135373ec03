"""What is said about appointments at outreach days, and to who is there by name. Never what one comes for."""

from collections.abc import Sequence

from services.notifications.domain.drafts import Draft
from services.notifications.domain.events import Parameter
from shared.clock import utc_text
from shared.contracts.matching_outreach import (
    AppointmentBooked,
    AppointmentCalledOff,
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentOffered,
    OutreachStaffed,
)

REASONS = frozenset({"rain", "illness", "place"})
"""Those that have a sentence of their own; a city's others are told as ``other``."""


def of_booked(event: AppointmentBooked) -> Sequence[Draft]:
    """To who has it; with the day before it, when it stands in the place of another one."""
    return _draft(event, "appointment-rebooked" if event.moved_from else "appointment-booked")


def of_moved(event: AppointmentMoved) -> Sequence[Draft]:
    """To who has it: when it was, and when it is. Who only waited is told that it stands."""
    if event.was_starts_at is None:
        return _draft(event, "appointment-booked")
    return _draft(event, "appointment-moved", was_starts_at=utc_text(event.was_starts_at))


def of_cancelled(event: AppointmentCancelled) -> Sequence[Draft]:
    """To who had it, unless they did it themselves."""
    return _draft(event, "appointment-cancelled") if event.role == "staff" else []


def of_called_off(event: AppointmentCalledOff) -> Sequence[Draft]:
    """To who was to come: why, in a sentence. Another day is offered by a message of its own."""
    reason = event.reason if event.reason in REASONS else "other"
    return _draft(event, f"appointment-called-off-{reason}")


def of_offered(event: AppointmentOffered) -> Sequence[Draft]:
    """To who waited: until when a place is kept."""
    return _draft(event, "appointment-offered", deadline=utc_text(event.deadline))


def of_appointment(event: AppointmentBooked) -> Sequence[Draft]:
    """To whose it is: under the event's own name."""
    return _draft(event, event.type.partition(".")[0])


def of_staffed(event: OutreachStaffed) -> Sequence[Draft]:
    """To who is there by name, and with whom all of it ends."""
    template = "outreach-staffed-owner" if event.role == "owner" else "outreach-staffed"
    return [Draft(event.coordinator_id, template, "appointments", _when(event))]


def _draft(event: AppointmentBooked, template: str, **more: Parameter) -> Sequence[Draft]:
    """Nobody is written to who has no account: they are rung."""
    if event.person_id is None:
        return []
    parameters = {"appointment_id": event.appointment_id, **_when(event), **more}
    return [Draft(event.person_id, template, "appointments", parameters)]


def _when(event: AppointmentBooked | OutreachStaffed) -> dict[str, Parameter]:
    return {
        "outreach_day_id": event.outreach_day_id,
        "place": event.place,
        "starts_at": utc_text(event.starts_at),
        "ends_at": utc_text(event.ends_at),
    }
