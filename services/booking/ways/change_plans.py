"""What a booking is to be: a change as asked for, planned for exactly the booking that stands, with the rules' terms.

All that a booking is goes along: what is not named stays, also what no list shows (what the use is, and whether a
responsible adult is named).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.houses.facility import Id
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.purposes import Purpose
from services.booking.domain.ways.held import Held
from services.booking.domain.wish import Wish
from services.booking.houses.directory import Directory
from services.booking.judging import Judged, Judging
from services.booking.rows import BookingRow
from services.booking.ways.refusals import NotAPart, OnlyStaff
from services.booking.wishes import Behalf, Equipment, ForWhom, Marks, People, Rooms, make_wish
from shared.clock import tokyo_date
from shared.contracts.booking import BookingConfirmed
from shared.errors import Refusal
from shared.journal import Journal, Stream
from shared.web import Caller, TokyoInstant


class ChangeRequest(BaseModel):
    """What is to be different about a booking; what is not named stays. Another day or house makes it a move.

    ``reason``: that the house answers for it (staff): it costs neither money nor points.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    facility_id: Id | None = None
    room_id: Id | None = None
    room_ids: Rooms = ()
    starts_at: TokyoInstant | None = None
    ends_at: TokyoInstant | None = None
    people: People | None = None
    purpose: Purpose | None = None
    equipment: Equipment | None = None
    marks: Marks | None = None
    adult: bool | None = None
    reason: Literal["operator-fault"] | None = None

    @model_validator(mode="after")
    def _rooms_once(self) -> Self:
        if self.room_id is not None and self.room_ids:
            raise ValueError("give either room_id or room_ids")
        if self.facility_id is not None and self.room_id is None and not self.room_ids:
            raise ValueError("say which rooms of the other house")
        return self

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms that are named, if any are."""
        return (self.room_id,) if self.room_id is not None else self.room_ids


@dataclass(frozen=True, slots=True)
class Stands:
    """A booking as it stands on its day, with what no list shows of it. A change is planned for exactly this."""

    booking: BookingConfirmed
    marks: tuple[str, ...] = ()
    adult: bool = False

    @classmethod
    def of(cls, held: Held | None) -> "Stands | None":
        """What stands, if it does still."""
        return None if held is None else cls(held.confirmed, held.marks, held.adult)

    def holds_all_of(self, wish: Wish) -> bool:
        """Whether the wish is the same use with nothing more: no other floor or time, equipment or people."""
        was = self.booking
        return (
            wish.facility_id == was.facility_id
            and frozenset(wish.room_ids) <= frozenset(was.room_ids)
            and was.starts_at <= wish.starts_at
            and wish.ends_at <= was.ends_at
            and wish.people <= was.people
            and all(count <= was.equipment.get(item, 0) for item, count in wish.equipment)
            and (wish.purpose, wish.marks, wish.adult) == (was.purpose, frozenset(self.marks), self.adult)
        )


@dataclass(frozen=True, slots=True)
class Entered:
    """A booking that its caller may change."""

    row: BookingRow
    stream: Stream[FacilityDay]
    by: Caller
    behalf: Behalf
    stands: Stands | None

    @property
    def booking(self) -> BookingConfirmed | BookingRow:
        """As it stands, or as the lists know it when it does no more."""
        return self.stands.booking if self.stands else self.row

    @property
    def day(self) -> str:
        """Its date in Tokyo."""
        return tokyo_date(self.row.starts_at).isoformat()

    def whom(self, **changes: Any) -> ForWhom:
        """For whom and what for it is, with what is to be different."""
        whom = self.booking.model_dump(include={"group_id", "people", "purpose", "equipment"})
        if self.stands:
            whom |= {"marks": self.stands.marks, "adult": self.stands.adult}
        return ForWhom(**{**whom, **{name: value for name, value in changes.items() if value is not None}})


class ChangedMeanwhile(Exception):
    """Between the plan and the decision the booking became another one: it is planned again. Nobody is told this."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a booking is to be, whether that is a move, and why its new place cannot be had (``advice``)."""

    wish: Wish
    facility: FacilityInfo
    judged: Judged
    advice: Refusal | None = None
    moves: bool = False
    by_house: bool = False


class ChangePlans:
    """Plans changes. Advisory: what rivals can change is decided by the streams."""

    def __init__(self, journal: Journal, directory: Directory, judging: Judging) -> None:
        self.journal = journal
        self._directory = directory
        self._judging = judging

    async def plan(self, wanted: ChangeRequest, entered: Entered) -> Plan:
        """The booking as wanted, with the terms that the rules give it."""
        was, by_house = entered.booking, wanted.reason is not None
        if by_house and not entered.behalf.by_staff:
            raise OnlyStaff(field="reason")
        facility = await self._directory.facility(wanted.facility_id or was.facility_id)
        whom = entered.whom(**wanted.model_dump(include={"people", "purpose", "equipment", "marks", "adult"}))
        wish = make_wish(
            facility, wanted.rooms or was.room_ids, wanted.starts_at or was.starts_at, wanted.ends_at or was.ends_at,
            whom, entered.behalf, series_id=was.series_id, moved_from=entered.row.id,
        )  # fmt: skip
        judged = await self._judged(wish, facility, entered)
        if (facility.facility_id, wish.day.isoformat()) == (was.facility_id, entered.day):
            return Plan(wish, facility, judged, by_house=by_house)
        advice = await self._advice(wish, facility, judged)
        return Plan(wish, facility, judged, advice, moves=True, by_house=by_house)

    async def plan_rest(
        self, rooms: tuple[str, ...], since: datetime | None, until: datetime | None, entered: Entered
    ) -> Plan:
        """What is left of it without some rooms, or a span; what is lent with those rooms alone goes back with them."""
        was = entered.booking
        kept = tuple(room_id for room_id in was.room_ids if room_id not in rooms)
        starts_at, ends_at = _rest(was, since, until)
        if len(kept) + len(rooms) != len(was.room_ids) or not kept:
            raise NotAPart(booking_id=entered.row.id)
        facility = await self._directory.facility(was.facility_id)
        lent = was.equipment
        if rooms:
            known = facility.rules.lent(kept, tokyo_date(was.starts_at))
            lent = {item: count for item, count in lent.items() if item in known}
        wish = make_wish(
            facility, kept, starts_at, ends_at, entered.whom(equipment=lent), entered.behalf, series_id=was.series_id,
            moved_from=entered.row.id,
        )  # fmt: skip
        return Plan(wish, facility, await self._judged(wish, facility, entered))

    async def _judged(self, wish: Wish, facility: FacilityInfo, entered: Entered) -> Judged:
        now, rest = self.journal.now(), entered.stands is not None and entered.stands.holds_all_of(wish)
        return await self._judging.judge(wish, facility, now, by=entered.by, entered=True, rest=rest)

    async def _advice(self, wish: Wish, facility: FacilityInfo, judged: Judged) -> Refusal | None:
        """Why the new place cannot be had, as far as can be known: a lost race costs commits on both days."""
        if judged.terms is None:
            return None
        return await self._judging.advice(wish, facility, judged, self.journal.now())


def _rest(
    row: BookingConfirmed | BookingRow, since: datetime | None, until: datetime | None
) -> tuple[datetime, datetime]:
    """What is left of the time of a booking without a span at its beginning or end. Raises ``NotAPart``."""
    if since is None and until is None:
        return row.starts_at, row.ends_at
    since, until = since or row.starts_at, until or row.ends_at
    if since == row.starts_at and row.starts_at < until < row.ends_at:
        return until, row.ends_at
    if until == row.ends_at and row.starts_at < since < row.ends_at:
        return row.starts_at, since
    raise NotAPart(booking_id=row.id if isinstance(row, BookingRow) else row.booking_id)
