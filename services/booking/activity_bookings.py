"""What activities ask of bookings, read from booking's rows."""

from datetime import datetime

from services.booking.rows import BookingRow
from shared.journal import Journal


class BookedTimes:
    """Bookings as an activity may name them. Advisory: one may be cancelled a moment later."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def covers(self, booking_id: str, *, group_id: str, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether this is a standing booking of that group over all of that time."""
        row = await self._journal.get(BookingRow, booking_id)
        return (
            row is not None
            and row.status in {"confirmed", "started"}
            and row.group_id == group_id
            and row.starts_at <= starts_at
            and ends_at <= row.ends_at
        )
