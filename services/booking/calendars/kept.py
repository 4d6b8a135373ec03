"""The public calendars, kept as files until a booking, a closure, the clock or the facility makes them old.

Anybody may ask for them as often as they like: each is worked out once for each change of its house, also when a
thousand programs ask at the same moment, and what is kept has a limit in bytes.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from services.booking.calendars.feeds import Calendar, CalendarFeeds
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.free.occupancy import Occupancy
from services.booking.houses.directory import Directory
from shared.journal import Journal
from shared.web import NotFound
from shared.web.words import Language

BYTES_MAX = 32 * 1024 * 1024
"""Of files in memory: a hundred rooms of 800 events. Beyond it the one that was longest not asked for goes."""

Key = tuple[str, str, Language]
"""A facility and its room; without a room, its opening hours. In which language."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A calendar, and what it was made from."""

    facility: FacilityInfo
    mark: int
    since: datetime
    calendar: Calendar

    def is_good(self, facility: FacilityInfo, mark: int, now: datetime) -> bool:
        """Whether making it again would give the same."""
        return self.mark >= mark and self.facility == facility and self.since <= now < self.calendar.stands_until


class PublicCalendars:
    """Rooms' and opening hours' calendars. As of the last write that this process, or any other, was answered."""

    def __init__(
        self, journal: Journal, directory: Directory, occupancy: Occupancy, feeds: CalendarFeeds,
        bytes_max: int = BYTES_MAX,
    ) -> None:  # fmt: skip
        self._journal = journal
        self._directory = directory
        self._occupancy = occupancy
        self._feeds = feeds
        self._bytes_max = bytes_max
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._making: dict[Key, asyncio.Lock] = {}
        self.bytes_kept = 0
        """How large the files are that are kept."""

    async def of_room(self, facility_id: str, room_id: str, language: Language = "ja") -> Calendar:
        """When a room is occupied. Raises ``NotFound``."""
        await self._occupancy.look()
        facility = await self._directory.facility(facility_id)
        if room_id not in facility.rooms:
            raise NotFound(what="room", room_id=room_id)
        mark = self._occupancy.mark(facility_id) + self._occupancy.facilities_mark  # before reading: older is safe
        key: Key = (facility_id, room_id, language)
        return await self._of(key, facility, mark, lambda: self._feeds.of_room(facility_id, room_id, language))

    async def of_opening(self, facility_id: str, language: Language = "ja") -> Calendar:
        """A facility's opening hours; closures change them, no booking does. Raises ``NotFound``."""
        await self._occupancy.look()
        facility = await self._directory.facility(facility_id)
        mark = self._occupancy.facilities_mark  # before reading: then older is safe
        key: Key = (facility_id, "", language)
        return await self._of(key, facility, mark, lambda: self._feeds.of_opening(facility_id, language))

    async def _of(
        self, key: Key, facility: FacilityInfo, mark: int, make: Callable[[], Awaitable[Calendar]]
    ) -> Calendar:
        async with self._making.setdefault(key, asyncio.Lock()):  # twice as many as there are rooms
            now = self._journal.now()
            kept = self._kept.get(key)
            if kept is None or not kept.is_good(facility, mark, now):
                kept = _Kept(facility, mark, now, await make())
                self._keep(key, kept)
            self._kept.move_to_end(key)
            return kept.calendar

    def _keep(self, key: Key, kept: _Kept) -> None:
        self._drop(key)
        self._kept[key] = kept
        self.bytes_kept += len(kept.calendar.body)
        while self.bytes_kept > self._bytes_max and len(self._kept) > 1:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        if (gone := self._kept.pop(key, None)) is not None:
            self.bytes_kept -= len(gone.calendar.body)
