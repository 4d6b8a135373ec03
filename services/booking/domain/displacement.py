"""A booking that the house took away, and the places that are kept for its holder instead. ``displacement/<booking>``.

Places are first chosen here, then held in their days; when it is known which are, the holder is told, once. One is
accepted here before it is booked in its day, so that of two acceptances one wins; the others are then given up.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Literal

from services.booking.domain.wanted import Wanted
from services.booking.domain.way_events import (
    DisplacementOpened,
    PlaceAccepted,
    PlaceNoted,
    PlacesChosen,
    PlacesPassed,
)
from services.booking.ways_refusals import PlaceOver
from shared.contracts.booking import BookingCancelled
from shared.contracts.booking_ways import BookingDisplaced
from shared.events import Event
from shared.journal import State

OFFERS_MAX = 3
Stage = Literal["searching", "holding", "offered", "accepted", "over"]


class Displacement(State):
    """What was taken away, the places chosen for it, and which of them are held."""

    kind: ClassVar[str] = "displacement"

    opened: DisplacementOpened | None = None
    places: dict[str, Wanted] = {}
    held: dict[str, bool] = {}
    until: datetime | None = None
    accepted: str = ""
    over: bool = False

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        if self.over:
            return "over"
        if self.accepted:
            return "accepted"
        if self.until is None:
            return "searching"
        return "offered" if len(self.held) == len(self.places) else "holding"

    @property
    def kept(self) -> list[Wanted]:
        """The places that are held at the moment."""
        return [place for id, place in self.places.items() if self.held.get(id)]

    def apply(self, event: Event) -> None:
        match event:
            case DisplacementOpened():
                self.opened = event
            case PlacesChosen():
                self.places = {place.booking_id: place for place in event.places}
                self.until = event.until
                self.over = not event.places
            case PlaceNoted():
                self.held[event.booking_id] = event.held
                if self.accepted == event.booking_id and not event.held:
                    self.accepted = ""
            case PlaceAccepted():
                self.accepted = event.place.booking_id
            case PlacesPassed():
                self.over = True

    def open(self, event: BookingCancelled, at: datetime) -> list[Event]:
        """The step after a booking was taken away; nothing when this is known."""
        if self.opened is not None or event.reason not in ("closure", "pre-empted"):
            return []
        fields = event.model_dump(exclude={"reason"})
        return [DisplacementOpened(**fields, reason=event.reason, opened_at=at)]

    def choose(self, places: Sequence[Wanted], until: datetime) -> list[Event]:
        """Keep these places for the holder until then; nothing when some were chosen before."""
        if self.opened is None or self.until is not None:
            return []
        chosen = PlacesChosen(places=tuple(places), until=until)
        return [chosen] if places else [chosen, self._told(0)]

    def note(self, booking_id: str, *, held: bool) -> list[Event]:
        """The step after a place was held, or was not, or is held no more. With the last of them the holder is told."""
        if booking_id not in self.places or self.over or self.held.get(booking_id) == held:
            return []
        noted = PlaceNoted(booking_id=booking_id, held=held)
        others = [id for id in self.places if id != booking_id]
        if booking_id in self.held or any(id not in self.held for id in others):
            return [noted]
        return [noted, self._told(sum([held, *(self.held[id] for id in others)]))]

    def accept(self, booking_id: str, now: datetime) -> list[Event]:
        """The holder takes one of the places. Raises ``PlaceOver``."""
        if self.stage != "offered" or not self.held.get(booking_id) or self.until is None or now >= self.until:
            raise PlaceOver(booking_id=booking_id, displacement=self.stage)
        return [PlaceAccepted(place=self.places[booking_id])]

    def settle(self, booking_id: str) -> list[Event]:
        """The step after the place is booked: the others are given up."""
        if self.accepted != booking_id or self.over:
            return []
        others = tuple(place for place in self.kept if place.booking_id != booking_id)
        return [PlacesPassed(places=others, reason="passed")]

    def give_up(self) -> list[Event]:
        """The holder wants none of them. Raises ``PlaceOver`` when there is nothing to pass any more."""
        if self.stage != "offered":
            raise PlaceOver(booking_id=self.stream_key, displacement=self.stage)
        return [PlacesPassed(places=tuple(self.kept), reason="passed")]

    def fall_due(self, now: datetime) -> list[Event]:
        """The timer's step: the time to choose is over; nothing when it is not, or one was chosen."""
        if self.stage != "offered" or self.until is None or now < self.until:
            return []
        return [PlacesPassed(places=tuple(self.kept), reason="expired")]

    def _told(self, count: int) -> BookingDisplaced:
        assert self.opened is not None
        body = self.opened.model_dump(exclude={"opened_at"})
        return BookingDisplaced(**body, count=count, hold_until=self.until if count else None)
