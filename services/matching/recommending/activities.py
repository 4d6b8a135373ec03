"""Use cases about activities: matching hears of them and recommends those that are still to come."""

from services.matching.domain.recommending.activity import Activity
from services.matching.domain.recommending.booking_events import ActivityHeard
from services.matching.domain.visiting.visit import Visit
from services.matching.visiting.rows import VisitRow
from shared.contracts.booking_activities import ActivityAnnounced, ActivityCancelled
from shared.journal import Cause, Journal


class Activities:
    """Booking owns activities; this is matching's own record of what was announced."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    async def hear(self, event: ActivityAnnounced, *, cause: Cause) -> None:
        """Take an announcement, a change, or that it was cancelled; who comes once hears of it."""
        said = {**event.model_dump(), "cancelled": isinstance(event, ActivityCancelled)}
        heard = ActivityHeard.model_validate(said)
        await self.journal.transact(Activity.stream(event.activity_id), cause, lambda activity: activity.hear(heard))
        for row in await self.journal.all(VisitRow, where={"activity_id": event.activity_id}, with_closed=False):
            await self.journal.transact(Visit.stream(row.id), cause, lambda visit: visit.hear(heard))
