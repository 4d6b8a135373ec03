"""Who of the sample town pays for a room at once: most do, at the counter; the others' bills are still to be paid."""

from kyoso.town.chance import chance
from services.booking.bookings import Done
from services.booking.money.bills import PaymentRequest
from services.booking.service import Booking
from shared.journal import Cause
from shared.web import Caller

CLERK = Caller("staff-mori", frozenset({"staff"}))
PAID_AT_ONCE = 0.8


async def pay_at_the_counter(booking: Booking, seed: int, row: str, done: Done, cause: Cause) -> None:
    """Pay what a booking costs, as most do. Raises what the bill refuses: what was paid is not paid again."""
    if done.event.fee and chance(seed, "till", row).random() < PAID_AT_ONCE:
        request = PaymentRequest(channel="counter", amount=done.event.fee)
        await booking.money.bills.pay(done.event.booking_id, request, by=CLERK, cause=cause)
