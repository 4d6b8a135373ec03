"""One ledger that is taken over: which bookings on which facility-days, and how it ended. ``import/<digest>``.

First every day holds its slots, and only when all of them do, they become bookings; when one cannot, all give theirs
back, and nobody was ever told of a booking. The days answer in any order; repeats of an answer change nothing.
"""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from services.booking.domain.houses.facility import Id
from shared.events import Event
from shared.journal import State

Phase = Literal["none", "holding", "confirmed", "released"]


class ImportEntry(BaseModel):
    """One booking of a ledger, resolved: quarters ``start <= q < end`` of a room; nothing free-worded, no name.

    ``beside`` are the rooms that cannot be used at the same time, itself among them. ``paid`` as the ledger says.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    line: int
    cell: str = ""
    booking_id: str
    room_id: Id
    beside: tuple[str, ...]
    start: int
    end: int
    group_id: str | None = None
    person_id: str
    people: int
    purpose: str
    fee: int
    paid: bool = False


class ImportPlanned(Event):
    """A ledger is to be taken over, for the ``attempt``-th time: so many bookings on so many facility-days."""

    type = "import-planned.v1"

    attempt: int
    bookings: int
    days: int


class ImportDayPlanned(Event):
    """What one facility-day is to hold. ``import_id`` is the digest and the attempt."""

    type = "import-day-planned.v1"

    import_id: str
    facility_id: str
    day: str
    entries: tuple[ImportEntry, ...]


class ImportDayAnswered(Event):
    """A facility-day holds its part, or cannot: then ``taken`` names the places in the file that are not free."""

    type = "import-day-answered.v1"

    import_id: str
    place: str
    held: bool
    taken: tuple[str, ...] = ()


class ImportConfirmed(Event):
    """Every day holds its part: they become bookings. ``places`` are ``<facility>/<date>``."""

    type = "import-confirmed.v1"

    import_id: str
    places: tuple[str, ...]


class ImportReleased(ImportConfirmed):
    """A day could not: what the others hold is given back."""

    type = "import-released.v1"


class LedgerImport(State):
    """Which days have answered, and how it ended."""

    kind: ClassVar[str] = "import"

    attempt: int = 0
    phase: Phase = "none"
    waiting: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()

    def apply(self, event: Event) -> None:
        match event:
            case ImportPlanned():
                self.attempt, self.phase = event.attempt, "holding"
                self.waiting, self.held, self.taken = (), (), ()
            case ImportDayPlanned():
                self.waiting = (*self.waiting, f"{event.facility_id}/{event.day}")
            case ImportDayAnswered():
                self.waiting = tuple(place for place in self.waiting if place != event.place)
                self.held = (*self.held, event.place) if event.held else self.held
                self.taken = (*self.taken, *event.taken)
            case ImportReleased():
                self.phase = "released"
            case ImportConfirmed():
                self.phase = "confirmed"

    @property
    def import_id(self) -> str:
        """The present attempt's name."""
        return import_id(self.stream_key, self.attempt)

    def plan(self, attempt: int, days: list[ImportDayPlanned]) -> list[Event]:
        """Begin an attempt; nothing happens when one is under way or has come to its end."""
        if attempt != self.attempt + 1 or self.phase == "holding":
            return []
        count = sum(len(day.entries) for day in days)
        return [ImportPlanned(attempt=attempt, bookings=count, days=len(days)), *days]

    def answer(self, for_import: str, place: str, taken: tuple[str, ...]) -> list[Event]:
        """A day holds its part, or names what is taken. The last answer decides for all."""
        if for_import != self.import_id or place not in self.waiting:
            return []
        answered = ImportDayAnswered(import_id=for_import, place=place, held=not taken, taken=taken)
        if len(self.waiting) > 1:
            return [answered]
        held = self.held if taken else (*self.held, place)
        ending = ImportReleased if taken or self.taken else ImportConfirmed
        return [answered, ending(import_id=for_import, places=held)]


def import_id(digest: str, attempt: int) -> str:
    """The name of one attempt to take a ledger over."""
    return f"{digest}.{attempt}"


EVENTS = (ImportPlanned, ImportDayPlanned, ImportDayAnswered, ImportConfirmed, ImportReleased)
