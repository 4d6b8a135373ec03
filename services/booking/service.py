"""booking's use cases in one place: what the edges, the handlers, the importer and the sample town call."""

from dataclasses import dataclass

from services.booking.activities import Activities
from services.booking.after_use import AfterUse
from services.booking.availability import Availability
from services.booking.bookings import Bookings
from services.booking.changes import Changes
from services.booking.closures import Closures
from services.booking.demand import LostDemand
from services.booking.directory import Directory
from services.booking.displacements import Displacements
from services.booking.domain.facility import FacilityDraft
from services.booking.ended_groups import EndedGroups
from services.booking.explaining import Explaining
from services.booking.facilities import Facilities, Registered
from services.booking.forgotten import Forgotten
from services.booking.groups import Groups
from services.booking.holds import Holds
from services.booking.ledger.imports import LedgerImports
from services.booking.money import Money
from services.booking.registrations import Registrations
from services.booking.report.monthly import MonthlyReports
from services.booking.returns import Returns
from services.booking.rulebook.book import Book
from services.booking.series import ManySeries
from shared.journal import Cause, Journal


@dataclass(frozen=True)
class Booking:
    """The service's use cases, by aggregate."""

    journal: Journal
    book: Book
    directory: Directory
    facilities: Facilities
    bookings: Bookings
    holds: Holds
    changes: Changes
    closures: Closures
    displacements: Displacements
    ended: EndedGroups
    series: ManySeries
    availability: Availability
    explaining: Explaining
    groups: Groups
    forgotten: Forgotten
    demand: LostDemand
    activities: Activities
    registrations: Registrations
    after: AfterUse
    reports: MonthlyReports
    ledgers: LedgerImports
    money: Money
    returns: Returns

    async def register_facility(self, draft: FacilityDraft, cause: Cause) -> Registered:
        """Register a facility with its rooms. Raises ``FacilityExists``."""
        return await self.facilities.register(draft, cause=cause)
