"""What the rules of one facility say of a booking that is there: until when it is paid, what its cancellation means."""

from collections.abc import Iterator
from datetime import datetime

from services.booking.domain.grid import quarter_of
from services.booking.domain.houses.days import PUBLIC
from services.booking.domain.houses.refusals import refusal_of
from services.booking.domain.houses.ways import HouseWays
from services.booking.domain.wish import Wish
from services.booking.refusals import BookingNotOpen, RuleRefused
from services.booking.rulebook.asking import Asked, Reason
from services.booking.rulebook.quick import Question
from services.booking.rulebook.refunds import Refund
from services.booking.rulebook.several import cancellation_of, each_of, refund_of, refund_rule_of
from services.booking.rulebook.windows import Payment, Start, due, first_due, too_late
from shared.clock import tokyo_date
from shared.contracts.booking import BookingConfirmed
from shared.errors import Refusal

Place = BookingConfirmed | Wish
"""What names rooms, a time and on whose behalf."""


class HouseBookings(HouseWays):
    """The rules, asked about a booking."""

    def cancel_refusal(self, booking: BookingConfirmed, now: datetime) -> Refusal | None:
        """Why a booking cannot be given back any more, or ``None``. Without a rule it can, until its use begins."""
        asked = self._about(booking, now)
        found = cancellation_of(each_of(asked)) if asked else None
        if found is None:
            begun = now >= booking.starts_at
            return BookingNotOpen(booking_id=booking.booking_id, booking_status="begun") if begun else None
        until, rule, of = found
        if not too_late(until, now):
            return None
        return refusal_of(rule, of, value=now, limit=until.told, until=until.told)

    def refund(self, booking: BookingConfirmed, at: datetime, reason: Reason | None = None) -> int | None:
        """The yen of the fee that come back when it is cancelled at ``at``; ``None``: no rule speaks of it, so all."""
        asked = self._about(booking, at)
        return refund_of(each_of(asked), booking.fee, at, reason) if asked else None

    def refund_rule(self, booking: BookingConfirmed, at: datetime) -> Refund | None:
        """The table by which it comes back when it is cancelled at ``at``, if there is one."""
        asked = self._about(booking, at)
        return refund_rule_of(each_of(asked), booking.fee, at) if asked else None

    def start_refusal(self, booking: BookingConfirmed, now: datetime) -> RuleRefused | None:
        """Why its use cannot begin yet, or ``None``. Without a rule it can."""
        asked = self._about(booking, now)
        rule = asked.rule(Start) if asked else None
        if asked is None or rule is None or now >= (begins := due(rule.when, asked, closing=False).at):
            return None
        return refusal_of(rule, asked, value=now, limit=begins, until=begins)

    def pay_by(self, booking: BookingConfirmed, now: datetime) -> datetime | None:
        """Until when the fee of a booking that is confirmed now is paid; ``None``: no rule speaks of it."""
        dues = [max(now, first_due(rule, asked).at) for rule, asked in self._payments(booking, now)]
        return min(dues, default=None) if booking.fee else None

    def pays_from_request(self, booking: Place, now: datetime) -> bool:
        """Whether the time to pay counts from when somebody asked, not from the use alone."""
        return any(moment.days_after is not None for rule, _ in self._payments(booking, now) for moment in rule.by)

    def _payments(self, booking: Place, now: datetime) -> Iterator[tuple[Payment, Asked]]:
        """What is said of the payment: of rooms that are charged each alone, by the rule of each."""
        asked = self._about(booking, now)
        for one in each_of(asked) if asked else ():
            if rule := one.rule(Payment):
                yield rule, one

    def _about(self, booking: Place, now: datetime) -> Asked | None:
        """The rules about a booking. Of rooms that are gone meanwhile those of the house; of a house without, none."""
        rooms = tuple(room for room in booking.room_ids if room in self._rooms) or tuple(self._rooms)[:1]
        if not rooms:
            return None
        day = tokyo_date(booking.starts_at)
        start, end = quarter_of(day, booking.starts_at), quarter_of(day, booking.ends_at)
        question = Question(self.of_rules(rooms), day, start, end)
        return self._quick.asked(question, PUBLIC[booking.group_id is not None], now)
