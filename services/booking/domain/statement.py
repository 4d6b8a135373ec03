"""One bank statement that was read in: which of its lines are booked. ``statement/<digest of the file>``, 500 lines."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from services.booking.domain.bill_events import StatementLine, StatementTaken
from shared.clock import tokyo_date
from shared.events import Event
from shared.journal import State

LINES_MAX = 500


class Statement(State):
    """The lines that were handed on to their bills, with the day of each."""

    kind: ClassVar[str] = "statement"

    taken: dict[str, date] = {}

    def apply(self, event: Event) -> None:
        match event:
            case StatementTaken():
                self.taken |= {line.line: tokyo_date(line.on) for line in event.lines}

    def take(self, lines: Sequence[StatementLine]) -> Sequence[Event]:
        """Hand lines on, all in one commit; those that were, are not again."""
        new = tuple(line for line in lines if line.line not in self.taken)
        return [StatementTaken(lines=new)] if new else []

    def archivable(self, before: date) -> bool:
        """What it handed on stands with the bills; a year is enough to notice that a file came twice."""
        return all(on.replace(day=1, year=on.year + 1) < before for on in self.taken.values())
