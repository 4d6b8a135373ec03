"""What the pages show of the town, asked of the services over their public routes and kept for a few seconds."""

import asyncio
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import httpx
from pydantic import BaseModel

from services.portal.dates import ONE_DAY, midnight
from services.portal.models import Activity, Area, Availability, Figures, House, Neighbour
from shared.clock import Clock, tokyo_date

log = logging.getLogger(__name__)

FRESH_SECONDS = 5.0
"""So often at most is a service asked the same."""
STALE_SECONDS_MAX = 600.0
"""While a service is away, what it said last is shown for so long, with its time."""
ASK_SECONDS_MAX = 4.0
PAGES_MAX = 20
PAGE_LIMIT = 200
KEPT_MAX = 1_000
COMING_MAX = 3
STANDING = "announced"
"""Activities that were cancelled are not asked for: they would leave room for fewer of the others."""
NO_SUCH = frozenset({httpx.codes.NOT_FOUND, httpx.codes.UNPROCESSABLE_ENTITY})
"""Not known, or nothing that could be an id."""
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """What a service said, and when; ``fresh`` is false when it cannot be asked again now."""

    value: T
    at: datetime
    fresh: bool = True


@dataclass(slots=True)
class _Kept:
    """The last answer to one question."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    asked: float = -1e9
    answered: float = -1e9
    told: Told[Any] | None = None
    missing: bool = False


class Missing(Exception):
    """The service says that there is no such thing."""


class TownReader:
    """Reads houses, activities and areas. ``client`` has the town's base URL; the routes are open.

    Each method gives ``None`` when its service is away and nothing recent is kept.
    """

    def __init__(self, client: httpx.AsyncClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._names: dict[str, str] = {}
        self.names_version = 0

    def name_of(self, facility_id: str) -> str | None:
        """A house's name, as far as it was read."""
        return self._names.get(facility_id)

    async def houses(self) -> Told[list[House]] | None:
        """All houses."""
        told = await self._list("/booking/facilities", {}, House)
        if told is not None:
            names = {each.facility_id: each.name for each in told.value}
            if names != self._names:
                self._names = names
                self.names_version += 1
        return told

    async def house(self, facility_id: str) -> Told[House] | None:
        """One house. Raises ``Missing``."""
        path = _path_of(facility_id)
        return await self._ask(path, {}, lambda: self._one(path, {}, House))

    async def availability(self, facility_id: str, day: date) -> Told[Availability] | None:
        """What is free in a house on a day. Raises ``Missing``."""
        path = f"{_path_of(facility_id)}/availability"
        query = {"from": day.isoformat(), "until": day.isoformat()}
        return await self._ask(path, query, lambda: self._one(path, query, Availability))

    async def activities_today(self) -> Told[list[Activity]] | None:
        """Activities that start today (Tokyo), by their start."""
        today = tokyo_date(self._clock.now())
        query = {"from": midnight(today).isoformat(), "until": midnight(today + ONE_DAY).isoformat()}
        query["status"] = STANDING
        return await self._list("/booking/activities", query, Activity)

    async def activities_coming(self) -> Told[list[Activity]] | None:
        """The first few activities from tomorrow on."""
        tomorrow = tokyo_date(self._clock.now()) + ONE_DAY
        query = {"from": midnight(tomorrow).isoformat(), "limit": str(COMING_MAX), "status": STANDING}
        return await self._list("/booking/activities", query, Activity, pages_max=1)

    async def neighbours(self) -> Told[list[Neighbour]] | None:
        """Who subscribes to the town's events, the newest first."""
        return await self._list("/subscriptions/overview", {}, Neighbour)

    async def figures(self, service: str, first: date, last: date) -> Told[Figures] | None:
        """What a service counted on some days, both included."""
        path, query = f"/{service}/figures", {"from": first.isoformat(), "until": last.isoformat()}
        try:
            return await self._ask(path, query, lambda: self._one(path, query, Figures))
        except Missing:  # a service of an older version
            return None

    async def document(self, path: str) -> Told[dict[str, Any]] | None:
        """What a service tells of itself, as it is. Raises ``Missing``."""
        return await self._ask(path, {}, lambda: self._object(path))

    async def told(self, path: str, query: Mapping[str, str], model: type[M]) -> Told[M] | None:
        """What a service answers to an open question, as it is. Raises ``Missing``."""
        return await self._ask(path, query, lambda: self._one(path, query, model), model.__name__)

    async def areas(self) -> list[Area]:
        """The areas of the neighbourhood layer; none when they cannot be had now."""
        told = await self._list("/matching/areas", {}, Area)
        return [each for each in told.value if each.layer == "neighbourhood"] if told else []

    async def _list(
        self, path: str, query: Mapping[str, str], model: type[M], pages_max: int = PAGES_MAX
    ) -> Told[list[M]] | None:
        return await self._ask(path, query, lambda: self._pages(path, query, model, pages_max))

    async def _ask(
        self, path: str, query: Mapping[str, str], read: Callable[[], Awaitable[Any]], read_as: str = ""
    ) -> Told[Any] | None:
        """The answer to a question: kept, or asked for by one and waited for by all. Raises ``Missing``.

        ``read_as``: what it is read as, where another reads the same address as something else.
        """
        kept = self._keep(f"{read_as} {httpx.URL(path, params=query)}")
        async with kept.lock:
            now = time.monotonic()
            if now - kept.asked >= FRESH_SECONDS:
                kept.asked, kept.missing = now, False
                try:
                    async with asyncio.timeout(ASK_SECONDS_MAX):
                        kept.told = Told(await read(), self._clock.now())
                        kept.answered = time.monotonic()
                except Missing:
                    kept.told, kept.missing = None, True
                except (httpx.HTTPError, TimeoutError, ValueError, KeyError, TypeError) as fault:
                    log.warning("the town could not be read", extra={"path": path, "fault": type(fault).__name__})
                    if kept.told is not None:
                        recent = now - kept.answered < STALE_SECONDS_MAX
                        kept.told = Told(kept.told.value, kept.told.at, fresh=False) if recent else None
            if kept.missing:
                raise Missing(path)
            return kept.told

    def _keep(self, question: str) -> _Kept:
        kept = self._kept.setdefault(question, _Kept())
        self._kept.move_to_end(question)
        if len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)
        return kept

    async def _one(self, path: str, query: Mapping[str, str], model: type[M]) -> M:
        answer = await self._client.get(path, params=query)
        if answer.status_code in NO_SUCH:
            raise Missing(path)
        answer.raise_for_status()
        return model.model_validate_json(answer.content)

    async def _object(self, path: str) -> dict[str, Any]:
        answer = await self._client.get(path)
        if answer.status_code in NO_SUCH:
            raise Missing(path)
        answer.raise_for_status()
        found = answer.json()
        if not isinstance(found, dict):
            raise TypeError(type(found).__name__)
        return found

    async def _pages(self, path: str, query: Mapping[str, str], model: type[M], pages_max: int) -> list[M]:
        items: list[M] = []
        cursor: str | None = None
        for _ in range(pages_max):
            page_query = {"limit": str(PAGE_LIMIT), **query, **({"cursor": cursor} if cursor else {})}
            answer = await self._client.get(path, params=page_query)
            answer.raise_for_status()
            page = answer.json()
            items += [model.model_validate(item) for item in page["items"]]
            cursor = page.get("next")
            if cursor is None:
                break
        return items


def _path_of(facility_id: str) -> str:
    """Where a house is asked for. Raises ``Missing`` for what is no id: it would be a path of another route."""
    if not ID.fullmatch(facility_id):
        raise Missing(facility_id)
    return f"/booking/facilities/{facility_id}"
