"""What the pages show of the town, asked of the services over their public routes and kept for a few seconds."""

import asyncio
import logging
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from shared.clock import TOKYO, Clock

log = logging.getLogger(__name__)

FRESH_SECONDS = 5.0
PAGES_MAX = 20
PAGE_LIMIT = 200


class TownReader:
    """Reads facilities, activities and areas. ``client`` has the town's base URL; the routes are open."""

    def __init__(self, client: httpx.AsyncClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._kept: dict[str, tuple[float, list[Mapping[str, Any]]]] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._names: dict[str, str] = {}

    def name_of(self, facility_id: str) -> str | None:
        """A facility's name, as far as it was read."""
        return self._names.get(facility_id)

    async def facilities(self) -> list[Mapping[str, Any]] | None:
        """All facilities, or ``None`` when they cannot be had now."""
        found = await self._list("/booking/facilities", {})
        if found is not None:
            self._names = {str(each["facility_id"]): str(each["name"]) for each in found}
        return found

    async def activities_today(self) -> list[Mapping[str, Any]] | None:
        """Activities that start today (Tokyo), by their start, or ``None`` when they cannot be had now."""
        now = self._clock.now().astimezone(TOKYO)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        query = {"from": midnight.isoformat()}
        return await self._list("/booking/activities", query, until=midnight + timedelta(days=1))

    async def areas(self) -> dict[str, Mapping[str, Any]]:
        """The areas of the neighbourhood layer by id, with names; empty when they cannot be had now."""
        found = await self._list("/matching/areas", {})
        return {str(each["area_id"]): each for each in found or () if each.get("layer") == "neighbourhood"}

    async def _list(
        self, path: str, query: Mapping[str, str], *, until: datetime | None = None
    ) -> list[Mapping[str, Any]] | None:
        lock = self._locks.setdefault(path, asyncio.Lock())
        async with lock:
            kept = self._kept.get(path)
            if kept and time.monotonic() - kept[0] < FRESH_SECONDS:
                return kept[1]
            try:
                items = await self._read(path, query, until)
            except (httpx.HTTPError, ValueError, KeyError) as fault:
                log.warning("a list of the town could not be read", extra={"path": path, "fault": type(fault).__name__})
                return kept[1] if kept else None
            self._kept[path] = (time.monotonic(), items)
            return items

    async def _read(self, path: str, query: Mapping[str, str], until: datetime | None) -> list[Mapping[str, Any]]:
        items: list[Mapping[str, Any]] = []
        cursor: str | None = None
        for _ in range(PAGES_MAX):
            page_query = {**query, "limit": str(PAGE_LIMIT), **({"cursor": cursor} if cursor else {})}
            answer = await self._client.get(path, params=page_query)
            answer.raise_for_status()
            page = answer.json()
            for item in page["items"]:
                if until is not None and datetime.fromisoformat(item["starts_at"]) >= until:
                    return items
                items.append(item)
            cursor = page.get("next")
            if cursor is None:
                break
        return items
