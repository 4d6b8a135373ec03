"""One town for everything that clients get wrong; what it took for unforeseen is a failure of all of it."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.end_to_end.town_kit import Furnished, TownProcess, furnish


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownProcess]:
    started = TownProcess(tmp_path_factory.mktemp("bad") / "data")
    started.start()
    asyncio.run(started.ready())
    yield started
    page = asyncio.run(started.do("GET", "/metrics")).body.decode()
    stopped, log = started.stop(), started.log.read_text()
    answered = [line for line in page.splitlines() if line.startswith("kyoso_http_requests_total")]
    assert [] == [line for line in answered if 'status="500"' in line]
    assert "unforeseen" not in log
    assert "Traceback" not in log
    assert 0 == stopped


@pytest.fixture(scope="session")
def place(running: TownProcess) -> Furnished:
    return asyncio.run(furnish(running))
