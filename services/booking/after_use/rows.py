"""Rows of what follows a use: by when a use must have begun, and people who came without a booking."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.booking.domain.after_use.events import WalkInsCounted
from services.booking.domain.after_use.walk_ins import WalkIns
from shared.clock import tokyo_date
from shared.contracts.booking import BookingConfirmed
from shared.contracts.booking_ways import BookingChanged
from shared.events import Event
from shared.journal import Row

STANDING = (BookingConfirmed, BookingChanged)
"""The events after which a use is still to begin."""


class StartDueRow(Row):
    """A booking whose use must have begun by ``due_at``: a timer. ``id`` is the booking's, ``day`` where it lies."""

    kind = "start-due"

    facility_id: str
    day: str
    due_at: datetime


class WalkInRow(Row):
    """How many came without a booking. ``tally`` is ``<facility>/<day>/<band>/<age>``."""

    kind = "walk-in"
    columns = ("tally",)
    addends = ("heads",)

    tally: str
    heads: int


def start_due(event: BookingConfirmed) -> tuple[StartDueRow, ...]:
    """The timer of a booking that must be begun in time: armed while it stands, closed by whatever becomes of it.

    A booking that is changed is armed again, by the terms that it has now; where those ask for nothing, it is closed.
    """
    if event.start_by is None and not isinstance(event, BookingChanged):
        return ()
    return (
        StartDueRow(
            id=event.booking_id,
            closed=event.start_by is None or type(event) not in STANDING,
            due_at=event.start_by or event.ends_at,
            facility_id=event.facility_id,
            day=tokyo_date(event.starts_at).isoformat(),
        ),
    )


def project(state: Any, event: Event) -> Iterable[Row]:
    """The row that a tally makes or changes. Pure."""
    if isinstance(state, WalkIns) and isinstance(event, WalkInsCounted):
        tally = f"{event.facility_id}/{event.day.isoformat()}/{event.band}/{event.age}"
        return (WalkInRow(id=tally, tally=tally, heads=event.heads_after),)
    return ()
