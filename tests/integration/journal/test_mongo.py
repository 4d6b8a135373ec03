"""What holds between two replicas on one MongoDB, beside the contract: in which order things are read and written."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.errors import CauseReused, StoreUnavailable
from shared.journal import Journal
from shared.journal.mongo import MongoStore
from shared.journal.mongo_client import connect, database_of
from shared.journal.port import Batch, DeadLetter, VersionTaken
from shared.journal.rebuild import rebuild
from tests.contract.journal.adapters import ADAPTERS, SERVER, _Instead
from tests.contract.journal.conftest import Bench
from tests.contract.journal.test_rivals import booking, versions
from tests.contract.journal.toy import CAUSES, START, Room, Shelf, Shelved, SlotRow, cause, clock, model

pytestmark = pytest.mark.skipif(not SERVER, reason="needs a server: make test-store MONGO=mongodb://…")

ROOM = Room.stream("r")


@pytest.fixture
async def two_mongo(tmp_path):
    """Two journals, each with a client of its own, as two processes have."""
    bench = Bench(ADAPTERS["mongo"], tmp_path)
    first, second = await bench.journal(), await bench.journal()
    yield first, second
    await bench.end()


async def test_a_twin_that_was_decided_elsewhere_in_between_is_found_by_its_cause(two_mongo):
    """States are read first, causes behind them: else we would be refused by our own request's twin."""
    one, two = two_mongo
    tails = one.store._tails

    async def twin_first(after):
        one.store._tails = tails
        await booking(two, 1, key="same")
        return await tails(after)

    one.store._tails = twin_first

    commit = await booking(one, 1, key="same")

    assert commit.replayed
    assert [1] == await versions(one)


async def test_a_cause_that_was_used_elsewhere_in_between_is_refused_by_its_key(two_mongo):
    """Neither replica can see the other's command before it is written; the unique key can."""
    one, two = two_mongo
    collection = one.store._journal

    async def rival_first(documents, **options):
        one.store._journal = collection
        await booking(two, 1, key="same", room="theirs")
        return await collection.insert_many(documents, **options)

    one.store._journal = _Instead(collection, insert_many=rival_first)

    with pytest.raises(CauseReused):
        await booking(one, 1, key="same", room="ours")

    assert [] == await versions(one, "ours")


async def test_nothing_is_inserted_behind_a_commit_that_lost(two_mongo):
    """A batch stops at the first version that a rival has: what was decided on top of it must not stand."""
    one, two = two_mongo
    ours = [await one.transact(Room.stream("draft"), cause(f"draft {n}"), lambda r, n=n: r.book(n)) for n in (1, 2)]
    batch = [replace(commit, stream="room/r", cause=f"mine {commit.version}") for commit in ours]
    await booking(two, 7)

    with pytest.raises(VersionTaken):
        await one.store.append(Batch(batch, (), ()))

    assert [1] == await versions(one)


async def test_a_row_overtaken_between_look_and_write_is_written_again(two_mongo):
    """The server is asked for no atomic update; whoever replaced a row looks whether its stream has moved on."""
    one, two = two_mongo
    await booking(one, 1)
    slots = one.store._rows._collections["slot"]

    async def overtaken(*changes, **options):
        one.store._rows._collections["slot"] = slots
        await two.transact(ROOM, cause("again"), lambda room: room.book(1, "second"))
        return await slots.bulk_write(*changes, **options)

    one.store._rows._collections["slot"] = _Instead(slots, bulk_write=overtaken)

    await one.transact(ROOM, cause("free"), lambda room: room.free(1))

    found = await one.store.placed(SlotRow, "r.1")
    assert (3, False, "second") == (found.version, found.row.closed, found.row.by)


async def test_changes_of_both_replicas_are_numbered_without_a_gap(two_mongo):
    """Who follows one replica's journal hears of the other's commits, and misses none."""
    one, two = two_mongo
    await asyncio.gather(*(booking((one, two)[n % 2], n, room=f"r{n}") for n in range(40)))

    changes = await one.store.changes(0, 1_000)

    assert list(range(1, len(changes) + 1)) == [change.number for change in changes]
    assert {f"room/r{n}" for n in range(40)} <= {stream for change in changes for stream in change.streams}
    assert len(changes) == await two.store.last_change()


async def test_a_follower_that_reads_of_a_change_finds_its_rows(two_mongo):
    """The note of what changed comes behind the rows."""
    one, two = two_mongo
    seen = []

    async def follow():
        change = 0
        while change < 30:
            for each in await two.store.changes(change, 10):
                change = each.number
                seen.extend([await two.get(SlotRow, f"{s.partition('/')[2]}.0") for s in each.streams])
            await asyncio.sleep(0)

    following = asyncio.create_task(follow())
    for n in range(30):
        await booking(one, 0, room=f"r{n}")
    await asyncio.wait_for(following, 20)

    assert None not in seen


async def test_letters_of_two_replicas_have_numbers_of_their_own(two_mongo):
    """Letters are read by number; two that arrive at once must not share one, and one that arrives twice is one."""
    one, two = two_mongo
    made = [
        DeadLetter(f"l{n}", "event", "t", "s", "1", "x.v1", "h", "why", b"\xff", (("ce_id", b"\xfe"),), "failed", START)
        for n in range(10)
    ]

    await asyncio.gather(*(store.add_letters([letter]) for letter in made for store in (one.store, two.store)))

    letters = await one.store.letters(["failed"])
    assert list(range(1, 11)) == [letter.number for letter in letters]
    assert (b"\xff", (("ce_id", b"\xfe"),)) == (letters[0].payload, letters[0].headers)


async def test_pending_marks_go_when_they_are_confirmed_and_no_sooner(two_mongo):
    """Each replica sees what the other left; confirming twice is harmless."""
    one, two = two_mongo
    for slot in range(3):
        await booking(one, slot)
    await booking(one, 9, room="other")

    commits = await two.store.pending_of("room/r")
    await two.store.confirm(commits[:2])
    await one.store.confirm(commits[:1])

    assert [3] == [commit.version for commit in await one.store.pending_of("room/r")]
    assert {("room/r", 3)} == await one.store.unconfirmed([("room/r", 2), ("room/r", 3), ("room/r", 4)])
    assert {("room/other", 1)} == {(s, v) for s, v, _ in await one.store.pending(10, without={"room/r"})}


async def test_what_nothing_follows_from_is_never_pending(tmp_path):
    """It costs no update; what has a row, an event for others, a step or a follower is marked until that is done."""
    quiet = replace(model(), reactions=(), followed=())
    bench = Bench(ADAPTERS["mongo"], tmp_path)
    journal = await bench.journal(quiet)
    await journal.transact(Shelf.stream("s"), cause("shelve"), lambda shelf: [Shelved(slot=1)])
    await booking(journal, 1)

    assert [("room/r", 1)] == [(stream, version) for stream, version, _ in await journal.store.pending(10)]
    assert [] == await journal.store.changes(0, 10)
    assert [1] == [commit.version for commit in await journal.store.of_stream("shelf/s")]
    await bench.end()


async def test_a_stream_whose_name_holds_signs_of_a_pattern_is_its_own(two_mongo):
    """Names come from ids that people choose; a dot must not mean *any sign*."""
    one, _ = two_mongo
    await booking(one, 1, room="a.b")
    await booking(one, 1, room="axb")
    await booking(one, 1, room="a.b@1(")

    assert ["room/a.b"] == [commit.stream for commit in await one.store.pending_of("room/a.b")]
    assert ["room/a.b@1("] == [commit.stream for commit in await one.store.pending_of("room/a.b@1(")]


async def test_a_store_that_is_not_prepared_takes_nothing(tmp_path):
    """Without its unique keys a journal would not be one; who starts is told what to do."""
    adapter = ADAPTERS["mongo"]
    journal = Journal(model(), adapter.store(tmp_path, model()), clock(), CAUSES)

    with pytest.raises(StoreUnavailable, match="kyoso store apply"):
        await journal.open()

    await adapter.drop(tmp_path)


@pytest.mark.parametrize("lost", ["cause", "pending"])
async def test_an_index_that_was_dropped_is_noticed_and_made_again(tmp_path, lost):
    """A restore or a hand may have left it out."""
    adapter = ADAPTERS["mongo"]
    store: MongoStore = adapter.store(tmp_path, model())
    await store.prepare()
    await store.database["journal"].drop_index(f"{lost}_1")

    assert [f"journal ({lost}) unique"] == list(await store.missing())
    assert [f"journal ({lost}) unique"] == list(await store.prepare())
    assert [] == list(await store.missing())

    await adapter.drop(tmp_path)


async def test_a_server_that_is_away_is_said_within_seconds(tmp_path):
    """Nobody waits for ever: the command is told *later*."""
    store = MongoStore(database_of(connect("mongodb://127.0.0.1:9"), "x", "toy"), model(), lambda kind, body: None)

    async with asyncio.timeout(10):
        with pytest.raises(StoreUnavailable):
            await store.open()


async def test_a_rebuild_beside_a_writer_leaves_no_gap_in_lists(two_mongo):
    """Rows stay readable while they are derived again; what was written meanwhile stays too."""
    one, two = two_mongo
    for n in range(30):
        await booking(one, 0, room=f"r{n}")
    counts = []

    async def look():
        while True:
            counts.append(len(await two.all(SlotRow)))
            await booking(two, 1, room=f"r{len(counts) % 30}", key=f"look {len(counts)}", by=f"p{len(counts)}")

    looking = asyncio.create_task(look())
    await asyncio.sleep(0.05)
    await rebuild(model(), one.store)
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)

    assert counts
    assert 30 <= min(counts)
    assert timedelta(0) == clock().now() - START
