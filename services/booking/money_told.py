"""What papers and reports ask of money: what was paid for one booking, and the income of a house in a period."""

from collections.abc import Sequence
from datetime import date

from services.booking.domain.use import Use
from services.booking.money_rows import BillRow
from services.booking.papers.facts import Due, Paid
from services.booking.report.reading import Money
from services.booking.rows import BookingRow
from shared.journal import Journal
from shared.journal.journal import PAGE_LIMIT_MAX


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

    async def income(self, facility_id: str, since: date, until: date) -> Sequence[Money]:
        """What was paid and what came back for a house's uses from a day on, before another."""
        uses = await self._uses(facility_id, since, until)
        found: list[Money] = []
        cursor: str | None = None
        while True:
            page = await self._journal.page(
                BillRow, order_by="at_facility", since=f"{facility_id}/{since}", until=f"{facility_id}/{until}",
                cursor=cursor, limit=PAGE_LIMIT_MAX,
            )  # fmt: skip
            found += [
                Money(Use.parse(uses[bill.id]), bill.paid, bill.refunded)
                for bill in page.items
                if bill.id in uses and (bill.paid or bill.refunded)
            ]
            cursor = page.next
            if cursor is None:
                return found

    async def _uses(self, facility_id: str, since: date, until: date) -> dict[str, str]:
        """By booking, what a report tells apart of it."""
        found: dict[str, str] = {}
        cursor: str | None = None
        while True:
            page = await self._journal.page(
                BookingRow, order_by="at_facility", since=f"{facility_id}/{since}", until=f"{facility_id}/{until}",
                cursor=cursor, limit=PAGE_LIMIT_MAX,
            )  # fmt: skip
            found |= {row.id: row.use for row in page.items}
            cursor = page.next
            if cursor is None:
                return found
