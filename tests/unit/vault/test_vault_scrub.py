"""After an erasure the vault's files hold no copy of what was erased, whatever was left behind in them."""

import random
import sqlite3

import pytest

from shared.errors import StoreUnavailable
from shared.vault import VaultDocument, scrub
from shared.vault.sqlite import SqliteVault

PERSONS = 120


@pytest.fixture
def vault(file_vault):
    return file_vault


@pytest.fixture
def careless(vault):
    """The vault without ``secure_delete``: a deletion then leaves copies in freed pages, as page splits do at times."""
    vault._file._db.execute("PRAGMA secure_delete=OFF")
    return vault


def on_disk(vault):
    return b"".join(path.read_bytes() for path in vault.path.parent.iterdir())


async def a_busy_town(vault, seed=1):
    """Documents of many sizes in random order."""
    dice = random.Random(seed)
    persons = [f"resident-{n:04d}" for n in range(PERSONS)]
    dice.shuffle(persons)
    documents = [
        VaultDocument(f"{dice.getrandbits(64):016x}", person_id, {"text": "x" * dice.choice([40, 350, 2900])})
        for person_id in persons
        for _ in range(dice.randint(1, 3))
    ]
    await vault.put(documents)
    return persons


def secrets_of(vault, person_ids):
    with sqlite3.connect(vault.path) as db:
        marks = ",".join("?" * len(person_ids))
        keys = db.execute(f"SELECT wrapped FROM keys WHERE person_id IN ({marks})", person_ids).fetchall()
        documents = db.execute(f"SELECT sealed FROM documents WHERE person_id IN ({marks})", person_ids).fetchall()
    return [secret for (secret,) in [*keys, *documents]]


def found(data, secrets):
    """How many secrets have one of their first 16-byte pieces in ``data``."""
    return sum(any(s[n : n + 16] in data for n in range(0, min(len(s) - 15, 64), 16)) for s in secrets)


async def test_no_piece_of_the_erased_is_left(careless):
    """Keys and documents of the erased are in no file any more, and those of the others still are."""
    persons = await a_busy_town(careless)
    secrets, others = secrets_of(careless, persons[:40]), secrets_of(careless, persons[40:])
    await careless.erase(*persons[:40])

    data = on_disk(careless)

    assert (0, len(others)) == (found(data, secrets), found(data, others))


async def test_control_without_the_search_copies_are_left(careless, monkeypatch):
    """The same erasure with the search turned off leaves what was erased in the file."""
    monkeypatch.setattr(scrub, "holds_any", lambda path, secrets: False)
    persons = await a_busy_town(careless)
    secrets = secrets_of(careless, persons[:40])
    await careless.erase(*persons[:40])

    assert found(on_disk(careless), secrets) > 0


async def test_an_erasure_cut_short_is_finished_at_opening(careless, clock, monkeypatch):
    """A crash after the deletion and before the search: the next opening rebuilds the file."""
    persons = await a_busy_town(careless)
    secrets = secrets_of(careless, persons[:40])
    monkeypatch.setattr(scrub, "scrub", lambda db, path, secrets: None)
    await careless.erase(*persons[:40])
    await careless.close()
    left = found(on_disk(careless), secrets)
    again = SqliteVault(careless.path, bytes(range(32)), clock)
    await again.open()

    assert left > 0
    assert 0 == found(on_disk(again), secrets)

    await again.close()


async def test_the_write_ahead_log_is_empty_after_an_erasure(vault):
    """What was deleted must not be readable in the log that led to it."""
    await vault.put([VaultDocument("d1", "p1", {"x": 1})])
    await vault.erase("p1")

    assert 0 == vault.path.with_name(vault.path.name + "-wal").stat().st_size


async def test_an_erasure_under_a_foreign_reader_is_not_called_done(vault):
    """Another process that reads keeps the log alive: the caller is told to come again, and then it is done."""
    await vault.put([VaultDocument("d1", "p1", {"x": 1})])
    secrets = secrets_of(vault, ["p1"])
    vault._file._db.execute("PRAGMA busy_timeout=10")
    reader = sqlite3.connect(vault.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM documents").fetchall()

    with pytest.raises(StoreUnavailable):
        await vault.erase("p1")

    reader.execute("COMMIT")
    reader.close()
    await vault.erase("p1")

    assert 0 == found(on_disk(vault), secrets)
