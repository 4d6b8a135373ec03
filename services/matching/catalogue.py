"""Groups and upcoming activities in memory, as scoring wants them: read from rows once, then by following the journal.

A recommendation looks at all of them; reading them from the store for each person would cost more than the scoring.
"""

import asyncio
from dataclasses import dataclass

from services.matching.domain.areas import areas_of
from services.matching.domain.scoring import Offer
from services.matching.domain.times import time_of
from services.matching.domain.words import Words
from services.matching.rows import ActivityRow, GroupRow
from shared.journal import Journal

RELOAD_AFTER_CHANGES = 5_000
"""When so much was written since the last look, reading the rows anew is cheaper than following."""
CHANGES_PER_READ = 500


@dataclass(frozen=True, slots=True)
class Found:
    """A group or an activity beside what scoring sees of it."""

    row: GroupRow | ActivityRow
    offer: Offer


class Catalogue:
    """What can be recommended. ``refresh`` before reading: it costs nothing when nothing was written."""

    def __init__(self, journal: Journal, words: Words) -> None:
        self._journal = journal
        self._words = words
        self._change: int | None = None
        self._refreshing = asyncio.Lock()
        self.groups: dict[str, Found] = {}
        self.activities: dict[str, Found] = {}

    async def refresh(self) -> None:
        """Be as new as the journal."""
        async with self._refreshing:
            last = await self._journal.store.last_change()
            if last == self._change:
                return
            if self._change is None or last - self._change > RELOAD_AFTER_CHANGES:
                await self._reload()
            else:
                await self._follow(self._change, last)
            self._change = last

    async def _reload(self) -> None:
        self.groups = {row.id: self._group(row) for row in await self._journal.all(GroupRow)}
        upcoming = await self._journal.all(
            ActivityRow, order_by="starts_at", since=self._journal.now(), with_closed=False
        )
        self.activities = {row.id: self._activity(row) for row in upcoming}

    async def _follow(self, change: int, last: int) -> None:
        """Read anew the rows of the streams that were written since ``change``."""
        streams: dict[str, None] = {}
        while change < last:
            found = await self._journal.store.changes(change, CHANGES_PER_READ)
            if not found:
                break
            streams.update(dict.fromkeys(stream for each in found for stream in each.streams))
            change = found[-1].number
        for stream in streams:
            kind, _, id = stream.partition("/")
            if kind == "group" and (group := await self._journal.get(GroupRow, id)):
                self.groups[id] = self._group(group)
            elif kind == "activity" and (activity := await self._journal.get(ActivityRow, id)):
                self.activities[id] = self._activity(activity)
                if activity.closed:
                    del self.activities[id]

    def _group(self, row: GroupRow) -> Found:
        offer = Offer(
            tags=frozenset(row.tags),
            needs=frozenset(row.needs),
            areas=areas_of(row.areas),
            times=row.times,
            languages=frozenset(row.languages),
            size_band=row.size_band,
        )
        return Found(row, offer)

    def _activity(self, row: ActivityRow) -> Found:
        """Booking's tags are read as words of the list where they are some."""
        offer = Offer(
            tags=frozenset(self._words.code("tags", tag) or tag for tag in row.tags),
            areas=areas_of(row.areas),
            times=(time_of(row.starts_at),),
            starts_at=row.starts_at,
        )
        return Found(row, offer)
