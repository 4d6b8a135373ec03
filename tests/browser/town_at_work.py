"""A real town in a thread of its own, for a browser to look at: houses, a group, activities, at ten in the morning."""

import asyncio
import threading
import time
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Self

import httpx

from kyoso.runner import Town
from kyoso.serving import listen, serving
from kyoso.town.load import load_town
from services.matching.consulting.theme_counting import cells
from services.matching.domain.consulting.themes import Theme, ThemeMonth, careful, due
from shared.clock import TOKYO
from shared.events import Event
from shared.settings import Settings

START_SECONDS_MAX = 60.0
HOUSES = (
    ("osawa-cc", "大沢コミュニティ・センター", "オオサワコミュニティセンター", "community-centre", "minami"),
    ("kawabe-cc", "川辺コミュニティ・センター", "カワベコミュニティセンター", "community-centre", "minami"),
    ("hall-kitahara", "北原地区公会堂", "キタハラチクコウカイドウ", "neighbourhood-hall", "kita"),
    ("hall-honcho", "本町地区公会堂", "ホンチョウチクコウカイドウ", "neighbourhood-hall", "naka"),
    ("school-chuo", "中央小学校", "チュウオウショウガッコウ", "school", "naka"),
    ("far", "となり町のとても長い名前の交流サロンと作業室とそのほかの集まり", "トナリマチ", "salon", ""),
)
ROOMS = (("hall", "大会議室", 48), ("tatami", "和室", 24))


class TownAtWork:
    """Starts in ``with``; ``base_url`` answers, ``announce`` and ``register`` change something.

    ``people``: load the sample town with so many instead of the few houses, and begin at the machine's time.
    """

    def __init__(self, data: Path, *, people: int = 0) -> None:
        self._people = people
        self._listener = listen("127.0.0.1", 0)
        port = self._listener.getsockname()[1]
        self.base_url = f"http://127.0.0.1:{port}"
        self.today = datetime.now(TOKYO).date() + timedelta(days=1)
        more = {"town_people": people} if people else {}
        self._settings = Settings(data=data, demo=True, port=port, log_level="WARNING", **more)
        self._ready, self._asked = threading.Event(), asyncio.Event()
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="town", daemon=True)

    def __enter__(self) -> Self:
        if not self._people:
            self._set_clock()
        self._thread.start()
        assert self._ready.wait(START_SECONDS_MAX), "the town did not start"
        if self._fault:
            raise self._fault
        self._client = httpx.Client(base_url=self.base_url, timeout=20)
        if not self._people:
            self._furnish()
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._loop.call_soon_threadsafe(self._asked.set)
        self._thread.join(30)
        self._listener.close()

    # -- what changes

    def announce(self, title: str, *, starts_in: timedelta = timedelta(hours=3), **changes: object) -> None:
        """A new activity of the group, by the city's staff."""
        begin = datetime.fromisoformat(self._client.get("/demo/clock").json()["now"]) + starts_in
        times = {"starts_at": begin, "ends_at": begin + timedelta(hours=2), "deadline": begin + timedelta(hours=2)}
        told = {name: at.isoformat(timespec="seconds") for name, at in times.items()}
        about = {"title": title, "group_id": self.group_id, "place": "大沢コミュニティ・センター 和室", "capacity": 12}
        self._post("/booking/activities", {**about, **told, **changes})

    def register(self, id: str, name: str, kana: str, kind: str, area: str) -> None:
        """A new house."""
        house = {
            "facility_id": id,
            "name": name,
            "kana": kana,
            "kind": kind,
            "areas": {"neighbourhood": area} if area else {},
            "address": "こもれび市大沢三丁目9番2号",
            "phone": "000-0000-0000",
            "rooms": [{"room_id": f"{id}-{room}", "name": words, "capacity": size} for room, words, size in ROOMS],
        }
        self._post("/booking/facilities", house)

    # -- the machinery

    def _furnish(self) -> None:
        for house in HOUSES:
            self.register(*house)
        group = {"name": "大沢みどりの会", "kind": "theme", "tags": ["gardening"], "needs": [], "size_band": "10-29"}
        self.group_id = self._post("/matching/groups", group)["group_id"]
        self.announce("朝のラジオ体操", starts_in=timedelta(minutes=-30))
        self.announce(
            "大沢の畑で土づくり（はじめての方歓迎・道具あります・雨天のときは室内で種まき）", fee=300, target="親子"
        )
        self.announce("夜の句会", starts_in=timedelta(hours=8))
        self.announce("あすの茶話会", starts_in=timedelta(hours=25))
        library = {"subscriber": "library", "name": "市立図書館", "kind": "sse", "types": ["slots-taken.v1"]}
        self._post("/subscriptions", library)
        housing = {
            "subscriber": "housing", "name": "となり町の住宅管理公社のとても長い名前のシステム", "kind": "webhook",
            "purpose": "facility-operation", "url": "https://no-such-host.invalid/hook", "areas": ["minami"],
            "types": ["facility-registered.v1", "booking-confirmed.v1"], "since": "2020-01-01T00:00:00Z",
        }  # fmt: skip
        self._post("/subscriptions", housing)
        asyncio.run_coroutine_threadsafe(self._tell_themes(), self._loop).result(20)

    async def _tell_themes(self) -> None:
        """Two months of themes, as the clock would have told them."""
        uses = self._town.services["matching"].use_cases.themes
        people = {key: 7 * (n % 4) for n, key in enumerate(cells(uses.knowledge.desks))}
        for month in ("2026-08", "2026-09"):
            cause = uses.journal.causes.operator("themes", b"", month)
            now = due(month) + timedelta(minutes=1)
            decide = partial(_told, month, now, careful(people))
            await uses.journal.transact(ThemeMonth.stream(month), cause, decide)

    def _post(self, path: str, body: dict[str, object]) -> dict[str, str]:
        """A command of the staff; asked again while another service has not heard yet."""
        token = self._client.post("/identity/token", json={"person_id": "staff-mori"}).json()["access_token"]
        headers = {"authorization": f"Bearer {token}", "idempotency-key": uuid.uuid4().hex}
        for _ in range(100):
            answer = self._client.post(path, json=body, headers=headers)
            if answer.status_code != 409:
                break
            time.sleep(0.1)
        assert answer.is_success, answer.text
        done: dict[str, str] = answer.json()
        return done

    def _set_clock(self) -> None:
        """Ten in the morning of tomorrow, whatever the hour of the test: days must not turn while it runs."""
        ten = datetime(self.today.year, self.today.month, self.today.day, 10, tzinfo=TOKYO)
        self._settings.data.mkdir(parents=True)
        (self._settings.data / "clock").write_text(str((ten - datetime.now(TOKYO)).total_seconds()))

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as fault:  # noqa: BLE001 - told to the test, which is in another thread
            self._fault = fault
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        town = self._town = Town(self._settings)
        async with town.up(), serving(town.app, self._listener, closing=town.let_go):
            if self._people:
                await load_town(town.services, town.caught_up, self._settings.data, town.clock, people=self._people)
            self._ready.set()
            await self._asked.wait()


def _told(month: str, now: datetime, themes: Sequence[Theme], found: ThemeMonth) -> list[Event]:
    """A month that began and was told."""
    events = found.begin(month)
    for event in events:
        found.apply(event)
    return [*events, *found.tell(month, now, themes)]
