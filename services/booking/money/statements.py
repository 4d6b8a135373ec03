"""Bank statements: a CSV file whose transfers are matched with bills by the number that people wrote.

What fits is booked, all lines of a file in one commit that their bills then follow; what does not is reported with the
reason, and the money is where it was: at the bank. A file that cannot be read whole books nothing. The same file
again, or another file with some of the same lines, changes nothing. A bill of the clerk's own waits for a colleague.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.booking.domain.money.bill import Bill
from services.booking.domain.money.events import PaymentMatched, StatementLine, StatementLineUnfit
from services.booking.domain.money.statement import Statement
from services.booking.groups.groups import Groups
from services.booking.money.permissions import may, require
from services.booking.money.rows import BillRow
from services.booking.money.statement_file import Transfer, read_statement
from services.booking.permissions import Standing, own_of, standings
from shared.clock import day_begins, tokyo_date
from shared.journal import Cause, Chain, Journal
from shared.web import Caller

LineStatus = Literal[
    "booked",
    "fits",
    "booked-before",
    "no-number",
    "unknown-number",
    "two-bills",
    "amount-differs",
    "already-paid",
    "not-due",
    "cancelled",
    "not-incoming",
    "in-the-future",
    "own-affair",
]
BILLS_PER_NUMBER = 2


class LineReport(BaseModel):
    """What became of one line of the file. ``next_ja``, ``next_en``: what to do with one that does not fit."""

    model_config = ConfigDict(frozen=True)

    line: int
    status: LineStatus
    amount: int
    paid_on: date
    bill_number: str | None = None
    booking_id: str | None = None
    outstanding: int | None = None
    receipt_number: str | None = None
    next_ja: str = ""
    next_en: str = ""


class StatementReport(BaseModel):
    """What became of a file. ``booked``: the yen that it added."""

    model_config = ConfigDict(frozen=True)

    encoding: str
    booked: int
    counts: dict[LineStatus, int]
    lines: tuple[LineReport, ...]


@dataclass(slots=True)
class _Found:
    """One transfer, and what is known of its bill."""

    transfer: Transfer
    status: LineStatus
    booking_id: str | None = None
    outstanding: int | None = None
    receipt: str | None = None


class Statements:
    """The import of bank statements."""

    def __init__(self, journal: Journal, groups: Groups) -> None:
        self.journal = journal
        self._groups = groups

    async def take(self, content: bytes, *, dry_run: bool, by: Caller, cause: Cause) -> StatementReport:
        """Book what fits, and report every line; ``dry_run`` only reports. Raises ``StatementUnreadable``."""
        require("import-statement", standings(by))
        encoding, transfers = read_statement(content)
        found = await self._judged(transfers, by)
        if not dry_run:
            await self._book(content, [each for each in found if each.status == "fits"], by, cause)
        return _report(encoding, found)

    async def _judged(self, transfers: Iterable[Transfer], by: Caller) -> list[_Found]:
        """Each transfer beside its bill; of two that would pay one bill, the first in the file does."""
        found: list[_Found] = []
        paying: set[str] = set()
        for transfer in transfers:
            each = await self._judge(transfer, by)
            if each.status == "fits" and each.booking_id is not None:
                if each.booking_id in paying:
                    each.status = "already-paid"
                paying.add(each.booking_id)
            found.append(each)
        return found

    async def _judge(self, transfer: Transfer, by: Caller) -> _Found:
        if not transfer.incoming:
            return _Found(transfer, "not-incoming")
        if transfer.on > tokyo_date(self.journal.now()):
            return _Found(transfer, "in-the-future")
        if transfer.bill_number is None:
            return _Found(transfer, "no-number")
        page = await self.journal.page(BillRow, where={"number": transfer.bill_number}, limit=BILLS_PER_NUMBER)
        if len(page.items) != 1:
            return _Found(transfer, "two-bills" if page.items else "unknown-number")
        bill, booking_id = page.items[0], page.items[0].id
        receipt, unfit, outstanding = await self.journal.ask(
            Bill.stream(booking_id),
            lambda bill: (bill.booked_lines.get(transfer.id), bill.unfit(transfer.amount), bill.outstanding),
        )
        if receipt is not None:
            return _Found(transfer, "booked-before", booking_id, receipt=receipt)
        if unfit is None and not may("take-payment", await self._standings(bill, by)):
            return _Found(transfer, "own-affair", booking_id)
        return _Found(transfer, unfit or "fits", booking_id, outstanding)

    async def _standings(self, bill: BillRow, by: Caller) -> frozenset[Standing]:
        return standings(by, holder=own_of(bill), officers=await self._groups.officers(bill.group_id))

    async def _book(self, content: bytes, fitting: list[_Found], by: Caller, cause: Cause) -> None:
        lines = [
            StatementLine(
                line=each.transfer.id,
                booking_id=each.booking_id or "",
                amount=each.transfer.amount,
                on=day_begins(each.transfer.on),
            )
            for each in fitting
        ]
        if not lines:
            return
        stream = Statement.stream(hashlib.sha256(content).hexdigest()[:32])
        commit = await self.journal.transact(stream, cause, lambda statement: statement.take(lines))
        outcomes = _outcomes(await self.journal.settle(commit))
        for each in fitting:
            outcome = outcomes.get(each.transfer.id)
            if isinstance(outcome, StatementLineUnfit):
                each.status = outcome.reason
            elif outcome is not None:
                each.status, each.receipt = "booked", outcome
            else:  # the same file was taken in at the same moment, and was first
                after = await self._judge(each.transfer, by)
                each.status, each.receipt = after.status, after.receipt


def _outcomes(chain: Chain) -> dict[str, str | StatementLineUnfit]:
    found: dict[str, str | StatementLineUnfit] = {}
    for commit in chain.commits:
        for event in commit.events:
            if isinstance(event, StatementLineUnfit):
                found[event.line] = event
            elif isinstance(event, PaymentMatched) and event.line is not None:
                found[event.line] = event.receipt_number
    return found


NEXT: dict[str, tuple[str, str]] = {
    "own-affair": (
        "ご自分（またはご自分が役員の団体）の請求です。ほかの担当者に、この明細を取り込んでもらってください。",
        "It is your own bill, or your group's. Ask a colleague to take this statement in.",
    ),
    "in-the-future": (
        "入金の日付が先の日になっています。明細の日付を確かめてください。",
        "The day of the transfer is still to come. Check the date in the statement.",
    ),
    "no-number": (
        "請求番号が書かれていません。振込元に確かめて、請求の画面で「銀行振込」として入力してください。",
        "It names no bill. Ask the sender, and enter it with the bill as a bank payment.",
    ),
    "unknown-number": (
        "この番号の請求はありません。番号の書き間違いか、別の入金でないか確かめてください。",
        "There is no bill of that number. Look for a slip of the pen, or another kind of income.",
    ),
    "two-bills": (
        "同じ番号の請求が二つあります。金額と名義で確かめて、請求の画面で入力してください。",
        "Two bills share the number. Tell them apart by the amount, and enter it with the bill.",
    ),
    "amount-differs": (
        "請求額と違います。差額を確かめてください。減免や訂正を記録した後で、もう一度取り込めます。",
        "The amount differs from what is due. Once a waiver or correction is recorded, take the file in again.",
    ),
    "already-paid": (
        "この請求はすでに支払い済みです。二重の入金であれば、振込元に返金してください。",
        "The bill is paid already. If the money came twice, send it back.",
    ),
    "not-due": (
        "この請求は支払いの必要がありません。振込元に返金してください。",
        "Nothing is due for that bill. Send the money back.",
    ),
    "cancelled": (
        "取り消された予約の請求です。振込元に返金してください。",
        "The booking was cancelled. Send the money back.",
    ),
}


def _report(encoding: str, found: list[_Found]) -> StatementReport:
    lines = tuple(
        LineReport(
            line=each.transfer.line,
            status=each.status,
            amount=each.transfer.amount,
            paid_on=each.transfer.on,
            bill_number=each.transfer.bill_number,
            booking_id=each.booking_id,
            outstanding=each.outstanding if each.status == "amount-differs" else None,
            receipt_number=each.receipt,
            next_ja=NEXT.get(each.status, ("", ""))[0],
            next_en=NEXT.get(each.status, ("", ""))[1],
        )
        for each in found
    )
    booked = sum(line.amount for line in lines if line.status == "booked")
    return StatementReport(
        encoding=encoding, booked=booked, counts=dict(Counter(line.status for line in lines)), lines=lines
    )
