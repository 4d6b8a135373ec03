"""The town's own routes: who reaches the administration and the demo's, and addresses that are none."""

import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from kyoso import admin
from kyoso.runner import Town
from shared.clock import MovableClock
from shared.settings import Settings


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town that was composed and not started."""
    made = Town(Settings(data=tmp_path / "data", demo=True, port=8000))
    yield made
    made.folder.unlock()


def client(town: Town, base_url: str = "http://127.0.0.1:8000") -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(town.app, client=("127.0.0.1", 5)), base_url=base_url)


@pytest.mark.parametrize("path", ["/demo/clock", "/demo/events", "/demo/backlog"])
async def test_a_web_page_with_a_name_of_its_own_does_not_reach_the_demo(town: Town, path: str) -> None:
    """Its name may lead to this machine (DNS rebinding); the browser then lets it read and send anything."""
    async with client(town, "http://evil.example:8000") as page:
        answer = await page.get(path)

    assert (403, "demo-issuer-is-local") == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://[", "https://127.0.0.1.evil.example"])
async def test_no_other_page_moves_the_clock(town: Town, origin: str) -> None:
    """A page need not read the answer to do harm: the clock never goes back."""
    async with client(town) as page:
        answer = await page.post("/demo/clock", json={"advance": "400d"}, headers={"origin": origin})

    assert 403 == answer.status_code


@pytest.mark.parametrize("origin", [None, "http://127.0.0.1:8000", "http://localhost:3000"])
async def test_this_machine_reads_the_clock(town: Town, origin: str | None) -> None:
    """Programs send no origin, its own pages their own."""
    async with client(town) as here:
        answer = await here.get("/demo/clock", headers={"origin": origin} if origin else {})

    assert 200 == answer.status_code


@pytest.mark.parametrize("came_from", ["203.0.113.9", "127.0.0.1, 203.0.113.9", "unknown", ""])
async def test_who_comes_through_a_proxy_from_elsewhere_is_not_this_machine(town: Town, came_from: str) -> None:
    """To us the proxy is here, and the name in the request is the caller's own choice."""
    async with client(town) as proxy:
        answer = await proxy.get("/demo/clock", headers={"x-forwarded-for": came_from})

    assert 403 == answer.status_code


@pytest.mark.parametrize(
    "told",
    [
        [("x-forwarded-for", "127.0.0.1"), ("x-forwarded-for", "203.0.113.9")],
        [("x-real-ip", "203.0.113.9")],
        [("forwarded", "for=203.0.113.9")],
    ],
)
async def test_however_a_proxy_says_it(town: Town, told: list[tuple[str, str]]) -> None:
    """Some add a header of their own beside the caller's, some use other names."""
    async with client(town) as proxy:
        answer = await proxy.get("/demo/clock", headers=told)

    assert 403 == answer.status_code


async def test_a_proxy_of_this_machine_may_ask_for_this_machine(town: Town) -> None:
    """The local cluster's front."""
    async with client(town) as proxy:
        answer = await proxy.get("/demo/clock", headers={"x-forwarded-for": "127.0.0.1"})

    assert 200 == answer.status_code


async def test_the_clock_stops_before_the_years_that_nobody_takes(town: Town) -> None:
    """It cannot be turned back, so one could lock the town for good, step by step."""
    assert isinstance(town.clock, MovableClock)
    town.clock.advance(datetime(2150, 12, 1, tzinfo=UTC) - town.clock.now())
    async with client(town) as here:
        answer = await here.post("/demo/clock", json={"advance": "60d"})

    assert "bad-advance" == answer.json()["code"]
    assert 2150 == town.clock.now().year


async def test_nobody_without_the_key_has_anything_parsed(town: Town) -> None:
    """Parsing megabytes for a stranger would hold everybody up."""
    async with client(town) as stranger:
        answer = await stranger.post("/admin/erase", content=b"[", headers={"content-type": "application/json"})

    assert "not-operator" == answer.json()["code"]


@pytest.mark.parametrize("content", [b"[", b"[]", b"\xff", b"[" * 100_000])
async def test_arguments_that_are_none_are_named(town: Town, content: bytes) -> None:
    """The operator learns what is wrong."""
    headers = {"authorization": f"Bearer {admin.token(town.site)}"}
    async with client(town) as operator:
        answer = await operator.post("/admin/erase", content=content, headers=headers)

    assert (400, "body-unreadable") == (answer.status_code, answer.json()["code"])


async def test_an_address_without_a_path_is_no_fault_of_ours(town: Town) -> None:
    """``OPTIONS *`` asks the server as a whole."""
    statuses: list[int] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        if "status" in message:
            statuses.append(int(str(message["status"])))

    scope = {"type": "http", "method": "OPTIONS", "path": "*", "raw_path": b"*", "query_string": b"", "headers": []}
    await town.app({**scope, "root_path": "", "scheme": "http", "server": ("a", 1), "client": ("a", 2)}, receive, send)  # type: ignore[arg-type]  # narrower than any message

    assert [True] == [400 <= status < 500 for status in statuses]


def test_the_data_folder_is_for_its_owner(town: Town) -> None:
    """Who did what is in there, if under ids only; other users of the machine have no business in it."""
    assert 0o700 == stat.S_IMODE(town.settings.data.stat().st_mode)
