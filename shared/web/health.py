"""Is it alive, is it ready, what are its figures. Ready means that the store takes writes; a port proves nothing."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from shared.errors import Transient
from shared.journal.port import Mark
from shared.metrics import Metrics, page
from shared.service import Service
from shared.web.inside import only_inside

PROBE_MARK = "readyz"
PROBE_SECONDS_MAX = 2.0
PROBE_SECONDS_MIN = 1.0
"""A probe is a durable write: however many ask, it is made once a second."""


async def readiness(service: Service) -> dict[str, Any]:
    """``status`` (``ready``, ``degraded``: ready all the same, ``not-ready``), and the parts with what ails them."""
    health = service.health
    if health.draining:
        return {"service": service.name, "status": "not-ready", "parts": {"process": "stopping"}}
    writable = health.started and await _writable(service)
    store = "ok" if writable else "away" if health.started else "starting"
    status = "not-ready" if not writable else "degraded" if health.degraded else "ready"
    return {"service": service.name, "status": status, "parts": {"store": store, **health.degraded}}


async def figures(metrics: Sequence[Metrics], services: Sequence[Service], request: Request) -> Response:
    """The page of some services, in the form that the reader asks for; whether the stores take writes is tried now."""
    for service in services:
        await readiness(service)
    body, content_type = page(metrics, request.headers.get("accept", ""))
    return Response(body, headers={"Content-Type": content_type})


async def _writable(service: Service) -> bool:
    """Whether a write has gone through within the last second. Who asks during a probe gets the answer before."""
    health, store = service.health, service.journal.store
    if time.monotonic() - health.probed_at < PROBE_SECONDS_MIN:
        return health.writable
    health.probed_at = time.monotonic()
    try:
        async with asyncio.timeout(PROBE_SECONDS_MAX):
            await store.set_marks({PROBE_MARK: Mark(store.journal_id, int(time.time()))})
        health.writable = True
    except (Transient, TimeoutError, RuntimeError):  # RuntimeError: the store's threads are shut down
        health.writable = False
    return health.writable


def routes(service: Service) -> APIRouter:
    """The routes that watch over a service: open to all, but for the figures, which count one by one."""
    router = APIRouter(tags=["operations"])

    @router.get("/healthz", summary="The loop turns")
    async def healthz() -> dict[str, str]:
        return {"service": service.name, "status": "alive"}

    @router.get("/readyz", summary="The store takes writes")
    async def readyz() -> JSONResponse:
        found = await readiness(service)
        ready = found["status"] != "not-ready"
        headers = {"Cache-Control": "no-store"} | ({} if ready else {"Retry-After": "2"})
        return JSONResponse(found, status_code=200 if ready else 503, headers=headers)

    @router.get("/metrics", summary="Figures for Prometheus", dependencies=[Depends(only_inside)])
    async def metrics(request: Request) -> Response:
        return await figures([service.metrics], [service], request)

    return router
