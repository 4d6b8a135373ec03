"""The demo's desk of a cluster on one machine: the issuer, the clock, the events seen, the mails, and the sample town.

It runs beside the services and none of them needs it: a city has an issuer of its own. What it loads, it loads as one
more replica of each that hears nothing: through their use cases, on their stores, and it publishes what it wrote.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import httpx
from fastapi import FastAPI
from starlette.types import ASGIApp

from kyoso.by_name import ByName
from kyoso.compose import compose
from kyoso.events_seen import EventsSeen
from kyoso.folder import DataFolder
from kyoso.issuer import Issuer
from kyoso.pages import watching
from kyoso.post import DemoPost
from kyoso.root import demo_routes
from kyoso.town.directory import Directory
from kyoso.town.load import load_town
from kyoso.trying.pages import routes as try_routes
from kyoso.wiring import bus_of, clock_of, heard, topics_of
from shared.clock import Clock, FileClock
from shared.contracts import TOPICS
from shared.errors import Transient
from shared.health import Health
from shared.loopback import is_loopback
from shared.messaging.lag import Lag
from shared.messaging.running import RunningService
from shared.messaging.tail import Tail
from shared.metrics import Metrics
from shared.process import tune
from shared.service import Service, Site
from shared.settings import Settings
from shared.tasks import ended
from shared.web import problems
from shared.web.edge import Edge

log = logging.getLogger(__name__)

AT_ONCE = 40
"""Of a store that takes some hundred writes a second no more is asked than it does within its time-outs."""
LOOK_SECONDS = 0.5
RETRY_SECONDS = 2.0
BODY_BYTES_MAX = 64 * 1024


class Desk:
    """Serves ``/identity``, ``/demo`` and ``/try``; ready when the sample town is loaded. This machine only."""

    def __init__(self, settings: Settings, *, load: bool = True) -> None:
        self.settings = settings
        self.folder = DataFolder(settings.data)
        self.folder.lock()
        self.clock: Clock = clock_of(settings, self.folder)
        self.services: dict[str, Service] = compose(Site.of(settings, self.clock))
        self.bus = bus_of(settings, self.services)
        self._running = [
            RunningService(service, self.bus, settings.municipality, listening=False)
            for service in self.services.values()
        ]
        self.events_seen = EventsSeen(heard(self.services))
        self.health = Health()
        self.metrics = Metrics("desk")
        self.metrics.watch_process(settings.data)
        here = is_loopback(settings.smtp_host)
        self.post = DemoPost(self.clock, settings.smtp_host, settings.smtp_port) if here else None
        self.issuer = Issuer.of(settings, Directory(people=settings.town_people))
        self._client = httpx.AsyncClient(base_url=settings.town_url or self.base_url, trust_env=False)
        self.tail = Tail(self.bus, tuple(TOPICS), self.events_seen.hear)
        groups = {name: service.handlers.topics for name, service in self.services.items()}
        self._lag = Lag(self.bus.connection, groups)
        self._load = load
        self.app = self._application()

    @property
    def base_url(self) -> str:
        """Where this process answers."""
        return f"http://{self.settings.host}:{self.settings.port}"

    @asynccontextmanager
    async def up(self) -> AsyncIterator["Desk"]:
        """Answering inside; the town is loaded meanwhile."""
        async with AsyncExitStack() as last_first:
            last_first.callback(self.folder.unlock)
            last_first.push_async_callback(self.bus.stop)
            last_first.push_async_callback(self._client.aclose)
            await self.bus.start(topics_of(self.services))
            for each in self._running:
                last_first.push_async_callback(each.stop)
                await each.open()
                await each.start()
            if self.post:
                last_first.push_async_callback(self.post.stop)
                await self.post.start()
            tune()
            self.tail.start()
            last_first.push_async_callback(self.tail.stop)
            loading = asyncio.create_task(self._loaded(), name="load")
            last_first.push_async_callback(_end, loading)
            yield self

    def drain(self) -> None:
        """Say that nothing new should be sent here."""
        self.health.draining = True

    def let_go(self) -> None:
        """Nothing here is without an end."""

    # -- the demo

    async def advance(self, by: timedelta) -> None:
        """Move the clock of every process forward; what falls due happens within their next poll."""
        assert isinstance(self.clock, FileClock)
        self.clock.advance(by)

    async def backlog(self) -> dict[str, int]:
        """Commits that are not confirmed yet (counted to a limit), and events that some service has not handled."""
        commits = sum([await each.relay.pending() for each in self._running])
        return {"commits": commits, "events": await self._lag.total()}

    async def caught_up(self) -> None:
        """Return when every commit has been published and every event handled."""
        quiet = 0
        while quiet < 2:
            quiet = quiet + 1 if not any((await self.backlog()).values()) else 0
            await asyncio.sleep(LOOK_SECONDS)

    async def _loaded(self) -> None:
        """Load the town, again and again until it is there: every row has a cause, so that none comes twice."""
        if not self._load and (rest := self.clock.behind if isinstance(self.clock, FileClock) else None):
            await self.advance(rest)  # nobody lives through what is left of the past
        while self._load:
            try:
                await load_town(
                    self.services,
                    self.caught_up,
                    self.settings.data,
                    self.clock,
                    people=self.settings.town_people,
                    past_days=self.settings.town_past_days,
                    advance=self.advance,
                    at_once=AT_ONCE,
                )
            except Exception as fault:  # a group of tasks raises a group of faults
                if not isinstance(fault, Transient):
                    log.exception("the town could not be loaded; it is tried again")
                await asyncio.sleep(RETRY_SECONDS)
            else:
                break
        self.health.started = True
        log.info("the town is loaded")

    # -- routes

    def _application(self) -> ByName:
        root = FastAPI(title="kyoso desk", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
        problems.install(root)
        root.add_middleware(Edge, service="desk", metrics=self.metrics, body_bytes_max=BODY_BYTES_MAX)
        root.include_router(watching("desk", self.health, self.metrics))
        root.include_router(demo_routes(self))
        root.include_router(try_routes(self.settings, self._client))
        apps: dict[str, ASGIApp] = {"identity": self.issuer.app} if self.issuer.app else {}
        return ByName(apps, root)


async def _end(task: asyncio.Task[None]) -> None:
    await ended(task)
