"""One draft of each message about appointments at outreach days, by the name of its template."""

from datetime import timedelta

from services.notifications.domain import appointment_drafts as made
from shared.contracts.matching_outreach import (
    AppointmentBooked,
    AppointmentCalledOff,
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentOffered,
    AppointmentOfferLapsed,
    AppointmentReminded,
    AppointmentWaitingEnded,
    OutreachStaffed,
)
from tests.unit.notifications.booking_messages import TEN

WHEN = {"outreach_day_id": "d1", "place": "Osawa Hall", "starts_at": TEN, "ends_at": TEN + timedelta(minutes=30)}
MINE = {"appointment_id": "a1", "person_id": "p1", "channel": "web", **WHEN}


def called_off(reason):
    """The drafts of a day that is off."""
    return lambda _: made.of_called_off(AppointmentCalledOff(**MINE, reason=reason))


def staffed(role):
    """The drafts to who is there."""
    return lambda _: made.of_staffed(OutreachStaffed(coordinator_id="c1", role=role, **WHEN))


APPOINTMENT_DRAFTS = {
    "appointment-booked": lambda _: made.of_booked(AppointmentBooked(**MINE)),
    "appointment-rebooked": lambda _: made.of_booked(AppointmentBooked(**MINE, moved_from="a0")),
    "appointment-moved": lambda _: made.of_moved(AppointmentMoved(**MINE, was_starts_at=TEN)),
    "appointment-cancelled": lambda _: made.of_cancelled(AppointmentCancelled(**MINE, role="staff")),
    "appointment-called-off-rain": called_off("rain"),
    "appointment-called-off-illness": called_off("illness"),
    "appointment-called-off-place": called_off("place"),
    "appointment-called-off-other": called_off("a city's own"),
    "appointment-offered": lambda _: made.of_offered(AppointmentOffered(**MINE, deadline=TEN)),
    "appointment-offer-lapsed": lambda _: made.of_appointment(AppointmentOfferLapsed(**MINE)),
    "appointment-waiting-ended": lambda _: made.of_appointment(AppointmentWaitingEnded(**MINE)),
    "appointment-reminded": lambda _: made.of_appointment(AppointmentReminded(**MINE)),
    "outreach-staffed": staffed("helper"),
    "outreach-staffed-owner": staffed("owner"),
}
