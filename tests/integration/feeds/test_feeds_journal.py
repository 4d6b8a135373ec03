"""The feed journal: each event once, in order, in segments that a reader follows to the end."""

import asyncio
from datetime import timedelta

import pytest

from services.feeds.app import build
from services.feeds.domain.cursor import Place, text_of
from services.feeds.domain.segment import Segment
from services.feeds.reading import FeedReader
from services.feeds.refusals import BadFeedCursor
from shared.journal.rebuild import rebuild
from tests.integration.feeds.feeds_kit import NOW, OPEN, a_facility, a_world, running, slots
from tests.kit import deliver, make_site, opened, the_fact

TOPIC = "kyoso.occupancy"


async def everything(reader, topic=TOPIC, place=None):
    """All entries behind a place, in order."""
    found, place = [], place or Place()
    while True:
        entries, place = await reader.after(topic, place)
        if not entries:
            return found
        found += entries


def facilities(entries):
    return [entry.event["data"]["facility_id"] for entry in entries]


async def test_an_event_is_kept_once_however_often_it_is_heard(tmp_path):
    """Also on another day, when another segment is open."""
    async with a_world(tmp_path) as world:
        await deliver(world.service, slots("a"), slots("a"))
        await world.advance(timedelta(days=1))
        await deliver(world.service, slots("b"), n=2)
        await deliver(world.service, slots("a"), slots("c"), n=1)
        kept = await everything(world.feeds.reader)

    assert ["a", "b", "c"] == facilities(kept)


async def test_a_segment_is_bounded_and_the_next_one_is_found(tmp_path):
    """Ten events in segments of three; many at once, as a batch from the bus comes; none lost, none twice."""
    async with a_world(tmp_path, feeds_segment_events_max=3) as world:
        names = [f"f{n}" for n in range(20)]
        await asyncio.gather(*(deliver(world.service, slots(name)) for name in names))
        kept = await everything(world.feeds.reader)
        sizes = [
            len(await world.service.journal.store.of_stream(Segment.of(TOPIC, name).name))
            for name in dict.fromkeys(entry.place.segment for entry in kept)
        ]

    assert sorted(names) == sorted(facilities(kept))
    assert [1, 3, 3, 3, 3, 3, 3] == sizes[:7]


async def test_events_of_one_subject_keep_their_order(tmp_path):
    """Across segments too."""
    async with a_world(tmp_path, feeds_segment_events_max=2) as world:
        for n in range(9):
            await deliver(world.service, slots("one"), subject="facility-day/one", n=n)
        kept = await everything(world.feeds.reader)

    assert sorted(entry.event["sequence"] for entry in kept) == [entry.event["sequence"] for entry in kept]


async def test_what_is_kept_is_the_cloud_event_that_kafka_carries(tmp_path):
    """The same attributes and data, in structured mode."""
    async with a_world(tmp_path) as world:
        await deliver(world.service, slots("a"))
        (entry,) = await everything(world.feeds.reader)
        fact = the_fact(slots("a"), at=NOW)

    assert {
        "specversion": "1.0",
        "id": fact.id,
        "source": "urn:kyoso:139998:booking",
        "type": OPEN,
        "subject": fact.subject,
        "time": "2026-12-01T01:00:00.000000Z",
        "sequence": fact.sequence,
        "datacontenttype": "application/json",
        "data": {
            "facility_id": "a",
            "room_ids": ["r1"],
            "starts_at": "2026-12-01T01:00:00Z",
            "ends_at": "2026-12-01T02:00:00Z",
        },
    } == entry.event


async def test_a_place_by_time_misses_nothing(tmp_path):
    """From an instant on: everything that was kept then or later, over several segments and days."""
    async with a_world(tmp_path, feeds_segment_events_max=3) as world:
        times = []
        for n in range(12):
            times.append(world.clock.now())
            await deliver(world.service, slots(f"f{n}"))
            world.clock.advance(timedelta(days=1) / 3)
        reader = world.feeds.reader
        found = [facilities(await everything(reader, place=await reader.since(TOPIC, at))) for at in times]
        after = facilities(await everything(reader, place=await reader.since(TOPIC, world.clock.now())))

    assert [[f"f{n}" for n in range(begin, 12)] for begin in range(12)] == found
    assert [] == after


async def test_two_processes_write_one_feed(tmp_path):
    """Both believe in segments of their own; each event is there once, and a reader of either sees all of them."""
    site = make_site(tmp_path, start=NOW, feeds_segment_events_max=3)
    one, two = build(site), build(site)
    async with opened(one), opened(two):
        for service in (one, two):
            service.journal.store.exclusive = False
        for n in range(12):
            await asyncio.gather(
                *(deliver(service, slots(f"f{n}"), slots(f"f{n}-{who}")) for who, service in enumerate((one, two)))
            )
        for service in (one, two):
            service.use_cases.reader.look_again()
        kept = [facilities(await everything(service.use_cases.reader)) for service in (one, two)]

    expected = sorted([f"f{n}" for n in range(12)] + [f"f{n}-{who}" for n in range(12) for who in (0, 1)])
    assert kept[0] == kept[1]
    assert expected == sorted(kept[0])


async def test_a_place_that_another_replica_heard_of_first_is_known_at_once(tmp_path):
    """A subscriber by area must not miss what happens at a house that was registered a moment ago."""
    async with a_world(tmp_path) as world:
        other = FeedReader(world.service.journal)
        world.service.journal.writer.listeners.remove(other._on_commits)
        await deliver(world.service, a_facility("new", "north"), slots("new"))

        (entry,) = await everything(other)

        assert ("north",) == other.areas_of(entry)


async def test_a_cursor_beyond_the_feed_is_refused(tmp_path):
    """The feed was restored from before it: what is kept anew under those places would be passed over in silence."""
    async with a_world(tmp_path) as world:
        await deliver(world.service, slots("a"))
        here = text_of({TOPIC: Place("first", 1)})
        beyond = [text_of({TOPIC: place}) for place in (Place("first", 9), Place("2999-01-01.0", 5))]

        assert 1 == (await world.feeds.places(here, [TOPIC]))[TOPIC].version
        for cursor in beyond:
            with pytest.raises(BadFeedCursor):
                await world.feeds.places(cursor, [TOPIC])


async def test_after_a_restart_the_feed_goes_on(tmp_path):
    """The open segment is found again, and what was kept is still kept."""
    site = make_site(tmp_path, start=NOW, feeds_segment_events_max=3)
    async with running(site) as world:
        for n in range(5):
            await deliver(world.service, slots(f"f{n}"))
    async with running(site) as world:
        for n in range(3, 8):
            await deliver(world.service, slots(f"f{n}"))
        kept = facilities(await everything(world.feeds.reader))

    assert [f"f{n}" for n in range(8)] == kept


async def test_the_rows_are_what_a_rebuild_makes(tmp_path):
    """Segments, places and subscriptions: derived, equal."""
    async with a_world(tmp_path, feeds_segment_events_max=3) as world:
        for n in range(8):
            await deliver(world.service, slots(f"f{n}"))
        made = await world.subscribe(url="http://127.0.0.1:9/hook", since="2026-12-01T00:00:00+09:00")
        await world.staff.post(f"/subscriptions/{made['subscription_id']}/pause")
        journal = world.service.journal
        before = [await journal.all(kind) for kind in journal.model.rows]
        await rebuild(journal.model, journal.store)
        after = [await journal.all(kind) for kind in journal.model.rows]

    assert before == after
    assert all(before[n] for n in (0, 2))
