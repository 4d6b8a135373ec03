"""What the vault in a file promises beside its contract: one transaction, nothing readable, no copy left behind."""

import asyncio
import sqlite3
import stat
from datetime import UTC, datetime

import pytest

from shared.errors import StoreUnavailable
from shared.vault import AnotherPersons, Erased, Unreadable
from tests.unit.vault.test_vault import a_document

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MASTER = bytes(range(32))


def rows(vault, query):
    with sqlite3.connect(vault.path) as db:
        return db.execute(query).fetchall()


@pytest.fixture
def vault(file_vault):
    return file_vault


async def test_a_put_of_several_is_all_or_nothing(vault):
    """One document that is refused takes the others of the same call with it."""
    await vault.put([a_document()])

    with pytest.raises(AnotherPersons):
        await vault.put([a_document("new", "p3"), a_document("d1", "p2")])

    assert ["d1"] == await vault.settled_ids()
    assert [("p1",)] == rows(vault, "SELECT person_id FROM keys")


async def test_a_persons_key_is_made_once(vault):
    """Keys are insert-only: a second document uses the first one's key."""
    await vault.put([a_document()])
    before = rows(vault, "SELECT * FROM keys")
    await vault.put([a_document("d2")])

    assert before == rows(vault, "SELECT * FROM keys")


async def test_the_erased_are_gone_and_not_taken_in_again(vault):
    """After an erasure there is no key, no document, and no way to put a new one."""
    await vault.put([a_document(), a_document("d2")])
    await vault.erase("p1")

    with pytest.raises(Erased):
        await vault.put([a_document("d3")])

    assert None is await vault.get("d1", reader="r", purpose="x")
    assert [] == rows(vault, "SELECT * FROM keys") + rows(vault, "SELECT * FROM documents")


async def test_a_key_moved_to_another_person_does_not_open(vault):
    """A wrapped key is bound to its person: swapping blobs in the file shows nobody's data to anybody."""
    await vault.put([a_document(), a_document("d2", "p2")])
    with sqlite3.connect(vault.path) as db:
        db.execute("UPDATE keys SET wrapped=(SELECT wrapped FROM keys WHERE person_id='p1') WHERE person_id='p2'")

    with pytest.raises(Unreadable):
        await vault.get("d2", reader="r", purpose="x")


async def test_nothing_readable_is_in_the_file(vault):
    """Plain text never reaches the disk, in the file or in its log."""
    await vault.put([a_document()])

    on_disk = b"".join(path.read_bytes() for path in vault.path.parent.iterdir())

    assert b"p1" in on_disk
    assert "大沢".encode() not in on_disk


async def test_only_the_owner_may_read_the_file(vault):
    """Mode 0600 for the file and the log beside it."""
    await vault.put([a_document()])

    assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in vault.path.parent.iterdir()}


async def test_those_who_wait_share_a_commit(vault):
    """A thousand puts at once take a handful of transactions, not a thousand."""
    before = vault._file.commits
    await asyncio.gather(*(vault.put([a_document(f"d{n}", f"p{n}")]) for n in range(1000)))

    assert 1000 == len(await vault.settled_ids(limit=2000))
    assert vault._file.commits - before < 20


async def test_a_store_that_is_away_is_said_in_the_ports_words(vault, monkeypatch):
    """A driver's exception never leaves the module, and the next call works again."""
    blocker = sqlite3.connect(vault.path, isolation_level=None)
    monkeypatch.setattr(vault._file, "_db", vault._file._db)
    vault._file._db.execute("PRAGMA busy_timeout=0")
    blocker.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreUnavailable):
        await vault.put([a_document()])

    blocker.execute("ROLLBACK")
    blocker.close()
    await vault.put([a_document()])


async def test_a_closed_vault_says_so(vault):
    """Whoever comes after closing is told to try later, not left waiting."""
    await vault.close()

    with pytest.raises(StoreUnavailable):
        await vault.put([a_document()])


async def test_a_full_disk_is_said_and_outlived(vault):
    """What does not fit is refused as *later*, nothing of it is kept, and the vault works again when there is room."""
    await vault.put([a_document()])
    pages = rows(vault, "PRAGMA page_count")[0][0]
    vault._file._db.execute(f"PRAGMA max_page_count={pages}")

    with pytest.raises(StoreUnavailable):
        await vault.put([a_document(f"d{n}", text="x" * 4000) for n in range(2, 20)])

    vault._file._db.execute("PRAGMA max_page_count=1073741823")
    assert ["d1"] == await vault.settled_ids()
    await vault.put([a_document("d2")])


async def test_too_many_waiting_are_told_to_come_later(vault, monkeypatch):
    """Memory is bounded: whoever comes when the queue is full is refused, the others are served."""
    monkeypatch.setattr("shared.vault.batches.WAITING_MAX", 5)
    outcomes = await asyncio.gather(
        *(vault.put([a_document(f"d{n}", f"p{n}")]) for n in range(50)), return_exceptions=True
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, StoreUnavailable)]

    assert 0 < len(refused) == 50 - len(await vault.settled_ids())
