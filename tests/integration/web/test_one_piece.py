"""An answer leaves in one piece; a head whose body is long in coming does not wait for it."""

import asyncio

from kyoso.one_piece import InOnePiece
from kyoso.serving import listen, serving

HEAD, BODY = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n", b"{}"


class Line:
    """A transport that notes what is sent."""

    def __init__(self):
        self.sent = []

    def write(self, data):
        self.sent.append(data)

    def close(self):
        self.sent.append("closed")

    def is_closing(self):
        return "closed" in self.sent


async def test_head_and_body_are_one_piece():
    """One system call and one packet, and nothing is sent twice afterwards."""
    line = Line()
    way = InOnePiece(line, asyncio.get_running_loop())
    way.write(HEAD)
    way.write(BODY)
    await asyncio.sleep(0)

    assert [HEAD + BODY] == line.sent


async def test_a_connection_that_closes_says_its_head_first():
    """An answer without a body is an answer."""
    line = Line()
    way = InOnePiece(line, asyncio.get_running_loop())
    way.write(HEAD)
    way.close()
    await asyncio.sleep(0)

    assert [HEAD, "closed"] == line.sent
    assert way.is_closing()


async def test_a_head_does_not_wait_for_a_body_that_is_long_in_coming():
    """Whoever opens a stream of events hears that it is open before anything happens."""
    go_on = asyncio.Event()

    async def stream(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await go_on.wait()
        await send({"type": "http.response.body", "body": BODY})

    with listen("127.0.0.1", 0) as listener:
        async with serving(stream, listener):
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
            go_on.set()
            body = await asyncio.wait_for(reader.readexactly(2), 5)
            writer.close()

    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert BODY == body
