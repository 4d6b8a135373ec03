"""Who asked what when, and what came back: the history of every facility-day, for a checker that knows none of it.

Times are this process's monotonic nanoseconds. An operation that nobody ever answered is *unknown*: it may have been
done at any time after it was sent, or never.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.end_to_end.door import Answer

QUARTER_SECONDS = 900
STALE_SECONDS = 15.0
"""What is free is read from rows, which may be so far behind the journal after a crash."""


@dataclass(eq=False, slots=True)
class Operation:
    """One operation on one facility-day. ``returned`` is ``None`` while there is no answer."""

    client: int
    op: str
    partition: str
    room: str = ""
    span: tuple[int, int] = (0, 0)
    booking: str = ""
    taken: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    invoked: int = field(default_factory=time.monotonic_ns)
    returned: int | None = None
    outcome: str = "unknown"

    def answered(self, outcome: str) -> None:
        """Note the outcome, now."""
        self.returned, self.outcome = time.monotonic_ns(), outcome

    def line(self, *, stale_ns: int) -> dict[str, Any]:
        """As the checker reads it. What was asked may have been so a while before, if it was read from rows."""
        invoked = self.invoked - stale_ns if self.op == "ask" else self.invoked
        return {
            "partition": self.partition,
            "client": self.client,
            "op": self.op,
            "room": self.room,
            "from": self.span[0],
            "until": self.span[1],
            "booking": self.booking,
            "taken": self.taken,
            "invoke": invoked,
            "return": self.returned,
            "outcome": self.outcome,
        }


@dataclass
class History:
    """All operations of a run, in the order in which they were sent."""

    operations: list[Operation] = field(default_factory=list)
    where: dict[str, str] = field(default_factory=dict)
    """The facility-day of each booking that was answered, so that its cancellation finds it."""

    def book(self, client: int, wish: dict[str, Any]) -> Operation:
        """A wish for a room goes out."""
        house, room, day, span = place_of(wish)
        return self._add(Operation(client, "book", f"{house}/{day}", room, span))

    def cancel(self, client: int, booking_id: str) -> Operation:
        """A booking is given back."""
        return self._add(Operation(client, "cancel", self.where[booking_id], booking=booking_id))

    def ask(self, client: int, house: str, day: str) -> Operation:
        """Somebody asks what is free."""
        return self._add(Operation(client, "ask", f"{house}/{day}"))

    def _add(self, operation: Operation) -> Operation:
        self.operations.append(operation)
        return operation

    def booked(self, operation: Operation, answer: Answer) -> None:
        """The answer to a wish: done, taken, or refused for a reason that says nothing about the slots."""
        if answer.status < 300:
            operation.booking = answer.json()["booking_id"]
            self.where[operation.booking] = operation.partition
            operation.answered("done")
        elif answer.code == "room-taken":
            operation.answered("taken")
        else:
            self.operations.remove(operation)

    def cancelled(self, operation: Operation, answer: Answer) -> None:
        """The answer to a cancellation."""
        if answer.status < 300:
            operation.answered("done")
        elif answer.code == "booking-not-open":
            operation.answered("not-open")
        else:
            self.operations.remove(operation)

    def told_free(self, operation: Operation, answer: Answer) -> None:
        """What is free, turned round: what is taken. A question that was not answered says nothing."""
        if answer.status != 200:
            self.operations.remove(operation)
            return
        for room in answer.json()["rooms"]:
            free = [_span(each["starts_at"], each["ends_at"])[1] for each in room["free"]]
            taken = [q for q in range(96) if not any(start <= q < end for start, end in free)]
            operation.taken[room["room_id"]] = list(_runs(taken))
        operation.answered("done")

    def lines(self, *, stale_seconds: float = STALE_SECONDS) -> Iterator[str]:
        """One JSON object for each operation."""
        for operation in self.operations:
            yield json.dumps(operation.line(stale_ns=int(stale_seconds * 1e9)))


def place_of(wish: dict[str, Any]) -> tuple[str, str, str, tuple[int, int]]:
    """The house, the room, the day and the quarters of a wish for a room."""
    day, span = _span(wish["starts_at"], wish["ends_at"])
    return wish["facility_id"], wish["room_id"], day, span


def _span(starts_at: str, ends_at: str) -> tuple[str, tuple[int, int]]:
    start = datetime.fromisoformat(starts_at)
    seconds = (datetime.fromisoformat(ends_at) - start).total_seconds()
    first = (start.hour * 60 + start.minute) // 15
    return start.date().isoformat(), (first, first + int(seconds // QUARTER_SECONDS))


def _runs(quarters: list[int]) -> Iterator[tuple[int, int]]:
    """Quarters in a row as spans."""
    start = previous = None
    for quarter in quarters:
        if previous is None or quarter != previous + 1:
            if start is not None and previous is not None:
                yield start, previous + 1
            start = quarter
        previous = quarter
    if start is not None and previous is not None:
        yield start, previous + 1
