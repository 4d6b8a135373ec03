"""booking's composition root: the parts of the model, the use cases with what they need, the routes. Read downwards."""

from fastapi import APIRouter

from services.booking.activities.activities import Activities
from services.booking.activities.api import activity_routes
from services.booking.activities.certificates import CertificateNumbers
from services.booking.activities.codes import AttendanceCodes
from services.booking.activities.model import ACTIVITIES
from services.booking.activities.rows import WaitingListRow
from services.booking.after_use.api import after_routes
from services.booking.after_use.rows import StartDueRow, WalkInRow
from services.booking.after_use.rows import project as project_after
from services.booking.after_use.use import AfterUse
from services.booking.api_bookings import booking_routes
from services.booking.api_explain import explain_routes
from services.booking.api_ways import way_routes
from services.booking.bookings import Bookings
from services.booking.calendars.addresses import Addresses, AddressTokens
from services.booking.calendars.api import calendar_routes
from services.booking.calendars.feeds import CalendarFeeds
from services.booking.calendars.kept import PublicCalendars
from services.booking.calendars.rows import CALENDARS
from services.booking.demand import LostDemand
from services.booking.domain.after_use.events import HeadsCorrected, NoShowWithdrawn, ReasonShown, WalkInsCounted
from services.booking.domain.after_use.walk_ins import WalkIns
from services.booking.domain.demand import Demand
from services.booking.domain.events import PRIVATE_EVENTS
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.group import Group
from services.booking.domain.houses.facility import Facility
from services.booking.domain.person import Person
from services.booking.domain.quota import Quota
from services.booking.domain.registering.passing import Passings
from services.booking.explaining import Explaining
from services.booking.figures import COUNTS, booking_figures
from services.booking.forgotten import Forgotten
from services.booking.free.api import city_routes
from services.booking.free.availability import Availability
from services.booking.free.city import City
from services.booking.free.occupancy import Occupancy
from services.booking.groups.api import ended_group_routes
from services.booking.groups.ended_groups import EndedGroups
from services.booking.groups.groups import Groups
from services.booking.handlers import HANDLERS
from services.booking.houses.announced import Announced
from services.booking.houses.api import facility_routes
from services.booking.houses.directory import Directory
from services.booking.houses.facilities import Facilities
from services.booking.judging import Judging
from services.booking.ledger.api import ledger_routes
from services.booking.ledger.imports import LedgerImports
from services.booking.ledger.part import LEDGERS
from services.booking.money.api import money_routes
from services.booking.money.model import MONEY
from services.booking.money.money import Money
from services.booking.money.payments import PaymentPort
from services.booking.money.returns import Returns
from services.booking.money.told import MoneyTold
from services.booking.papers.api import paper_routes
from services.booking.papers.desk import PaperDesk
from services.booking.papers.texts import PaperTexts
from services.booking.parts import Part, model_of
from services.booking.reactions import REACTIONS
from services.booking.registering.api import registration_routes
from services.booking.registering.members_kept import MembersKept
from services.booking.registering.model import registrations_part
from services.booking.registering.penalty_points import PenaltyRules
from services.booking.registering.registrations import RegistrationNumbers, Registrations
from services.booking.registering.rows import RegistrationRow, document_of
from services.booking.registering.terms import RegistrationTerms
from services.booking.report.api import report_routes
from services.booking.report.monthly import MonthlyReports
from services.booking.rows import ROWS, BookingRow, project
from services.booking.rules_file import read_rules
from services.booking.service import Booking
from services.booking.settings import BookingSettings
from services.booking.start_codes import StartCodes
from services.booking.ways.api_closures import closure_routes
from services.booking.ways.api_series import series_routes
from services.booking.ways.changes import Changes
from services.booking.ways.closures import Closures
from services.booking.ways.displacements import Displacements
from services.booking.ways.holds import Holds
from services.booking.ways.model import WAYS
from services.booking.ways.other_places import OtherPlaces
from services.booking.ways.rows import DisplacementRow
from services.booking.ways.series import ManySeries
from shared.contracts.booking import (
    BookingCancelled,
    BookingCompleted,
    BookingConfirmed,
    BookingNoShow,
    BookingReleased,
    BookingStarted,
    FacilityChanged,
    FacilityRegistered,
    SlotsFreed,
    SlotsTaken,
)
from shared.journal import Journal
from shared.journal.tallies import with_tallies
from shared.service import Service, Site
from shared.timers import Timer

NAME = "booking"

BOOKINGS = Part(
    events=(
        FacilityRegistered,
        FacilityChanged,
        BookingConfirmed,
        BookingCancelled,
        BookingStarted,
        BookingCompleted,
        BookingNoShow,
        BookingReleased,
        HeadsCorrected,
        NoShowWithdrawn,
        ReasonShown,
        SlotsTaken,
        SlotsFreed,
        *PRIVATE_EVENTS,
    ),
    states=(Facility, FacilityDay, Quota, Group, Person, Demand, Passings),
    rows=ROWS,
    project=project,
    reactions=REACTIONS,
    followed=(Person, FacilityDay, Facility),
)
AFTER = Part(events=(WalkInsCounted,), states=(WalkIns,), rows=(StartDueRow, WalkInRow), project=project_after)


def build(site: Site, settings: BookingSettings | None = None, *, port: PaymentPort | None = None) -> Service:
    """The service of one deployment. ``port``: the payment service, by default the one that the settings name.

    Raises ``ValueError`` for a file of rules or papers that cannot be used.
    """
    settings = settings or BookingSettings()
    book, texts = read_rules(settings.rules_file), PaperTexts.load(settings.papers_file)
    points = PenaltyRules(book.layers, lambda house, rooms: directory.place(house, rooms))  # noqa: PLW0108 - made below
    parts = (BOOKINGS, WAYS, AFTER, ACTIVITIES, CALENDARS, LEDGERS, MONEY, registrations_part(points))
    journal = site.journal(with_tallies(model_of(NAME, parts), COUNTS))
    directory = Directory(journal, book)
    terms = RegistrationTerms.load(settings.registrations_file)
    groups = Groups(journal, ended_article=terms.ended_article or "")
    forgotten = Forgotten(journal)
    demand = LostDemand(journal, site.derived_key("booking/wishers"))
    codes = StartCodes(site.derived_key("booking/start-codes"))
    vault = site.vault(NAME)
    kept = MembersKept(journal, vault, site.derived_key("booking/member-lists"), terms)
    registrations = Registrations(
        journal,
        groups=groups,
        forgotten=forgotten,
        kept=kept,
        terms=terms,
        rules=points,
        book=book,
        numbers=RegistrationNumbers(site.derived_key("booking/registration-numbers")),
    )
    occupancy = Occupancy(journal)
    announced = Announced(journal, occupancy)
    judging = Judging(journal, directory, groups, registrations)
    bookings = Bookings(journal, directory, groups, forgotten, demand, codes, judging)
    holds = Holds(bookings, directory, forgotten, groups)
    displacements = Displacements(bookings, OtherPlaces(journal, directory, judging), groups, forgotten)
    activities = Activities(
        journal,
        groups=groups,
        bookings=bookings,
        codes=AttendanceCodes(site.derived_key("booking/attendance-codes")),
        numbers=CertificateNumbers(site.derived_key("booking/certificates")),
        forgotten=forgotten,
    )
    after = AfterUse(journal, directory, groups, texts)
    told, returns = MoneyTold(journal), Returns(journal, directory)
    desk = PaperDesk(
        journal, city=site.settings.city_name, texts=texts, bookings=bookings, directory=directory, groups=groups,
        demand=demand, paid=told.paid_for, due=told.due_for, back=returns.of,
    )  # fmt: skip
    uses = Booking(
        journal=journal,
        book=book,
        directory=directory,
        facilities=Facilities(journal, directory),
        bookings=bookings,
        holds=holds,
        changes=Changes(bookings, directory, judging, forgotten, points),
        closures=Closures(bookings, directory, judging, forgotten),
        ended=EndedGroups(bookings, groups, judging, forgotten),
        displacements=displacements,
        series=ManySeries(bookings, directory, judging, forgotten),
        availability=Availability(journal, directory, occupancy, announced),
        explaining=Explaining(journal, directory, judging, bookings.refused.attempts),
        groups=groups,
        forgotten=forgotten,
        demand=demand,
        activities=activities,
        registrations=registrations,
        after=after,
        reports=MonthlyReports(journal, directory, texts, told),
        ledgers=LedgerImports(journal, directory, forgotten),
        money=Money.of(journal, groups, site, settings, port),
        returns=returns,
    )

    def routes() -> APIRouter:
        router = booking_routes(uses)
        router.include_router(ledger_routes(uses.ledgers))
        router.include_router(explain_routes(uses.explaining))
        router.include_router(facility_routes(uses))
        router.include_router(way_routes(uses))
        router.include_router(closure_routes(uses))
        router.include_router(ended_group_routes(uses))
        router.include_router(series_routes(uses))
        router.include_router(activity_routes(uses.activities))
        router.include_router(registration_routes(uses.registrations))
        router.include_router(after_routes(after, codes, returns))
        router.include_router(paper_routes(desk))
        router.include_router(report_routes(uses.reports, site.settings.city_name))
        router.include_router(city_routes(City(journal, directory, occupancy, announced), journal))
        router.include_router(money_routes(uses.money))
        router.include_router(booking_figures(journal))
        router.include_router(_calendars(site, journal, directory, groups, forgotten, occupancy))
        return router

    return Service(
        NAME,
        journal,
        routes,
        uses,
        HANDLERS,
        timers=(
            Timer(WaitingListRow, "waiting-list", activities.waiting.fall_due),
            Timer(BookingRow, "hold", holds.fall_due),
            Timer(StartDueRow, "no-show", after.fall_due),
            Timer(DisplacementRow, "displacement", displacements.fall_due),
            Timer(RegistrationRow, "registration-term", registrations.fall_due),
            *uses.money.timers,
        ),
        vault=vault,
        sweeps=(directory.load, forgotten.load, kept.finish_erasures, registrations.ending.sweep, kept.sweep),
        refers=document_of,
        background=(
            *(() if journal.store.exclusive else (forgotten.follower, occupancy.follower)),
            *uses.money.background,
            demand,
        ),
    )


def _calendars(
    site: Site, journal: Journal, directory: Directory, groups: Groups, forgotten: Forgotten, occupancy: Occupancy
) -> APIRouter:
    settings = site.settings
    key, place = site.derived_key("booking/calendars"), f"kyoso-{settings.municipality}"
    announced = Announced(journal, occupancy)
    feeds = CalendarFeeds(journal, directory, groups, announced, key=key, place=place)
    addresses = Addresses(journal, groups, forgotten, AddressTokens(site.derived_key("booking/calendar-addresses")))
    public = PublicCalendars(journal, directory, occupancy, feeds)
    return calendar_routes(
        feeds, public, addresses, base_url=f"{(settings.site_url or settings.own_url).rstrip('/')}/{NAME}"
    )
