"""A segment: one stream of the feed journal, ``feed/<topic>/<day>.<part>``, bounded, and closed by naming the next.

A reader that has come to the end of a closed segment has missed nothing: nobody writes there any more, whatever a clock
or another process says, because closing is a commit of that stream itself.
"""

from collections.abc import Sequence
from datetime import date, datetime

from services.feeds.domain.events import EventKept, SegmentClosed
from shared.clock import tokyo_date
from shared.events import Event
from shared.journal import State, Stream

FIRST = "first"
"""The segment that every topic's feed begins with. Named without a day, so that it can be found without knowing one."""


class Segment(State):
    """How much is in a segment, and where the feed goes on when it is closed."""

    kind = "feed"

    count: int = 0
    next: str = ""

    @classmethod
    def of(cls, topic: str, name: str) -> "Stream[Segment]":
        """The stream of a topic's segment."""
        return cls.stream(topic, name)

    @property
    def name(self) -> str:
        """The segment's name within its topic: ``2026-12-01.0``."""
        return self.stream_name.rpartition("/")[2]

    def keep(self, event: EventKept, now: datetime, events_max: int) -> Sequence[Event]:
        """Keep one event; with the first of another day, or the last that there is room for, the segment is closed.

        A closed one takes nothing: no events, ask for ``next``.
        """
        if self.next:
            return []
        today = tokyo_date(now)
        if (following := self._following(today, events_max)) is None:
            return [event]
        return [event, SegmentClosed(next=following, at=now)]

    def _following(self, today: date, events_max: int) -> str | None:
        """The next segment's name when this one ends with the event at hand. Never one of an earlier day."""
        day, _, part = self.name.partition(".")
        if self.name == FIRST or day < today.isoformat():
            return f"{today.isoformat()}.0"
        return f"{day}.{int(part) + 1}" if self.count + 1 >= events_max else None

    def apply(self, event: Event) -> None:
        """Count, and close."""
        if isinstance(event, EventKept):
            self.count += 1
        elif isinstance(event, SegmentClosed):
            self.next = event.next
