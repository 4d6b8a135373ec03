"""What is happening: open events as they are, events about persons only as counts of the day.

Kept in memory and made again from what is heard; nothing here can be traced to anyone. What is counted are different
people, in whole fives: that one of them does more moves no number. Bookings are open, and counted as they are.
"""

import asyncio
import os
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b

from pydantic import BaseModel

from services.portal.dates import midnight
from services.portal.sentences import OPEN
from services.portal.words import COUNTED, COUNTED_AS_OPEN
from shared.clock import Clock, tokyo_date
from shared.contracts import TOPICS, PublicEvent
from shared.messaging.envelope import Incoming
from shared.small_counts import whole_fives

SHOWN_MAX = 8
SUBJECTS_REMEMBERED_MAX = 50_000
PEOPLE_TOLD_APART_MAX = 100_000
"""Of one type on one day; with more the number stands still, and "at least so many" stays true."""
LISTENERS_MAX = 500


@dataclass(frozen=True, slots=True)
class News:
    """One open event, with the id of its fact."""

    id: str
    at: datetime
    event: PublicEvent


class TooManyListeners(Exception):
    """The live connections are all in use; a page still shows what was so when it was opened."""


class _About(BaseModel):
    """Whom an event about a person is about."""

    person_id: str


class Happening:
    """Hears the bus and tells the pages of today. ``version`` grows with every change."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._news: deque[News] = deque(maxlen=SHOWN_MAX)
        self._counts: Counter[str] = Counter()
        self._people: defaultdict[str, set[bytes]] = defaultdict(set)
        self._day_key = os.urandom(16)
        self._since = clock.now()
        self._day: date = tokyo_date(self._since)
        self._last_seen: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._changed = asyncio.Event()
        self._version = 0
        self._listeners = 0
        self.closed = False
        """No more telling: the process is about to stop."""

    # -- hearing

    def hear(self, incoming: Incoming) -> None:
        """Take one event from the bus; repeats, other days and what cannot be read are passed over."""
        topic = TOPICS.get(incoming.fact.topic)
        if topic is None:
            return
        told = incoming.type in (COUNTED if topic.audience == "restricted" else OPEN)
        if not told or tokyo_date(incoming.fact.at) != self.today or self._is_repeat(incoming):
            return
        if topic.audience == "restricted":
            self._count(incoming)
        else:
            try:
                event = OPEN[incoming.type].model_validate_json(incoming.arrived.value)
            except ValueError:
                return
            self._news.appendleft(News(incoming.fact.id, incoming.fact.at, event))
        self._tell()

    def _count(self, incoming: Incoming) -> None:
        """Count an event that is open anyway, or else whom it is about: by a digest whose key lasts for this day."""
        if incoming.type in COUNTED_AS_OPEN:
            self._counts[incoming.type] += 1
            return
        try:
            person = _About.model_validate_json(incoming.arrived.value).person_id
        except ValueError:
            return
        people = self._people[incoming.type]
        if len(people) < PEOPLE_TOLD_APART_MAX:
            people.add(blake2b(person.encode(), key=self._day_key, digest_size=8).digest())
            self._counts[incoming.type] = whole_fives(len(people))

    def _is_repeat(self, incoming: Incoming) -> bool:
        """First occurrences are in order per topic and subject: what is not behind the last one was seen."""
        if not incoming.fact.sequence:
            return False
        place = (incoming.fact.topic, incoming.fact.subject)
        if incoming.fact.sequence <= self._last_seen.get(place, ""):
            return True
        self._last_seen[place] = incoming.fact.sequence
        self._last_seen.move_to_end(place)
        if len(self._last_seen) > SUBJECTS_REMEMBERED_MAX:
            self._last_seen.popitem(last=False)
        return False

    def _turn_day(self) -> None:
        """A new day begins with nothing. Asked for at every look, because nothing happens at midnight by itself."""
        today = tokyo_date(self._clock.now())
        if today != self._day:
            self._day, self._since = today, midnight(today)
            self._counts.clear()
            self._people.clear()
            self._day_key = os.urandom(16)
            self._news.clear()
            self._last_seen.clear()
            self._tell()

    def _tell(self) -> None:
        self._version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    # -- telling

    @property
    def today(self) -> date:
        """Today in Tokyo."""
        self._turn_day()
        return self._day

    @property
    def version(self) -> int:
        """Another number whenever something may be different."""
        self._turn_day()
        return self._version

    @property
    def since(self) -> datetime:
        """From when on today's events were heard: midnight, or later when this process started later."""
        self._turn_day()
        return self._since

    def news(self) -> list[News]:
        """The newest open events of today, newest first."""
        self._turn_day()
        return list(self._news)

    def counts(self) -> dict[str, int]:
        """Today's counts by event type as they may be told, in the order of the page: people in fives, or bookings."""
        self._turn_day()
        return {type_name: self._counts[type_name] for type_name in COUNTED}

    # -- listening

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Count as a listener inside. Raises ``TooManyListeners``."""
        if self._listeners >= LISTENERS_MAX:
            raise TooManyListeners
        self._listeners += 1
        try:
            yield
        finally:
            self._listeners -= 1

    @property
    def listeners(self) -> int:
        """How many pages are being told of changes."""
        return self._listeners

    def close(self) -> None:
        """Let every listener go: their lines have no end of their own, and the server waits for open ones."""
        self.closed = True
        self._tell()

    async def changed(self) -> None:
        """Return when something more has been heard."""
        await self._changed.wait()
