"""Activities as a service of their own, with a town of one group: for the tests of their use cases and routes."""

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.booking.activities.activities import Activities
from services.booking.activities.api import activity_routes
from services.booking.activities.certificates import CertificateNumbers
from services.booking.activities.codes import AttendanceCodes
from services.booking.activities.model import ACTIVITIES
from services.booking.activities.rows import WaitingListRow
from services.booking.domain.activities.announcement import Announcement
from services.booking.domain.person import Person
from services.booking.forgotten import Forgotten
from shared.journal import Model
from shared.service import Service
from shared.timers import Timer
from shared.web import Caller
from tests.kit import clock_of, make_site, opened

NOW = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
STARTS, ENDS = NOW + timedelta(hours=5), NOW + timedelta(hours=7)
YUI, MORI = Caller("officer-yui", frozenset({"resident"})), Caller("staff-mori", frozenset({"staff"}))
HANA, KEN = Caller("resident-hana", frozenset({"resident"})), Caller("resident-ken", frozenset({"resident"}))


class OneGroup:
    """osawa-garden with its officer and one booking, 13:00 to 17:00 in Tokyo."""

    async def is_officer(self, group_id, person_id):
        return (group_id, person_id) == ("osawa-garden", "officer-yui")

    async def knows(self, group_id):
        return group_id == "osawa-garden"

    async def name(self, group_id):
        return "大沢ガーデン" if group_id == "osawa-garden" else ""

    async def officers(self, group_id):
        return ("officer-yui",) if group_id == "osawa-garden" else ()

    async def standing(self, group_id):
        return "active"

    async def covers(self, booking_id, *, group_id, starts_at, ends_at):
        booked = (STARTS - timedelta(hours=1), STARTS + timedelta(hours=3))
        return (booking_id, group_id) == ("b1", "osawa-garden") and booked[0] <= starts_at and ends_at <= booked[1]

    async def facility_of(self, booking_id):
        return "osawa-hall" if booking_id == "b1" else None


def activities_service(site):
    """The service ``booking`` with activities alone."""
    model = Model(
        "booking",
        ACTIVITIES.events,
        ACTIVITIES.states,
        ACTIVITIES.rows,
        ACTIVITIES.project,
        ACTIVITIES.reactions,
        followed=(Person,),
    )
    journal, town = site.journal(model), OneGroup()
    codes = AttendanceCodes(site.derived_key("activity-codes"))
    numbers = CertificateNumbers(site.derived_key("certificates"))
    uses = Activities(journal, groups=town, bookings=town, codes=codes, numbers=numbers, forgotten=Forgotten(journal))
    timers = (Timer(WaitingListRow, "waiting-list", uses.waiting.fall_due),)
    return Service("booking", journal, lambda: activity_routes(uses), uses, timers=timers)


@dataclass
class World:
    """A running service, its use cases and its clock."""

    site: object
    service: Service
    uses: Activities

    def cause(self, key, caller=HANA, body=b""):
        return self.service.journal.causes.http(caller.person_id, "POST /activities", key, body)

    def move_to(self, instant):
        clock_of(self.site).advance(instant - self.site.clock.now())

    async def announce(self, key="announce", **changes):
        announced = await self.uses.announce(wanted(**changes), by=YUI, cause=self.cause(key, YUI))
        return announced.about.activity_id

    async def sign_up(self, activity_id, *people):
        for person in people:
            await self.uses.sign_up(activity_id, by=person, cause=self.cause(f"sign-up {activity_id}", person))

    async def code(self, activity_id):
        return (await self.uses.attendance_code(activity_id, by=YUI)).code


@asynccontextmanager
async def a_world(tmp_path):
    """A world at ``NOW``."""
    site = make_site(tmp_path, start=NOW)
    async with opened(activities_service(site)) as service:
        yield World(site, service, service.use_cases)


def wanted(**changes):
    """An announcement of osawa-garden."""
    return Announcement(**{**body(), **changes})


def body(**changes):
    """The same as JSON."""
    return {
        "title": "大沢の畑で土づくり",
        "group_id": "osawa-garden",
        "place": "大沢地区公会堂",
        "starts_at": "2026-12-01T14:00:00+09:00",
        "ends_at": "2026-12-01T16:00:00+09:00",
        "deadline": "2026-12-01T13:00:00+09:00",
        "tags": ["gardening", "outdoors"],
        "areas": {"juku": "osawa"},
        "capacity": 3,
        **changes,
    }
