"""The routes of the whole town: health and metrics over all services, administration, and the demo's own."""

import hmac
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from kyoso import admin
from kyoso.events_seen import EventsSeen
from kyoso.issuer import only_this_machine
from kyoso.post import DemoPost
from shared.clock import TOKYO, Clock
from shared.errors import Refusal
from shared.web import NotFound
from shared.web.health import figures, readiness
from shared.web.inside import only_inside
from shared.web.refusals import NotJson

if TYPE_CHECKING:
    from kyoso.runner import Town

log = logging.getLogger(__name__)

ADVANCE_MAX = timedelta(days=400)
LAST_YEAR = 2150
"""The demo's clock stops before the years that no service takes: it cannot be turned back."""


class BadAdvance(Refusal):
    """The demo's clock was told to go back, nowhere, or too far."""

    code = "bad-advance"
    ja = "時計は前にだけ、一度に400日まで、2150年まで進められます。"
    en = "The clock only moves forward, at most 400 days at a time, and not beyond the year 2150."
    next_ja = "advance に 90m（分）、36h（時間）、10d（日）のような値を送ってください。"
    next_en = "Send advance as 90m (minutes), 36h (hours) or 10d (days)."


class NotOperator(Refusal):
    """The administration was called without the deployment's own key."""

    status = 403
    code = "not-operator"
    ja = "管理操作は、この環境の管理鍵を持つ人だけが行えます。"
    en = "Administration needs the key of this deployment."
    next_ja = "サーバー上で kyoso コマンドを使ってください。"
    next_en = "Use the kyoso command on the machine that it runs on."


class Advance(BaseModel):
    """How far to move the demo's clock forward."""

    advance: str


def routes(town: "Town") -> APIRouter:
    """What is always there."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        found = [await readiness(service) for service in town.services.values()]
        ready = all(each["status"] != "not-ready" for each in found)
        return JSONResponse({"status": "ready" if ready else "not-ready", "services": found}, 200 if ready else 503)

    @router.get("/metrics", dependencies=[Depends(only_inside)])
    async def metrics(request: Request) -> Response:
        services = list(town.services.values())
        return await figures([town.metrics, *(service.metrics for service in services)], services, request)

    @router.post("/admin/{operation}")
    async def operate(operation: str, request: Request) -> JSONResponse:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(token.encode(), admin.token(town.site).encode()):
            raise NotOperator
        arguments = await _arguments(request)  # read now: nobody else's megabytes are parsed
        return JSONResponse(await admin.perform(operation, arguments, admin.online(town)))

    return router


async def _arguments(request: Request) -> dict[str, Any]:
    """The arguments of an operation. Raises ``NotJson``."""
    try:
        arguments = await request.json()
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    if not isinstance(arguments, dict):
        raise NotJson
    return arguments


class Demo(Protocol):
    """What the demo's routes show and move: a whole town in one process, or the desk of a cluster."""

    clock: Clock
    events_seen: EventsSeen
    post: DemoPost | None

    async def advance(self, by: timedelta) -> None: ...
    async def backlog(self) -> dict[str, int]: ...


def demo_routes(town: Demo) -> APIRouter:
    """What only the demo has, for this machine: a web page must not reach it by a name of its own."""
    router = APIRouter(prefix="/demo", include_in_schema=False, dependencies=[Depends(only_this_machine)])

    @router.post("/clock")
    async def clock(body: Advance) -> dict[str, str]:
        """Move time forward; what falls due by then happens before the answer."""
        by = parse_advance(body.advance)
        if (town.clock.now() + by).year > LAST_YEAR:
            raise BadAdvance
        await town.advance(by)
        return {"now": town.clock.now().astimezone(TOKYO).isoformat(timespec="seconds")}

    @router.get("/clock")
    async def time() -> dict[str, str]:
        """The demo's time, which may have been moved."""
        return {"now": town.clock.now().astimezone(TOKYO).isoformat(timespec="seconds")}

    @router.get("/events")
    async def events(trace: str = "") -> dict[str, Any]:
        """The events of one request and all that followed it, with the services that heard each."""
        items = [
            {"id": seen.id, "type": seen.type, "subject": seen.subject, "heard_by": list(seen.heard_by)}
            for seen in town.events_seen.of_trace(trace)
        ]
        return {"items": items, "next": None}

    @router.get("/mails")
    async def mails(to: str = "") -> dict[str, Any]:
        """The last mails that the demo's own mail server took, newest first; those to one address when it is given."""
        if town.post is None:
            raise NotFound(what="message")
        return {"items": town.post.mails(to), "next": None}

    @router.get("/backlog")
    async def backlog() -> dict[str, int]:
        """Commits that are not published yet, and events that some service has not handled."""
        found = await town.backlog()
        return {**found, "pending": sum(found.values())}

    return router


def parse_advance(text: str) -> timedelta:
    """``90m``, ``36h`` or ``10d`` as a span of time. Raises ``BadAdvance``."""
    units = {"m": "minutes", "h": "hours", "d": "days"}
    number, unit = text[:-1], text[-1:]
    if not (number.isascii() and number.isdigit() and len(number) <= 6 and unit in units):
        raise BadAdvance
    by = timedelta(**{units[unit]: int(number)})
    if not timedelta(0) < by <= ADVANCE_MAX:
        raise BadAdvance
    return by
