"""What small help does with the events it hears: of age, of attendance, of consent, of an erasure."""

from typing import TYPE_CHECKING

from shared.contracts.booking_activities import ActivityAttended, AttendanceCorrected
from shared.contracts.people import ConsentGiven, ConsentWithdrawn, PersonChanged, PersonErased, PersonRegistered
from shared.journal import Cause
from shared.messaging.handlers import Handlers

if TYPE_CHECKING:
    from services.matching.service import Matching

HELP_HANDLERS: "Handlers[Matching]" = Handlers()


@HELP_HANDLERS.consumes(PersonRegistered, name="hear-age-of-registered")
async def hear_age_of_registered(event: PersonRegistered, matching: "Matching", cause: Cause) -> None:
    """Learn whether somebody may be under 18."""
    await matching.helpers.hear_age(event, cause=cause)


@HELP_HANDLERS.consumes(PersonChanged, name="hear-age-of-changed")
async def hear_age_of_changed(event: PersonChanged, matching: "Matching", cause: Cause) -> None:
    """Learn that somebody has come of age, or gave their date of birth."""
    await matching.helpers.hear_age(event, cause=cause)


@HELP_HANDLERS.consumes(ConsentGiven, name="hear-consent-to-help")
async def hear_consent_to_help(event: ConsentGiven, matching: "Matching", cause: Cause) -> None:
    """Take requests and answers again."""
    await matching.helpers.hear_consent(event, given=True, cause=cause)


@HELP_HANDLERS.consumes(ConsentWithdrawn, name="hear-no-consent-to-help")
async def hear_no_consent_to_help(event: ConsentWithdrawn, matching: "Matching", cause: Cause) -> None:
    """End what is open, and drop deeds and checks."""
    await matching.helpers.hear_consent(event, given=False, cause=cause)


@HELP_HANDLERS.consumes(PersonErased, name="forget-helper")
async def forget_helper(event: PersonErased, matching: "Matching", cause: Cause) -> None:
    """End what is open, and drop deeds and checks, for ever."""
    await matching.helpers.forget(event, cause=cause)


@HELP_HANDLERS.consumes(ActivityAttended, name="note-attendance")
async def note_attendance(event: ActivityAttended, matching: "Matching", cause: Cause) -> None:
    """Count an attendance among somebody's deeds, once."""
    await matching.helpers.hear_attendance(event, counts=True, cause=cause)


@HELP_HANDLERS.consumes(AttendanceCorrected, name="correct-attendance")
async def correct_attendance(event: AttendanceCorrected, matching: "Matching", cause: Cause) -> None:
    """Count it no more: it was recorded in error."""
    await matching.helpers.hear_attendance(event, counts=False, cause=cause)
