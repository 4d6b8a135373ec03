"""What a move does to bills: what was paid goes along, but for what the rules keep of the difference.

Three steps in any order: the new booking is heard of (``carry``), the old one is given back (``Bill.cancel``, which
says what is kept), and the new bill takes over (``receive``). Money goes along once the first two are known.
"""

from collections.abc import Sequence
from datetime import datetime

from services.booking.domain.money.bill_online import OnlineBill
from services.booking.domain.money.events import (
    Booked,
    CarriedReceipt,
    FeeCarried,
    FeeKept,
    FeeReceived,
    FeeWaived,
    MoveHeard,
)
from services.booking.domain.money.fee_terms import (
    ADDED_WITHIN,
    PAY_WITHIN_MIN,
    kept_of,
    pay_by_of,
    share_of,
    still_waived,
)
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
        pay_by, lapses = self._time_of(booking, at)
        heard = MoveHeard(
            booking_id=self.booking_id,
            to=Booked.model_validate(booking.model_dump()),
            fee=booking.fee,
            pay_by=pay_by,
            lapses=lapses,
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
        ended = self.at_its_end
        waived = still_waived(ended.waived, ended.of, heard.fee)
        return FeeCarried(**heard.model_dump(), waived=waived, receipts=parts)

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
        fee, waived, kept = self._caught_up(carried, self.held + here)
        if self.cancelled:
            net = fee - waived
            left = max(0, min(self.held + here, net - share_of(fee - self.keeps, fee, net) + kept))
            if (more := left - self.charged) > 0:
                events.append(self._due(carried.to, more, "cancelled", carried.pay_by, 0, lapses=False))
            return self._then(events, at)
        if self.about is not None:  # it was changed before this arrived
            if (more := kept - self.kept) > 0:
                total = max(0, self.charged + more - waived - self.held - here)
                events.append(FeeKept(booking_id=self.booking_id, amount=more))
                events.append(self._due(self.about, more, "correction", self._pay_by, total, lapses=self.lapses))
        elif carried.fee > 0:
            total = max(0, carried.fee - waived - here)
            events.append(self._due(carried.to, carried.fee, "moved", carried.pay_by, total, lapses=carried.lapses))
        if waived:
            events.append(FeeWaived(booking_id=self.booking_id, amount=waived, ground="other"))
        return self._then(events, at)

    # -- within

    def _awaits(self, told: BookingConfirmed) -> bool:
        """Whether something may still come along from the bill of the booking whose place this one took."""
        return told.moved_from is not None and self.moved_from is None

    def _caught_up(self, carried: FeeCarried, held: int) -> tuple[int, int, int]:
        """The fee, what of it is waived, and what is kept beside it, had the changes ``ahead`` come after this.

        ``held``: what was paid, what comes along included.
        """
        fee, waived, kept = carried.fee, carried.waived, 0
        for was_fee, new_fee, refund in self.ahead:
            stays = waived if new_fee == was_fee else still_waived(waived, fee, new_fee)
            kept += kept_of(was_fee, new_fee, refund, net=fee - waived, left=new_fee - stays, paid=held - kept)
            fee, waived = new_fee, stays
        return fee, waived, kept

    @property
    def _net(self) -> int:
        """What is charged for the booking as it stands: without what was waived, or kept of what it no longer is."""
        return self.charged - self.waived - self.kept

    def _time_for(self, total: int, told: BookingConfirmed | None, now: datetime) -> tuple[datetime, bool]:
        """Until when ``total`` is paid after a change (``told``) or a correction, and whether the booking lapses else.

        What nobody has paid keeps its time, as the change tells it. What comes on top of what was settled has a time
        of its own, and no booking lapses for it.
        """
        late = self._pay_by <= now
        if self.unpaid and (told or not late):
            return self._time_of(told, now) if told else (self._pay_by, self.lapses)
        if total > (0 if late else self.outstanding):
            by = told.pay_by or told.starts_at if told else self._pay_by
            return max(by, now + ADDED_WITHIN), False
        return self._pay_by, False

    def _time_of(self, booking: BookingConfirmed, now: datetime) -> tuple[datetime, bool]:
        """Until when a bill that nobody has paid is paid when its booking is changed or moved; see ``_time_for``."""
        if self.about is None:
            return pay_by_of(booking, now), booking.lapses
        by = booking.pay_by or booking.starts_at
        if not (self.at_its_end.unpaid if self.cancelled else self.unpaid):
            return max(by, now + ADDED_WITHIN), False
        return max(by, min(self._pay_by, now + PAY_WITHIN_MIN)), booking.lapses

    def _waived_of(self, fee: int) -> int:
        """What stays waived when the booking costs another ``fee``."""
        return still_waived(self.waived, self.charged - self.kept, fee)

    def _reset(
        self, fee: int, reason: DueFor, *, waived: int = 0, about: Booked | None = None,
        time: tuple[datetime, bool] | None = None,
    ) -> list[Event]:  # fmt: skip
        """Counter what is due and set it anew; ``time``: until when it is paid, and whether the booking lapses else."""
        assert self.about is not None
        old, new = self.about, about or self.about
        events: list[Event] = []
        if waived < self.waived:
            events.append(FeeWaived(booking_id=self.booking_id, amount=waived - self.waived, ground="other"))
        total = max(0, fee - waived - self.held)
        pay_by, lapses = time or (self._pay_by, self.lapses)
        for place, amount in ((old, -self.charged), (new, fee)):
            if amount:
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
