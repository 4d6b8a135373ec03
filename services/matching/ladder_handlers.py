"""What the ladder hears from other services: who lives where, of which age band, and who was at which activity."""

from typing import TYPE_CHECKING

from shared.contracts.booking_activities import ActivityAttended, AttendanceCorrected
from shared.contracts.people import PersonChanged, PersonRegistered
from shared.journal import Cause
from shared.messaging.handlers import Handlers

if TYPE_CHECKING:
    from services.matching.service import Matching

LADDER_HANDLERS: "Handlers[Matching]" = Handlers()


@LADDER_HANDLERS.consumes(PersonRegistered, name="ladder-hear-person-registered")
async def hear_person_registered(event: PersonRegistered, matching: "Matching", cause: Cause) -> None:
    """Learn somebody's areas and age band."""
    await matching.ladder.hear(event, cause=cause)


@LADDER_HANDLERS.consumes(PersonChanged, name="ladder-hear-person-changed")
async def hear_person_changed(event: PersonChanged, matching: "Matching", cause: Cause) -> None:
    """Learn that these have changed."""
    await matching.ladder.hear(event, cause=cause)


@LADDER_HANDLERS.consumes(ActivityAttended, name="ladder-note-attendance")
async def note_attendance(event: ActivityAttended, matching: "Matching", cause: Cause) -> None:
    """Note that somebody took part."""
    await matching.ladder.note_attendance(event, cause=cause)


@LADDER_HANDLERS.consumes(AttendanceCorrected, name="ladder-void-attendance")
async def void_attendance(event: AttendanceCorrected, matching: "Matching", cause: Cause) -> None:
    """Take back what was recorded in error."""
    await matching.ladder.void_attendance(event, cause=cause)
