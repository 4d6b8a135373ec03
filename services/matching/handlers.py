"""What matching does with the events it hears."""

from services.matching.service import Matching
from shared.contracts.booking import FacilityChanged, FacilityRegistered
from shared.contracts.booking_activities import (
    ActivityAnnounced,
    ActivityAttended,
    ActivityCancelled,
    ActivityChanged,
    AttendanceCorrected,
)
from shared.contracts.people import ConsentGiven, ConsentWithdrawn, PersonChanged, PersonErased, PersonRegistered
from shared.journal import Cause
from shared.messaging.handlers import Handlers

HANDLERS: Handlers[Matching] = Handlers()


@HANDLERS.consumes(PersonRegistered, name="hear-person-registered")
async def hear_person_registered(event: PersonRegistered, matching: Matching, cause: Cause) -> None:
    """Learn where somebody lives, what they read, and their age band."""
    await matching.people.hear(event, cause=cause)


@HANDLERS.consumes(PersonChanged, name="hear-person-changed")
async def hear_person_changed(event: PersonChanged, matching: Matching, cause: Cause) -> None:
    """Learn that somebody has moved, reads another language, or has come of age."""
    await matching.people.hear(event, cause=cause)


@HANDLERS.consumes(ConsentGiven, name="hear-consent-given")
async def hear_consent_given(event: ConsentGiven, matching: Matching, cause: Cause) -> None:
    """Take interests, deeds and requests again."""
    await matching.people.hear_consent(event, given=True, cause=cause)


@HANDLERS.consumes(ConsentWithdrawn, name="hear-consent-withdrawn")
async def hear_consent_withdrawn(event: ConsentWithdrawn, matching: Matching, cause: Cause) -> None:
    """Drop interests and deeds; what is open of help ends."""
    await matching.people.hear_consent(event, given=False, cause=cause)


@HANDLERS.consumes(PersonErased, name="forget-person")
async def forget_person(event: PersonErased, matching: Matching, cause: Cause) -> None:
    """Forget somebody: words, interests, deeds, memberships, introductions, help."""
    await matching.people.forget(event, cause=cause)


@HANDLERS.consumes(ActivityAnnounced, name="hear-activity-announced")
async def hear_activity_announced(event: ActivityAnnounced, matching: Matching, cause: Cause) -> None:
    """Learn of an activity that can be recommended."""
    await matching.activities.hear(event, cause=cause)


@HANDLERS.consumes(ActivityChanged, name="hear-activity-changed")
async def hear_activity_changed(event: ActivityChanged, matching: Matching, cause: Cause) -> None:
    """Recommend it as it is now."""
    await matching.activities.hear(event, cause=cause)


@HANDLERS.consumes(ActivityCancelled, name="hear-activity-cancelled")
async def hear_activity_cancelled(event: ActivityCancelled, matching: Matching, cause: Cause) -> None:
    """Recommend it no more."""
    await matching.activities.hear(event, cause=cause)


@HANDLERS.consumes(FacilityRegistered, name="hear-facility-registered")
async def hear_facility_registered(event: FacilityRegistered, matching: Matching, cause: Cause) -> None:
    """Learn where a facility is."""
    await matching.facilities.hear(event, cause=cause)


@HANDLERS.consumes(FacilityChanged, name="hear-facility-changed")
async def hear_facility_changed(event: FacilityChanged, matching: Matching, cause: Cause) -> None:
    """Learn that its point was corrected."""
    await matching.facilities.hear(event, cause=cause)


@HANDLERS.consumes(ActivityAttended, name="note-attendance")
async def note_attendance(event: ActivityAttended, matching: Matching, cause: Cause) -> None:
    """Note that somebody took part: a deed, once."""
    await matching.ladder.note_attendance(event, cause=cause)


@HANDLERS.consumes(AttendanceCorrected, name="correct-attendance")
async def correct_attendance(event: AttendanceCorrected, matching: Matching, cause: Cause) -> None:
    """Take back what was recorded in error."""
    await matching.ladder.void_attendance(event, cause=cause)
