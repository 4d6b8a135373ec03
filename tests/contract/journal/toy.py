"""A toy service for the journal's contract: rooms whose slots are taken, and a shelf that a saga fills."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from shared.clock import MovableClock
from shared.errors import Refusal
from shared.events import Event
from shared.journal import Causes, Model, Row, State, on
from shared.journal.tallies import Count, Counts, TallyRow

START = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
CAUSES = Causes(b"c" * 32)


class Booked(Event):
    """Somebody has a slot."""

    type = "booked.v1"
    topic = "toy.bookings"

    slot: int
    by: str = "p"
    padding: str = ""


class Freed(Event):
    """A slot is free again."""

    type = "freed.v1"
    topic = "toy.freed"

    slot: int


class Shelved(Event):
    """The saga's step: a booking's key lies on the shelf."""

    type = "shelved.v1"

    slot: int


class Taken(Refusal):
    """The slot has a holder."""

    status = 409
    code = "taken"
    ja = "{slot} は予約済みです。"
    en = "{slot} is taken."
    next_ja = "別のコマを選んでください。"
    next_en = "Choose another slot."


class Room(State):
    """Who holds which slot; ``APPLY_BUG_ON`` makes the fold fail for a slot, as a bug would."""

    kind = "room"

    holders: dict[int, str] = {}
    changes: int = 0

    def apply(self, event: Event) -> None:
        self.changes += 1
        if isinstance(event, Booked):
            self.holders[event.slot] = event.by
            if event.slot == BUGGY_SLOT:
                raise ZeroDivisionError("a bug in apply, after it has changed something")
        elif isinstance(event, Freed):
            del self.holders[event.slot]

    def book(self, slot: int, by: str = "p", padding: str = "") -> list[Event]:
        if slot in self.holders:
            raise Taken(slot=slot)
        return [Booked(slot=slot, by=by, padding=padding)]

    def free(self, slot: int) -> list[Event]:
        return [Freed(slot=slot)] if slot in self.holders else []


BUGGY_SLOT = 666


class Shelf(State):
    """Keys of booked slots."""

    kind = "shelf"

    slots: list[int] = []

    def apply(self, event: Event) -> None:
        if isinstance(event, Shelved):
            self.slots.append(event.slot)


class SlotRow(Row):
    """One slot as lists see it."""

    kind = "slot"
    columns = ("room", "slot", "by", "at", "weight")
    many = ("tags",)

    room: str
    slot: int
    by: str | None
    at: datetime | None = None
    weight: float | None = None
    tags: tuple[str, ...] = ()


def project(state: State, event: Event) -> Iterable[Row]:
    """A row a slot."""
    if isinstance(state, Room) and isinstance(event, (Booked, Freed)):
        room = state.stream_key
        by = state.holders.get(event.slot)
        yield SlotRow(id=f"{room}.{event.slot}", room=room, slot=event.slot, by=by, closed=by is None)


REACTIONS = (on(Booked, "shelve", lambda e: (Shelf.stream("s"), lambda shelf: [Shelved(slot=e.slot)])),)


COUNTS: Counts = {
    Booked.type: lambda event: (
        Count("booked", who=event.by),
        Count("used", event.slot, date(2026, 12, 24), f"{event.slot:02}"),
    ),
    Freed.type: lambda event: (Count("used", -event.slot, date(2026, 12, 24), f"{event.slot:02}"),),
}


def model(*, room: type[Room] = Room, events: tuple[type[Event], ...] = (Booked, Freed, Shelved)) -> Model:
    """The toy's model, or a newer or older version of it."""
    return Model(
        "toy", events, (room, Shelf), (SlotRow, TallyRow), project, REACTIONS, followed=(room, Shelf), counts=COUNTS
    )


def clock() -> MovableClock:
    """A clock that stands still until it is moved."""
    return MovableClock(start=START)


def cause(key: str, body: bytes = b"", caller: str = "ken"):
    """A client's command."""
    return CAUSES.http(caller, "POST /toy", key, body)
