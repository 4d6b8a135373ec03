"""Shorter words for the tests of outreach days: a day with slots, people who book, and what they have."""

from datetime import UTC, datetime, timedelta

from services.matching.domain.outreach.events import OutreachPlanned
from services.matching.outreach.appointments import NewAppointment
from services.matching.outreach.planning import NewOutreachDay
from services.matching.outreach.reading import DayList
from services.matching.outreach.rows import AppointmentRow, OutreachDayRow
from services.matching.outreach.views import AppointmentView
from tests.integration.matching.help_kit import known, resident
from tests.integration.matching.matching_kit import SATO

__all__ = ["known", "resident"]
TEN = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
"""Ten o'clock in Tokyo, on a day eight days after the tests begin."""
HALF = timedelta(minutes=30)


async def announced(city, *, slots=4, helpers=1, at=TEN, kinds=("consultation", "digital-help"), **more):
    """Announce a day of Sato's; its id."""
    new = NewOutreachDay(
        kinds=kinds, place="大沢団地 集会所", starts_at=at, ends_at=at + slots * HALF, slot_minutes=30,
        helpers=helpers, staff=more.pop("staff", ("coordinator-sato", "coordinator-ito")), **more,
    )  # fmt: skip
    commit = await city.uses.outreach_days.announce(new, by=more.get("by", SATO), cause=city.cause())
    return commit.first(OutreachPlanned).plan.outreach_day_id


async def booked(city, day_id, by, slot=TEN, cause=None, **more):
    """Book a slot; how it stands then."""
    new = NewAppointment(kind=more.pop("kind", "consultation"), slot=slot, **more)
    chain = await city.uses.appointments.book(day_id, new, by=by, cause=cause or city.cause())
    return AppointmentView.of(chain)


async def waits(city, day_id, by, slot=None):
    return await booked(city, day_id, by, slot, wait=True)


async def row(city, appointment_id):
    return await city.journal.get(AppointmentRow, appointment_id)


async def day_row(city, day_id):
    return await city.journal.get(OutreachDayRow, day_id)


async def free(city, day_id):
    """Places left, slot by slot."""
    return [each.free for each in (await day_row(city, day_id)).slots]


async def listed(city, day_id, by=SATO) -> DayList:
    return await city.uses.outreach_reading.list_of(day_id, by=by)


async def told(city, day_id, kind):
    """For whom a public event was told, in order."""
    events = await city.events(f"outreach-day/{day_id}")
    return [event.person_id for event in events if event.type == f"{kind}.v1"]
