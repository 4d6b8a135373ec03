"""What notifications does with each fact about fees: one line each."""

from services.notifications.domain import money_drafts
from services.notifications.service import Notifications
from shared.contracts.booking_money import FeeDue, FeeOverdue, FeePaid, FeeRefundDue, FeeRefunded
from shared.journal import Cause
from shared.messaging.handlers import Handlers

MONEY = Handlers[Notifications]()


@MONEY.consumes(FeeDue, name="tell-fee-due")
async def fee_due(event: FeeDue, uses: Notifications, cause: Cause) -> None:
    """To who booked."""
    await uses.tell(money_drafts.of_due(event), cause=cause)


@MONEY.consumes(FeePaid, name="tell-fee-paid")
async def fee_paid(event: FeePaid, uses: Notifications, cause: Cause) -> None:
    """To who booked."""
    await uses.tell(money_drafts.of_paid(event), cause=cause)


@MONEY.consumes(FeeOverdue, name="tell-fee-overdue")
async def fee_overdue(event: FeeOverdue, uses: Notifications, cause: Cause) -> None:
    """To who booked."""
    await uses.tell(money_drafts.of_overdue(event), cause=cause)


@MONEY.consumes(FeeRefundDue, name="tell-fee-refund-due")
async def fee_refund_due(event: FeeRefundDue, uses: Notifications, cause: Cause) -> None:
    """To who booked."""
    await uses.tell(money_drafts.of_refund_due(event), cause=cause)


@MONEY.consumes(FeeRefunded, name="tell-fee-refunded")
async def fee_refunded(event: FeeRefunded, uses: Notifications, cause: Cause) -> None:
    """To who booked."""
    await uses.tell(money_drafts.of_refunded(event), cause=cause)
