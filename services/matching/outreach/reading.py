"""Reading outreach days: what is coming and free (open), one's own appointments, and the day's list for its staff."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.matching.domain.outreach.record import HOLDING
from services.matching.outreach.days import OutreachDays
from services.matching.outreach.rows import AppointmentRow, OutreachDayRow
from services.matching.permissions import may
from services.matching.words_kept import Visit, WordsKept
from shared.clock import tokyo_date
from shared.journal import Journal
from shared.web import Caller, NotFound

LIMIT_MAX = 100
CODE_DIGITS = 6
LISTED = (*HOLDING, "waiting", "to-ring")


@dataclass(frozen=True, slots=True)
class SeenAppointment:
    """An appointment with its day, and, for who may read it, what it is about."""

    row: AppointmentRow
    day: OutreachDayRow
    visit: Visit | None = None


@dataclass(frozen=True, slots=True)
class DayList:
    """The list of a day for its staff: in the order of its slots, then who waits, then who is to be rung."""

    day: OutreachDayRow
    owner_id: str | None
    appointments: tuple[SeenAppointment, ...]


class OutreachReading:
    """Reads rows; the words come from the vault."""

    def __init__(self, journal: Journal, kept: WordsKept, days: OutreachDays) -> None:
        self.journal = journal
        self.kept = kept
        self.days = days

    async def coming(
        self, *, kind: str | None, area: str | None, first: date | None, free_only: bool, limit: int
    ) -> list[OutreachDayRow]:
        """Days that can still be booked, the next one first; with ``free_only`` those that have a free slot to come."""
        now = self.journal.now()
        first = first or tokyo_date(now)
        return [
            row
            for row in await self.days.coming(now)
            if row.day >= first
            and (kind is None or kind in row.kinds)
            and (area is None or area in row.areas.values())
            and (not free_only or any(slot.free for slot in row.slots if slot.starts_at > now))
        ][: min(limit, LIMIT_MAX)]

    async def of_person(self, person_id: str) -> list[SeenAppointment]:
        """What somebody has or had until its day was past, what comes first first."""
        page = await self.journal.page(AppointmentRow, where={"person_id": person_id}, limit=LIMIT_MAX)
        found = [SeenAppointment(row, await self.days.row(row.outreach_day_id)) for row in page.items]
        return sorted(found, key=lambda each: (each.row.slot or each.day.starts_at, each.row.id))

    async def staffed_by(self, person_id: str) -> list[OutreachDayRow]:
        """The days somebody is at by name, or has, the next one first."""
        owner = await self.days.desk_owner()
        rows = await self.journal.all(OutreachDayRow, with_closed=False)
        mine = [row for row in rows if person_id in row.staff or person_id == (row.owner_id or owner)]
        return sorted(mine, key=lambda row: (row.starts_at, row.id))

    async def get(self, appointment_id: str, *, by: Caller, words: bool = True) -> SeenAppointment:
        """One appointment; ``words``: also what it is about. Raises ``NotFound``, also for who it does not concern."""
        row = await self.journal.get(AppointmentRow, appointment_id)
        if row is None:
            raise NotFound(what="appointment")
        day = await self.days.row(row.outreach_day_id)
        held = await self.days.held(day, by, row.person_id)
        if not may("change-appointment", held):
            raise NotFound(what="appointment")
        reads = words and may("read-appointment", held)
        return SeenAppointment(row, day, await self._visit(row, by) if reads else None)

    async def list_of(self, day_id: str, *, by: Caller, code: str | None = None) -> DayList:
        """The day's list; with ``code`` whom that is. Raises ``NotFound``, ``Forbidden``.

        What somebody comes for is there for who is at the day, and nobody else.
        """
        day = await self.days.row(day_id)
        await self.days.require("run-outreach", day, by)
        reads = may("read-appointment", await self.days.held(day, by))
        rows = await self.journal.all(AppointmentRow, where={"outreach_day_id": day_id}, with_closed=False)
        rows = [row for row in rows if row.status in LISTED and (code is None or code_of(row.id) == code)]
        end = day.ends_at + timedelta(days=1)
        rows.sort(key=lambda row: (row.status == "to-ring", row.slot or end, row.at or end, row.id))
        seen = [SeenAppointment(row, day, await self._visit(row, by) if reads else None) for row in rows]
        return DayList(day, day.owner_id or await self.days.desk_owner(), tuple(seen))

    async def _visit(self, row: AppointmentRow, by: Caller) -> Visit | None:
        if row.document_id is None or row.closed:
            return None
        return await self.kept.read_visit(row.document_id, reader=by.person_id)


def code_of(appointment_id: str) -> str:
    """Six digits to name an appointment by on the phone. Who hears them learns nothing, and they open nothing."""
    return f"{int.from_bytes(appointment_id.encode(), 'big') % 999_983:0{CODE_DIGITS}}"
