"""Snapshots that are far behind their streams are seen, and forgotten when they have caught up."""

from shared.journal import Decoder, Journal, Limits
from shared.journal.behind import STREAMS_KEPT_MAX, SnapshotsBehind
from shared.journal.sqlite import SqliteStore
from shared.metrics import Metrics
from tests.contract.journal.test_rivals import booking
from tests.contract.journal.toy import CAUSES, clock, model
from tests.integration.web.test_health import samples

STREAMS = ("kyoso_snapshot_streams_behind", ("service", "toy"))
COMMITS = ("kyoso_snapshot_commits_behind", ("service", "toy"))


async def a_journal(folder, every):
    store = SqliteStore(folder, model(), Decoder(model()))
    journal = Journal(model(), store, clock(), CAUSES, limits=Limits(snapshot_every_commits=every))
    await journal.open()
    return journal


async def test_a_stream_that_is_loaded_without_its_snapshots_is_behind_until_the_next_one(tmp_path):
    """Seven commits and no snapshot where every third commit should have one; the ninth commit writes it."""
    journal = await a_journal(tmp_path, every=1_000)
    for slot in range(7):
        await booking(journal, slot)
    await journal.close()

    journal = await a_journal(tmp_path, every=3)
    metrics = Metrics("toy")
    metrics.watch(journal.writer)
    await booking(journal, 7)
    behind = samples(metrics.exposition().decode())
    await booking(journal, 8)
    saved = samples(metrics.exposition().decode())
    await journal.close()

    assert (1, 7) == (behind[STREAMS], behind[COMMITS])
    assert (0, 0) == (saved[STREAMS], saved[COMMITS])


def test_twice_the_distance_between_snapshots_is_not_too_much():
    """A snapshot may be missed once: a process that stopped between commit and snapshot is no alarm."""
    behind = SnapshotsBehind(200)

    behind.loaded("a/1", 400)
    assert 0 == behind.streams
    behind.loaded("a/1", 401)
    assert (1, 401) == (behind.streams, behind.commits)
    behind.loaded("a/1", 3)
    assert (0, 0) == (behind.streams, behind.commits)


def test_the_memory_of_streams_behind_has_a_bound():
    """After a new fold version every long stream is behind at once."""
    behind = SnapshotsBehind(1)
    for number in range(STREAMS_KEPT_MAX + 10):
        behind.loaded(f"a/{number}", 9)

    assert STREAMS_KEPT_MAX == behind.streams
