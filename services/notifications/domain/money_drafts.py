"""What people are told of fees: what is due, was paid, is late, waits for them, was given back. Pure."""

from collections.abc import Sequence

from services.notifications.domain.drafts import Draft, Place
from services.notifications.domain.events import Parameter
from shared.clock import utc_text
from shared.contracts.booking_money import FeeDue, FeeOverdue, FeePaid, FeeRefundDue, FeeRefunded

Fee = FeeDue | FeePaid | FeeOverdue | FeeRefundDue | FeeRefunded


def _draft(template: str, event: Fee, **more: Parameter) -> Sequence[Draft]:
    parameters: dict[str, Parameter] = {
        "booking_id": event.booking_id,
        "bill_number": event.bill_number,
        "starts_at": utc_text(event.starts_at),
        "amount": event.amount,
        **more,
    }
    return [
        Draft(event.person_id, template, "bookings", parameters, {"place": Place(event.facility_id, event.room_ids)})
    ]


def of_due(event: FeeDue) -> Sequence[Draft]:
    """To who booked, what is still to be paid; nothing for what only counters."""
    if event.amount <= 0 or event.total <= 0:
        return []
    return _draft("fee-due", event, total=event.total, pay_by=utc_text(event.pay_by))


def of_paid(event: FeePaid) -> Sequence[Draft]:
    """To who booked, with the receipt's number."""
    return _draft("fee-paid", event, receipt_number=event.receipt_number)


def of_overdue(event: FeeOverdue) -> Sequence[Draft]:
    """To who booked: pay now, or that the booking is given up."""
    return _draft("fee-lapsed" if event.lapses else "fee-overdue", event)


def of_refund_due(event: FeeRefundDue) -> Sequence[Draft]:
    """To who booked: money waits at the counter; of a displaced booking, unless they choose another place."""
    return _draft("fee-refund-or-place" if event.displaced else "fee-refund-due", event)


def of_refunded(event: FeeRefunded) -> Sequence[Draft]:
    """To who booked, with the refund's number."""
    return _draft("fee-refunded", event, refund_number=event.refund_number)
