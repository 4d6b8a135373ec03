"""A wish with its terms as it travels through the steps of a saga.

It stands whole inside private events, so that each step decides without asking anybody.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

from services.booking.domain.counting import Use
from services.booking.domain.grid import span
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.terms import Terms
from services.booking.domain.wish import Wish, place_on_grid
from shared.contracts.base import Instant
from shared.contracts.booking import BookingConfirmed, Channel, SlotsTaken
from shared.contracts.booking_values import HoldStatus
from shared.contracts.booking_ways import BookingHeld
from shared.events import Event

Way = Literal["book", "hold", "request", "offer"]
"""How the rooms are given: for good, until somebody confirms, until staff decide, as a place instead of another."""

STATUS_OF: Mapping[Way, HoldStatus] = {"hold": "held", "request": "requested", "offer": "offered"}


class Choice(BaseModel):
    """``room_ids`` are wanted, ``touched`` are they with their parts and halls. ``origin``: the day that it moves from.

    ``origin`` is a facility-day's key, ``<facility>/<date>``, ``moved_from`` the booking that it takes the place of.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    booking_id: str
    facility_id: str
    room_ids: tuple[str, ...]
    touched: tuple[str, ...]
    starts_at: Instant
    ends_at: Instant
    group_id: str | None = None
    person_id: str
    people: int
    purpose: str
    channel: Channel = "web"
    equipment: dict[str, int] = {}
    conditions: tuple[str, ...] = ()
    """Of the permit that it comes instead of."""
    moved_from: str | None = None
    series_id: str | None = None
    origin: str = ""
    way: Way = "book"
    hold_until: Instant | None = None
    facility_kind: str = ""
    terms: Terms

    @classmethod
    def of(
        cls, booking_id: str, wish: Wish, facility: FacilityInfo, terms: Terms, *, way: Way = "book",
        hold_until: datetime | None = None, origin: str = "",
    ) -> Self:  # fmt: skip
        """The wish as it is asked for now."""
        return cls(
            booking_id=booking_id,
            facility_id=wish.facility_id,
            room_ids=wish.room_ids,
            touched=tuple(sorted(facility.rules.touched(wish.room_ids))),
            starts_at=wish.starts_at,
            ends_at=wish.ends_at,
            group_id=wish.group_id,
            person_id=wish.person_id,
            people=wish.people,
            purpose=wish.purpose,
            channel=wish.channel,
            equipment=dict(wish.equipment),
            moved_from=wish.moved_from,
            series_id=wish.series_id,
            origin=origin,
            way=way,
            hold_until=hold_until,
            facility_kind=facility.kind,
            terms=terms,
        )

    @property
    def mask(self) -> int:
        """The quarters of its day that it wants."""
        _, start, end = place_on_grid(self.starts_at, self.ends_at)
        return span(start, end)

    @property
    def use(self) -> Use:
        """What caps count of it."""
        day, start, end = place_on_grid(self.starts_at, self.ends_at)
        return Use(
            rooms=self.room_ids, day=day, start=start, end=end, channel="draw" if self.channel == "draw" else "direct",
            facility_id=self.facility_id, facility_kind=self.facility_kind,
        )  # fmt: skip

    def place(self) -> SlotsTaken:
        """What is no longer free, without saying who."""
        return SlotsTaken(
            facility_id=self.facility_id, room_ids=self.room_ids, starts_at=self.starts_at, ends_at=self.ends_at
        )

    def body(self) -> dict[str, Any]:
        """The fields of the booking that comes of it."""
        told = {name: getattr(self.terms, name) for name in ("fee", "pay_by", "lapses", "start_by")}
        return {**self.model_dump(exclude={"terms", "others"}), **told}

    def given(self) -> list[Event]:
        """The two facts of rooms that are given: who has them, and (without saying who) what is no longer free."""
        if self.way == "book":
            return [BookingConfirmed(**self.body()), self.place()]
        return [BookingHeld(status=STATUS_OF[self.way], **self.body()), self.place()]


class Wanted(Choice):
    """The first choice, and other rooms of the same house that are as good, in this order."""

    others: tuple[Choice, ...] = ()
