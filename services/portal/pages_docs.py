"""The contracts as pages and as files: what can be asked of the services, and what can be heard of the town."""

import json
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.portal import openapi
from services.portal.dates import day_and_clock
from services.portal.latest import Latest
from services.portal.rendering import SECURITY, Page, Renderer
from services.portal.town import Missing, TownReader
from services.portal.words_docs import SERVICES
from shared.contracts import BY_TYPE, EVENTS, TOPICS, PublicEvent
from shared.contracts.documents import example, schema

ASYNCAPI_PATH = "/feeds/asyncapi.json"
ASYNCAPI = "application/vnd.aai.asyncapi+json;version=3.0.0"
OPENAPI = "application/vnd.oai.openapi+json;version=3.1"
SCHEMA = "application/schema+json"
FILE_HEADERS = {**SECURITY, "Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
"""A tool in a page elsewhere may read them: they are the same for everybody."""


def docs_routes(router: APIRouter, renderer: Renderer, town: TownReader, latest: Latest) -> None:
    """The index at ``/docs``, a page and a file for each service and each event. Files first: pages take any name."""
    _files(router, renderer, town)
    _pages(router, renderer, town, latest)


def _files(router: APIRouter, renderer: Renderer, town: TownReader) -> None:
    @router.get("/docs/asyncapi.json")
    async def asyncapi(request: Request) -> Response:
        return await _file(renderer, Page.of(request), town, ASYNCAPI_PATH, ASYNCAPI)

    @router.get("/docs/api/{service}.json")
    async def openapi_file(request: Request, service: str) -> Response:
        page = Page.of(request)
        if service not in SERVICES:
            return _missing(renderer, page)
        return await _file(renderer, page, town, f"/{service}/openapi.json", OPENAPI)

    @router.get("/docs/events/{type_name}.schema.json")
    async def schema_file(request: Request, type_name: str) -> Response:
        event = BY_TYPE.get(type_name)
        return _json(schema(event), SCHEMA) if event else _missing(renderer, Page.of(request))


def _pages(router: APIRouter, renderer: Renderer, town: TownReader, latest: Latest) -> None:
    @router.api_route("/docs", methods=["GET", "HEAD"])
    async def docs(request: Request) -> Response:
        page = Page.of(request)
        topics = [(topic, [event for event in EVENTS if event.topic == topic.name]) for topic in TOPICS.values()]
        return renderer.page("docs.html", page, services=SERVICES, topics=topics, about=_about)

    @router.api_route("/docs/api/{service}", methods=["GET", "HEAD"])
    async def api(request: Request, service: str) -> Response:
        page = Page.of(request)
        if service not in SERVICES:
            return _missing(renderer, page)
        told = await town.document(f"/{service}/openapi.json")
        try:
            described = openapi.read(told.value, f"/{service}") if told else None
        except ValueError:
            described = None
        if described is None:
            return renderer.page("away.html", page, status=503)
        name = SERVICES[service][0 if page.language == "ja" else 1]
        return renderer.page("docs_api.html", page, service=service, name=name, told=told, described=described)

    @router.api_route("/docs/events/{type_name}", methods=["GET", "HEAD"])
    async def event(request: Request, type_name: str) -> Response:
        page, event = Page.of(request), BY_TYPE.get(type_name)
        if event is None:
            return _missing(renderer, page)
        shown, said = _shown(event, latest, page)
        return renderer.page(
            "docs_event.html",
            page,
            event=event,
            topic=TOPICS[event.topic],
            about=_about(event),
            shapes=openapi.shapes_of(schema(event), event.type),
            example=json.dumps(shown, ensure_ascii=False, indent=2),
            said=said,
        )


def _shown(event: type[PublicEvent], latest: Latest, page: Page) -> tuple[dict[str, Any], str]:
    """An example and what it is: of open types the last one heard, of others never anything that happened."""
    if TOPICS[event.topic].audience != "open":
        return example(event), page.text("example_made")
    heard = latest.of(event.type)
    if heard is None:
        return example(event), page.text("example_not_yet")
    at = day_and_clock(datetime.fromisoformat(heard["time"]), page.language)
    return heard, page.text("example_heard", time=at)


def _about(event: type[PublicEvent]) -> str:
    return " ".join((event.__doc__ or "").replace("``", "").split())


async def _file(renderer: Renderer, page: Page, town: TownReader, path: str, media_type: str) -> Response:
    """What a service tells of itself, as a file; 503 in words when it cannot be had."""
    try:
        told = await town.document(path)
    except Missing:
        return _missing(renderer, page)
    return _json(told.value, media_type) if told else renderer.page("away.html", page, status=503)


def _json(document: Any, media_type: str) -> Response:
    body = json.dumps(document, ensure_ascii=False, indent=1).encode()
    return Response(body, media_type=media_type, headers=FILE_HEADERS)


def _missing(renderer: Renderer, page: Page) -> Response:
    return renderer.page("missing.html", page, status=404, said=page.text("missing_document"))
