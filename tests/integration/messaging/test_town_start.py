"""A town whose start fails closes what it had opened, and lets others into its folder."""

from pathlib import Path

import pytest

from kyoso.folder import DataFolder
from kyoso.runner import Town
from shared.messaging.bus import BusUnavailable
from shared.settings import Settings


async def _fails(*_: object) -> None:
    raise BusUnavailable("no broker")


@pytest.mark.parametrize("at", ["the bus", "a consumer"])
async def test_a_start_that_fails_leaves_nothing_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """The folder is free, the files are folded up, and the next start works."""
    town = Town(Settings(data=tmp_path / "data", port=8000))
    broken = (town.bus, "start") if at == "the bus" else (town.running["points"].consumer, "start")
    monkeypatch.setattr(*broken, _fails)

    with pytest.raises(BusUnavailable):
        async with town.up():
            pytest.fail("it must not start")

    assert [] == sorted(path.name for path in (tmp_path / "data").glob("*-wal"))
    DataFolder(tmp_path / "data").lock()
    assert all(service.journal.writer._task is None for service in town.services.values())
