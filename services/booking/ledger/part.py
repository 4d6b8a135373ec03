"""The import of ledgers as a part of the service: its events, its states, and the saga that makes it whole or nothing.

Planned → each day holds its part, or refuses → the import hears the last answer → every day makes bookings of what it
holds, or gives it back.
"""

from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.ledger import day_import
from services.booking.domain.ledger.day_import import ImportHeld, ImportRefused
from services.booking.domain.ledger.ledger_import import (
    EVENTS,
    ImportConfirmed,
    ImportDayPlanned,
    ImportReleased,
    LedgerImport,
)
from services.booking.parts import Part
from services.booking.rows import project
from shared.journal import Reaction, Stream, on, on_commit
from shared.journal.model import Step


def _day(place: str) -> Stream[FacilityDay]:
    """The facility-day of a place ``<facility>/<date>``."""
    return FacilityDay.stream(*place.split("/"))


def _import_of(event: ImportHeld | ImportRefused) -> Stream[LedgerImport]:
    return LedgerImport.stream(event.import_id.partition(".")[0])


def _take_over(event: ImportConfirmed) -> list[Step]:
    """Every day makes bookings of what it holds."""
    return [(_day(place), lambda day: day_import.take_over(day, event.import_id)) for place in event.places]


def _give_back(event: ImportReleased) -> list[Step]:
    """Every day that holds something gives it back."""
    return [(_day(place), lambda day: day_import.give_back(day, event.import_id)) for place in event.places]


REACTIONS: tuple[Reaction, ...] = (
    on_commit(
        ImportDayPlanned,
        "hold-for-import",
        lambda e, following: (
            _day(f"{e.facility_id}/{e.day}"),
            lambda day: day_import.hold(day, e, following.at),
        ),
    ),
    on(ImportHeld, "note-import-held", lambda e: (_import_of(e), lambda i: i.answer(e.import_id, e.place, ()))),
    on(
        ImportRefused,
        "note-import-refused",
        lambda e: (_import_of(e), lambda i: i.answer(e.import_id, e.place, e.taken)),
    ),
    on(ImportConfirmed, "take-import-over", _take_over),
    on(ImportReleased, "give-import-back", _give_back),
)
"""A row a step: the event that is seen, the step's pinned name, and what it writes where."""

LEDGERS = Part(
    events=(*EVENTS, *day_import.EVENTS),
    states=(LedgerImport,),
    rows=(),
    project=project,
    reactions=REACTIONS,
)
