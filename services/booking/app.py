"""booking's composition root: the parts of the model, the use cases with what they need, the routes. Read downwards."""

from fastapi import APIRouter

from services.booking.activities import Activities
from services.booking.activity_codes import AttendanceCodes
from services.booking.activity_model import ACTIVITIES
from services.booking.activity_rows import WaitingListRow
from services.booking.after_rows import StartDueRow, WalkInRow
from services.booking.after_rows import project as project_after
from services.booking.after_use import AfterUse
from services.booking.announced import Announced
from services.booking.api_activities import activity_routes
from services.booking.api_after import after_routes
from services.booking.api_bookings import booking_routes
from services.booking.api_calendars import calendar_routes
from services.booking.api_city import city_routes
from services.booking.api_closures import closure_routes
from services.booking.api_ended_groups import ended_group_routes
from services.booking.api_explain import explain_routes
from services.booking.api_facilities import facility_routes
from services.booking.api_ledger import ledger_routes
from services.booking.api_money import money_routes
from services.booking.api_papers import paper_routes
from services.booking.api_registrations import registration_routes
from services.booking.api_reports import report_routes
from services.booking.api_series import series_routes
from services.booking.api_ways import way_routes
from services.booking.availability import Availability
from services.booking.bookings import Bookings
from services.booking.calendar_rows import CALENDARS
from services.booking.calendars.addresses import Addresses, AddressTokens
from services.booking.calendars.feeds import CalendarFeeds
from services.booking.calendars.kept import PublicCalendars
from services.booking.certificates import CertificateNumbers
from services.booking.changes import Changes
from services.booking.city import City
from services.booking.closures import Closures
from services.booking.demand import LostDemand
from services.booking.directory import Directory
from services.booking.displacements import Displacements
from services.booking.domain.after_events import HeadsCorrected, NoShowWithdrawn, ReasonShown, WalkInsCounted
from services.booking.domain.demand import Demand
from services.booking.domain.events import PRIVATE_EVENTS
from services.booking.domain.facility import Facility
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.group import Group
from services.booking.domain.passing import Passings
from services.booking.domain.person import Person
from services.booking.domain.quota import Quota
from services.booking.domain.walk_ins import WalkIns
from services.booking.ended_groups import EndedGroups
from services.booking.explaining import Explaining
from services.booking.facilities import Facilities
from services.booking.figures import COUNTS, booking_figures
from services.booking.forgotten import Forgotten
from services.booking.groups import Groups
from services.booking.handlers import HANDLERS
from services.booking.holds import Holds
from services.booking.judging import Judging
from services.booking.ledger.imports import LedgerImports
from services.booking.ledger_part import LEDGERS
from services.booking.members_kept import MembersKept
from services.booking.money import Money
from services.booking.money_model import MONEY
from services.booking.money_told import MoneyTold
from services.booking.occupancy import Occupancy
from services.booking.other_places import OtherPlaces
from services.booking.papers.desk import PaperDesk
from services.booking.papers.texts import PaperTexts
from services.booking.parts import Part, model_of
from services.booking.payments import PaymentPort
from services.booking.penalty_points import PenaltyRules
from services.booking.reactions import REACTIONS
from services.booking.registration_model import registrations_part
from services.booking.registration_rows import RegistrationRow, document_of
from services.booking.registration_terms import RegistrationTerms
from services.booking.registrations import RegistrationNumbers, Registrations
from services.booking.report.monthly import MonthlyReports
from services.booking.returns import Returns
from services.booking.rows import ROWS, BookingRow, project
from services.booking.rules_file import read_rules
from services.booking.series import ManySeries
from services.booking.service import Booking
from services.booking.settings import BookingSettings
from services.booking.start_codes import StartCodes
from services.booking.ways_model import WAYS
from services.booking.ways_rows import DisplacementRow
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
        sweeps=(directory.load, forgotten.load, kept.finish_erasures, kept.sweep),
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
