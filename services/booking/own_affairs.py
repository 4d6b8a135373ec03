"""Whether staff would decide about what they booked themselves: a closure or a pre-emption that displaces it."""

from datetime import datetime

from services.booking.domain.grid import day_text, midnight
from services.booking.permissions import Action, is_own, own_of, require, standings
from services.booking.rows import BookingRow, GroupRow
from shared.clock import tokyo_date
from shared.contracts.booking_values import ClosureReason
from shared.journal import Journal
from shared.web import Caller

AT_ONCE: frozenset[ClosureReason] = frozenset({"disaster", "weather"})
"""Nobody waits for a colleague while a house is not safe: such a closure displaces the clerk's own booking too."""
DISPLACEABLE = frozenset({"confirmed", "held", "requested", "offered"})


async def require_not_own(
    action: Action, journal: Journal, by: Caller, facility_id: str, touched: frozenset[str], since: datetime,
    until: datetime,
) -> None:  # fmt: skip
    """Raise ``OwnAffair`` where a booking of the caller's, or of a group for which they act, would be displaced.

    ``touched``: the rooms with their parts and halls; without any it is the whole house.
    """
    groups = await journal.all(GroupRow, having={"officers": by.person_id})
    first, last = day_text(midnight(tokyo_date(since))), day_text(until)
    for column, id in (("of_person", by.person_id), *(("of_group", group.id) for group in groups)):
        rows = await journal.all(
            BookingRow, order_by=column, since=f"{id}/{first}", until=f"{id}/{last}", with_closed=False
        )
        for row in rows:
            found = standings(by, holder=own_of(row), officers=(by.person_id,) if column == "of_group" else ())
            there = row.facility_id == facility_id and since < row.ends_at and row.status in DISPLACEABLE
            if there and is_own(found) and (not touched or not touched.isdisjoint(row.room_ids)):
                require(action, found)
