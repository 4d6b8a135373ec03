"""One bill: what falls due, is paid, waived, corrected, given back. Never edited: each change counters what was before.

Exact under any race, because it is one stream. What arrives although nobody wanted it (money for a cancelled booking,
a second payment) is taken in and owed back at once: money that was received is never lost sight of.
"""

from collections.abc import Sequence
from datetime import datetime

from services.booking.domain.money.events import (
    BillCancelled,
    Booked,
    BookingHeard,
    Correction,
    Evidence,
    FeeCorrected,
    FeeKept,
    FeeWaived,
    Ground,
    PaymentMatched,
    ReceiptNoted,
    StatementLine,
    StatementLineUnfit,
    Unfit,
)
from services.booking.domain.money.fee_terms import kept_of, or_another_place, pay_by_of, refund_of, share_of
from services.booking.domain.money.moving import MovingBill
from services.booking.money.refusals import (
    BillIsCancelled,
    FeeUnchanged,
    NoBill,
    NothingDue,
    NothingToRefund,
    Overpayment,
    PartialPayment,
    PaymentUnderWay,
    RefundDiffers,
    TooManyAttempts,
    WaiverTooLarge,
)
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.contracts.booking_money import FeeDue, FeeOverdue, FeeRefunded, PaidBy
from shared.contracts.booking_ways import BookingChanged
from shared.events import Event

ENTRIES_MAX = 300
"""Beyond so many events no command is taken any more; what follows from others (a cancellation, an answer) still is."""


class Bill(MovingBill):
    """The commands. ``now`` is the instant of the decision; everything in yen."""

    # -- what follows a booking

    def open(self, booking: BookingConfirmed, at: datetime) -> Sequence[Event]:
        """The fee falls due; nothing for what costs nothing, or where a change or the end of it was heard of before."""
        if self.about is not None or self.cancelled or booking.fee <= 0:
            return []
        return [self._first_due(booking, at)]

    def change(self, booking: BookingChanged, at: datetime, version: int = 0) -> Sequence[Event]:
        """Another fee, time or room counters what was due, and is due anew; not if a newer ``version`` was heard of.

        A change that leaves the price alone leaves alone what staff corrected; of a part that was given back, what was
        paid is kept as far as the rules say.
        """
        if self.cancelled or version < self.as_of:
            return []
        waived = self.waived if booking.fee == self.fee else self._waived_of(booking.fee)
        ahead = {"was_fee": booking.was_fee, "refund": booking.refund} if self._awaits(booking) else {}
        heard = BookingHeard(booking_id=self.booking_id, fee=booking.fee, version=version, waived=waived, **ahead)
        if self.about is None:
            return [self._first_due(booking, at), heard] if booking.fee > 0 or booking.was_fee > 0 else []
        keep = self._keep(booking)
        fee = self.charged if booking.fee == self.fee else booking.fee + self.kept + keep
        about = Booked.model_validate(booking.model_dump())
        kept = [FeeKept(booking_id=self.booking_id, amount=keep)] if keep else []
        if (fee, about) == (self.charged, self.about):
            return [heard, *kept]
        time = self._time_for(max(0, fee - waived - self.held), booking, at)
        return self._then([heard, *kept, *self._reset(fee, "correction", waived=waived, about=about, time=time)], at)

    def _first_due(self, booking: BookingConfirmed, at: datetime) -> FeeDue:
        about = Booked.model_validate(booking.model_dump())
        return self._due(about, booking.fee, "fee", pay_by_of(booking, at), booking.fee, lapses=booking.lapses)

    def _keep(self, changed: BookingChanged) -> int:
        """What is kept of the yen that the fee fell by: as the rules say, and of what was paid only.

        Of a fee that was reduced the same share: what a cancellation would keep if it gave back no more than this.
        """
        left, paid = changed.fee - self._waived_of(changed.fee), self.held - self.kept
        return kept_of(changed.was_fee, changed.fee, changed.refund, net=self._net, left=left, paid=paid)

    def cancel(self, booking: BookingCancelled, at: datetime) -> Sequence[Event]:
        """Counter what is due, down to what the rules keep of what was paid; the rest is owed back, or goes along."""
        keeps = booking.fee - refund_of(booking)
        overtakes = self.about is None and booking.fee > 0  # what makes the bill, or what comes along from another one
        if overtakes and (not self.cancelled or keeps > self.keeps):
            return [BillCancelled(booking_id=self.booking_id, keeps=keeps)]
        if self.about is None or self.cancelled:
            return []
        net = self._net
        back = refund_of(booking) if booking.fee == net else share_of(refund_of(booking), booking.fee, net)
        kept = max(0, min(self.held, net - back + self.kept))
        moved = booking.reason == "moved"
        ended = [
            BillCancelled(booking_id=self.booking_id, keeps=keeps if self._awaits(booking) else 0),
            *self._reset(kept, "moved" if moved or self.moving else "cancelled"),
        ]
        if self.moving is not None:
            return [*ended, self._after(ended)._carried(self.moving)]  # noqa: SLF001 - the same class
        return ended if moved else or_another_place(booking, self._then(ended, at))

    def keep_less(self, booking: BookingCancelled, was_refund: int, at: datetime) -> Sequence[Event]:
        """Why it was given back was shown afterwards: of what is kept, as much less is as would have come back more."""
        if self.about is None or not self.cancelled or self.moved_to or was_refund >= booking.fee:
            return []
        left, was_left = booking.fee - refund_of(booking), booking.fee - was_refund
        fee = self.kept + max(0, self.charged - self.kept) * left // was_left
        return [] if fee >= self.charged else self._then(self._reset(fee, "cancelled"), at)

    def fall_overdue(self, now: datetime) -> Sequence[Event]:
        """It was not paid in time; nothing while somebody is paying, or when it was said."""
        due_at = self.due_at
        if due_at is None or self.open_attempt or now < due_at:
            return []
        assert self.about is not None
        lapses = self.lapses and now < self.about.starts_at  # whoever did not come does not pay less for it
        return [FeeOverdue(**self._told(), amount=self.outstanding, pay_by=self._pay_by, lapses=lapses)]

    # -- by staff

    def pay(self, channel: PaidBy, amount: int, paid_at: datetime, *, reference: str = "") -> Sequence[Event]:
        """Money was handed over, or a clerk saw it on the account: exactly what is due."""
        self._check_due()
        if amount < self.outstanding:
            raise PartialPayment(booking_id=self.booking_id, outstanding=self.outstanding)
        if amount > self.outstanding:
            raise Overpayment(booking_id=self.booking_id, outstanding=self.outstanding)
        paid = self._paid(channel, amount, paid_at)
        return [paid, *_noted(paid.receipt_number, reference)]

    def book_line(self, line: StatementLine) -> Sequence[Event]:
        """A line of a statement is booked, or does not fit any more. Once, however often the file is read."""
        if line.line in self.booked_lines:
            return []
        unfit = self.unfit(line.amount)
        if unfit is not None:
            return [StatementLineUnfit(line=line.line, amount=line.amount, reason=unfit)]
        paid = self._paid("bank", line.amount, line.on)
        return [paid, PaymentMatched(receipt_number=paid.receipt_number, line=line.line)]

    def unfit(self, amount: int) -> Unfit | None:
        """Why a transfer of ``amount`` does not fit; ``None`` when it does."""
        if self.cancelled:
            return "cancelled"
        if not self.outstanding:
            return "already-paid" if self.held else "not-due"
        return None if amount == self.outstanding else "amount-differs"

    def waive(self, amount: int, ground: Ground, evidence: Evidence, reference: str) -> Sequence[Event]:
        """Some or all of what is still to be paid is not demanded (減免)."""
        self._check_due()
        if self.open_attempt:
            raise PaymentUnderWay(booking_id=self.booking_id, attempt_id=self.open_attempt)
        if amount > self.outstanding:
            raise WaiverTooLarge(booking_id=self.booking_id, outstanding=self.outstanding)
        return [
            FeeWaived(booking_id=self.booking_id, amount=amount, ground=ground, evidence=evidence, reference=reference)
        ]

    def correct(self, fee: int, reason: Correction, now: datetime) -> Sequence[Event]:
        """The fee is another one: what was due is countered, the new one falls due, what is too much is owed back."""
        self._check_open()
        if fee == self.charged or (self.cancelled and fee > self.charged):
            raise FeeUnchanged(booking_id=self.booking_id, fee=fee, charged=self.charged)
        why: list[Event] = [FeeCorrected(booking_id=self.booking_id, reason=reason)]
        if self.kept:  # what staff say is the whole of it
            why.append(FeeKept(booking_id=self.booking_id, amount=-self.kept))
        waived = min(self.waived, fee)
        time = self._time_for(max(0, fee - waived - self.held), None, now)
        return self._then([*why, *self._reset(fee, "correction", waived=waived, time=time)], now)

    def refund(self, channel: PaidBy, amount: int, now: datetime, *, reference: str = "") -> Sequence[Event]:
        """Money was given back by hand: exactly what is owed by that channel."""
        self._check_open()
        parts = [(receipt, part) for receipt, part in self.owed() if receipt.back_by == channel != "online"]
        if not parts:
            raise NothingToRefund(booking_id=self.booking_id, channel=channel)
        owed = sum(part for _, part in parts)
        if amount != owed:
            raise RefundDiffers(booking_id=self.booking_id, owed=owed, amount=amount)
        events: list[Event] = []
        for n, (receipt, part) in enumerate(parts, self.refunds_made + 1):
            number = self._refund_number(n)
            events.append(
                FeeRefunded(
                    **self._told(),
                    amount=part,
                    channel=channel,
                    receipt_number=receipt.number,
                    refund_number=number,
                    refunded_at=now,
                )
            )
            events.extend(_noted(number, reference))
        return events

    # -- within

    def _check_open(self) -> None:
        if self.about is None:
            raise NoBill(booking_id=self.booking_id)
        if self.entries >= ENTRIES_MAX:
            raise TooManyAttempts(booking_id=self.booking_id, limit=ENTRIES_MAX)

    def _check_due(self) -> None:
        if self.cancelled:
            raise BillIsCancelled(booking_id=self.booking_id, moved_to=self.moved_to)
        self._check_open()
        if not self.outstanding:
            raise NothingDue(booking_id=self.booking_id, receipts=[each.number for each in self.receipts.values()])


def _noted(number: str, reference: str) -> list[Event]:
    return [ReceiptNoted(number=number, reference=reference)] if reference else []
