"""What comes before a request can be judged is bounded: size and time of its head, on a real socket."""

import asyncio
import contextlib

import pytest

from kyoso import heads
from kyoso.serving import listen, serving


async def answers(scope, receive, send):
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


@pytest.fixture
async def line():
    with listen("127.0.0.1", 0) as listener:
        async with serving(answers, listener):
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            yield reader, writer
            writer.close()


async def too_much(writer):
    """A megabyte without an end; the server may hang up while we still send."""
    with contextlib.suppress(ConnectionError):
        for _ in range(100):
            writer.write(b"a" * 10_000)
            await writer.drain()
            await asyncio.sleep(0)


async def ended(reader):
    """Whether the server has hung up, with or without a last word."""
    with contextlib.suppress(ConnectionError):
        await asyncio.wait_for(reader.read(), 5)
    return reader.at_eof() or reader.exception() is not None


REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


async def test_a_head_that_does_not_end_is_cut_off(line):
    """Nobody fills the memory with one header."""
    reader, writer = line
    writer.write(b"GET / HTTP/1.1\r\nX-Long: ")
    await too_much(writer)

    assert await ended(reader)


async def test_trailers_that_do_not_end_are_cut_off(line, monkeypatch):
    """What stands behind a body fills the memory just as well."""
    monkeypatch.setattr(heads, "MESSAGE_BYTES_MAX", 100_000)
    reader, writer = line
    writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Long: ")
    await too_much(writer)

    assert await ended(reader)


@pytest.mark.parametrize("before", [b"", REQUEST])
async def test_a_head_that_takes_its_time_is_cut_off(monkeypatch, before):
    """Also behind an earlier request: whoever sends a byte a minute holds no connection."""
    monkeypatch.setattr(heads, "HEAD_SECONDS_MAX", 0.2)
    with listen("127.0.0.1", 0) as listener:
        async with serving(answers, listener):
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            writer.write(before)
            if before:
                await reader.readuntil(b"\r\n\r\n")
            writer.write(b"GET / HTTP/1.1\r\n")

            assert await ended(reader)
            writer.close()


async def test_many_requests_on_one_line_are_served(line):
    """The limits are of one request, not of a connection."""
    reader, writer = line
    for _ in range(3):
        writer.write(REQUEST.replace(b"\r\n\r\n", b"\r\nX: " + b"a" * 40_000 + b"\r\n\r\n"))

        assert (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)).startswith(b"HTTP/1.1 204 ")
