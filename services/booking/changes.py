"""The use cases of changing a booking: people, purpose, rooms, time; in place or by a move; giving back a part."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, model_validator

from services.booking.attempts import asking_for
from services.booking.bookings import Bookings, Done
from services.booking.directory import Directory
from services.booking.domain import changing
from services.booking.domain.events import BookingRefused
from services.booking.domain.facility import Id
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.facility_info import FacilityInfo
from services.booking.domain.given_up import TakenFromOthers
from services.booking.domain.held import Lost
from services.booking.domain.purposes import Purpose
from services.booking.domain.wanted import Wanted
from services.booking.domain.way_events import ChangeRefused
from services.booking.domain.wish import Wish
from services.booking.forgotten import Forgotten
from services.booking.judging import Judged, Judging
from services.booking.permissions import as_staff
from services.booking.refusals import TooManyAttempts
from services.booking.refused import LOST, LostWish
from services.booking.rows import BookingRow
from services.booking.ways_refusals import NotAPart
from services.booking.wishes import Behalf, Equipment, ForWhom, People, Rooms, make_wish
from shared.clock import tokyo_date
from shared.contracts.booking import BookingConfirmed
from shared.contracts.booking_ways import BookingChanged
from shared.errors import KyosoError, NotYet, Refusal
from shared.events import Event
from shared.journal import Cause, Chain, Stream
from shared.web import Caller, TokyoInstant


class ChangeRequest(BaseModel):
    """What is to be different about a booking; what is not named stays. Another day or house makes it a move."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    facility_id: Id | None = None
    room_id: Id | None = None
    room_ids: Rooms = ()
    starts_at: TokyoInstant | None = None
    ends_at: TokyoInstant | None = None
    people: People | None = None
    purpose: Purpose | None = None
    equipment: Equipment | None = None

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
class Entered:
    """A booking that its caller may change."""

    row: BookingRow
    stream: Stream[FacilityDay]
    by: Caller
    behalf: Behalf

    @property
    def day(self) -> str:
        """Its date in Tokyo."""
        return tokyo_date(self.row.starts_at).isoformat()

    def whom(self, **changes: Any) -> ForWhom:
        """For whom and what for it is, with what is to be different."""
        row = self.row.model_dump(include={"group_id", "people", "purpose", "equipment"})
        return ForWhom(**{**row, **{name: value for name, value in changes.items() if value is not None}})


@dataclass(frozen=True, slots=True)
class Plan:
    """What a booking is to be, whether that is a move, and why its new place cannot be had (``advice``)."""

    wish: Wish
    facility: FacilityInfo
    judged: Judged
    advice: Refusal | None = None
    moves: bool = False


class Changes:
    """Bookings that become other ones."""

    def __init__(self, bookings: Bookings, directory: Directory, judging: Judging, forgotten: Forgotten) -> None:
        self.journal = bookings.journal
        self._bookings = bookings
        self._directory = directory
        self._judging = judging
        self._forgotten = forgotten

    async def change(self, booking_id: str, wanted: ChangeRequest, *, by: Caller, cause: Cause) -> Done:
        """Make a booking as wanted: on its day in place, keeping its id; elsewhere as a new booking (``moved_from``).

        Raises what booking raises, ``BookingNotOpen``, ``ChangeNeedsApproval``, ``NothingChanges``.
        """
        entered = await self._enter(booking_id, by)
        row = entered.row

        async def plan() -> Plan:
            facility = await self._directory.facility(wanted.facility_id or row.facility_id)
            whom = entered.whom(people=wanted.people, purpose=wanted.purpose, equipment=wanted.equipment)
            wish = make_wish(
                facility, wanted.rooms or row.room_ids, wanted.starts_at or row.starts_at,
                wanted.ends_at or row.ends_at, whom, entered.behalf, series_id=row.series_id, moved_from=booking_id,
            )  # fmt: skip
            judged = await self._judged(wish, facility, entered)
            if (facility.facility_id, wish.day.isoformat()) == (row.facility_id, entered.day):
                return Plan(wish, facility, judged)
            return Plan(wish, facility, judged, await self._advice(wish, facility, judged), moves=True)

        return await self._carry_out(entered, plan, cause)

    async def give_back(
        self, booking_id: str, rooms: tuple[str, ...], since: datetime | None, until: datetime | None, *, by: Caller,
        cause: Cause,
    ) -> Done:  # fmt: skip
        """Cancel some rooms of a booking, or the beginning or end of its time. Raises ``NotAPart``."""
        entered = await self._enter(booking_id, by)
        row = entered.row

        async def plan() -> Plan:
            kept = tuple(room_id for room_id in row.room_ids if room_id not in rooms)
            starts_at, ends_at = _rest(row, since, until)
            if len(kept) + len(rooms) != len(row.room_ids) or not kept:
                raise NotAPart(booking_id=booking_id)
            facility = await self._directory.facility(row.facility_id)
            wish = make_wish(
                facility, kept, starts_at, ends_at, entered.whom(), entered.behalf, series_id=row.series_id
            )
            return Plan(wish, facility, await self._judged(wish, facility, entered))

        return await self._carry_out(entered, plan, cause)

    async def _carry_out(self, entered: Entered, make: Callable[[], Awaitable["Plan"]], cause: Cause) -> Done:
        """Begin on the booking's own day, and go on to the end of what follows.

        What is wrong with the plan counts inside ``decide`` only, where a repeated request has already been found.
        """
        now, refused = self.journal.now(), self._bookings.refused
        asking = asking_for(entered.row.group_id, entered.by)
        try:
            plan: Plan | KyosoError = refused.attempts.slowed(asking, now) or await make()
        except (Refusal, NotYet) as refusal:
            plan = refusal
        cleared: set[str] = set()
        while True:
            try:
                return await self._settled(entered, plan, cleared, now, cause)
            except TakenFromOthers as taken:
                assert isinstance(plan, Plan)
                plan = await self._cleared(plan, taken, now)
                cleared |= {one.booking_id for one in taken.given_up}
            except TooManyAttempts:
                raise
            except Refusal as refusal:
                refused.attempts.note(asking, now)
                if not isinstance(plan, Plan) or not isinstance(refusal, LOST):
                    raise
                lost = LostWish(plan.wish, plan.facility, plan.judged, refusal)
                raise await refused.whole(lost, now, cause, "change") from None

    async def _cleared(self, plan: Plan, taken: TakenFromOthers, now: datetime) -> Plan:
        """The plan, once the rules were asked about what others gave up of it."""
        try:
            await self._judging.clear(plan.wish, plan.facility, plan.judged, taken.given_up, now)
        except Refusal as refusal:
            return replace(plan, advice=refusal)
        return plan

    async def _settled(
        self, entered: Entered, plan: Plan | KyosoError, cleared: Collection[str], now: datetime, cause: Cause
    ) -> Done:
        """The change to its end. Raises what refuses it, and ``TakenFromOthers``."""
        booking_id, new_id = entered.row.id, cause.new_id("booking")
        left = await self._directory.facility(entered.row.facility_id)

        def decide(day: FacilityDay) -> list[Event]:
            self._forgotten.check(entered.by.person_id)
            if isinstance(plan, KyosoError):
                raise plan
            wish, terms, staff = plan.wish, plan.judged.terms_or_raise(), entered.behalf.by_staff
            if not plan.moves:
                if plan.advice is not None:
                    raise plan.advice
                return changing.change(
                    day, booking_id, new_id, wish, plan.facility, terms, now, by_staff=staff, cleared=cleared
                )
            wanted = Wanted.of(new_id, wish, plan.facility, terms, origin=f"{left.facility_id}/{entered.day}")
            events = changing.begin_move(day, booking_id, wanted, wish, left, now, by_staff=staff)
            if plan.advice is not None:
                raise plan.advice
            return events

        chain = await self.journal.settle(await self.journal.transact(entered.stream, cause, decide))
        ended = _end(chain, booking_id, new_id)
        if isinstance(ended, BookingConfirmed):
            return Done(chain, ended)
        raise await self._lost(ended, entered)

    async def _judged(self, wish: Wish, facility: FacilityInfo, entered: Entered) -> Judged:
        return await self._judging.judge(wish, facility, self.journal.now(), by=entered.by, entered=True)

    async def _advice(self, wish: Wish, facility: FacilityInfo, judged: Judged) -> Refusal | None:
        """Why the new place cannot be had, as far as can be known: a lost race costs commits on both days."""
        if judged.terms is None:
            return None
        return await self._judging.advice(wish, facility, judged, self.journal.now())

    async def _lost(self, ended: BookingRefused | ChangeRefused, entered: Entered) -> Refusal:
        """The end of a change that lost, in words."""
        place = ended.wanted if isinstance(ended, ChangeRefused) else ended
        facility = await self._directory.facility(place.facility_id)
        wish = make_wish(facility, place.room_ids, place.starts_at, place.ends_at, entered.whom(), entered.behalf)
        why = ended.model_dump(include={"reason", "rule_id", "value", "limit", "item"})
        return await self._bookings.refusal(Lost(**why), wish, facility, self.journal.now())

    async def _enter(self, booking_id: str, by: Caller) -> Entered:
        row, stream, found = await self._bookings.enter("change-booking", booking_id, by)
        behalf = Behalf(row.person_id, row.channel, as_staff(found))
        return Entered(row, stream, by, behalf)


def _end(chain: Chain, booking_id: str, new_id: str) -> BookingConfirmed | BookingRefused | ChangeRefused:
    """The event that ends the saga of a change: of the booking, or of the one that it was to become."""
    for commit in chain.commits:
        for event in commit.events:
            match event:
                case BookingChanged() | ChangeRefused() if event.booking_id == booking_id:
                    return event
                case BookingConfirmed() | BookingRefused() if event.booking_id == new_id:
                    return event
    raise LookupError(f"the change of {booking_id} has no end")


def _rest(row: BookingRow, since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """What is left of the time of a booking without a span at its beginning or end. Raises ``NotAPart``."""
    if since is None and until is None:
        return row.starts_at, row.ends_at
    since, until = since or row.starts_at, until or row.ends_at
    if since == row.starts_at and row.starts_at < until < row.ends_at:
        return until, row.ends_at
    if until == row.ends_at and row.starts_at < since < row.ends_at:
        return row.starts_at, since
    raise NotAPart(booking_id=row.id)
