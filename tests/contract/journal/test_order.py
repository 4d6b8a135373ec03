"""What the relay reads: everything once, a stream's versions in order, each topic's own commits; times that hold."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.errors import EventTooLarge, StoreUnavailable, UnknownEvent
from shared.journal import Limits, Reaction
from shared.journal.model import Following, Step
from shared.journal.port import Mark
from tests.contract.journal.test_rivals import booking, versions
from tests.contract.journal.toy import START, Booked, Freed, Room, Shelf, Shelved, cause, clock, model

ROOM = Room.stream("r")


async def filled(journal, commits=30):
    for slot in range(commits):
        await booking(journal, slot, room=f"r{slot % 4}")
        if slot % 3 == 0:
            decide = lambda room, slot=slot: room.free(slot)  # noqa: E731 - handed on
            await journal.transact(Room.stream(f"r{slot % 4}"), cause(f"free {slot}"), decide)


@pytest.mark.parametrize("reopened", [False, True])
@pytest.mark.parametrize("limit", [1, 7, 500])
async def test_pending_commits_come_once_and_each_stream_in_order(bench, reopened, limit):
    """From memory or from the file after a restart: the same commits, none twice, versions rising."""
    journal = await bench.journal()
    await filled(journal)
    if reopened:
        await bench.close(journal)
        journal = await bench.journal()

    found = await bench.adapter.not_confirmed(journal, limit)

    assert 40 == len(found) == len({commit.id for commit in found})
    for room in range(4):
        of_room = [commit.version for commit in found if commit.stream == f"room/r{room}"]
        assert list(range(1, len(of_room) + 1)) == of_room


@pytest.fixture
def with_positions(bench):
    if not hasattr(bench.adapter.store(bench.folder, model()), "after"):
        pytest.skip("this store has no order over its streams; its relay does not ask for one")


@pytest.mark.usefixtures("with_positions")
@pytest.mark.parametrize("reopened", [False, True])
async def test_a_topic_s_commits_are_those_with_an_event_for_it(bench, reopened):
    """Publishing reads only its own topic, between two positions, in order."""
    journal = await bench.journal()
    await filled(journal)
    if reopened:
        await bench.close(journal)
        journal = await bench.journal()
    last = await journal.store.last_position()
    everything = await bench.adapter.not_confirmed(journal, 500)

    for topic, kind in (("toy.bookings", Booked), ("toy.freed", Freed)):
        expected = [c.position for c in everything if any(isinstance(e, kind) for e in c.events)]

        assert expected == [c.position for c in await journal.store.outgoing(topic, 0, last, 500)]
        assert expected[:5] == [c.position for c in await journal.store.outgoing(topic, 0, last, 5)]
        middle = [position for position in expected if 5 < position <= 20]
        assert middle == [c.position for c in await journal.store.outgoing(topic, 5, 20, 500)]


@pytest.mark.usefixtures("with_positions")
async def test_positions_go_on_after_a_restart(bench):
    """A reopened journal never gives a position out twice."""
    journal = await bench.journal()
    await filled(journal, 5)
    last, journal_id = await journal.store.last_position(), journal.store.journal_id
    await bench.close(journal)
    journal = await bench.journal()

    commit = await booking(journal, 99)

    assert journal_id == journal.store.journal_id
    assert [commit.id] == [found.id for found in await journal.store.after(last, 10)]


async def test_a_journal_of_another_folder_has_another_id(bench, tmp_path):
    """Positions of a journal that was replaced do not count."""
    journal = await bench.journal()
    bench.folder = tmp_path / "elsewhere"

    assert journal.store.journal_id != (await bench.journal()).store.journal_id


async def test_an_event_keeps_its_id_and_sequence(bench):
    """What subscribers deduplicate by is stored, not counted again after a restart."""
    journal = await bench.journal()
    first = await booking(journal, 1)
    await bench.close(journal)

    (again,) = await (await bench.journal()).store.of_stream("room/r")

    assert (first.event_id(0), "000000000001.0000") == (again.event_id(0), again.sequence(0))
    assert (first.events, first.actor, first.trace) == (again.events, again.actor, again.trace)


async def test_marks_are_kept(bench):
    """The relay's and the consumers' places survive a restart; a later one replaces an earlier one."""
    journal = await bench.journal()
    await journal.store.set_marks({"reacted": Mark("j", 3), "published/x": Mark("j", 1)})
    await journal.store.set_marks({"reacted": Mark("j", 9)})
    await bench.close(journal)

    marks = await (await bench.journal()).store.marks()

    assert {"reacted": Mark("j", 9), "published/x": Mark("j", 1)} == marks


class Wobbly:
    """A clock that goes where it is put, backwards too."""

    def __init__(self):
        self.at = START

    def now(self):
        return self.at


@pytest.mark.parametrize("reopened", [False, True])
async def test_times_of_a_stream_never_run_backwards(bench, reopened):
    """A machine whose clock was set back writes no commit before the last one of its stream."""
    watch = Wobbly()
    journal = await bench.journal(on=watch)
    await booking(journal, 1)
    watch.at = START - timedelta(hours=1)
    if reopened:
        await bench.close(journal)
        journal = await bench.journal(on=watch)

    assert START == (await booking(journal, 2)).at
    assert watch.at == (await booking(journal, 3, room="another")).at
    watch.at = START + timedelta(seconds=1)
    assert watch.at == (await booking(journal, 4)).at


async def test_an_unknown_private_event_stops_its_stream_and_no_other(bench):
    """Code that is older than the journal says *later*; it never folds what it cannot read."""
    journal = await bench.journal()
    await booking(journal, 1)
    await journal.transact(ROOM, cause("free"), lambda room: room.free(1))
    await bench.close(journal)
    older = await bench.journal(model(events=(Booked, Shelved)))

    for _ in range(2):
        with pytest.raises(UnknownEvent):
            await booking(older, 2)
        with pytest.raises(UnknownEvent):
            await older.ask(ROOM, lambda room: len(room.holders))
    assert 1 == (await booking(older, 1, room="another")).version
    await bench.close(older)
    newer = await bench.journal()
    assert [1, 2] == await versions(newer)
    assert 3 == (await booking(newer, 2)).version


async def test_an_unknown_event_in_a_batch_stops_only_its_own_stream(bench):
    """Neighbours in the same batch are served."""
    journal = await bench.journal()
    await booking(journal, 1)
    await journal.transact(ROOM, cause("free"), lambda room: room.free(1))
    await bench.close(journal)
    older = await bench.journal(model(events=(Booked, Shelved)))

    outcomes = await asyncio.gather(
        booking(older, 2), booking(older, 3, room="b"), booking(older, 4), booking(older, 5, room="b"),
        return_exceptions=True,
    )  # fmt: skip

    assert [True, False, True, False] == [isinstance(outcome, UnknownEvent) for outcome in outcomes]
    assert [1, 2] == await versions(older, "b")


async def test_an_event_that_no_topic_takes_is_refused_before_it_is_written(bench):
    """Better no to the client than a journal that cannot be published."""
    journal = await bench.journal(limits=Limits(event_bytes_max=1000))

    with pytest.raises(EventTooLarge):
        await journal.transact(ROOM, cause("big"), lambda room: room.book(1, "p", "x" * 1000))

    assert [] == await versions(journal)
    assert 1 == (await booking(journal, 1)).version


async def test_an_event_that_the_service_does_not_declare_is_a_bug(bench):
    """What nobody could read back is not written."""
    journal = await bench.journal(model(events=(Booked, Shelved)))

    with pytest.raises(TypeError, match="does not declare freed"):
        await journal.transact(ROOM, cause("x"), lambda room: [Freed(slot=1)])

    assert [] == await versions(journal)


async def test_a_saga_settled_twice_is_done_once(journal):
    """The request settles at once, the relay comes later: the same commits."""
    commit = await booking(journal, 5)

    first, second = await journal.settle(commit), await journal.settle(commit)

    assert [c.id for c in first.commits] == [c.id for c in second.commits]
    assert 5 == first.first(Shelved).slot
    assert [1] == [c.version for c in await journal.store.of_stream("shelf/s")]


def on_shelves(*names: str) -> Reaction:
    """A reaction with one step for each shelf; nothing fits on the one that is full."""

    def decide(name: str, slot: int):
        if name == "full":
            raise EventTooLarge("shelved", 1, 0)
        return [Shelved(slot=slot)]

    def steps(seen: Booked, _: Following) -> list[Step]:
        return [(Shelf.stream(name), lambda _, name=name: decide(name, seen.slot)) for name in names]

    return Reaction(Booked, f"on-{names[0]}", steps)


async def test_the_steps_after_one_commit_are_taken_side_by_side(bench):
    """A saga of many steps is answered after one batch, not after one for each of them."""
    reactions = (on_shelves(*(f"s{n}" for n in range(10))), on_shelves(*(f"t{n}" for n in range(10))))
    journal = await bench.journal(replace(model(), reactions=reactions))
    commit, batches = await booking(journal, 5), []
    journal.writer.listeners.append(lambda commits: batches.append([each.stream for each in commits]))

    chain = await journal.settle(commit)

    expected = [f"shelf/{letter}{n}" for letter in "st" for n in range(10)]
    assert expected == [each.stream for each in chain.commits[1:]]
    assert sorted(expected) == sorted(stream for batch in batches for stream in batch)
    assert len(batches) <= 2


async def test_a_step_that_fails_leaves_none_on_its_way(bench):
    """Whoever settles hears of it when the others are done; the next time does only what is left."""
    journal = await bench.journal(replace(model(), reactions=(on_shelves("a", "full", "z"),)))
    commit = await booking(journal, 5)

    for _ in range(2):
        with pytest.raises(EventTooLarge):
            await journal.settle(commit)

        assert [[1], [], [1]] == [
            [c.version for c in await journal.store.of_stream(f"shelf/{name}")] for name in ("a", "full", "z")
        ]


async def test_a_closed_journal_takes_nothing(bench):
    """Before it is open and after it is closed the answer is *later*."""
    journal = await bench.journal()
    await bench.close(journal)

    with pytest.raises(StoreUnavailable):
        await journal.ask(ROOM, lambda room: 1)


async def test_streams_are_listed_in_order(journal):
    """A rebuild pages through all of them."""
    await filled(journal, 8)

    first = await journal.store.streams("", 3)
    rest = await journal.store.streams(first[-1], 100)

    assert [f"room/r{n}" for n in range(4)] == [*first, *rest]
    assert clock().now() == START
