from datetime import UTC, datetime

import pytest

from shared.clock import MovableClock
from shared.vault import Vault

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MASTER = bytes(range(32))


@pytest.fixture
def clock():
    return MovableClock(start=NOW)


@pytest.fixture
async def vault(tmp_path, clock):
    vault = Vault(tmp_path / "data" / "people.vault.db", MASTER, clock)
    await vault.open()
    yield vault
    await vault.close()
