"""Pages about matching for who has no account: five minutes, a worry, its themes, help wanted, the ladder's estimate.

Nothing of a visitor is kept. What somebody writes is in the body of a form, in no address, no log and no memory.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import httpx
from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal import dates
from services.portal.models_open import Menu, Number, Numbers, Places, Steps, Suggestions, Taps, Triage, WantedList, Why
from services.portal.models_open import Words as Said
from services.portal.models_outreach import OutreachDay, OutreachDays, OutreachKinds
from services.portal.models_themes import Themes
from services.portal.open_answers import choices, desk_house, dialled, place_name, steps_shown
from services.portal.rendering import Page, Renderer
from services.portal.themes import themes_shown
from services.portal.town import Missing, TownReader
from shared.clock import Clock

log = logging.getLogger(__name__)

SHOWN = 6
HELP_SHOWN = 3
DAYS_SHOWN = 30
WORDS_CHARS_MAX = 2_000
FIELDS_MAX = 10
ANY = "any"
NATIONAL = (
    Number(
        id="fire",
        number="119",
        name=Said(ja="消防・救急（24時間）", en="Fire and ambulance", plain="かじ・きゅうきゅうしゃ"),
    ),
    Number(id="police", number="110", name=Said(ja="警察（24時間）", en="Police", plain="けいさつ")),
)
"""Stand there whatever is away: they are the same in all of Japan."""


class OpenPages:
    """What each address answers. ``client`` asks matching where words lead; nothing of that is kept."""

    def __init__(self, renderer: Renderer, town: TownReader, client: httpx.AsyncClient, clock: Clock) -> None:
        self._renderer = renderer
        self._town = town
        self._client = client
        self._clock = clock

    async def five(self, page: Page) -> Response:
        """Two taps, then what there is."""
        taps = await self._told("/taps", {}, Taps)
        tap, place = page.query.get("tap", ""), page.query.get("place", "")
        taste = taps.taste(tap) if taps else None
        if not (taste or tap == ANY):
            area = next((each for each in taps.items if each.code == page.query.get("area")), None) if taps else None
            status = 503 if taps is None else 422 if tap else 200
            return await self._page("five_start.html", page, status, taps=taps, area=area, unknown=bool(tap))
        query = {**({"tap": tap} if taste else {}), "place": place}
        spoken = {"language": "en"} if page.language == "en" else {}
        unknown = False
        try:
            found, wanted = await asyncio.gather(
                self._ask("/recommendations", {**query, **spoken, "limit": str(SHOWN)}, Suggestions),
                self._ask("/requests/wanted", {**query, "kind": "request", "limit": str(HELP_SHOWN)}, WantedList),
            )
        except Missing:
            found, wanted, unknown = None, None, True
        status = 422 if unknown else 200 if found is not None else 503
        listed = found.root if found else ()
        return await self._page(
            "five_list.html", page, status, taste=taste, found=found, listed=listed, wanted=wanted, unknown=unknown,
            tap=tap, place=place,
        )  # fmt: skip

    async def why(self, page: Page) -> Response:
        """Why this and not that, in a sentence and in points."""
        names = ("group_id", "activity_id", "instead_of", "tap", "place", "language")
        query = {name: page.query[name] for name in names if page.query.get(name) and page.query[name] != ANY}
        try:
            found = await self._ask("/recommendations/why", query, Why)
        except Missing:
            return self._renderer.page("missing.html", page, status=404, said=page.text("five_unknown"))
        if found is None:
            return self._renderer.page("away.html", page, status=503)
        return await self._page("five_why.html", page, 200, why=found, tap=page.query.get("tap", ANY))

    async def worry(self, page: Page) -> Response:
        """Numbers, a place to write, and two taps."""
        return await self._worry_page(page, 200)

    async def look(self, page: Page, fields: dict[str, list[str]]) -> Response:
        """Where it would go. Shown and forgotten."""
        text = "".join(fields.get("text", ())).strip()[:WORDS_CHARS_MAX]
        chosen = "".join(fields.get("category", ()))[:40]
        if not (text or chosen):
            return await self._worry_page(page, 422, said="worry_empty")
        triage = await self._triage(text) if text else None
        menu = await self._told("/consultations/menu", {}, Menu)
        category = menu.category(chosen) if menu else None
        if (text and triage is None) or (menu is None) or (chosen and category is None and not text):
            return await self._worry_page(page, 503 if menu is None or text else 422, said="worry_away", text=text)
        desk = menu.desk(category.desk if category else triage.suggestion.desk if triage else "")
        return await self._worry_page(page, 200, text=text, triage=triage, category=category, desk=desk)

    async def wanted(self, page: Page) -> Response:
        """Help that is wanted and offered."""
        place, unknown = page.query.get("place", ""), False
        try:
            found = await self._ask("/requests/wanted", {"limit": "30", "place": place}, WantedList)
        except Missing:
            found, unknown = None, True
        status = 422 if unknown else 200 if found else 503
        return await self._page("help_wanted.html", page, status, wanted=found, unknown=unknown, place=place)

    async def outreach(self, page: Page) -> Response:
        """Days on which somebody is there, with their free times."""
        kinds, found = await asyncio.gather(
            self._told("/outreach-kinds", {}, OutreachKinds),
            self._told("/outreach-days", {"limit": str(DAYS_SHOWN)}, OutreachDays),
        )
        now = self._clock.now()

        def open_times(day: OutreachDay) -> list[str]:
            return [dates.clock(slot.starts_at) for slot in day.slots if slot.free and slot.starts_at > now]

        words = kinds.words if kinds else {}
        status = 200 if found else 503
        return await self._page("outreach.html", page, status, found=found, outreach_kinds=words, open_times=open_times)

    async def steps(self, page: Page) -> Response:
        """The estimate, in words and bars."""
        try:
            found = await self._ask("/figures/ladder", {}, Steps)
        except Missing:
            found, lines = None, []
        else:
            if found is None:
                return self._renderer.page("away.html", page, status=503)
            lines = steps_shown(found, page)
        return await self._page("steps.html", page, 200, steps=found, lines=lines)

    async def themes(self, page: Page) -> Response:
        """What consultations were about, month by month, as matching published it."""
        month = page.query.get("month", "")
        unknown = False
        try:
            found = await self._ask("/figures/themes", {"month": month}, Themes)
        except Missing:
            unknown = bool(month)
            found = await self._told("/figures/themes", {}, Themes) if month else None
        else:
            if found is None:
                return self._renderer.page("away.html", page, status=503)
        shown = themes_shown(found, page) if found else None
        counted_on = found.counted_on if found else None
        status = 404 if unknown else 200
        return await self._page("themes.html", page, status, shown=shown, counted_on=counted_on, unknown=unknown)

    # -- inside

    async def _worry_page(self, page: Page, status: int, **values: Any) -> Response:
        numbers, menu = await asyncio.gather(
            self._told("/consultations/numbers", {}, Numbers), self._told("/consultations/menu", {}, Menu)
        )
        shown = {"said": "", "text": "", "triage": None, "category": None, "desk": None, **values}
        answer = await self._page(
            "worry.html", page, status, numbers=numbers.items if numbers else NATIONAL, menu=menu, **shown
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer

    async def _page(self, template: str, page: Page, status: int, **values: Any) -> Response:
        houses, places = await asyncio.gather(self._town.houses(), self._told("/areas", {}, Places))
        known = {house.facility_id: house for house in houses.value} if houses else {}
        places_shown = choices(places, page) if places else []
        return self._renderer.page(
            template, page, status=status, houses=known, desk_house=desk_house(list(known.values())),
            places=places_shown, from_place=place_name(places_shown, page.query.get("place", "")), dialled=dialled,
            times=await self._times(page), **values,
        )  # fmt: skip

    async def _times(self, page: Page) -> dict[str, str]:
        try:
            told = await self._town.document("/matching/vocabulary")
            listed = told.value["times"] if told else []
            return {each["code"]: (each.get("plain") if page.easy else "") or each[page.language] for each in listed}
        except (Missing, KeyError, TypeError):
            return {}

    async def _told(self, path: str, query: dict[str, str], model: type[Any]) -> Any:
        """The same where what is missing is as what is away: a service of an older version."""
        try:
            return await self._ask(path, query, model)
        except Missing:
            return None

    async def _ask(self, path: str, query: dict[str, str], model: type[Any]) -> Any:
        told = await self._town.told(f"/matching{path}", {k: v for k, v in query.items() if v}, model)
        return told.value if told else None

    async def _triage(self, text: str) -> Triage | None:
        try:
            answer = await self._client.post("/matching/consultations/triage", json={"text": text})
            answer.raise_for_status()
            return Triage.model_validate_json(answer.content)
        except (httpx.HTTPError, ValueError) as fault:
            log.warning("words could not be looked at", extra={"fault": type(fault).__name__})
            return None


def open_routes(
    router: APIRouter, renderer: Renderer, town: TownReader, client: httpx.AsyncClient, clock: Clock
) -> None:
    """The routes of these pages."""
    pages = OpenPages(renderer, town, client, clock)
    shown = {
        "/five-minutes": pages.five,
        "/five-minutes/why": pages.why,
        "/worry": pages.worry,
        "/help-wanted": pages.wanted,
        "/outreach": pages.outreach,
        "/steps": pages.steps,
        "/themes": pages.themes,
    }

    for path, show in shown.items():
        router.add_api_route(path, _shown(show), methods=["GET", "HEAD"], response_model=None)

    @router.post("/worry")
    async def look(request: Request) -> Response:
        try:
            fields = parse_qs((await request.body()).decode(), keep_blank_values=True, max_num_fields=FIELDS_MAX)
        except ValueError as error:
            raise HTTPException(400) from error
        return await pages.look(Page.of(request), fields)


def _shown(show: Callable[[Page], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def get(request: Request) -> Response:
        return await show(Page.of(request))

    return get
