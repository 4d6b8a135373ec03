"""Groups and upcoming activities in memory, as scoring wants them: read from rows once, then by following the journal.

A recommendation looks at all of them; reading them from the store for each person would cost more than the scoring.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import numpy as np

from services.matching.domain.areas import FACILITY, OUTSIDERS, Area, AreaMap, areas_of
from services.matching.domain.groups.standing_events import Standing
from services.matching.domain.helping.request import HelpRequest
from services.matching.domain.recommending.columns import Columns, Slots
from services.matching.domain.recommending.scoring import Offer
from services.matching.domain.times import time_of
from services.matching.domain.walking import Point, Spots
from services.matching.domain.words import Words
from services.matching.helping.rows import HelpRow
from services.matching.rows import ActivityRow, FacilityRow, GroupRow
from shared.clock import tokyo_date
from shared.journal import Journal

RELOAD_AFTER_CHANGES = 5_000
"""When so much was written since the last look, reading the rows anew is cheaper than following."""
CHANGES_PER_READ = 500
LIVING = timedelta(days=365)
"""A group of which nothing was heard for longer has no turn."""
PAST = datetime(2000, 1, 1, tzinfo=UTC)
"""Until when something is recommended that is not any more."""
NOWHERE: Mapping[str, Point] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Found:
    """A group or an activity beside what scoring sees of it."""

    row: GroupRow | ActivityRow
    offer: Offer


class Catalogue:
    """What can be recommended. ``refresh`` before reading: it costs nothing when nothing was written."""

    def __init__(self, journal: Journal, words: Words, areas: AreaMap) -> None:
        self._journal = journal
        self._words = words
        self._areas = areas
        self.facilities: dict[str, Point] = {}
        self.spots: Spots[Area] = areas.spots
        self._change: int | None = None
        self._refreshing = asyncio.Lock()
        self._tidied: date | None = None
        self._found: dict[int, Found] = {}
        self._latest: dict[str, datetime] = {}
        self._joint: dict[str, ActivityRow] = {}
        self._living: tuple[date, Slots] | None = None
        self.columns = Columns(words.broader)
        self.groups: dict[str, Found] = {}
        self.activities: dict[str, Found] = {}
        self.open_help: dict[str, HelpRow] = {}
        """Requests and offers that are open, by id."""

    async def refresh(self) -> None:
        """Be as new as the journal."""
        async with self._refreshing:
            last = await self._journal.store.last_change()
            if last != self._change:
                if self._change is None or last - self._change > RELOAD_AFTER_CHANGES:
                    await self._reload()
                else:
                    await self._follow(self._change, last)
                self._change = last
            self._tidy()

    def at(self, slot: int) -> Found:
        """What stands in a slot of the columns."""
        return self._found[slot]

    def living(self) -> Slots:
        """The slots of groups that somebody acts for, and that changed or had an activity within a year."""
        now = self._journal.now()
        if self._living is None or self._living[0] != tokyo_date(now):
            since = now - LIVING
            alive = [id for id, found in self.groups.items() if self._lives(found.row, since)]
            slots = np.array([self.columns.slots[f"group/{id}"] for id in alive], dtype=np.intp)
            self._living = tokyo_date(now), slots
        return self._living[1]

    def standing_of(self, group_id: str) -> Standing:
        """How a group stands. Of one that pauses or has ended neither it nor what it announced is recommended."""
        found = self.groups.get(group_id)
        return found.row.standing if found is not None and isinstance(found.row, GroupRow) else "active"

    def held_with(self, group_id: str) -> Counter[str]:
        """How many activities of the last year that have begun a group held with each other one."""
        now = self._journal.now()
        held = [row for row in self._joint.values() if now - LIVING < row.starts_at <= now and group_id in row.held_by]
        return Counter(other for row in held for other in row.held_by if other != group_id)

    def _lives(self, row: GroupRow | ActivityRow, since: datetime) -> bool:
        if not isinstance(row, GroupRow) or not row.officers:
            return False
        if row.standing != "active":
            return False
        latest = self._latest.get(row.id)
        return row.changed_at is None or row.changed_at > since or (latest is not None and latest > since)

    async def _reload(self) -> None:
        now = self._journal.now()
        groups = await self._journal.all(GroupRow)
        of_a_year = await self._journal.all(ActivityRow, order_by="starts_at", since=now - LIVING, with_closed=False)
        for facility in await self._journal.all(FacilityRow):
            self._put_facility(facility)
        self.spots = self._areas.with_facilities(self.facilities)
        self.columns = Columns(self._words.broader)
        self.groups, self.activities, self._found = {}, {}, {}
        for group in groups:
            self._put_group(group)
        self.open_help = {}
        for help in await self._journal.all(HelpRow, where={"status": "open"}, with_closed=False):
            self._put_help(help)
        self._latest, self._joint = {}, {}
        for activity in of_a_year:
            self._put_activity(activity)
            if activity.starts_at <= now:
                self._drop_activity(activity.id)

    async def _follow(self, change: int, last: int) -> None:
        """Read anew the rows of the streams that were written since ``change``."""
        streams: dict[str, None] = {}
        while change < last:
            found = await self._journal.store.changes(change, CHANGES_PER_READ)
            if not found:
                break
            streams.update(dict.fromkeys(stream for each in found for stream in each.streams))
            change = found[-1].number
        moved = {id for kind, _, id in (each.partition("/") for each in streams) if kind == "facility"}
        for id in moved:
            if facility := await self._journal.get(FacilityRow, id):
                self._put_facility(facility)
        if moved:
            self._move(moved)
        for stream in streams:
            await self._read(*stream.split("/", 1))

    async def _read(self, kind: str, id: str) -> None:
        """One stream's row, anew."""
        if kind == "group" and (group := await self._journal.get(GroupRow, id)):
            self._put_group(group)
        elif kind == "activity" and (activity := await self._journal.get(ActivityRow, id)):
            self._put_activity(activity)
            if activity.closed:
                self._drop_activity(id)
        elif kind == HelpRequest.kind and (help := await self._journal.get(HelpRow, id)):
            self._put_help(help)

    def _put_group(self, row: GroupRow) -> None:
        self._living = None
        before = self.standing_of(row.id)
        self.groups[row.id] = found = Found(row, offer_of_group(row, self.facilities, self._areas))
        until = None if row.standing == "active" else PAST
        self._found[self.columns.put(f"group/{row.id}", row.id, found.offer, until)] = found
        for activity in [each.row for each in self.activities.values()] if row.standing != before else ():
            if isinstance(activity, ActivityRow) and activity.group_id == row.id:
                self._put_activity(activity)

    def _put_activity(self, row: ActivityRow) -> None:
        self._living = None
        for group_id in row.held_by:
            self._latest[group_id] = max(row.starts_at, self._latest.get(group_id, row.starts_at))
        if row.together_with and not row.closed:
            self._joint[row.id] = row
        else:
            self._joint.pop(row.id, None)
        self.activities[row.id] = found = Found(row, offer_of_activity(row, self._words, self.facilities, self._areas))
        away = self.standing_of(row.group_id) != "active"
        until = PAST if away else min(row.starts_at, row.deadline)
        self._found[self.columns.put(f"activity/{row.id}", row.id, found.offer, until)] = found

    def _put_help(self, row: HelpRow) -> None:
        if row.status == "open" and not row.closed:
            self.open_help[row.id] = row
        else:
            self.open_help.pop(row.id, None)

    def _put_facility(self, row: FacilityRow) -> None:
        if row.point is None:
            self.facilities.pop(row.id, None)
        else:
            self.facilities[row.id] = row.point

    def _move(self, facilities: set[str]) -> None:
        """Let what meets at a facility whose point was heard be there."""
        self.spots = self._areas.with_facilities(self.facilities)
        for found in list(self.groups.values()):
            if isinstance(found.row, GroupRow) and found.row.meets_at in facilities:
                self._put_group(found.row)
        for found in list(self.activities.values()):
            if isinstance(found.row, ActivityRow) and found.row.facility_id in facilities:
                self._put_activity(found.row)

    def _drop_activity(self, id: str) -> None:
        self.activities.pop(id, None)
        self.columns.drop(f"activity/{id}")

    def _tidy(self) -> None:
        """Once a day let go of activities that have begun."""
        now = self._journal.now()
        if (today := tokyo_date(now)) == self._tidied:
            return
        self._tidied = today
        over = [id for id, found in self.activities.items() if found.offer.starts_at and found.offer.starts_at <= now]
        for id in over:
            self._drop_activity(id)


def place_of(
    facility: str | None, areas: tuple[Area, ...], points: Mapping[str, Point], map: AreaMap | None
) -> tuple[Area, ...]:
    """The facility when its point is known, else the narrowest areas: what is known to be here is not also around."""
    if facility and facility in points:
        return (Area(FACILITY, facility),)
    return map.narrowest(areas) if map else areas


def offer_of_group(row: GroupRow, facilities: Mapping[str, Point] = NOWHERE, areas: AreaMap | None = None) -> Offer:
    """A group as scoring sees it. ``facilities``: the points that are known; ``areas``: which area lies in which."""
    place = place_of(row.meets_at, areas_of(row.areas), facilities, areas)
    return Offer(
        tags=frozenset(row.tags),
        needs=frozenset(row.needs),
        areas=(*place, OUTSIDERS) if row.outsiders_welcome else place,
        times=row.times,
        languages=frozenset(row.languages),
        size_band=row.size_band,
        skills_wanted=frozenset(row.skills_wanted),
        access=frozenset(row.access),
        ages_wanted=frozenset(row.ages_wanted),
        registered_at=row.registered_at,
        key=f"group/{row.id}",
    )


def offer_of_activity(
    row: ActivityRow, words: Words, facilities: Mapping[str, Point] = NOWHERE, areas: AreaMap | None = None
) -> Offer:
    """An activity as scoring sees it. Booking's tags and access are read as words of the lists where they are some."""
    return Offer(
        tags=frozenset(words.code("tags", tag) or tag for tag in row.tags),
        areas=place_of(row.facility_id, areas_of(row.areas), facilities, areas),
        times=(time_of(row.starts_at),),
        access=frozenset(words.code("access", need) or need for need in row.access),
        starts_at=row.starts_at,
        key=f"activity/{row.id}",
    )
