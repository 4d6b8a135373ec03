"""What papers and reports ask of money: what was paid for one booking, what a house charged, received, gave back."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from services.booking.money.rows import BillRow, MoneyRow
from services.booking.papers.facts import Due, Paid
from services.booking.report.income import Cash, Charge
from services.booking.rows import BookingRow
from shared.clock import tokyo_date
from shared.journal import Journal, Row
from shared.journal.journal import PAGE_LIMIT_MAX

R = TypeVar("R", bound=Row)


class MoneyTold:
    """Reads bills for those who print them."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def paid_for(self, booking_id: str) -> Paid | None:
        """What was paid for a booking, after what came back; nothing where nothing was, or all of it came back."""
        bill = await self._journal.get(BillRow, booking_id)
        receipts = [line for line in bill.receipts if line.amount > line.refunded] if bill else []
        if not receipts:
            return None
        last = receipts[-1]
        assert bill is not None
        yen = sum(line.amount - line.refunded for line in receipts)
        return Paid(last.receipt_number, yen, last.paid_at or bill.starts_at, last.channel)

    async def due_for(self, booking_id: str) -> Due | None:
        """How the bill of a booking stands; nothing where there is none."""
        bill = await self._journal.get(BillRow, booking_id)
        if bill is None:
            return None
        return Due(bill.number, bill.status, bill.outstanding, bill.owed_back, bill.pay_by)

    async def charges(self, facility_id: str, since: date, until: date) -> Sequence[Charge]:
        """What a house's uses from a day on, before another, cost: by their bills."""
        uses = {row.id: row.use for row in await self._all(BookingRow, facility_id, since, until)}
        found = []
        for bill in await self._all(BillRow, facility_id, since, until):
            if bill.id in uses:
                _, day, rest = uses[bill.id].split("/", 2)
                net = bill.charged - bill.waived
                found.append(Charge(date.fromisoformat(day), rest, net, bill.outstanding, bill.owed_back))
        return found

    async def cash(self, facility_id: str, since: date, until: date) -> Sequence[Cash]:
        """What a house received and gave back from a day on, before another: every line of its till."""
        return [
            Cash(tokyo_date(line.made_at), **{"received" if line.what == "paid" else "refunded": line.amount})
            for line in await self._all(MoneyRow, facility_id, since, until)
        ]

    async def _all(self, kind: type[R], facility_id: str, since: date, until: date) -> list[R]:
        """The rows of a house and of these days, by its column ``at_facility``."""
        found: list[R] = []
        cursor: str | None = None
        while True:
            page = await self._journal.page(
                kind, order_by="at_facility", since=f"{facility_id}/{since}", until=f"{facility_id}/{until}",
                cursor=cursor, limit=PAGE_LIMIT_MAX,
            )  # fmt: skip
            found += page.items
            cursor = page.next
            if cursor is None:
                return found
