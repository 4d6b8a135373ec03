"""Past days leave booking's journal for a file: lists stay, commands are told, and the file proves itself."""

from datetime import UTC, datetime, timedelta

import pytest

from kyoso import admin, archive, backup
from kyoso.care import TooYoung
from kyoso.folder import DataFolder
from services.booking.domain.demand import Demand
from services.booking.domain.events import DemandRecorded
from services.booking.rows import DemandRow
from shared.clock import FileClock, tokyo_date
from shared.journal.archived import StreamArchived
from tests.integration.care.care_kit import STORES, everything, fill, opened, prepare
from tests.integration.care.test_backup import a_backup, restored
from tests.integration.care.test_republish import told

DAYS = 40


async def record(service, day, wisher="w"):
    """One refused wish for a day."""
    start = service.journal.now()
    wish = DemandRecorded(
        facility_id="osawa", room_id="r", starts_at=start, ends_at=start + timedelta(hours=1), people=1,
        purpose="meeting", for_group=False, reason="room-taken", rule_id="", wisher=wisher,
    )  # fmt: skip
    cause = service.journal.causes.operator("test", b"", f"{day}-{wisher}")
    return await service.journal.transact(Demand.stream("osawa", str(day)), cause, lambda demand: demand.record(wish))


async def a_town_with_an_old_day(places, store):
    """Written forty days ago, all told."""
    settings = places.make(store, "town")
    await prepare(settings)
    async with opened(settings) as services:
        booking = services["booking"]
        day = tokyo_date(booking.journal.now())
        await record(booking, day)
        await told(booking)
    DataFolder(settings.data).make()
    DataFolder(settings.data).clock().advance(timedelta(days=DAYS))
    return settings, day


async def archived(settings, folder, before):
    async with admin.offline(settings, DataFolder(settings.data)) as scope:
        arguments = {"service": "booking", "before": before.isoformat(), "archive": folder.name}
        closed, after = 0, ""
        while after is not None:
            page = await admin.perform("archive-close", {**arguments, "after": after}, scope)
            closed, after = closed + page["closed"], page["next"]
        await told(scope.services["booking"])
    return closed


@pytest.mark.parametrize("store", STORES)
async def test_an_old_day_moves_to_a_file_and_the_list_stays(places, tmp_path, store):
    """The file verifies; the journal keeps version and cause; a backup and a restore carry the closed day over."""
    settings, day = await a_town_with_an_old_day(places, store)
    folder = tmp_path / "2026"

    assert 1 == await archived(settings, folder, day + timedelta(days=2))
    manifest = await archive.collect(settings, "booking", folder)
    before = (await everything(settings))["booking"]
    assert 1 == await archive.strip(settings, "booking", folder, manifest)
    after = (await everything(settings))["booking"]

    assert [commit[:7] for commit in before] == [commit[:7] for commit in after]
    assert ["demand-recorded.v1", "archived.v1"] == [commit[7][0].type for commit in before]
    assert ["archived.v1", "archived.v1"] == [commit[7][0].type for commit in after]
    _, findings = await backup.verify(settings, folder, against=False)
    assert [] == findings.problems
    await a_backup(settings, tmp_path / "copy")
    new = places.make(store, "new")
    DataFolder(new.data).make()
    DataFolder(new.data).clock().advance(timedelta(days=DAYS))
    await restored(new, tmp_path / "copy")
    for place in (settings, new):
        async with opened(place) as services:
            booking = services["booking"]
            assert [f"osawa/{day}"] == [row.id for row in await booking.journal.all(DemandRow)]
            assert (await record(booking, day)).replayed
            with pytest.raises(StreamArchived):
                await record(booking, day, "another")


async def test_a_run_that_was_cut_short_is_finished_by_the_next(places, tmp_path):
    """Closed but not yet written: the next run finds it, and a third has nothing to do."""
    settings, day = await a_town_with_an_old_day(places, "sqlite")
    await archived(settings, tmp_path / "first", day + timedelta(days=2))

    assert 0 == await archived(settings, tmp_path / "second", day + timedelta(days=2))
    manifest = await archive.collect(settings, "booking", tmp_path / "second")
    assert 2 == manifest.services["booking"].commits
    await archive.strip(settings, "booking", tmp_path / "second", manifest)

    assert 0 == (await archive.collect(settings, "booking", tmp_path / "third")).services["booking"].commits


async def test_what_is_young_is_left_alone(places, tmp_path):
    """A day within the last month is refused in words, before anything is closed."""
    settings, day = await a_town_with_an_old_day(places, "sqlite")

    with pytest.raises(TooYoung):
        await archived(settings, tmp_path / "x", day + timedelta(days=DAYS))

    assert 1 == len((await everything(settings))["booking"])


async def test_a_command_beside_a_town_goes_by_the_towns_clock(places, tmp_path):
    """A demo that was moved a year on: what is over there may be archived, by processes that share a clock's file."""
    clock = FileClock(tmp_path / "clock")
    clock.advance(timedelta(days=365))
    settings = places.make("sqlite", "town", clock_file=clock.file)
    await fill(settings, 1)
    long_ago = {"service": "people", "before": f"{datetime.now(UTC) + timedelta(days=300):%Y-%m-%d}", "archive": "a"}

    async with admin.offline(settings, DataFolder(settings.data)) as scope:
        assert 0 == (await admin.perform("archive-close", long_ago, scope))["closed"]
    assert f"{clock.now():%Y-%m}" in (settings.data / "audit.jsonl").read_text()
