"""The relay by pending marks: any replica may die at any place, and what follows a commit still happens, in order."""

import asyncio

import pytest

from shared.messaging import pending_relay, pending_work
from tests.shared_store import SharedStore
from tests.toys import Thing
from tests.unit.messaging.replicas import World


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(pending_relay, "SWEEP_SECONDS", 0.05)
    monkeypatch.setattr(pending_relay, "WAIT_SECONDS_MAX", 0.3)


@pytest.fixture
async def world(tmp_path):
    world = World(tmp_path)
    await world.one.journal.open()
    await world.two.journal.open()
    yield world
    for replica in (world.two, world.one):
        replica.door.open.set()
        await replica.relay.stop()
        await replica.journal.close()


async def test_what_follows_a_commit_happens_once_and_is_confirmed(world, monkeypatch):
    """In quiet times a replica drives its own commits, and the other one leaves them alone."""
    monkeypatch.setattr(pending_relay, "SWEEP_SECONDS", 60)
    await world.one.relay.start()
    await world.two.relay.start()
    people = [f"p{n}" for n in range(40)]

    for n, person in enumerate(people):
        await world.one.attend(person, activity=f"a{n % 4}")
    await world.confirmed()

    assert sorted(people) == sorted(world.topic.people)
    assert list(range(0, 40, 4)) == [int(p[1:]) for p in world.topic.people if int(p[1:]) % 4 == 0]
    assert people == await world.one.journal.ask(Thing.stream("next"), lambda thing: sorted(thing.noted, key=_number))
    assert await world.one.relay.idle()


def _number(person):
    return int(person[1:])


async def test_a_broker_that_did_not_acknowledge_gets_the_events_again_in_order(world):
    """Nothing is confirmed before the broker has it."""
    await world.one.relay.start()
    world.one.door.refusals = 1
    world.one.door.lost_acknowledgements = 1

    for person in ("p0", "p1", "p2"):
        await world.one.attend(person)
    await world.confirmed()

    assert ["p0", "p1", "p2"] == world.topic.first_occurrences()


async def test_what_a_killed_replica_left_is_driven_by_another(world):
    """The sweep finds it, without a clock and without being told; its rows are made sure of as well."""
    await world.one.attend("p1")
    await world.one.attend("p2")

    await world.two.relay.start()
    await world.confirmed()

    assert ["p1", "p2"] == world.topic.people
    assert "activity/a" in world.store.derived


async def test_what_the_broker_did_not_take_from_a_killed_replica_is_published_by_another(world):
    """Confirmed means acknowledged: whatever dies in between leaves its mark."""
    world.one.door.refusals = 10**9
    await world.one.relay.start()
    await world.one.attend("p1")
    await world.until(lambda: world.one.door.refusals < 10**9)
    for task in world.one.relay._tasks:
        task.cancel()
    await asyncio.gather(*world.one.relay._tasks, return_exceptions=True)
    world.one.relay._tasks = []

    await world.two.relay.start()
    await world.confirmed()

    assert ["p1"] == world.topic.people


async def test_a_commit_is_not_published_before_an_earlier_one_of_another_replica(world):
    """Replica one cannot publish version 1; two, which has version 2, waits a moment and then publishes both."""
    world.one.door.open.clear()
    await world.one.relay.start()
    await world.two.relay.start()

    await world.one.attend("p1")
    await world.two.attend("p2")
    await world.until(lambda: len(world.topic.people) >= 2)

    assert ["p1", "p2"] == world.topic.people[:2]


async def test_two_replicas_at_one_stream_publish_first_occurrences_in_order(world):
    """Whoever publishes, and however often: subscribers that drop repeats see the stream's order."""
    await world.one.relay.start()
    await world.two.relay.start()
    world.one.door.lost_acknowledgements = 3
    expected = [f"p{n}" for n in range(60)]

    for n, person in enumerate(expected):
        await (world.one, world.two)[n % 2].attend(person)
    await world.confirmed()

    assert expected == world.topic.first_occurrences()


async def test_what_others_left_is_driven_in_portions_and_own_commits_go_between(world, monkeypatch):
    """Reading and deriving others' streams takes long; what is committed here meanwhile does not wait for all of it."""
    monkeypatch.setattr(pending_relay, "OTHERS_PER_PASS_MAX", 4)
    world.one.door.open.clear()  # as good as dead
    left = [f"p{n}" for n in range(20)]
    for person in left:
        await world.one.attend(person, activity=f"a-{person}")
    derive_rows = SharedStore.derive_rows

    async def slowly(store, streams):
        if streams and not store.derived:
            await world.two.attend("meanwhile", activity="b")
        await derive_rows(store, streams)

    monkeypatch.setattr(SharedStore, "derive_rows", slowly)
    await world.two.relay.start()
    await world.until(lambda: len(set(world.topic.people)) == len(left) + 1)

    assert world.topic.people.index("meanwhile") <= 4
    assert {"meanwhile", *left} == set(world.topic.people)


async def test_a_reaction_that_fails_for_good_parks_its_stream_and_no_other(world):
    """Its commits wait unconfirmed; the others flow, on every replica."""
    await world.one.relay.start()
    await world.two.relay.start()

    for person, activity in (("p1", "a"), ("bad", "a"), ("p2", "a"), ("p3", "b")):
        await world.one.attend(person, activity)
    await world.parked()
    await world.until(lambda: "p3" in world.topic.people)
    await asyncio.sleep(0.3)

    assert {"p1", "p3"} == set(world.topic.people)
    assert [2, 3] == sorted(version for stream, version in world.store.marked if stream == "activity/a")


@pytest.mark.parametrize("without_it", [False, True])
async def test_a_parked_stream_goes_on_when_an_operator_lets_it(world, without_it):
    """The command may come to any process: the replica that has a relay drives the stream, in order."""
    await world.one.relay.start()
    for person in ("bad", "p2"):
        await world.one.attend(person)
    letter = await world.parked()
    if not without_it:
        world.fails.clear()

    operator = world.two.letters.discard if without_it else world.two.letters.replay
    outcome = await operator(letter.id, by="test")
    await world.confirmed()

    assert (1, "") == (outcome.handled, outcome.still_failing)
    assert ["bad", "p2"] == world.topic.people
    assert ["discarded" if without_it else "replayed"] == [
        found.status for found in await world.one.letters.list(closed=True)
    ]


async def test_a_stream_that_fails_again_stays_parked_under_its_letter(world):
    """The operator hears why."""
    await world.one.relay.start()
    await world.one.attend("bad")
    letter = await world.parked()

    outcome = await world.one.letters.replay(letter.id, by="test")

    assert "ValueError" in outcome.still_failing
    assert ["failed"] == await world.statuses()
    assert [] == world.topic.people


async def test_commits_beyond_what_memory_may_hold_are_read_from_the_store(world, monkeypatch):
    """A broker that is away for hours does not fill the memory."""
    monkeypatch.setattr(pending_work, "OWN_COMMITS_MAX", 5)
    world.one.door.open.clear()
    await world.one.relay.start()
    expected = [f"p{n}" for n in range(30)]
    for n, person in enumerate(expected):
        await world.one.attend(person, activity=f"a{n % 3}")
    assert world.one.relay._work.own_commits <= 5 + 3

    world.one.door.open.set()
    await world.confirmed()

    assert set(expected) == set(world.topic.people)
    assert expected[::3] == [p for p in world.topic.first_occurrences() if int(p[1:]) % 3 == 0]
