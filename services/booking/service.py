"""booking's use cases in one place: what the edges, the handlers, the importer and the sample town call."""

from dataclasses import dataclass

from services.booking.activities.activities import Activities
from services.booking.after_use.use import AfterUse
from services.booking.bookings import Bookings
from services.booking.demand import LostDemand
from services.booking.domain.houses.facility import FacilityDraft
from services.booking.explaining import Explaining
from services.booking.forgotten import Forgotten
from services.booking.free.availability import Availability
from services.booking.groups.ended_groups import EndedGroups
from services.booking.groups.groups import Groups
from services.booking.houses.directory import Directory
from services.booking.houses.facilities import Facilities, Registered
from services.booking.ledger.imports import LedgerImports
from services.booking.money.money import Money
from services.booking.money.returns import Returns
from services.booking.registering.registrations import Registrations
from services.booking.report.monthly import MonthlyReports
from services.booking.rulebook.book import Book
from services.booking.ways.changes import Changes
from services.booking.ways.closures import Closures
from services.booking.ways.displacements import Displacements
from services.booking.ways.holds import Holds
from services.booking.ways.series import ManySeries
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
