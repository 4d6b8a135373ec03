"""The routes of the whole town: health and metrics over all services, administration, and the demo's own."""

import hmac
import json
from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from kyoso import admin
from shared.clock import TOKYO
from shared.errors import Refusal, Transient
from shared.metrics import CONTENT_TYPE, exposition
from shared.web.health import readiness
from shared.web.problems import problem_response

if TYPE_CHECKING:
    from kyoso.runner import Town

ADVANCE_HOURS_MAX = 24 * 400


class BadAdvance(Refusal):
    """The demo's clock was told to go back, nowhere, or too far."""

    code = "bad-advance"
    ja = "時計は前にだけ、一度に400日まで進められます。"
    en = "The clock only moves forward, at most 400 days at a time."
    next_ja = '{{"advance": "36h"}} のように、時間（h）・分（m）・日（d）で送ってください。'
    next_en = 'Send for example {{"advance": "36h"}}: hours (h), minutes (m) or days (d).'


class NotOperator(Refusal):
    """The administration was called without the deployment's own key."""

    status = 403
    code = "not-operator"
    ja = "管理操作は、この環境の管理鍵を持つ人だけが行えます。"
    en = "Administration needs the key of this deployment."
    next_ja = "サーバー上で kyoso コマンドを使ってください。"
    next_en = "Use the kyoso command on the machine that it runs on."


def routes(town: "Town") -> list[BaseRoute]:
    """The routes, the demo's only in demo mode."""

    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readyz(_: Request) -> Response:
        parts = {name: await readiness(service) for name, service in town.services.items()}
        ready = all(part["status"] != "not-ready" for part in parts.values())
        return JSONResponse({"status": "ready" if ready else "not-ready", "services": parts}, 200 if ready else 503)

    async def metrics(_: Request) -> Response:
        page = exposition([service.metrics for service in town.services.values()])
        return Response(page, headers={"content-type": CONTENT_TYPE})

    async def operate(request: Request) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(token.encode(), admin.token(town.site).encode()):
            return problem_response(request, NotOperator())
        try:
            arguments = json.loads(await request.body() or b"{}")
            done = await admin.perform(request.path_params["operation"], arguments, admin.Online(town))
        except (Refusal, Transient) as error:
            return problem_response(request, error)
        return JSONResponse(done)

    async def clock(request: Request) -> Response:
        try:
            by = parse_advance((await request.json()).get("advance"))
        except (ValueError, AttributeError, TypeError):
            return problem_response(request, BadAdvance())
        await town.advance(by)
        return JSONResponse({"now": town.clock.now().astimezone(TOKYO).isoformat(timespec="seconds")})

    async def events(request: Request) -> Response:
        seen = town.events_seen.of_trace(request.query_params.get("trace", ""))
        items = [
            {"id": event.id, "type": event.type, "subject": event.subject, "heard_by": list(event.heard_by)}
            for event in seen
        ]
        return JSONResponse({"items": items, "next": None})

    always: list[BaseRoute] = [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", metrics),
        Route("/admin/{operation}", operate, methods=["POST"]),
    ]
    demo: list[BaseRoute] = [Route("/demo/clock", clock, methods=["POST"]), Route("/demo/events", events)]
    return always + (demo if town.settings.demo else [])


def parse_advance(text: object) -> timedelta:
    """``90m``, ``36h`` or ``10d`` as a span of time. Raises ``ValueError`` when it is none, or not forward."""
    if not isinstance(text, str) or len(text) < 2 or not text[:-1].isascii() or not text[:-1].isdigit():
        raise ValueError(text)
    unit = {"m": "minutes", "h": "hours", "d": "days"}[text[-1]] if text[-1] in "mhd" else ""
    if not unit or len(text) > 7:
        raise ValueError(text)
    by = timedelta(**{unit: int(text[:-1])})
    if not timedelta(0) < by <= timedelta(hours=ADVANCE_HOURS_MAX):
        raise ValueError(text)
    return by
