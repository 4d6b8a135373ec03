"""Outreach days that recur: announced ahead by the clock, each once, with somebody who is there by name."""

import asyncio
from datetime import date, timedelta

import pytest

from services.matching.domain.outreach.ahead import OutreachLookedAhead
from services.matching.domain.team.choosing import Leave
from services.matching.outreach.rows import OutreachAheadRow, OutreachDayRow
from shared.contracts.booking import FacilityRegistered
from tests import kit
from tests.integration.matching.matching_kit import DESK, SATO, STAFF

HALL = FacilityRegistered(
    facility_id="kobushi-cc", name="こぶしコミュニティ・センター", address="", rooms=(), bookable=True, latitude=35.7,
    longitude=139.56,
)  # fmt: skip
DAYS = ["2026-12-08", "2026-12-22", "2027-01-05", "2027-01-19"]
"""Every second Tuesday of the eight weeks behind 24 November, when the clock first looks."""


@pytest.fixture
async def town(city):
    """The house of one of the two series is known."""
    await kit.deliver(city.service, HALL)
    return city


async def night(city, days=1):
    city.advance(timedelta(days=days))
    await city.timers()


async def announced(city):
    rows = await city.journal.all(OutreachDayRow)
    return sorted(str(row.day) for row in rows)


async def test_days_are_announced_ahead_without_any_request(town):
    """Of the series whose house is known; with their hours, their place and a name."""
    assert [] == await announced(town)

    await night(town)

    assert DAYS == await announced(town)
    (first, *_) = await town.uses.outreach_reading.coming(kind=None, area="kita", first=None, free_only=True, limit=5)
    assert ("series-salon-kobushi-2026-12-08", 6, 35.7) == (first.id, len(first.slots), first.latitude)
    assert ("coordinator-sato",) == first.staff


async def test_months_later_there_are_still_days_to_come(town):
    """A town that is kept for long: each night finds what is missing."""
    await night(town)
    await night(town, days=150)

    assert {"2027-05-11", "2027-05-25"} <= set(await announced(town))


async def test_a_day_that_was_called_off_does_not_come_back(town):
    """Nor is any day announced twice."""
    await night(town)
    id = f"series-salon-kobushi-{DAYS[0]}"
    await town.uses.outreach_days.call_off(id, "rain", by=SATO, cause=town.cause())

    await night(town)

    assert "called-off" == (await town.journal.get(OutreachDayRow, id)).status
    assert 1 == len([each for each in await announced(town) if each == DAYS[0]])


async def test_two_replicas_plan_each_day_once(town):
    """Both look; one is heard."""
    town.advance(timedelta(days=1))
    row = await town.journal.get(OutreachAheadRow, "main")
    causes = [town.journal.causes.timer("outreach-ahead", "main", 1), town.cause(), town.cause()]

    await asyncio.gather(*(town.uses.outreach_series.look(row, cause) for cause in causes))
    await town.settle()

    assert DAYS == await announced(town)
    events = await town.events("outreach-ahead/main")
    assert 1 == sum(isinstance(event, OutreachLookedAhead) for event in events)


async def test_who_is_there_serves_then_and_takes_turns(town):
    """Nobody on leave, no supporter; where nobody serves, the owner of the desk."""
    leave = (Leave(first_day=date(2026, 12, 1), last_day=date(2026, 12, 10)),)
    await town.coordinator("coordinator-sato", leave=leave)
    await town.coordinator("coordinator-goto", kind="supporter")

    await night(town)

    staff = {str(row.day): row.staff for row in await town.journal.all(OutreachDayRow)}
    assert ((DESK,), ("coordinator-sato",)) == (staff[DAYS[0]], staff[DAYS[1]])


async def test_what_cannot_be_announced_stops_nothing(empty):
    """Without a desk owner nothing is announced, and the clock looks again the next night."""
    await kit.deliver(empty.service, HALL)
    await night(empty)
    assert [] == await announced(empty)
    await empty.uses.coordinators.set_desk(DESK, 7, by=STAFF, cause=empty.cause())

    await night(empty)

    assert "2026-12-08" in await announced(empty)
