"""Two writers cannot both win, and one cause has one outcome, however many ask at once."""

import asyncio

import pytest

from shared.errors import CauseReused, Contended
from shared.journal import Limits
from shared.journal.port import VersionTaken
from tests.contract.journal.toy import Room, Taken, cause

PATIENT = Limits(attempts_max=60, retry_base_seconds=0.0001)
ROOM = Room.stream("r")


def booking(journal, slot, key=None, room="r", by="p"):
    decide = lambda state: state.book(slot, by)  # noqa: E731 - handed on
    return asyncio.ensure_future(journal.transact(Room.stream(room), cause(key or f"{room}-{slot}-{by}"), decide))


async def versions(journal, room="r"):
    return [commit.version for commit in await journal.store.of_stream(f"room/{room}")]


async def test_rivals_for_one_version_all_get_a_version_of_their_own(bench):
    """Two replicas write one stream at once: each insert wins once, nothing is lost or doubled."""
    replicas = await bench.replicas(PATIENT)

    commits = await asyncio.gather(*(booking(replicas[slot % 2], slot) for slot in range(40)))

    assert list(range(1, 41)) == sorted(commit.version for commit in commits)
    assert list(range(1, 41)) == await versions(replicas[0])


async def test_rivals_for_one_slot_have_one_winner(bench):
    """Every replica decides on the newest state or not at all: one of thirty gets the slot."""
    replicas = await bench.replicas(PATIENT)
    rivals = [booking(replicas[n % 2], 1, by=f"p{n}") for n in range(30)]

    outcomes = await asyncio.gather(*rivals, return_exceptions=True)

    assert 1 == sum(not isinstance(outcome, Exception) for outcome in outcomes)
    assert 29 == sum(isinstance(outcome, Taken) for outcome in outcomes)
    assert [1] == await versions(replicas[0])


async def test_a_writer_that_always_loses_gives_up_in_a_bounded_time(bench):
    """Exhausted attempts are an answer, not a hang: nothing was written, the client may come again."""
    journal = await bench.journal(limits=Limits(attempts_max=3, retry_base_seconds=0.0001), faulty=True)
    journal.store.faults = [(VersionTaken, 0.0)] * 3

    with pytest.raises(Contended):
        await booking(journal, 1)

    assert [] == await versions(journal)
    assert 1 == (await booking(journal, 1)).version


async def test_five_identical_requests_at_once_have_five_equal_answers(journal):
    """A client that retries while its first call is still under way must not be refused by its own booking."""
    commits = await asyncio.gather(*(booking(journal, 1, key="same") for _ in range(5)))

    assert 1 == len({commit.id for commit in commits})
    assert [False, True, True, True, True] == sorted(commit.replayed for commit in commits)
    assert [1] == await versions(journal)


async def test_five_identical_requests_on_two_replicas_have_five_equal_answers(bench):
    """The same, when the retries arrive at different processes."""
    replicas = await bench.replicas(PATIENT)

    commits = await asyncio.gather(*(booking(replicas[n % 2], 1, key="same") for n in range(5)))

    assert 1 == len({commit.id for commit in commits})
    assert [1] == await versions(replicas[0])


async def test_one_cause_on_two_streams_is_refused_on_the_second(journal):
    """A client's key belongs to the stream it was first used on, also within one batch."""
    first, second = booking(journal, 1, key="same", room="r"), booking(journal, 1, key="same", room="other")

    outcomes = await asyncio.gather(first, second, return_exceptions=True)

    assert 1 == outcomes[0].version
    assert isinstance(outcomes[1], CauseReused)
    assert "target" == outcomes[1].difference
    assert [] == await versions(journal, "other")


async def test_one_cause_on_two_streams_of_two_replicas_is_written_once(bench):
    """No process knows of the other's batch; the store's unique key decides."""
    replicas = await bench.replicas(PATIENT)
    rivals = [booking(replicas[n], 1, key="same", room=f"r{n}") for n in range(2)]

    outcomes = await asyncio.gather(*rivals, return_exceptions=True)

    assert 1 == sum(isinstance(outcome, CauseReused) for outcome in outcomes)
    assert [1] == await versions(replicas[0], "r0") + await versions(replicas[0], "r1")


async def test_a_cause_replayed_after_the_state_has_moved_on_has_its_first_outcome(journal):
    """The answer comes from the commit of that time: the room belongs to somebody else by now."""
    first = await booking(journal, 1, key="mine", by="ken")
    await journal.transact(ROOM, cause("give back"), lambda room: room.free(1))
    await booking(journal, 1, key="hers", by="hana")

    again = await booking(journal, 1, key="mine", by="ken")

    assert (first.id, first.events, True) == (again.id, again.events, again.replayed)
    assert [1, 2, 3] == await versions(journal)


async def test_a_cause_is_known_after_a_restart(bench):
    """A key is kept for ever, not as long as a process lives."""
    journal = await bench.journal()
    first = await booking(journal, 1, key="mine")
    await bench.close(journal)

    again = await booking(await bench.journal(), 1, key="mine")

    assert (first.id, first.at, True) == (again.id, again.at, again.replayed)


@pytest.mark.parametrize("together", [True, False])
async def test_the_same_cause_with_another_body_is_refused(journal, together):
    """A reused key must not hand out the answer to another question."""
    calls = [journal.transact(ROOM, cause("same", body), lambda room: room.book(1)) for body in (b"first", b"second")]
    if together:
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
    else:
        outcomes = [await call if n == 0 else (await asyncio.gather(call, return_exceptions=True))[0]
                    for n, call in enumerate(calls)]  # fmt: skip

    assert 1 == outcomes[0].version
    assert isinstance(outcomes[1], CauseReused)
    assert "body" == outcomes[1].difference
    assert [1] == await versions(journal)


async def test_a_client_that_goes_away_leaves_its_twin_an_answer(journal):
    """The first connection drops; the retry that already waits gets the one booking."""
    first, twin = booking(journal, 1, key="same"), booking(journal, 1, key="same")
    await asyncio.sleep(0)
    first.cancel()

    commit = await twin

    assert first.cancelled()
    assert 1 == commit.version
    assert [1] == await versions(journal)


async def test_a_full_queue_says_later_at_once(bench):
    """A bound on what waits: the next command is told to come again, those that wait are served."""
    journal = await bench.journal(limits=Limits(queue_commands_max=3))
    calls = [booking(journal, slot) for slot in range(5)]

    outcomes = await asyncio.gather(*calls, return_exceptions=True)

    assert 2 == sum(isinstance(outcome, Contended) for outcome in outcomes)
    assert [1, 2, 3] == await versions(journal)
