"""A series of bookings that was asked for at once, and what became of each. ``series/<id>``.

Each occurrence is booked in its own day. Where one conflict stops all (``stop``), they are first held; when all are,
all are confirmed, and when one is not, all are given back.
"""

from typing import ClassVar, Literal

from pydantic import BaseModel

from services.booking.domain.wanted import Wanted
from services.booking.domain.ways.way_events import OccurrenceNoted, SeriesBegun, SeriesKept, SeriesStopped
from shared.contracts.booking import BookingConfirmed
from shared.contracts.booking_ways import BookingHeld, SeriesBooked
from shared.events import Event
from shared.journal import State

Stage = Literal["booking", "confirming", "booked", "stopped"]
Outcome = Literal["held", "booked", "refused"]


class Became(BaseModel):
    """What became of an occurrence: ``reason`` where it was refused."""

    outcome: Outcome
    fee: int = 0
    room_ids: tuple[str, ...] = ()
    reason: str = ""
    rule_id: str = ""
    value: int = 0
    limit: int = 0


class Series(State):
    """The occurrences as planned, and what became of each."""

    kind: ClassVar[str] = "series"

    begun: SeriesBegun | None = None
    became: dict[str, Became] = {}
    stage: Stage = "booking"

    def apply(self, event: Event) -> None:
        match event:
            case SeriesBegun():
                self.begun = event
            case OccurrenceNoted():
                self.became[event.booking_id] = Became(**event.model_dump(exclude={"booking_id"}))
            case SeriesKept():
                self.stage = "confirming"
            case SeriesStopped():
                self.stage = "stopped"
            case SeriesBooked():
                self.stage = "booked"

    @property
    def planned(self) -> dict[str, Wanted]:
        """The occurrences by booking."""
        return {wanted.booking_id: wanted for wanted in self.begun.occurrences} if self.begun else {}

    def begin(self, begun: SeriesBegun) -> list[Event]:
        """Start to book the occurrences."""
        return [begun]

    def note_given(self, event: BookingConfirmed) -> list[Event]:
        """The step after an occurrence was held or booked."""
        outcome: Outcome = "held" if isinstance(event, BookingHeld) else "booked"
        return self._note(
            OccurrenceNoted(booking_id=event.booking_id, outcome=outcome, fee=event.fee, room_ids=event.room_ids)
        )

    def note_refused(
        self, booking_id: str, reason: str, *, rule_id: str = "", value: int = 0, limit: int = 0
    ) -> list[Event]:
        """The step after an occurrence was refused, or its hold was taken away before all could be confirmed."""
        why = {"reason": reason, "rule_id": rule_id, "value": value, "limit": limit}
        return self._note(OccurrenceNoted(booking_id=booking_id, outcome="refused", **why))

    def _note(self, noted: OccurrenceNoted) -> list[Event]:
        known = self.became.get(noted.booking_id)
        over = self.begun is None or self.stage in ("stopped", "booked") or noted.booking_id not in self.planned
        if over or (known is not None and known.outcome in {noted.outcome, "refused"}):
            return []
        became = {id: found.outcome for id, found in self.became.items()} | {noted.booking_id: noted.outcome}
        events: list[Event] = [noted]
        if len(became) < len(self.planned):
            return events
        outcomes = set(became.values())
        if self.stage == "booking" and self.begun is not None and self.begun.all_or_none:
            if "refused" in outcomes:
                kept = tuple(wanted for id, wanted in self.planned.items() if became[id] == "held")
                return [*events, SeriesStopped(occurrences=kept)]
            return [*events, SeriesKept(occurrences=tuple(self.planned.values()))]
        return events if "held" in outcomes else [*events, self._booked(noted)]

    def _booked(self, last: OccurrenceNoted) -> SeriesBooked:
        assert self.begun is not None
        became = {**self.became, last.booking_id: Became(**last.model_dump(exclude={"booking_id"}))}
        booked = [wanted for id, wanted in self.planned.items() if became[id].outcome == "booked"]
        span = booked or list(self.planned.values())
        first = span[0]
        return SeriesBooked(
            series_id=self.stream_key,
            facility_id=first.facility_id,
            room_ids=first.room_ids,
            starts_at=min(wanted.starts_at for wanted in span),
            ends_at=max(wanted.ends_at for wanted in span),
            group_id=first.group_id,
            person_id=first.person_id,
            people=first.people,
            purpose=first.purpose,
            fee=sum(became[wanted.booking_id].fee for wanted in booked),
            count=len(booked),
            total=self.begun.total,
        )
