"""What the ways to a room bring to booking's journal: events, states, rows, and the steps that follow."""

from services.booking.domain.way_events import WAY_EVENTS
from services.booking.parts import Part
from services.booking.reactions import quota_of
from services.booking.rows import project
from shared.contracts.booking_ways import BookingChanged, BookingHeld, BookingLapsed
from shared.journal import Reaction, on

HOLD_REACTIONS: tuple[Reaction, ...] = (
    # what is held counts like a booking, and no more once it lapses
    on(BookingHeld, "use-quota-of-hold",
       lambda e: (quota_of(e), lambda q: q.use(e.booking_id)) if e.group_id else []),
    on(BookingLapsed, "give-quota-of-hold-back",
       lambda e: (quota_of(e), lambda q: q.release(e.booking_id)) if e.group_id else []),
)  # fmt: skip

WAYS = Part(
    events=(BookingHeld, BookingLapsed, BookingChanged, *WAY_EVENTS),
    states=(),
    rows=(),
    project=project,
    reactions=HOLD_REACTIONS,
)
