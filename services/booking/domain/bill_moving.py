"""What a move does to bills: what was paid goes along, but for what the rules keep of the difference.

Three steps in any order: the new booking is heard of (``carry``), the old one is given back (``Bill.cancel``, which
says what is kept), and the new bill takes over (``receive``). Money goes along once the first two are known.
"""

from collections.abc import Sequence
from datetime import datetime

from services.booking.domain.bill_events import Booked, CarriedReceipt, FeeCarried, FeeReceived, FeeWaived, MoveHeard
from services.booking.domain.bill_online import OnlineBill
from services.booking.domain.fee_terms import CORRECTED_WITHIN, pay_by_of
from shared.contracts.booking import BookingConfirmed
from shared.contracts.booking_money import DueFor, FeeDue
from shared.events import Event


class MovingBill(OnlineBill):
    """The part of a bill that hands over to another one, and what that needs."""

    # -- a move

    def carry(self, booking: BookingConfirmed, at: datetime) -> Sequence[Event]:
        """The booking moved: what was paid goes along, and nothing is due here any more. Once.

        Where it is not known here yet that the old place was given back, it goes along when that is.
        """
        if self.moved_to is not None or self.moving is not None:
            return []
        heard = MoveHeard(
            booking_id=self.booking_id,
            to=Booked.model_validate(booking.model_dump()),
            fee=booking.fee,
            pay_by=pay_by_of(booking, at),
            lapses=booking.lapses,
        )
        if self.about is not None and not self.cancelled:
            return [heard]
        if booking.fee <= 0 and self.about is None:
            return []
        return [self._carried(heard)]

    def _carried(self, heard: MoveHeard) -> FeeCarried:
        """What is owed back of the old bill, receipt by receipt, as it goes along."""
        parts = tuple(
            CarriedReceipt(
                receipt_number=receipt.number,
                channel=receipt.channel,
                amount=amount,
                attempt_id=receipt.attempt_id,
                by_hand=receipt.by_hand,
            )
            for receipt, amount in reversed(self.owed())
        )
        return FeeCarried(**heard.model_dump(), receipts=parts)

    def receive(self, carried: FeeCarried, at: datetime) -> Sequence[Event]:
        """The bill of the booking that took the other's place: its fee, and what was paid already. Once.

        Where the booking was changed or cancelled before this arrived, that has said what is due.
        """
        if self.moved_from is not None or (carried.fee <= 0 and not carried.receipts):
            return []
        received = FeeReceived(
            moved_from=carried.booking_id,
            to=carried.to,
            pay_by=carried.pay_by,
            lapses=carried.lapses,
            receipts=carried.receipts,
        )
        events: list[Event] = [received]
        here = sum(part.amount for part in carried.receipts)
        if self.cancelled:
            if kept := min(here, self.keeps):
                events.append(self._due(carried.to, kept, "cancelled", carried.pay_by, 0, lapses=False))
        elif carried.fee > 0 and self.about is None:
            total = max(0, carried.fee - here)
            events.append(self._due(carried.to, carried.fee, "moved", carried.pay_by, total, lapses=carried.lapses))
        return self._then(events, at)

    # -- within

    @property
    def _net(self) -> int:
        """What is charged for the booking as it stands: without what was waived, or kept of what it no longer is."""
        return self.charged - self.waived - self.kept

    def _reset(self, fee: int, reason: DueFor, now: datetime, *, about: Booked | None = None) -> list[Event]:
        """Counter what is due and set it anew; of a correction, what was waived stays so up to the new fee."""
        assert self.about is not None
        old, new = self.about, about or self.about
        waived = min(self.waived, fee if reason == "correction" else 0)
        events: list[Event] = []
        if waived < self.waived:
            events.append(FeeWaived(booking_id=self.booking_id, amount=waived - self.waived, ground="other"))
        total = max(0, fee - waived - self.held)
        late = total > 0 and self._pay_by <= now
        pay_by = now + CORRECTED_WITHIN if late else self._pay_by
        for place, amount in ((old, -self.charged), (new, fee)):
            if amount:
                lapses = self.lapses and not late
                events.append(self._due(place, amount, reason, pay_by, total, lapses=lapses))
        return events

    def _due(self, about: Booked, amount: int, reason: DueFor, pay_by: datetime, total: int, *, lapses: bool) -> FeeDue:
        return FeeDue(
            **about.model_dump(),
            amount=amount,
            bill_number=self.number,
            pay_by=pay_by,
            reason=reason,
            total=total,
            lapses=lapses,
        )

    @property
    def _pay_by(self) -> datetime:
        assert self.pay_by is not None
        return self.pay_by
