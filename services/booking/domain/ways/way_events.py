"""Private events of the ways to a room: closed spans, offers, series; of changes see ``change_events``."""

from typing import Literal

from services.booking.domain.wanted import Wanted
from services.booking.domain.ways.change_events import CHANGE_EVENTS
from services.booking.domain.ways.left_out import LeftOut
from shared.contracts.base import Instant
from shared.contracts.booking import Channel
from shared.contracts.booking_values import ClosureReason, DisplacedBecause
from shared.events import Event

PreEmptionReason = Literal["funeral", "disaster", "election", "city-event", "other"]


class SpanClosed(Event):
    """A part of the day is closed. Empty ``room_ids``: the whole house."""

    type = "span-closed.v1"

    closure_id: str
    facility_id: str
    room_ids: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    starts_at: Instant
    ends_at: Instant
    until: Instant
    reason: ClosureReason


class SpanReopened(Event):
    """A part of the day is no longer closed."""

    type = "span-reopened.v1"

    closure_id: str


class ClosureSwept(Event):
    """Every day that a closure touches is to be closed, or (``lifted``) opened. ``touched``: with parts and halls."""

    type = "closure-swept.v1"

    closure_id: str
    facility_id: str
    room_ids: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    since: Instant
    until: Instant
    reason: ClosureReason
    lifted: bool = False


class PreEmpted(Event):
    """Staff gave rooms to a use that others had to make way for, by this rule and for this reason."""

    type = "pre-empted.v1"

    booking_id: str
    rule_id: str
    reason: PreEmptionReason


class OfferTaken(Event):
    """A place that was offered for a displaced booking (``moved_from``) is booked."""

    type = "offer-taken.v1"

    booking_id: str
    moved_from: str


class SomeDisplaced(Event):
    """As many bookings as one commit takes were displaced by a closure; there may be more."""

    type = "some-displaced.v1"

    closure_id: str
    facility_id: str
    day: str


class DisplacementOpened(Event):
    """A booking was taken away by the house; other places are to be found for it."""

    type = "displacement-opened.v1"

    booking_id: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: Instant
    ends_at: Instant
    group_id: str | None = None
    person_id: str
    people: int
    purpose: str
    fee: int
    equipment: dict[str, int] = {}
    conditions: tuple[str, ...] = ()
    series_id: str | None = None
    reason: DisplacedBecause
    opened_at: Instant
    rule_id: str | None = None
    channel: Channel = "web"


class PlacesChosen(Event):
    """Free places that are to be held for the holder of a displaced booking, until an instant."""

    type = "places-chosen.v1"

    places: tuple[Wanted, ...]
    until: Instant


class PlaceNoted(Event):
    """A place that was chosen is held for them, or was taken meanwhile, or is so no longer.

    ``again``: it was lost, and others are to be looked for.
    """

    type = "place-noted.v1"

    booking_id: str
    held: bool
    again: bool = False


class PlaceAccepted(Event):
    """The holder takes one of the places that are held."""

    type = "place-accepted.v1"

    place: Wanted


class PlacesPassed(Event):
    """The places that are still held are given up: passed by the holder, over, or another one was taken."""

    type = "places-passed.v1"

    places: tuple[Wanted, ...]
    reason: Literal["passed", "expired"]


class SeriesBegun(Event):
    """A series is to be booked: its occurrences, of ``total`` that were asked for; the others are ``left_out``."""

    type = "series-begun.v1"

    occurrences: tuple[Wanted, ...]
    total: int
    all_or_none: bool
    left_out: tuple[LeftOut, ...] = ()
    asked_at: Instant | None = None


class OccurrenceNoted(Event):
    """What became of an occurrence."""

    type = "occurrence-noted.v1"

    booking_id: str
    outcome: Literal["held", "booked", "refused"]
    fee: int = 0
    room_ids: tuple[str, ...] = ()
    reason: str = ""
    rule_id: str = ""
    value: int = 0
    limit: int = 0


class SeriesKept(Event):
    """All occurrences are held: all are to be confirmed."""

    type = "series-kept.v1"

    occurrences: tuple[Wanted, ...]


class SeriesStopped(Event):
    """One occurrence cannot be had: all that are held are given back."""

    type = "series-stopped.v1"

    occurrences: tuple[Wanted, ...]


WAY_EVENTS = (
    *CHANGE_EVENTS,
    SpanClosed,
    SpanReopened,
    SomeDisplaced,
    ClosureSwept,
    PreEmpted,
    OfferTaken,
    DisplacementOpened,
    PlacesChosen,
    PlaceNoted,
    PlaceAccepted,
    PlacesPassed,
    SeriesBegun,
    OccurrenceNoted,
    SeriesKept,
    SeriesStopped,
)
