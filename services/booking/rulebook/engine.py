"""Decides a request: allowed or every refusal, the fee with its lines, the deadlines, what a cancellation would cost.

Pure, without reading or writing anything; a decision takes a fraction of a millisecond.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.booking.domain.grid import instant
from services.booking.rulebook.asking import Asked, Facts, Reason, Request
from services.booking.rulebook.bands import check_lengths, check_slots
from services.booking.rulebook.book import Book
from services.booking.rulebook.caps import check_caps
from services.booking.rulebook.charging import Charged, Checks, charged, each_once
from services.booking.rulebook.eligibility import check_eligibility, check_purposes
from services.booking.rulebook.equipment import check_equipment
from services.booking.rulebook.hold_limits import check_hold_limits
from services.booking.rulebook.opening import check_closures, check_opening
from services.booking.rulebook.passings import check_passings
from services.booking.rulebook.penalties import check_suspension, free_until, points_at
from services.booking.rulebook.preemptions import check_preemption
from services.booking.rulebook.prices import Entry
from services.booking.rulebook.refunds import RefundStep, steps
from services.booking.rulebook.several import refund_of, refunds_of
from services.booking.rulebook.windows import (
    Cancellation,
    Confirmation,
    Holds,
    Payment,
    Start,
    check_closes,
    check_holds,
    check_opens,
    due,
    first_due,
)
from services.booking.rulebook.words import Refusal

CHECKS: Checks = (
    check_slots,
    check_opening,
    check_closures,
    check_lengths,
    check_opens,
    check_closes,
    check_suspension,
    check_eligibility,
    check_purposes,
    check_caps,
    check_passings,
    check_equipment,
    check_holds,
    check_hold_limits,
    check_preemption,
)
"""The order of refusals. The price comes last: what has no price is said when everything else is."""
CHECKS_OF_A_REST: Checks = (check_slots,)
"""What is left of a booking has to fit the grid and to have a price. Who may ask, when and for how long was asked when
it was booked: else a room would be kept that nobody uses."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Instants, each the first at which it is too late (``start_from``: the first at which it is possible)."""

    pay_by: datetime | None
    hold_until: datetime | None
    confirm_by: datetime | None
    cancel_until: datetime | None
    cancel_free_until: datetime | None
    start_from: datetime | None
    start_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say to a request at a moment."""

    allowed: bool
    refusals: tuple[Refusal, ...]
    fee: int | None
    """Yen; nothing where the table has no entry for it."""
    lines: tuple[Entry, ...]
    """The entries of tables that make the fee, in their order."""
    notices: tuple[Refusal, ...]
    """Reductions that they could have and have not, each with its reason. They refuse nothing."""
    deadlines: Deadlines
    refunds: tuple[RefundStep, ...]
    points_now: int
    """Penalty points that a cancellation at this moment would cost."""
    asked: Asked
    by: tuple[Asked, ...]
    """The questions that were charged: the request itself; or, where no row joins its rooms, each of them by itself."""

    def refund_at(self, at: datetime, reason: Reason | None = None) -> int | None:
        """The yen that come back when it is cancelled at ``at``; nothing is said without a rule of refunds."""
        return refund_of(self.by, self.fee or 0, at, reason)

    def points_at(self, at: datetime, reason: Reason | None = None) -> int:
        """The points that a cancellation at ``at`` costs."""
        return max(points_at(one, at, reason) for one in self.by)


def decide(book: Book, request: Request, facts: Facts, now: datetime, checks: Checks = CHECKS) -> Decision:
    """Ask the rules. Raises ``Unanswerable`` for a request that they cannot be asked about."""
    asked = book.asked(request, facts, now)
    found = [refusal for check in checks for refusal in check(asked)]
    bill = charged(asked, checks)
    refusals = each_once([*found, *bill.refusals]) if len(bill.by) > 1 else (*found, *bill.refusals)
    fee = None if bill.refusals else sum(line.yen for line in bill.lines)
    refunds = refunds_of(bill.by, fee or 0)
    return Decision(
        allowed=not refusals,
        refusals=refusals,
        fee=fee,
        lines=bill.lines,
        notices=bill.notices,
        deadlines=_deadlines_of(bill, asked, fee or 0, refunds),
        refunds=refunds,
        points_now=max(points_at(one, now) for one in bill.by),
        asked=asked,
        by=bill.by,
    )


def _deadlines_of(bill: Charged, asked: Asked, fee: int, refunds: tuple[RefundStep, ...]) -> Deadlines:
    """The deadlines; of rooms that are charged each alone the strictest of all of them."""
    if len(bill.by) == 1:
        return _deadlines(asked, fee, refunds)
    each = [_deadlines(one, fee, steps(one, fee)) for one in bill.by]
    return Deadlines(
        pay_by=_earliest(one.pay_by for one in each),
        hold_until=_earliest(one.hold_until for one in each),
        confirm_by=_earliest(one.confirm_by for one in each),
        cancel_until=_earliest(one.cancel_until for one in each),
        cancel_free_until=_earliest(one.cancel_free_until for one in each),
        start_from=max((one.start_from for one in each if one.start_from is not None), default=None),
        start_by=_earliest(one.start_by for one in each),
    )


def _earliest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((at for at in moments if at is not None), default=None)


def _deadlines(asked: Asked, fee: int, refunds: tuple[RefundStep, ...]) -> Deadlines:
    request, now = asked.request, asked.now
    hold = asked.rule(Holds) if request.hold else None
    payment = asked.rule(Payment) if fee else None
    confirmation = asked.rule(Confirmation) if request.channel == "draw" else None
    cancellation, start = asked.rule(Cancellation), asked.rule(Start)
    cancel_until = first_due(cancellation, asked).at if cancellation else request.starts_at
    full = [step.before for step in refunds if step.percent == 100]
    free = [cancel_until, free_until(asked)]
    if fee and refunds:
        free.append(max(full, default=now))
    return Deadlines(
        pay_by=max(now, first_due(payment, asked).at) if payment else None,
        hold_until=first_due(hold, asked).at if hold and hold.by else None,
        confirm_by=first_due(confirmation, asked).at if confirmation else None,
        cancel_until=cancel_until,
        cancel_free_until=min(at for at in free if at is not None),
        start_from=due(start.when, asked, closing=False).at if start else None,
        start_by=start.start_by(request.starts_at, instant(request.day, request.end), now) if start else None,
    )
