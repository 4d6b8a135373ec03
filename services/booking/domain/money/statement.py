"""One bank statement that was read in: which of its lines are booked. ``statement/<digest of the file>``, 500 lines."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from services.booking.domain.money.events import StatementLine, StatementTaken
from shared.clock import tokyo_date
from shared.events import Event
from shared.journal import State

LINES_MAX = 500
TIMES_MAX = 50
"""So often lines of one file can be booked: again only when some of them did not fit before."""


class Statement(State):
    """The lines that were handed on to their bills, with the day of each."""

    kind: ClassVar[str] = "statement"

    taken: dict[str, date] = {}
    times: int = 0

    def apply(self, event: Event) -> None:
        match event:
            case StatementTaken():
                self.taken |= {line.line: tokyo_date(line.on) for line in event.lines}
                self.times += 1

    def take(self, lines: Sequence[StatementLine]) -> Sequence[Event]:
        """Hand lines on, all in one commit. A bill books a line once, however often it is handed on."""
        return [StatementTaken(lines=tuple(lines))] if self.times < TIMES_MAX else []

    def archivable(self, before: date) -> bool:
        """What it handed on stands with the bills; a year is enough to notice that a file came twice."""
        return all(on.replace(day=1, year=on.year + 1) < before for on in self.taken.values())
