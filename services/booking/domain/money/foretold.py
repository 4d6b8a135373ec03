"""What a change would make of a bill, asked before it is made: what the bill decides about what the day would tell."""

from collections.abc import Iterable
from datetime import datetime

from services.booking.domain.money.bill import Bill
from services.booking.domain.money.events import FeeCarried
from services.booking.domain.ways.change_events import ChangeBegun
from services.booking.domain.ways.changing import moved_away, told_of
from shared.contracts.booking import BookingConfirmed
from shared.contracts.booking_ways import BookingChanged
from shared.events import Event


def foretold(bill: Bill, was: BookingConfirmed, told: Iterable[Event], now: datetime) -> list[Event]:
    """What the bill of a booking, and that of the one it moves to, would say to what its day tells of a change."""
    bill = bill.model_copy(deep=True)
    for event in told:
        match event:
            case BookingChanged():
                return [*bill.change(event, now, bill.as_of)]
            case ChangeBegun(kind="grow"):
                return [*bill.change(told_of(was, event.wanted, event.giving), now, bill.as_of)]
            case ChangeBegun():
                return _moved(bill, was, event, now)
    return []


def _moved(bill: Bill, was: BookingConfirmed, begun: ChangeBegun, now: datetime) -> list[Event]:
    left = _take(bill, bill.cancel(moved_away(was, begun.giving), now))
    left += _take(bill, bill.carry(BookingConfirmed(**begun.wanted.body()), now))
    further = Bill(stream_name=f"bill/{begun.wanted.booking_id}")
    carried = (event for event in left if isinstance(event, FeeCarried))
    return [*left, *(event for each in carried for event in further.receive(each, now))]


def _take(bill: Bill, events: Iterable[Event]) -> list[Event]:
    """The events, folded in."""
    told = list(events)
    for event in told:
        bill.apply(event)
    return told
