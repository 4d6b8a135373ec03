"""``GET /events``: what happens, as server-sent events, open types for anybody, restricted ones with a token."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from services.feeds.asyncapi import document
from services.feeds.domain.audience import OPEN_TYPES, RESTRICTED_TYPES, heard
from services.feeds.domain.cursor import CHARS_MAX
from services.feeds.refusals import TypesNotOpen
from services.feeds.service import Feeds
from services.feeds.telling import Teller
from shared.errors import KyosoError
from shared.web.refusals import TokenInvalid
from shared.web.streams import EventStream

HEADERS = {"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*"}
"""A page elsewhere may listen to what is open: no cookie opens anything here."""

ASYNCAPI = "application/vnd.aai.asyncapi+json;version=3.0.0"

Words = Annotated[str, Query(max_length=CHARS_MAX, description="separated by commas; without it, all that is allowed")]
Since = Annotated[str, Query(max_length=CHARS_MAX, description="a cursor (an id that was received) or an instant")]
LastEventId = Annotated[str, Header(max_length=CHARS_MAX)]


def routes(feeds: Feeds) -> APIRouter:
    """The route that is listened to."""
    router = APIRouter(tags=["events"])

    @router.get(
        "/events",
        response_class=Response,
        responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    )
    async def events(
        request: Request, types: Words = "", areas: Words = "", since: Since = "", last_event_id: LastEventId = ""
    ) -> Response:
        """CloudEvents as they happen, after those since ``Last-Event-ID`` (or ``since``).

        Each event's `id` is the cursor to come back with. Without a cursor it begins now. Restricted types need a
        subscriber's token (`Authorization: Bearer kys_…`).
        """
        feeds.listeners.room()
        token = _token(request)
        wanted = _words(types)
        feeds.check_types(wanted)
        teller = await _teller(feeds, token, wanted, _words(areas))
        places = await feeds.places(last_event_id or since, teller.topics)

        async def still_allowed() -> bool:
            try:
                return token is None or bool(await feeds.listener_of(token))
            except KyosoError:
                return False

        return EventStream(feeds.listeners.stream(teller, places, still_allowed), HEADERS)

    @router.get("/asyncapi.json", response_class=Response, responses={200: {"content": {ASYNCAPI: {}}}})
    async def asyncapi() -> Response:
        """All events, topics and ways to hear them, as an AsyncAPI 3 document (open)."""
        return Response(_described(), media_type=ASYNCAPI, headers=HEADERS)

    return router


@cache
def _described() -> bytes:
    """Made once: it changes with the code only."""
    return json.dumps(document(), ensure_ascii=False).encode()


async def _teller(feeds: Feeds, token: str | None, wanted: frozenset[str], areas: frozenset[str]) -> Teller:
    """What this caller hears. Raises ``TypesNotOpen`` for what they may not."""
    if token is None:
        _refuse(wanted & RESTRICTED_TYPES)
        return Teller.of(wanted or OPEN_TYPES, areas, None)
    found = await feeds.listener_of(token)
    registered = found.created
    assert registered is not None
    _refuse(wanted & RESTRICTED_TYPES - heard(registered.types))
    bound = frozenset(registered.areas)
    chosen = areas & bound if areas and bound else areas or bound
    if areas and bound and not chosen:
        chosen = bound
    return Teller.of(wanted or registered.types, chosen, feeds.keys.pseudonym_key(registered.subscriber))


def _refuse(types: Iterable[str]) -> None:
    if beyond := sorted(types):
        raise TypesNotOpen(types=beyond)


def _token(request: Request) -> str | None:
    """The bearer token; ``None`` without the header. Raises ``TokenInvalid`` for another scheme."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenInvalid
    return token.strip()


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split(",") if word.strip())
