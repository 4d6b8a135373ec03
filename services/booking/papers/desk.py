"""The use cases of papers: gathers what one says, for whom it may be shown, and has it drawn in another thread.

Nothing is recorded: a paper says what the journal says, and printed again it is the same.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.booking.after_use.refusals import NoPermit, NoRefusalOnRecord, NothingToPay, NotPaidYet
from services.booking.attempts import asking_for
from services.booking.bookings import Bookings
from services.booking.decided import decided_by
from services.booking.demand import LostDemand
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.houses.facility import Id
from services.booking.domain.houses.permits import CONDITIONS, permit_number, signs_of
from services.booking.domain.money.coming_back import ComingBack
from services.booking.domain.wish import party_of
from services.booking.groups.groups import Groups
from services.booking.houses.directory import Directory
from services.booking.papers.facts import Due, Holder, Paid, Permit, Place, Slip
from services.booking.papers.payment import paying
from services.booking.papers.refusing import decided_against, refused_of, rooms_of
from services.booking.papers.states import STATES, state_of
from services.booking.papers.texts import PaperTexts
from services.booking.permissions import may, own_of, require, standings
from services.booking.rows import BookingRow, FacilityRow
from shared.clock import tokyo_date
from shared.contracts.booking import BookingConfirmed
from shared.contracts.booking_ways import BookingLapsed
from shared.journal import Journal
from shared.web import Caller, TokyoInstant

STANDING = frozenset({"confirmed", "started", "completed"})
"""Bookings that are permits."""
PaidOf = Callable[[str], Awaitable[Paid | None]]
"""What was paid for a booking, by its id; nothing where nothing was."""
DueOf = Callable[[str], Awaitable[Due | None]]
"""How the bill of a booking stands, by its id; nothing where there is none."""
BackOf = Callable[[str], Awaitable[ComingBack | None]]
"""What comes back of a booking that was cancelled, by its id; nothing where it cost nothing."""


class RefusalWanted(BaseModel):
    """Which refused request the letter is about: as it was asked. ``person_id``: staff, for somebody at the counter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    facility_id: Id
    room_id: Id
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    group_id: Id | None = None
    person_id: Annotated[str, Field(min_length=1, max_length=128)] | None = None


async def nothing_paid(_: str) -> Paid | None:
    """Where no payments are taken, nothing is paid."""
    return None


async def nothing_due(_: str) -> Due | None:
    """Where no payments are taken, nothing is due."""
    return None


async def nothing_back(_: str) -> ComingBack | None:
    """Where no payments are taken, nothing comes back."""
    return None


class PaperDesk:
    """Gives out papers. ``by`` is always who asks."""

    def __init__(
        self,
        journal: Journal,
        *,
        city: str,
        texts: PaperTexts,
        bookings: Bookings,
        directory: Directory,
        groups: Groups,
        demand: LostDemand,
        paid: PaidOf = nothing_paid,
        due: DueOf = nothing_due,
        back: BackOf = nothing_back,
    ) -> None:
        self.journal = journal
        self._city = city
        self._texts = texts
        self._bookings = bookings
        self._directory = directory
        self._groups = groups
        self._demand = demand
        self._paid = paid
        self._due = due
        self._back = back

    async def permit(self, booking_id: str, *, by: Caller) -> bytes:
        """The permit of a booking that stands. Raises ``NoPermit``, ``NotFound``, ``Forbidden``."""
        from services.booking.papers import letters  # noqa: PLC0415 - a second to load, and most processes print nothing

        row = await self._bookings.get(booking_id, by=by)
        if row.status not in STANDING:
            raise NoPermit(booking_id=booking_id)
        given_at = await self._told_at(row, BookingConfirmed)
        permit = Permit(
            number=permit_number(row.facility_id, row.starts_at, booking_id),
            place=await self._place(row.facility_id, row.room_ids, row.starts_at, row.ends_at),
            holder=await self._holder(row.group_id, row.person_id),
            people=row.people,
            purpose=row.purpose,
            fee=row.fee,
            given_at=given_at,
            paying=paying(row.fee, await self._due(booking_id), row.status),
            start_by=row.start_by,
            conditions=tuple(CONDITIONS[code][0] for code in row.conditions if code in CONDITIONS),
        )
        return await asyncio.to_thread(letters.permit_pdf, permit, self._texts)

    async def slip(self, booking_id: str, *, by: Caller) -> bytes:
        """What somebody without e-mail takes home; with the start code for those who may start the use.

        It says how the booking stands now, and has a permit's number only where there is a permit.
        """
        from services.booking.papers import slips  # noqa: PLC0415 - a second to load, and most processes print nothing

        row = await self._bookings.get(booking_id, by=by)
        found = standings(by, holder=own_of(row), officers=await self._groups.officers(row.group_id))
        state = state_of(row.status, row.ends_at, row.hold_until, self.journal.now())
        shows_code = state == "confirmed" and may("start-booking", found)
        permit = permit_number(row.facility_id, row.starts_at, booking_id)
        slip = Slip(
            number=permit if STATES[state].permitted else signs_of(booking_id),
            place=await self._place(row.facility_id, row.room_ids, row.starts_at, row.ends_at),
            holder=await self._holder(row.group_id, row.person_id),
            people=row.people,
            fee=row.fee,
            state=state,
            paying=paying(row.fee, await self._due(booking_id), state),
            returns=await self._back(booking_id),
            reason=row.reason,
            hold_until=row.hold_until,
            start_code=self._bookings.codes.of(booking_id) if shows_code else None,
            start_by=row.start_by,
        )
        return await asyncio.to_thread(slips.slip_pdf, slip, self._texts)

    async def receipt(self, booking_id: str, *, by: Caller) -> bytes:
        """The receipt of what was paid. Raises ``NothingToPay``, ``NotPaidYet``, ``NotFound``, ``Forbidden``."""
        from services.booking.papers import letters  # noqa: PLC0415 - a second to load, and most processes print nothing

        row = await self._bookings.get(booking_id, by=by)
        paid = await self._paid(booking_id)
        if paid is None or paid.yen <= 0:
            raise NothingToPay(booking_id=booking_id) if not row.fee else NotPaidYet(booking_id=booking_id)
        place = await self._place(row.facility_id, row.room_ids, row.starts_at, row.ends_at)
        holder = await self._holder(row.group_id, row.person_id)
        number = paid.receipt_id
        return await asyncio.to_thread(letters.receipt_pdf, number, place, holder, paid, self._texts)

    async def refusal(self, wanted: RefusalWanted, *, by: Caller) -> bytes:
        """The letter about a refusal on record, for whom it concerns.

        Raises ``NoRefusalOnRecord``, ``Forbidden``, ``TooManyAttempts``.
        """
        from services.booking.papers import letters  # noqa: PLC0415 - a second to load, and most processes print nothing

        person_id = wanted.person_id or by.person_id
        if person_id != by.person_id:
            require("print-refusal-of-others", standings(by))
        if wanted.group_id is not None:
            require("book-for-group", standings(by, officers=await self._groups.officers(wanted.group_id)))
        self._count(wanted.group_id, by)
        facility = await self._directory.facility(wanted.facility_id)
        found = await self._demand.on_record(
            wanted.facility_id, wanted.room_id, wanted.starts_at, wanted.ends_at, party_of(person_id, wanted.group_id)
        )
        if found is None:
            raise NoRefusalOnRecord(facility_id=wanted.facility_id, room_id=wanted.room_id)
        at, recorded = found
        place = await self._place(facility.facility_id, rooms_of(recorded), recorded.starts_at, recorded.ends_at)
        holder = await self._holder(wanted.group_id, person_id)
        return await asyncio.to_thread(
            letters.refusal_pdf, refused_of(recorded, at, place, holder, facility), self._texts
        )

    async def decision(self, booking_id: str, *, by: Caller) -> bytes:
        """The letter about a request that staff refused.

        Raises ``NoRefusalOnRecord``, ``NotFound``, ``Forbidden``, ``TooManyAttempts``.
        """
        from services.booking.papers import letters  # noqa: PLC0415 - a second to load, and most processes print nothing

        row = await self._bookings.get(booking_id, by=by)
        self._count(row.group_id, by)
        if row.status != "refused":
            raise NoRefusalOnRecord(facility_id=row.facility_id, room_id=row.room_ids[0])
        at = await self._told_at(row, BookingLapsed)
        decided = await decided_by(self.journal, row.facility_id, row.starts_at, row.id)
        place = await self._place(row.facility_id, row.room_ids, row.starts_at, row.ends_at)
        holder = await self._holder(row.group_id, row.person_id)
        facility = await self._directory.facility(row.facility_id)
        return await asyncio.to_thread(
            letters.refusal_pdf, decided_against(row, decided, at, place, holder, facility), self._texts
        )

    # -- gathering

    def _count(self, group_id: str | None, by: Caller) -> None:
        """A letter about a refusal is one attempt more: it is looked for in the journal, and drawn."""
        asking, now = asking_for(group_id, by), self.journal.now()
        self._bookings.refused.attempts.check(asking, now)
        self._bookings.refused.attempts.note(asking, now)

    async def _told_at(self, row: BookingRow, kind: type[BookingConfirmed]) -> datetime | None:
        """When this was told of a booking, from the day's own stream; nothing of a day that was archived."""
        stream = FacilityDay.stream(row.facility_id, tokyo_date(row.starts_at).isoformat())
        for commit in await self.journal.store.of_stream(stream.name):
            if any(record.type == kind.type for record in commit.records):
                for event in commit.events:
                    if type(event) is kind and event.booking_id == row.id:
                        return commit.at
        return None

    async def _place(
        self, facility_id: str, room_ids: tuple[str, ...], starts_at: datetime, ends_at: datetime
    ) -> Place:
        facility = await self._directory.facility(facility_id)
        row = await self.journal.get(FacilityRow, facility_id)
        return Place(
            city=self._city,
            facility_id=facility_id,
            facility=facility.name,
            kind=facility.kind,
            address=row.address if row else "",
            phone=row.phone if row else "",
            rooms=tuple(facility.rooms[id].name if id in facility.rooms else id for id in room_ids),
            rooms_en=tuple(map(facility.rules.in_english, room_ids)),
            starts_at=starts_at,
            ends_at=ends_at,
        )

    async def _holder(self, group_id: str | None, person_id: str) -> Holder:
        if group_id is None:
            return Holder(person_id=person_id)
        group = await self._groups.get(group_id)
        return Holder(group=group.name if group else group_id)
