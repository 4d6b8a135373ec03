"""The pages: the first one at ``/``, houses, one house, the live part, and words for an address where nothing is."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any

import httpx
from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response
from starlette.exceptions import HTTPException

from services.portal import week
from services.portal.activities import cards
from services.portal.dates import ONE_DAY, near_day_text
from services.portal.happening import Happening
from services.portal.houses import SEARCH_CHARS_MAX, by_area, matching
from services.portal.latest import Latest
from services.portal.live import Bulletin, tellings
from services.portal.neighbours import seen
from services.portal.pages_docs import docs_routes
from services.portal.pages_open import open_routes
from services.portal.rendering import MEDIA_TYPES, SECURITY, STATIC, Page, Renderer, note
from services.portal.town import Missing, Told, TownReader
from shared.clock import Clock, tokyo_date
from shared.settings import Settings
from shared.small_counts import COUNT_SHOWN_MIN
from shared.web.streams import EventStream

DAYS_SHOWN = 7
FILE_HEADERS = {"Cache-Control": "max-age=86400", "X-Content-Type-Options": "nosniff"}
"""The address of a file changes with its content."""


def routes(
    settings: Settings, town: TownReader, happening: Happening, latest: Latest, clock: Clock, client: httpx.AsyncClient
) -> APIRouter:
    """The portal's routes. Open: nothing on them is about a person."""
    router = APIRouter(include_in_schema=False)
    renderer = Renderer(settings)
    _front(router, renderer, town, happening, clock)
    _houses(router, renderer, town, clock)
    _neighbours(router, renderer, town)
    _town(router, renderer, town, clock)
    docs_routes(router, renderer, town, latest)
    open_routes(router, renderer, town, client, clock)
    _files(router)
    _elsewhere(router, renderer)
    return router


def _front(router: APIRouter, renderer: Renderer, town: TownReader, happening: Happening, clock: Clock) -> None:
    bulletin = Bulletin(happening, town)

    @router.api_route("/", methods=["GET", "HEAD"])
    async def front(request: Request) -> Response:
        page = Page.of(request)
        houses, areas, activities, coming = await asyncio.gather(
            town.houses(), town.areas(), town.activities_today(), town.activities_coming()
        )
        now, known = clock.now(), houses.value if houses else []
        today = cards(activities.value, now, known) if activities else []
        return renderer.page(
            "front.html",
            page,
            today=tokyo_date(now),
            houses=houses,
            groups=by_area(known, areas, page.language),
            activities=activities,
            open_cards=[card for card in today if card.stage != "ended"],
            ended_cards=[card for card in today if card.stage == "ended"],
            coming=cards(coming.value, now, known) if coming else [],
            live=bulletin.content(page.language, easy=page.easy),
        )

    @router.get("/happening")
    async def stream(request: Request) -> Response:
        page = Page.of(request)
        await town.houses()  # the sentences name them
        return EventStream(tellings(happening, lambda: bulletin.as_json(page.language, easy=page.easy)), SECURITY)


def _houses(router: APIRouter, renderer: Renderer, town: TownReader, clock: Clock) -> None:
    @router.api_route("/houses", methods=["GET", "HEAD"])
    async def houses(request: Request) -> Response:
        page = Page.of(request)
        told, areas = await asyncio.gather(town.houses(), town.areas())
        search, kind = page.query.get("q", "").strip()[:SEARCH_CHARS_MAX], page.query.get("kind", "")
        found = matching(told.value, search, kind, areas) if told else []
        return renderer.page(
            "houses.html",
            page,
            status=200 if told else 503,
            told=told,
            found=found,
            groups=by_area(found, areas, page.language),
            search=search,
            kind=kind,
        )

    @router.api_route("/houses/{facility_id}", methods=["GET", "HEAD"])
    async def house(request: Request, facility_id: str) -> Response:
        page, today = Page.of(request), tokyo_date(clock.now())
        days = [today + n * ONE_DAY for n in range(DAYS_SHOWN)]
        wanted = chosen(page.query.get("day", ""), days)
        try:
            told, free, areas = await asyncio.gather(
                town.house(facility_id), town.availability(facility_id, wanted), town.areas()
            )
        except Missing:
            return renderer.page("missing.html", page, status=404, said=page.text("missing_house"))
        if told is None:
            return renderer.page("away.html", page, status=503)
        area = next((each for each in areas if each.area_id == told.value.areas.get("neighbourhood")), None)
        return renderer.page(
            "house.html",
            page,
            house=told.value,
            told=told,
            area=(area.name.ja if page.language == "ja" else area.name.en) if area else "",
            free=free,
            days=days,
            wanted=wanted,
            today=today,
            near_day=lambda day: near_day_text(day, today, page.language),
            closed=free is not None and wanted.isoformat() in free.value.closed,
        )


def _neighbours(router: APIRouter, renderer: Renderer, town: TownReader) -> None:
    @router.api_route("/neighbours", methods=["GET", "HEAD"])
    async def neighbours(request: Request) -> Response:
        """Only what anybody may know: pages have no sign-in, and staff ask ``GET /subscriptions`` for the rest."""
        page = Page.of(request)
        told = await town.neighbours()
        shown = [seen(each, page.language) for each in told.value] if told else []
        return renderer.page("neighbours.html", page, status=200 if told else 503, told=told, neighbours=shown)


def _town(router: APIRouter, renderer: Renderer, town: TownReader, clock: Clock) -> None:
    @router.api_route("/town", methods=["GET", "HEAD"])
    async def figures(request: Request) -> Response:
        """The last seven days in figures; each part stands alone when another service is away."""
        page, today = Page.of(request), tokyo_date(clock.now())
        first = today - week.DAYS * ONE_DAY
        booking, matching_, points = await asyncio.gather(
            *(town.figures(name, first, today) for name in ("booking", "matching", "points"))
        )
        told = {"booking": booking, "matching": matching_, "points": points}
        found = {name: each.value if each else None for name, each in told.items()}
        steps = week.steps(found, today, page.language, easy=page.easy)
        return renderer.page(
            "town.html",
            page,
            status=200 if any(told.values()) else 503,
            small=COUNT_SHOWN_MIN,
            first=first,
            last=today - ONE_DAY,
            notes=_notes(list(told.values()), page),
            booking=booking,
            points_told=points,
            steps=steps,
            most=max(steps, key=lambda each: each.length, default=None),
            hours_chart=week.hours(booking.value, page.language, easy=page.easy) if booking else None,
            points_chart=week.points(points.value, today, page.language, easy=page.easy) if points else None,
        )


def _notes(told: Sequence[Told[Any] | None], page: Page) -> list[str]:
    """What is to be said of parts that are old or missing, each once."""
    return list(dict.fromkeys(words for each in told if (words := note(each, page))))


def chosen(day: str, days: list[date]) -> date:
    """The day that was asked for when it is one of ``days``, else the first."""
    return next((each for each in days if each.isoformat() == day), days[0])


def _files(router: APIRouter) -> None:
    @router.get("/portal/{name}")
    async def file(name: str) -> Response:
        if name not in MEDIA_TYPES:
            raise HTTPException(404)
        return FileResponse(STATIC / name, media_type=MEDIA_TYPES[name], headers=FILE_HEADERS)


def _elsewhere(router: APIRouter, renderer: Renderer) -> None:
    @router.get("/{path:path}")
    async def elsewhere(request: Request, path: str) -> Response:  # noqa: ARG001 - the framework wants it named
        """Words for people who came by a browser, a problem for programs. The last of all routes."""
        if "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(404)
        page = Page.of(request)
        return renderer.page("missing.html", page, status=404, said=page.text("missing"))
