"""The demo's memory of what was on the bus: the newest events by trace, and which services heard each."""

from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.clock import utc_text
from shared.contracts import TOPICS
from shared.messaging.envelope import Incoming

EVENTS_KEPT_MAX = 5_000


@dataclass(frozen=True, slots=True)
class Seen:
    """One event as the demo shows it: no body, so that nothing about a person is shown."""

    id: str
    type: str
    topic: str
    subject: str
    at: str
    trace_id: str
    heard_by: tuple[str, ...]


class EventsSeen:
    """Keeps the newest events. ``heard`` names, by event type, the services with a handler for it."""

    def __init__(self, heard: Mapping[str, Sequence[str]]) -> None:
        self._heard = heard
        self._by_trace: OrderedDict[str, list[Seen]] = OrderedDict()
        self._order: deque[str] = deque()

    def hear(self, incoming: Incoming) -> None:
        """Take one event; a repeat is passed over."""
        trace_id = incoming.traceparent[3:35]
        seen = Seen(
            id=incoming.fact.id,
            type=incoming.type,
            topic=incoming.fact.topic,
            subject=incoming.fact.subject if TOPICS[incoming.fact.topic].audience == "open" else "",
            at=utc_text(incoming.fact.at),
            trace_id=trace_id,
            heard_by=tuple(self._heard.get(incoming.type, ())),
        )
        events = self._by_trace.setdefault(trace_id, [])
        if any(known.id == seen.id for known in events[-50:]):
            return
        events.append(seen)
        self._order.append(trace_id)
        while len(self._order) > EVENTS_KEPT_MAX:
            oldest = self._order.popleft()
            kept = self._by_trace.get(oldest)
            if kept:
                kept.pop(0)
                if not kept:
                    del self._by_trace[oldest]

    def of_trace(self, trace_id: str) -> list[Seen]:
        """The events of one request and all that followed it, in the order they were seen."""
        return list(self._by_trace.get(trace_id, ()))
