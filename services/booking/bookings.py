"""The use cases of bookings: book, cancel, start, complete, and the lists.

A person's booking is one commit on the facility-day. A group's is a saga: its quota is reserved, then the slots are
taken or refused, then the quota is used or released. Every check that time can change stands inside ``decide``, so
that a repeated request gets its first answer, however late it comes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.booking.demand import LostDemand
from services.booking.directory import Directory
from services.booking.domain.events import BookingRefused
from services.booking.domain.facility import Id
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.facility_info import FacilityInfo
from services.booking.domain.grid import day_text, instant
from services.booking.domain.purposes import Purpose
from services.booking.domain.quota import Quota
from services.booking.domain.terms import Party, Terms
from services.booking.domain.wish import Wish, place_on_grid
from services.booking.forgotten import Forgotten
from services.booking.groups import Groups
from services.booking.permissions import Action, Standing, require, standings
from services.booking.refusals import NotBookableYet, RoomTaken, RuleRefused, WrongStartCode
from services.booking.rows import BookingRow, GroupRow
from services.booking.start_codes import StartCodes
from shared.clock import tokyo_date
from shared.contracts.booking import BookingCancelled, BookingCompleted, BookingConfirmed, BookingStarted
from shared.errors import NotYet, Refusal
from shared.events import Event
from shared.journal import Cause, Chain, Commit, Journal, Page, Stream
from shared.web import Caller, NotFound, TokyoInstant

PEOPLE_MAX = 100_000


class BookingRequest(BaseModel):
    """A request to book one room. ``purpose`` is one of the published codes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    facility_id: Id
    room_id: Id
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    group_id: Id | None = None
    purpose: Purpose
    people: Annotated[int, Field(ge=1, le=PEOPLE_MAX)]


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did to a booking, and the commit (or chain) that did it."""

    outcome: Commit | Chain
    event: BookingConfirmed


class Bookings:
    """Bookings of the city's rooms. ``by`` is always who asks: permissions are decided here, for every edge."""

    def __init__(
        self,
        journal: Journal,
        directory: Directory,
        groups: Groups,
        forgotten: Forgotten,
        demand: LostDemand,
        codes: StartCodes,
    ) -> None:
        self.journal = journal
        self.codes = codes
        self._directory = directory
        self._groups = groups
        self._forgotten = forgotten
        self._demand = demand

    # -- booking

    async def book(self, request: BookingRequest, *, by: Caller, cause: Cause) -> Done:
        """Give a room to a person or their group, or say what is free instead, or which rule refuses.

        Raises the refusals of ``place_on_grid`` and ``check``, ``RoomTaken``, ``NotFound``, ``Forbidden``, ``NotYet``,
        ``PersonErasedHere``.
        """
        day, start, end = place_on_grid(request.starts_at, request.ends_at)
        facility = await self._directory.facility(request.facility_id)
        if request.room_id not in facility.rooms:
            if not facility.bookable:
                raise NotBookableYet(facility_id=facility.facility_id)
            raise NotFound(what="room", room_id=request.room_id)
        wish = Wish(
            request.facility_id, (request.room_id,), day, start, end, instant(day, start), instant(day, end),
            by.person_id, request.group_id, request.people, request.purpose,
        )  # fmt: skip
        now = self.journal.now()
        try:
            if wish.group_id is None:
                return await self._book_for_person(wish, facility, now, by=by, cause=cause)
            return await self._book_for_group(wish, wish.group_id, facility, now, by=by, cause=cause)
        except (RoomTaken, RuleRefused) as refusal:
            await self._demand.record(wish, refusal, now, cause)
            raise

    async def _book_for_person(
        self, wish: Wish, facility: FacilityInfo, now: datetime, *, by: Caller, cause: Cause
    ) -> Done:
        party = Party(resident=by.has("resident", "staff"))
        booking_id = cause.new_id("booking")

        def decide(day: FacilityDay) -> list[Event]:
            self._forgotten.check(by.person_id)
            terms = facility.rules.terms(wish, party, now)
            return day.confirm(booking_id, wish, facility, terms, now)

        commit = await self.journal.transact(_day_of(wish), cause, decide)
        return Done(commit, commit.first(BookingConfirmed))

    async def _book_for_group(
        self, wish: Wish, group_id: str, facility: FacilityInfo, now: datetime, *, by: Caller, cause: Cause
    ) -> Done:
        group = await self._groups.get(group_id)
        booking_id = cause.new_id("booking")
        # a lost race costs three commits, so the day is asked first; its answer counts inside ``decide`` only, where
        # a repeated request has already been found
        terms, refusal = await self._advice(wish, group, facility, now, by)

        def decide(quota: Quota) -> list[Event]:
            self._forgotten.check(by.person_id)
            if terms is None or refusal is not None:
                raise refusal or NotYet("group")
            return quota.reserve(booking_id, wish, facility, terms)

        reserved = await self.journal.transact(Quota.stream(group_id, f"{wish.day:%Y-%m}"), cause, decide)
        chain = await self.journal.settle(reserved)
        ended = chain.first(BookingConfirmed, BookingRefused)
        if isinstance(ended, BookingRefused):
            raise await self._refusal(ended, wish, facility, now)
        return Done(chain, ended)

    async def _advice(
        self, wish: Wish, group: GroupRow | None, facility: FacilityInfo, now: datetime, by: Caller
    ) -> tuple[Terms | None, Exception | None]:
        """The terms of a group's wish, and why it is refused before anything is written, as far as can be known."""
        if group is None or not group.officers:
            return None, NotYet("group")
        try:
            require("book-for-group", standings(by, officers=group.officers))
            terms = facility.rules.terms(wish, Party(resident=by.has("resident"), members=group.members_min), now)
        except Refusal as refusal:
            return None, refusal
        (taken,) = await self.journal.ask(_day_of(wish), lambda day: (day.refusal_of(wish, facility, terms, now),))
        return terms, taken

    async def _refusal(
        self, refused: BookingRefused, wish: Wish, facility: FacilityInfo, now: datetime
    ) -> RoomTaken | RuleRefused:
        """The end of a lost saga, as the refusal that the advance question would have given."""
        if refused.reason == "rule-refused":
            return facility.rules.refusal(refused.rule_id, value=refused.value, limit=refused.limit)
        (taken,) = await self.journal.ask(_day_of(wish), lambda day: (day.room_taken(wish, facility, now),))
        return taken

    # -- what becomes of a booking

    async def cancel(self, booking_id: str, *, by: Caller, cause: Cause) -> Done:
        """Give a booking back; a group gets its quota back with it."""
        row, stream, found = await self._enter("cancel-booking", booking_id, by)
        facility = await self._directory.facility(row.facility_id)
        now = self.journal.now()
        commit = await self.journal.transact(
            stream, cause, lambda day: day.cancel(booking_id, facility, now, by_staff="staff" in found)
        )
        return Done(await self.journal.settle(commit), commit.first(BookingCancelled))

    async def start(self, booking_id: str, code: str, *, by: Caller, cause: Cause) -> Done:
        """Record that the use begins, by the code that came with the booking. Raises ``WrongStartCode``."""
        row, stream, _ = await self._enter("start-booking", booking_id, by)
        if not self.codes.fits(booking_id, code):
            raise WrongStartCode(booking_id=booking_id)
        facility = await self._directory.facility(row.facility_id)
        now = self.journal.now()
        commit = await self.journal.transact(stream, cause, lambda day: day.start(booking_id, facility, now))
        return Done(commit, commit.first(BookingStarted))

    async def complete(self, booking_id: str, heads: int, *, by: Caller, cause: Cause) -> Done:
        """Record the use with the heads that came, and free what is left of the time."""
        row, stream, _ = await self._enter("complete-booking", booking_id, by)
        facility = await self._directory.facility(row.facility_id)
        now = self.journal.now()
        commit = await self.journal.transact(stream, cause, lambda day: day.complete(booking_id, heads, facility, now))
        return Done(commit, commit.first(BookingCompleted))

    # -- reading

    async def get(self, booking_id: str, *, by: Caller) -> BookingRow:
        """One booking, for those it concerns."""
        row, _, _ = await self._enter("see-booking", booking_id, by)
        return row

    async def of_person(
        self, person_id: str, *, since: datetime | None, cursor: str | None, limit: int
    ) -> Page[BookingRow]:
        """A person's bookings, by their start."""
        return await self._page("of_person", person_id, since, cursor, limit)

    async def of_group(
        self, group_id: str, *, by: Caller, since: datetime | None, cursor: str | None, limit: int
    ) -> Page[BookingRow]:
        """A group's bookings, by their start."""
        require("list-bookings-of-group", standings(by, officers=await self._groups.officers(group_id)))
        return await self._page("of_group", group_id, since, cursor, limit)

    async def of_facility(
        self, facility_id: str, *, by: Caller, since: datetime | None, cursor: str | None, limit: int
    ) -> Page[BookingRow]:
        """A facility's bookings, by their start."""
        require("list-bookings-of-facility", standings(by))
        return await self._page("at_facility", facility_id, since, cursor, limit)

    async def counted(self, group_id: str, month: str, *, by: Caller) -> dict[str, int]:
        """What a group has used and reserved in a month (``2026-12``), by quota rule."""
        require("see-quota", standings(by, officers=await self._groups.officers(group_id)))
        return await self.journal.ask(Quota.stream(group_id, month), lambda quota: quota.totals())

    async def covers(self, booking_id: str, *, group_id: str, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether this is a standing booking of that group over all of that time."""
        row = await self.journal.get(BookingRow, booking_id)
        return (
            row is not None
            and not row.closed
            and row.group_id == group_id
            and row.starts_at <= starts_at
            and ends_at <= row.ends_at
        )

    # -- within

    async def _page(
        self, column: str, id: str, since: datetime | None, cursor: str | None, limit: int
    ) -> Page[BookingRow]:
        """Rows whose column is ``<id>/<start>``; "0" is the character after the slash."""
        first = f"{id}/{day_text(since)}" if since else f"{id}/"
        return await self.journal.page(
            BookingRow, order_by=column, since=first, until=f"{id}0", cursor=cursor, limit=limit
        )

    async def _enter(
        self, action: Action, booking_id: str, by: Caller
    ) -> tuple[BookingRow, Stream[FacilityDay], frozenset[Standing]]:
        """A booking with which the caller may do this, and its facility-day. Raises ``NotFound``, ``Forbidden``."""
        row = await self.journal.get(BookingRow, booking_id)
        if row is None:
            raise NotFound(what="booking", booking_id=booking_id)
        found = standings(by, holder=row.person_id, officers=await self._groups.officers(row.group_id))
        require(action, found)
        return row, FacilityDay.stream(row.facility_id, tokyo_date(row.starts_at).isoformat()), found


def _day_of(wish: Wish) -> Stream[FacilityDay]:
    return FacilityDay.stream(wish.facility_id, wish.day.isoformat())
