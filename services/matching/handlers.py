"""What matching does with the events it hears."""

from services.matching.help_handlers import HELP_HANDLERS
from services.matching.ladder_handlers import LADDER_HANDLERS
from services.matching.service import Matching
from shared.contracts.booking import FacilityChanged, FacilityRegistered
from shared.contracts.booking_activities import ActivityAnnounced, ActivityCancelled, ActivityChanged
from shared.contracts.people import ConsentGiven, ConsentWithdrawn, PersonChanged, PersonErased, PersonRegistered
from shared.journal import Cause
from shared.messaging.handlers import Handlers

HANDLERS: Handlers[Matching] = Handlers(LADDER_HANDLERS, HELP_HANDLERS)


@HANDLERS.consumes(PersonRegistered, name="hear-person-registered")
async def hear_person_registered(event: PersonRegistered, matching: Matching, cause: Cause) -> None:
    """Learn where somebody lives and what they read."""
    await matching.people.hear(event, cause=cause)


@HANDLERS.consumes(PersonChanged, name="hear-person-changed")
async def hear_person_changed(event: PersonChanged, matching: Matching, cause: Cause) -> None:
    """Learn that somebody has moved, or reads another language."""
    await matching.people.hear(event, cause=cause)


@HANDLERS.consumes(ConsentGiven, name="hear-consent-given")
async def hear_consent_given(event: ConsentGiven, matching: Matching, cause: Cause) -> None:
    """Take interests again."""
    await matching.people.hear_consent(event, given=True, cause=cause)


@HANDLERS.consumes(ConsentWithdrawn, name="hear-consent-withdrawn")
async def hear_consent_withdrawn(event: ConsentWithdrawn, matching: Matching, cause: Cause) -> None:
    """Drop the interests."""
    await matching.people.hear_consent(event, given=False, cause=cause)


@HANDLERS.consumes(PersonErased, name="forget-person")
async def forget_person(event: PersonErased, matching: Matching, cause: Cause) -> None:
    """Forget somebody: words, interests, memberships, introductions."""
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
