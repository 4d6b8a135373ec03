"""Is it alive, is it ready, what are its figures. Ready means that the store takes writes; a port proves nothing."""

import asyncio
import time
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from shared.errors import Transient
from shared.journal.port import Mark
from shared.metrics import CONTENT_TYPE
from shared.service import Service

PROBE_MARK = "readyz"
PROBE_SECONDS_MAX = 2.0
PROBE_SECONDS_MIN = 1.0
"""A probe is a durable write: however many ask, it is made once a second."""


class Readiness:
    """Whether a service can do its work, found out by writing."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._probed_at = float("-inf")
        self._writable = False
        self._lock = asyncio.Lock()

    async def look(self) -> tuple[bool, dict[str, Any]]:
        """Ready or not, and the parts: ``ok``, ``starting``, ``away``, or why one is degraded."""
        health = self._service.health
        writable = health.started and await self._store_writable()
        parts = {"store": "ok" if writable else "away" if health.started else "starting", **health.degraded}
        ready = health.started and writable
        status = "starting" if not health.started else "away" if not writable else "ok"
        if ready and health.degraded:
            status = "degraded"
        return ready, {"service": self._service.name, "status": status, "parts": parts}

    async def _store_writable(self) -> bool:
        async with self._lock:
            if time.monotonic() - self._probed_at < PROBE_SECONDS_MIN:
                return self._writable
            store = self._service.journal.store
            try:
                mark = Mark(store.journal_id, int(time.time()))
                await asyncio.wait_for(store.set_marks({PROBE_MARK: mark}), PROBE_SECONDS_MAX)
                self._writable = True
            except (Transient, TimeoutError, RuntimeError):  # RuntimeError: the store's threads are shut down
                self._writable = False
            self._probed_at = time.monotonic()
            return self._writable


def routes(service: Service) -> APIRouter:
    """The routes that watch over a service. Open to all: they tell nothing of persons."""
    router = APIRouter(tags=["operations"])
    readiness = Readiness(service)

    @router.get("/healthz", summary="The loop turns")
    async def healthz() -> dict[str, str]:
        return {"service": service.name, "status": "ok"}

    @router.get("/readyz", summary="The store takes writes")
    async def readyz(request: Request) -> JSONResponse:  # noqa: ARG001 - keeps the signature of a route
        ready, body = await readiness.look()
        headers = {"Cache-Control": "no-store"} | ({} if ready else {"Retry-After": "2"})
        return JSONResponse(body, status_code=200 if ready else 503, headers=headers)

    @router.get("/metrics", summary="Figures for Prometheus")
    async def metrics() -> Response:
        return Response(service.metrics.exposition(), media_type=CONTENT_TYPE)

    return router
