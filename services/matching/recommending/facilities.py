"""Use cases about facilities: matching hears where they are, so that a walk can be told in minutes."""

from services.matching.domain.recommending.booking_events import FacilityHeard
from services.matching.domain.recommending.facility import Facility
from shared.contracts.booking import FacilityRegistered
from shared.journal import Cause, Journal


class Facilities:
    """Booking owns facilities; this is matching's own record of their points."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    async def hear(self, event: FacilityRegistered, *, cause: Cause) -> None:
        """Take a new facility or a change; a point needs both numbers."""
        known = event.latitude is not None and event.longitude is not None
        heard = FacilityHeard(
            facility_id=event.facility_id,
            latitude=event.latitude if known else None,
            longitude=event.longitude if known else None,
        )
        await self.journal.transact(Facility.stream(event.facility_id), cause, lambda facility: facility.hear(heard))
