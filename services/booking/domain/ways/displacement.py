"""A booking that the house took away, and the places that are kept for its holder instead. ``displacement/<booking>``.

Places are first chosen here, then held in their days; when it is known which are, the holder is told. One is
accepted here before it is booked in its day, so that of two acceptances one wins; the others are then given up.
Where places are lost before that, others are looked for, a few times at most, and the holder is told again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from services.booking.domain.wanted import Wanted
from services.booking.domain.ways.way_events import (
    DisplacementOpened,
    PlaceAccepted,
    PlaceNoted,
    PlacesChosen,
    PlacesPassed,
)
from services.booking.ways.refusals import PlaceOver
from shared.contracts.booking import BookingCancelled
from shared.contracts.booking_ways import BookingDisplaced
from shared.events import Event
from shared.journal import State

OFFERS_MAX = 3
SEARCHES_MAX = 4
"""How often places are looked for, the first time included."""
STANDS_MIN = timedelta(hours=2)
"""What would be kept for a shorter time is not offered."""
Stage = Literal["searching", "holding", "offered", "accepted", "over"]


@dataclass(frozen=True, slots=True)
class Search:
    """For what places are to be looked for, beside those that are ``kept`` (``until`` then, if there are any)."""

    opened: DisplacementOpened
    kept: tuple[Wanted, ...]
    until: datetime | None


class Displacement(State):
    """What was taken away, the places chosen for it, and which of them are held."""

    kind: ClassVar[str] = "displacement"
    fold_version: ClassVar[int] = 2

    opened: DisplacementOpened | None = None
    places: dict[str, Wanted] = {}
    held: dict[str, bool] = {}
    until: datetime | None = None
    searches: int = 0
    again: bool = False
    """Places were lost, and others are to be looked for."""
    told: bool = False
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
        if len(self.held) < len(self.places):
            return "holding"
        return "searching" if self.again else "offered"

    @property
    def kept(self) -> list[Wanted]:
        """The places that are held at the moment."""
        return [place for id, place in self.places.items() if self.held.get(id)]

    @property
    def search(self) -> Search | None:
        """What is to be looked for now, if anything."""
        if self.opened is None or self.stage != "searching":
            return None
        return Search(self.opened, tuple(self.kept), self.until if self.kept else None)

    def apply(self, event: Event) -> None:
        match event:
            case DisplacementOpened():
                self.opened = event
            case PlacesChosen():
                self.places |= {place.booking_id: place for place in event.places}
                self.until = event.until
                self.searches += 1
                self.again = False
                self.over = not event.places and not self.kept
            case PlaceNoted():
                self.held[event.booking_id] = event.held
                self.again = self.again or event.again
                if self.accepted == event.booking_id and not event.held:
                    self.accepted = ""
            case BookingDisplaced():
                self.told = True
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

    def choose(self, places: Sequence[Wanted], until: datetime, beside: Collection[str] = ()) -> list[Event]:
        """Keep these places for the holder until then, beside those that were kept when they were looked for.

        Nothing when none are wanted any more, or others are kept now: then it is to be looked for again.
        """
        if self.search is None or {place.booking_id for place in self.kept} != set(beside):
            return []
        chosen = PlacesChosen(places=tuple(places), until=until)
        return [chosen] if places else [chosen, self._told(len(self.kept))]

    def note(self, booking_id: str, at: datetime, *, held: bool, passed: bool = False) -> list[Event]:
        """The step after a place was held, or was not, or is held no more (``passed``: because its holder said so).

        With the last of them the holder is told, unless one was lost: then others are looked for first, if there is
        time. What comes to be held when nothing is wanted any more is given up at once.
        """
        if booking_id not in self.places or self.held.get(booking_id) in (held, False):
            return []
        if self.over and not held:
            return []
        if self.over:
            unwanted = PlacesPassed(places=(self.places[booking_id],), reason="passed")
            return [PlaceNoted(booking_id=booking_id, held=True), unwanted]
        known = {**self.held, booking_id: held}
        kept, first_known = sum(known.values()), booking_id not in self.held
        again = not held and not passed and self._is_time_to_search(kept, at)
        noted = PlaceNoted(booking_id=booking_id, held=held, again=again)
        undecided = len(known) < len(self.places) or (self.accepted and (held or self.accepted != booking_id))
        if undecided or again or self.again:
            return [noted]
        if not first_known and (kept or passed or self.until is None or at >= self.until):
            return [noted]
        return [noted, self._told(kept), *([] if kept else [PlacesPassed(places=(), reason="expired")])]

    def accept(self, booking_id: str, now: datetime) -> list[Event]:
        """The holder takes one of the places. Raises ``PlaceOver``."""
        if not self._is_open or not self.held.get(booking_id) or self.until is None or now >= self.until:
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
        if not self._is_open:
            raise PlaceOver(booking_id=self.stream_key, displacement=self.stage)
        return [PlacesPassed(places=tuple(self.kept), reason="passed")]

    def fall_due(self, now: datetime) -> list[Event]:
        """The timer's step: the time to choose is over; nothing when it is not, or one was chosen."""
        if self.stage not in ("offered", "searching") or self.until is None or now < self.until:
            return []
        passed = PlacesPassed(places=tuple(self.kept), reason="expired")
        return [passed] if self.told else [passed, self._told(0)]

    @property
    def _is_open(self) -> bool:
        """The holder may answer: they were told, and did not yet."""
        return self.told and not self.accepted and not self.over

    def _is_time_to_search(self, kept: int, at: datetime) -> bool:
        """What is found beside others is kept as long as they are: that has to be worth it."""
        if self.until is None or self.searches >= SEARCHES_MAX:
            return False
        return at < (self.until - STANDS_MIN if kept else self.until)

    def _told(self, count: int) -> BookingDisplaced:
        assert self.opened is not None
        body = self.opened.model_dump(exclude={"opened_at"})
        return BookingDisplaced(**body, count=count, hold_until=self.until if count else None)
