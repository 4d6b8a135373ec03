"""What notifications tells of outreach days and appointments: one line a fact."""

from services.notifications.domain import appointment_drafts
from services.notifications.service import Notifications
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
from shared.journal import Cause
from shared.messaging.handlers import Handlers

TELLING_APPOINTMENTS = Handlers[Notifications]()


@TELLING_APPOINTMENTS.consumes(AppointmentBooked, name="tell-appointment-booked")
async def appointment_booked(event: AppointmentBooked, uses: Notifications, cause: Cause) -> None:
    """To who has it."""
    await uses.tell(appointment_drafts.of_booked(event), cause=cause)


@TELLING_APPOINTMENTS.consumes(AppointmentMoved, name="tell-appointment-moved")
async def appointment_moved(event: AppointmentMoved, uses: Notifications, cause: Cause) -> None:
    """To who has it."""
    await uses.tell(appointment_drafts.of_moved(event), cause=cause)


@TELLING_APPOINTMENTS.consumes(AppointmentCancelled, name="tell-appointment-cancelled")
async def appointment_cancelled(event: AppointmentCancelled, uses: Notifications, cause: Cause) -> None:
    """To who had it, unless they did it themselves."""
    await uses.tell(appointment_drafts.of_cancelled(event), cause=cause)


@TELLING_APPOINTMENTS.consumes(AppointmentCalledOff, name="tell-appointment-called-off")
async def appointment_called_off(event: AppointmentCalledOff, uses: Notifications, cause: Cause) -> None:
    """To who was to come."""
    await uses.tell(appointment_drafts.of_called_off(event), cause=cause)


@TELLING_APPOINTMENTS.consumes(AppointmentOffered, name="tell-appointment-offered")
async def appointment_offered(event: AppointmentOffered, uses: Notifications, cause: Cause) -> None:
    """To who waited."""
    await uses.tell(appointment_drafts.of_offered(event), cause=cause)


@TELLING_APPOINTMENTS.consumes(AppointmentOfferLapsed, name="tell-appointment-offer-lapsed")
async def appointment_offer_lapsed(event: AppointmentOfferLapsed, uses: Notifications, cause: Cause) -> None:
    """To who did not answer."""
    await uses.tell(appointment_drafts.of_appointment(event), cause=cause)


@TELLING_APPOINTMENTS.consumes(AppointmentWaitingEnded, name="tell-appointment-waiting-ended")
async def appointment_waiting_ended(event: AppointmentWaitingEnded, uses: Notifications, cause: Cause) -> None:
    """To who waited in vain."""
    await uses.tell(appointment_drafts.of_appointment(event), cause=cause)


@TELLING_APPOINTMENTS.consumes(AppointmentReminded, name="tell-appointment-reminded")
async def appointment_reminded(event: AppointmentReminded, uses: Notifications, cause: Cause) -> None:
    """To who has it, the day before."""
    await uses.tell(appointment_drafts.of_appointment(event), cause=cause)


@TELLING_APPOINTMENTS.consumes(OutreachStaffed, name="tell-outreach-staffed")
async def outreach_staffed(event: OutreachStaffed, uses: Notifications, cause: Cause) -> None:
    """To who is there by name."""
    await uses.tell(appointment_drafts.of_staffed(event), cause=cause)
