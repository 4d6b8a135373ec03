"""What money brings to booking's journal: bills, statements, rows, and the steps that follow a booking."""

from services.booking.domain.after_use.events import ReasonShown
from services.booking.domain.after_use.unpaid import lapse_unpaid
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.money.bill import Bill
from services.booking.domain.money.events import PRIVATE_MONEY_EVENTS, FeeCarried, StatementLine, StatementTaken
from services.booking.domain.money.statement import Statement
from services.booking.money.rows import MONEY_ROWS, project_money
from services.booking.parts import Part
from shared.clock import tokyo_date
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.contracts.booking_money import MONEY_EVENTS, FeeOverdue
from shared.contracts.booking_ways import BookingChanged
from shared.journal import Reaction, Step, on
from shared.journal.model import Following, on_commit


def _fall_due(event: BookingConfirmed, following: Following) -> list[Step]:
    """A bill for what costs something; a booking that took another's place takes what was paid along."""
    if event.moved_from is not None:
        return [(Bill.stream(event.moved_from), lambda bill: bill.carry(event, following.at))]
    return [(Bill.stream(event.booking_id), lambda bill: bill.open(event, following.at))] if event.fee else []


def _receive(event: FeeCarried, following: Following) -> Step:
    return Bill.stream(event.to.booking_id), lambda bill: bill.receive(event, following.at)


def _change(event: BookingChanged, following: Following) -> Step:
    """Another fee, time or room: what was due is countered, and due anew."""
    return Bill.stream(event.booking_id), lambda bill: bill.change(event, following.at, following.version)


def _counter(event: BookingCancelled, following: Following) -> Step:
    return Bill.stream(event.booking_id), lambda bill: bill.cancel(event, following.at)


def _keep_less(event: ReasonShown, following: Following) -> Step:
    stream = Bill.stream(event.ended.booking_id)
    return stream, lambda bill: bill.keep_less(event.ended, event.was_refund, following.at)


def _lapse(event: FeeOverdue, following: Following) -> list[Step]:
    if not event.lapses:
        return []
    day = FacilityDay.stream(event.facility_id, tokyo_date(event.starts_at).isoformat())
    return [(day, lambda state: lapse_unpaid(state, event.booking_id, following.at))]


def _book_lines(event: StatementTaken) -> list[Step]:
    return [_book(line) for line in event.lines]


def _book(line: StatementLine) -> Step:
    return Bill.stream(line.booking_id), lambda bill: bill.book_line(line)


MONEY_REACTIONS: tuple[Reaction, ...] = (
    on_commit(BookingConfirmed, "fall-due", _fall_due),
    on_commit(BookingChanged, "change-fee", _change),
    on_commit(BookingCancelled, "counter-fee", _counter),
    on_commit(ReasonShown, "keep-less", _keep_less),
    on_commit(FeeCarried, "receive-fee", _receive),
    on_commit(FeeOverdue, "lapse-unpaid", _lapse),
    on(StatementTaken, "book-lines", _book_lines),
)

MONEY = Part(
    events=(*MONEY_EVENTS, *PRIVATE_MONEY_EVENTS),
    states=(Bill, Statement),
    rows=MONEY_ROWS,
    project=project_money,
    reactions=MONEY_REACTIONS,
)
