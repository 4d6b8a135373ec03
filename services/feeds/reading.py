"""Reading the feed: for any number of readers, each place is read once from the journal and kept for a while.

What this process writes is noticed at once, what another replica writes at the next look (twice a second while somebody
waits). A reader asks for what lies behind its place, whenever it likes and as slowly as it likes.
"""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic_core import from_json, to_json

from services.feeds.domain.cursor import Place
from services.feeds.domain.events import EventKept, SegmentClosed
from services.feeds.domain.places import area_ids, place_of
from services.feeds.domain.segment import FIRST, Segment
from services.feeds.rows import AreasRow, SegmentRow
from shared.contracts import TOPICS
from shared.errors import Transient
from shared.journal import Commit, Journal
from shared.tasks import ended

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 0.5
"""What other replicas wrote is seen after so long at most."""
WAKE_AFTER_SECONDS = 0.05
"""What comes within a moment is told together: a thousand listeners are not woken for each event."""
PLACES_AGAIN_SECONDS = 60.0
PLACES_ONE_BY_ONE_MAX = 10
"""Beyond that, all are read at once. Measured with a place of its own for every event: 1,700 events a second."""

SEGMENTS_KEPT_MAX = 48
"""Some 1 MB each when full."""


@dataclass(slots=True)
class Entry:
    """One kept event: where it stands, when it was kept, and the CloudEvent as JSON."""

    topic: str
    place: Place
    at: datetime
    id: str
    type: str
    text: str
    areas: tuple[str, ...]
    located: str | None
    """The facility or group that says the areas, when the event does not."""

    @property
    def event(self) -> dict[str, Any]:
        """The CloudEvent."""
        read: dict[str, Any] = from_json(self.text)
        return read


@dataclass(slots=True)
class _Loaded:
    """What is known of one segment."""

    entries: list[Entry] = field(default_factory=list)
    version: int = 0
    next: str = ""
    seen: int = -1
    """The topic's count of writings when this was read."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class FeedReader:
    """The feed of every topic. ``changed`` is waited for by who has come to the end."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._segments: OrderedDict[tuple[str, str], _Loaded] = OrderedDict()
        self._written = dict.fromkeys(TOPICS, 0)
        self._places: dict[str, tuple[str, ...]] = {}
        self._changed = asyncio.Event()
        self._waking: asyncio.TimerHandle | None = None
        self.ears: set[asyncio.Event] = set()
        """Set whenever there may be more, beside those that wait for ``changed``."""
        self._task: asyncio.Task[None] | None = None
        journal.writer.listeners.append(self._on_commits)

    # -- life

    def start(self) -> None:
        """Begin to look at what other processes write."""
        self._task = asyncio.create_task(self._look(), name="feeds-look")

    async def stop(self) -> None:
        """Look no more."""
        await ended(self._task)

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        places_at = float("-inf")
        while True:
            if loop.time() - places_at > PLACES_AGAIN_SECONDS:
                try:
                    await self.read_places()
                    places_at = loop.time()
                except Transient as fault:
                    log.warning("the places wait for the store", extra={"fault": str(fault)})
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            self.look_again()

    def look_again(self) -> None:
        """Whoever waits looks into the journal again."""
        for topic in self._written:
            self._written[topic] += 1
        self._wake()

    def _on_commits(self, commits: Sequence[Commit]) -> None:
        """What this process wrote: the topics whose feed is longer now, and places that moved."""
        touched = False
        for commit in commits:
            kind, _, rest = commit.stream.partition("/")
            if kind == Segment.kind:
                self._written[rest.partition("/")[0]] += 1
                touched = True
            elif kind == "place":
                self._places[rest] = area_ids(commit.events[-1].model_dump().get("areas"))
        if touched and self._waking is None:
            self._waking = asyncio.get_running_loop().call_later(WAKE_AFTER_SECONDS, self._wake)

    def _wake(self) -> None:
        self._waking = None
        self._changed.set()
        self._changed = asyncio.Event()
        for ear in self.ears:
            ear.set()

    async def changed(self, seconds: float) -> None:
        """Return when there may be more, or after so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):  # not wait_for: in Python 3.11 it swallows a cancellation now and then
                await self._changed.wait()

    # -- reading

    async def after(self, topic: str, place: Place) -> tuple[Sequence[Entry], Place]:
        """Some of what lies behind a place of a topic, and the place behind that; nothing and the place at the end."""
        while True:
            loaded = await self._segment(topic, place.segment)
            start = self._index(loaded.entries, place.version)
            if start < len(loaded.entries):
                found = loaded.entries[start:]
                return found, found[-1].place
            if not loaded.next:
                return [], place
            place = Place(loaded.next, 0)

    async def reaches(self, topic: str, place: Place) -> bool:
        """Whether the feed of a topic goes as far as a place: not when it was restored from before it."""
        return place.version == 0 or (await self._segment(topic, place.segment)).version >= place.version

    async def end(self, topic: str) -> Place:
        """The place behind the last event of a topic."""
        newest = await self._newest(topic)
        place = Place(newest.next if newest else FIRST)
        while True:
            entries, place = await self.after(topic, place)
            if not entries:
                return place

    async def since(self, topic: str, at: datetime) -> Place:
        """The place behind which everything lies that was kept at that instant or later."""
        closed = await self._journal.page(SegmentRow, where={"topic": topic}, order_by="closed_at", since=at, limit=1)
        newest = None if closed.items else await self._newest(topic)
        place = Place(closed.items[0].name if closed.items else newest.next if newest else FIRST)
        while True:
            entries, behind = await self.after(topic, place)
            for entry in entries:
                if entry.at >= at:
                    return place
                place = entry.place
            if not entries:
                return behind

    async def _newest(self, topic: str) -> SegmentRow | None:
        page = await self._journal.page(
            SegmentRow, where={"topic": topic}, order_by="closed_at", descending=True, limit=1
        )
        return page.items[0] if page.items else None

    @staticmethod
    def _index(entries: Sequence[Entry], version: int) -> int:
        """How many of the entries are not behind a version: every commit of an open segment holds one event."""
        if not entries:
            return 0
        return max(0, min(len(entries), version - entries[0].place.version + 1))

    async def _segment(self, topic: str, name: str) -> _Loaded:
        """A segment as it is now: asked of the journal when something was written since it was last read."""
        key = (topic, name)
        loaded = self._segments.get(key)
        if loaded is None:
            loaded = self._segments[key] = _Loaded()
            if len(self._segments) > SEGMENTS_KEPT_MAX:
                self._segments.popitem(last=False)
        self._segments.move_to_end(key)
        if loaded.next or loaded.seen == self._written[topic]:
            return loaded
        async with loaded.lock:
            if not loaded.next and loaded.seen != (written := self._written[topic]):
                stream, known = Segment.of(topic, name).name, len(loaded.entries)
                for commit in await self._journal.store.of_stream(stream, loaded.version + 1):
                    self._take(loaded, topic, name, commit)
                await self._locate(loaded.entries[known:])
                loaded.seen = written
        if loaded.version == 0:
            self._segments.pop(key, None)  # a name that somebody made up, or a segment that is yet to begin
        return loaded

    def _take(self, loaded: _Loaded, topic: str, name: str, commit: Commit) -> None:
        for record in commit.records:
            body = from_json(record.body)
            if record.type == EventKept.type:
                event = body["event"]
                data = event["data"]
                areas = area_ids(data.get("areas"))
                loaded.entries.append(
                    Entry(
                        topic=topic,
                        place=Place(name, commit.version),
                        at=commit.at,
                        id=event["id"],
                        type=event["type"],
                        text=to_json(event).decode(),
                        areas=areas,
                        located=None if areas else place_of(data),
                    )
                )
            elif record.type == SegmentClosed.type:
                loaded.next = body["next"]
        loaded.version = commit.version

    # -- areas

    def areas_of(self, entry: Entry) -> tuple[str, ...]:
        """The areas an event belongs to: its own, else those of its facility or group as they are known now."""
        if not entry.areas and entry.located:
            return self._places.get(entry.located, ())
        return entry.areas

    async def _locate(self, entries: Sequence[Entry]) -> None:
        """Look up places that are new here: another replica may have heard of them first."""
        new = {each.located for each in entries if each.located} - self._places.keys()
        if len(new) > PLACES_ONE_BY_ONE_MAX:
            await self.read_places()
            return
        for place in new:
            if row := await self._journal.get(AreasRow, place):
                self._places[place] = area_ids(row.areas)

    async def read_places(self) -> None:
        """Read where everything lies."""
        rows = await self._journal.all(AreasRow)
        self._places.update({row.id: area_ids(row.areas) for row in rows})


def behind(cursor: Mapping[str, Place], ends: Mapping[str, Place]) -> bool:
    """Whether some topic has more than the cursor has seen."""
    return any(cursor.get(topic, Place()).order < end.order for topic, end in ends.items())
