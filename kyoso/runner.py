"""The services of one process under one address: all of a town (embedded), or one of a cluster behind its proxy.

Start: lock the folder, open the stores, start the broker, then relays, consumers and timers side by side. Stop: the
reverse, each finishing what it has in hand.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from kyoso.by_name import ByName
from kyoso.compose import AT_ROOT, NAMES, compose
from kyoso.events_seen import EventsSeen
from kyoso.folder import DataFolder
from kyoso.issuer import Issuer
from kyoso.post import DemoPost
from kyoso.root import demo_routes, routes
from kyoso.town.directory import Directory
from kyoso.trying.pages import routes as try_routes
from kyoso.wiring import bus_of, clock_of, heard, is_whole, topics_of
from services.portal.app import build as build_portal
from shared.clock import MovableClock
from shared.contracts import TOPICS
from shared.messaging.envelope import Incoming
from shared.messaging.running import RunningService
from shared.messaging.tail import Tail
from shared.metrics import Metrics
from shared.process import tune
from shared.service import Service, Site
from shared.settings import Settings
from shared.web import make_app, problems
from shared.web.edge import Edge

log = logging.getLogger(__name__)

ADMIN_BODY_BYTES_MAX = 32 * 1024 * 1024
"""A file to import comes in one piece from the command line of the same machine."""


class Town:
    """One deployment in one process. ``app`` answers under the same paths as a cluster behind its proxy."""

    def __init__(self, settings: Settings, *, names: tuple[str, ...] = NAMES) -> None:
        self.folder = DataFolder(settings.data)
        self.folder.lock()
        self.clock = clock_of(settings, self.folder)
        self.post = DemoPost(self.clock) if settings.demo and not settings.smtp_host else None
        settings = self.settings = self.post.settings(settings) if self.post else settings
        transport = httpx.ASGITransport(self._serve)
        site = Site.of(settings, self.clock)
        self.site = replace(site, transport=transport) if set(names) == set(NAMES) else site
        self.services: dict[str, Service] = compose(self.site, names)
        self.bus = bus_of(settings, self.services)
        self.running = {
            name: RunningService(service, self.bus, settings.municipality) for name, service in self.services.items()
        }
        self.issuer = Issuer.of(settings, Directory(people=settings.town_people)) if settings.demo else None
        self.events_seen = EventsSeen(heard(self.services))
        self.metrics = Metrics("town")
        self.metrics.watch_process(settings.data)
        self._client = httpx.AsyncClient(transport=transport, base_url=self.base_url)
        self.portal = build_portal(settings, self.clock, self._client)
        self.app = self._application()
        self.tail = Tail(self.bus, tuple(TOPICS), self._hear) if self.whole else None

    # -- life

    async def start(self) -> None:
        """Open, start and announce. Raises ``StoreUnavailable``, ``BusUnavailable``."""
        tune()
        if self.post:
            await self.post.start()
        await _all(running.open() for running in self.running.values())
        await self.bus.start(topics_of(self.services))
        await _all(running.start() for running in self.running.values())
        if self.tail:
            self.tail.start()
        self.folder.announce(base_url=self.base_url, bus=self.bus.connection.bootstrap)
        log.info("town started", extra={"bus": self.bus.connection.bootstrap})

    async def stop(self) -> None:
        """Finish what is in hand and close everything; each even if another fails. Safe after a start that failed."""
        async with AsyncExitStack() as last_first:
            last_first.callback(self.folder.unlock)
            last_first.callback(self.folder.withdraw)
            if self.post:
                last_first.push_async_callback(self.post.stop)
            last_first.push_async_callback(self.bus.stop)
            last_first.push_async_callback(self._stop_services)
            last_first.push_async_callback(self._client.aclose)
            if self.tail:
                last_first.push_async_callback(self.tail.stop)
        log.info("town stopped")

    async def _stop_services(self) -> None:
        await _all(running.stop() for running in self.running.values())

    @asynccontextmanager
    async def up(self) -> AsyncIterator["Town"]:
        """Started inside, stopped afterwards, and after a start that failed."""
        try:
            await self.start()
            yield self
        finally:
            await self.stop()

    def let_go(self) -> None:
        """Let open streams end: the server waits for them when it stops."""
        self.portal.happening.close()
        for running in self.running.values():
            running.let_go()

    # -- looking at it

    @property
    def whole(self) -> bool:
        """Whether every service runs here; the pages, and what they listen to, belong to a whole town only."""
        return is_whole(self.services)

    @property
    def base_url(self) -> str:
        """Where the town answers."""
        return f"http://{self.settings.host}:{self.settings.port}"

    async def caught_up(self, seconds: float = 60.0) -> None:
        """Return when every commit has been published and every event handled. Raises ``TimeoutError``."""
        async with asyncio.timeout(seconds):
            quiet = 0
            while quiet < 2:
                idle = [await running.relay.idle() for running in self.running.values()]
                busy = any(service.journal.writer.in_flight for service in self.services.values())
                quiet = quiet + 1 if all(idle) and not busy and self.bus.unfinished() == 0 else 0
                await asyncio.sleep(0.02)

    async def backlog(self) -> dict[str, int]:
        """Commits that are not published yet, and events that some service has not handled."""
        commits = sum([await running.relay.pending() for running in self.running.values()])
        return {"commits": commits, "events": self.bus.unfinished()}

    def drain(self) -> None:
        """Say that nothing new should be sent here; what comes all the same is served."""
        for service in self.services.values():
            service.health.draining = True

    async def advance(self, by: timedelta) -> None:
        """Move the demo's clock forward and fire what is due by then. Raises ``ValueError`` unless forward."""
        assert isinstance(self.clock, MovableClock)
        self.clock.advance(by)
        for running in self.running.values():
            await running.timers.run_due()

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    def _hear(self, incoming: Incoming) -> None:
        self.portal.hear(incoming)
        self.events_seen.hear(incoming)

    def _application(self) -> ByName:
        """Every service under its name, the issuer, and beside them the town's own routes."""
        identity = self.issuer.identity() if self.issuer else None
        apps: dict[str, ASGIApp] = {
            name: make_app(service, self.site, identity=identity) for name, service in self.services.items()
        }
        if self.issuer and self.issuer.app:
            apps["identity"] = self.issuer.app
        at_root = {segment: apps[name] for segment, name in AT_ROOT.items() if name in apps}
        return ByName(apps, self._root(), at_root)

    def _root(self) -> FastAPI:
        """The routes that belong to no single service, the pages last."""
        root = FastAPI(title="kyoso", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
        problems.install(root)
        root.add_middleware(
            Edge,
            service="town",
            metrics=self.metrics,
            body_bytes_max=ADMIN_BODY_BYTES_MAX,
            slow_seconds=self.settings.slow_request_seconds,
        )
        root.include_router(routes(self))
        if self.issuer:
            root.include_router(demo_routes(self))
            root.include_router(try_routes(self.settings, self._client))
        if self.whole:
            root.include_router(self.portal.router)
        return root


async def _all(steps: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Side by side, each to its end; then the first failure: nothing goes on behind a step that failed."""
    for outcome in await asyncio.gather(*steps, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome
