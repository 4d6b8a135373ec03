import hashlib
from datetime import UTC, datetime

import pytest

from shared.clock import MovableClock
from shared.journal.mongo_client import connect, database_of
from shared.vault.mongo import MongoVault
from shared.vault.sqlite import SqliteVault
from tests.contract.journal.adapters import SERVER

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MASTER = bytes(range(32))


@pytest.fixture
def clock():
    return MovableClock(start=NOW)


@pytest.fixture
async def file_vault(tmp_path, clock):
    """The vault in a file, for what only a file promises."""
    vault = SqliteVault(tmp_path / "data" / "people.vault.db", MASTER, clock)
    await vault.open()
    yield vault
    await vault.close()


@pytest.fixture(params=["sqlite", *(["mongo"] if SERVER else [])])
async def opener(request, tmp_path, clock):
    """Opens a vault of each kind on the same place, with the key that a test gives."""
    if request.param == "sqlite":
        yield lambda master=MASTER: SqliteVault(tmp_path / "data" / "people.vault.db", master, clock)
        return
    client = connect(SERVER)
    database = database_of(client, f"kyoso_test_{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:16]}", "vault")
    await MongoVault(database, MASTER, clock).prepare()
    yield lambda master=MASTER: MongoVault(database, master, clock)
    await client.drop_database(database.name)
    client.close()


@pytest.fixture
async def vault(opener):
    vault = opener()
    await vault.open()
    yield vault
    await vault.close()
