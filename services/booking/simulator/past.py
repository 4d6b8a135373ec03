"""The past as a list of requests: who asked for what, at which moment, and how it ended. No party has a name here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.booking.rulebook.asking import Facts, Request

ROOM_TAKEN = "room-taken"
"""Why a request got nothing that no rule refused. Other reasons are ids of rules."""

Order = tuple[datetime, int]
"""The place of something in time: its moment, and a number where moments are equal."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The slots of a booking from quarter ``first`` on were free again; with ``cancelled`` it counts for no cap."""

    order: Order
    first: int
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """One request of the past. ``facts`` hold what the rules looked at, without a history: that is replayed."""

    order: Order
    request: Request
    facility_id: str
    party: str
    """A keyed digest: it only tells repeats apart."""
    facts: Facts
    reason: str = ""
    """Why it was refused: ``room-taken``, or the id of a rule. Empty: it got the room."""
    ended: Ended | None = None
    area: str = ""
    """The area of the facility."""
    age_band: str = ""

    @property
    def given(self) -> bool:
        """Whether it got the room."""
        return not self.reason

    @property
    def wish(self) -> tuple[object, ...]:
        """What makes two requests the same wish: one party, the same rooms and time."""
        return self.party, self.request.rooms, self.request.day, self.request.start, self.request.end


@dataclass(frozen=True, slots=True)
class Past:
    """Requests in the order in which they were decided, and spans that nobody could have (closures, works)."""

    asked: Sequence[Asking]
    since: datetime
    until: datetime
    unknown: int = 0
    """Refusals whose party or facts were not kept: they are left out, and said."""
    blocked: Sequence[tuple[Order, str, tuple[str, ...], object, int, int]] = field(default=())
