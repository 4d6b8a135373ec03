"""Letters of reactions on a shared store: what a crash or a restore leaves behind does not stay behind."""

from dataclasses import replace

import pytest

from shared.journal.archived import closing
from shared.journal.commits import Record
from shared.messaging import pending_relay
from shared.messaging.reacting import Reactions
from tests.unit.messaging.replicas import World


@pytest.fixture
async def world(tmp_path, monkeypatch):
    monkeypatch.setattr(pending_relay, "SWEEP_SECONDS", 0.05)
    world = World(tmp_path)
    await world.one.journal.open()
    await world.two.journal.open()
    yield world
    for replica in (world.two, world.one):
        await replica.relay.stop()
        await replica.journal.close()


async def test_a_step_that_was_discarded_stays_so_after_a_restore(world):
    """Its commit is pending again, and by now the step would succeed: for ever means for ever."""
    await world.one.relay.start()
    commit = await world.one.attend("bad")
    letter = await world.parked()
    await world.one.letters.discard(letter.id, by="test")
    await world.confirmed()
    world.fails.clear()
    world.store.marked[commit.stream, commit.version] = commit

    await world.two.relay.start()
    await world.confirmed()

    assert 0 == len(await world.store.of_stream("activity/next"))


async def test_a_release_whose_end_was_not_written_down_is_closed(world):
    """The replica that drove the stream died between confirming and closing the letter."""
    await world.one.relay.start()
    await world.one.attend("bad")
    letter = await world.parked()
    await world.one.relay.stop()
    await world.store.mark_letter(letter.id, "releasing", "test", world.one.journal.now())
    world.store.marked.clear()

    await world.two.relay.parked.refresh()

    assert "replayed" == (await world.store.letter(letter.id)).status


async def test_the_commit_that_closes_an_archived_stream_is_no_fault(world):
    """Every service has such commits, and none declares their event."""
    commit = await world.one.attend("p")
    event = closing("archive-1", [])
    archived = replace(commit, records=(Record(event.type, event.body()),), _events=None)

    assert not Reactions(world.one.journal, set()).concern(archived)
