"""A use case: a group's health, for its own officers and nobody else."""

from datetime import timedelta

from services.matching.domain.groups.health import Counted, Figure, figures_of
from services.matching.introducing.rows import IntroductionRow
from services.matching.ladder.rows import LadderRow
from services.matching.permissions import relations, require
from services.matching.rows import ActivityRow, GroupRow, MemberRow, PersonRow
from shared.journal import Journal
from shared.web import Caller, NotFound

YEAR = timedelta(days=365)
ANSWERED = frozenset({"accepted", "arranged", "met", "declined", "completed"})


class GroupHealth:
    """Counts rows of the last year. Ages come only from members who agreed to the purpose ``statistics``."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    async def of_group(self, group_id: str, *, by: Caller) -> list[Figure]:
        """The figures. Raises ``NotFound``, and ``Forbidden`` to everybody but the group's officers."""
        group = await self.journal.get(GroupRow, group_id)
        if group is None:
            raise NotFound(what="group")
        require("see-health", relations(by, officers=group.officers))
        now = self.journal.now()
        since = now - YEAR
        introductions = [
            row
            for row in await self.journal.all(IntroductionRow, where={"group_id": group_id})
            if row.asked_at >= since
        ]
        activities = await self.journal.all(
            ActivityRow, order_by="starts_at", since=since, until=now, with_closed=False
        )
        answered = [row for row in introductions if row.status in ANSWERED]
        counted = Counted(
            officers=len(group.officers),
            activities=sum(group_id in row.held_by for row in activities),
            introductions=len(introductions),
            answered=len(answered),
            in_time=sum(row.escalations == 0 for row in answered),
            new_members=sum(row.status == "completed" for row in introductions),
            bands=await self._bands(group_id),
        )
        return figures_of(counted)

    async def _bands(self, group_id: str) -> tuple[str, ...]:
        members = await self.journal.all(MemberRow, where={"group_id": group_id}, with_closed=False)
        found = []
        for member in members:
            person = await self.journal.get(PersonRow, member.person_id)
            if person is not None and person.statistics and not person.closed:
                row = await self.journal.get(LadderRow, member.person_id)
                if row is not None and not row.closed and row.record.age_band:
                    found.append(row.record.age_band)
        return tuple(found)
