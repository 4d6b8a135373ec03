"""What makes a command one command: its caller, route and ``Idempotency-Key``, with a digest of what was asked."""

import json
from typing import Annotated, NoReturn

from fastapi import Depends, Request

from shared.journal import Cause
from shared.service import Service
from shared.web.identity import CallerDep
from shared.web.refusals import IdempotencyKeyBad, IdempotencyKeyMissing, NotJson
from shared.web.routes import path_inside, route_template

KEY_HEADER = "Idempotency-Key"
KEY_CHARS_MAX = 200


async def cause(request: Request, caller: CallerDep) -> Cause:
    """The cause of a command over HTTP. Raises ``IdempotencyKeyMissing``, ``IdempotencyKeyBad``, ``NotJson``.

    The route and the path are those inside the service, so that a command repeated behind another proxy or in the
    embedded town is still the same command.
    """
    key = _key(request)
    body = await request.body()
    if b"NaN" in body or b"Infinity" in body:
        _refuse_constants(body)
    service: Service = request.app.state.service
    scope = request.scope
    target = path_inside(scope).encode() + b"?" + scope.get("query_string", b"")
    route = f"{request.method} {route_template(scope)}"
    return service.journal.causes.http(caller.person_id, route, key, body, target.decode("utf-8", "replace"))


def _key(request: Request) -> str:
    keys = request.headers.getlist(KEY_HEADER)
    if not keys or keys == [""]:
        raise IdempotencyKeyMissing
    key = keys[0]
    if len(keys) > 1 or len(key) > KEY_CHARS_MAX or not key.isascii() or not key.isprintable():
        raise IdempotencyKeyBad(chars_max=KEY_CHARS_MAX)
    return key


def _refuse_constants(body: bytes) -> None:
    """Python's parser takes ``NaN`` and ``Infinity``; JSON has no such numbers."""

    def refuse(_: str) -> NoReturn:
        raise NotJson

    try:
        json.loads(body, parse_constant=refuse)
    except (ValueError, RecursionError):
        return  # no JSON at all: validation says what is wrong, or the route takes another kind of body


CauseDep = Annotated[Cause, Depends(cause)]
