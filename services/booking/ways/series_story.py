"""A series as it is told: each occurrence as it was booked, why another was refused, and what came of its booking."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.booking.bookings import Bookings
from services.booking.houses.directory import Directory
from services.booking.rows import BookingRow
from services.booking.ways.rows import Occurrence, SeriesRow
from services.booking.ways.series_words import recalled


@dataclass(frozen=True, slots=True)
class Told:
    """An occurrence as it was booked, or ``refusal``: why not; ``since``: its booking as it stands now."""

    occurrence: Occurrence
    refusal: dict[str, Any] | None
    since: BookingRow | None


async def story(row: SeriesRow, directory: Directory, bookings: Bookings) -> list[Told]:
    """The occurrences of a series, in their order."""
    since: dict[str | None, BookingRow] = {each.id: each for each in await bookings.of_series(row.id)}
    moved: dict[str | None, BookingRow] = {each.moved_from: each for each in since.values() if each.moved_from}
    told = []
    for each in row.occurrences:
        refusal = None
        if each.outcome == "refused":
            facility = await directory.facility(each.facility_id)
            refusal = recalled(each, facility, row.group_id, row.asked_at or each.starts_at)
        told.append(Told(each, refusal, _last(each.booking_id, since, moved)))
    return told


def conflicts_of(told: list[Told]) -> list[dict[str, Any]]:
    """The occurrences that were refused, as the refusal of the series lists them."""
    return [
        {"starts_at": each.occurrence.starts_at, "code": each.occurrence.reason, **each.refusal}
        for each in told
        if each.refusal is not None
    ]


def _last(
    booking_id: str | None, since: Mapping[str | None, BookingRow], moved: Mapping[str | None, BookingRow]
) -> BookingRow | None:
    """The booking of an occurrence, or the last of those that it moved to."""
    found, seen = since.get(booking_id), set[str]()
    while found is not None and found.id in moved and found.id not in seen:
        seen.add(found.id)
        found = moved[found.id]
    return found
