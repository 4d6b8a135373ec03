"""What the tests of services share: a site in a temporary folder, a caller with a good token, facts from the bus."""

import asyncio
import hashlib
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from kyoso.issuer import Issuer
from shared.clock import MovableClock
from shared.contracts import PublicEvent
from shared.contracts.base import TOPICS
from shared.errors import StoreUnavailable
from shared.journal import Cause, Fact, Journal
from shared.journal.follow import Follower
from shared.service import Service, Site
from shared.settings import Settings
from shared.timers import Timers
from shared.web import make_app

MASTER_KEY = bytes(range(32))
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
APPS: list[tuple[Service, Site, Any]] = []
APPS_MAX = 5
"""The applications that were made last: a test has few services."""


class Said(Settings):
    """What a test says; looking into the environment for each field takes as long as opening a journal."""

    @classmethod
    def settings_customise_sources(cls, *_: Any, init_settings: Any, **__: Any) -> tuple[Any, ...]:
        return (init_settings,)


def make_site(tmp_path: Path, start: datetime | None = None, **settings: Any) -> Site:
    """A site whose data are in ``tmp_path``; ``start`` freezes its (movable) clock there."""
    clock = MovableClock(start=start) if start else MovableClock()
    return Site(Said(data=tmp_path / "data", **settings), clock, MASTER_KEY)


def clock_of(site: Site) -> MovableClock:
    """The site's clock, to move."""
    assert isinstance(site.clock, MovableClock)
    return site.clock


@asynccontextmanager
async def opened(service: Service) -> AsyncIterator[Service]:
    """The service with its journal and vault open and its sweeps done, as ready as the runner makes it."""
    await service.journal.open()
    if service.vault:
        await service.vault.open()
    followers = [each for each in service.background if isinstance(each, Follower)]
    try:
        for sweep in service.sweeps:
            await sweep()
        for each in followers:
            each.start()
        service.health.started = True
        yield service
    finally:
        service.health.started = False
        for each in followers:
            await each.stop()
        await service.journal.close()
        if service.vault:
            await service.vault.close()


async def shows(service: Service, *samples: str) -> str:
    """The service's metrics, once they show all of these: some of them follow the journal. Fails after a while."""
    page = ""
    async with asyncio.timeout(10):
        while not all(sample in (page := service.metrics.exposition().decode()) for sample in samples):
            await asyncio.sleep(0.02)
    return page


@cache
def issuer() -> Issuer:
    """The issuer whose tokens ``client`` sends."""
    return Issuer(generate_private_key(SECP256R1()), url="http://127.0.0.1/identity", host="127.0.0.1")


@cache
def token(person_id: str, roles: tuple[str, ...] = ("resident",)) -> str:
    """A good token of a person."""
    return issuer().issue(person_id, roles)


def client(
    service: Service,
    site: Site,
    person_id: str | None = "resident-hana",
    roles: Sequence[str] = ("resident",),
    *,
    headers: Mapping[str, str] | None = None,
) -> httpx.AsyncClient:
    """A client of the service's application. Sends a good token (``None``: nobody) and, unless given, a fresh key."""
    return client_of(app_of(service, site), person_id, roles, headers=headers)


def app_of(service: Service, site: Site) -> Any:
    """The service's application, made once for all clients of it: some hundred routes take a tenth of a second."""
    for known, where, app in APPS:
        if known is service and where is site:
            return app
    app = make_app(service, site, identity=issuer().identity())
    APPS.append((service, site, app))
    del APPS[:-APPS_MAX]
    return app


def client_of(
    app: Any,
    person_id: str | None = "resident-hana",
    roles: Sequence[str] = ("resident",),
    *,
    headers: Mapping[str, str] | None = None,
) -> httpx.AsyncClient:
    """Like ``client`` for an application that was already made."""
    sent = {"authorization": f"Bearer {token(person_id, tuple(roles))}"} if person_id else {}

    async def give_key(request: httpx.Request) -> None:
        if request.method in WRITING and "idempotency-key" not in request.headers:
            request.headers["idempotency-key"] = str(uuid.uuid4())

    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://127.0.0.1",
        headers={**sent, **(headers or {})},
        event_hooks={"request": [give_key]},
    )


def the_fact(event: PublicEvent, *, at: datetime, subject: str | None = None, n: int = 1) -> Fact:
    """The fact that ``event`` would be on the bus. Equal events with an equal ``n`` are one fact, redelivered."""
    subject = subject or _subject(event)
    name = hashlib.sha256(f"{event.type}\0{subject}\0{n}\0".encode() + event.body()).hexdigest()[:32]
    return Fact(id=f"{name}.0", topic=event.topic, subject=subject, sequence=f"{n:012d}.0000", at=at)


def a_fact(journal: Journal, event: PublicEvent, handler: str, *, subject: str | None = None, n: int = 1) -> Cause:
    """The cause that the handler of this pinned name would be given with ``event``."""
    return journal.causes.fact(the_fact(event, at=journal.now(), subject=subject, n=n), handler)


async def deliver(service: Service, *events: PublicEvent, subject: str | None = None, n: int = 1) -> None:
    """Run the service's handlers for ``events`` as facts, one after the other, then the saga steps that follow.

    An event that is given twice is a redelivery (the same fact); ``n`` tells equal events apart.
    """
    before = await service.journal.store.last_position()
    for event in events:
        fact = the_fact(event, at=service.journal.now(), subject=subject, n=n)
        for handler in service.handlers.by_type.get(event.type, ()):
            await handler.handle(event, service.use_cases, service.journal.causes.fact(fact, handler.name))
    await run_reactions(service, after=before)


async def run_reactions(service: Service, *, after: int = 0) -> None:
    """Take the saga steps that follow the commits behind a position, as the relay would; known ones change nothing."""
    while commits := await service.journal.store.after(after, 500):
        for commit in commits:
            await service.journal.react(commit)
            after = commit.position


@contextmanager
def gone_after(journal: Journal, steps: int) -> Iterator[None]:
    """The store goes away after so many writings, and stays away to the end."""
    real, left = journal.transact, [steps]

    async def transact(*step: Any) -> Any:
        if left[0] == 0:
            raise StoreUnavailable("gone")
        left[0] -= 1
        return await real(*step)

    with patch.object(journal, "transact", transact):
        yield


async def until(condition: Callable[[], object], *, seconds: float = 5.0) -> None:
    """Return as soon as ``condition`` holds. Raises ``TimeoutError``."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0)


async def run_timers(service: Service) -> int:
    """Fire what is due by the injected clock, and take the saga steps that follow; how many rows were due."""
    before = await service.journal.store.last_position()
    fired = await Timers(service.journal, service.timers).run_due()
    await run_reactions(service, after=before)
    return fired


async def events_of(service: Service, stream: str) -> list[Any]:
    """Every event of one stream, oldest first."""
    return [event for commit in await service.journal.store.of_stream(stream) for event in commit.events]


async def published(service: Service, *kinds: type[PublicEvent]) -> list[Any]:
    """Every public event in the journal, oldest first; of ``kinds`` when given."""
    found: list[Any] = []
    position = 0
    while commits := await service.journal.store.after(position, 500):
        for commit in commits:
            found += [e for e in commit.events if (isinstance(e, kinds) if kinds else isinstance(e, PublicEvent))]
            position = commit.position
    return found


def _subject(event: PublicEvent) -> str:
    """A subject as the event's owner would have it: the topic's key and an id out of the event."""
    key = TOPICS[event.topic].key if event.topic in TOPICS else "subject"
    fields = type(event).model_fields
    wanted = f"{key.replace('-', '_')}_id"
    name = wanted if wanted in fields else next((field for field in fields if field.endswith("_id")), "")
    return f"{key}/{getattr(event, name, 'any')}"
