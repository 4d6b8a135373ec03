"""Feeds over real HTTP: a receiver that does what a test wants, a service that delivers to it, and a listener."""

import asyncio
import json
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from services.feeds.app import build
from shared.contracts.booking import BookingConfirmed, FacilityRegistered, SlotsTaken
from shared.contracts.matching import GroupRegistered
from shared.service import Service, Site
from shared.timers import Timers
from tests.kit import app_of, client_of, deliver, make_site, opened

NOW = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
LOOPBACK = "127.0.0.0/8"
OPEN = "slots-taken.v1"


@dataclass
class Received:
    """One request as the receiver got it."""

    headers: dict[str, str]
    body: bytes

    @property
    def event(self):
        return json.loads(self.body)


@dataclass
class Receiver:
    """A neighbour's web server on loopback. ``behave`` answers a request: a status, ``(status, headers)``, or a way to
    misbehave with the open connection."""

    behave: Callable[[Received], object] = lambda received: 200
    received: list[Received] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def ids(self):
        return [each.event["id"] for each in self.received]

    @property
    def facilities(self):
        return [each.event["data"]["facility_id"] for each in self.received]

    async def serve(self, reader, writer):
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode().split("\r\n")
                headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines if line)}
                received = Received(headers, await reader.readexactly(int(headers.get("content-length", 0))))
                self.paths.append(first.split()[1])
                answer = self.behave(received)
                if asyncio.iscoroutine(answer):
                    answer = await answer
                if callable(answer):
                    answer(writer)
                    return
                status, more = answer if isinstance(answer, tuple) else (answer, {})
                self.received.append(received)
                lines = [f"HTTP/1.1 {status} x", "content-length: 2", *(f"{k}: {v}" for k, v in more.items())]
                writer.write("\r\n".join(lines).encode() + b"\r\n\r\nok")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    @asynccontextmanager
    async def up(self):
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()


@dataclass
class World:
    """A running feeds service, with clients of staff and of nobody."""

    site: Site
    service: Service
    staff: object
    nobody: object
    count: int = 0

    @property
    def feeds(self):
        return self.service.use_cases

    @property
    def couriers(self):
        return self.service.background[0]

    @property
    def clock(self):
        return self.site.clock

    async def happen(self, *facilities, event=None):
        """Something open happens: a room is taken in each of these facilities, in order."""
        for facility in facilities:
            self.count += 1
            made = event or slots(facility)
            await deliver(self.service, made, n=self.count)

    async def subscribe(self, **wish):
        """Register; the answer."""
        answer = await self.staff.post("/subscriptions", json={**a_wish(), **wish})
        assert 201 == answer.status_code, answer.text
        return answer.json()

    async def row(self, id):
        return (await self.staff.get(f"/subscriptions/{id}")).json()

    async def advance(self, by: timedelta):
        """Move the clock and fire what is due."""
        self.clock.advance(by)
        await Timers(self.service.journal, self.service.timers).run_due()


def a_wish(**changes):
    wish = {"subscriber": "library", "name": "市立図書館", "kind": "webhook", "types": [OPEN]}
    return {**wish, **changes}


def slots(facility="osawa", at=NOW):
    return SlotsTaken(facility_id=facility, room_ids=("r1",), starts_at=at, ends_at=at + timedelta(hours=1))


def a_booking(person="resident-hana", facility="osawa", number="b1"):
    return BookingConfirmed(
        booking_id=number, facility_id=facility, room_ids=("r1",), starts_at=NOW, ends_at=NOW + timedelta(hours=1),
        person_id=person, people=3, purpose="meeting", fee=0,
    )  # fmt: skip


def a_facility(id, area):
    return FacilityRegistered(
        facility_id=id, name=id, address="1-1", bookable=True, areas={"neighbourhood": area} if area else {}
    )


def a_group(id, area):
    return GroupRegistered(group_id=id, name=id, kind="theme", size_band="5-9", areas={"neighbourhood": area})


@asynccontextmanager
async def running(site: Site, *, work: bool = True):
    """The service with its background work; ``work=False``: open, and nothing goes on by itself."""
    service = build(site)
    async with opened(service):
        app = app_of(service, site)
        async with client_of(app, "staff-mori", ("staff",)) as staff, client_of(app, None) as nobody:
            if work:
                for each in service.background:
                    each.start()
            try:
                yield World(site, service, staff, nobody)
            finally:
                for each in service.background:
                    each.let_go()
                    await each.stop()


@asynccontextmanager
async def a_world(tmp_path, **settings):
    """A world at ``NOW`` whose webhooks may go to this machine."""
    wanted = {"feeds_networks_allowed": LOOPBACK, "feeds_webhook_timeout_seconds": 0.5, **settings}
    async with running(make_site(tmp_path, start=NOW, **wanted)) as world:
        yield world


async def until(condition, *arguments, seconds=10.0):
    """Wait until a condition (a function, or one that gives something to await) holds."""
    async with asyncio.timeout(seconds):
        while True:
            found = condition(*arguments)
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return
            await asyncio.sleep(0.01)


async def failures(world, id, count):
    """Whether a subscription has failed so often in a row."""
    return (await world.row(id))["failures"] == count


class Listener:
    """Somebody who listens to ``/events`` over ASGI, message by message."""

    def __init__(self, world, query="", token=None, last=None):
        self._app = world.nobody._transport.app
        headers = [(b"authorization", f"Bearer {token}".encode())] if token else []
        headers += [(b"last-event-id", last.encode())] if last else []
        self._scope = {
            "type": "http", "method": "GET", "path": "/events", "query_string": query.encode(), "headers": headers,
            "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "root_path": "",
        }  # fmt: skip
        self._gone = asyncio.Event()
        self._chunks = asyncio.Queue()
        self._text = ""
        self.status = None
        self.ended = asyncio.Event()
        self.last = None

    async def __aenter__(self):
        self.task = asyncio.create_task(self._app(self._scope, self._receive, self._send))
        await until(lambda: self.status is not None or self.task.done())
        return self

    async def __aexit__(self, *_):
        self._gone.set()
        await asyncio.wait_for(asyncio.gather(self.task, return_exceptions=True), 5)

    async def _receive(self):
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message.get("more_body"):
            await self._chunks.put(message["body"].decode())
        else:
            self.ended.set()

    async def block(self, seconds=5.0):
        """The next block of the stream, as it stands there."""
        while "\n\n" not in self._text:
            self._text += await asyncio.wait_for(self._chunks.get(), seconds)
        block, _, self._text = self._text.partition("\n\n")
        return block

    async def event(self, seconds=5.0):
        """The next event."""
        while True:
            fields = dict(line.split(": ", 1) for line in (await self.block(seconds)).splitlines() if line[0] != ":")
            self.last = fields.get("id", self.last)
            if "data" in fields:
                return json.loads(fields["data"])

    async def events(self, count, seconds=5.0):
        return [await self.event(seconds) for _ in range(count)]

    async def nothing(self, seconds=0.3):
        """Whether no event comes for a while."""
        try:
            await self.event(seconds)
        except TimeoutError:
            return True
        return False
