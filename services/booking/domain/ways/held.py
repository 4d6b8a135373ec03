"""What stands on a facility-day: bookings and holds with the quarters they have, and spans that are closed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from services.booking.domain.counting import Short
from services.booking.domain.grid import QUARTER_MINUTES, span
from services.booking.domain.wish import party_of
from shared.clock import tokyo_date
from shared.contracts.base import Instant
from shared.contracts.booking import BookingCompleted, BookingConfirmed
from shared.contracts.booking_values import ClosureReason, LapsedBecause

WHOLE_HOUSE = "*"
"""In masks of what is closed: every room, those registered later included."""
Standing = Literal["confirmed", "held", "requested", "offered"]


class GivenBack(Short):
    """What a change that is asked for at ``at`` gives back, decided then, however long its steps take.

    ``fell``: the yen that the fee falls by, ``refund`` those of them that come back (``None``: all). ``by_house``: the
    house answers for the change. ``whole``: nothing of what the booking had is kept.
    """

    at: Instant
    fell: int = 0
    refund: int | None = None
    by_house: bool = False
    whole: bool = False

    @property
    def kept(self) -> int:
        """The yen of the difference that stay with the city."""
        return 0 if self.refund is None else self.fell - self.refund


class Held(BaseModel):
    """A booking that stands, or rooms that are held, and the quarters it has.

    ``confirmed`` is what was last told of it. ``leaving`` names the change or move that is under way: until that ends,
    nothing else can become of it.
    """

    confirmed: BookingConfirmed
    start: int
    end: int
    started: bool = False
    status: Standing = "confirmed"
    hold_until: datetime | None = None
    leaving: str = ""
    quotas: tuple[str, ...] = ()
    """The quotas that it counts in, beside the month of a group, unless ``all_quotas`` are named."""
    all_quotas: bool = False
    marks: tuple[str, ...] = ()
    """What the use is, and whether an ``adult`` is named: what rules are asked again when it is changed."""
    adult: bool = False
    kept: int = 0
    """The yen of its fee that come back no more."""
    giving: GivenBack | None = None
    """What the change that is under way gives back."""
    unpaid: bool = False
    """It was to lapse because nobody paid, while a change of it was under way: it does when that ends."""
    no_show: bool = False
    """Nobody began the use in time. Where the rest of it was freed, ``end`` is from when on."""

    @property
    def mask(self) -> int:
        """The quarters it has."""
        return span(self.start, self.end)

    @property
    def minutes(self) -> int:
        """How long it is."""
        return (self.end - self.start) * QUARTER_MINUTES

    @property
    def party(self) -> str:
        """Whose limits it counts towards."""
        return party_of(self.confirmed.person_id, self.confirmed.group_id)

    @property
    def unsure_quota(self) -> str:
        """The month of its group, where only the quota itself knows whether it counts there."""
        group_id = self.confirmed.group_id
        return f"{group_id}/{tokyo_date(self.confirmed.starts_at):%Y-%m}" if group_id and not self.all_quotas else ""

    @property
    def for_series(self) -> bool:
        """Whether a series holds it for itself, until all of its occurrences can be had: nobody else ends that."""
        return self.status == "held" and self.confirmed.series_id is not None

    @property
    def shown(self) -> str:
        """Its status in a word."""
        return "no-show" if self.no_show else "started" if self.started else self.status

    @property
    def over(self) -> LapsedBecause:
        """Why it ends when its time is over."""
        return "undecided" if self.status == "requested" else "expired"

    def body(self) -> dict[str, Any]:
        """The fields of an event about it."""
        return self.confirmed.model_dump()

    def in_the_way(self, rooms: Iterable[str], mask: int) -> bool:
        """Whether it has one of the rooms in one of the quarters."""
        return bool(self.mask & mask) and not frozenset(self.confirmed.room_ids).isdisjoint(rooms)


class Counted(BaseModel):
    """A use that is over, with the heads that count now, and how often they were corrected."""

    completed: BookingCompleted
    corrections: int = 0


class Closed(BaseModel):
    """A span of the day in which rooms cannot be used. No rooms: the whole house."""

    closure_id: str
    room_ids: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    start: int
    end: int
    reason: ClosureReason
    until: datetime
    """The end of the closure, which may lie on a later day."""

    def covers(self, rooms: Iterable[str], mask: int) -> bool:
        """Whether one of the rooms is closed in one of the quarters."""
        return bool(span(self.start, self.end) & mask) and (
            not self.room_ids or not frozenset(self.room_ids).isdisjoint(rooms)
        )


class Obstacle(BaseModel):
    """Why rooms cannot be given: they are taken, closed, a cap of the day is reached, or too little is left to lend."""

    kind: Literal["taken", "closed", "cap", "equipment"]
    closed: Closed | None = None
    rule_id: str = ""
    """Of the cap."""
    value: int = 0
    """What a cap counts with the wish included, or how many of ``item`` would be lent."""
    item: str = ""
    limit: int = 0


class Lost(BaseModel):
    """Why a saga lost, as its last event says it."""

    reason: str
    rule_id: str = ""
    value: int = 0
    limit: int = 0
    item: str = ""


def peak_lent(standing: Iterable[Held], item: str, start: int, end: int) -> int:
    """How many of a thing are lent at most in one of the quarters ``start <= q < end``."""
    lent = [0] * (end - start)
    for held in standing:
        count = held.confirmed.equipment.get(item, 0)
        if count:
            for quarter in range(max(start, held.start), min(end, held.end)):
                lent[quarter - start] += count
    return max(lent, default=0)
