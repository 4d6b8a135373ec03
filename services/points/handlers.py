"""What points does with the facts of others. One line each; the names are part of causes."""

from services.points.service import Points
from shared.contracts.booking_activities import ActivityAttended, AttendanceCorrected
from shared.contracts.matching_help import HelpDone
from shared.contracts.matching_visits import VisitThanked
from shared.contracts.people import PersonErased, PersonRegistered
from shared.journal import Cause
from shared.messaging.handlers import Handlers

GREETS = "greets"
"""Beside ``said`` and ``along`` of small help, as the data names who earns."""
HANDLERS: Handlers[Points] = Handlers()


@HANDLERS.consumes(ActivityAttended, name="earn-for-attendance")
async def earn_for_attendance(event: ActivityAttended, points: Points, cause: Cause) -> None:
    """Credit a person once for each attendance."""
    await points.earn_for_attendance(event, cause=cause)


@HANDLERS.consumes(AttendanceCorrected, name="reverse-for-correction")
async def reverse_for_correction(event: AttendanceCorrected, points: Points, cause: Cause) -> None:
    """Take back what an attendance earned that was none."""
    await points.reverse_for_correction(event, cause=cause)


@HANDLERS.consumes(HelpDone, name="thank-for-help")
async def thank_for_help(event: HelpDone, points: Points, cause: Cause) -> None:
    """Credit who helped, or went along, once for each help."""
    await points.thank(event.person_id, event.request_id, event.role, cause=cause)


@HANDLERS.consumes(VisitThanked, name="thank-for-greeting")
async def thank_for_greeting(event: VisitThanked, points: Points, cause: Cause) -> None:
    """Credit who greeted somebody who came once, once a visit."""
    await points.thank(event.person_id, event.request_id, GREETS, cause=cause)


@HANDLERS.consumes(PersonRegistered, name="greet-person")
async def greet_person(event: PersonRegistered, points: Points, cause: Cause) -> None:
    """Let a new person be given points."""
    await points.greet(event.person_id, cause=cause)


@HANDLERS.consumes(PersonErased, name="forget-person")
async def forget_person(event: PersonErased, points: Points, cause: Cause) -> None:
    """Let the account of a forgotten person earn, redeem and be given nothing more."""
    await points.forget(event.person_id, cause=cause)
