"""Groups that ended before memberships ended with them: they end at the first start, each told once."""

import asyncio
from datetime import timedelta

import pytest

from services.matching.app import MODEL
from services.matching.domain.groups.group import Group
from services.matching.domain.groups.standing_events import StandingSeenTo
from services.matching.groups import standings
from services.matching.groups.ended_before import EndedBefore
from services.matching.groups.group_rows import GroupStandingRow
from services.matching.rows import MemberRow
from shared.contracts.matching import GroupLeft, OfficerRetired
from shared.contracts.matching_standing import MembershipEnded
from shared.journal.rebuild import rebuild
from tests import kit
from tests.integration.matching.help_kit import known
from tests.integration.matching.matching_kit import STAFF, YUI, a_city

GARDEN, OTHER = "osawa-garden", "other"
PEOPLE = ("resident-hana", "resident-ken", "taro")
TEN_MINUTES, NINETY_DAYS = timedelta(minutes=10), timedelta(days=90)


async def older(city, group_id=GARDEN):
    """A group with three members that ended as the version before did it: two looks, and nobody's membership."""
    await known(city, *PEOPLE, "officer-yui")
    for person_id in PEOPLE:
        await city.uses.groups.add_member(group_id, person_id, by=None, cause=city.cause())
    await city.uses.standings.put(group_id, "ended", by=STAFF, cause=city.cause())
    for times in (1, 2):
        again = city.journal.now() + TEN_MINUTES if times == 1 else None
        seen = StandingSeenTo(group_id=group_id, standing="ended", number=1, times=times, again_at=again)
        await city.journal.transact(Group.stream(group_id), city.cause(), lambda _, seen=seen: [seen])
    await city.settle()


async def start(city, replicas=1):
    """What a start does to them, in so many processes at once."""
    await asyncio.gather(*(EndedBefore(city.journal).run() for _ in range(replicas)))


async def clock(city, *waits):
    for wait in waits:
        city.advance(wait)
        await city.timers()
        await city.settle()


async def members(city, group_id=GARDEN):
    rows = await city.journal.all(MemberRow, where={"group_id": group_id}, with_closed=False)
    return {row.person_id: row.officer for row in rows}


async def told(city, kind=MembershipEnded):
    return sorted((e.person_id, e.role) for e in await kit.published(city.service, kind) if type(e) is kind)


EACH = [("officer-yui", "officer"), *((person_id, "member") for person_id in PEOPLE)]


async def test_memberships_of_before_end_in_batches_and_each_is_told_once(city, monkeypatch):
    """One at a look; two replicas, more starts and months tell nobody again; offices end on their day."""
    monkeypatch.setattr(standings, "LEAVE_AT_ONCE", 1)
    await older(city)
    assert (0, 4) == (await city.timers(), len(await members(city))), "nothing else would ever have looked"

    await start(city, replicas=2)
    second = timedelta(seconds=1)
    await clock(city, second)
    await start(city)
    await clock(city, second, second, second)

    assert (EACH, {"officer-yui": True}) == (await told(city), await members(city))
    (until,) = {event.until for event in await kit.published(city.service, MembershipEnded) if event.until}
    assert NINETY_DAYS - timedelta(seconds=5) < until - city.journal.now() < NINETY_DAYS
    await clock(city, TEN_MINUTES)
    await start(city)
    await clock(city, NINETY_DAYS)
    assert ({}, [("officer-yui", "officer")]) == (await members(city), await told(city, OfficerRetired))
    await start(city)
    await clock(city, NINETY_DAYS, NINETY_DAYS)
    assert (EACH, 4) == (await told(city), len(await told(city, GroupLeft)))
    assert (await city.journal.get(GroupStandingRow, GARDEN)).closed
    before = await city.journal.get(GroupStandingRow, GARDEN), await members(city)
    await rebuild(MODEL, city.journal.store)
    assert before == (await city.journal.get(GroupStandingRow, GARDEN), await members(city))


async def test_a_real_start_begins_with_it_and_a_stop_on_the_way_is_made_good(tmp_path, monkeypatch):
    """The service itself does it before it is ready; killed behind the first look, the next start goes on."""
    monkeypatch.setattr(standings, "LEAVE_AT_ONCE", 2)
    async with a_city(tmp_path) as city:
        await city.desk()
        await city.group()
        await older(city)
    for left in (2, 1, 1):
        async with a_city(tmp_path) as city:
            await city.timers()

            assert left == len(await members(city))
    async with a_city(tmp_path) as city:
        assert EACH == await told(city)


@pytest.mark.parametrize("how", ["active", "suspended", "ended now"])
async def test_no_other_group_is_touched(city, how):
    """Neither who is back, nor who pauses, nor who ended with this version, in the middle of it or when all is done."""
    if how == "active":
        await older(city)
        await city.uses.standings.put(GARDEN, "active", by=STAFF, cause=city.cause())
    else:
        await known(city, "resident-hana")
        await city.uses.groups.add_member(GARDEN, "resident-hana", by=None, cause=city.cause())
        await city.uses.standings.put(GARDEN, how.split()[0], by=YUI, cause=city.cause())
    for wait in (timedelta(seconds=1), TEN_MINUTES, timedelta(hours=1), NINETY_DAYS, NINETY_DAYS):
        before = await city.events(f"group/{GARDEN}")
        await start(city)
        assert before == await city.events(f"group/{GARDEN}")
        await clock(city, wait)

    expected = [("officer-yui", "officer"), ("resident-hana", "member")] if how == "ended now" else []
    assert expected == await told(city)


async def test_a_group_that_comes_back_meanwhile_loses_nobody(city):
    """Staff bring it back between the start's look and its word, and behind it before the clock looks."""
    await older(city)
    await city.uses.standings.put(GARDEN, "active", by=STAFF, cause=city.cause())
    await EndedBefore(city.journal)._begin(GARDEN, 1)
    await city.group(OTHER, officer="officer-yui")
    await older(city, OTHER)
    await start(city)
    await city.uses.standings.put(OTHER, "active", by=STAFF, cause=city.cause())
    await clock(city, timedelta(seconds=1), TEN_MINUTES, NINETY_DAYS, NINETY_DAYS)

    assert (4, 4) == (len(await members(city)), len(await members(city, OTHER)))
    assert [("officer-yui", "officer")] == await told(city), "told of the second, before it was back"
