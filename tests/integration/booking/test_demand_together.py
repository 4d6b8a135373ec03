"""What many are refused at one moment is written together, and nobody's wish is lost with another's."""

import asyncio
from dataclasses import replace

import pytest

from services.booking import demand_together
from services.booking.demand_together import TogetherRecorded
from services.booking.domain.demand import Demand
from services.booking.domain.events import DemandRecorded
from shared.errors import StoreUnavailable
from tests.integration.booking.bookings_kit import a_city
from tests.kit import events_of

STREAM = Demand.stream("cc", "2026-12-02")


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


def wish(n):
    return DemandRecorded(
        facility_id="cc", room_id="big", starts_at="2026-12-02T10:00:00+09:00", ends_at="2026-12-02T11:00:00+09:00",
        people=5, purpose="meeting", for_group=False, reason="room-taken", wisher=f"w{n}",
    )  # fmt: skip


def cause(city, n, body=b""):
    return city.service.journal.causes.http(f"p{n}", "POST /bookings", "k", body)


async def recorded(city):
    return [event.wisher for event in await events_of(city.service, STREAM.name)]


async def test_a_burst_is_one_commit(city):
    """In the order in which they came, each once it is written."""
    together = TogetherRecorded(city.service.journal)

    await asyncio.gather(*(together.record(STREAM, cause(city, n), wish(n)) for n in range(150)))

    assert [f"w{n}" for n in range(150)] == await recorded(city)
    assert 1 == len(await city.service.journal.store.of_stream(STREAM.name))


async def test_a_repeat_takes_nobody_along(city):
    """The first of them was on record under its cause before: the others are still to be written."""
    together = TogetherRecorded(city.service.journal)
    await together.record(STREAM, cause(city, 0), wish(0))

    await asyncio.gather(*(together.record(STREAM, cause(city, n), wish(n)) for n in range(4)))

    assert ["w0", "w1", "w2", "w3"] == await recorded(city)


async def test_a_key_with_another_body_takes_nobody_along(city, caplog):
    """A refusal uses no key up, so a client may send another wish with it; whoever comes beside is written."""
    together = TogetherRecorded(city.service.journal)
    await together.record(STREAM, cause(city, 0, b"one"), wish(0))

    wishes = [(cause(city, 0, b"other"), wish(7)), (cause(city, 1), wish(1)), (cause(city, 2), wish(2))]
    await asyncio.gather(*(together.record(STREAM, *each) for each in wishes))

    assert ["w0", "w1", "w2"] == await recorded(city)
    assert "lost demand was not recorded" in caplog.text


async def test_nobody_waits_long_and_it_is_written_all_the_same(city, monkeypatch):
    """A slow store must not hold the refusals of a whole town."""
    monkeypatch.setattr(demand_together, "WAIT_SECONDS", 0.01)
    journal, go_on = city.service.journal, asyncio.Event()
    append = journal.store.append

    async def slow(batch):
        await go_on.wait()
        return await append(batch)

    monkeypatch.setattr(journal.store, "append", slow)
    together = TogetherRecorded(journal)

    await asyncio.wait_for(together.record(STREAM, cause(city, 0), wish(0)), 5)
    await asyncio.wait_for(together.record(STREAM, cause(city, 1), wish(1)), 5)
    go_on.set()
    await together.written()

    assert ["w0", "w1"] == await recorded(city)


async def test_a_service_that_stops_writes_what_nobody_waited_for(city, monkeypatch):
    """Those who were refused have their answer already; the wish is in hand only."""
    monkeypatch.setattr(demand_together, "WAIT_SECONDS", 0.01)
    journal, go_on = city.service.journal, asyncio.Event()
    append = journal.store.append

    async def slow(batch):
        await go_on.wait()
        return await append(batch)

    monkeypatch.setattr(journal.store, "append", slow)
    await asyncio.wait_for(city.uses.demand._together.record(STREAM, cause(city, 0), wish(0)), 5)

    asyncio.get_running_loop().call_later(0.01, go_on.set)
    for each in city.service.background:
        await each.stop()

    assert ["w0"] == await recorded(city)


async def test_a_store_that_is_away_holds_nobody_up(city, monkeypatch, caplog):
    """The refusal is the answer, whatever becomes of its record."""
    journal = city.service.journal

    async def away(*_):
        raise StoreUnavailable("away")

    monkeypatch.setattr(journal, "transact", away)

    await TogetherRecorded(journal).record(STREAM, replace(cause(city, 0)), wish(0))

    assert "lost demand was not recorded" in caplog.text
