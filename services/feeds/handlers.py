"""What feeds does with the facts it hears: every public event is kept, under one name for each type."""

from services.feeds.service import Feeds
from shared.contracts import EVENTS, PublicEvent
from shared.contracts.booking import FacilityChanged, FacilityRegistered
from shared.contracts.matching import GroupChanged, GroupRegistered
from shared.journal import Cause
from shared.messaging.handlers import Handlers

HANDLERS: Handlers[Feeds] = Handlers()


async def keep(event: PublicEvent, uses: Feeds, cause: Cause) -> None:
    """Keep the event for who subscribes."""
    await uses.keeper.keep(event, cause=cause)


for each in EVENTS:
    HANDLERS.consumes(each, name=f"keep-{each.type}")(keep)


@HANDLERS.consumes(FacilityRegistered, name="learn-facility-registered")
async def facility_registered(event: FacilityRegistered, uses: Feeds, cause: Cause) -> None:
    """Know where it lies."""
    await uses.keeper.learn("facility", event.facility_id, event.areas, cause=cause)


@HANDLERS.consumes(FacilityChanged, name="learn-facility-changed")
async def facility_changed(event: FacilityChanged, uses: Feeds, cause: Cause) -> None:
    """Know where it lies."""
    await uses.keeper.learn("facility", event.facility_id, event.areas, cause=cause)


@HANDLERS.consumes(GroupRegistered, name="learn-group-registered")
async def group_registered(event: GroupRegistered, uses: Feeds, cause: Cause) -> None:
    """Know where it is at home."""
    await uses.keeper.learn("group", event.group_id, event.areas, cause=cause)


@HANDLERS.consumes(GroupChanged, name="learn-group-changed")
async def group_changed(event: GroupChanged, uses: Feeds, cause: Cause) -> None:
    """Know where it is at home."""
    await uses.keeper.learn("group", event.group_id, event.areas, cause=cause)
