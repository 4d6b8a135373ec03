"""``GET /events``: catching up, living on, coming back with a cursor, and who may hear what."""

import asyncio

import pytest

from services.feeds import listening
from services.feeds.domain.cursor import Place
from services.feeds.domain.pseudonyms import pseudonym
from services.feeds.reading import Entry
from services.feeds.telling import Teller
from shared.contracts.people import PersonErased
from shared.web.streams import EventStream
from tests.integration.feeds.feeds_kit import (
    NOW,
    OPEN,
    Listener,
    a_booking,
    a_facility,
    a_group,
    a_world,
    running,
    slots,
    until,
)
from tests.kit import deliver, make_site

STATISTICS = {
    "kind": "sse",
    "purpose": "statistics",
    "types": ["booking-confirmed.v1"],
    "since": "2020-01-01T00:00:00Z",
}


def names(events):
    return [event["data"]["facility_id"] for event in events]


async def test_a_listener_catches_up_and_then_lives_on(tmp_path):
    """From an instant; then what happens while the line is open."""
    async with a_world(tmp_path) as world:
        await world.happen("a", "b", "c")
        async with Listener(world, "since=2026-12-01T00:00:00Z") as listener:
            before = await listener.events(3)
            await world.happen("d")
            live = await listener.event()

    assert ["a", "b", "c", "d"] == names([*before, live])
    assert "1.0" == live["specversion"]


async def test_without_a_cursor_it_begins_now(tmp_path):
    """Nobody is flooded with history that they did not ask for."""
    async with a_world(tmp_path) as world:
        await world.happen("a")
        async with Listener(world) as listener:
            await world.happen("b")

            assert ["b"] == names([await listener.event()])


async def test_who_comes_back_with_the_last_id_misses_nothing_and_gets_nothing_twice(tmp_path):
    """After each single event, over segments and a restart of the service."""
    site = make_site(tmp_path, start=NOW, feeds_segment_events_max=3)
    heard, last = [], None
    for turn in range(4):
        async with running(site) as world:
            if turn:
                world.count = 3 * turn
            await world.happen(*(f"{turn}{n}" for n in range(3)))
            for _ in range(3):
                async with Listener(world, "since=2026-12-01T00:00:00Z", last=last) as listener:
                    heard += names([await listener.event()])
                    last = listener.last

    assert [f"{turn}{n}" for turn in range(4) for n in range(3)] == heard


async def test_a_line_that_broke_before_the_first_event_can_go_on_too(tmp_path):
    """The cursor comes with the first block, and with every beat."""
    async with a_world(tmp_path) as world:
        async with Listener(world) as listener:
            first = await listener.block()
        await world.happen("a")
        last = dict(line.split(": ", 1) for line in first.splitlines())["id"]
        async with Listener(world, last=last) as listener:
            assert ["a"] == names([await listener.event()])


async def test_types_and_areas_choose(tmp_path):
    """By the event's own areas, by its facility's and by its group's; what belongs to no area is not for an area."""
    async with a_world(tmp_path) as world:
        await deliver(world.service, a_facility("north-hall", "kita"), a_facility("south-hall", "minami"))
        await deliver(world.service, a_facility("no-hall", ""), a_group("north-group", "kita"))
        await world.happen("north-hall", "south-hall", "no-hall", "unknown-hall")
        async with Listener(world, "since=2026-12-01T00:00:00Z&areas=kita") as listener:
            found = await listener.events(3)
            assert await listener.nothing()
        async with Listener(world, f"since=2026-12-01T00:00:00Z&types={OPEN}&areas=kita,minami") as listener:
            chosen = await listener.events(2)

    assert {"facility-registered.v1", "group-registered.v1", OPEN} == {event["type"] for event in found}
    assert ["north-hall", "south-hall"] == names(chosen)


async def test_without_a_token_nothing_restricted_is_heard(tmp_path):
    """Neither by asking nor by not asking."""
    async with a_world(tmp_path) as world:
        await deliver(world.service, a_booking(), slots("a"))
        asked = await world.nobody.get("/events", params={"types": "booking-confirmed.v1"})
        async with Listener(world, "since=2026-12-01T00:00:00Z") as listener:
            first = await listener.event()
            assert await listener.nothing()

    assert (403, "types-not-open") == (asked.status_code, asked.json()["code"])
    assert OPEN == first["type"]


async def test_with_a_token_restricted_types_come_under_pseudonyms(tmp_path):
    """Of this subscriber; two subscribers see two strangers where there is one person, and erasures come along."""
    async with a_world(tmp_path) as world:
        await deliver(world.service, a_booking("resident-hana"), PersonErased(person_id="resident-hana"))
        heard = {}
        for subscriber in ("library", "prefecture"):
            token = (await world.subscribe(subscriber=subscriber, **STATISTICS))["token"]
            async with Listener(world, "since=2026-12-01T00:00:00Z", token=token) as listener:
                events = {event["type"]: event for event in await listener.events(2)}
            heard[subscriber] = events
            person = pseudonym(world.feeds.keys.pseudonym_key(subscriber), "resident-hana")
            assert person == events["booking-confirmed.v1"]["data"]["person_id"]
            assert f"person/{person}" == events["person-erased.v1"]["subject"]

    assert "resident-hana" not in str(heard)
    assert heard["library"]["booking-confirmed.v1"]["id"] != heard["prefecture"]["booking-confirmed.v1"]["id"]
    assert "osawa" == heard["library"]["booking-confirmed.v1"]["data"]["facility_id"]


async def test_a_token_opens_what_was_registered_and_nothing_else(tmp_path):
    """No other restricted type, no other area."""
    async with a_world(tmp_path) as world:
        await deliver(world.service, a_facility("north-hall", "kita"), a_facility("south-hall", "minami"))
        await deliver(world.service, a_booking(facility="south-hall", number="b1"))
        await deliver(world.service, a_booking(facility="north-hall", number="b2"))
        token = (await world.subscribe(**STATISTICS, areas=["kita"]))["token"]
        bearer = {"authorization": f"Bearer {token}"}
        other = await world.nobody.get("/events", params={"types": "points-earned.v1"}, headers=bearer)
        async with Listener(world, "since=2026-12-01T00:00:00Z&areas=minami", token=token) as listener:
            events = await listener.events(1)
            assert await listener.nothing()

    assert (403, "types-not-open") == (other.status_code, other.json()["code"])
    assert ["north-hall"] == names(events)


@pytest.mark.parametrize(
    "token", ["kys_", "kys_x.y", "kys_../..", "nonsense", "kys_00000000-0000-0000-0000-000000000000.a"]
)
async def test_a_token_that_is_none_is_refused(tmp_path, token):
    """By name, and never as if there were none."""
    async with a_world(tmp_path) as world:
        answer = await world.nobody.get("/events", headers={"authorization": f"Bearer {token}"})

    assert (401, "token-invalid") == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize("command", ["pause", "end", "rotate"])
async def test_an_open_stream_ends_when_its_token_is_no_longer_good(tmp_path, monkeypatch, command):
    """Within seconds, also when nothing happens; and the token opens nothing more."""
    monkeypatch.setattr(listening, "AGAIN_SECONDS", 0.05)
    async with a_world(tmp_path) as world:
        made = await world.subscribe(**STATISTICS)
        id, token = made["subscription_id"], made["token"]
        async with Listener(world, token=token) as listener:
            await listener.block()
            if command == "end":
                await world.staff.delete(f"/subscriptions/{id}")
            else:
                await world.staff.post(f"/subscriptions/{id}/{'secret' if command == 'rotate' else command}")
            await asyncio.wait_for(listener.ended.wait(), 5)
        again = await world.nobody.get("/events", headers={"authorization": f"Bearer {token}"})

    assert again.status_code in (401, 403)


@pytest.mark.parametrize("since", ["yesterday", "2026-12-01T00:00:00", "9999-12-31T23:59:59Z", "2~x", "1~kyoso.groups"])
async def test_a_cursor_that_is_none_is_refused(tmp_path, since):
    """Instead of beginning somewhere."""
    async with a_world(tmp_path) as world:
        for request in ({"params": {"since": since}}, {"headers": {"last-event-id": since}}):
            answer = await world.nobody.get("/events", **request)

            assert (422, "bad-feed-cursor") == (answer.status_code, answer.json()["code"])


async def test_a_type_that_does_not_exist_is_refused(tmp_path):
    """A misspelt name would be silence for ever."""
    async with a_world(tmp_path) as world:
        answer = await world.nobody.get("/events", params={"types": "slot-taken.v1"})

    assert (422, "unknown-types") == (answer.status_code, answer.json()["code"])


async def test_one_listener_too_many_is_told_to_come_later(tmp_path):
    """With what to do next; the others go on."""
    async with a_world(tmp_path, feeds_listeners_max=2) as world:
        async with Listener(world) as one, Listener(world) as two:
            await asyncio.gather(one.block(), two.block())
            late = await world.nobody.get("/events")
            await world.happen("a")
            assert ["a", "a"] == names([await one.event(), await two.event()])
        await until(lambda: world.feeds.listeners.count == 0)

    assert (429, "too-many-listeners") == (late.status_code, late.json()["code"])


async def test_a_line_on_which_nothing_happens_is_kept_open(tmp_path, monkeypatch):
    """With a cursor in every beat."""
    monkeypatch.setattr(listening, "BEAT_SECONDS", 0.05)
    async with a_world(tmp_path) as world, Listener(world) as listener:
        await listener.block()
        beat = await listener.block()

    assert beat.startswith(": still here\nid: 1~")


async def test_who_takes_nothing_is_dropped(tmp_path):
    """Nothing piles up for a listener that does not read; it comes back with its cursor."""
    async with a_world(tmp_path) as world:
        await world.happen("a")
        teller_places = await world.feeds.places("2026-12-01T00:00:00Z", ["kyoso.occupancy"])

        async def allowed():
            return True

        stream = world.feeds.listeners.stream(Teller.of([OPEN], (), None), teller_places, allowed)
        never = asyncio.Event()

        async def send(message):
            if message["type"] == "http.response.body":
                await never.wait()

        await asyncio.wait_for(EventStream(stream, {}, send_seconds_max=0.05)({}, never.wait, send), 5)

        assert 0 == world.feeds.listeners.count


async def test_another_replica_sees_what_this_one_keeps(tmp_path):
    """Over the journal, not over memory."""
    site = make_site(tmp_path, start=NOW)
    async with running(site) as writing, running(site) as reading, Listener(reading) as listener:
        await listener.block()
        await writing.happen("a")

        assert ["a"] == names([await listener.event()])
        await writing.happen("b")  # behind what was read: nothing but another look finds it
        assert ["b"] == names([await listener.event()])


async def test_every_listener_is_let_go_when_the_process_stops(tmp_path):
    """A server waits for open requests."""
    async with a_world(tmp_path) as world, Listener(world) as listener:
        await listener.block()
        world.couriers.let_go()
        await asyncio.wait_for(listener.ended.wait(), 2)


async def test_a_restricted_event_without_a_key_is_an_error_and_not_an_event():
    """The last net: what cannot be veiled is not told."""
    teller = Teller(frozenset({"booking-confirmed.v1"}), frozenset(), None)
    entry = Entry("kyoso.bookings", Place(), NOW, "1", "booking-confirmed.v1", "{}", (), None)

    with pytest.raises(PermissionError):
        teller.told(entry)
