"""What notifications hears only to speak of it: languages, what things are called, who is gone."""

from services.notifications.service import Notifications
from shared.contracts.booking import FacilityChanged, FacilityRegistered
from shared.contracts.booking_activities import ActivityAnnounced, ActivityChanged
from shared.contracts.matching import GroupChanged, GroupRegistered
from shared.contracts.people import PersonChanged, PersonErased, PersonRegistered
from shared.journal import Cause
from shared.messaging.handlers import Handlers

HEARING = Handlers[Notifications]()


@HEARING.consumes(PersonRegistered, name="hear-person-registered")
async def person_registered(event: PersonRegistered, uses: Notifications, cause: Cause) -> None:
    """Keep the language."""
    await uses.hear_language(event, cause=cause)


@HEARING.consumes(PersonChanged, name="hear-person-changed")
async def person_changed(event: PersonChanged, uses: Notifications, cause: Cause) -> None:
    """Keep the language."""
    await uses.hear_language(event, cause=cause)


@HEARING.consumes(PersonErased, name="forget-person")
async def person_erased(event: PersonErased, uses: Notifications, cause: Cause) -> None:
    """No messages any more."""
    await uses.forget(event, cause=cause)


@HEARING.consumes(FacilityRegistered, name="hear-facility-registered")
async def facility_registered(event: FacilityRegistered, uses: Notifications, cause: Cause) -> None:
    """Keep the names."""
    await uses.hear_facility(event, cause=cause)


@HEARING.consumes(FacilityChanged, name="hear-facility-changed")
async def facility_changed(event: FacilityChanged, uses: Notifications, cause: Cause) -> None:
    """Keep the names."""
    await uses.hear_facility(event, cause=cause)


@HEARING.consumes(GroupRegistered, name="hear-group-registered")
async def group_registered(event: GroupRegistered, uses: Notifications, cause: Cause) -> None:
    """Keep the name."""
    await uses.hear_group(event, cause=cause)


@HEARING.consumes(GroupChanged, name="hear-group-changed")
async def group_changed(event: GroupChanged, uses: Notifications, cause: Cause) -> None:
    """Keep the name."""
    await uses.hear_group(event, cause=cause)


@HEARING.consumes(ActivityAnnounced, name="hear-activity-announced")
async def activity_announced(event: ActivityAnnounced, uses: Notifications, cause: Cause) -> None:
    """Keep the title."""
    await uses.hear_activity(event, cause=cause)


@HEARING.consumes(ActivityChanged, name="hear-activity-changed")
async def activity_changed(event: ActivityChanged, uses: Notifications, cause: Cause) -> None:
    """Keep the title. Whom it concerns is told by what booking says of each of them."""
    await uses.hear_activity(event, cause=cause)
