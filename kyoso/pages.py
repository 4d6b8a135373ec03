"""The portal as a process of its own: it asks the services over HTTP, hears the bus, and keeps nothing.

It needs neither the store's address nor the master key, so a deployment gives it neither.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse

from kyoso.folder import DataFolder
from kyoso.wiring import bus_of, clock_of
from services.portal.app import build
from shared.contracts import TOPICS
from shared.health import Health
from shared.messaging.tail import Tail
from shared.metrics import Metrics, page
from shared.process import tune
from shared.settings import Settings
from shared.web import problems
from shared.web.edge import Edge
from shared.web.inside import only_inside

log = logging.getLogger(__name__)

ASK_SECONDS_MAX = 5.0


class Pages:
    """The portal, served at the root. ``settings.town_url`` is where the services answer."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = DataFolder(settings.data)
        self.folder.lock()
        self.health = Health()
        self.metrics = Metrics("portal")
        self.metrics.watch_process(settings.data)
        self.bus = bus_of(settings, {})
        self._client = httpx.AsyncClient(base_url=settings.town_url, timeout=ASK_SECONDS_MAX, trust_env=False)
        self.portal = build(settings, clock_of(settings, self.folder), self._client)
        self.tail = Tail(self.bus, tuple(TOPICS), self.portal.hear)
        self.app = self._application()

    @property
    def base_url(self) -> str:
        """Where this process answers."""
        return f"http://{self.settings.host}:{self.settings.port}"

    @asynccontextmanager
    async def up(self) -> AsyncIterator["Pages"]:
        """Listening inside. A broker that is away only means that nothing new is told."""
        tune()
        self.tail.start()
        self.health.started = True
        try:
            yield self
        finally:
            await asyncio.gather(self.tail.stop(), self._client.aclose(), return_exceptions=True)
            self.folder.unlock()

    def drain(self) -> None:
        """Say that nothing new should be sent here."""
        self.health.draining = True

    def let_go(self) -> None:
        """End the answers that have no end of their own."""
        self.portal.happening.close()

    def _application(self) -> FastAPI:
        app = FastAPI(title="kyoso portal", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
        problems.install(app)
        app.add_middleware(
            Edge,
            service="portal",
            metrics=self.metrics,
            body_bytes_max=self.settings.request_body_bytes_max,
            slow_seconds=self.settings.slow_request_seconds,
        )
        app.include_router(watching("portal", self.health, self.metrics))
        app.include_router(self.portal.router)
        return app


def watching(name: str, health: Health, metrics: Metrics) -> APIRouter:
    """What watches over a process without a journal: it is ready when it has started what it hears with."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"service": name, "status": "alive"}

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        ready = health.started and not health.draining
        found = {"service": name, "status": "ready" if ready else "not-ready", "parts": health.degraded}
        return JSONResponse(found, 200 if ready else 503, headers={"Cache-Control": "no-store"})

    @router.get("/metrics", dependencies=[Depends(only_inside)])
    async def figures(request: Request) -> Response:
        body, content_type = page([metrics], request.headers.get("accept", ""))
        return Response(body, headers={"Content-Type": content_type})

    return router
