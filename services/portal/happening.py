"""What is happening: open events in words, as they are; events about persons only as counts of the day.

Kept in memory and made again from what is heard; nothing here can be traced to anyone.
"""

import asyncio
import json
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, datetime

from services.portal.words import COUNTED, OPEN, Language, say
from shared.clock import TOKYO, Clock, tokyo_date
from shared.contracts import BY_TYPE, TOPICS
from shared.messaging.envelope import Incoming

SHOWN_MAX = 12
SUBJECTS_REMEMBERED_MAX = 20_000
LISTENERS_MAX = 500
COUNT_SHOWN_MIN = 5
"""Smaller counts are shown as fewer than this, as for anything published about people."""


@dataclass(frozen=True, slots=True)
class News:
    """One open event in the words of the page."""

    at: datetime
    ja: str
    en: str

    def text(self, language: Language) -> str:
        """The sentence."""
        return self.ja if language == "ja" else self.en

    @property
    def time(self) -> str:
        """Hours and minutes in Tokyo."""
        return self.at.astimezone(TOKYO).strftime("%H:%M")


class TooManyListeners(Exception):
    """The page's live connections are all in use; the page still shows what was so far."""


class Happening:
    """Hears the bus and tells the pages. ``name_of`` gives a facility's name by its id, as far as it is known."""

    def __init__(self, clock: Clock, name_of: Callable[[str], str | None]) -> None:
        self._clock = clock
        self._name_of = name_of
        self._news: deque[News] = deque(maxlen=SHOWN_MAX)
        self._counts: Counter[str] = Counter()
        self._day: date = tokyo_date(clock.now())
        self._last_seen: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._changed = asyncio.Event()
        self._listeners = 0

    def hear(self, incoming: Incoming) -> None:
        """Take one event from the bus; repeats, other days and unreadable bodies are passed over."""
        if self._is_repeat(incoming) or incoming.type not in BY_TYPE:
            return
        self._turn_day()
        if tokyo_date(incoming.fact.at) != self._day:
            return
        if TOPICS[incoming.fact.topic].audience == "restricted":
            if incoming.type in COUNTED:
                self._counts[incoming.type] += 1
                self._tell()
            return
        if incoming.type in OPEN:
            try:
                fields = json.loads(incoming.arrived.value)
            except ValueError:
                return
            ja, en = say(incoming.type, fields, self._name_of)
            self._news.appendleft(News(incoming.fact.at, ja, en))
            self._tell()

    def news(self) -> list[News]:
        """The newest open events, newest first."""
        return list(self._news)

    def counts(self) -> dict[str, int]:
        """Today's counts by event type, in the order of the page."""
        self._turn_day()
        return {type_name: self._counts[type_name] for type_name in COUNTED}

    async def follow(self, beat_seconds: float = 15.0) -> AsyncIterator[bool]:
        """Yield true when something changed, false now and then to keep the line. Raises ``TooManyListeners``."""
        if self._listeners >= LISTENERS_MAX:
            raise TooManyListeners
        self._listeners += 1
        try:
            while True:
                changed = self._changed
                try:
                    await asyncio.wait_for(changed.wait(), beat_seconds)
                    yield True
                    await asyncio.sleep(0.3)  # a burst is told once
                except TimeoutError:
                    yield False
        finally:
            self._listeners -= 1

    def _is_repeat(self, incoming: Incoming) -> bool:
        """First occurrences are in order per topic and subject: what is not behind the last one was seen."""
        place = (incoming.fact.topic, incoming.fact.subject)
        last = self._last_seen.get(place, "")
        if incoming.fact.sequence and incoming.fact.sequence <= last:
            return True
        self._last_seen[place] = incoming.fact.sequence
        self._last_seen.move_to_end(place)
        if len(self._last_seen) > SUBJECTS_REMEMBERED_MAX:
            self._last_seen.popitem(last=False)
        return False

    def _turn_day(self) -> None:
        today = tokyo_date(self._clock.now())
        if today != self._day:
            self._day = today
            self._counts.clear()
            self._news.clear()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def shown(count: int, language: Language) -> str:
    """A count as it may be published."""
    if count == 0:
        return "0件" if language == "ja" else "0"
    if count < COUNT_SHOWN_MIN:
        return f"{COUNT_SHOWN_MIN}件未満" if language == "ja" else f"fewer than {COUNT_SHOWN_MIN}"
    return f"{count:,}件" if language == "ja" else f"{count:,}"
