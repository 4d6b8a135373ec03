"""The use cases of money at the counter: bills and their lists, payments, refunds, reductions and waivers, corrections.

Each command is one commit on the bill, so two clerks who enter the same payment cannot both succeed. ``by`` is always
who asks.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.grid import day_text
from services.booking.domain.money.bill import Bill
from services.booking.domain.money.events import Correction, Evidence, Ground
from services.booking.groups.groups import Groups
from services.booking.money.permissions import Action, require
from services.booking.money.refusals import NoBill, PaidInFuture
from services.booking.money.rows import BillRow, BillStatus, MoneyRow
from services.booking.permissions import own_of, standings
from services.booking.rows import BookingRow
from shared.clock import day_begins, tokyo_date
from shared.contracts.booking import BookingConfirmed
from shared.contracts.booking_ways import BookingChanged
from shared.journal import Cause, Commit, Journal, Page, Stream
from shared.journal.archived import StreamArchived
from shared.web import Caller, NotFound

Yen = Annotated[int, Field(ge=1, le=10_000_000)]
Reference = Annotated[str, Field(max_length=9, pattern=r"^[0-9A-Za-z-]*$")]
"""The number of a paper: digits, letters, hyphens. Too short for a telephone number, and no place for a name."""

OWED_FOR = frozenset({BookingConfirmed.type, BookingChanged.type})


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PaymentRequest(_Request):
    """Money that was taken in: at the counter, or seen on the account. ``reference``: the number of the paper."""

    channel: Literal["counter", "bank"]
    amount: Yen
    reference: Reference = ""
    paid_on: date | None = None


class RefundRequest(_Request):
    """Money that was given back by hand. Where to is said at the counter, and kept on paper only."""

    channel: Literal["counter", "bank"]
    amount: Yen
    reference: Reference = ""


class WaiverRequest(_Request):
    """A reduction or waiver (減免) that was granted: why, and what the clerk saw. ``reference``: its number."""

    amount: Yen
    ground: Ground
    evidence: Evidence
    reference: Reference = ""


class CorrectionRequest(_Request):
    """The whole fee as it should be, and why it changed."""

    fee: Annotated[int, Field(ge=0, le=10_000_000)]
    reason: Correction


@dataclass(frozen=True, slots=True)
class Booked:
    """A commit on a bill."""

    commit: Commit
    booking_id: str


class Bills:
    """Bills, for those whom they concern."""

    def __init__(self, journal: Journal, groups: Groups) -> None:
        self.journal = journal
        self._groups = groups

    # -- by staff

    async def pay(self, booking_id: str, request: PaymentRequest, *, by: Caller, cause: Cause) -> Booked:
        """Take a payment in. Raises ``PartialPayment``, ``Overpayment``, ``NothingDue``, ``BillIsCancelled``."""
        stream = await self.enter("take-payment", booking_id, by)
        now = self.journal.now()
        commit = await self.journal.transact(
            stream,
            cause,
            lambda bill: bill.pay(
                request.channel, request.amount, _paid_at(request.paid_on, now), reference=request.reference
            ),
        )
        return Booked(commit, booking_id)

    async def refund(self, booking_id: str, request: RefundRequest, *, by: Caller, cause: Cause) -> Booked:
        """Record that money was given back. Raises ``NothingToRefund``, ``RefundDiffers``."""
        stream = await self.enter("give-back", booking_id, by)
        now = self.journal.now()
        commit = await self.journal.transact(
            stream,
            cause,
            lambda bill: bill.refund(request.channel, request.amount, now, reference=request.reference),
        )
        return Booked(commit, booking_id)

    async def waive(self, booking_id: str, request: WaiverRequest, *, by: Caller, cause: Cause) -> Booked:
        """Record a reduction or waiver, before the payment. Raises ``WaiverTooLarge``, ``PaymentUnderWay``."""
        stream = await self.enter("waive", booking_id, by)
        commit = await self.journal.transact(
            stream,
            cause,
            lambda bill: bill.waive(request.amount, request.ground, request.evidence, request.reference),
        )
        return Booked(commit, booking_id)

    async def correct(self, booking_id: str, request: CorrectionRequest, *, by: Caller, cause: Cause) -> Booked:
        """Counter the fee and set it anew. Raises ``FeeUnchanged``."""
        stream = await self.enter("correct-fee", booking_id, by)
        now = self.journal.now()
        commit = await self.journal.transact(stream, cause, lambda bill: bill.correct(request.fee, request.reason, now))
        return Booked(commit, booking_id)

    # -- by time

    async def fall_overdue(self, row: BillRow, cause: Cause) -> None:
        """Say that it was not paid in time; what follows for the booking is the rules' word."""
        now = self.journal.now()
        await self.journal.transact(Bill.stream(row.id), cause, lambda bill: bill.fall_overdue(now))

    # -- reading

    async def get(self, booking_id: str, *, by: Caller) -> BillRow:
        """One bill. Raises ``NoBill``, ``NotFound``, ``Forbidden``."""
        await self.enter("see-bill", booking_id, by)
        row = await self.journal.get(BillRow, booking_id)
        if row is None:
            raise NoBill(booking_id=booking_id)
        return row

    async def receipt(self, booking_id: str, number: str, *, by: Caller) -> MoneyRow:
        """What one receipt says: number, amount, for what. Raises ``NotFound``."""
        await self.enter("see-bill", booking_id, by)
        row = await self.journal.get(MoneyRow, number)
        if row is None or row.booking_id != booking_id:
            raise NotFound(what="receipt", receipt_number=number)
        return row

    async def listed(
        self,
        *,
        by: Caller,
        facility_id: str | None,
        status: BillStatus | None,
        since: datetime | None,
        until: datetime | None,
        cursor: str | None,
        limit: int,
    ) -> Page[BillRow]:
        """Bills by the start of use: of a facility, or of the city by status (staff, auditors); else one's own.

        A page of one's own is shorter where one acts no more for a group.
        """
        where = {"status": status} if status else {}
        own = facility_id is None and status is None
        if own:
            column, key = "of_person", by.person_id
        else:
            require("list-bills", standings(by))
            column, key = ("at_facility", facility_id) if facility_id else ("starts", "")
        first, last = _bounds(key or "", since, until)
        page = await self.journal.page(
            BillRow, where=where, order_by=column, since=first, until=last, cursor=cursor, limit=limit
        )
        return Page(await self._groups.still_own(page.items, by.person_id), page.next) if own else page

    async def till(
        self,
        facility_id: str,
        *,
        by: Caller,
        since: datetime | None,
        until: datetime | None,
        cursor: str | None,
        limit: int,
    ) -> Page[MoneyRow]:
        """What was paid and given back for a facility, by the instant: the day's till."""
        require("list-bills", standings(by))
        first, last = _bounds(facility_id, since, until)
        return await self.journal.page(
            MoneyRow, order_by="at_facility", since=first, until=last, cursor=cursor, limit=limit
        )

    # -- within

    async def enter(self, action: Action, booking_id: str, by: Caller) -> Stream[Bill]:
        """The bill with which the caller may do this. Raises ``NotFound``, ``Forbidden``."""
        row = await self.journal.get(BookingRow, booking_id)
        if row is None:
            raise NotFound(what="booking", booking_id=booking_id)
        found = standings(by, holder=own_of(row), officers=await self._groups.officers(row.group_id))
        require(action, found)
        if row.fee and await self.journal.get(BillRow, booking_id) is None:
            await self._fall_due(row)
        return Bill.stream(booking_id)

    async def _fall_due(self, row: BookingRow) -> None:
        """Take the steps that follow a booking now, for who pays in the moment in which they book.

        The relay would take the same ones a moment later. A booking from before there were bills gets its bill so.
        """
        day, named = FacilityDay.stream(row.facility_id, tokyo_date(row.starts_at).isoformat()), row.id.encode()
        with suppress(StreamArchived):
            for commit in await self.journal.store.of_stream(day.name):
                if any(record.type in OWED_FOR and named in record.body for record in commit.records):
                    await self.journal.settle(commit)


def _paid_at(day: date | None, now: datetime) -> datetime:
    """The instant of a payment that was made on ``day``. Raises ``PaidInFuture``."""
    if day is None or day == tokyo_date(now):
        return now
    at = day_begins(day)
    if at > now or now - at > timedelta(days=366):
        raise PaidInFuture(paid_on=day.isoformat(), today=tokyo_date(now).isoformat())
    return at


def _bounds(key: str, since: datetime | None, until: datetime | None) -> tuple[str | None, str | None]:
    """The first and the last text of a column that is ``<key>/<instant>``, or the instant alone without a key."""
    if not key:
        return (day_text(since) if since else None), (day_text(until) if until else None)
    first = f"{key}/{day_text(since)}" if since else f"{key}/"
    return first, f"{key}/{day_text(until)}" if until else f"{key}0"
