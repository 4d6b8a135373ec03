"""A facility-day's part in the import of a ledger: it holds slots, makes bookings of them, or gives them back. Pure.

Slots that are held are taken for everybody (``slots-taken``); of the bookings nobody hears before all days hold theirs.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.booking.domain.grid import instant, span
from services.booking.domain.ledger.ledger_import import ImportDayPlanned, ImportEntry
from shared.contracts.booking import BookingConfirmed, SlotsFreed, SlotsTaken
from shared.events import Event

if TYPE_CHECKING:
    from services.booking.domain.facility_day import FacilityDay


class ImportHeld(Event):
    """The day holds its part of an import."""

    type = "import-held.v1"

    import_id: str
    place: str
    entries: tuple[ImportEntry, ...]


class ImportRefused(Event):
    """The day cannot hold its part: ``taken`` names the places in the file whose slots are not free."""

    type = "import-refused.v1"

    import_id: str
    place: str
    taken: tuple[str, ...]


class ImportTakenOver(Event):
    """What was held has become bookings, which follow in the same commit."""

    type = "import-taken-over.v1"

    import_id: str


class ImportGivenBack(ImportTakenOver):
    """What was held is free again."""

    type = "import-given-back.v1"


def hold(day: "FacilityDay", planned: ImportDayPlanned, at: datetime) -> list[Event]:
    """Take all slots of a day's part, or say which are not free and take none.

    Holds whose time is over at ``at`` are in nobody's way, and end.
    """
    taken = tuple(f"{e.line}{e.cell and f'/{e.cell}'}" for e in planned.entries if not _is_free(day, e, at))
    place = day.stream_key
    if taken:
        return [ImportRefused(import_id=planned.import_id, place=place, taken=taken)]
    slots = [SlotsTaken(**_slots(day, entry)) for entry in planned.entries]
    held = ImportHeld(import_id=planned.import_id, place=place, entries=planned.entries)
    return [*day.lapse_overdue(at), held, *slots]


def take_over(day: "FacilityDay", import_id: str) -> list[Event]:
    """Make bookings of what is held; nothing when nothing is."""
    if import_id not in day.importing:
        return []
    bookings = [
        BookingConfirmed(
            **_slots(day, entry),
            **entry.model_dump(include={"booking_id", "group_id", "person_id", "people", "purpose", "fee"}),
            channel="counter",
        )
        for entry in day.importing[import_id]
    ]
    return [ImportTakenOver(import_id=import_id), *bookings]


def give_back(day: "FacilityDay", import_id: str) -> list[Event]:
    """Free what is held; nothing when nothing is."""
    if import_id not in day.importing:
        return []
    slots = [SlotsFreed(**_slots(day, entry)) for entry in day.importing[import_id]]
    return [ImportGivenBack(import_id=import_id), *slots]


def _is_free(day: "FacilityDay", entry: ImportEntry, at: datetime) -> bool:
    mask = span(entry.start, entry.end)
    return day.closure_over(entry.beside, mask) is None and day.free(entry.beside, mask, day.overdue(at))


def _slots(day: "FacilityDay", entry: ImportEntry) -> dict[str, Any]:
    return {
        "facility_id": day.stream_key.partition("/")[0],
        "room_ids": (entry.room_id,),
        "starts_at": instant(day.day, entry.start),
        "ends_at": instant(day.day, entry.end),
    }


EVENTS = (ImportHeld, ImportRefused, ImportTakenOver, ImportGivenBack)
