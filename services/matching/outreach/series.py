"""Use cases of outreach days that recur: the clock announces them ahead, each once, whoever else plans at that moment.

A day's id is its series and its date: announced once, it is never announced again, called off or not.
"""

import logging
from datetime import date, datetime, timedelta

from services.matching.domain.outreach.ahead import OutreachAhead, Series
from services.matching.domain.team.roster import Roster
from services.matching.knowledge import Knowledge
from services.matching.outreach.days import OutreachDays
from services.matching.outreach.planning import NewOutreachDay
from services.matching.outreach.rows import OutreachAheadRow, OutreachDayRow
from services.matching.rows import FacilityRow
from shared.clock import TOKYO, tokyo_date
from shared.errors import Refusal
from shared.journal import Cause, Journal

log = logging.getLogger(__name__)
DEDICATED = "dedicated"


class OutreachSeries:
    """Plans the series of the city's file; one whose house nobody knows is left out."""

    def __init__(self, journal: Journal, knowledge: Knowledge, days: OutreachDays) -> None:
        self.journal = journal
        self.terms = knowledge.outreach
        self.days = days

    async def begin(self) -> None:
        """At every start: where days recur, the clock plans them from now on."""
        if self.terms.series:
            now = self.journal.now()
            cause = self.journal.causes.operator("outreach-ahead", b"", "begin")
            await self.journal.transact(OutreachAhead.main(), cause, lambda ahead: ahead.begin(now))

    async def look(self, row: OutreachAheadRow, cause: Cause) -> None:
        """The timer, once a day: announce what is missing of the weeks ahead.

        While the rows are made again it waits; a day that cannot be announced is tried again the next day.
        """
        if self.journal.store.rows_stale:
            return
        now = self.journal.now()
        until = tokyo_date(now) + timedelta(days=self.terms.series_days_ahead)
        for series in self.terms.series:
            await self._plan(series, now, until, cause)
        await self.journal.transact(OutreachAhead.main(), cause, lambda ahead: ahead.looked(now, until))

    async def _plan(self, series: Series, now: datetime, until: date, cause: Cause) -> None:
        if await self.journal.get(FacilityRow, series.facility_id) is None:
            return
        for day in series.days(tokyo_date(now) + timedelta(days=1), until):
            id = f"series-{series.id}-{day}"
            staff = await self._staff(series, day)
            if staff and await self.journal.get(OutreachDayRow, id) is None:
                await self._announce(id, series, day, staff, cause)

    async def _announce(self, id: str, series: Series, day: date, staff: tuple[str, ...], cause: Cause) -> None:
        new = NewOutreachDay(
            kinds=series.kinds,
            place=series.place,
            starts_at=datetime.combine(day, series.begins, TOKYO),
            ends_at=datetime.combine(day, series.ends, TOKYO),
            slot_minutes=series.slot_minutes,
            helpers=series.helpers,
            staff=staff,
            facility_id=series.facility_id,
            areas=series.areas,
        )
        try:
            await self.days.announce(new, by=None, cause=cause, day_id=id)
        except Refusal as refused:
            log.warning("a day of a series cannot be announced", extra={"series": series.id, "code": refused.code})

    async def _staff(self, series: Series, day: date) -> tuple[str, ...]:
        """Dedicated coordinators who are present then, in turn by the week; else the owner of the desk; else nobody."""

        def serving(roster: Roster) -> list[str]:
            coordinators = sorted(roster.coordinators.items())
            return [id for id, each in coordinators if each.kind == DEDICATED and each.present(day)]

        there = await self.journal.ask(Roster.main(), serving)
        if there:
            first = day.toordinal() // 7 * series.staff
            return tuple(dict.fromkeys(there[(first + n) % len(there)] for n in range(series.staff)))
        owner = await self.days.desk_owner()
        return (owner,) if owner else ()
