"""Towns for everything that clients get wrong; what they took for unforeseen is a failure of all of it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.end_to_end.town_kit import Furnished, TownProcess, furnish


@contextmanager
def watched(data: Path) -> Iterator[TownProcess]:
    """A town that must neither answer 500 nor log anything unforeseen, and then stop cleanly."""
    started = TownProcess(data)
    started.start()
    try:
        asyncio.run(started.ready())
        yield started
        page = asyncio.run(started.do("GET", "/metrics")).body.decode()
    finally:
        stopped, log = started.stop(), started.log.read_text()
    answered = [line for line in page.splitlines() if line.startswith("kyoso_http_requests_total")]
    assert [] == [line for line in answered if 'status="500"' in line]
    assert "unforeseen" not in log
    assert "Traceback" not in log
    assert 0 == stopped


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownProcess]:
    with watched(tmp_path_factory.mktemp("bad") / "data") as town:
        yield town


@pytest.fixture(scope="session")
def place(running: TownProcess) -> Furnished:
    return asyncio.run(furnish(running))


@pytest.fixture
def own_town(tmp_path: Path) -> Iterator[TownProcess]:
    """One that may be left in any state."""
    with watched(tmp_path / "data") as town:
        yield town
