"""A cheap HTTP client that shares no code with the product, and the front door of a town as it sees it."""

import asyncio
import contextlib
import json
import socket
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

AWAY = (502, 503, 504)
"""Answers of a service that cannot just now, or of a proxy before it: the same key is sent again later."""


LISTENED_SECONDS = 0.3
"""How long an answer without an end (server-sent events) is listened to."""


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The problem's stable name; nothing for an answer that is no problem."""
        return str(self.json().get("code", "")) if "problem" in self.headers.get("content-type", "") else ""

    @property
    def replayed(self) -> bool:
        return self.headers.get("idempotency-replayed") == "true"


class Line:
    """One connection at a time, kept open; requests and answers one after the other."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        body: Any = None,
        key: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request. ``body``: bytes as they are, else as JSON. Raises ``ConnectionError`` without an answer."""
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        lines = {"Host": f"127.0.0.1:{self.port}", "Content-Length": str(len(content))}
        if body is not None:
            lines["Content-Type"] = "application/json"
        if token:
            lines["Authorization"] = f"Bearer {token}"
        if key:
            lines["Idempotency-Key"] = key
        lines |= headers or {}
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return await self.send(head.encode("utf-8", "surrogateescape") + b"\r\n" + content)

    async def send(self, request: bytes) -> Answer:
        """Raw bytes out, one answer back."""
        try:
            if self._streams is None or self._streams[0].at_eof():
                self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
            reader, writer = self._streams
            writer.write(request)
            return await self._read(reader)
        except (OSError, asyncio.IncompleteReadError) as error:
            self.close()
            raise ConnectionError(str(error)) from error

    def close(self) -> None:
        """Go away, in the middle of whatever it is."""
        if self._streams:
            self._streams[1].close()
        self._streams = None

    async def _read(self, reader: asyncio.StreamReader) -> Answer:
        status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if headers.get("content-type", "").startswith("text/event-stream"):
            body = await self._listened(reader)
        elif headers.get("transfer-encoding") == "chunked":
            body = b""
            while size := int((await reader.readline()).strip(), 16):
                body += (await reader.readexactly(size + 2))[:-2]
            await reader.readline()
        else:
            body = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            self.close()
        return Answer(int(status.split(" ", 2)[1]), headers, body)

    async def _listened(self, reader: asyncio.StreamReader) -> bytes:
        """What an answer without an end says in a while, as it comes over the line; then we go away."""
        heard = b""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LISTENED_SECONDS):
                while more := await reader.read(2**16):
                    heard += more
        self.close()
        return heard


@dataclass(kw_only=True)
class Door:
    """Where a town answers, under the same paths embedded and in a cluster; signs in with the demo's issuer."""

    port: int = field(default_factory=free_port)
    tokens: dict[str, str] = field(default_factory=dict)

    async def token(self, person_id: str) -> str:
        """A bearer token of somebody of the sample town; good for all runs on this port and folder."""
        if person_id not in self.tokens:
            answer = await Line(self.port).ask("POST", "/identity/token", body={"person_id": person_id})
            self.tokens[person_id] = answer.json()["access_token"]
        return self.tokens[person_id]

    async def do(self, method: str, path: str, by: str = "", body: Any = None, key: str = "", **headers: str) -> Answer:
        """One request on a connection of its own; commands get a key."""
        token = await self.token(by) if by else ""
        key = key or (uuid.uuid4().hex if method != "GET" else "")
        line = Line(self.port)
        try:
            return await line.ask(method, path, token=token, body=body, key=key, headers=headers)
        finally:
            line.close()

    async def done(self, method: str, path: str, by: str = "", body: Any = None, key: str = "") -> Any:
        """Like ``do`` for what must succeed; asks again while something is *not yet* there or *later*."""
        key = key or uuid.uuid4().hex
        deadline = time.monotonic() + 20
        while True:
            answer = await self.do(method, path, by, body, key)
            if answer.status < 300:
                return answer.json()
            later = (answer.status in AWAY or answer.code == "not-yet") and time.monotonic() < deadline
            assert later, f"{method} {path}: {answer.status} {answer.body.decode()}"
            await asyncio.sleep(0.1)

    async def caught_up(self, seconds: float = 120.0) -> None:
        """Wait until every commit is published and every event handled."""
        quiet, deadline = 0, time.monotonic() + seconds
        while quiet < 3:
            found = (await self.do("GET", "/demo/backlog")).json()
            quiet = quiet + 1 if found["pending"] == 0 else 0
            assert time.monotonic() < deadline, found
            await asyncio.sleep(0.05)
