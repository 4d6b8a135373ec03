"""Finds a booking by the number that stands on its slip or its permit. For staff and auditors."""

from services.booking.domain.houses.permits import signs_in
from services.booking.permissions import require, standings
from services.booking.rows import BookingRow
from shared.journal import Journal, Page
from shared.web import Caller


async def by_number(journal: Journal, number: str, *, by: Caller) -> Page[BookingRow]:
    """The booking with that number, however it is written; nearly never two, and none where none has it."""
    require("find-booking", standings(by))
    signs = signs_in(number)
    return await journal.page(BookingRow, where={"signs": signs}) if signs else Page([], None)
