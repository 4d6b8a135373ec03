"""The portal over ASGI before a town that says what a test wants, and a listener to its live part."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import unquote

import httpx
from fastapi import FastAPI

from services.portal.app import Portal, build
from shared.clock import MovableClock
from shared.metrics import Metrics
from shared.web import problems
from shared.web.edge import Edge
from tests.kit import make_site

NOW = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
"""Ten in the morning in Tokyo, a Tuesday."""

AREAS = [
    {
        "area_id": "kita",
        "layer": "neighbourhood",
        "name": {"ja": "北住区", "en": "North"},
        "latitude": 35,
        "longitude": 139,
    },
    {"area_id": "sho", "layer": "school", "name": {"ja": "学区", "en": "School"}, "latitude": 35, "longitude": 139},
]


def a_house(id="osawa-cc", name="大沢コミュニティ・センター", **changes):
    house = {
        "facility_id": id,
        "name": name,
        "kana": "",
        "kind": "community-centre",
        "areas": {"neighbourhood": "kita"},
        "address": "大沢三丁目9番2号",
        "latitude": None,
        "longitude": None,
        "rooms": [{"room_id": "gym", "name": "体育館", "capacity": 60}],
        "bookable": True,
        "phone": "",
        "url": "",
    }
    return {**house, **changes}


def an_activity(id="a1", title="大沢の畑で土づくり", **changes):
    activity = {
        "activity_id": id,
        "title": title,
        "group_id": "osawa-garden",
        "place": "大沢コミュニティ・センター 体育館",
        "booking_id": None,
        "starts_at": "2026-12-01T13:00:00+09:00",
        "ends_at": "2026-12-01T15:00:00+09:00",
        "deadline": "2026-12-01T12:00:00+09:00",
        "fee": 300,
        "target": "どなたでも",
        "tags": [],
        "areas": {},
        "capacity": 20,
        "places_left": 20,
    }
    return {**activity, **changes}


def a_quiet_week(*figures, hours=()):
    """What a service answers to ``GET /figures`` at ``NOW``; nothing unless told."""
    answer = {"from": "2026-11-24", "until": "2026-12-01", "today": "2026-12-01"}
    return {**answer, "figures": list(figures), "hours": list(hours)}


@dataclass
class FakeTown:
    """What the services answer. ``away``: paths that fail; ``gone``: addresses that are not there; ``asked``: all."""

    houses: list = field(default_factory=lambda: [a_house()])
    areas: list = field(default_factory=lambda: AREAS)
    activities: list = field(default_factory=lambda: [an_activity()])
    free: dict = field(default_factory=dict)
    closed: list = field(default_factory=list)
    figures: dict = field(default_factory=dict)
    documents: dict = field(default_factory=dict)
    away: set = field(default_factory=set)
    gone: set = field(default_factory=set)
    asked: list = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = unquote(request.url.path)
        self.asked.append((path, dict(request.url.params)))
        if any(path.startswith(prefix) for prefix in self.away):
            return httpx.Response(503, json={"code": "try-again-later"})
        if request.url.raw_path.decode() in self.gone:
            return httpx.Response(404, json={"code": "not-found"})
        if path in self.documents:
            return httpx.Response(200, json=self.documents[path])
        if path == "/booking/activities":
            return self._page([each for each in self.activities if self._in_period(each, request)], request)
        if path == "/booking/facilities":
            return self._page(self.houses, request)
        if path == "/matching/areas":
            return self._page(self.areas, request)
        if path.endswith(".json"):
            return httpx.Response(404, json={"code": "not-found"})
        if path.endswith("/figures"):
            return httpx.Response(200, json=self.figures.get(path.split("/")[1], a_quiet_week()))
        return self._of_house(path)

    def _of_house(self, path):
        id, _, rest = path.removeprefix("/booking/facilities/").partition("/")
        house = next((each for each in self.houses if each["facility_id"] == id), None)
        if house is None:
            return httpx.Response(404, json={"code": "not-found"})
        if not rest:
            return httpx.Response(200, json=house)
        rooms = [{**room, "free": self.free.get(room["room_id"], [])} for room in house["rooms"]]
        return httpx.Response(200, json={"facility_id": id, "closed": self.closed, "rooms": rooms})

    @staticmethod
    def _in_period(activity, request):
        starts_at = datetime.fromisoformat(activity["starts_at"])
        until = request.url.params.get("until")
        after = datetime.fromisoformat(request.url.params["from"]) <= starts_at
        return after and (until is None or starts_at < datetime.fromisoformat(until))

    @staticmethod
    def _page(items, request):
        start, limit = int(request.url.params.get("cursor", 0)), int(request.url.params["limit"])
        more = str(start + limit) if start + limit < len(items) else None
        return httpx.Response(200, json={"items": items[start : start + limit], "next": more})


@dataclass
class World:
    """A portal, its town, its clock, and a browser's client."""

    town: FakeTown
    clock: MovableClock
    portal: Portal
    app: FastAPI
    browser: httpx.AsyncClient

    async def get(self, path, **headers):
        sent = {"accept": "text/html,*/*;q=0.8", **{name.replace("_", "-"): value for name, value in headers.items()}}
        return await self.browser.get(path, headers=sent)


def root_of(portal):
    """The application of the town's root, as the runner makes it."""
    root = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    problems.install(root)
    root.add_middleware(Edge, service="town", metrics=Metrics("town"), body_bytes_max=1_000_000)
    root.include_router(portal.router)
    return root


@asynccontextmanager
async def a_world(tmp_path, **settings):
    """A portal at ``NOW``."""
    town, site = FakeTown(), make_site(tmp_path, start=NOW, **settings)
    async with httpx.AsyncClient(transport=httpx.MockTransport(town.answer), base_url="http://town") as client:
        portal = build(site.settings, site.clock, client)
        app = root_of(portal)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as browser:
            yield World(town, site.clock, portal, app, browser)


class Listener:
    """A page that listens to ``/happening``: the transport of the other tests would wait for the end."""

    def __init__(self, app, query=""):
        self._app = app
        scope = {"type": "http", "method": "GET", "path": "/happening", "query_string": query.encode(), "headers": []}
        self._scope = {**scope, "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "root_path": ""}
        self._gone = asyncio.Event()
        self._sent = asyncio.Queue()
        self.start = None
        self.ended = False

    async def __aenter__(self):
        self.task = asyncio.create_task(self._app(self._scope, self._receive, self._send))
        return self

    async def __aexit__(self, *_):
        self._gone.set()
        await asyncio.wait_for(self.task, 2)

    async def _receive(self):
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        if message["type"] == "http.response.start":
            self.start = message
        elif message["more_body"]:
            await self._sent.put(message["body"].decode())
        else:
            self.ended = True

    async def chunk(self, seconds=3.0):
        return await asyncio.wait_for(self._sent.get(), seconds)

    async def told(self, seconds=3.0):
        """The content of the next event with data."""
        while not (chunk := await self.chunk(seconds)).startswith("data: "):
            pass
        return json.loads(chunk.removeprefix("data: "))

    @property
    def headers(self):
        return {name.decode(): value.decode() for name, value in self.start["headers"]}
