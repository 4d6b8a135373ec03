"""The line itself: each trouble does what it says, and calm is calm again."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.cluster.tcp_proxy import HOST, TcpProxy, Trouble, proxy

ANSWER = b"x" * 10_000


@asynccontextmanager
async def line() -> AsyncIterator[TcpProxy]:
    """A proxy before a server that answers every line with ten thousand bytes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            writer.write(ANSWER)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, HOST, 0)
    async with server, proxy(server.sockets[0].getsockname()[1], seed=1) as between:
        yield between


async def ask(port: int, seconds: float = 5.0) -> bytes:
    """One question on a connection of its own. Raises ``ConnectionError``, ``TimeoutError``."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(b"?\n")
        async with asyncio.timeout(seconds):
            return await reader.readexactly(len(ANSWER))
    except asyncio.IncompleteReadError as error:
        raise ConnectionError(f"{len(error.partial)} bytes and no more") from error
    finally:
        writer.close()


async def test_a_calm_line_changes_nothing() -> None:
    """What goes in comes out."""
    async with line() as between:
        assert ANSWER == await ask(between.port)


async def test_replies_are_cut_in_the_middle() -> None:
    """Neither whole nor refused: the asker cannot know what was done."""
    async with line() as between:
        between.set(Trouble(cut_share=1.0))
        with pytest.raises(ConnectionError):
            await ask(between.port)
        assert 1 == between.cuts

        between.calm()
        assert ANSWER == await ask(between.port)


async def test_a_black_hole_tells_nobody() -> None:
    """The connection stands and nothing comes; afterwards it is gone and a new one works."""
    async with line() as between:
        between.set(Trouble(swallow=True))
        with pytest.raises(TimeoutError):
            await ask(between.port, 0.3)

        between.calm()
        assert ANSWER == await ask(between.port)


async def test_a_slow_line_is_slow() -> None:
    """A delay for each chunk, and a rate."""
    async with line() as between:
        between.set(Trouble(delay_seconds=0.1, bytes_per_second=50_000))
        began = time.monotonic()
        assert ANSWER == await ask(between.port)
        assert time.monotonic() - began >= 0.3


async def test_new_connections_are_refused_and_open_ones_cut() -> None:
    """As when a server goes away and its port with it."""
    async with line() as between:
        reader, writer = await asyncio.open_connection(HOST, between.port)
        writer.write(b"?\n")
        await reader.readexactly(len(ANSWER))
        between.set(Trouble(refuse=True))
        between.cut_all()
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)
        with pytest.raises(ConnectionError):
            await ask(between.port)
        writer.close()
