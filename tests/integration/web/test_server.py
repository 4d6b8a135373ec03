"""The edge behind a real server on a real socket: big bodies, clients that vanish."""

import asyncio
import contextlib
import json

import httpx
import pytest
import uvicorn

from shared.web import make_app
from tests import kit


@pytest.fixture
async def address(service, site):
    app = make_app(service, site, identity=kit.issuer().identity())
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="critical", lifespan="off", timeout_graceful_shutdown=2)
    )
    task = asyncio.create_task(server.serve())
    await kit.until(lambda: server.started)
    yield server.servers[0].sockets[0].getsockname()
    server.should_exit = True
    await task


def head(path, length, key="k1"):
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {kit.token('resident-hana')}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()


@pytest.mark.parametrize("announced", [True, False])
async def test_ten_megabytes_are_refused_and_the_server_lives(address, announced):
    """With a length or in pieces without one: 413, and the next request is served."""

    async def pieces():
        for _ in range(160):
            yield b"x" * 65_536

    content = b"x" * (160 * 65_536) if announced else pieces()
    headers = {
        "authorization": f"Bearer {kit.token('resident-hana')}",
        "idempotency-key": "k",
        "content-type": "application/json",
    }
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{address[1]}", headers=headers) as client:
        with contextlib.suppress(httpx.WriteError, httpx.ReadError):  # the server may hang up while we still send
            answer = await client.post("/notes/a", content=content)
            assert (413, "body-too-large") == (answer.status_code, answer.json()["code"])
        after = await client.get("/healthz")

    assert 200 == after.status_code


async def test_a_client_that_vanishes_after_sending_has_its_command_done_once(address, service):
    """The line is cut before the answer; the same key later gets the first outcome."""
    body = json.dumps({"text": "x"}).encode()
    for _ in range(3):
        _, writer = await asyncio.open_connection(*address)
        writer.write(head("/notes/a", len(body)) + body)
        await writer.drain()
        writer.transport.abort()
    await kit.until(lambda: service.journal.writer.commits)
    reader, writer = await asyncio.open_connection(*address)
    writer.write(head("/notes/a", len(body)) + body)
    status = await reader.readline()
    headers = await reader.readuntil(b"\r\n\r\n")
    writer.close()

    assert b"201" in status
    assert b"idempotency-replayed: true" in headers.lower()
    assert 1 == await service.journal.store.last_position()


async def test_a_client_that_vanishes_in_the_middle_of_its_body_changes_nothing(address, service):
    """Half a request is no request; nothing is written and the server serves on."""
    _, writer = await asyncio.open_connection(*address)
    writer.write(head("/notes/a", 1_000) + b'{"text": "half')
    await writer.drain()
    writer.transport.abort()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{address[1]}") as client:
        alive = await client.get("/healthz")

    assert 200 == alive.status_code
    assert 0 == await service.journal.store.last_position()
