"""A line between two processes that can be cut in the middle of a reply, slowed, thinned or swallowed. Loopback only.

One proxy stands before one server. What is set holds for open and new connections alike, until ``calm``.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

CHUNK = 16 * 1024
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happens on the line. Shares are of chunks that come back from the server."""

    cut_share: float = 0.0
    """So many replies end in the middle: a part of the chunk is passed on, then both sides are reset."""
    delay_seconds: float = 0.0
    bytes_per_second: int = 0
    """0: as fast as it comes."""
    swallow: bool = False
    """Nothing passes in either direction, and nobody is told: packets into a black hole."""
    refuse: bool = False
    """New connections are closed at once."""


CALM = Trouble()


@dataclass
class TcpProxy:
    """Listens on ``port`` (0: any) for the server at ``target``."""

    target: int
    port: int = 0
    chance: random.Random = field(default_factory=random.Random)
    trouble: Trouble = CALM
    cuts: int = 0
    passed: int = 0
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, HOST, self.port, limit=CHUNK)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Reset every connection and listen no more."""
        self.calm()
        if self._server:
            self._server.close()
        self.cut_all()
        if self._server:
            await self._server.wait_closed()

    def set(self, trouble: Trouble) -> None:
        """From now on."""
        self.trouble = trouble
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def calm(self) -> None:
        """Pass everything on again; what was swallowed is gone with its connections."""
        swallowed = self.trouble.swallow
        self.set(CALM)
        if swallowed:
            self.cut_all()

    def cut_all(self) -> None:
        """Reset every open connection, now."""
        for writer in list(self._writers):
            _reset(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.trouble.refuse:
            _reset(writer)
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(HOST, self.target, limit=CHUNK)
        except OSError:
            _reset(writer)
            return
        both = {writer, far_writer}
        self._writers |= both
        ways = [
            asyncio.create_task(self._pass(reader, far_writer, replies=False)),
            asyncio.create_task(self._pass(far_reader, writer, replies=True)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._writers -= both
            for each in both:
                each.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, replies: bool) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while chunk := await reader.read(CHUNK):
                while self.trouble.swallow:
                    await self._changed.wait()
                trouble = self.trouble
                if trouble.delay_seconds:
                    await asyncio.sleep(trouble.delay_seconds)
                if trouble.bytes_per_second:
                    await asyncio.sleep(len(chunk) / trouble.bytes_per_second)
                if replies and self.chance.random() < trouble.cut_share:
                    self.cuts += 1
                    writer.write(chunk[: self.chance.randrange(len(chunk))])
                    await writer.drain()
                    _reset(writer)
                    return
                writer.write(chunk)
                self.passed += len(chunk)
                await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Not a goodbye: what is under way is lost."""
    writer.transport.abort()


@asynccontextmanager
async def proxy(target: int, port: int = 0, seed: int = 0) -> AsyncIterator[TcpProxy]:
    """A proxy that passes everything on until told otherwise."""
    made = TcpProxy(target, port, random.Random(seed))
    await made.start()
    try:
        yield made
    finally:
        await made.stop()
