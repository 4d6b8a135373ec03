"""One caller's bug is nobody else's: whoever shares a batch or a stream with it is served from the true state."""

import asyncio
import traceback

from shared.journal import Model
from shared.journal.rebuild import rebuild
from tests.contract.journal.test_rivals import booking, versions
from tests.contract.journal.toy import Booked, Room, Shelved, SlotRow, Taken, cause, model, project

ROOM = Room.stream("r")


class Broken(Room):
    """A fold with a bug that shows when the stream is read back."""

    def apply(self, event):
        raise KeyError("a bug in apply")


async def test_a_stream_that_cannot_be_folded_is_never_taken_for_an_empty_one(bench):
    """Every question about it fails alike; the second one in a batch is not answered from nothing."""
    journal = await bench.journal()
    await booking(journal, 1)
    await bench.close(journal)
    broken = await bench.journal(model(room=Broken))
    questions = [broken.ask(Broken.stream("r"), lambda room: dict(room.holders)) for _ in range(3)]

    outcomes = await asyncio.gather(*questions, return_exceptions=True)

    assert [KeyError] * 3 == [type(outcome) for outcome in outcomes]


async def test_a_refusal_does_not_keep_its_batch_in_memory(journal):
    """Hundreds of rivals are refused at once: what was decided for them is gone with their answers."""
    await booking(journal, 1)

    refusal, *_ = await asyncio.gather(booking(journal, 1, by="q"), booking(journal, 2), return_exceptions=True)

    inside = [frame.name for frame in traceback.extract_tb(refusal.__traceback__)]
    assert isinstance(refusal, Taken)
    assert not [name for name in inside if name in {"_decide_all", "_outcome"}]


async def test_states_forgotten_in_the_middle_of_a_batch_are_not_taken_for_empty_ones(journal, monkeypatch):
    """A rebuild beside a running writer must not change an answer."""
    await booking(journal, 1)
    load = journal.store.load

    async def load_then_forget(*wanted):
        loaded = await load(*wanted)
        journal.writer.forget_cache()
        return loaded

    monkeypatch.setattr(journal.store, "load", load_then_forget)

    _, holders = await asyncio.gather(
        booking(journal, 2, room="other"), journal.ask(ROOM, lambda room: dict(room.holders))
    )

    assert {1: "p"} == holders


async def test_an_answer_may_be_an_exception(journal):
    """What a question returns is its answer, whatever it is; only what it raises is raised."""
    answer = await journal.ask(ROOM, lambda room: ValueError("an answer"))

    assert isinstance(answer, ValueError)


async def test_a_decision_that_runs_out_of_items_spoils_only_itself(journal):
    """``StopIteration`` cannot be given to a waiting task; its neighbours have their commits and their answers."""
    culprit = journal.transact(ROOM, cause("culprit"), lambda room: [next(iter(()))])
    commands = [booking(journal, 1), asyncio.ensure_future(culprit), booking(journal, 2)]

    outcomes = await asyncio.gather(*commands, return_exceptions=True)

    assert [1, 2] == [outcomes[0].version, outcomes[2].version]
    assert isinstance(outcomes[1], RuntimeError)


async def test_what_the_store_cannot_take_spoils_only_its_own_command(journal):
    """A row whose column is larger than any number of the store fails alone, not the whole batch."""
    commands = [booking(journal, slot, room=f"r{n}") for n, slot in enumerate((1, 2**70, 2))]

    outcomes = await asyncio.gather(*commands, return_exceptions=True)

    assert isinstance(outcomes[1], OverflowError)
    assert [1, 1] == [outcomes[0].version, outcomes[2].version]
    assert [[1], [], [1]] == [await versions(journal, f"r{n}") for n in range(3)]


async def test_a_rebuild_leaves_out_streams_of_a_kind_it_does_not_know(bench):
    """Code that is older than the journal opens it, and tells that rows are still stale."""
    journal = await bench.journal()
    await journal.settle(await booking(journal, 1))
    await bench.close(journal)
    older = await bench.journal(Model("toy", (Booked, Shelved), (Room,), (SlotRow,), project))

    await rebuild(older.model, older.store)

    assert ["r.1"] == [row.id for row in await older.all(SlotRow)]
    await bench.close(older)
    assert (await bench.journal()).store.rows_stale is False
