"""A small HTTP/1.1 client that costs little: prepared requests, one connection each, latencies noted.

The generator shares two cores with what it measures, so every microsecond it spends is taken from the figure.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Result:
    """What a run of prepared requests gave: seconds each took, statuses, and the whole time."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    bodies: list[bytes] = field(default_factory=list)
    elapsed: float = 0.0

    async def timed(self, connection: "Connection", request: bytes) -> tuple[int, bytes]:
        """One request and its answer, noted."""
        started = time.perf_counter()
        status, body = await connection.ask(request)
        self.seconds.append(time.perf_counter() - started)
        self.statuses[status] += 1
        return status, body

    def per_second(self, status: int | None = None) -> float:
        """Answers a second, of one status or of all."""
        count = self.statuses[status] if status else sum(self.statuses.values())
        return count / self.elapsed if self.elapsed else 0.0

    def percentile(self, share: float) -> float:
        """The latency, in milliseconds, that ``share`` of the requests did not exceed."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Connection(asyncio.Protocol):
    """Sends one request at a time and reads one answer with a content length."""

    def __init__(self) -> None:
        self._buffer = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # a TCP transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0 or self._answer is None:
            return
        head = self._buffer[:head_end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 : head.find(b"\r\n", at) if head.find(b"\r\n", at) > 0 else None]) if at >= 0 else 0
        if len(self._buffer) >= head_end + 4 + length:
            body = self._buffer[head_end + 4 : head_end + 4 + length]
            answer, self._answer = self._answer, None
            self._buffer = self._buffer[head_end + 4 + length :]
            if not answer.done():
                answer.set_result((int(head[9:12]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("closed"))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        self._answer = asyncio.get_running_loop().create_future()
        assert self._transport is not None
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def prepared(
    method: str, path: str, port: int, token: str = "", body: Any = None, key: str = "", **headers: str
) -> bytes:
    """One request as bytes."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Length: {len(content)}"]
    if content:
        lines.append("Content-Type: application/json")
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if key:
        lines.append(f"Idempotency-Key: {key}")
    lines.extend(f"{name}: {value}" for name, value in headers.items())
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


async def connected(port: int, count: int) -> list[Connection]:
    """Open connections, one after another."""
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(count)]


async def run(
    port: int, requests: Sequence[bytes], connections: int, *, rate: float = 0.0, keep_bodies: bool = False
) -> Result:
    """Send all requests over ``connections``; with ``rate`` at that many a second, else as fast as answers come."""
    opened = await connected(port, min(connections, len(requests)))
    result = Result()
    left = iter(enumerate(requests))
    begin = time.perf_counter()

    async def work(connection: Connection) -> None:
        for number, request in left:
            if rate:
                wait = begin + number / rate - time.perf_counter()
                if wait > 0:
                    await asyncio.sleep(wait)
            status, body = await result.timed(connection, request)
            if keep_bodies or status >= 400:
                result.bodies.append(body)

    await asyncio.gather(*(work(connection) for connection in opened))
    result.elapsed = time.perf_counter() - begin
    for connection in opened:
        connection.close()
    return result
