"""What a vault promises its service: what was put is read back, who read it is known, the erased are not taken in."""

import asyncio
import sqlite3
import stat
from datetime import UTC, datetime

import pytest

from shared.clock import utc_text
from shared.errors import StoreUnavailable
from shared.vault import AnotherPersons, Erased, Unreadable, Vault, VaultDocument, sweep_orphans

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MASTER = bytes(range(32))


def a_document(id="d1", person_id="p1", **content):
    return VaultDocument(id, person_id, content or {"family": "大沢", "given": "花"})


def rows(vault, query):
    with sqlite3.connect(vault.path) as db:
        return db.execute(query).fetchall()


async def test_what_was_put_is_read_back(vault):
    """A document comes back whole, with whose it is."""
    await vault.put([a_document()])

    found = await vault.get("d1", reader="staff-mori", purpose="booking-matter")

    assert a_document() == found


async def test_every_reading_is_recorded_with_reader_and_purpose(vault):
    """Who looked, when and what for is on disk before anything is handed out."""
    await vault.put([a_document()])

    await vault.get("d1", reader="staff-mori", purpose="booking-matter")

    assert [(utc_text(NOW), "staff-mori", "booking-matter")] == await vault.accesses("d1")


async def test_a_person_sees_who_else_looked_newest_first(vault):
    """Readings by the person themselves are recorded but not listed; pages go by number."""
    await vault.put([a_document(), a_document("d2", "p2")])
    for reader in ("staff-mori", "p1", "coordinator-sato"):
        await vault.get("d1", reader=reader, purpose="x")
    await vault.get("d2", reader="staff-mori", purpose="x")

    seen = await vault.accesses_of("p1")
    older = await vault.accesses_of("p1", before=seen[0].number)

    assert (["coordinator-sato", "staff-mori"], ["staff-mori"]) == ([a.reader for a in seen], [a.reader for a in older])


async def test_a_document_that_is_not_there_is_none(vault):
    """An unknown id is no error, and leaves no trace in the log."""
    assert None is await vault.get("nothing", reader="r", purpose="x")
    assert [] == await vault.accesses("nothing")


async def test_the_same_id_is_replaced(vault):
    """A put that is repeated after a crash replaces its own document."""
    await vault.put([a_document(email="a@example.jp")])
    await vault.put([a_document(email="b@example.jp")])

    found = await vault.get("d1", reader="r", purpose="x")

    assert {"email": "b@example.jp"} == found.content


async def test_a_document_cannot_change_hands(vault):
    """An id that belongs to somebody else is refused, and the first document stays readable."""
    await vault.put([a_document()])

    with pytest.raises(AnotherPersons):
        await vault.put([a_document("d1", "p2")])

    assert a_document() == await vault.get("d1", reader="r", purpose="x")


async def test_a_put_of_several_is_all_or_nothing(vault):
    """One document that is refused takes the others of the same call with it."""
    await vault.put([a_document()])

    with pytest.raises(AnotherPersons):
        await vault.put([a_document("new", "p3"), a_document("d1", "p2")])

    assert ["d1"] == await vault.ids()
    assert [("p1",)] == rows(vault, "SELECT person_id FROM keys")


async def test_a_persons_key_is_made_once(vault):
    """Keys are insert-only: a second document uses the first one's key."""
    await vault.put([a_document()])
    before = rows(vault, "SELECT * FROM keys")
    await vault.put([a_document("d2")])

    assert before == rows(vault, "SELECT * FROM keys")


async def test_two_persons_have_two_keys(vault):
    """Dropping one person's key must not touch another's documents."""
    await vault.put([a_document(), a_document("d2", "p2")])
    await vault.erase("p1")

    assert a_document("d2", "p2") == await vault.get("d2", reader="r", purpose="x")


async def test_the_erased_are_gone_and_not_taken_in_again(vault):
    """After an erasure there is no key, no document, and no way to put a new one."""
    await vault.put([a_document(), a_document("d2")])
    await vault.erase("p1")

    with pytest.raises(Erased):
        await vault.put([a_document("d3")])

    assert None is await vault.get("d1", reader="r", purpose="x")
    assert [] == rows(vault, "SELECT * FROM keys") + rows(vault, "SELECT * FROM documents")


async def test_an_erasure_repeated_is_harmless(vault):
    """Erasing twice, or somebody who was never here, ends the same way."""
    await vault.erase("p1")
    await vault.erase("p1")

    assert ["p2"] == await vault.not_erased(["p1", "p2"])


async def test_another_master_key_is_refused_at_opening(vault, clock):
    """A wrong key must not mix keys of two masters in one file."""
    await vault.put([a_document()])
    await vault.close()
    other = Vault(vault.path, bytes(32), clock)

    with pytest.raises(Unreadable):
        await other.open()

    await other.close()


async def test_it_opens_again_with_its_own_key(vault, clock):
    """What was put survives a restart."""
    await vault.put([a_document()])
    await vault.close()
    again = Vault(vault.path, MASTER, clock)

    assert a_document() == await again.get("d1", reader="r", purpose="x")

    await again.close()


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

    assert 1000 == len(await vault.ids(limit=2000))
    assert vault._file.commits - before < 20


async def test_a_refused_put_leaves_its_neighbours_alone(vault):
    """In a shared transaction the fault of one is the fault of one."""
    await vault.erase("p5")
    outcomes = await asyncio.gather(
        *(vault.put([a_document(f"d{n}", f"p{n}")]) for n in range(10)), return_exceptions=True
    )

    assert [5] == [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Erased)]
    assert 9 == len(await vault.ids())


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


async def test_orphans_are_swept_and_the_rest_stays(vault):
    """A document whose commit never came is removed; one that the journal knows is kept."""
    await vault.put([a_document(f"d{n:03d}") for n in range(450)])

    async def known(ids):
        return {id for id in ids if int(id[1:]) % 3}

    removed = await sweep_orphans(vault, known)

    assert 150 == removed
    assert {f"d{n:03d}" for n in range(450) if n % 3} == set(await vault.ids(limit=1000))


async def test_a_full_disk_is_said_and_outlived(vault):
    """What does not fit is refused as *later*, nothing of it is kept, and the vault works again when there is room."""
    await vault.put([a_document()])
    pages = rows(vault, "PRAGMA page_count")[0][0]
    vault._file._db.execute(f"PRAGMA max_page_count={pages}")

    with pytest.raises(StoreUnavailable):
        await vault.put([a_document(f"d{n}", text="x" * 4000) for n in range(2, 20)])

    vault._file._db.execute("PRAGMA max_page_count=1073741823")
    assert ["d1"] == await vault.ids()
    await vault.put([a_document("d2")])


async def test_too_many_waiting_are_told_to_come_later(vault, monkeypatch):
    """Memory is bounded: whoever comes when the queue is full is refused, the others are served."""
    monkeypatch.setattr("shared.vault.batches.WAITING_MAX", 5)
    outcomes = await asyncio.gather(
        *(vault.put([a_document(f"d{n}", f"p{n}")]) for n in range(50)), return_exceptions=True
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, StoreUnavailable)]

    assert 0 < len(refused) == 50 - len(await vault.ids())
