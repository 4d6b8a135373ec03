"""Private events of what follows a use, or its end: heads again, no-shows taken back, reasons shown, walk-ins."""

from datetime import date
from typing import Literal

from shared.contracts.base import Instant
from shared.contracts.booking import BookingCancelled, BookingCompleted
from shared.events import Event

HeadsReason = Literal["counted", "reported-late", "mistaken"]
"""Why heads are recorded or corrected: staff counted, somebody reported late, a mistake."""
NoShowReason = Literal["was-there", "operator", "disaster"]
"""Why a no-show does not count: they were there, the house's own fault, a disaster."""
ShownReason = Literal["rain", "illness", "disaster"]
"""Why a booking was given back, as staff saw it shown afterwards."""
WalkInReason = Literal["counted", "mistaken"]
"""Why a tally is written: people came, or an earlier tally was wrong."""


class HeadsCorrected(Event):
    """Staff counted again: ``completed`` is the use as it counts from now on, ``was`` the heads that counted before."""

    type = "heads-corrected.v1"

    completed: BookingCompleted
    was: int
    reason: HeadsReason


class NoShowWithdrawn(Event):
    """Staff say that the no-show of a group's or a person's booking does not count."""

    type = "no-show-withdrawn.v1"

    booking_id: str
    reason: NoShowReason
    group_id: str | None = None
    person_id: str = ""


class ReasonShown(Event):
    """Staff were shown afterwards why a booking was given back: ``ended`` is its end as it counts from now on.

    It was ``given_back_at``; ``was_refund`` are the yen of its fee that came back without the reason.
    """

    type = "reason-shown.v1"

    ended: BookingCancelled
    given_back_at: Instant
    was_refund: int


class WalkInsCounted(Event):
    """People who came without a booking (個人利用), on one day in one band; ``heads`` below zero takes back.

    ``age`` is a code of the house's age bands, "" where none is asked for. ``heads_after`` is what counts now.
    """

    type = "walk-ins-counted.v1"

    facility_id: str
    day: date
    band: str
    age: str = ""
    heads: int
    heads_after: int
    reason: WalkInReason
