"""The write path of the feed journal: every public event once, in the order in which it is heard.

The event's fact is the cause, unique over all segments of its topic; so which segment is open may depend on the clock
and on how much is in it, and an event that comes again on another day is still the same event.
"""

from dataclasses import replace

from services.feeds.domain.events import EventKept, SegmentClosed
from services.feeds.domain.places import Place
from services.feeds.domain.segment import FIRST, Segment
from services.feeds.rows import SegmentRow
from shared import trace
from shared.contracts import PublicEvent
from shared.errors import CauseReused
from shared.journal import Cause, Journal
from shared.messaging.cloudevent import cloud_event


class Keeper:
    """Writes the feed. ``events_max``: how many events one segment takes."""

    def __init__(self, journal: Journal, municipality: str, events_max: int) -> None:
        self._journal = journal
        self._municipality = municipality
        self._events_max = events_max
        self._open: dict[str, str] = {}

    async def keep(self, event: PublicEvent, *, cause: Cause) -> None:
        """Keep an event in its topic's feed, once however often it is heard."""
        fact, topic = cause.fact, event.topic
        assert fact is not None, "what is kept was heard"
        # what was made here a line ago needs no second look: a tenth of the cost of keeping an event
        kept = EventKept.model_construct(event=cloud_event(event, fact, self._municipality, trace.current()))
        once = replace(cause, text=f"{cause.text}/{Segment.kind}/{topic}", per_stream=False)
        now, events_max = self._journal.now(), self._events_max
        while True:
            segment = Segment.of(topic, self._open.get(topic) or await self._find_open(topic))
            try:
                commit = await self._journal.transact(segment, once, lambda open_: open_.keep(kept, now, events_max))
            except CauseReused:
                return  # it stands in an earlier segment
            if commit.records:
                if len(commit.records) > 1 and not commit.replayed:
                    self._open[topic] = commit.first(SegmentClosed).next
                return
            self._open[topic] = await self._journal.ask(segment, lambda closed: closed.next)

    async def learn(self, kind: str, id: str, areas: dict[str, str], *, cause: Cause) -> None:
        """Keep where a facility or a group lies."""
        await self._journal.transact(Place.stream(kind, id), cause, lambda place: place.learn(areas))

    async def _find_open(self, topic: str) -> str:
        """The open segment, or one from which it is reached: rows may lag, and then the way is a little longer."""
        page = await self._journal.page(
            SegmentRow, where={"topic": topic}, order_by="closed_at", descending=True, limit=1
        )
        return page.items[0].next if page.items else FIRST
