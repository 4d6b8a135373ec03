"""The pages: the first one at ``/``, its live part as server-sent events, and the files it is drawn with."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.portal import words
from services.portal.happening import Happening, TooManyListeners, shown
from services.portal.town import TownReader
from services.portal.words import COUNTED, Language
from shared.clock import TOKYO, Clock
from shared.web.words import language_of

HERE = Path(__file__).parent
FILES = {"kyoso.css": "text/css", "kyoso.js": "text/javascript"}
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
    " img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def routes(town: TownReader, happening: Happening, clock: Clock) -> APIRouter:
    """The portal's routes. Open: nothing on them is about a person."""
    router = APIRouter(include_in_schema=False)
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    @router.get("/")
    async def front(request: Request, lang: Annotated[str | None, Query(max_length=5)] = None) -> HTMLResponse:
        language = chosen(lang, request)
        houses = await town.facilities()
        today = clock.now().astimezone(TOKYO)
        page = templates.get_template("front.html").render(
            language=language,
            other="en" if language == "ja" else "ja",
            t=lambda name: words.text(name, language),
            hours=words.hours,
            when=lambda at: words.day_and_time(at, language),
            today=f"{today.month}月{today.day}日" if language == "ja" else f"{today.day} {today:%B}",
            houses=None if houses is None else by_area(houses, await town.areas(), language),
            activities=await town.activities_today(),
            **live(happening, language),
        )
        return HTMLResponse(page, headers={**SECURITY, "Content-Language": language, "Cache-Control": "no-cache"})

    @router.get("/happening")
    async def stream(request: Request, lang: Annotated[str | None, Query(max_length=5)] = None) -> Response:
        language = chosen(lang, request)

        async def tell() -> AsyncIterator[str]:
            yield event(happening, language)
            try:
                async for changed in happening.follow():
                    yield event(happening, language) if changed else ": still here\n\n"
            except TooManyListeners:
                yield "retry: 60000\n\n"

        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(tell(), media_type="text/event-stream", headers=headers)

    @router.get("/portal/{name}")
    async def file(name: str) -> Response:
        if name not in FILES:
            return Response(status_code=404)
        return FileResponse(HERE / "static" / name, media_type=FILES[name], headers={"Cache-Control": "max-age=300"})

    return router


def chosen(lang: str | None, request: Request) -> Language:
    """The page's language: asked for in the address, else by the browser, else Japanese."""
    if lang in ("ja", "en"):
        return "en" if lang == "en" else "ja"
    return "en" if language_of(request.headers.get("accept-language")) == "en" else "ja"


def live(happening: Happening, language: Language) -> dict[str, Any]:
    """The live part of the page: news in words, counts as they may be shown."""
    index = 0 if language == "ja" else 1
    return {
        "news": [{"time": each.time, "text": each.text(language)} for each in happening.news()],
        "counts": [
            {"label": COUNTED[type_name][index], "count": shown(count, language)}
            for type_name, count in happening.counts().items()
        ],
    }


def event(happening: Happening, language: Language) -> str:
    """The live part as one server-sent event."""
    return f"data: {json.dumps(live(happening, language), ensure_ascii=False)}\n\n"


def by_area(
    houses: Sequence[Mapping[str, Any]], areas: Mapping[str, Mapping[str, Any]], language: Language
) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Houses under the names of their areas, in the order of the areas; the rest at the end."""
    found: dict[str, list[Mapping[str, Any]]] = {area: [] for area in areas}
    for house in houses:
        found.setdefault(str(house.get("areas", {}).get("neighbourhood", "")), []).append(house)
    named = []
    for area, members in found.items():
        if members:
            name = areas[area]["name"][language] if area in areas else words.text("elsewhere", language)
            named.append((str(name), sorted(members, key=lambda house: str(house.get("kana") or house["name"]))))
    return named
